package match_test

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/api"
	"yilu/internal/work/match"
)

type rings = api.List[match.RingView]

// titles are the rings' jobs, in order.
func titles(l rings) (out []string) {
	for _, r := range l.Items {
		out = append(out, r.Title)
	}
	return out
}

func TestMyRings(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p, other := w.enter(looking(1234))[0], person()
		jobs := map[string]event.JobOpened{}
		for _, name := range []string{"a", "b", "full", "ended", "mine", "soon"} {
			j := desks(3)
			j.Title = name
			if name == "soon" {
				j.Windows = []core.Span{{Start: begin.Add(time.Hour), End: begin.Add(2 * time.Hour)}}
			}
			jobs[name] = j
			w.hear(j)
			w.run()
			w.clock.Add(time.Second)
		}
		var all rings
		w.get(p, "/me/rings", &all)
		if diff := cmp.Diff([]string{"soon", "mine", "ended", "full", "b", "a"}, titles(all)); diff != "" {
			t.Error(diff)
		}
		w.hear(event.JobPlaces{Job: jobs["full"].Job}, event.JobEnded{Job: jobs["ended"].Job, Why: "done"},
			event.Booked{Engagement: core.NewID[core.Engagement](begin), Job: jobs["mine"].Job, Employer: jobs["mine"].Employer, Worker: p, Windows: jobs["mine"].Windows})
		w.clock.Set(begin.Add(time.Hour))

		var first, second, none rings
		w.get(p, "/me/rings?limit=1", &first)
		w.get(p, "/me/rings?limit=1&cursor="+first.Next, &second)
		if diff := cmp.Diff([]string{"b", "a"}, append(titles(first), titles(second)...)); diff != "" || second.Next != "" {
			t.Errorf("next %q, %s", second.Next, diff)
		}
		if w.get(other, "/me/rings", &none); len(none.Items) != 0 {
			t.Errorf("another's rings: %+v", none)
		}
		r := first.Items[0]
		var sum int64
		for _, part := range r.Parts {
			sum += part.Points
		}
		if r.Distance == nil || *r.Distance != 1234 || r.Wave != 1 || r.Rank != 1 || !r.Aloud || r.Open != 3 || sum != r.Score || len(r.Parts) != 5 ||
			!slices.ContainsFunc(r.Parts, func(p match.PartView) bool { return p.Text == "离您 1.2 公里。" && p.Why != "" }) {
			t.Errorf("parts sum to %d: %+v", sum, r)
		}
	})
}

func TestWhyAJobIsForMe(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := looking(500)
		p.OwnTools = true
		w.enter(p)
		j := desks(2)
		j.Tools = true
		w.hear(j, event.RecordChanged{Person: p.Person, Stars: 450, Rated: 5, Done: 5})
		var e match.ExplanationView
		if code := w.get(p.Person, "/matches/"+string(j.Job), &e); code != 200 || !e.Suited || e.Job != j.Job || e.Weights != "2026-01-01" {
			t.Errorf("%d %+v", code, e)
		}
		want := []string{
			"trade 18.00 您会这个工种。", "distance 27.27 离您 500 米。", "record 17.00 5 次评价，平均 4.50 星。",
			"reliability 13.50 干完 5 次，临时退或没到 0 次。", "history 0.00 还没给这家雇主干过。",
		}
		var got []string
		var sum int64
		for _, part := range e.Parts {
			got = append(got, fmt.Sprintf("%s %d.%02d %s", part.Code, part.Points/100, part.Points%100, part.Text))
			sum += part.Points
		}
		if diff := cmp.Diff(want, got); diff != "" || sum != e.Score {
			t.Errorf("sum %d of %d\n%s", sum, e.Score, diff)
		}

		// Someone of whom nothing is known learns all that is missing.
		var stranger match.ExplanationView
		w.get(person(), "/matches/"+string(j.Job), &stranger)
		var lacks []string
		for _, c := range stranger.Conditions {
			if !c.Met {
				lacks = append(lacks, c.Code)
			}
		}
		if diff := cmp.Diff([]string{"verified", "looking", "trade", "age", "area", "tools"}, lacks); diff != "" || stranger.Suited {
			t.Error(diff)
		}
	})
}

func TestAPlaceInTheJobIsNoObstacle(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := w.enter(looking(500))[0]
		j, k := desks(2), desks(2)
		w.hear(j, k, event.Booked{Engagement: core.NewID[core.Engagement](begin), Job: j.Job, Employer: j.Employer, Worker: p, Windows: j.Windows})
		var mine, other match.ExplanationView
		w.get(p, "/matches/"+string(j.Job), &mine)
		w.get(p, "/matches/"+string(k.Job), &other)
		if !mine.Suited || other.Suited {
			t.Errorf("the job itself %v, another at the same time %v", mine.Suited, other.Suited)
		}
	})
}

