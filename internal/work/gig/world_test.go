package gig_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/event"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/work/gig"
)

// monday is a day in a cool month, 9 in the morning in China.
var monday = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// world is a service with everything around it, on an empty database.
type world struct {
	*testing.T
	d      *db.DB
	clock  *core.ManualClock
	gig    *gig.Service
	outbox *outbox.Outbox
	jobs   *jobs.Queue
	notify *notify.Center
	town   *town
	bank   *bank
	heard  *ear

	boss   core.Actor
	firm   core.EmployerID
	serial int
}

// schemas are the tables that the module and its surroundings need.
var schemas = []dbtest.Schema{
	{Module: "api", Files: api.Migrations}, {Module: "audit", Files: audit.Migrations}, {Module: "outbox", Files: outbox.Migrations},
	{Module: "jobs", Files: jobs.Migrations}, {Module: "notify", Files: notify.Migrations}, {Module: "gig", Files: gig.Migrations},
	{Module: "bank", Files: fstest.MapFS{"migrations/0001_init.sql": {Data: []byte(bankTables)}}},
}

// each runs fn in a new world on every engine.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newWorld(t, d)) }, schemas...)
}

// newWorld opens the market.
func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	clock := core.NewManualClock(monday)
	log := slog.New(slog.DiscardHandler)
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, d: d, clock: clock, town: newTown(), heard: &ear{}}
	w.outbox = outbox.New(d, clock.Now, log)
	w.jobs = jobs.New(d, clock.Now, log)
	w.notify = notify.New(d, clock.Now, w.jobs, nil)
	w.bank = &bank{outbox: w.outbox}
	w.gig = gig.New(gig.Deps{
		DB: d, Now: clock.Now, Log: log, Outbox: w.outbox, Jobs: w.jobs, Notify: w.notify, Ref: reference.Embedded(), Ring: ring,
		People: w.town, Employers: firms{w.town}, Records: w.town, Files: w.town, Weather: w.town, Escrow: w.bank, Holdings: w.bank,
	})
	w.gig.Listen(w.outbox, w.jobs)
	w.heard.listen(w.outbox)
	w.boss = w.newcomer("1980-01-01")
	w.firm = w.town.found(true, w.boss.Person)
	return w
}

// newcomer is a person with a real name.
func (w *world) newcomer(birth core.Date) core.Actor {
	w.serial++
	a := core.Actor{Person: core.PersonID(fmt.Sprintf("0190f5f0-0000-7000-8000-%012d", w.serial)), Channel: core.ByPhone, Lang: core.ZH}
	w.town.settle(a.Person, birth)
	return a
}

// workers are n grown-up newcomers.
func (w *world) workers(n int) []core.Actor {
	out := make([]core.Actor, n)
	for i := range out {
		out[i] = w.newcomer("1990-05-05")
	}
	return out
}

// write runs fn in a transaction and returns its error.
func (w *world) write(fn func(ctx context.Context, tx db.Tx) error) error {
	w.Helper()
	return w.d.Write(w.Context(), fn)
}

// do is write for what must succeed.
func (w *world) do(fn func(ctx context.Context, tx db.Tx) error) {
	w.Helper()
	if err := w.write(fn); err != nil {
		w.Fatal(err)
	}
}

