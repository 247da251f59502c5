package oversight_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/govern/oversight"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

func asked(e core.EmployerID, revision int64) event.ReviewAsked {
	return event.ReviewAsked{
		Kind: "employer", Subject: string(e), Region: "350428100", Title: "将乐县擂茶店", Employer: e, Asker: anna, Revision: revision,
		Findings: []core.Text{{ZH: "新用工方", EN: "A new employer"}}, Sources: []string{"人力资源市场暂行条例第二十六条"},
	}
}

func reviewer(p core.PersonID) core.Actor {
	return core.Actor{Person: p, Grants: []core.Grant{{Role: core.Reviewer}}, Channel: core.ByAPI}
}

func TestDecision(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ask(asked(other, 1))
		w.clock.Add(90 * time.Second)
		var got oversight.Detail
		w.call(200, "GET", "/reviews/"+string(other), rita, "", &got)
		want := oversight.Detail{
			View: oversight.View{
				ID: string(other), Kind: "employer", Subject: string(other), Title: "将乐县擂茶店", Region: "350428100", State: "open",
				Findings: []oversight.FindingView{{Text: "新用工方", Source: "人力资源市场暂行条例第二十六条"}},
				Employer: other, Round: 1, AskedAt: begin, WaitingS: 90,
			},
			MayDecide: true, Earlier: []oversight.DecisionView{},
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal("detail (-want +got):", d)
		}

		w.call(200, "POST", "/reviews/"+string(other)+"/decision", rita, `{"approved":false,"reason":"  执照照片看不清，请重拍。 "}`, &got)
		want.State, want.MayDecide, want.WhyNot = "refused", false, "林*已在 2026-03-02 09:01 处理了这条，不用再审。"
		want.Decision = &oversight.DecisionView{Round: 1, Reason: "执照照片看不清，请重拍。", Reviewer: rita, ReviewerName: "林*", At: begin.Add(90 * time.Second)}
		if d := cmp.Diff(want, got); d != "" {
			t.Error("decided (-want +got):", d)
		}
		if err := w.out.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]event.ReviewDecided{{Kind: "employer", Subject: string(other), Reason: "执照照片看不清，请重拍。", By: rita, Revision: 1}}, w.decided); d != "" {
			t.Error("events:", d)
		}
		acts, err := audit.About(t.Context(), w.db.Reader(), string(other), "", 10)
		if err != nil || len(acts) != 1 || acts[0].Act != "oversight.refused" || acts[0].Actor != rita || acts[0].Reason == "" {
			t.Errorf("audit: %+v %v", acts, err)
		}

		t.Run("the second reviewer learns who was first, and changes nothing", func(t *testing.T) {
			text := w.call(409, "POST", "/reviews/"+string(other)+"/decision", ruth, `{"approved":true}`, nil)
			if !strings.Contains(text, "林*已在 2026-03-02 09:01 处理了这条") || !strings.Contains(text, `"oversight.decided"`) {
				t.Error(text)
			}
			_ = w.out.Drain(t.Context())
			if len(w.decided) != 1 {
				t.Errorf("%+v", w.decided)
			}
		})
		t.Run("asking again reopens it and keeps what was decided", func(t *testing.T) {
			w.clock.Add(time.Hour)
			w.ask(asked(other, 2))
			var again oversight.Detail
			w.call(200, "GET", "/reviews/"+string(other), rita, "", &again)
			if again.State != "open" || again.Round != 2 || again.Decision != nil || !again.AskedAt.Equal(w.clock.Now()) || len(again.Earlier) != 1 || again.Earlier[0].Round != 1 {
				t.Errorf("%+v", again)
			}
			w.call(200, "POST", "/reviews/"+string(other)+"/decision", rita, `{"approved":true}`, &again)
			_ = w.out.Drain(t.Context())
			if len(w.decided) != 2 || !w.decided[1].Approved || w.decided[1].Revision != 2 {
				t.Errorf("%+v", w.decided)
			}
		})
		t.Run("hearing an old revision again reopens nothing", func(t *testing.T) {
			w.ask(asked(other, 2))
			var again oversight.Detail
			w.call(200, "GET", "/reviews/"+string(other), rita, "", &again)
			if again.State != "approved" || again.Round != 2 {
				t.Errorf("%+v", again.View)
			}
		})
		t.Run("askers that do not count revisions reopen, too", func(t *testing.T) {
			e := asked(firm, 0)
			e.Employer, e.Asker = "", ""
			w.ask(e)
			w.call(200, "POST", "/reviews/"+string(firm)+"/decision", rita, `{"approved":true}`, nil)
			w.ask(e)
			var again oversight.Detail
			w.call(200, "GET", "/reviews/"+string(firm), rita, "", &again)
			if again.State != "open" || again.Round != 2 {
				t.Errorf("%+v", again.View)
			}
		})
		w.verified()
	})
}

