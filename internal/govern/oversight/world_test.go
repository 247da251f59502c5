package oversight_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/govern/oversight"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

const (
	rita = core.PersonID("0190f5f0-0000-7000-8000-00000000000a") // a reviewer
	ruth = core.PersonID("0190f5f0-0000-7000-8000-00000000000b") // a reviewer and an agent of firm
	anna = core.PersonID("0190f5f0-0000-7000-8000-00000000000c") // nobody special

	firm  = core.EmployerID("0190f5f0-0000-7000-8000-0000000000f1")
	other = core.EmployerID("0190f5f0-0000-7000-8000-0000000000f2")
)

var begin = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// neighbours stands for the other modules.
type neighbours struct{}

func (neighbours) Agents(_ context.Context, _ db.Q, e core.EmployerID) ([]core.PersonID, error) {
	if e == firm {
		return []core.PersonID{ruth}, nil
	}
	return nil, nil
}

func (neighbours) MaskedNames(context.Context, db.Q, []core.PersonID) (map[core.PersonID]string, error) {
	return map[core.PersonID]string{rita: "林*"}, nil
}

// world is the module with its floors, on an empty database.
type world struct {
	testing.TB
	db      *db.DB
	clock   *core.ManualClock
	out     *outbox.Outbox
	notify  *notify.Center
	service *oversight.Service
	http    http.Handler

	mu      sync.Mutex
	decided []event.ReviewDecided
}

func newWorld(t *testing.T, d *db.DB) *world {
	w := &world{TB: t, db: d, clock: core.NewManualClock(begin)}
	log := slog.New(slog.DiscardHandler)
	w.out = outbox.New(d, w.clock.Now, log)
	queue := jobs.New(d, w.clock.Now, log)
	w.notify = notify.New(d, w.clock.Now, queue, nil)
	w.service = oversight.New(oversight.Deps{
		DB: d, Now: w.clock.Now, Outbox: w.out, Notify: w.notify,
		Employers: neighbours{}, People: neighbours{},
	})
	w.service.Listen(w.out, queue)
	outbox.Hear(w.out, "test.decided", func(_ context.Context, _ db.Tx, e event.ReviewDecided) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.decided = append(w.decided, e)
		return nil
	})
	s := api.New(api.Config{DB: d, Now: w.clock.Now, Log: log, Version: "test",
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			p := core.PersonID(token)
			if p == anna {
				return p, nil, nil
			}
			return p, []core.Grant{{Role: core.Reviewer}}, nil
		}})
	w.service.Register(s)
	w.notify.Register(s)
	w.http = s.Handler()
	return w
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newWorld(t, d)) },
		dbtest.Schema{Module: "outbox", Files: outbox.Migrations},
		dbtest.Schema{Module: "jobs", Files: jobs.Migrations},
		dbtest.Schema{Module: "notify", Files: notify.Migrations},
		dbtest.Schema{Module: "audit", Files: audit.Migrations},
		dbtest.Schema{Module: "api", Files: api.Migrations},
		dbtest.Schema{Module: "oversight", Files: oversight.Migrations})
}

// ask publishes an event and delivers it.
func (w *world) ask(e event.ReviewAsked) {
	w.Helper()
	if e.Kind == "" {
		e.Kind = "employer"
	}
	w.write(func(ctx context.Context, tx db.Tx) error { return w.out.Publish(ctx, tx, e) })
	if err := w.out.Drain(w.Context()); err != nil {
		w.Fatal(err)
	}
}

func (w *world) write(fn func(ctx context.Context, tx db.Tx) error) {
	w.Helper()
	if err := w.db.Write(w.Context(), fn); err != nil {
		w.Fatal(err)
	}
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

// verified fails the test if an invariant is broken.
func (w *world) verified() {
	w.Helper()
	checked, broken, err := w.service.Verify(w.Context(), w.db.Reader())
	if err != nil || len(broken) > 0 || len(checked) == 0 {
		w.Errorf("verify: %v, broken: %q", err, broken)
	}
}
