package reputation_test

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
	"yilu/internal/platform/db"
	"yilu/internal/standing/reputation"
)

func TestBothRateAndBothAreShown(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.done()
		path := "/engagements/" + string(id) + "/rating"
		w.clock.Add(time.Hour)
		w.call(201, "POST", path, worker, `{"stars":5,"tags":["pays_promptly","respectful"],"words":" 结账快，\n师傅好。 "}`, nil)
		until, reveal := begin.Add(30*24*time.Hour), w.clock.Now().Add(7*24*time.Hour)
		mine := &reputation.GivenView{
			Stars: 5, Tags: []reputation.TagView{{Code: "pays_promptly", Text: "结账快", Good: true}, {Code: "respectful", Text: "尊重人", Good: true}},
			Words: "结账快， 师傅好。", At: w.clock.Now(),
		}
		got := w.rating(id, worker)
		got.Catalogue = nil
		want := reputation.PairView{Side: "worker", WhyNot: "您已经评价过了。", RateUntil: &until, Mine: mine, RevealAt: &reveal}
		if d := cmp.Diff(want, got); d != "" {
			t.Error("worker, first (-want +got):", d)
		}
		got = w.rating(id, clerk)
		if len(got.Catalogue) < 5 {
			t.Error(got.Catalogue)
		}
		got.Catalogue = nil
		if d := cmp.Diff(reputation.PairView{Side: "employer", MayRate: true, RateUntil: &until, TheirsGiven: true, RevealAt: &reveal}, got); d != "" {
			t.Error("employer, before rating (-want +got):", d)
		}
		t.Run("what is hidden is nowhere", func(t *testing.T) {
			if r := w.shopRecord(); r.Rated != 0 || r.StarsE2 != 0 || len(r.Items) != 0 {
				t.Errorf("%+v", r)
			}
			if w.inbox(boss) != "rating.given" || w.inbox(clerk) != "rating.given" || w.inbox(worker) != "" {
				t.Error(w.inbox(boss), w.inbox(clerk), w.inbox(worker))
			}
		})

		w.clock.Add(time.Hour)
		w.call(201, "POST", path, boss, `{"stars":4,"tags":["punctual"]}`, nil)
		got = w.rating(id, boss)
		theirs := *mine
		want = reputation.PairView{
			Side: "employer", WhyNot: "您已经评价过了。", RateUntil: &until, TheirsGiven: true, Theirs: &theirs, MayReply: true, Catalogue: got.Catalogue,
			Mine: &reputation.GivenView{Stars: 4, Tags: []reputation.TagView{{Code: "punctual", Text: "准时", Good: true}}, At: w.clock.Now()},
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error("both (-want +got):", d)
		}
		wantRecord := reputation.RecordView{
			StarsE2: 500, Rated: 1, ByStars: [5]int64{4: 1}, Explain: "1 个评价：5 星 1 个。星数相加 5，除以 1，得 5.00。", Booked: 1, Done: 1,
		}
		wantRecord.Items = []reputation.CommentView{{Stars: 5, Tags: mine.Tags, Words: mine.Words, Trade: "4-08-01-01", ShownAt: w.clock.Now()}}
		if d := cmp.Diff(wantRecord, w.shopRecord()); d != "" {
			t.Error("record (-want +got):", d)
		}
		w.drain()
		if d := cmp.Diff([]event.RecordChanged{{Person: worker, Done: 1}, {Person: worker, Stars: 400, Rated: 1, Done: 1}}, w.changed); d != "" {
			t.Error("events (-want +got):", d)
		}
		if w.inbox(worker) != "rating.shown" || w.inbox(clerk) != "rating.given rating.shown" {
			t.Error(w.inbox(worker), w.inbox(clerk))
		}
		t.Run("the clock finds nothing left to show", func(t *testing.T) {
			w.clock.Add(8 * 24 * time.Hour)
			if w.runJobs(); len(w.changed) != 2 || w.inbox(worker) != "rating.shown" {
				t.Error(w.changed, w.inbox(worker))
			}
		})
		t.Run("each may answer once", func(t *testing.T) {
			w.call(200, "POST", path+"/reply", clerk, `{"words":"谢谢，下次再来"}`, &got)
			if got.Theirs.Reply != "谢谢，下次再来" || got.MayReply {
				t.Errorf("%+v", got.Theirs)
			}
			w.call(409, "POST", path+"/reply", boss, `{"words":"再说一句"}`, nil)
			if r := w.shopRecord(); r.Items[0].Reply != "谢谢，下次再来" {
				t.Errorf("%+v", r.Items)
			}
		})
		w.verified()
	})
}

