package demo

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

func (w *world) act(t *testing.T, do func(ctx context.Context, tx db.Tx) error) {
	t.Helper()
	if err := w.DB.Write(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func (w *world) engagement(t *testing.T, id core.EngagementID) gig.Engagement {
	t.Helper()
	e, err := w.Gig.Engagement(t.Context(), w.DB.Reader(), id)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (w *world) job(t *testing.T, id core.JobID) gig.Job {
	t.Helper()
	j, err := w.Gig.Job(t.Context(), w.DB.Reader(), id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// errandFor posts errands until one takes the person.
func (w *world) errandFor(t *testing.T, who core.Actor) core.JobID {
	t.Helper()
	for range 20 {
		if err := w.postNext(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pass(t, 20*time.Second)
		ids, _, err := w.Gig.Find(t.Context(), w.DB.Reader(), gig.Search{}, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			v, err := w.Gig.See(t.Context(), w.DB.Reader(), who, id, nil)
			if err != nil {
				t.Fatal(err)
			}
			if o, err := orderOf(t.Context(), w.DB.Reader(), id); err == nil && o.pace == errandPace && v.CanTake && v.Open > 0 {
				return id
			}
		}
	}
	t.Fatal("no errand takes the visitor")
	return ""
}

// codeFor returns the start code that a visitor was sent last.
func (w *world) codeFor(t *testing.T, who core.PersonID) (code string) {
	t.Helper()
	err := w.DB.Reader().Rows(t.Context(), `SELECT CAST(data AS TEXT) FROM notify_message WHERE person_id = $1 AND kind = 'engagement.code' ORDER BY id`, []any{who}, func(r db.Row) error {
		var doc string
		if err := r.Scan(&doc); err != nil {
			return err
		}
		var data struct{ Code string }
		err := json.Unmarshal([]byte(doc), &data)
		code = data.Code
		return err
	})
	if err != nil || code == "" {
		t.Fatalf("the visitor was sent no code: %v", err)
	}
	return code
}

func TestDoor(t *testing.T) {
	t.Parallel()
	c, err := county.New(1, 2026, small, reference.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	o := newDoor(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "the app") }), c.Accounts())
	ask := func(path string) (int, string) {
		rec := httptest.NewRecorder()
		o.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		return rec.Code, rec.Body.String()
	}
	o.tell(Progress{settlingPeople, 1, 4})
	if code, body := ask("/"); code != http.StatusOK || !strings.Contains(body, "25%") || !strings.Contains(body, settlingPeople.ZH) {
		t.Errorf("while it is made, the first page is %d %s", code, body)
	}
	if code, _ := ask("/api/v1/jobs"); code != http.StatusServiceUnavailable {
		t.Errorf("while it is made, the API answers %d", code)
	}
	for _, opened := range []bool{false, true} {
		if opened {
			o.open()
		}
		code, body := ask("/demo/accounts")
		var all []map[string]any
		if err := json.Unmarshal([]byte(body), &all); err != nil || code != http.StatusOK || len(all) != 18 {
			t.Errorf("the accounts are %d %s: %v", code, body, err)
		}
		for _, field := range []string{"phone", "name", "roles", "note"} {
			if _, ok := all[0][field]; !ok {
				t.Errorf("an account has no %s: %v", field, all[0])
			}
		}
	}
	if _, body := ask("/"); body != "the app" {
		t.Errorf("afterwards the first page is %q", body)
	}
}

func TestWelcome(t *testing.T) {
	t.Parallel()
	c, err := county.New(1, 2026, small, reference.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	welcome(&b, "http://localhost:8080", c.Accounts())
	for _, a := range c.Accounts() {
		if !strings.Contains(b.String(), string(a.Phone)) || !strings.Contains(b.String(), a.Note.EN) {
			t.Errorf("the terminal does not tell of %s", a.Phone)
		}
	}
}
