package gig_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// grabMany taps in one transaction.
func (w *world) grabMany(reqs ...gig.GrabRequest) []gig.GrabResult {
	w.Helper()
	var out []gig.GrabResult
	w.do(func(ctx context.Context, tx db.Tx) (err error) {
		out, err = w.gig.GrabMany(ctx, tx, reqs)
		return err
	})
	return out
}

func key(a core.Actor, name string, hash byte) api.Key {
	return api.Key{Scope: string(a.Person), Name: name, Hash: []byte{hash}}
}

// TestRace says that of many who tap at once exactly as many win as there are
// places, and the others stand in line with their places.
func TestRace(t *testing.T) {
	t.Parallel()
	for _, batched := range []bool{false, true} {
		t.Run(fmt.Sprintf("batched=%v", batched), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				if batched {
					w.gig.Start(t.Context())
				}
				const places, tappers = 8, 80
				id := w.live(func(p *gig.Posting) { p.People = places })
				answers := make([]gig.Grabbed, tappers)
				var wg sync.WaitGroup
				for i, a := range w.workers(tappers) {
					wg.Go(func() {
						var err error
						if answers[i], err = w.grab(a, id); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				won, line := 0, map[int64]int{}
				for _, a := range answers {
					switch a.Result {
					case gig.Got:
						won++
					case gig.Waits:
						line[a.Place]++
					}
				}
				if won != places || len(line) != tappers-places || line[1] != 1 || line[tappers-places] != 1 {
					t.Errorf("%d won, %d places in line", won, len(line))
				}
				w.settleDown()
				if n := len(heardOf[event.Booked](w.heard)); n != places {
					t.Errorf("%d booked", n)
				}
				w.sound()
			})
		})
	}
}

// TestOneWorkerManyJobs says that a worker who taps several jobs of one time at
// once gets exactly one of them, also from different groups.
func TestOneWorkerManyJobs(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.gig.Start(t.Context())
		const jobs = 12
		ids := make([]core.JobID, jobs)
		for i := range ids {
			ids[i] = w.live()
		}
		a := w.workers(1)[0]
		var mu sync.Mutex
		got, refused := 0, 0
		var wg sync.WaitGroup
		for _, id := range ids {
			wg.Go(func() {
				g, err := w.grab(a, id)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && g.Result == gig.Got:
					got++
				case errors.Is(err, gig.ErrOverlap):
					refused++
				default:
					t.Error(g, err)
				}
			})
		}
		wg.Wait()
		if got != 1 || refused != jobs-1 {
			t.Errorf("got %d, refused %d", got, refused)
		}
		w.sound()
	})
}

// TestSameTap says that one tap is one answer, however often it is sent.
func TestSameTap(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.live(func(p *gig.Posting) { p.People = 1 })
		ws := w.workers(3)
		one := gig.GrabRequest{Actor: ws[0], Job: id, Key: key(ws[0], "tap-00001", 1)}

		t.Run("within one group", func(t *testing.T) {
			all := w.grabMany(one, one, gig.GrabRequest{Actor: ws[1], Job: id}, gig.GrabRequest{Actor: ws[1], Job: id})
			if all[0].Result != gig.Got || all[1].Grabbed != all[0].Grabbed {
				t.Errorf("%+v", all[:2])
			}
			if all[2].Result != gig.Waits || all[2].Place != 1 || all[3].Grabbed != all[2].Grabbed {
				t.Errorf("%+v", all[2:])
			}
		})
		t.Run("later, and still after the place is gone", func(t *testing.T) {
			before := w.grabMany(one)[0].Grabbed
			w.do(func(ctx context.Context, tx db.Tx) error {
				_, err := w.gig.Withdraw(ctx, tx, ws[0], id, "家里有事")
				return err
			})
			if again := w.grabMany(one)[0]; again.Grabbed != before || again.Refused != nil {
				t.Errorf("%+v, first %+v", again, before)
			}
			if got := w.mustGrab(ws[1], id, gig.Got); got.Engagement == "" { // moved up
				t.Errorf("%+v", got)
			}
		})
		t.Run("a refusal, too", func(t *testing.T) {
			young := w.newcomer("2011-01-01")
			req := gig.GrabRequest{Actor: young, Job: id, Key: key(young, "tap-00002", 1)}
			first := w.grabMany(req, req)
			w.town.settle(young.Person, "1990-01-01") // it would not be refused now
			second := w.grabMany(req)
			for _, r := range append(first, second...) {
				if !errors.Is(r.Refused, gig.ErrAge) || fault.Of(r.Refused).ZH == gig.ErrAge.ZH {
					t.Errorf("%+v", r)
				}
			}
		})
		t.Run("a key used for something else is refused, and alone", func(t *testing.T) {
			other := one
			other.Key = key(ws[0], "tap-00001", 2)
			third := gig.GrabRequest{Actor: ws[2], Job: id, Key: key(ws[2], "tap-00003", 1)}
			twin := third
			twin.Key = key(ws[2], "tap-00003", 2)
			all := w.grabMany(other, third, twin)
			for _, i := range []int{0, 2} {
				if f := fault.Of(all[i].Refused); f == nil || f.Code != "request.key_reused" {
					t.Errorf("%d: %+v", i, all[i])
				}
			}
			if all[1].Result != gig.Waits {
				t.Errorf("%+v", all[1])
			}
		})
		w.sound()
	})
}