// settleDown lets every event be heard and every due clock run.
func (w *world) settleDown() {
	w.Helper()
	for {
		if err := w.outbox.Drain(w.Context()); err != nil {
			w.Fatal(err)
		}
		n, err := w.jobs.RunDue(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	if waiting, parked, err := w.outbox.Lag(w.Context()); waiting > 0 || parked > 0 || err != nil {
		w.Fatal(waiting, parked, err)
	}
}

// pass moves the clock and lets happen what happens then.
func (w *world) pass(d time.Duration) {
	w.Helper()
	w.clock.Add(d)
	w.settleDown()
}

// sound fails the test if an invariant is broken.
func (w *world) sound() {
	w.Helper()
	checked, broken, err := w.gig.Verify(w.Context(), w.d.Reader())
	if err != nil {
		w.Fatal(err)
	}
	if len(broken) > 0 || len(checked) == 0 {
		w.Fatalf("broken: %q", broken)
	}
}

// posting is a good one: two loaders' tomorrow, 8 to 17, 300 yuan a day.
func (w *world) posting(change ...func(*gig.Posting)) gig.Posting {
	start := core.DateOf(w.clock.Now()).AddDays(1).Start().Add(8 * time.Hour)
	p := gig.Posting{
		Employer: w.firm, Trade: "4-02-05-01", Title: "卸两车瓷砖", Region: "350428", Place: gig.Coordinates{Lat: 26.729, Lon: 117.4695},
		Address: "古镛镇建材市场", Door: "3 栋 2 号", ContactName: "王师傅", Phone: "13800138000",
		Windows: []core.Span{{Start: start, End: start.Add(9 * time.Hour)}}, People: 2, Pay: core.Yuan(30000), Unit: gig.PerDay,
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

// post puts up a job that is waiting for its money.
func (w *world) post(change ...func(*gig.Posting)) gig.Job {
	w.Helper()
	var j gig.Job
	w.do(func(ctx context.Context, tx db.Tx) (err error) {
		j, err = w.gig.Post(ctx, tx, w.boss, w.posting(change...))
		return err
	})
	return j
}

// live puts up a job that takes workers.
func (w *world) live(change ...func(*gig.Posting)) core.JobID {
	w.Helper()
	j := w.post(change...)
	w.do(func(ctx context.Context, tx db.Tx) error {
		_, err := w.gig.Fund(ctx, tx, w.boss, j.ID)
		return err
	})
	w.settleDown()
	return j.ID
}

// job reads a job.
func (w *world) job(id core.JobID) gig.Job {
	w.Helper()
	j, err := w.gig.Job(w.Context(), w.d.Reader(), id)
	if err != nil {
		w.Fatal(err)
	}
	return j
}

// engagement reads an engagement.
func (w *world) engagement(id core.EngagementID) gig.Engagement {
	w.Helper()
	e, err := w.gig.Engagement(w.Context(), w.d.Reader(), id)
	if err != nil {
		w.Fatal(err)
	}
	return e
}

// grab taps.
func (w *world) grab(a core.Actor, id core.JobID) (gig.Grabbed, error) {
	w.Helper()
	return w.gig.Grab(w.Context(), gig.GrabRequest{Actor: a, Job: id})
}

// mustGrab taps and gets what was hoped for.
func (w *world) mustGrab(a core.Actor, id core.JobID, want gig.Outcome) gig.Grabbed {
	w.Helper()
	g, err := w.grab(a, id)
	if err != nil || g.Result != want {
		w.Fatalf("got %+v, %v; want %s", g, err, want)
	}
	return g
}

// town is the people, the employers, their records, files and weather.
type town struct {
	mu        sync.Mutex
	births    map[core.PersonID]core.Date
	agents    map[core.EmployerID][]core.PersonID
	approved  map[core.EmployerID]bool
	heat      map[core.Date]int
	published []core.FileID
	looks     []look
}

func newTown() *town {
	return &town{
		births: map[core.PersonID]core.Date{}, agents: map[core.EmployerID][]core.PersonID{},
		approved: map[core.EmployerID]bool{}, heat: map[core.Date]int{},
	}
}

func (t *town) settle(p core.PersonID, birth core.Date) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.births[p] = birth
}

func (t *town) found(approved bool, agents ...core.PersonID) core.EmployerID {
	t.mu.Lock()
	defer t.mu.Unlock()
	id := core.EmployerID(fmt.Sprintf("0190f5f0-0000-7000-9000-%012d", len(t.agents)+1))
	t.agents[id], t.approved[id] = agents, approved
	return id
}

func (t *town) Births(_ context.Context, _ db.Q, ps []core.PersonID) (map[core.PersonID]core.Date, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := map[core.PersonID]core.Date{}
	for _, p := range ps {
		if b := t.births[p]; b != "" {
			out[p] = b
		}
	}
	return out, nil
}

func (t *town) AgentsOf(_ context.Context, _ db.Q, es []core.EmployerID) (map[core.EmployerID][]core.PersonID, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := map[core.EmployerID][]core.PersonID{}
	for _, e := range es {
		if a := t.agents[e]; a != nil {
			out[e] = a
		}
	}
	return out, nil
}

func (t *town) Approved(_ context.Context, _ db.Q, e core.EmployerID) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.approved[e], nil
}

func (t *town) Publish(_ context.Context, _ db.Tx, _ core.PersonID, ids ...core.FileID) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.published = append(t.published, ids...)
	return nil
}

func (t *town) Highest(_ context.Context, _ core.RegionCode, d core.Date) (int, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c, known := t.heat[d]
	return c, known
}

func (t *town) MaskedNames(_ context.Context, _ db.Q, ps []core.PersonID) (map[core.PersonID]string, error) {
	out := map[core.PersonID]string{}
	for _, p := range ps {
		out[p] = "王*" + string(p[len(p)-2:])
	}
	return out, nil
}

func (t *town) DisclosePhone(_ context.Context, _ db.Tx, a core.Actor, p core.PersonID, reason string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.looks = append(t.looks, look{a.Person, p, reason})
	return "13800138000", nil
}

// look is one showing of a worker's number.
type look struct {
	by, whose core.PersonID
	reason    string
}

// firms is the town as employers show themselves.
type firms struct{ *town }

func (f firms) MaskedNames(_ context.Context, _ db.Q, es []core.EmployerID) (map[core.EmployerID]string, error) {
	out := map[core.EmployerID]string{}
	for _, e := range es {
		out[e] = "将乐*建材店"
	}
	return out, nil
}

func (t *town) OfWorkers(_ context.Context, _ db.Q, ps []core.PersonID) (map[core.PersonID]event.RecordChanged, error) {
	out := map[core.PersonID]event.RecordChanged{}
	for _, p := range ps {
		out[p] = event.RecordChanged{Person: p, Stars: 480, Rated: 12, Done: 15, Late: 1}
	}
	return out, nil
}

func (t *town) OfEmployers(_ context.Context, _ db.Q, es []core.EmployerID) (map[core.EmployerID]event.RecordChanged, error) {
	return map[core.EmployerID]event.RecordChanged{}, nil
}
