package gig_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

func TestOnlyTheEmployerCallsAWorkerAndIsSeenDoingSo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		call := func(a core.Actor, e core.EngagementID) (phone string, err error) {
			err = w.write(func(ctx context.Context, tx db.Tx) (err error) {
				phone, err = w.gig.WorkerPhone(ctx, tx, a, e)
				return err
			})
			return phone, err
		}
		worker, _, e := w.stated(100)
		if phone, err := call(w.boss, e); err != nil || phone != "13800138000" {
			t.Errorf("the employer: %q, %v", phone, err)
		}
		for name, a := range map[string]core.Actor{"a stranger": w.workers(1)[0], "the worker": worker} {
			if phone, err := call(a, e); !errors.Is(err, gig.ErrNoEngagement) || phone != "" {
				t.Errorf("%s: %q, %v", name, phone, err)
			}
		}
		w.accept(w.boss, e)
		if _, err := call(w.boss, e); !errors.Is(err, gig.ErrState) {
			t.Errorf("after the end: %v", err)
		}
		want := []look{{w.boss.Person, worker.Person, "您接了《卸两车瓷砖》，雇主要打电话联系您"}}
		if !slices.Equal(w.town.looks, want) {
			t.Errorf("looks: %v", w.town.looks)
		}
	})
}

func TestTheEmployerSeesWhatWaitsForAWord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, id, e := w.stated(100)
		asking := func() (int64, []string) {
			v, err := w.gig.See(t.Context(), w.d.Reader(), w.boss, id, nil)
			if err != nil {
				t.Fatal(err)
			}
			return v.Inside.Asking, v.Inside.Next
		}
		if n, next := asking(); n != 1 || slices.Contains(next, "cancel") {
			t.Errorf("%d wait, next %v; want 1, and no cancelling once someone has finished", n, next)
		}
		w.accept(w.boss, e)
		if n, _ := asking(); n != 0 {
			t.Errorf("%d wait after the answer", n)
		}
	})
}
