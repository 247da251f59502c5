package person_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/people/person"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

var begin = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// Who calls: the tests' tokens are the ids themselves.
const (
	ana  core.PersonID = "0190f5f0-0000-7000-8000-00000000000a"
	ben  core.PersonID = "0190f5f0-0000-7000-8000-00000000000b"
	rita core.PersonID = "0190f5f0-0000-7000-8000-00000000000c" // a reviewer
)

// phones knows everybody by a number made from the id's end.
type phones struct{}

func (phones) Phone(_ context.Context, _ db.Q, p core.PersonID) (crypto.Private[crypto.Phone], error) {
	if strings.HasSuffix(string(p), "ff") {
		return crypto.Private[crypto.Phone]{}, fault.New(fault.NotFound, "account.unknown", "没有。", "None.")
	}
	return crypto.Hide[crypto.Phone]("1380013800" + string(p[35])), nil
}

// register is a checker that counts, and that writes to the database, which
// fails inside a transaction.
type register struct {
	db    *db.DB
	mu    sync.Mutex
	calls int
	err   error
}

func (r *register) Check(ctx context.Context, c person.Claim) (person.Verdict, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls++
	if err := r.db.Write(ctx, func(context.Context, db.Tx) error { return nil }); err != nil {
		return "", err
	}
	if r.err != nil {
		return "", r.err
	}
	return person.StandIn{}.Check(ctx, c)
}

// house is the module with all it stands on.
type house struct {
	testing.TB
	db    *db.DB
	clock *core.ManualClock
	keys  *crypto.Keyring
	out   *outbox.Outbox
	desk  *register
	log   *strings.Builder
	*person.Service
	http  http.Handler
	mu    sync.Mutex
	heard []string // events, in short; guarded by mu
}

var schemas = []dbtest.Schema{
	{Module: "api", Files: api.Migrations}, {Module: "audit", Files: audit.Migrations}, {Module: "outbox", Files: outbox.Migrations},
	{Module: "jobs", Files: jobs.Migrations}, {Module: "person", Files: person.Migrations},
}

func open(t testing.TB, d *db.DB) *house {
	t.Helper()
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, d, ring)
}

func openWith(t testing.TB, d *db.DB, ring *crypto.Keyring) *house {
	t.Helper()
	clock := core.NewManualClock(begin)
	h := &house{TB: t, db: d, clock: clock, keys: ring, log: &strings.Builder{}, desk: &register{db: d}}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	h.out = outbox.New(d, clock.Now, log)
	outbox.Hear(h.out, "test", func(_ context.Context, _ db.Tx, e event.PersonVerified) error {
		h.hear(fmt.Sprintf("verified %s %s", e.Person[35:], e.Birth))
		return nil
	})
	outbox.Hear(h.out, "test", func(_ context.Context, _ db.Tx, e event.ProfileChanged) error {
		doc, err := json.Marshal(e)
		h.hear("profile " + string(e.Person[35:]) + " " + string(doc))
		return err
	})
	h.Service = person.New(person.Deps{DB: d, Now: clock.Now, Outbox: h.out, Keys: ring, Ref: reference.Embedded(), Phones: phones{}, Checker: h.desk, Log: log})
	h.Service.Listen(h.out, jobs.New(d, clock.Now, log))
	s := api.New(api.Config{DB: d, Now: clock.Now, Log: log, Version: "test",
		Limits: api.Limits{AccountWrites: 1e6, WriteBurst: 1e6, AccountReads: 1e6, ReadBurst: 1e6, AddressAll: 1e6, AddressBurst: 1e6},
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			if core.PersonID(token) == rita {
				return rita, []core.Grant{{Role: core.Reviewer}}, nil
			}
			return core.PersonID(token), nil, nil
		}})
	h.Service.Register(s)
	h.http = s.Handler()
	return h
}

func (h *house) hear(what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard = append(h.heard, what)
}

// answer is what came back.
type answer struct {
	status int
	text   string
	doc    map[string]any
}

func (a answer) str(key string) string { s, _ := a.doc[key].(string); return s }

func (h *house) call(method, path string, who core.PersonID, body string, headers ...string) answer {
	h.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+string(who))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Body)
	a := answer{status: w.Code, text: string(b)}
	if err := json.Unmarshal(b, &a.doc); err != nil {
		h.Fatalf("%s %s: %d %s", method, path, w.Code, b)
	}
	return a
}

// consents of the day, as a request states them.
const both = `"consents":[{"kind":"terms","version":"2026-11-01"},{"kind":"privacy","version":"2026-11-01"}]`

// identify states a real name, with both consents.
func (h *house) identify(who core.PersonID, name, kind, number string, headers ...string) answer {
	h.Helper()
	return h.call("PUT", "/me/identity", who, `{"name":"`+name+`","kind":"`+kind+`","document":"`+number+`",`+both+`}`, headers...)
}

// settle gives someone a real name, or fails the test.
func (h *house) settle(who core.PersonID, name, number string) {
	h.Helper()
	if a := h.identify(who, name, "citizen_id", number); a.status != 200 {
		h.Fatal(a.text)
	}
}

func (h *house) want(a answer, status int, code string) {
	h.Helper()
	if a.status != status || a.str("code") != code {
		h.Errorf("got %d %s, want %d %s", a.status, a.text, status, code)
	}
}

func (h *house) write(fn func(ctx context.Context, tx db.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), fn); err != nil {
		h.Fatal(err)
	}
}

// events delivers what waits and returns, in short, what was heard since.
func (h *house) events() []string {
	h.Helper()
	h.heard = nil
	if err := h.out.Drain(h.Context()); err != nil {
		h.Fatal(err)
	}
	return h.heard
}

func (h *house) count(table string) (n int) {
	h.Helper()
	if err := h.db.Reader().Row(h.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

// rows counts everything the module owns.
func (h *house) rows() (n int) {
	h.Helper()
	for _, t := range []string{"person_person", "person_document", "person_attempt", "person_profile", "person_consent", "person_look", "outbox_event", "audit_entry"} {
		n += h.count(t)
	}
	return n
}

// citizen makes a well-formed synthetic number.
func citizen(birth string, seq int) string {
	body := "350428" + strings.ReplaceAll(birth, "-", "") + fmt.Sprintf("%03d", seq)
	return body + string(core.CitizenCheck(body))
}

var errDown = errors.New("no line")