func TestASingleRatingIsShownAfterAWeek(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.done()
		path := "/engagements/" + string(id) + "/rating"
		w.clock.Add(48 * time.Hour)
		w.call(201, "POST", path, boss, `{"stars":2,"tags":["came_late"],"words":"迟到半小时"}`, nil)
		w.clock.Add(7*24*time.Hour - time.Second)
		if w.runJobs(); w.record().Rated != 0 || w.rating(id, worker).Theirs != nil {
			t.Error("shown too early")
		}
		w.call(409, "POST", path+"/reply", worker, `{"words":"路上堵"}`, nil)
		w.clock.Add(time.Second)
		w.runJobs()
		if r := w.record(); r.StarsE2 != 200 || r.Rated != 1 || len(r.Items) != 1 {
			t.Errorf("%+v", r)
		}
		if w.inbox(worker) != "rating.given rating.shown" || w.inbox(boss) != "rating.shown" {
			t.Error(w.inbox(worker), w.inbox(boss))
		}
		t.Run("a later one is shown at once, and says so", func(t *testing.T) {
			w.call(201, "POST", path, worker, `{"stars":1}`, nil)
			if r := w.shopRecord(); r.Rated != 1 || len(r.Items) != 1 || !r.Items[0].AfterSeeing {
				t.Errorf("%+v", r)
			}
			if r := w.record(); r.Rated != 1 || r.Items[0].AfterSeeing {
				t.Errorf("counted twice: %+v", r)
			}
		})
		w.verified()
	})
}

func TestWhenOneMayRate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		open, cancelled, absent, old := engagement(), engagement(), engagement(), w.done()
		w.publish(booked(open), booked(cancelled), booked(absent),
			event.Unbooked{Engagement: cancelled, Worker: worker, Employer: shop, By: "worker", Late: true},
			event.Unbooked{Engagement: absent, Worker: worker, Employer: shop, By: "clock", Late: true, NoShow: true})
		own := engagement() // an agent who works for their own employer
		w.publish(event.Booked{Engagement: own, Worker: clerk, Employer: shop}, event.Paid{Engagement: own, Worker: clerk, Employer: shop, At: begin})
		rate := func(id core.EngagementID, who core.PersonID) error {
			return w.write(func(ctx context.Context, tx db.Tx) error {
				_, err := w.service.Rate(ctx, tx, core.Actor{Person: who}, id, reputation.Opinion{Stars: 3})
				return err
			})
		}
		w.clock.Add(30*24*time.Hour - time.Second)
		for name, tt := range map[string]struct {
			id   core.EngagementID
			who  core.PersonID
			want error
		}{
			"before the end":             {open, worker, reputation.ErrNotEnded},
			"cancelled":                  {cancelled, boss, reputation.ErrCancelled},
			"nobody's":                   {old, other, reputation.ErrNotFound},
			"a stranger":                 {old, "", reputation.ErrNotFound},
			"an unknown one":             {engagement(), worker, reputation.ErrNotFound},
			"one's own, as worker":       {own, clerk, reputation.ErrSelf},
			"one's own, by another":      {own, boss, reputation.ErrSelf},
			"not come to":                {absent, boss, nil},
			"the last second of 30 days": {old, worker, nil},
		} {
			if err := rate(tt.id, tt.who); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		if err := rate(old, worker); !errors.Is(err, reputation.ErrRated) {
			t.Error("twice:", err)
		}
		w.clock.Add(time.Second)
		if err := rate(old, boss); !errors.Is(err, reputation.ErrClosed) {
			t.Error("after 30 days:", err)
		}
		if r := w.record(); r.Booked != 4 || r.Done != 1 || r.Late != 1 || r.NoShows != 1 {
			t.Errorf("%+v", r)
		}
		if r := w.shopRecord(); r.Booked != 5 || r.Done != 2 || r.Late != 0 || r.NoShows != 0 {
			t.Errorf("%+v", r)
		}
		w.verified()
	})
}

