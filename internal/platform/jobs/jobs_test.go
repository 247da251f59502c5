package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
)

var noon = time.Date(2026, 8, 22, 12, 0, 0, 0, time.UTC)

func TestQueue(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := core.NewManualClock(noon)
		q := jobs.New(d, clock.Now, slog.New(slog.DiscardHandler))
		var mu sync.Mutex
		var done []string
		var fail error
		q.Handle("note", func(_ context.Context, tx db.Tx, key string, payload []byte) error {
			if fail != nil {
				return fail
			}
			tx.AfterCommit(func() { mu.Lock(); defer mu.Unlock(); done = append(done, key+string(payload)) })
			return nil
		})
		calls := 0
		q.HandleOutside("call", time.Minute, func(context.Context, string, []byte) (func(context.Context, db.Tx) error, error) {
			if calls++; calls == 1 {
				return nil, errors.New("no line")
			}
			return func(ctx context.Context, tx db.Tx) error {
				return q.Schedule(ctx, tx, "note", "after", clock.Now(), calls)
			}, nil
		})
		plan := func(kind, key string, in time.Duration, payload any) {
			t.Helper()
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				return q.Schedule(ctx, tx, kind, key, clock.Now().Add(in), payload)
			}); err != nil {
				t.Fatal(err)
			}
		}
		run := func() {
			t.Helper()
			for {
				n, err := q.RunDue(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if n == 0 {
					return
				}
			}
		}
		expect := func(want ...string) {
			t.Helper()
			if !slices.Equal(done, want) {
				t.Errorf("done %q, want %q", done, want)
			}
			done = nil
		}

		t.Run("a week passes in a moment, in order, each once", func(t *testing.T) {
			plan("note", "week", 7*24*time.Hour, 1)
			plan("note", "day", 24*time.Hour, 2)
			run()
			expect()
			clock.Add(8 * 24 * time.Hour)
			run()
			run()
			expect("day2", "week1")
		})
		t.Run("the same name and key is moved, and can be cancelled", func(t *testing.T) {
			plan("note", "m", time.Hour, 1)
			plan("note", "m", 2*time.Hour, 2)
			plan("note", "c", time.Hour, 1)
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error { return q.Cancel(ctx, tx, "note", "c") }); err != nil {
				t.Fatal(err)
			}
			if at, ok, err := q.NextDue(t.Context()); err != nil || !ok || at != clock.Now().Add(2*time.Hour) {
				t.Error(at, ok, err)
			}
			clock.Add(3 * time.Hour)
			run()
			expect("m2")
		})
		t.Run("a failing job is put off and tried again", func(t *testing.T) {
			fail = errors.New("not now")
			plan("note", "f", 0, 1)
			run()
			fail = nil
			expect()
			clock.Add(time.Minute)
			run()
			expect("f1")
		})
		t.Run("one that always fails is parked", func(t *testing.T) {
			parked := ""
			q.OnParked(func(kind string) { parked = kind })
			fail = errors.New("never")
			plan("note", "p", 0, 1)
			for range 20 {
				run()
				clock.Add(3 * time.Hour)
			}
			fail = nil
			run()
			expect()
			if parked != "note" {
				t.Error(parked)
			}
		})
		t.Run("a call to the world is repeated until it is through, then recorded", func(t *testing.T) {
			plan("call", "x", 0, nil)
			for range 4 {
				run()
				clock.Add(2 * time.Minute)
			}
			if calls != 2 {
				t.Error("calls:", calls)
			}
			expect("after2")
		})
		t.Run("one that was planned anew while it failed keeps the new plan", func(t *testing.T) {
			later := clock.Now().Add(48 * time.Hour)
			q.HandleOutside("again", time.Minute, func(ctx context.Context, key string, _ []byte) (func(context.Context, db.Tx) error, error) {
				return nil, errors.Join(errors.New("too late"), d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
					return q.Schedule(ctx, tx, "again", key, later, nil)
				}))
			})
			plan("again", "x", 0, nil)
			run()
			if at, ok, err := q.NextDue(t.Context()); err != nil || !ok || !at.Equal(later) {
				t.Error(at, ok, err)
			}
		})
		t.Run("runners beside each other do each job once", func(t *testing.T) {
			for i := range 30 {
				plan("note", string(rune('A'+i)), 0, i)
			}
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for {
						if n, err := q.RunDue(t.Context()); n == 0 || err != nil {
							return
						}
					}
				})
			}
			wg.Wait()
			if slices.Sort(done); len(done) != 30 || len(slices.Compact(done)) != 30 {
				t.Errorf("%d %q", len(done), done)
			}
		})
	}, dbtest.Schema{Module: "jobs", Files: jobs.Migrations})
}
