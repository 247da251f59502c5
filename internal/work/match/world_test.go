package match_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/work/match"
)

// begin is Monday 2 March 2026, 10:00 in China.
var begin = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// town is where most of the tests take place.
var town = must(core.PlaceAt(26.73, 117.47))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// north is the place that many metres to the north of the town.
func north(m float64) core.Place {
	return must(core.PlaceAt(town.Lat()+m/111_195.08, town.Lon()))
}

// agents stands for the employer module.
type agents map[core.EmployerID][]core.PersonID

func (a agents) Agents(_ context.Context, _ db.Q, e core.EmployerID) ([]core.PersonID, error) {
	return a[e], nil
}

var schemas = []dbtest.Schema{
	{Module: "outbox", Files: outbox.Migrations}, {Module: "jobs", Files: jobs.Migrations}, {Module: "api", Files: api.Migrations},
	{Module: "audit", Files: audit.Migrations}, {Module: "notify", Files: notify.Migrations}, {Module: "match", Files: match.Migrations},
}

// world is the module with its floors, on an empty database.
type world struct {
	testing.TB
	db      *db.DB
	clock   *core.ManualClock
	out     *outbox.Outbox
	queue   *jobs.Queue
	service *match.Service
	http    http.Handler
	agents  agents
	left    []string // messages that left the house
}

func newWorld(t testing.TB, d *db.DB) *world {
	w := &world{TB: t, db: d, clock: core.NewManualClock(begin), agents: agents{}}
	log := slog.New(slog.DiscardHandler)
	w.out = outbox.New(d, w.clock.Now, log)
	w.queue = jobs.New(d, w.clock.Now, log)
	center := notify.New(d, w.clock.Now, w.queue, w)
	t.Cleanup(center.Close)
	w.service = match.New(match.Deps{DB: d, Now: w.clock.Now, Jobs: w.queue, Notify: center, Employers: w.agents, Log: log})
	w.service.Listen(w.out, w.queue)
	server := api.New(api.Config{DB: d, Now: w.clock.Now, Log: log, Version: "test", Limits: api.DefaultLimits,
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			return core.PersonID(token), nil, nil
		}})
	w.service.Register(server)
	center.Register(server)
	w.http = server.Handler()
	return w
}

// Deliver is the notify port.
func (w *world) Deliver(_ context.Context, m notify.Message) error {
	w.left = append(w.left, string(m.Person))
	return nil
}

// hear publishes facts and delivers them.
func (w *world) hear(events ...outbox.Event) {
	w.Helper()
	w.write(func(ctx context.Context, tx db.Tx) error { return w.out.Publish(ctx, tx, events...) })
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

// run does what is due.
func (w *world) run() {
	w.Helper()
	for {
		n, err := w.queue.RunDue(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// later moves the clock and does what falls due, job by job.
func (w *world) later(d time.Duration) {
	w.Helper()
	until := w.clock.Now().Add(d)
	for {
		at, ok, err := w.queue.NextDue(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		if !ok || at.After(until) {
			break
		}
		if at.After(w.clock.Now()) {
			w.clock.Set(at)
		}
		w.run()
	}
	w.clock.Set(until)
}

// verify fails the test if an invariant is broken.
func (w *world) verify() {
	w.Helper()
	checked, broken, err := w.service.Verify(w.Context(), w.db.Reader())
	if err != nil || len(broken) > 0 || len(checked) == 0 {
		w.Errorf("verify: %v, checked %q, broken %q", err, checked, broken)
	}
}

const trade = "4-02-05-01"

// looking is someone who takes any work of the trade within 20 km, living that
// far to the north.
func looking(m float64) event.ProfileChanged {
	p := person()
	return event.ProfileChanged{
		Person: p, Birth: "1980-05-01", Looking: true, Trades: []event.TradeLevel{{Trade: trade}},
		Centre: north(m), RadiusM: 20_000,
	}
}

func person() core.PersonID { return core.NewID[core.Person](begin) }

// enter makes people known and verified.
func (w *world) enter(all ...event.ProfileChanged) []core.PersonID {
	w.Helper()
	var events []outbox.Event
	var ids []core.PersonID
	for _, p := range all {
		events = append(events, event.PersonVerified{Person: p.Person, Birth: p.Birth}, p)
		ids = append(ids, p.Person)
	}
	w.hear(events...)
	return ids
}

// crowd enters n people, each a hundred metres farther away.
func (w *world) crowd(n int) []core.PersonID {
	w.Helper()
	all := make([]event.ProfileChanged, n)
	for i := range all {
		all[i] = looking(float64(100 * i))
	}
	return w.enter(all...)
}

// desks is a job of today, 14:00 to 18:00, in the town.
func desks(places int) event.JobOpened {
	start := time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)
	return event.JobOpened{
		Job: core.NewID[core.Job](begin), Employer: core.NewID[core.Employer](begin), Title: "装桌椅", Trade: trade, Region: "350428100",
		Place: town, Windows: []core.Span{{Start: start, End: start.Add(4 * time.Hour)}}, Places: places,
		Pay: core.Yuan(30000), PayUnit: "day", HourPay: core.Yuan(3750), MinAge: 16,
	}
}

// mail is what a person's inbox shows of rings: "r" aloud, "s" in silence, the
// oldest first.
func (w *world) mail(p core.PersonID) string {
	w.Helper()
	var in struct {
		Items []struct {
			Kind string `json:"kind"`
			Ring bool   `json:"ring"`
		} `json:"items"`
	}
	w.get(p, "/inbox?limit=100", &in)
	out := ""
	for _, m := range slices.Backward(in.Items) {
		if m.Kind != "job.ring" {
			w.Errorf("message %q", m.Kind)
		}
		out += map[bool]string{true: "r", false: "s"}[m.Ring]
	}
	return out
}

// mails are the people's mail, side by side.
func (w *world) mails(all []core.PersonID) string {
	w.Helper()
	out := make([]string, len(all))
	for i, p := range all {
		if out[i] = w.mail(p); out[i] == "" {
			out[i] = "-"
		}
	}
	return strings.Join(out, " ")
}

// get reads into v, and returns the status.
func (w *world) get(p core.PersonID, path string, v any) int {
	w.Helper()
	return w.call(p, "GET", path, "", v)
}

func (w *world) call(p core.PersonID, method, path, body string, v any) int {
	w.Helper()
	r := httptest.NewRequestWithContext(w.Context(), method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if p != "" {
		r.Header.Set("Authorization", "Bearer "+string(p))
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	doc, err := io.ReadAll(rec.Body)
	if err != nil {
		w.Fatal(err)
	}
	if v != nil {
		if err := json.Unmarshal(doc, v); err != nil {
			w.Fatalf("%s %s: %d %s", method, path, rec.Code, doc)
		}
	}
	return rec.Code
}

// rungCount is how many were told of the job, and how many of them aloud.
func (w *world) rungCount(job core.JobID) string {
	w.Helper()
	var told, aloud int
	if err := w.db.Reader().Row(w.Context(), `
		SELECT COUNT(*), COUNT(sounded_us) FROM match_ring WHERE job_id = $1`, job).Scan(&told, &aloud); err != nil {
		w.Fatal(err)
	}
	return fmt.Sprintf("%d/%d", aloud, told)
}
