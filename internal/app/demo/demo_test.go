package demo

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/app"
	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/work/gig"
	"yilu/internal/work/wallet"
)

// small is a county that is settled in a few seconds.
var small = county.Size{People: 240, Employers: 20, Orders: 20}

// noon is the present of the tests: a Monday, at noon in China.
var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// world is a county in an app on a database of its own.
type world struct {
	*Demo
	present *core.ManualClock
	dir     string
}

// open makes the app and the county, on SQLite if target is ""; the database may
// hold one.
func open(t *testing.T, dir, target string, at time.Time) *world {
	t.Helper()
	w := &world{present: core.NewManualClock(at), dir: dir}
	clock := &Clock{System: w.present.Now}
	s := config.Settings{DataDir: dir, Demo: true, BankDelay: 2 * time.Second, Cipher: crypto.SM4GCM}
	if target != "" {
		s.Database = crypto.Hide[config.Target](target)
	}
	a, err := app.New(t.Context(), app.Config{Settings: s, Now: clock.Now, Silent: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if w.Demo, err = New(t.Context(), a, clock, 1, small); err != nil {
		t.Fatal(err)
	}
	w.early = 200
	return w
}

// grown is a county that was settled once for all tests on SQLite: a folder to
// copy.
var grown struct {
	once sync.Once
	dir  string
	err  error
}

// TestMain removes the county that the tests share.
func TestMain(m *testing.M) {
	code := m.Run()
	if grown.dir != "" {
		_ = os.RemoveAll(grown.dir)
	}
	os.Exit(code)
}

// copied opens a copy of the grown county at the time when it was settled.
func copied(t *testing.T) *world {
	t.Helper()
	grown.once.Do(func() {
		grown.err = errors.New("the county was not settled")
		var err error
		if grown.dir, err = os.MkdirTemp("", "yilu-demo-"); err != nil {
			return
		}
		w := open(t, grown.dir, "", noon)
		w.settle(t)
		grown.err = w.Close()
	})
	if grown.err != nil {
		t.Fatal(grown.err)
	}
	dir := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(dir, os.DirFS(grown.dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "keys"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, dir, "", noon)
	w.settle(t)
	return w
}

// each runs fn on every engine.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, copied(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		w := open(t, t.TempDir(), dbtest.PostgresURL(t), noon)
		w.settle(t)
		fn(t, w)
	})
}

// settle seeds the county.
func (w *world) settle(t *testing.T) {
	t.Helper()
	if err := w.Seed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Settle(t.Context()); err != nil { // as the app does once it runs
		t.Fatal(err)
	}
}

// pass plays the given time forward.
func (w *world) pass(t *testing.T, d time.Duration) {
	t.Helper()
	w.clock.Set(w.clock.Now())
	w.present.Add(d)
	if err := w.catchUp(t.Context(), func(Progress) {}); err != nil {
		t.Fatal(err)
	}
}

