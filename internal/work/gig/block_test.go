package gig_test

import (
	"context"
	"testing"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// TestBlockIsSeen says who sees that a block was set: the side that set it.
func TestBlockIsSeen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		worker := w.workers(1)[0]
		e := w.mustGrab(worker, w.live(), gig.Got).Engagement
		sees := func(who core.Actor, want bool) {
			t.Helper()
			v, err := w.gig.SeeEngagement(t.Context(), w.d.Reader(), who, e)
			if err != nil || v.Blocked != want {
				t.Errorf("blocked %v, %v; want %v", v.Blocked, err, want)
			}
		}
		sees(worker, false)
		w.do(func(ctx context.Context, tx db.Tx) error { return w.gig.Block(ctx, tx, worker, e, "拖工钱") })
		sees(worker, true)
		sees(w.boss, false)
		w.do(func(ctx context.Context, tx db.Tx) error { return w.gig.Unblock(ctx, tx, worker, e) })
		sees(worker, false)
	})
}
