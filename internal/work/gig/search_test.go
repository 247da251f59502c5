package gig_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/work/gig"
)

// TestSearch compares the lists with what one finds by looking at every job.
func TestSearch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		s := serve(w)
		r := rand.New(rand.NewPCG(1, 2))
		trades := []string{"4-02-05-01", "6-31-05-00", "4-09-08-01"}
		jobs := map[core.JobID]gig.Job{}
		for i := range 40 {
			id := w.live(func(p *gig.Posting) {
				p.Place = gig.Coordinates{Lat: 26.729 + (r.Float64()-.5)*.6, Lon: 117.4695 + (r.Float64()-.5)*.6}
				p.Trade, p.People = trades[i%3], 1
				p.Title = fmt.Sprintf("第 %d 个活", i)
				p.Pay = core.Yuan(20000 + int64(i)*1000)
				p.Region = []string{"350428", "350428101"}[i%2]
				for n := range p.Windows {
					d := time.Duration(i%4) * 24 * time.Hour
					p.Windows[n].Start, p.Windows[n].End = p.Windows[n].Start.Add(d), p.Windows[n].End.Add(d)
				}
			})
			jobs[id] = w.job(id)
			w.clock.Add(time.Second)
		}
		full := w.live(func(p *gig.Posting) { p.People = 1 })
		w.mustGrab(w.workers(1)[0], full, gig.Got)
		w.post() // unpaid

		here := core.Place{LatE7: 267290000, LonE7: 1174695000}
		for name, tt := range map[string]struct {
			query url.Values
			want  func(gig.Job) bool
			near  bool
		}{
			"all, newest first":  {url.Values{}, func(gig.Job) bool { return true }, false},
			"around a place":     {url.Values{"lat": {"26.729"}, "lon": {"117.4695"}, "radius_m": {"20000"}}, func(j gig.Job) bool { return here.DistanceM(j.Place) <= 20000 }, true},
			"close by":           {url.Values{"lat": {"26.729"}, "lon": {"117.4695"}, "radius_m": {"5000"}}, func(j gig.Job) bool { return here.DistanceM(j.Place) <= 5000 }, true},
			"far around":         {url.Values{"lat": {"26.729"}, "lon": {"117.4695"}, "radius_m": {"100000"}}, func(gig.Job) bool { return true }, true},
			"around, newest":     {url.Values{"lat": {"26.729"}, "lon": {"117.4695"}, "sort": {"newest"}}, func(j gig.Job) bool { return here.DistanceM(j.Place) <= 20000 }, false},
			"a trade":            {url.Values{"trade": {"4-09-08-01"}}, func(j gig.Job) bool { return j.Trade == "4-09-08-01" }, false},
			"a branch of trades": {url.Values{"trade": {"4-0"}}, func(j gig.Job) bool { return j.Trade[:3] == "4-0" }, false},
			"a town":             {url.Values{"region": {"350428101"}}, func(j gig.Job) bool { return j.Region == "350428101" }, false},
			"a county":           {url.Values{"region": {"350428"}}, func(gig.Job) bool { return true }, false},
			"elsewhere":          {url.Values{"region": {"330783"}}, func(gig.Job) bool { return false }, false},
			"a day":              {url.Values{"day": {string(core.DateOf(monday).AddDays(2))}}, func(j gig.Job) bool { return core.DateOf(j.Start()) == core.DateOf(monday).AddDays(2) }, false},
			"the least an hour":  {url.Values{"min_hour_pay": {"4000"}}, func(j gig.Job) bool { return j.HourMinor >= 4000 }, false},
			"words":              {url.Values{"text": {"１7　个活"}}, func(j gig.Job) bool { return j.Title == "第 17 个活" }, false},
			"words of the trade": {url.Values{"text": {"搬运"}}, func(j gig.Job) bool { return j.Trade == "4-02-05-01" }, false},
			"no such words":      {url.Values{"text": {"%_'"}}, func(gig.Job) bool { return false }, false},
		} {
			t.Run(name, func(t *testing.T) {
				var want []gig.Job
				for _, j := range jobs {
					if tt.want(j) {
						want = append(want, j)
					}
				}
				slices.SortFunc(want, func(a, b gig.Job) int {
					if tt.near {
						return int(here.DistanceM(a.Place)*10) - int(here.DistanceM(b.Place)*10)
					}
					return b.Opened.Compare(a.Opened)
				})
				var got []string
				tt.query.Set("limit", "7")
				for cursor := ""; ; {
					tt.query.Set("cursor", cursor)
					var page struct {
						Items []gig.JobView
						Next  string
					}
					s.get(t, "", "/jobs?"+tt.query.Encode(), &page)
					for _, v := range page.Items {
						got = append(got, v.Title)
						if tt.query.Get("lat") != "" && (v.DistanceM == nil || *v.DistanceM != int64(here.DistanceM(jobs[v.ID].Place)+0.5)) {
							t.Errorf("%v", v.DistanceM)
						}
					}
					if cursor = page.Next; cursor == "" {
						break
					}
				}
				titles := make([]string, len(want))
				for i, j := range want {
					titles[i] = j.Title
				}
				if diff := cmp.Diff(titles, append([]string{}, got...)); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

// TestPages says that lists by cursor show each item once, in order.
func TestPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		s := serve(w)
		id := w.live(func(p *gig.Posting) { p.Mode = gig.Choice })
		ws := w.workers(5)
		var own []core.JobID
		for i, a := range ws {
			w.mustGrab(a, id, gig.Applied)
			w.clock.Add(time.Second)
			job := w.live(func(p *gig.Posting) {
				p.People = 1
				d := time.Duration(i+2) * 24 * time.Hour
				p.Windows[0].Start, p.Windows[0].End = p.Windows[0].Start.Add(d), p.Windows[0].End.Add(d)
			})
			w.mustGrab(ws[0], job, gig.Got)
			own = append([]core.JobID{job}, own...)
		}
		pages := func(token, path string, item func([]byte) string) (out []string) {
			for cursor := ""; ; {
				var page struct {
					Items []json.RawMessage
					Next  string
				}
				s.get(t, token, path+"limit=2&cursor="+cursor, &page)
				for _, i := range page.Items {
					out = append(out, item(i))
				}
				if cursor = page.Next; cursor == "" {
					return out
				}
			}
		}
		read := func(to any, doc []byte) {
			if err := json.Unmarshal(doc, to); err != nil {
				t.Fatal(err)
			}
		}
		got := pages(string(w.boss.Person), "/jobs/"+string(id)+"/applicants?", func(b []byte) string {
			var a gig.Applicant
			read(&a, b)
			return fmt.Sprint(a.Place, " ", a.Worker.ID)
		})
		var want []string
		for i, a := range ws {
			want = append(want, fmt.Sprint(i+1, " ", a.Person))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		jobs := func(b []byte) string {
			var v gig.JobView
			read(&v, b)
			return string(v.ID)
		}
		engaged := func(b []byte) string {
			var v gig.EngagementView
			read(&v, b)
			return string(v.Job.ID)
		}
		mine := make([]string, len(own))
		for i, j := range own {
			mine[i] = string(j)
		}
		if diff := cmp.Diff(append(mine, string(id)), pages(string(w.boss.Person), "/jobs/mine?employer="+string(w.firm)+"&", jobs)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(mine, pages(string(ws[0].Person), "/engagements?", engaged)); diff != "" {
			t.Error(diff)
		}
	})
}
