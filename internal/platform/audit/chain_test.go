package audit_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

var noon = time.Date(2026, 8, 22, 4, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

func ring(t *testing.T) *crypto.Keyring {
	t.Helper()
	k, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestChain says that a chain is whole as it grows, and that one changed byte,
// one missing entry and one slipped in are found.
func TestChain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		keys := ring(t)
		c := audit.NewChain(d, keys, clock, slog.New(slog.DiscardHandler))
		exec := func(query string, args ...any) {
			t.Helper()
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		add := func(n int, at time.Time) {
			t.Helper()
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				for i := range n {
					a := core.Actor{Person: core.NewID[core.Person](noon), Channel: core.ByConsole, Addr: "192.0.2.1"}
					if err := audit.Append(ctx, tx, audit.By(a, at, string(a.Person), "test.act", fmt.Sprint(i), "张三的“理由”\n")); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		want := func(fragment string) {
			t.Helper()
			_, broken, err := c.Verify(t.Context(), d.Reader())
			if err != nil || (fragment == "") != (len(broken) == 0) || fragment != "" && !strings.Contains(broken[0], fragment) {
				t.Errorf("want %q, got %q, %v", fragment, broken, err)
			}
		}
		seal := func() {
			t.Helper()
			if err := c.Seal(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		want("")
		add(600, noon)
		seal()
		want("")
		t.Run("several processes make one chain", func(t *testing.T) {
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					add(50, noon)
					if err := c.Seal(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			seal()
			if h, err := audit.HeadOf(t.Context(), d.Reader()); err != nil || h.Link != 800 {
				t.Error(h, err)
			}
			want("")
		})
		t.Run("what waits longer than a start takes is a breach", func(t *testing.T) {
			add(1, noon.Add(-time.Minute))
			want("")
			exec(`UPDATE audit_entry SET at_us = $1 WHERE link IS NULL`, db.Micros(noon.Add(-time.Hour)))
			want("outside the chain")
			seal()
			want("")
		})
		for column, value := range map[string]string{"actor": "x", "act": "test.acts", "object": "", "reason": "张三的“理由”", "channel": "h5", "addr": "192.0.2.2"} {
			t.Run("a changed "+column+" is found", func(t *testing.T) {
				var was string
				if err := d.Reader().Row(t.Context(), `SELECT `+column+` FROM audit_entry WHERE link = 300`).Scan(&was); err != nil {
					t.Fatal(err)
				}
				exec(`UPDATE audit_entry SET `+column+` = $1 WHERE link = 300`, value)
				want("audit entry 300")
				exec(`UPDATE audit_entry SET `+column+` = $1 WHERE link = 300`, was)
				want("")
			})
		}
		t.Run("another's keys make no link", func(t *testing.T) {
			_, broken, err := audit.NewChain(d, ring(t), clock, nil).Verify(t.Context(), d.Reader())
			if err != nil || len(broken) == 0 {
				t.Error(broken, err)
			}
		})
		t.Run("a number beyond the head is found", func(t *testing.T) {
			add(1, noon)
			exec(`UPDATE audit_entry SET link = 5000, mac = $1 WHERE link IS NULL`, []byte("no"))
			want("outside the chain")
			exec(`UPDATE audit_entry SET link = NULL WHERE link = 5000`)
			seal()
			want("")
		})
		t.Run("a cut-off end is found", func(t *testing.T) {
			exec(`DELETE FROM audit_entry WHERE link > 790`)
			want("lacks entries 791")
		})
		t.Run("a missing entry is found", func(t *testing.T) {
			exec(`DELETE FROM audit_entry WHERE link = 77`)
			want("lacks entry 77")
		})
	}, dbtest.Schema{Module: "audit", Files: audit.Migrations})
}
