package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// TestWrite states what a caller of Write may rely on, grouped or not.
func TestWrite(t *testing.T) {
	t.Parallel()
	probe := dbtest.Schema{Module: "probe", Files: files}
	put := func(ctx context.Context, tx db.Tx, name string) error {
		_, err := tx.Exec(ctx, `INSERT INTO probe_name (name, at_us) VALUES ($1, $2)`, name, 1)
		return err
	}
	count := func(t *testing.T, d *db.DB, like string) (n int) {
		t.Helper()
		if err := d.Reader().Row(t.Context(), `SELECT COUNT(*) FROM probe_name WHERE name LIKE $1`, like).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		t.Run("one that fails takes nothing of the others with it", func(t *testing.T) {
			var hooks atomic.Int64
			var wg sync.WaitGroup
			for i := range 300 {
				wg.Go(func() {
					err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
						tx.AfterCommit(func() { hooks.Add(1) })
						if err := put(ctx, tx, fmt.Sprintf("g%03d", i)); err != nil {
							return err
						}
						switch i % 10 {
						case 3:
							return errors.New("changed my mind")
						case 5:
							return put(ctx, tx, fmt.Sprintf("g%03d", i)) // the same key again
						case 7:
							panic("a defect")
						}
						return nil
					})
					if bad := i%10 == 3 || i%10 == 5 || i%10 == 7; bad != (err != nil) {
						t.Errorf("%d: %v", i, err)
					}
				})
			}
			wg.Wait()
			if n := count(t, d, "g%"); n != 210 || hooks.Load() != 210 {
				t.Errorf("kept %d rows and ran %d hooks, want 210", n, hooks.Load())
			}
		})
		t.Run("an ended context is not begun", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			err := d.Write(ctx, func(ctx context.Context, tx db.Tx) error { return put(ctx, tx, "late") })
			if !errors.Is(err, context.Canceled) || count(t, d, "late") != 0 {
				t.Error(err)
			}
		})
		t.Run("a context that ends inside does not tear the write", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			err := d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
				cancel()
				return put(ctx, tx, "whole")
			})
			if err != nil || count(t, d, "whole") != 1 {
				t.Error(err)
			}
		})
		t.Run("a write inside a write is refused, not stuck", func(t *testing.T) {
			err := d.Write(t.Context(), func(ctx context.Context, _ db.Tx) error {
				return d.Write(ctx, func(context.Context, db.Tx) error { return nil })
			})
			if !errors.Is(err, db.ErrNested) {
				t.Error(err)
			}
		})
		t.Run("a lost race runs again", func(t *testing.T) {
			tries := 0
			err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				if tries++; tries < 3 {
					return fmt.Errorf("simulated: %w", db.ErrRetry)
				}
				return put(ctx, tx, "third")
			})
			if err != nil || tries != 3 || count(t, d, "third") != 1 {
				t.Error(err, tries)
			}
		})
		t.Run("a changed migration is noticed", func(t *testing.T) {
			if err := d.Migrate(t.Context(), "probe", files); err != nil {
				t.Fatal("again:", err)
			}
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE schema_version SET checksum = $1`, "other")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := d.Migrate(t.Context(), "probe", files); !errors.Is(err, db.ErrChanged) {
				t.Error(err)
			}
		})
	}, probe)
}

func TestClosedRefuses(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(context.Context, db.Tx) error { return nil }); err == nil {
		t.Error("a closed database took a write")
	}
}
