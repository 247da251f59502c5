package watch

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"yilu/internal/platform/db"
	"yilu/test/rig"
)

// book keeps what is logged.
type book struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (b *book) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(line)
}

func (b *book) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

// secrets are what must not be in a log.
type secrets []string

// person is someone with a real name; what they gave is a secret.
func (s *secrets) person(t *testing.T, r *rig.Rig, name string, year int) *rig.Client {
	t.Helper()
	c := r.Newcomer(t)
	doc := rig.Document(year)
	c.Name = name
	c.Must(t, "PUT", "/me/identity", rig.Obj{"name": name, "kind": "citizen_id", "document": doc, "consents": rig.Consents(t, c, "terms", "privacy")})
	*s = append(*s, name, doc, c.Phone, c.Token)
	return c
}

// TestTheLogNamesNobody drives the loop, with mistakes and with a broken
// database, at the most talkative level, and looks for everybody in the log.
func TestTheLogNamesNobody(t *testing.T) {
	t.Parallel()
	var log book
	both := slog.NewMultiHandler(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}),
		slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r, end := run(t, nil, slog.New(both))
	var secret secrets
	staff := secret.person(t, r, "欧阳审核", 1985)
	if err := r.Grant(t, staff); err != nil {
		t.Fatal(err)
	}
	rig.Until(t, "the role counts", func() bool {
		reply, err := staff.Do("GET", "/reviews", nil)
		return err == nil && reply.Status == 200
	})
	boss := secret.person(t, r, "司马东家", 1980)
	shop := rig.Str(boss.Must(t, "POST", "/employers", rig.Obj{"kind": "person", "region": "350428100", "address": "古镛镇秘密巷7号", "contact_phone": boss.Phone}), "id")
	secret = append(secret, "秘密巷7号")
	rig.Until(t, "the review is asked for", func() bool {
		reply, err := staff.Do("GET", "/reviews/"+shop, nil)
		return err == nil && reply.Status == 200
	})
	staff.Must(t, "POST", "/reviews/"+shop+"/decision", rig.Obj{"approved": true})
	rig.Until(t, "it is approved", func() bool { return boss.Must(t, "GET", "/employers/"+shop, nil)["approved"] == true })

	worker := secret.person(t, r, "诸葛师傅", 1966)
	worker.Must(t, "PUT", "/me/profile", rig.Obj{"looking": true, "trades": []rig.Obj{{"trade": mover, "wants": true, "can": true, "level": 0}}, "centre": rig.Guzheng, "radius_m": 10000})
	job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(shop, mover, "搬家两车家具", 1, 30000)), "id")
	boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	rig.Until(t, "the money is held", func() bool { return boss.Must(t, "GET", "/jobs/"+job, nil)["held"] == true })
	e := "/engagements/" + rig.Str(worker.Must(t, "POST", "/jobs/"+job+"/grabs", nil), "engagement")
	code := rig.Str(boss.Must(t, "POST", e+"/start-code", nil), "code")
	worker.Must(t, "POST", e+"/check-in", rig.Obj{"code": code})
	worker.Must(t, "POST", e+"/finish", nil)
	worker.Must(t, "POST", e+"/hours", rig.Obj{"quantity": 100})
	boss.Must(t, "POST", e+"/accept", nil)
	const card = "6228480432109870000" // the bank refuses it later
	made := worker.Must(t, "POST", "/wallet/cards", rig.Obj{"number": card, "holder": worker.Name})
	secret = append(secret, card)
	worker.Must(t, "POST", "/wallet/payouts", rig.Obj{"card_id": rig.Str(made, "id"), "amount": rig.Obj{"minor": 30000, "currency": "CNY"}})
	rig.Until(t, "no event and no clock waits", func() bool {
		waiting, _, err := r.App.Outbox.Lag(t.Context())
		due, _, _, e := r.App.Jobs.Lag(t.Context())
		return err == nil && e == nil && waiting+due == 0
	})
	mistakes(t, worker, secret)
	breakTables(t, r)
	mistakes(t, worker, secret)
	end()

	text := log.text()
	if !strings.Contains(text, "request failed") || !strings.Contains(text, "sms") {
		t.Error("the log tells little:", text[:min(len(text), 500)])
	}
	for _, s := range secret {
		if at := strings.Index(text, s); at >= 0 {
			t.Errorf("the log has %q: %s", s, text[max(0, at-200):min(len(text), at+200)])
		}
	}
	t.Logf("%d lines, none with any of %d secrets", strings.Count(text, "\n"), len(secret))
}

// mistakes asks for what is refused, or fails, with people's data in it.
func mistakes(t *testing.T, c *rig.Client, secret secrets) {
	t.Helper()
	for _, s := range secret {
		for _, body := range []any{s, rig.Obj{"phone": s}, rig.Obj{"phone": s, "code": "000000"}, rig.Obj{"number": s, "holder": s}, rig.Obj{"name": s, "kind": "citizen_id", "document": s}} {
			for _, path := range []string{"POST /auth/codes", "POST /auth/sessions", "POST /wallet/cards", "PUT /me/identity", "PUT /me/profile", "POST /employers"} {
				method, at, _ := strings.Cut(path, " ")
				if _, err := c.Do(method, at, body); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// breakTables makes requests fail inside.
func breakTables(t *testing.T, r *rig.Rig) {
	t.Helper()
	for i, table := range []string{"account_code", "wallet_card", "person_document", "employer_claim"} {
		if err := r.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, fmt.Sprintf("ALTER TABLE %s RENAME TO broken_%d", table, i))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
