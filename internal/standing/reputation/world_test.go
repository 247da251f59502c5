package reputation_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/event"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/standing/reputation"
)

const (
	worker = core.PersonID("0190f5f0-0000-7000-8000-00000000000a")
	boss   = core.PersonID("0190f5f0-0000-7000-8000-00000000000b") // agent of shop
	clerk  = core.PersonID("0190f5f0-0000-7000-8000-00000000000c") // agent of shop, too
	other  = core.PersonID("0190f5f0-0000-7000-8000-00000000000d")

	shop = core.EmployerID("0190f5f0-0000-7000-8000-0000000000f1")
)

var begin = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// neighbours stands for employer: shop has two agents, all others have boss.
type neighbours struct{}

func (neighbours) Agents(_ context.Context, _ db.Q, e core.EmployerID) ([]core.PersonID, error) {
	if e == shop {
		return []core.PersonID{boss, clerk}, nil
	}
	return []core.PersonID{boss}, nil
}

// world is the module with its floors, on an empty database.
type world struct {
	testing.TB
	db      *db.DB
	clock   *core.ManualClock
	out     *outbox.Outbox
	jobs    *jobs.Queue
	service *reputation.Service
	http    http.Handler

	mu      sync.Mutex
	changed []event.RecordChanged
}

var schemas = []dbtest.Schema{
	{Module: "outbox", Files: outbox.Migrations},
	{Module: "jobs", Files: jobs.Migrations},
	{Module: "notify", Files: notify.Migrations},
	{Module: "audit", Files: audit.Migrations},
	{Module: "api", Files: api.Migrations},
	{Module: "reputation", Files: reputation.Migrations},
}

func newWorld(t testing.TB, d *db.DB) *world {
	w := &world{TB: t, db: d, clock: core.NewManualClock(begin)}
	log := slog.New(slog.DiscardHandler)
	w.out = outbox.New(d, w.clock.Now, log)
	w.jobs = jobs.New(d, w.clock.Now, log)
	center := notify.New(d, w.clock.Now, w.jobs, nil)
	w.service = reputation.New(reputation.Deps{
		DB: d, Now: w.clock.Now, Outbox: w.out, Jobs: w.jobs, Notify: center, Ref: reference.Embedded(), Employers: neighbours{},
	})
	w.service.Listen(w.out, w.jobs)
	outbox.Hear(w.out, "test.changed", func(_ context.Context, _ db.Tx, e event.RecordChanged) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.changed = append(w.changed, e)
		return nil
	})
	s := api.New(api.Config{DB: d, Now: w.clock.Now, Log: log, Version: "test",
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			return core.PersonID(token), nil, nil
		}})
	w.service.Register(s)
	center.Register(s)
	w.http = s.Handler()
	return w
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newWorld(t, d)) }, schemas...)
}

func (w *world) write(fn func(ctx context.Context, tx db.Tx) error) error {
	return w.db.Write(w.Context(), fn)
}

// publish tells facts and delivers them.
func (w *world) publish(events ...outbox.Event) {
	w.Helper()
	if err := w.write(func(ctx context.Context, tx db.Tx) error { return w.out.Publish(ctx, tx, events...) }); err != nil {
		w.Fatal(err)
	}
	w.drain()
}

func (w *world) drain() {
	w.Helper()
	if err := w.out.Drain(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// runJobs does what is due.
func (w *world) runJobs() {
	w.Helper()
	if _, err := w.jobs.RunDue(w.Context()); err != nil {
		w.Fatal(err)
	}
	w.drain()
}

// engagement is a fresh one of worker at shop.
func engagement() core.EngagementID { return core.NewID[core.Engagement](begin) }

func booked(id core.EngagementID) event.Booked {
	return event.Booked{Engagement: id, Worker: worker, Employer: shop}
}

func (w *world) paid(id core.EngagementID) event.Paid {
	return event.Paid{Engagement: id, Worker: worker, Employer: shop, Trade: "4-08-01-01", Amount: core.Yuan(30000), At: w.clock.Now()}
}

// done is an engagement that was booked and paid.
func (w *world) done() core.EngagementID {
	w.Helper()
	id := engagement()
	w.publish(booked(id), w.paid(id))
	return id
}

// keyed makes a worker's request with an idempotency key.
func (w *world) keyed(key, path, in string) string {
	r := httptest.NewRequest("POST", "/api/v1"+path, strings.NewReader(in))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	r.Header.Set("Authorization", "Bearer "+string(worker))
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	b, _ := io.ReadAll(rec.Result().Body)
	return string(b)
}

// call makes a request and reads the answer into body, unless it is nil.
func (w *world) call(status int, method, path string, who core.PersonID, in string, body any) (text string) {
	w.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(in))
	r.Header.Set("Content-Type", "application/json")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+string(who))
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	b, _ := io.ReadAll(rec.Result().Body)
	if rec.Code != status {
		w.Errorf("%s %s: %d %s", method, path, rec.Code, b)
		return string(b)
	}
	if body != nil {
		if err := json.Unmarshal(b, body); err != nil {
			w.Errorf("%s: %v", b, err)
		}
	}
	return string(b)
}

// rating reads what a person sees of an engagement.
func (w *world) rating(id core.EngagementID, who core.PersonID) (v reputation.PairView) {
	w.Helper()
	w.call(200, "GET", "/engagements/"+string(id)+"/rating", who, "", &v)
	return v
}

// record reads the worker's public record.
func (w *world) record() (v reputation.RecordView) {
	w.Helper()
	w.call(200, "GET", "/people/"+string(worker)+"/record", "", "", &v)
	return v
}

// shopRecord reads the shop's public record.
func (w *world) shopRecord() (v reputation.RecordView) {
	w.Helper()
	w.call(200, "GET", "/employers/"+string(shop)+"/record", "", "", &v)
	return v
}

// inbox is the kinds of messages a person has, in the order of the alphabet:
// under a clock that stands, messages have no other.
func (w *world) inbox(who core.PersonID) string {
	w.Helper()
	var page struct{ Items []struct{ Kind string } }
	w.call(200, "GET", "/inbox", who, "", &page)
	var all []string
	for _, m := range page.Items {
		all = append(all, m.Kind)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func (w *world) verified() {
	w.Helper()
	if checked, broken, err := w.service.Verify(w.Context(), w.db.Reader()); err != nil || len(broken) > 0 || len(checked) == 0 {
		w.Errorf("verify: %v, broken: %q", err, broken)
	}
}
