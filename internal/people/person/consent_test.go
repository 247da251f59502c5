package person_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/people/person"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

func TestConsentTexts(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t, schemas...))
	a := h.call("GET", "/consents/texts", "", "")
	items, _ := a.doc["items"].([]any)
	if a.status != 200 || len(items) != len(person.Kinds) {
		t.Fatal(a.text)
	}
	for i, x := range items {
		m := x.(map[string]any)
		kind, version := m["kind"].(string), m["version"].(string)
		t.Run(kind+" is shown with the hash of what is shown", func(t *testing.T) {
			if kind != string(person.Kinds[i]) || m["sensitive"] != (i >= 2) || m["required"] != (i < 2) {
				t.Error(m)
			}
			for _, lang := range []string{"zh", "en"} {
				title, body, hash := m["title"].(map[string]any)[lang], m["body"].(map[string]any)[lang], m["hash"].(map[string]any)[lang]
				sum := sha256.Sum256(fmt.Appendf(nil, "# %s\n\n%s\n", title, body))
				file, err := os.ReadFile("consents/" + kind + "." + version + "." + lang + ".md")
				if err != nil || sha256.Sum256(file) != sum || hex.EncodeToString(sum[:]) != hash {
					t.Error(lang, err)
				}
			}
			one := h.call("GET", "/consents/texts/"+kind+"/"+version, "", "")
			if one.status != 200 || one.str("version") != version {
				t.Error(one.text)
			}
		})
	}
	h.want(h.call("GET", "/consents/texts/terms/1999-01-01", "", ""), 404, "person.consent_kind")
	h.want(h.call("GET", "/consents/texts/soul/2026-11-01", "", ""), 422, "request.invalid")
}

// consents lists, in short, what the API says of a person's consents.
func (h *house) consents(a answer) (out []string) {
	h.Helper()
	if a.status != 200 {
		h.Fatal(a.text)
	}
	for _, x := range a.doc["items"].([]any) {
		m := x.(map[string]any)
		out = append(out, fmt.Sprint(m["kind"], " ", m["granted"], " ", m["version"], " ", m["channel"], " ", m["at"]))
	}
	return out
}

func TestConsents(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		const yes = `{"granted":true,"version":"2026-11-01"}`
		none := []string{"terms false <nil> <nil> <nil>", "privacy false <nil> <nil> <nil>", "location false <nil> <nil> <nil>", "bank_card false <nil> <nil> <nil>"}
		if diff := cmp.Diff(none, h.consents(h.call("GET", "/me/consents", ana, ""))); diff != "" {
			t.Error(diff)
		}
		asked := func() bool {
			ok, err := h.Consented(t.Context(), d.Reader(), ana, "location")
			if err != nil {
				t.Fatal(err)
			}
			return ok
		}
		t.Run("are recorded with version, hash, channel and time", func(t *testing.T) {
			got := h.consents(h.call("PUT", "/me/consents/location", ana, yes, "Yilu-Face", "h5", "Accept-Language", "en"))
			if got[2] != "location true 2026-11-01 h5 2026-11-23T02:00:00Z" || !asked() {
				t.Error(got)
			}
			all, err := h.Consents(t.Context(), d.Reader(), ana)
			file, _ := os.ReadFile("consents/location.2026-11-01.en.md")
			if sum := sha256.Sum256(file); err != nil || all[person.Location].Hash != hex.EncodeToString(sum[:]) || all[person.Location].Lang != "en" {
				t.Error(all, err)
			}
		})
		t.Run("a second time are not recorded again", func(t *testing.T) {
			h.clock.Add(time.Hour)
			h.consents(h.call("PUT", "/me/consents/location", ana, yes))
			if n := h.count("person_consent"); n != 1 {
				t.Error(n)
			}
		})
		t.Run("are withdrawn with the same one call, and the record stays", func(t *testing.T) {
			got := h.consents(h.call("PUT", "/me/consents/location", ana, `{"granted":false}`))
			if got[2] != "location false 2026-11-01 api 2026-11-23T03:00:00Z" || asked() || h.count("person_consent") != 2 {
				t.Error(got)
			}
		})
		t.Run("to what was never given can be withdrawn without a trace", func(t *testing.T) {
			h.consents(h.call("PUT", "/me/consents/bank_card", ana, `{"granted":false}`))
			if h.count("person_consent") != 2 {
				t.Error("recorded")
			}
		})
		t.Run("to another version are refused", func(t *testing.T) {
			for _, body := range []string{`{"granted":true}`, `{"granted":true,"version":"2025-01-01"}`, `{"granted":true,"version":"' OR 1"}`} {
				a := h.call("PUT", "/me/consents/terms", ana, body, "Accept-Language", "en")
				h.want(a, 409, "person.consent_version")
				if !strings.Contains(a.str("detail"), "Terms of service") {
					t.Error(a.text)
				}
			}
		})
		t.Run("to nothing known are refused", func(t *testing.T) {
			h.want(h.call("PUT", "/me/consents/soul", ana, yes), 422, "request.invalid")
			h.want(h.call("PUT", "/me/consents/terms", ana, `{"granted":"yes"}`), 422, "request.invalid")
			h.want(h.call("PUT", "/me/consents/terms", "", yes), 401, "auth.required")
		})
	}, schemas...)
}
