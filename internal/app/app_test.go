package app

import (
	"net/http/httptest"
	"strings"
	"testing"

	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
)

// newApp opens an app on an empty SQLite file; nothing runs beside it.
func newApp(t *testing.T, s config.Settings) *App {
	t.Helper()
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	s.DataDir = t.TempDir()
	a, err := New(t.Context(), Config{Settings: s, Ring: ring})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func TestPages(t *testing.T) {
	t.Parallel()
	a := newApp(t, config.Settings{})
	for _, tt := range []struct {
		path   string
		status int
		says   string
	}{
		{"/healthz", 200, "ok"},
		{"/readyz", 200, "ready"},
		{"/metrics", 200, "yilu_outbox_waiting 0"},
		{"/openapi.json", 200, `"openapi":"3.1.0"`},
		{"/verify", 200, "核对收入证明"},
		{"/verify/AAAA-BBBB", 404, "没有这个编号"},
		{"/verify?code=%3Cscript%3E&lang=en", 404, "There is no such code"},
		{"/verify?code=%3Cscript%3Ealert(1)", 404, "&lt;script&gt;"},
		{"/api/v1/regions", 200, "items"},
		{"/api/v1/nothing", 404, "request.path"},
		{"/api/v1/me", 401, "auth.required"},
		{"/api/v1/auth/codes", 405, "request.method"},
	} {
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, httptest.NewRequest("GET", tt.path, nil))
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("%s: %d %.300s", tt.path, w.Code, w.Body.String())
		}
	}
}

func TestVerifyOfAnEmptyCounty(t *testing.T) {
	t.Parallel()
	checked, broken, err := newApp(t, config.Settings{}).Verify(t.Context())
	if err != nil || len(broken) > 0 || len(checked) < 15 {
		t.Error(checked, broken, err)
	}
}