func TestQuietHoursThroughTheDoor(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := person()
		var h match.QuietHours
		if w.get(p, "/me/quiet-hours", &h); h != (match.QuietHours{From: "22:00", To: "06:00"}) {
			t.Errorf("by default %+v", h)
		}
		if code := w.call(p, "PUT", "/me/quiet-hours", `{"from":"23:30","to":"23:30"}`, &h); code != 200 {
			t.Error(code)
		}
		if w.get(p, "/me/quiet-hours", &h); h != (match.QuietHours{From: "23:30", To: "23:30"}) {
			t.Errorf("kept %+v", h)
		}
		w.hear(looking(1))
		var n int
		if err := w.db.Reader().Row(w.Context(), `SELECT COUNT(*) FROM audit_entry WHERE subject = $1 AND act = 'match.set_quiet_hours'`, string(p)).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d audit entries, %v", n, err)
		}
		// A profile that comes later leaves them as they are.
		q := looking(1)
		q.Person = p
		w.enter(q)
		if w.get(p, "/me/quiet-hours", &h); h.From != "23:30" {
			t.Errorf("after the profile %+v", h)
		}
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := person()
		early := desks(1)
		w.hear(event.JobPlaces{Job: early.Job, Open: 1})
		for name, tt := range map[string]struct {
			who                core.PersonID
			method, path, body string
			status             int
			code               string
		}{
			"no login":             {"", "GET", "/me/rings", "", 401, "auth.required"},
			"no such job":          {p, "GET", "/matches/0190f5f0-0000-7000-8000-000000000000", "", 404, "match.job"},
			"a job not opened yet": {p, "GET", "/matches/" + string(early.Job), "", 404, "match.job"},
			"not an id":            {p, "GET", "/matches/1%27%20OR%201=1", "", 422, "request.invalid"},
			"an id in capitals":    {p, "GET", "/matches/0190F5F0-0000-7000-8000-000000000000", "", 422, "request.invalid"},
			"a foreign cursor":     {p, "GET", "/me/rings?cursor=" + api.EncodeCursor(map[string]any{"a": 1, "j": "x' OR 1=1"}), "", 422, "request.cursor"},
			"half a cursor":        {p, "GET", "/me/rings?cursor=" + api.EncodeCursor(map[string]any{"a": 1}), "", 200, ""},
			"hours out of the day": {p, "PUT", "/me/quiet-hours", `{"from":"24:00","to":"06:00"}`, 422, "request.invalid"},
			"hours that are words": {p, "PUT", "/me/quiet-hours", `{"from":"晚上","to":"06:00"}`, 422, "request.invalid"},
			"one end alone":        {p, "PUT", "/me/quiet-hours", `{"from":"22:00"}`, 422, "request.invalid"},
			"an unknown field":     {p, "PUT", "/me/quiet-hours", `{"from":"22:00","to":"06:00","person":"x"}`, 422, "request.invalid"},
		} {
			t.Run(name, func(t *testing.T) {
				var problem api.Problem
				if status := w.call(tt.who, tt.method, tt.path, tt.body, &problem); status != tt.status || problem.Code != tt.code {
					t.Errorf("%d %+v", status, problem)
				}
			})
		}
		var h match.QuietHours
		if w.get(p, "/me/quiet-hours", &h); h.From != "22:00" {
			t.Errorf("something was written: %+v", h)
		}
	})
}

// Whoever was told learns at once that the job is full, free again or ended.
func TestOpenPagesHearOfTheEnd(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		people := w.crowd(1)
		j := desks(2)
		w.hear(j)
		w.run()
		srv := httptest.NewServer(w.http)
		w.Cleanup(srv.Close)
		r, err := http.NewRequestWithContext(w.Context(), "GET", srv.URL+"/api/v1/stream", nil)
		if err != nil {
			w.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+string(people[0]))
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			w.Fatal(err)
		}
		defer res.Body.Close()
		lines := bufio.NewScanner(res.Body)
		signals := func(until string) (n int) {
			for lines.Scan() {
				if strings.HasPrefix(lines.Text(), "event: signal") {
					n++
				}
				if strings.Contains(lines.Text(), until) {
					return n
				}
			}
			w.Fatalf("no %s", until)
			return n
		}
		signals("event: hello")
		w.hear(event.JobPlaces{Job: j.Job, Open: 1}) // still open: no news
		w.hear(event.JobPlaces{Job: j.Job, Open: 0})
		w.hear(event.JobPlaces{Job: j.Job, Open: 1})
		w.hear(event.JobEnded{Job: j.Job, Why: "done"}, event.JobEnded{Job: j.Job, Why: "done"})
		k := desks(1)
		w.hear(k)
		w.run()
		if n := signals("event: message"); n != 3 {
			w.Errorf("%d signals, want 3", n)
		}
	})
}
