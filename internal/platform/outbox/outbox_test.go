package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/outbox"
)

type said struct {
	Who string
	N   int
}

func (said) Topic() string { return "test.said" }
func (s said) Key() string { return s.Who }

type unheard struct{}

func (unheard) Topic() string { return "test.unheard" }
func (unheard) Key() string   { return "x" }

var noon = time.Date(2026, 8, 22, 12, 0, 0, 0, time.UTC)

// ear is a hearer whose effect is rows in a table, and which can be told to fail.
type ear struct {
	mu   sync.Mutex
	seen []said
	fail func(said) error
}

func (e *ear) hear(_ context.Context, tx db.Tx, s said) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fail != nil {
		if err := e.fail(s); err != nil {
			return err
		}
	}
	tx.AfterCommit(func() { e.mu.Lock(); defer e.mu.Unlock(); e.seen = append(e.seen, s) })
	return nil
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	schema := dbtest.Schema{Module: "outbox", Files: outbox.Migrations}
	publish := func(t *testing.T, d *db.DB, o *outbox.Outbox, end error, events ...outbox.Event) {
		t.Helper()
		err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
			return errors.Join(o.Publish(ctx, tx, events...), end)
		})
		if !errors.Is(err, end) {
			t.Fatal(err)
		}
	}
	setup := func(d *db.DB) (*outbox.Outbox, *core.ManualClock, *ear, *ear) {
		clock, a, b := core.NewManualClock(noon), &ear{}, &ear{}
		o := outbox.New(d, clock.Now, slog.New(slog.DiscardHandler))
		outbox.Hear(o, "a", a.hear)
		outbox.Hear(o, "b", b.hear)
		return o, clock, a, b
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Run("delivers to each hearer, in order per key", func(t *testing.T) {
			o, _, a, b := setup(d)
			want := map[string][]int{}
			for i := range 120 {
				s := said{fmt.Sprint("k", i%7), i}
				publish(t, d, o, nil, s)
				want[s.Who] = append(want[s.Who], i)
			}
			if err := o.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, e := range []*ear{a, b} {
				got := map[string][]int{}
				for _, s := range e.seen {
					got[s.Who] = append(got[s.Who], s.N)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
			if waiting, parked, err := o.Lag(t.Context()); waiting+parked != 0 || err != nil {
				t.Error(waiting, parked, err)
			}
		})
		t.Run("a fact that was rolled back is not told, one that nobody hears not kept", func(t *testing.T) {
			o, _, a, _ := setup(d)
			publish(t, d, o, errors.New("no"), said{"x", 1})
			publish(t, d, o, nil, unheard{})
			if waiting, _, _ := o.Lag(t.Context()); waiting != 0 {
				t.Error(waiting)
			}
			if err := o.Drain(t.Context()); err != nil || len(a.seen) != 0 {
				t.Error(a.seen, err)
			}
		})
		t.Run("one hearer's failure is tried again without the other hearing twice", func(t *testing.T) {
			o, clock, a, b := setup(d)
			tries := 0
			b.fail = func(said) error {
				if tries++; tries < 3 {
					return errors.New("not now")
				}
				return nil
			}
			publish(t, d, o, nil, said{"x", 1}, said{"x", 2})
			for range 3 {
				_ = o.Drain(t.Context())
				clock.Add(time.Minute)
			}
			want := []said{{"x", 1}, {"x", 2}}
			if !slices.Equal(a.seen, want) || !slices.Equal(b.seen, want) {
				t.Error(a.seen, b.seen)
			}
		})
		t.Run("what a hearer keeps refusing is parked and blocks nobody", func(t *testing.T) {
			o, clock, a, b := setup(d)
			parked := ""
			o.OnParked(func(topic string) { parked = topic })
			b.fail = func(s said) error {
				if s.N == 1 {
					return errors.New("never")
				}
				return nil
			}
			publish(t, d, o, nil, said{"bad", 1}, said{"bad", 2}, said{"good", 3})
			for range 20 {
				_ = o.Drain(t.Context())
				clock.Add(5 * time.Minute)
			}
			slices.SortFunc(b.seen, func(x, y said) int { return x.N - y.N })
			if want := []said{{"bad", 2}, {"good", 3}}; !slices.Equal(b.seen, want) || len(a.seen) != 3 || parked != "test.said" {
				t.Error(a.seen, b.seen, parked)
			}
			if _, n, _ := o.Lag(t.Context()); n != 1 {
				t.Error("parked:", n)
			}
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, `DELETE FROM outbox_event`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
		t.Run("two relays beside each other tell it once", func(t *testing.T) {
			if d.Dialect() == db.SQLite {
				t.Skip("one process owns a SQLite file, and has one relay")
			}
			o, _, a, b := setup(d)
			other := outbox.New(d, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
			outbox.Hear(other, "a", a.hear)
			outbox.Hear(other, "b", b.hear)
			ctx, stop := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			wg.Go(func() { o.Run(ctx) })
			wg.Go(func() { other.Run(ctx) })
			for i := range 50 {
				publish(t, d, o, nil, said{"x", i})
			}
			done := make(chan struct{})
			go func() {
				for {
					if waiting, _, err := o.Lag(t.Context()); waiting == 0 || err != nil {
						close(done)
						return
					}
				}
			}()
			<-done
			stop()
			wg.Wait()
			for _, e := range []*ear{a, b} {
				if len(e.seen) != 50 || !slices.IsSortedFunc(e.seen, func(x, y said) int { return x.N - y.N }) {
					t.Error(len(e.seen), e.seen)
				}
			}
		})
	}, schema)
}
