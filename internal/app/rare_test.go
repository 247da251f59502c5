package app

import (
	"encoding/json"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"yilu/internal/core"
	"yilu/internal/platform/config"
)

// Banks and landlords take no paper with a box in place of a name.
func TestIncomeProofOfARareNamePrints(t *testing.T) {
	t.Parallel()
	a := newApp(t, config.Settings{Demo: true})
	token := ""
	call := func(method, path string, in map[string]any, out any) string {
		t.Helper()
		body, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		a.Handler().ServeHTTP(w, r)
		if w.Code >= 300 {
			t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		if out != nil {
			if err := json.Unmarshal(w.Body.Bytes(), out); err != nil {
				t.Fatal(err)
			}
		}
		return w.Body.String()
	}
	var code struct {
		Code string `json:"demo_code"`
	}
	call("POST", "/auth/codes", map[string]any{"phone": "13800138000"}, &code)
	var sign struct{ Token string }
	call("POST", "/auth/sessions", map[string]any{"phone": "13800138000", "code": code.Code}, &sign)
	token = sign.Token
	var texts struct {
		Items []struct {
			Kind, Version string
			Required      bool
		}
	}
	call("GET", "/consents/texts", nil, &texts)
	given := []map[string]any{}
	for _, x := range texts.Items {
		if x.Required {
			given = append(given, map[string]any{"kind": x.Kind, "version": x.Version})
		}
	}
	number := "35042819790615001"
	call("PUT", "/me/identity", map[string]any{"name": "黄𠮷㛃", "kind": "citizen_id",
		"document": number + string(core.CitizenCheck(number)), "consents": given}, nil)
	var proof struct{ Code string }
	call("POST", "/wallet/proofs", map[string]any{}, &proof)
	paper := call("GET", "/wallet/proofs/"+proof.Code+"/pdf", nil, nil)

	cmd := exec.CommandContext(t.Context(), "pdftotext", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = strings.NewReader(paper)
	read, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext reads documents back: run `apt-get install poppler-utils` (%v)", err)
	}
	if !strings.Contains(string(read), "兹证明 黄𠮷㛃 在") {
		t.Errorf("the paper says: %s", read)
	}
	if !strings.Contains(strings.Join(strings.Fields(string(read)), ""), "http://example.com/verify/"+proof.Code) {
		t.Errorf("without a setting, the paper does not lead to where it was asked for: %s", read)
	}
}