// count returns the rows of a query of two columns: a name and a number.
func (w *world) count(t *testing.T, query string) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := w.DB.Reader().Rows(t.Context(), query, nil, func(r db.Row) error {
		var name string
		var n int
		err := r.Scan(&name, &n)
		out[name] = n
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// holds checks every invariant of every module.
func (w *world) holds(t *testing.T) {
	t.Helper()
	checked, broken, err := w.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(checked) < 30 {
		t.Errorf("only %d checks", len(checked))
	}
	for _, b := range broken {
		t.Error(b)
	}
	if n := w.count(t, `SELECT kind, COUNT(*) FROM jobs_job WHERE parked OR tries > 0 GROUP BY kind`); len(n) > 0 {
		t.Errorf("jobs failed: %v", n)
	}
	if waiting, parked, err := w.Outbox.Lag(t.Context()); err != nil || waiting+parked > 0 {
		t.Errorf("%d events wait, %d are parked, %v", waiting, parked, err)
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.holds(t)
		if got := w.count(t, `SELECT 'people', COUNT(*) FROM person_person`)["people"]; got != small.People {
			t.Errorf("%d people have a real name", got)
		}
		employers := w.count(t, `SELECT state, COUNT(*) FROM employer_employer GROUP BY state`)
		if d := cmp.Diff(map[string]int{"approved": small.Employers - county.Pending, "pending": county.Pending}, employers); d != "" {
			t.Error(d)
		}
		if n := w.count(t, `SELECT 'jobs', COUNT(*) FROM gig_job`)["jobs"]; n < small.Orders-1 || n > small.Orders {
			t.Errorf("%d jobs", n)
		}
		jobs := w.count(t, `SELECT state, COUNT(*) FROM gig_job GROUP BY state`)
		engagements := w.count(t, `SELECT state, COUNT(*) FROM gig_engagement GROUP BY state`)
		for _, c := range []struct {
			what  string
			n     int
			least int
		}{
			{"closed jobs", jobs["closed"], 5}, {"open jobs", jobs["open"], 4}, {"jobs to review", jobs["in_review"], 1},
			{"jobs refused", jobs["refused"], 1}, {"paid", engagements["paid"], 15}, {"booked", engagements["booked"], 5},
			{"cancelled", engagements["cancelled"], 1},
			{"free places", w.count(t, `SELECT 'free', CAST(COALESCE(SUM(places - booked), 0) AS BIGINT) FROM gig_job WHERE state = 'open'`)["free"], 4},
			{"ratings", w.count(t, `SELECT 'all', COUNT(*) FROM reputation_rating`)["all"], 15},
			{"payouts", w.count(t, `SELECT kind, COUNT(*) FROM wallet_order WHERE state = 'done' GROUP BY kind`)["payout"], 2},
			{"ways to check in", len(w.count(t, `SELECT started_by, COUNT(*) FROM gig_engagement WHERE started_by <> '' GROUP BY started_by`)), 2},
		} {
			if c.n < c.least {
				t.Errorf("%d %s, want %d or more", c.n, c.what, c.least)
			}
		}
		w.visitorsHaveSomething(t)
	})
}

// visitorsHaveSomething checks that the reserved accounts have a past.
func (w *world) visitorsHaveSomething(t *testing.T) {
	t.Helper()
	earned := 0
	for _, p := range w.county.People[:county.Cast] {
		if p.Part == county.VisitorWorker {
			m, err := w.Wallet.Balance(t.Context(), w.DB.Reader(), wallet.PersonAccount(w.people[p.N]))
			if err != nil {
				t.Fatal(err)
			}
			if m.Minor > 0 {
				earned++
			}
		}
	}
	if earned == 0 {
		t.Error("no reserved worker has earned anything")
	}
	for n := range 3 {
		jobs, _, err := w.Gig.EmployerJobs(t.Context(), w.DB.Reader(), w.actor(n), w.employers[n], "ffffffff-ffff-ffff-ffff-ffffffffffff", 10)
		if err != nil || len(jobs) == 0 || jobs[0].PaidMinor == 0 && jobs[len(jobs)-1].PaidMinor == 0 {
			t.Errorf("reserved employer %d paid nothing: %d jobs, %v", n, len(jobs), err)
		}
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	w := copied(t)
	before := w.count(t, `SELECT 'jobs', COUNT(*) FROM gig_job UNION ALL SELECT 'people', COUNT(*) FROM account_account
		UNION ALL SELECT 'employers', COUNT(*) FROM employer_employer UNION ALL SELECT 'wages', COUNT(*) FROM ledger_transfer`)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, w.dir, "", noon.Add(time.Second))
	again.settle(t)
	after := again.count(t, `SELECT 'jobs', COUNT(*) FROM gig_job UNION ALL SELECT 'people', COUNT(*) FROM account_account
		UNION ALL SELECT 'employers', COUNT(*) FROM employer_employer UNION ALL SELECT 'wages', COUNT(*) FROM ledger_transfer`)
	if d := cmp.Diff(before, after); d != "" {
		t.Errorf("opening again changed the county:\n%s", d)
	}
	if again.plays(again.people[0]) {
		t.Error("a visitor's account is played")
	}
	again.pass(t, 26*time.Hour)
	again.holds(t)
}

// A county whose process dies while it is settled is the same county afterwards.
func TestKilled(t *testing.T) {
	t.Parallel()
	whole := copied(t)
	dir := t.TempDir()
	for _, steps := range []int{1, 12, 40, 150, 400} {
		w := open(t, dir, "", noon)
		ctx, kill := context.WithCancel(t.Context())
		err := w.Seed(ctx, func(Progress) {
			if steps--; steps < 0 {
				kill()
			}
		})
		kill()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	w := open(t, dir, "", noon)
	w.settle(t)
	w.holds(t)
	for _, query := range []string{
		`SELECT 'people', COUNT(*) FROM person_person`,
		`SELECT state, COUNT(*) FROM employer_employer GROUP BY state`,
		`SELECT kind, COUNT(*) FROM demo_job GROUP BY kind`,
		`SELECT title, COUNT(*) FROM gig_job GROUP BY title`,
	} {
		if d := cmp.Diff(whole.count(t, query), w.count(t, query)); d != "" {
			t.Errorf("%s differs:\n%s", query, d)
		}
	}
}

func TestErrand(t *testing.T) {
	t.Parallel()
	w := copied(t)
	before := w.count(t, `SELECT state, COUNT(*) FROM gig_engagement GROUP BY state`)["paid"]
	for range 3 {
		if err := w.postNext(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.pass(t, 20*time.Second)
	}
	w.pass(t, 25*time.Second)
	if n := w.count(t, `SELECT d.kind, COUNT(*) FROM demo_job d JOIN gig_job g ON g.id = d.job_id WHERE g.state = 'open' AND g.booked < g.places GROUP BY d.kind`); n["errand"] == 0 {
		t.Errorf("no errand has a place for a visitor: %v", n)
	}
	w.pass(t, 25*time.Minute)
	w.holds(t)
	if after := w.count(t, `SELECT state, COUNT(*) FROM gig_engagement GROUP BY state`)["paid"]; after <= before {
		t.Errorf("%d were paid before, %d are after", before, after)
	}
}

func TestVisitorWorks(t *testing.T) {
	t.Parallel()
	w := copied(t)
	visitor := w.actor(3)
	job := w.errandFor(t, visitor)
	var e core.EngagementID
	w.act(t, func(ctx context.Context, tx db.Tx) error {
		all, err := w.Gig.GrabMany(ctx, tx, []gig.GrabRequest{{Actor: visitor, Job: job}})
		if err != nil || all[0].Refused != nil {
			return errors.Join(err, all[0].Refused)
		}
		e = all[0].Engagement
		return nil
	})
	w.pass(t, 30*time.Second)
	code := w.codeFor(t, visitor.Person)
	w.act(t, func(ctx context.Context, tx db.Tx) error {
		_, err := w.Gig.CheckIn(ctx, tx, visitor, e, gig.Arrival{Code: code})
		return err
	})
	w.pass(t, time.Minute)
	if got := w.engagement(t, e).State; got != gig.Working {
		t.Errorf("it is %s: somebody acted for the visitor", got)
	}
	w.act(t, func(ctx context.Context, tx db.Tx) error { _, err := w.Gig.Finish(ctx, tx, visitor, e); return err })
	w.act(t, func(ctx context.Context, tx db.Tx) error {
		_, err := w.Gig.StateHours(ctx, tx, visitor, e, 100, "")
		return err
	})
	w.pass(t, 20*time.Second)
	if got := w.engagement(t, e).State; got != gig.Stated {
		t.Errorf("the employer answered within 20 seconds: it is %s", got)
	}
	w.pass(t, 30*time.Second)
	if got := w.engagement(t, e); got.State != gig.PaidOut || got.PaidMinor != got.HoldMinor {
		t.Errorf("it is %s, %d of %d paid", got.State, got.PaidMinor, got.HoldMinor)
	}
	w.pass(t, 5*time.Minute)
	if n := w.count(t, `SELECT CAST(engagement AS TEXT), COUNT(*) FROM reputation_rating WHERE side = 'employer' GROUP BY engagement`); n[string(e)] != 1 {
		t.Error("the employer did not rate the visitor")
	}
	if n := w.count(t, `SELECT CAST(engagement AS TEXT), COUNT(*) FROM reputation_rating WHERE side = 'worker' GROUP BY engagement`); n[string(e)] != 0 {
		t.Error("somebody rated for the visitor")
	}
	w.holds(t)
}

func TestVisitorPosts(t *testing.T) {
	t.Parallel()
	w := copied(t)
	giver, second := w.actor(0), w.actor(4)
	o, ok := w.county.Errand(0, 0, noon.Add(20*time.Minute))
	if !ok {
		t.Fatal("the reserved employer has no errand")
	}
	o.People = 2
	var id core.JobID
	w.act(t, func(ctx context.Context, tx db.Tx) error {
		j, err := w.Gig.Post(ctx, tx, giver, w.form(o))
		id = j.ID
		if err != nil {
			return err
		}
		_, err = w.Gig.Fund(ctx, tx, giver, id)
		return err
	})
	w.pass(t, 18*time.Second)
	if j := w.job(t, id); j.State != gig.Open || j.Booked != 0 {
		t.Fatalf("the job is %s with %d booked: the county was quicker than a second phone can be", j.State, j.Booked)
	}
	w.act(t, func(ctx context.Context, tx db.Tx) error {
		all, err := w.Gig.GrabMany(ctx, tx, []gig.GrabRequest{{Actor: second, Job: id}})
		return errors.Join(err, all[0].Refused)
	})
	w.pass(t, 3*time.Minute)
	if j := w.job(t, id); j.State != gig.Filled {
		t.Errorf("the job is %s after three minutes", j.State)
	}
	w.pass(t, 7*time.Minute)
	states := w.count(t, `SELECT state, COUNT(*) FROM gig_engagement WHERE job_id = '`+string(id)+`' GROUP BY state`)
	if d := cmp.Diff(map[string]int{"booked": 1, "stated": 1}, states); d != "" {
		t.Errorf("the visitor's second phone stays, the other worker waits for the visitor's word:\n%s", d)
	}
	w.holds(t)
}
