package privacy

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/test/rig"
)

// secrets are what must be nowhere after an erasure.
type secrets struct{ name, masked, phone, document string }

func (s secrets) in(text string) string {
	for _, one := range []string{s.name, s.phone, s.document} {
		if strings.Contains(text, one) {
			return one
		}
	}
	return ""
}

func (h *house) secretsOf(id string) secrets {
	h.Helper()
	q, person := h.App.DB.Reader(), core.PersonID(id)
	name, document, err := h.App.Person.Whole(h.Context(), q, person)
	if err != nil {
		h.Fatal(err)
	}
	phone, err := h.App.Account.Phone(h.Context(), q, person)
	if err != nil {
		h.Fatal(err)
	}
	return secrets{name.Reveal(), name.String(), phone.Reveal(), document.Reveal()}
}

// gone waits until a person's session opens nothing.
func (h *house) gone(c *rig.Client) {
	h.Helper()
	until(h, "the person is erased", func() bool {
		r, err := c.Do("GET", "/me", nil)
		return err == nil && r.Status == http.StatusUnauthorized
	})
	until(h, "all that waits is done", func() bool {
		return h.count(`SELECT COUNT(*) FROM jobs_job WHERE kind IN ('account.text', 'file.erase', 'privacy.drop', 'notify.deliver') AND NOT parked AND run_us <= $1`, db.Micros(h.clock.Now())) == 0 &&
			h.count(`SELECT COUNT(*) FROM outbox_event WHERE at_us <= $1`, db.Micros(h.clock.Now())) == 0
	})
}

func (h *house) count(query string, args ...any) (n int64) {
	h.Helper()
	if err := h.App.DB.Reader().Row(h.Context(), query, args...).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

// untold sees to it that no page shows the name, not even masked.
func (h *house) untold(c *rig.Client, s secrets, paths ...string) {
	h.Helper()
	for _, path := range paths {
		r, err := c.Do("GET", path, nil)
		if err != nil {
			h.Fatal(err)
		}
		if found := s.in(string(r.Body)); found != "" || strings.Contains(string(r.Body), s.masked) {
			h.Errorf("%s still shows %s: %s", path, found, r.Body)
		}
	}
}

// sealed are all columns that hold sealed values, and what their place is called.
var sealed = []struct{ table, row, column, name string }{
	{"account_account", "person", "phone", "account_account.phone"},
	{"person_person", "person", "name", "person_person.name"},
	{"person_person", "person", "document", "person_person.document"},
	{"employer_employer", "id", "real_name", "employer_employer.real_name"},
	{"employer_employer", "id", "contact_name", "employer_employer.contact_name"},
	{"employer_employer", "id", "contact_phone", "employer_employer.contact_phone"},
	{"employer_employer", "id", "address", "employer_employer.address"},
	{"gig_job", "id", "door", "gig_job.door"},
	{"gig_job", "id", "contact_name", "gig_job.contact_name"},
	{"gig_job", "id", "contact_phone", "gig_job.contact_phone"},
	{"wallet_card", "id", "holder_sealed", "wallet_card.holder"},
	{"wallet_proof", "code", "name_sealed", "wallet_proof.name"},
	{"privacy_correction", "id", "wish", "privacy_correction.wish"},
}

// scan looks through every column of every table for what was erased, in the
// clear and in every sealed value.
func (h *house) scan(s secrets) {
	h.Helper()
	q, ctx := h.App.DB.Reader(), h.Context()
	for _, c := range sealed {
		opened := 0
		err := q.Rows(ctx, fmt.Sprintf(`SELECT CAST(%s AS TEXT), %s FROM %s WHERE %s IS NOT NULL`, c.row, c.column, c.table, c.column), nil, func(r db.Row) error {
			var id string
			var cell []byte
			if err := r.Scan(&id, &cell); err != nil {
				return err
			}
			plain, err := h.ring.Open(cell, crypto.At(c.name, core.ID[struct{}](id)))
			if err != nil {
				return fmt.Errorf("%s of %s: %w", c.name, id, err)
			}
			opened++
			if found := s.in(string(plain)); found != "" {
				h.Errorf("%s of %s still holds %s", c.name, id, found)
			}
			return nil
		})
		if err != nil {
			h.Error(err)
		}
	}
	if q.Dialect() != db.SQLite {
		return
	}
	cells := 0
	for _, table := range h.list(ctx, q, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`) {
		columns := h.list(ctx, q, `SELECT name FROM pragma_table_info('`+table+`')`)
		err := q.Rows(ctx, `SELECT `+strings.Join(columns, ", ")+` FROM `+table, nil, func(r db.Row) error {
			values, to := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				to[i] = &values[i]
			}
			if err := r.Scan(to...); err != nil {
				return err
			}
			for i, v := range values {
				cells++
				text := fmt.Sprint(v)
				if b, ok := v.([]byte); ok {
					text = string(b)
				}
				if found := s.in(text); found != "" {
					h.Errorf("%s.%s still has %s: %.200s", table, columns[i], found, text)
				}
			}
			return nil
		})
		if err != nil {
			h.Error(table, err)
		}
	}
	if cells < 1000 {
		h.Errorf("only %d values were looked at", cells)
	}
}

func (h *house) list(ctx context.Context, q db.Q, query string) (out []string) {
	h.Helper()
	err := q.Rows(ctx, query, nil, func(r db.Row) error {
		var one string
		err := r.Scan(&one)
		out = append(out, one)
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

// photo uploads a picture and returns its id.
func (h *house) photo(c *rig.Client) string {
	h.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		h.Fatal(err)
	}
	req, err := http.NewRequest("POST", c.Base+"/files", &b)
	if err != nil {
		h.Fatal(err)
	}
	req.Header.Set("Content-Type", "image/png")
	req.Header.Set("Authorization", "Bearer "+c.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		h.Fatal(err)
	}
	defer res.Body.Close()
	var doc bytes.Buffer
	_, _ = doc.ReadFrom(res.Body)
	return rig.Str(rig.Reply{Status: res.StatusCode, Body: doc.Bytes()}.Obj(h), "id")
}

// until waits for what happens beside requests. After a leap of days much is due
// at once, and that takes its time under the race detector.
func until(t testing.TB, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}
