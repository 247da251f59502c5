package gig_test

import (
	"testing"

	"yilu/internal/work/gig"
)

func TestGrabSmoke(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.live()
		ws := w.workers(4)
		a := w.mustGrab(ws[0], id, gig.Got)
		w.mustGrab(ws[1], id, gig.Got)
		w.mustGrab(ws[2], id, gig.Waits)
		if g := w.mustGrab(ws[3], id, gig.Waits); g.Place != 2 {
			t.Error(g)
		}
		if g := w.mustGrab(ws[0], id, gig.Got); g.Engagement != a.Engagement {
			t.Error(g, a)
		}
		w.sound()
	})
}
