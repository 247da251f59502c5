package bus_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/platform/bus"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

var schema = dbtest.Schema{Module: "bus", Files: bus.Migrations}

// quick is a pace for tests. Nobody counts as dead because a machine is slow.
var quick = bus.Pace{Look: 50 * time.Millisecond, Blind: 20 * time.Millisecond, Beat: 50 * time.Millisecond, Patience: time.Minute, Keep: time.Minute}

// member is one process on the bus.
type member struct {
	*bus.Bus
	words chan string
	gaps  chan struct{}
	stop  func()
}

// join starts a process on the database and waits until it counts.
func join(t *testing.T, d *db.DB, p bus.Pace) *member {
	t.Helper()
	m := &member{Bus: bus.New(d, slog.New(slog.DiscardHandler)), words: make(chan string, 10_000), gaps: make(chan struct{}, 100)}
	m.SetPace(p)
	bus.Hear(m.Bus, "greeting", func(_ context.Context, w string) { m.words <- w })
	m.OnGap(func() { m.gaps <- struct{}{} })
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var wg sync.WaitGroup
	wg.Go(func() { m.Run(ctx) })
	m.stop = func() { cancel(); wg.Wait() }
	t.Cleanup(m.stop)
	until(t, "it has joined", m.Joined)
	for len(m.gaps) > 0 {
		<-m.gaps // what it may have missed before
	}
	return m
}

func (m *member) tell(t *testing.T, d *db.DB, words ...string) {
	t.Helper()
	if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for _, w := range words {
			if err := m.Tell(tx, "greeting", w); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// hears waits for n words.
func (m *member) hears(t *testing.T, n int) (out []string) {
	t.Helper()
	for len(out) < n {
		select {
		case w := <-m.words:
			out = append(out, w)
		case <-time.After(20 * time.Second):
			t.Fatalf("heard only %q of %d words", out, n)
		}
	}
	return out
}

func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within 20 seconds:", what)
		}
	}
}

func TestBus(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Dialect() == db.SQLite {
			a := join(t, d, quick)
			a.tell(t, d, "nobody is there")
			if a.Others() != 0 || len(a.words) != 0 {
				t.Error("a lone process heard", len(a.words))
			}
			return
		}
		a, b, c := join(t, d, quick), join(t, d, quick), join(t, d, quick)
		until(t, "all know of each other", func() bool { return a.Others() == 2 && b.Others() == 2 && c.Others() == 2 })

		t.Run("a word reaches all others once, in order, and not oneself", func(t *testing.T) {
			var want []string
			for i := range 1500 {
				want = append(want, fmt.Sprint("word ", i))
			}
			for i := 0; i < len(want); i += 100 {
				a.tell(t, d, want[i:i+100]...)
			}
			for _, m := range []*member{b, c} {
				if diff := cmp.Diff(want, m.hears(t, len(want))); diff != "" {
					t.Error(diff)
				}
			}
			if len(a.words)+len(a.gaps)+len(b.gaps)+len(c.gaps) != 0 {
				t.Error("heard oneself, or of a gap", len(a.words), len(a.gaps), len(b.gaps), len(c.gaps))
			}
		})
		t.Run("what is rolled back is not told", func(t *testing.T) {
			err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				if err := a.Tell(tx, "greeting", "never"); err != nil {
					return err
				}
				return errors.New("no")
			})
			a.tell(t, d, "after")
			if got := b.hears(t, 1); err == nil || got[0] != "after" {
				t.Error(got, err)
			}
		})
		t.Run("hints are found to work", func(t *testing.T) {
			until(t, "hints", func() bool { return a.Hints() && b.Hints() && c.Hints() })
		})
		t.Run("who leaves in order has told everything, and leaves no gap", func(t *testing.T) {
			c.tell(t, d, "goodbye")
			c.stop()
			if got := b.hears(t, 1); got[0] != "goodbye" {
				t.Error(got)
			}
			until(t, "one less", func() bool { return a.Others() == 1 && b.Others() == 1 })
			if len(a.gaps)+len(b.gaps) != 0 {
				t.Error("an orderly end looks like a death")
			}
		})
	}, schema)
}

func TestDeath(t *testing.T) {
	t.Parallel()
	d, err := db.Open(t.Context(), dbtest.PostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context(), "bus", bus.Migrations); err != nil {
		t.Fatal(err)
	}
	impatient := quick
	impatient.Patience = 400 * time.Millisecond
	a := join(t, d, impatient)
	t.Run("one that dies is noticed, and all read anew", func(t *testing.T) {
		if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO bus_process (id, name, since_us, beat, words) VALUES ('0190a0a0-0000-7000-8000-000000000001', 'x', 0, 3, 0)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		until(t, "it is seen", func() bool { return a.Others() == 1 })
		<-a.gaps
		until(t, "it counts no more", func() bool { return a.Others() == 0 })
	})
	t.Run("a number without a word is a gap", func(t *testing.T) {
		if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE bus_process SET words = 2, beat = 4 WHERE name = 'x'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		<-a.gaps
	})
}
