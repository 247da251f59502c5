package access

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"yilu/test/rig"
)

// get asks without following redirects.
func get(t *testing.T, method, url string, headers map[string]string, body string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range headers {
		req.Header.Set(k, v)
	}
	res, err := (&http.Transport{}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

// TestHeaders says what every answer carries, and what none does.
func TestHeaders(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	person := r.Person(t, "路人甲", 1990)
	bearer := map[string]string{"Authorization": "Bearer " + person.Token, "Origin": "https://elsewhere.example"}
	for _, path := range []string{"/", "/console/", "/verify", "/openapi.json", "/healthz", "/metrics", "/nowhere",
		"/api/v1/me", "/api/v1/jobs", "/api/v1/regions", "/api/v1/nowhere", "/api/v1/files/0190f5f0-0000-7000-8000-00000000000b"} {
		h := get(t, "GET", r.URL+path, bearer, "").Header
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "SAMEORIGIN"} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		// No cookie, so that no other site can act for a person, and no leave for
		// other sites to read.
		if h.Get("Set-Cookie") != "" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", path, h)
		}
		if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			policy := h.Get("Content-Security-Policy")
			script, _, _ := strings.Cut(after(policy, "script-src"), ";")
			if !strings.Contains(policy, "default-src") || strings.Contains(script, "unsafe") || strings.Contains(script, "*") || !strings.Contains(policy, "base-uri") {
				t.Errorf("%s: its policy is %q", path, policy)
			}
		}
	}
}

func after(s, sep string) string {
	_, rest, _ := strings.Cut(s, sep)
	return rest
}

// TestRedirects says that no address leads away from here.
func TestRedirects(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	for _, path := range []string{"//elsewhere.example", "//elsewhere.example/..", "/console", "/hall", "/kiosk", "/agent", "/verify", "/%2f%2felsewhere.example",
		"/console//elsewhere.example", "/h5/..//elsewhere.example", "/?next=https://elsewhere.example", "/api/v1/files/..%2f..%2fetc", `/\elsewhere.example`, "/console/..;/"} {
		for _, method := range []string{"GET", "HEAD"} {
			res := get(t, method, r.URL+path, nil, "")
			to := res.Header.Get("Location")
			if res.StatusCode >= 500 || to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`)) {
				t.Errorf("%s %s: %d to %q", method, path, res.StatusCode, to)
			}
		}
	}
}

// TestForeignForms says that what a browser sends from another site without
// asking, a form, changes nothing here.
func TestForeignForms(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	person := r.Person(t, "路人甲", 1990)
	for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		res := get(t, "POST", r.URL+"/api/v1/auth/codes", map[string]string{"Content-Type": kind, "Authorization": "Bearer " + person.Token}, `{"phone":"13800138000"}`)
		if res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("%s: %d", kind, res.StatusCode)
		}
	}
}
