package gig_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
	"yilu/internal/work/gig"
)

// say publishes a fact as another module would.
func (w *world) say(e outbox.Event) {
	w.Helper()
	w.do(func(ctx context.Context, tx db.Tx) error { return w.outbox.Publish(ctx, tx, e) })
	w.settleDown()
}

func (w *world) fund(a core.Actor, id core.JobID) error {
	w.Helper()
	return w.write(func(ctx context.Context, tx db.Tx) error {
		_, err := w.gig.Fund(ctx, tx, a, id)
		return err
	})
}

// warned changes a posting so that staff have to look at it.
func warned(p *gig.Posting) { p.Note = "加微信 abc" }

// TestGoingLive says what stands between a posting and its first worker.
func TestGoingLive(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		t.Run("money opens it, and only the employer pays", func(t *testing.T) {
			w.heard.forget()
			j := w.post()
			if j.State != gig.Unfunded || len(heardOf[event.ReviewAsked](w.heard)) != 0 {
				t.Errorf("%+v", j)
			}
			if err := w.fund(w.workers(1)[0], j.ID); !errors.Is(err, gig.ErrNoJob) {
				t.Error("others don't see it:", err)
			}
			if err := w.fund(w.boss, j.ID); err != nil {
				t.Fatal(err)
			}
			if got := w.job(j.ID); got.State != gig.Unfunded || got.Funding != gig.Asked {
				t.Errorf("live before the money is there: %+v", got)
			}
			w.settleDown()
			opened := heardOf[event.JobOpened](w.heard)
			if len(opened) != 1 || opened[0].Places != 2 || opened[0].HourPay != core.Yuan(3333) || opened[0].MinAge != 18 || opened[0].Chooses {
				t.Errorf("%+v", opened)
			}
			if err := w.fund(w.boss, j.ID); !errors.Is(err, gig.ErrFunded) {
				t.Error(err)
			}
			w.sound()
		})
		t.Run("a warning goes to staff first, who say why", func(t *testing.T) {
			w.heard.forget()
			j := w.post(warned)
			if j.State != gig.InReview {
				t.Fatalf("%+v", j)
			}
			w.settleDown()
			asked := heardOf[event.ReviewAsked](w.heard)
			if len(asked) != 1 || asked[0].Subject != string(j.ID) || asked[0].Kind != "job" || len(asked[0].Findings) != 1 || asked[0].Sources[0] == "" ||
				asked[0].Asker != w.boss.Person || asked[0].Employer != w.firm || asked[0].Revision != 1 {
				t.Errorf("%+v", asked)
			}
			if err := w.fund(w.boss, j.ID); !errors.Is(err, gig.ErrReviewing) {
				t.Error(err)
			}
			w.say(event.ReviewDecided{Kind: "job", Subject: string(j.ID), Approved: true, Reason: "是公司公用号", Revision: 7})
			if got := w.job(j.ID).State; got != gig.InReview {
				t.Error("a decision about another text counted:", got)
			}
			w.say(event.ReviewDecided{Kind: "job", Subject: string(j.ID), Approved: true, Reason: "是公司公用号", Revision: 1})
			if got := w.job(j.ID).State; got != gig.Unfunded {
				t.Error(got)
			}
			if err := w.fund(w.boss, j.ID); err != nil {
				t.Error(err)
			}
		})
		t.Run("turned down, with the reason, for good", func(t *testing.T) {
			j := w.post(warned)
			w.say(event.ReviewDecided{Kind: "job", Subject: string(j.ID), Reason: "请删掉微信", Revision: 1})
			if got := w.job(j.ID); got.State != gig.Refused || got.Reason != "请删掉微信" {
				t.Errorf("%+v", got)
			}
			w.say(event.ReviewDecided{Kind: "job", Subject: string(j.ID), Approved: true, Revision: 1})
			if err := w.fund(w.boss, j.ID); !errors.Is(err, gig.ErrJobState) {
				t.Error(err)
			}
			if got := w.inbox(w.boss.Person); slices.Contains(got, "没有通过审核") {
				return
			}
			t.Error("not told")
		})
		t.Run("an employer under review keeps drafts, which then move on", func(t *testing.T) {
			old := w.firm
			defer func() { w.firm = old }()
			w.firm = w.town.found(false, w.boss.Person)
			plain, odd := w.post(), w.post(warned)
			if plain.State != gig.Draft || odd.State != gig.Draft {
				t.Errorf("%s, %s", plain.State, odd.State)
			}
			if err := w.fund(w.boss, plain.ID); !errors.Is(err, gig.ErrNotReady) {
				t.Error(err)
			}
			w.say(event.ReviewDecided{Kind: "employer", Subject: string(w.firm), Approved: true})
			if a, b := w.job(plain.ID).State, w.job(odd.ID).State; a != gig.Unfunded || b != gig.InReview {
				t.Errorf("%s, %s", a, b)
			}
		})
		t.Run("money that fails is told, and may come again", func(t *testing.T) {
			w.bank.slow = true
			j := w.post()
			if err := w.fund(w.boss, j.ID); err != nil {
				t.Fatal(err)
			}
			w.say(event.FundingFailed{Job: j.ID, Reason: core.Text{ZH: "余额不足", EN: "not enough"}})
			if got := w.job(j.ID); got.Funding != gig.Failed || got.State != gig.Unfunded {
				t.Errorf("%+v", got)
			}
			w.bank.slow = false
			if err := w.fund(w.boss, j.ID); err != nil {
				t.Error(err)
			}
			w.settleDown()
			if got := w.job(j.ID).State; got != gig.Open {
				t.Error(got)
			}
		})
		t.Run("less money than asked does not open it", func(t *testing.T) {
			w.bank.slow = true
			defer func() { w.bank.slow = false }()
			j := w.post()
			w.do(func(ctx context.Context, tx db.Tx) error {
				return w.bank.arrive(ctx, tx, w.firm, j.ID, core.Yuan(59999))
			})
			w.settleDown()
			if got := w.job(j.ID); got.State != gig.Unfunded || w.held(j.ID) != 0 {
				t.Errorf("%+v", got)
			}
			w.sound()
		})
		t.Run("what nobody pays for in time expires", func(t *testing.T) {
			j := w.post()
			w.toStart(j.ID)
			if got := w.job(j.ID); got.State != gig.Expired {
				t.Errorf("%+v", got)
			}
			if err := w.fund(w.boss, j.ID); !errors.Is(err, gig.ErrJobState) {
				t.Error(err)
			}
			w.sound()
		})
	})
}

