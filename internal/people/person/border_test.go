package person_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"yilu/internal/core"
	"yilu/internal/people/person"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

func containsAny(s string, secrets ...string) bool {
	for _, x := range secrets {
		if strings.Contains(s, x) {
			return true
		}
	}
	return false
}

func TestSealedAtRest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		number, name := citizen("1979-06-15", 1), "司徒小明"
		answers := []answer{
			h.identify(ana, name, "citizen_id", number, "Idempotency-Key", "seal-00001"),
			h.identify(ben, name, "citizen_id", number, "Idempotency-Key", "seal-00002"),
			h.call("POST", "/people/"+string(ana)+"/reveal", rita, `{"field":"document","reason":"核对用工登记"}`, "Idempotency-Key", "seal-00003"),
			h.call("POST", "/people/"+string(ana)+"/reveal", rita, `{"field":"name","reason":"核对用工登记"}`, "Idempotency-Key", "seal-00004"),
			h.call("POST", "/people/"+string(ana)+"/reveal", rita, `{"field":"phone","reason":"核对用工登记"}`, "Idempotency-Key", "seal-00005"),
		}
		if answers[0].status != 200 || answers[1].status != 409 || answers[2].str("value") != number || answers[4].status != 200 {
			t.Fatal(answers)
		}
		seen := 0
		for table, columns := range map[string]string{
			"person_person": "person, name, kind, document, birth", "person_document": "document_index, person", "person_attempt": "person, outcome",
			"person_consent": "person, hash, operator", "person_look": "person, looker, reason", "api_answer": "scope, key, hash, body",
			"outbox_event": "key, payload", "audit_entry": "subject, actor, act, object, reason",
		} {
			for _, value := range values(h, table, columns) {
				seen++
				for _, secret := range []string{number, number[6:], name, "1380013800a"} {
					if containsAny(value, forms(secret)...) {
						t.Errorf("%s lies open in %s: %s", secret, table, value)
					}
				}
			}
		}
		if seen < 40 || len(values(h, "api_answer", "key")) < 4 {
			t.Error("the search saw too little:", seen)
		}
		if containsAny(h.log.String(), number, name) {
			t.Error(h.log.String())
		}
	}, schemas...)
}

// values are all values of a table's columns, as text.
func values(h *house, table, columns string) (out []string) {
	h.Helper()
	fields := strings.Split(columns, ", ")
	err := h.db.Reader().Rows(h.Context(), `SELECT `+columns+` FROM `+table, nil, func(r db.Row) error {
		row, dest := make([]any, len(fields)), make([]any, len(fields))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := r.Scan(dest...); err != nil {
			return err
		}
		for _, v := range row {
			out = append(out, fmt.Sprintf("%s", v))
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

// forms are the ways in which a text could lie about.
func forms(s string) []string {
	doc, _ := json.Marshal([]byte(s))
	return []string{s, strings.Trim(strings.TrimRight(string(doc), `="`), `"`), fmt.Sprintf("%x", s)}
}

func TestStrangersAreSentToLogIn(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t, schemas...))
	for _, op := range []string{"GET /me", "PUT /me/identity", "GET /me/profile", "PUT /me/profile", "GET /me/consents", "PUT /me/consents/terms",
		"GET /me/access-log", "GET /people/" + string(ana), "POST /people/" + string(ana) + "/reveal"} {
		method, path, _ := strings.Cut(op, " ")
		h.want(h.call(method, path, "", "{}"), 401, "auth.required")
	}
}

// FuzzMe throws anything at the doors that take much: they answer with a problem
// or an answer, never with a failure of ours.
func FuzzMe(f *testing.F) {
	for _, s := range []string{full, `{"name":"王小明","kind":"citizen_id","document":"350428197906150014",` + both + `}`,
		`{"name":"陳大文","kind":"hm_pass","document":"H12345678","birth":"1991-02-03",` + both + `}`, `{"granted":true,"version":"2026-11-01"}`,
		`{"field":"document","reason":"核对用工登记"}`, `{"looking":true,"trades":[{"trade":"\ud800"}],"regions":["３５"]}`, `{`, `[]`, `{"name":1e999}`} {
		f.Add([]byte(s))
	}
	h := open(f, dbtest.SQLite(f, schemas...))
	f.Fuzz(func(t *testing.T, body []byte) {
		h.TB = t
		who := core.NewID[core.Person](begin)
		for _, op := range []string{"PUT /me/identity", "PUT /me/profile", "PUT /me/consents/location", "POST /people/" + string(ana) + "/reveal"} {
			method, path, _ := strings.Cut(op, " ")
			if a := h.call(method, path, who, string(body)); a.status >= 500 {
				t.Error(op, a.status, a.text)
			}
		}
	})
}

// FuzzRead: whatever is typed, what is accepted is old enough, has a birth, and is
// accepted again from its own normal form.
func FuzzRead(f *testing.F) {
	f.Add("王小明", "citizen_id", "350428197906150014", "")
	f.Add("陳大文", "hm_pass", "h 1234 5678", "1991-02-03")
	f.Add("J. O’Brien", "passport", "x1234567", "2010-11-23")
	h := open(f, dbtest.SQLite(f, schemas...))
	f.Fuzz(func(t *testing.T, name, kind, number, birth string) {
		c, err := h.Read(person.Stated{Name: name, Number: number, Kind: core.DocumentKind(kind), Birth: core.Date(birth)})
		if err != nil {
			return
		}
		if c.Birth == "" || c.Birth.YearsAt("2026-11-23") < 16 {
			t.Errorf("%q %q: born %q", name, number, c.Birth)
		}
		again, err := h.Read(person.Stated{Name: c.Name.Reveal(), Number: c.Number.Reveal(), Kind: c.Kind, Birth: c.Birth})
		if err != nil || again != c {
			t.Errorf("%q %q is not its own normal form: %v", c.Name.Reveal(), c.Number.Reveal(), err)
		}
	})
}
