package figures_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/govern/figures"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// facts are what the other modules hold.
type facts struct {
	people map[core.PersonID]core.RegionCode
	jobs   map[core.JobID]core.RegionCode
	paid   map[core.EngagementID]core.JobID
	at     time.Time
}

func (f facts) RegionOf(_ context.Context, _ db.Q, p core.PersonID) (core.RegionCode, error) {
	return f.people[p], nil
}

func (f facts) RegionOfJob(_ context.Context, _ db.Q, j core.JobID) (core.RegionCode, error) {
	return f.jobs[j], nil
}

func (f facts) EachVerified(_ context.Context, _ db.Q, each func(core.PersonID, core.RegionCode, time.Time)) error {
	for p, r := range f.people {
		each(p, r, f.at)
	}
	return nil
}

func (f facts) EachOpened(_ context.Context, _ db.Q, each func(core.JobID, core.RegionCode, time.Time, time.Time)) error {
	for j, r := range f.jobs {
		each(j, r, f.at, f.at)
	}
	return nil
}

func (f facts) EachPaid(_ context.Context, _ db.Q, each func(core.EngagementID, core.RegionCode, core.Money, time.Time)) error {
	for e, j := range f.paid {
		each(e, f.jobs[j], core.Yuan(30000), f.at)
	}
	return nil
}

func (facts) OpenContests(context.Context, db.Q) (map[core.RegionCode]int64, error) { return nil, nil }
func (facts) OpenByRegion(context.Context, db.Q) (map[core.RegionCode]int64, error) { return nil, nil }
func (facts) MaskedNames(context.Context, db.Q, []core.PersonID) (map[core.PersonID]string, error) {
	return nil, nil
}

func TestCount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // a Monday, also in China
		person, job, engagement := core.NewID[core.Person](now), core.NewID[core.Job](now), core.NewID[core.Engagement](now)
		f := facts{map[core.PersonID]core.RegionCode{person: "350428100205"}, map[core.JobID]core.RegionCode{job: "350428101"}, map[core.EngagementID]core.JobID{engagement: job}, now}
		s := figures.New(figures.Deps{DB: d, Now: func() time.Time { return now }, People: f, Work: f, Reviews: f})
		write := func(fn func(ctx context.Context, tx db.Tx) error) {
			t.Helper()
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		heard := func() {
			write(func(ctx context.Context, tx db.Tx) error {
				return s.OnPersonVerified(ctx, tx, event.PersonVerified{Person: person})
			})
			write(func(ctx context.Context, tx db.Tx) error {
				return s.OnJobOpened(ctx, tx, event.JobOpened{Job: job, Region: "350428101"})
			})
			write(func(ctx context.Context, tx db.Tx) error {
				return s.OnJobPlaces(ctx, tx, event.JobPlaces{Job: job, Open: 1})
			})
			write(func(ctx context.Context, tx db.Tx) error {
				return s.OnJobPlaces(ctx, tx, event.JobPlaces{Job: job})
			})
			write(func(ctx context.Context, tx db.Tx) error {
				return s.OnPaid(ctx, tx, event.Paid{Engagement: engagement, Job: job, Amount: core.Yuan(30000), At: now})
			})
		}
		want := []figures.Row{
			{Week: "2026-11-23", Region: "350428100", Registered: 1},
			{Week: "2026-11-23", Region: "350428101", Posted: 1, Filled: 1, Paid: 1, PaidMinor: 30000},
		}
		counted := func(name string, areas ...core.RegionCode) []figures.Row {
			t.Helper()
			rows, err := s.Count(t.Context(), d.Reader(), areas, "", "2026-11-16")
			if err != nil {
				t.Fatal(name, err)
			}
			return rows
		}
		heard()
		if diff := cmp.Diff(want, counted("all", "")); diff != "" {
			t.Error("each fact counts in its town and week", diff)
		}
		heard()
		if diff := cmp.Diff(want, counted("twice", "")); diff != "" {
			t.Error("what is heard twice counts once", diff)
		}
		if diff := cmp.Diff(want[:1], counted("area", "350428100")); diff != "" {
			t.Error("an area's figures are its own", diff)
		}
		if rows := counted("nowhere"); len(rows) != 0 {
			t.Error("who holds no role sees nothing", rows)
		}
		write(s.Rebuild)
		if diff := cmp.Diff(want, counted("rebuilt", "")); diff != "" {
			t.Error("made anew, they are the same", diff)
		}
		if _, broken, err := s.Verify(t.Context(), d.Reader()); err != nil || len(broken) > 0 {
			t.Error(broken, err)
		}
		write(func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM figures_paid`)
			return err
		})
		if _, broken, err := s.Verify(t.Context(), d.Reader()); err != nil || len(broken) != 1 {
			t.Error("a lost row is found", broken, err)
		}
	}, dbtest.Schema{Module: "figures", Files: figures.Migrations})
}