// TestGrabRefusals names each reason.
func TestGrabRefusals(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.live()
		ws := w.workers(4)
		unnamed := core.Actor{Person: "0190f5f0-0000-7000-8000-999999999999"}
		adult := w.live(func(p *gig.Posting) { p.MinAge = 18 })
		sixteen := w.newcomer("2010-11-24") // 16 on the day of the work
		fifteen := w.newcomer("2010-11-25")
		unfunded := w.post().ID
		blocked := ws[0]
		e := w.mustGrab(blocked, id, gig.Got).Engagement
		w.do(func(ctx context.Context, tx db.Tx) error {
			if err := w.gig.Block(ctx, tx, w.boss, e, "不守时"); err != nil {
				return err
			}
			_, err := w.gig.Cancel(ctx, tx, blocked, e, "不去了", false)
			return err
		})
		overlapping := w.live(func(p *gig.Posting) {
			p.Windows[0].Start = p.Windows[0].Start.Add(8 * time.Hour)
			p.Windows[0].End = p.Windows[0].Start.Add(2 * time.Hour)
		})
		touching := w.live(func(p *gig.Posting) {
			p.Windows[0].Start = p.Windows[0].Start.Add(9 * time.Hour)
			p.Windows[0].End = p.Windows[0].Start.Add(2 * time.Hour)
		})
		w.mustGrab(ws[1], id, gig.Got)
		off := w.live()
		w.do(func(ctx context.Context, tx db.Tx) error {
			_, err := w.gig.CancelJob(ctx, tx, w.boss, off, "下雨")
			return err
		})
		teen := w.live(func(p *gig.Posting) { p.Trade, p.MinAge = "6-31-05-00", 16 })
		for name, tt := range map[string]struct {
			who  core.Actor
			job  core.JobID
			want error
		}{
			"no real name":        {unnamed, id, gig.ErrRealName},
			"own job":             {w.boss, id, gig.ErrOwnJob},
			"under 18":            {sixteen, adult, gig.ErrAge},
			"under 16":            {fifteen, teen, gig.ErrAge},
			"sixteen that day":    {sixteen, teen, nil},
			"blocked":             {blocked, adult, gig.ErrBlocked},
			"overlap":             {ws[1], overlapping, gig.ErrOverlap},
			"right after is fine": {ws[1], touching, nil},
			"not paid for yet":    {ws[2], unfunded, gig.ErrNotOpen},
			"called off":          {ws[2], off, gig.ErrNotOpen},
			"no such job":         {ws[2], "0190f5f0-0000-7000-8000-000000000000", gig.ErrNoJob},
		} {
			t.Run(name, func(t *testing.T) {
				g, err := w.grab(tt.who, tt.job)
				if !errors.Is(err, tt.want) {
					t.Errorf("got %+v, %v; want %v", g, err, tt.want)
				}
				f := fault.Of(err)
				if f != nil && (f.ZH == "" || f.EN == "" || cmp.Diff(f.ZH, fault.Of(tt.want).ZH) != "" && !errors.Is(err, gig.ErrAge) && !errors.Is(err, gig.ErrOverlap)) {
					t.Errorf("%+v", f)
				}
			})
		}
		t.Run("a job that began", func(t *testing.T) {
			w.toStart(id)
			if _, err := w.grab(ws[2], id); !errors.Is(err, gig.ErrShut) {
				t.Error(err)
			}
		})
		w.sound()
	})
}

// TestGrabGroup says that one group of many jobs and workers is decided as if
// each tap came alone.
func TestGrabGroup(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		const jobs, perJob = 60, 3
		var reqs []gig.GrabRequest
		ids := make([]core.JobID, jobs)
		for i := range ids {
			ids[i] = w.live()
		}
		for _, id := range ids {
			for _, a := range w.workers(perJob) {
				reqs = append(reqs, gig.GrabRequest{Actor: a, Job: id, Key: key(a, "tap-00001", 1)})
			}
		}
		reqs = append(reqs, gig.GrabRequest{Actor: w.boss, Job: ids[0], Key: key(w.boss, "tap-00001", 1)})
		all := w.grabMany(reqs...)
		for i, r := range all[:jobs*perJob] {
			want := gig.Got
			if i%perJob == 2 {
				want = gig.Waits
			}
			if r.Result != want || r.Refused != nil || r.Job != ids[i/perJob] {
				t.Fatalf("%d: %+v", i, r)
			}
		}
		if last := all[len(all)-1]; !errors.Is(last.Refused, gig.ErrOwnJob) {
			t.Errorf("%+v", last)
		}
		again := w.grabMany(reqs...)
		for i := range all {
			if all[i].Grabbed != again[i].Grabbed || (all[i].Refused == nil) != (again[i].Refused == nil) {
				t.Fatalf("%d: %+v, again %+v", i, all[i], again[i])
			}
		}
		w.settleDown()
		if n := len(heardOf[event.Booked](w.heard)); n != jobs*2 {
			t.Errorf("%d booked", n)
		}
		w.sound()
	})
}