func TestCorrectionKeepsItsPlace(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ask(asked(other, 1))
		w.clock.Add(time.Hour)
		e := asked(other, 2)
		e.Title = "改过的名字"
		w.ask(e)
		var got oversight.Detail
		w.call(200, "GET", "/reviews/"+string(other), rita, "", &got)
		if got.Round != 1 || !got.AskedAt.Equal(begin) || got.Title != "改过的名字" {
			t.Errorf("%+v", got.View)
		}
		w.verified()
	})
}

func TestNobodyDecidesOnTheirOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		mine := asked(other, 1)
		mine.Asker = rita
		w.ask(mine)
		w.ask(asked(firm, 1))
		for name, tt := range map[string]struct {
			subject core.EmployerID
			by      core.Actor
			want    error
		}{
			"the asker":               {other, reviewer(rita), oversight.ErrOwn},
			"an agent":                {firm, reviewer(ruth), oversight.ErrOwn},
			"not a reviewer":          {other, core.Actor{Person: anna}, oversight.ErrNotReviewer},
			"a program without a one": {other, core.System, oversight.ErrNotReviewer},
		} {
			err := w.db.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				_, err := w.service.Decide(ctx, tx, tt.by, string(tt.subject), true, "")
				return err
			})
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		var got oversight.Detail
		w.call(200, "GET", "/reviews/"+string(firm), ruth, "", &got)
		if got.State != "open" || got.MayDecide || got.WhyNot == "" {
			t.Errorf("%+v", got)
		}
		if _ = w.out.Drain(t.Context()); len(w.decided) != 0 {
			t.Errorf("%+v", w.decided)
		}
		w.verified()
	})
}

func TestTwoAtOnceOneWins(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ask(asked(other, 1))
		const n = 8
		errs := make([]error, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				errs[i] = w.db.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
					_, err := w.service.Decide(ctx, tx, reviewer(core.NewID[core.Person](begin)), string(other), i%2 == 0, "名称和执照不一样")
					return err
				})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, oversight.ErrDecided) {
				t.Error(err)
			}
		}
		_ = w.out.Drain(t.Context())
		if won != 1 || len(w.decided) != 1 {
			t.Errorf("%d won, %d events", won, len(w.decided))
		}
		w.verified()
	})
}