func TestEventsHeardTwiceOrLate(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := engagement()
		late := event.Unbooked{Engagement: id, Worker: worker, Employer: shop, By: "employer", Late: true}
		w.publish(w.paid(id), w.paid(id), booked(id), late)
		if r := w.record(); r.Booked != 1 || r.Done != 1 || r.Late != 0 {
			t.Errorf("%+v", r)
		}
		t.Run("a payment rights what was taken for an absence", func(t *testing.T) {
			id := engagement()
			w.publish(booked(id), event.Unbooked{Engagement: id, Worker: worker, Employer: shop, By: "clock", NoShow: true}, late)
			if r := w.record(); r.NoShows != 1 {
				t.Errorf("%+v", r)
			}
			w.publish(w.paid(id))
			if r := w.record(); r.NoShows != 0 || r.Done != 2 || r.Booked != 2 {
				t.Errorf("%+v", r)
			}
		})
		t.Run("a late cancellation counts for who cancelled", func(t *testing.T) {
			late.Engagement = engagement()
			w.publish(booked(late.Engagement), late)
			if w.shopRecord().Late != 1 || w.record().Late != 0 {
				t.Errorf("%+v", w.shopRecord())
			}
		})
		w.verified()
	})
}

func TestBothAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.done()
		who := []core.PersonID{worker, worker, boss, clerk, boss}
		errs := make([]error, len(who))
		var wg sync.WaitGroup
		for i, p := range who {
			wg.Go(func() {
				errs[i] = w.write(func(ctx context.Context, tx db.Tx) error {
					_, err := w.service.Rate(ctx, tx, core.Actor{Person: p}, id, reputation.Opinion{Stars: 4})
					return err
				})
			})
		}
		wg.Wait()
		given := 0
		for _, err := range errs {
			if err == nil {
				given++
			} else if !errors.Is(err, reputation.ErrRated) {
				t.Error(err)
			}
		}
		if r := w.record(); given != 2 || r.Rated != 1 || r.StarsE2 != 400 || w.shopRecord().Rated != 1 {
			t.Errorf("%d given, %+v", given, r)
		}
		w.verified()
	})
}

func TestCommentsPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for i := range 5 {
			id := w.done()
			w.call(201, "POST", "/engagements/"+string(id)+"/rating", worker, `{"stars":3}`, nil)
			w.call(201, "POST", "/engagements/"+string(id)+"/rating", boss, fmt.Sprintf(`{"stars":%d,"words":"第%d次"}`, i%5+1, i), nil)
			if i != 2 { // two are shown in the same instant
				w.clock.Add(time.Minute)
			}
		}
		var got []string
		for next := ""; ; {
			var page reputation.RecordView
			w.call(200, "GET", "/people/"+string(worker)+"/record?limit=2&cursor="+next, "", "", &page)
			for _, c := range page.Items {
				got = append(got, c.Words)
			}
			if next = page.Next; next == "" {
				break
			}
		}
		if len(got) != 5 || got[0] != "第4次" || got[3] != "第1次" || got[4] != "第0次" || got[1] == got[2] {
			t.Errorf("%q", got)
		}
		if r := w.record(); r.StarsE2 != 300 || r.ByStars != [5]int64{1, 1, 1, 1, 1} {
			t.Errorf("%+v", r)
		}
		w.verified()
	})
}

func TestRecordsOfMany(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.done()
		q := w.db.Reader()
		of, err := w.service.Of(t.Context(), q, []core.PersonID{worker, other})
		if d := cmp.Diff(map[core.PersonID]reputation.Record{worker: {Booked: 1, Done: 1}}, of); d != "" || err != nil {
			t.Error(d, err)
		}
		workers, err := w.service.OfWorkers(t.Context(), q, []core.PersonID{worker, other})
		if d := cmp.Diff(map[core.PersonID]event.RecordChanged{worker: {Person: worker, Done: 1}}, workers); d != "" || err != nil {
			t.Error(d, err)
		}
		employers, err := w.service.OfEmployers(t.Context(), q, []core.EmployerID{shop})
		if d := cmp.Diff(map[core.EmployerID]event.RecordChanged{shop: {Done: 1}}, employers); d != "" || err != nil {
			t.Error(d, err)
		}
	})
}