// TestShut says what happens at the start to places that nobody has.
func TestShut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		t.Run("those booked stay, the rest goes back", func(t *testing.T) {
			w.heard.forget()
			id := w.live(func(p *gig.Posting) { p.People = 3 })
			e := w.mustGrab(w.workers(1)[0], id, gig.Got).Engagement
			w.toStart(id)
			if j := w.job(id); j.State != gig.Filled || j.Places != 1 || !j.Shut || w.held(id) != 30000 || j.BackMinor != 60000 {
				t.Errorf("%+v", j)
			}
			if got := w.engagement(e).State; got != gig.Booked {
				t.Error(got)
			}
			if got := heardOf[event.JobEnded](w.heard); len(got) != 1 || got[0].Why != "expired" {
				t.Errorf("%+v", got)
			}
			w.sound()
		})
		t.Run("nobody came: all goes back", func(t *testing.T) {
			id := w.live()
			w.toStart(id)
			if j := w.job(id); j.State != gig.Expired || w.held(id) != 0 || j.BackMinor != 60000 {
				t.Errorf("%+v", j)
			}
			w.pass(72 * time.Hour)
			w.sound()
		})
	})
}

// TestChoice says how an employer chooses.
func TestChoice(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		choice := func(p *gig.Posting) { p.Mode = gig.Choice }
		choose := func(a core.Actor, id core.JobID, p core.PersonID) (core.EngagementID, error) {
			var e core.EngagementID
			err := w.write(func(ctx context.Context, tx db.Tx) (err error) {
				e, err = w.gig.Choose(ctx, tx, a, id, p)
				return err
			})
			return e, err
		}
		id := w.live(choice)
		ws := w.workers(5)
		for i, a := range ws {
			if g := w.mustGrab(a, id, gig.Applied); g.Place != int64(i)+1 || g.Open != 2 {
				t.Errorf("%+v", g)
			}
		}
		line, view, err := w.gig.Applicants(t.Context(), w.d.Reader(), w.boss, id, 0, 10)
		if err != nil || len(line) != 5 || view(line[2]).Place != 3 || view(line[2]).Worker.ID != ws[2].Person || view(line[2]).Worker.Record.Done != 15 {
			t.Error(line, err)
		}
		if _, _, err := w.gig.Applicants(t.Context(), w.d.Reader(), ws[0], id, 0, 10); !errors.Is(err, gig.ErrNotYours) {
			t.Error(err)
		}
		if _, err := choose(ws[0], id, ws[1].Person); !errors.Is(err, gig.ErrNotYours) {
			t.Error(err)
		}
		if _, err := choose(w.boss, id, "0190f5f0-0000-7000-8000-999999999999"); !errors.Is(err, gig.ErrNotAsked) {
			t.Error(err)
		}
		if _, err := choose(w.boss, id, "nobody"); !errors.Is(err, gig.ErrNotAsked) {
			t.Error(err)
		}
		e, err := choose(w.boss, id, ws[3].Person)
		if err != nil || w.engagement(e).How != gig.ByChoice {
			t.Fatal(err)
		}
		if _, err := choose(w.boss, id, ws[3].Person); !errors.Is(err, gig.ErrChosen) {
			t.Error(err)
		}
		t.Run("someone booked elsewhere meanwhile can't be had", func(t *testing.T) {
			w.mustGrab(ws[4], w.live(), gig.Got)
			if _, err := choose(w.boss, id, ws[4].Person); !errors.Is(err, gig.ErrNotBusy) {
				t.Error(err)
			}
		})
		if _, err := choose(w.boss, id, ws[0].Person); err != nil {
			t.Fatal(err)
		}
		if _, err := choose(w.boss, id, ws[1].Person); !errors.Is(err, gig.ErrNoPlace) {
			t.Error(err)
		}
		w.settleDown()
		for p, want := range map[core.PersonID]string{ws[3].Person: "雇主选了您", ws[0].Person: "雇主选了您", ws[1].Person: "名额满了"} {
			if got := w.inbox(p); !slices.Contains(got, want) {
				t.Error(want, got)
			}
		}
		w.sound()
		t.Run("a place that comes free is the employer's to give", func(t *testing.T) {
			w.cancel(ws[3], e, false)
			if j := w.job(id); j.State != gig.Open || j.Free() != 1 {
				t.Errorf("%+v", j)
			}
			if _, err := choose(w.boss, id, ws[1].Person); err != nil {
				t.Error(err)
			}
			w.sound()
		})
		t.Run("when the choosing ends the others are told", func(t *testing.T) {
			j := w.job(id)
			if j.Start().Sub(j.ChooseBy) != 2*time.Hour {
				t.Error(j.ChooseBy)
			}
			w.pass(j.ChooseBy.Sub(w.clock.Now()))
			if got := w.inbox(ws[2].Person); !slices.Contains(got, "这次没选上") {
				t.Error(got)
			}
			if _, err := w.grab(w.workers(1)[0], id); !errors.Is(err, gig.ErrShut) {
				t.Error(err)
			}
			if j := w.job(id); j.State != gig.Filled || j.Waiting() != 0 {
				t.Errorf("%+v", j)
			}
			w.sound()
		})
		t.Run("tapping mode has no choosing", func(t *testing.T) {
			tap := w.live()
			if _, err := choose(w.boss, tap, ws[2].Person); !errors.Is(err, gig.ErrJobState) {
				t.Error(err)
			}
		})
	})
}