func TestQueue(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := func(i int) string { return fmt.Sprintf("0190f5f0-0000-7000-8000-%012d", 9-i) } // against the order of time
		for i := range 5 {
			kind := "employer"
			if i%2 == 1 {
				kind = "job"
			}
			w.ask(event.ReviewAsked{Kind: kind, Subject: id(i), Title: fmt.Sprint(i)})
			w.clock.Add(time.Minute)
		}
		walk := func(query string) (titles string) {
			for next := ""; ; {
				var page api.List[oversight.View]
				w.call(200, "GET", "/reviews?limit=2"+query+"&cursor="+next, rita, "", &page)
				for _, v := range page.Items {
					titles += v.Title
				}
				if next = page.Next; next == "" {
					return titles
				}
			}
		}
		if got := walk(""); got != "01234" {
			t.Error("the oldest come first:", got)
		}
		if got := walk("&kind=job"); got != "13" {
			t.Error("jobs:", got)
		}
		for _, i := range []int{3, 0, 4} {
			w.call(200, "POST", "/reviews/"+id(i)+"/decision", rita, `{"approved":true}`, nil)
			w.clock.Add(time.Minute)
		}
		w.call(200, "POST", "/reviews/"+id(1)+"/decision", rita, `{"approved":false,"reason":"工资没有写清楚"}`, nil)
		for query, want := range map[string]string{
			"": "2", "&state=approved": "403", "&state=approved&kind=employer": "40", "&state=refused": "1", "&state=refused&kind=employer": "",
		} {
			if got := walk(query); got != want {
				t.Errorf("%s: %q, want %q", query, got, want)
			}
		}
		w.verified()
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.ask(asked(other, 1))
		decision := "/reviews/" + string(other) + "/decision"
		for name, tt := range map[string]struct {
			method, path string
			who          core.PersonID
			body         string
			status       int
			says         string
		}{
			"no login":             {"GET", "/reviews", "", "", 401, "auth.required"},
			"not a reviewer":       {"GET", "/reviews", anna, "", 403, "auth.role"},
			"worker decides":       {"POST", decision, anna, `{"approved":true}`, 403, "auth.role"},
			"no such review":       {"GET", "/reviews/" + string(firm), rita, "", 404, "oversight.not_found"},
			"no such to decide":    {"POST", "/reviews/" + string(firm) + "/decision", rita, `{"approved":true}`, 404, "oversight.not_found"},
			"not an id":            {"GET", "/reviews/1%20OR%201=1", rita, "", 422, "path.id"},
			"an id of other form":  {"GET", "/reviews/urn:uuid:" + string(other), rita, "", 422, "path.id"},
			"no reason":            {"POST", decision, rita, `{"approved":false}`, 422, "oversight.reason"},
			"blank reason":         {"POST", decision, rita, `{"approved":false,"reason":" \u200b \n　x  "}`, 422, "body.reason"},
			"short reason":         {"POST", decision, rita, `{"approved":false,"reason":"不行哦"}`, 422, "4 到 500"},
			"long reason":          {"POST", decision, rita, `{"approved":false,"reason":"` + strings.Repeat("长", 501) + `"}`, 422, "body.reason"},
			"long remark":          {"POST", decision, rita, `{"approved":true,"reason":"` + strings.Repeat("长", 501) + `"}`, 422, "oversight.reason_long"},
			"very long":            {"POST", decision, rita, `{"approved":true,"reason":"` + strings.Repeat("长", 2001) + `"}`, 422, "field.too_long"},
			"no decision":          {"POST", decision, rita, `{"reason":"就是不行"}`, 422, "body.approved"},
			"wrong type":           {"POST", decision, rita, `{"approved":"yes"}`, 422, "body.approved"},
			"unknown field":        {"POST", decision, rita, `{"approved":true,"by":"me"}`, 422, "body.by"},
			"unknown state":        {"GET", "/reviews?state=closed", rita, "", 422, "query.state"},
			"kind of SQL":          {"GET", "/reviews?kind=';--", rita, "", 422, "query.kind"},
			"cursor of ours":       {"GET", "/reviews?cursor=!!!", rita, "", 422, "query.cursor"},
			"cursor with a bad id": {"GET", "/reviews?cursor=" + api.EncodeCursor(map[string]any{"us": 1, "subject": "x"}), rita, "", 422, "query.cursor"},
			"cursor of numbers":    {"GET", "/reviews?state=approved&cursor=" + api.EncodeCursor(7), rita, "", 422, "query.cursor"},
		} {
			t.Run(name, func(t *testing.T) {
				if text := w.call(tt.status, tt.method, tt.path, tt.who, tt.body, nil); !strings.Contains(text, tt.says) {
					t.Errorf("%s does not say %s", text, tt.says)
				}
			})
		}
		t.Run("scripts are text", func(t *testing.T) {
			const nasty = `<script>alert(1)</script>'; DROP TABLE oversight_review;--`
			var got oversight.Detail
			w.call(200, "POST", decision, rita, `{"approved":false,"reason":"`+nasty+`"}`, &got)
			if got.Decision.Reason != nasty {
				t.Errorf("%q", got.Decision.Reason)
			}
		})
		w.verified()
	})
}

func TestVerifyFindsBreaches(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]string{
		"a decision is gone":      `DELETE FROM oversight_decision`,
		"the other way round":     `UPDATE oversight_decision SET approved = NOT approved`,
		"decided while open":      `UPDATE oversight_review SET state = 'open', decided_us = NULL`,
		"decided by its own aske": `UPDATE oversight_review SET asker = (SELECT reviewer FROM oversight_decision)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				w.ask(asked(other, 1))
				w.call(200, "POST", "/reviews/"+string(other)+"/decision", rita, `{"approved":true,"reason":"可以"}`, nil)
				w.verified()
				w.write(func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, damage); return err })
				if _, broken, err := w.service.Verify(t.Context(), w.db.Reader()); err != nil || len(broken) == 0 {
					t.Errorf("%q %v", broken, err)
				}
			})
		})
	}
}
