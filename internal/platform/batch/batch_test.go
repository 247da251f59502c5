package batch_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"yilu/internal/platform/batch"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/outbox"
)

// The outbox's lease table serves as a place to write to.
func put(ctx context.Context, tx db.Tx, name string) error {
	_, err := tx.Exec(ctx, `INSERT INTO outbox_lease (name, holder, until_us) VALUES ($1, 'x', 0)`, name)
	return err
}

func TestBatcher(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(t.Context())
		b := batch.New(ctx, d, func(ctx context.Context, tx db.Tx, reqs []int) ([]string, error) {
			out := make([]string, len(reqs))
			for i, r := range reqs {
				if err := put(ctx, tx, fmt.Sprint(r)); err != nil {
					return nil, err
				}
				if r%17 == 5 {
					return nil, fmt.Errorf("request %d is bad", r)
				}
				out[i] = fmt.Sprint("did ", r)
			}
			return out, nil
		})
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				got, err := b.Do(t.Context(), i)
				bad := i%17 == 5
				if bad != (err != nil) || !bad && got != fmt.Sprint("did ", i) {
					t.Errorf("%d: %q %v", i, got, err)
				}
			})
		}
		wg.Wait()
		var n int
		if err := d.Reader().Row(t.Context(), `SELECT COUNT(*) FROM outbox_lease`).Scan(&n); err != nil || n != 188 {
			t.Errorf("%d rows, want 188: a guilty request took others with it, or left a trace (%v)", n, err)
		}
		stop()
		if _, err := b.Do(t.Context(), 1000); err == nil {
			if _, err = b.Do(t.Context(), 1001); err == nil {
				t.Error("a stopped batcher took a request")
			}
		} else if !errors.Is(err, batch.ErrStopped) {
			t.Error(err)
		}
	}, dbtest.Schema{Module: "outbox", Files: outbox.Migrations})
}
