// Package console asks for staff's lists through the API, on both engines: what
// is in them, who may see them, and what the audit has of it.
package console

import (
	"bytes"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yilu/internal/core"
	"yilu/internal/platform/dbtest"
	"yilu/test/rig"
)

const mover = "4-02-05-01/01" // 搬家工

// each runs fn on a program over each engine.
func each(t *testing.T, fn func(t *testing.T, r *rig.Rig)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, rig.Start(t, dbtest.PostgresURL(t)))
	})
}

// items asks for a list.
func items(t *testing.T, c *rig.Client, path string) []any {
	t.Helper()
	all, ok := c.Must(t, "GET", path, nil)["items"].([]any)
	if !ok {
		t.Fatalf("%s is no list", path)
	}
	return all
}

func TestLists(t *testing.T) {
	each(t, func(t *testing.T, r *rig.Rig) {
		reviewer := r.Reviewer(t)
		clerk, away := r.Staff(t, core.HallClerk, "350428"), r.Staff(t, core.HallClerk, "350429")
		boss, shop := r.Employer(t, "陈大福", reviewer)
		worker := r.Worker(t, "安晓云", 1966, mover)
		job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(shop, mover, "搬家两车家具", 1, 30000)), "id")
		boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
		rig.Until(t, "the job is open", func() bool { return boss.Must(t, "GET", "/jobs/"+job, nil)["state"] == "open" })
		rig.Until(t, "the job rings", func() bool { return len(items(t, worker, "/me/rings")) == 1 })
		grab := worker.Must(t, "POST", "/jobs/"+job+"/grabs", nil)
		engagement := rig.Str(grab, "engagement")

		q := url.QueryEscape
		for path, want := range map[string]int{
			"/console/people?search=" + q("安晓云"):         1,
			"/console/people?search=" + worker.Phone:     1,
			"/console/people?search=" + q("安晓"):          0,
			"/console/people?region=350428":              1,
			"/console/people?verified=false":             0,
			"/console/employers?state=approved":          1,
			"/console/employers?state=refused":           0,
			"/console/jobs?search=" + q("家具"):            1,
			"/console/jobs?state=filled":                 1,
			"/console/jobs?state=open":                   0,
			"/console/jobs?employer=" + shop:             1,
			"/console/jobs?from=2000-01-01&to=2000-1-2":  -1,
			"/console/engagements?state=booked":          1,
			"/console/engagements?state=contested":       0,
			"/console/ledger/accounts?kind=job":          1,
			"/console/ledger/entries?account=job:" + job: 1,
			"/console/ledger/holds":                      1,
			"/console/ledger/holds?days=1":               0,
		} {
			if want < 0 {
				reviewer.Refused(t, "GET", path, nil, "roster.day")
			} else if got := len(items(t, reviewer, path)); got != want {
				t.Errorf("%s: %d, want %d", path, got, want)
			}
		}
		t.Run("a row is masked", func(t *testing.T) {
			body := reviewer.Must(t, "GET", "/console/people?search="+q("安晓云"), nil)
			if rig.Str(body, "items.0.name") != "安*云" || strings.Contains(rig.Str(body, "items.0.phone"), worker.Phone[3:7]) {
				t.Error(body)
			}
		})
		t.Run("each sees their own area", func(t *testing.T) {
			for _, list := range []string{"people", "employers", "jobs", "engagements"} {
				if here, there := len(items(t, clerk, "/console/"+list)), len(items(t, away, "/console/"+list)); here != 1 || there != 0 {
					t.Errorf("%s: %d here, %d away", list, here, there)
				}
			}
			for _, path := range []string{"people/" + worker.Me(t), "employers/" + shop, "jobs/" + job, "engagements/" + engagement} {
				clerk.Must(t, "GET", "/console/"+path, nil)
				if reply, err := away.Do("GET", "/console/"+path, nil); err != nil || reply.Status != 404 {
					t.Errorf("%s from away: %d %s", path, reply.Status, reply.Body)
				}
			}
			for _, path := range []string{"/console/ledger/holds", "/console/audit", "/staff/members"} {
				if reply, err := clerk.Do("GET", path, nil); err != nil || reply.Status != 403 {
					t.Errorf("a clerk sees %s: %d", path, reply.Status)
				}
			}
		})
		t.Run("a job tells all that happened", func(t *testing.T) {
			story, _ := reviewer.Must(t, "GET", "/console/jobs/"+job, nil)["story"].([]any)
			var all []string
			for _, step := range story {
				all = append(all, rig.Str(step, "what"))
			}
			if text := strings.Join(all, "\n"); !strings.Contains(text, "第 1 轮响了") || !strings.Contains(text, "抢到了") {
				t.Error(text)
			}
		})
		t.Run("a spreadsheet names who took it, and is recorded", func(t *testing.T) {
			for _, list := range []string{"people", "employers", "jobs", "engagements", "ledger/holds", "ledger/accounts", "figures/rows"} {
				reply, err := reviewer.Do("GET", "/console/"+list+"/sheet", nil)
				if err != nil || reply.Status != 200 {
					t.Fatal(list, reply.Status, err)
				}
				f, err := excelize.OpenReader(bytes.NewReader(reply.Body))
				if err != nil {
					t.Fatal(list, err)
				}
				if first, _ := f.GetCellValue(f.GetSheetName(0), "A1"); !strings.Contains(first, "审*员") {
					t.Errorf("%s begins with %q", list, first)
				}
				if printed, _ := f.GetHeaderFooter(f.GetSheetName(0)); printed == nil || !strings.Contains(printed.OddFooter, "审*员") {
					t.Errorf("%s: who took it is not on the printed sheet", list)
				}
				_ = f.Close()
			}
			auditor := r.Staff(t, core.AuditAdmin, "")
			if got := len(items(t, auditor, "/console/audit?act=person.list_export")); got != 1 {
				t.Errorf("%d exports of people in the audit", got)
			}
			if got := items(t, auditor, "/console/audit?act=person.read&subject="+worker.Me(t)); len(got) != 1 {
				t.Errorf("%d looks at the worker in the audit", len(got))
			}
		})
		t.Run("the figures count it", func(t *testing.T) {
			rig.Until(t, "the job is counted as filled", func() bool {
				return rig.Num(reviewer.Must(t, "GET", "/console/figures", nil), "total.filled") == 1
			})
			body := reviewer.Must(t, "GET", "/console/figures?region=350428100", nil)
			if rig.Num(body, "total.posted") != 1 || rig.Num(body, "contested") != 0 {
				t.Error(body)
			}
			if body := away.Must(t, "GET", "/console/figures", nil); rig.Num(body, "ever.posted") != 0 {
				t.Error("away:", body)
			}
		})
		r.Sound(t)
	})
}
