package account_test

import (
	"context"
	"encoding/json"
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
	"yilu/internal/people/account"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

var begin = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// texts is an SMS port that keeps what it was given, and fails on demand.
type texts struct {
	mu   sync.Mutex
	fail bool
	sent []string
}

func (x *texts) SendSMS(_ context.Context, phone, text string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.fail {
		return fmt.Errorf("no line to %s for %q", phone, text)
	}
	x.sent = append(x.sent, phone+" "+text)
	return nil
}

// house is the module with all it stands on.
type house struct {
	testing.TB
	db    *db.DB
	clock *core.ManualClock
	jobs  *jobs.Queue
	sms   *texts
	keys  *crypto.Keyring
	log   *strings.Builder
	*account.Service
	http http.Handler
	addr string
}

var schemas = []dbtest.Schema{
	{Module: "api", Files: api.Migrations}, {Module: "audit", Files: audit.Migrations}, {Module: "jobs", Files: jobs.Migrations},
	{Module: "account", Files: account.Migrations},
}

func open(t testing.TB, d *db.DB, change ...func(*account.Deps)) *house {
	t.Helper()
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, d, ring, core.NewManualClock(begin), change...)
}

func openWith(t testing.TB, d *db.DB, ring *crypto.Keyring, clock *core.ManualClock, change ...func(*account.Deps)) *house {
	t.Helper()
	h := &house{TB: t, db: d, clock: clock, keys: ring, sms: &texts{}, log: &strings.Builder{}, addr: "192.0.2.7:4711"}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	h.jobs = jobs.New(d, clock.Now, log)
	deps := account.Deps{DB: d, Now: clock.Now, Jobs: h.jobs, Keys: ring, Ref: reference.Embedded(), SMS: h.sms, Log: log, Demo: true}
	for _, fn := range change {
		fn(&deps)
	}
	h.Service = account.New(deps)
	h.Service.Listen(outbox.New(d, clock.Now, log), h.jobs)
	s := api.New(api.Config{DB: d, Now: clock.Now, Log: log, Version: "test", Auth: h.Service.Authenticate, Limits: api.Limits{
		AccountWrites: 1e6, WriteBurst: 1e6, AccountReads: 1e6, ReadBurst: 1e6, AddressAll: 1e6, AddressBurst: 1e6}})
	h.Service.Register(s)
	h.http = s.Handler()
	return h
}

// answer is what came back.
type answer struct {
	status int
	text   string
	doc    map[string]any
}

func (a answer) str(key string) string { s, _ := a.doc[key].(string); return s }

func (h *house) call(method, path, token, body string, headers ...string) answer {
	h.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.RemoteAddr = h.addr
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
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

func (h *house) ask(phone string) answer {
	h.Helper()
	return h.call("POST", "/auth/codes", "", `{"phone":"`+phone+`"}`)
}

func (h *house) try(phone, code string) answer {
	h.Helper()
	return h.call("POST", "/auth/sessions", "", `{"phone":"`+phone+`","code":"`+code+`","device":"测试 phone"}`)
}

// login asks and tries, and fails the test if that does not work.
func (h *house) login(phone string) (token string, person core.PersonID) {
	h.Helper()
	a := h.try(phone, h.ask(phone).str("demo_code"))
	if a.status != 201 {
		h.Fatal(a.text)
	}
	return a.str("token"), core.PersonID(a.str("person"))
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

// runJobs does what is due.
func (h *house) runJobs() {
	h.Helper()
	if _, err := h.jobs.RunDue(h.Context()); err != nil {
		h.Fatal(err)
	}
}

func (h *house) count(table string) (n int) {
	h.Helper()
	if err := h.db.Reader().Row(h.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}
