package hall_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/govern/hall"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

const (
	clara = core.PersonID("0190f5f0-0000-7000-8000-00000000000a") // a clerk of the county
	carl  = core.PersonID("0190f5f0-0000-7000-8000-00000000000b") // a clerk of the county
	otto  = core.PersonID("0190f5f0-0000-7000-8000-00000000000c") // a clerk of another county
	sam   = core.PersonID("0190f5f0-0000-7000-8000-00000000000d") // the system administrator
	anna  = core.PersonID("0190f5f0-0000-7000-8000-00000000000e") // nobody special
)

var grants = map[core.PersonID][]core.Grant{
	clara: {{Role: core.HallClerk, Area: "350428"}},
	carl:  {{Role: core.HallClerk, Area: "350428"}},
	otto:  {{Role: core.HallClerk, Area: "350402"}},
	sam:   {{Role: core.SystemAdmin}},
}

// actor is the person as one who acts at a desk.
func actor(p core.PersonID) core.Actor {
	return core.Actor{Person: p, Grants: grants[p], Channel: core.ByConsole, Lang: core.ZH}
}

var begin = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // nine in the morning in China

// world is the module with its floors, on an empty database.
type world struct {
	testing.TB
	db    *db.DB
	clock *core.ManualClock
	out   *outbox.Outbox
	queue *jobs.Queue
	hall  *hall.Service
	http  http.Handler
	id    core.ID[hall.Hall] // of the hall, once it is open
}

func newWorld(t *testing.T, d *db.DB) *world {
	w := &world{TB: t, db: d, clock: core.NewManualClock(begin)}
	log := slog.New(slog.DiscardHandler)
	w.out, w.queue = outbox.New(d, w.clock.Now, log), jobs.New(d, w.clock.Now, log)
	center := notify.New(d, w.clock.Now, w.queue, nil)
	w.hall = hall.New(hall.Deps{DB: d, Now: w.clock.Now, Notify: center})
	w.hall.Listen(w.out, w.queue)
	s := api.New(api.Config{DB: d, Now: w.clock.Now, Log: log, Version: "test",
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			p := core.PersonID(token)
			return p, grants[p], nil
		}})
	w.hall.Register(s)
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
		dbtest.Schema{Module: "hall", Files: hall.Migrations})
}

// county is a hall with two services and three counters.
func county() hall.Hall {
	return hall.Hall{
		Name: core.Text{ZH: "将乐零工大厅", EN: "Jiangle hall"}, Area: "350428", Address: "古镛镇府前路1号",
		Services: []hall.Offering{
			{Code: "A", Name: core.Text{ZH: "求职", EN: "Find work"}, Desk: hall.SeekerDesk},
			{Code: "B", Name: core.Text{ZH: "用工", EN: "Find people"}, Desk: hall.EmployerDesk},
		},
		Counters: []hall.Counter{{N: 1, Services: []string{"A"}}, {N: 2, Services: []string{"A", "B"}}, {N: 3, Services: []string{"B"}}},
	}
}

// open opens the county's hall.
func (w *world) open() {
	w.Helper()
	w.write(func(ctx context.Context, tx db.Tx) error {
		h, err := w.hall.Put(ctx, tx, actor(sam), county())
		w.id = h.ID
		return err
	})
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
	checked, broken, err := w.hall.Verify(w.Context(), w.db.Reader())
	if err != nil || len(broken) > 0 || len(checked) == 0 {
		w.Errorf("verify: %v, broken: %q", err, broken)
	}
}
