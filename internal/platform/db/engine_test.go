package db_test

import (
	"context"
	"embed"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

//go:embed migrations/*.sql
var files embed.FS

// TestEngine states what the portable subset promises, once for every engine.
func TestEngine(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		write := func(t *testing.T, fn func(tx db.Tx) error) error {
			t.Helper()
			return d.Write(ctx, func(_ context.Context, tx db.Tx) error { return fn(tx) })
		}
		put := func(id string, n int64, flag bool, doc string, at time.Time) error {
			return d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO probe (id, n, flag, doc, name, at_us) VALUES ($1,$2,$3,$4,$5,$6)`,
					id, n, flag, doc, id, db.Micros(at))
				return err
			})
		}
		const a, b = "0190f5f0-0000-7000-8000-00000000000a", "0190f5f0-0000-7000-8000-00000000000B"
		at := time.Date(2026, 8, 22, 10, 11, 12, 345678000, time.FixedZone("x", 3600))
		if err := put(a, math.MaxInt64, true, `{"k":[1,2]}`, at); err != nil {
			t.Fatal(err)
		}

		t.Run("values round trip", func(t *testing.T) {
			var (
				id, doc string
				n, us   int64
				flag    bool
			)
			err := d.Reader().Row(ctx, `SELECT id, n, flag, CAST(doc AS TEXT), at_us FROM probe WHERE id = $1`, a).Scan(&id, &n, &flag, &doc, &us)
			if err != nil {
				t.Fatal(err)
			}
			if id != a || n != math.MaxInt64 || !flag || !db.Instant(us).Equal(at) {
				t.Error(id, n, flag, db.Instant(us))
			}
		})
		t.Run("overflow is refused, not rounded", func(t *testing.T) {
			err := write(t, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE probe SET n = n + $2 WHERE id = $1`, a, 10)
				return err
			})
			if err == nil {
				t.Error("no error")
			}
		})
		t.Run("wrong type is refused", func(t *testing.T) {
			if err := write(t, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO probe (id, n, flag, doc, name, at_us) VALUES ($1, CAST($2 AS TEXT), FALSE, '{}', 'x', 1)`, b, "seven")
				return err
			}); err == nil {
				t.Error("no error")
			}
		})
		t.Run("kinds of constraint", func(t *testing.T) {
			if err := put(a, 1, false, "{}", at); !errors.Is(err, db.ErrUnique) {
				t.Error(err)
			}
			if err := put("0190f5f0-0000-7000-8000-00000000000c", -1, false, "{}", at); !errors.Is(err, db.ErrCheck) {
				t.Error(err)
			}
			err := write(t, func(tx db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO probe_child (id, probe_id) VALUES ($1, $1)`, "0190f5f0-0000-7000-8000-0000000000ff")
				return err
			})
			if !errors.Is(err, db.ErrRelation) {
				t.Error(err)
			}
		})
		t.Run("text sorts by bytes", func(t *testing.T) {
			for i, s := range []string{"b", "B", "a", "A", "_", "1", "é"} {
				if err := write(t, func(tx db.Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO probe_name (name, at_us) VALUES ($1, $2)`, s, i)
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			_ = d.Reader().Rows(ctx, `SELECT name FROM probe_name ORDER BY name`, nil, func(r db.Row) error {
				var s string
				err := r.Scan(&s)
				got = append(got, s)
				return err
			})
			if want := []string{"1", "A", "B", "_", "a", "b", "é"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
		t.Run("rollback leaves nothing, and hooks do not run", func(t *testing.T) {
			ran := false
			_ = write(t, func(tx db.Tx) error {
				tx.AfterCommit(func() { ran = true })
				_, _ = tx.Exec(ctx, `DELETE FROM probe_name`)
				return errors.New("changed my mind")
			})
			var n int
			_ = d.Reader().Row(ctx, `SELECT COUNT(*) FROM probe_name`).Scan(&n)
			if ran || n != 7 {
				t.Error(ran, n)
			}
		})
		t.Run("two workers never claim the same row", func(t *testing.T) {
			var mu sync.Mutex
			var got []string
			var wg sync.WaitGroup
			for range 7 {
				wg.Go(func() {
					err := d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
						var name string
						err := tx.Row(ctx, `UPDATE probe_name SET at_us = 1000 WHERE name = (
							SELECT name FROM probe_name WHERE at_us < 1000 ORDER BY at_us LIMIT 1`+db.SkipLocked(tx)+`
						) RETURNING name`).Scan(&name)
						tx.AfterCommit(func() { mu.Lock(); got = append(got, name); mu.Unlock() })
						return err
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			slices.Sort(got)
			if len(slices.Compact(got)) != 7 {
				t.Errorf("claimed %q", got)
			}
		})
		t.Run("read, then write, loses no update", func(t *testing.T) {
			var wg sync.WaitGroup
			for range 30 {
				wg.Go(func() {
					err := d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
						var n int64
						if err := tx.Row(ctx, `SELECT at_us FROM probe WHERE id = $1`+db.ForUpdate(tx), a).Scan(&n); err != nil {
							return err
						}
						_, err := tx.Exec(ctx, `UPDATE probe SET at_us = $2 WHERE id = $1`, a, n+1)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			var n int64
			_ = d.Reader().Row(ctx, `SELECT at_us FROM probe WHERE id = $1`, a).Scan(&n)
			if want := db.Micros(at) + 30; n != want {
				t.Errorf("got %d, want %d", n, want)
			}
		})
		t.Run("sum is a whole number", func(t *testing.T) {
			var n int64
			if err := d.Reader().Row(ctx, `SELECT CAST(COALESCE(SUM(at_us), 0) AS BIGINT) FROM probe_name WHERE name IN `+db.In(1, 2), "a", "b").Scan(&n); err != nil || n != 2000 {
				t.Error(n, err)
			}
		})
		t.Run("a set-based update", func(t *testing.T) {
			err := write(t, func(tx db.Tx) error {
				n, err := tx.Exec(ctx, `WITH v (name, d) AS (VALUES (CAST($1 AS TEXT), CAST($2 AS BIGINT)), (CAST($3 AS TEXT), CAST($4 AS BIGINT)))
					UPDATE probe_name SET at_us = probe_name.at_us + v.d FROM v WHERE v.name = probe_name.name`, "a", 1, "b", 2)
				if n != 2 {
					t.Error("rows", n)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}, dbtest.Schema{Module: "probe", Files: files})
}
