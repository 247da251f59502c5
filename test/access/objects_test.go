package access

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/test/rig"
)

var update = flag.Bool("update", false, "write the table anew; read what changed")

const golden = "objects.txt"

// call is an operation on a thing that exists.
type call struct {
	id, method, path string
	body             any
	owner            string // asked last, for it may change the thing
}

// open are the things that anyone may see, as far as anyone may see them.
var open = map[string]bool{"get-employer": true, "get-job": true, "explain-match": true, "get-person": true}

var spaces = regexp.MustCompile(` +\n`)

// names are the callers, in the order of the table's columns: the two sides, the
// same from elsewhere, and staff of here and of elsewhere.
var names = []string{"worker", "boss", "worker2", "boss2", "nobody", "reviewer", "reviewer2", "clerk", "clerk2", "sysadmin"}

// world is a job with an engagement on it, and everybody around.
type world struct {
	callers                   map[string]*rig.Client
	employer, job, engagement string
	job2, payout, proof       string
	card, session, review     string
	hall                      string
	worker                    string
}

func build(t *testing.T, r *rig.Rig) *world {
	t.Helper()
	const mover = "4-02-05-01/01"
	w := &world{callers: map[string]*rig.Client{
		"reviewer": r.Staff(t, core.Reviewer, "350428"), "reviewer2": r.Staff(t, core.Reviewer, "330110"),
		"clerk": r.Staff(t, core.HallClerk, "350428"), "clerk2": r.Staff(t, core.HallClerk, "330110"),
		"sysadmin": r.Staff(t, core.SystemAdmin, ""),
		"worker":   r.Worker(t, "安晓云", 1990, mover), "worker2": r.Worker(t, "本立道", 1991, mover), "nobody": r.Person(t, "路人甲", 1992),
	}}
	c := w.callers
	c["boss"], w.employer = r.Employer(t, "陈大福", c["reviewer"])
	c["boss2"], _ = r.Employer(t, "丁小宝", c["reviewer"])
	w.worker = c["worker"].Me(t)
	open := func(title string) string {
		job := rig.Str(c["boss"].Must(t, "POST", "/jobs", rig.Job(w.employer, mover, title, 2, 20000)), "id")
		c["boss"].Must(t, "POST", "/jobs/"+job+"/fund", rig.Obj{})
		rig.Until(t, "the job is open", func() bool { return c["boss"].Must(t, "GET", "/jobs/"+job, nil)["state"] == "open" })
		return job
	}
	w.job, w.job2 = open("搬家具上三楼"), rig.Str(c["boss"].Must(t, "POST", "/jobs", rig.Job(w.employer, mover, "搬书", 1, 15000)), "id")
	w.engagement = rig.Str(c["worker"].Must(t, "POST", "/jobs/"+w.job+"/grabs", rig.Obj{}), "engagement")
	w.review = w.employer
	w.hall = rig.Str(c["sysadmin"].Must(t, "POST", "/hall/halls", rig.Obj{"name": rig.Obj{"zh": "零工市场", "en": "Gig market"}, "area": "350428",
		"services": []rig.Obj{{"code": "A", "name": rig.Obj{"zh": "求职", "en": "Work"}, "desk": "seeker"}}, "counters": []rig.Obj{{"n": 1, "services": []string{"A"}}}}), "id")
	w.session = rig.Str(c["worker"].Must(t, "GET", "/auth/sessions", nil), "items.0.id")
	w.card = rig.Str(c["worker"].Must(t, "POST", "/wallet/cards", rig.Obj{"number": "6228480432109876545", "holder": "安晓云"}), "id")
	return w
}

// calls are those on things, in an order in which each makes sense.
func (w *world) calls() []call {
	j, e, em := "/jobs/"+w.job, "/engagements/"+w.engagement, "/employers/"+w.employer
	return []call{
		{"get-employer", "GET", em, nil, "boss"},
		{"get-review", "GET", "/reviews/" + w.review, nil, "reviewer"},
		{"decide-review", "POST", "/reviews/" + w.review + "/decision", rig.Obj{"approved": true}, "reviewer"},
		{"correct-employer", "PATCH", em, rig.Obj{"address": "古镛镇府前路2号"}, "boss"},
		{"invite-agent", "POST", em + "/agents", rig.Obj{"phone": "19912345678", "principal": true}, "boss"},
		{"remove-agent", "DELETE", em + "/agents/" + w.worker, nil, "boss"},
		{"reveal-employer", "POST", em + "/reveal", rig.Obj{"reason": "核对地址"}, "reviewer"},
		{"suspend-employer", "POST", em + "/suspension", rig.Obj{"suspended": false, "reason": "已经查清"}, "reviewer"},
		{"get-job", "GET", j, nil, "boss"},
		{"get-staff-person", "GET", "/console/people/" + w.worker, nil, "clerk"},
		{"get-staff-job", "GET", "/console/jobs/" + w.job, nil, "clerk"},
		{"get-staff-engagement", "GET", "/console/engagements/" + w.engagement, nil, "clerk"},
		{"take-ticket", "POST", "/hall/halls/" + w.hall + "/tickets", rig.Obj{"service": "A"}, "clerk"},
		{"call-next", "POST", "/hall/halls/" + w.hall + "/counters/1/next", rig.Obj{}, "clerk"},
		{"list-tickets", "GET", "/hall/halls/" + w.hall + "/tickets", nil, "clerk"},
		{"list-dispatches", "GET", "/hall/halls/" + w.hall + "/dispatches", nil, "clerk"},
		{"list-mandates", "GET", "/hall/halls/" + w.hall + "/mandates", nil, "clerk"},
		{"open-visit", "POST", "/hall/halls/" + w.hall + "/visits", rig.Obj{"phone": w.callers["worker"].Phone, "reason": "本人来窗口找活"}, "clerk"},
		{"get-own-unfunded-job", "GET", "/jobs/" + w.job2, nil, "boss"},
		{"fund-job", "POST", "/jobs/" + w.job2 + "/fund", rig.Obj{}, "boss"},
		{"list-applicants", "GET", j + "/applicants", nil, "boss"},
		{"list-job-engagements", "GET", j + "/engagements", nil, "boss"},
		{"explain-match", "GET", "/matches/" + w.job, nil, "worker"},
		{"get-person", "GET", "/people/" + w.worker, nil, "worker"},
		{"reveal", "POST", "/people/" + w.worker + "/reveal", rig.Obj{"field": "phone", "reason": "核对工人投诉，打电话给本人"}, "worker"},
		{"choose-worker", "POST", j + "/choices", rig.Obj{"worker": w.worker}, "boss"},
		{"get-engagement", "GET", e, nil, "worker"},
		{"see-worker-phone", "POST", e + "/phone", rig.Obj{"reason": "找不到人"}, "boss"},
		{"make-start-code", "POST", e + "/start-code", rig.Obj{}, "boss"},
		{"check-in", "POST", e + "/check-in", rig.Obj{"place": rig.Guzheng}, "worker"},
		{"finish-work", "POST", e + "/finish", nil, "worker"},
		{"state-hours", "POST", e + "/hours", rig.Obj{"quantity": 100}, "worker"},
		{"contest-hours", "POST", e + "/contest", rig.Obj{"quantity": 80, "reason": "来晚了半小时"}, "boss"},
		{"accept-hours", "POST", e + "/accept", rig.Obj{}, "boss"},
		{"get-rating", "GET", e + "/rating", nil, "worker"},
		{"rate-engagement", "POST", e + "/rating", rig.Obj{"stars": 5}, "worker"},
		{"reply-rating", "POST", e + "/rating/reply", rig.Obj{"words": "谢谢您"}, "boss"},
		{"block-other-side", "POST", e + "/block", rig.Obj{"reason": "说话难听"}, "worker"},
		{"unblock-other-side", "POST", e + "/unblock", rig.Obj{}, "worker"},
		{"cancel-engagement", "POST", e + "/cancel", rig.Obj{"reason": "家里有事"}, "worker"},
		{"withdraw-from-job", "POST", j + "/withdrawals", rig.Obj{"reason": "家里有事"}, "worker"},
		{"remove-card", "DELETE", "/wallet/cards/" + w.card, nil, "worker"},
		{"cancel-job", "POST", j + "/cancel", rig.Obj{"reason": "不需要了"}, "boss"},
		{"end-session", "DELETE", "/auth/sessions/" + w.session, nil, "worker"},
	}
}

// TestObjects tries the operations on a thing as its owner, as everybody else, and
// as staff of here and of elsewhere. The table is read by people: what another
// may do with one's own is the thing to look for.
func TestObjects(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	w := build(t, r)
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s", "# operation")
	for _, n := range names {
		fmt.Fprintf(&b, " %-9s", n)
	}
	b.WriteString("\n")
	for _, c := range w.calls() {
		got := map[string]string{}
		for _, n := range names {
			if n != c.owner {
				got[n] = w.ask(t, c, n)
			}
		}
		got[c.owner] = w.ask(t, c, c.owner) + "*"
		for _, n := range []string{"worker2", "boss2", "nobody", "reviewer2", "clerk2"} {
			if got[n] == "ok" && !open[c.id] {
				t.Errorf("%s: %s may do it, who has nothing to do with it", c.id, n)
			}
		}
		fmt.Fprintf(&b, "%-22s", c.id)
		for _, n := range names {
			fmt.Fprintf(&b, " %-9s", got[n])
		}
		b.WriteString("\n")
	}
	text := spaces.ReplaceAllString(b.String(), "\n")
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(text, "\n")); diff != "" {
		t.Error(diff)
	}
}

// ask says how the call ends: ok, or the status.
func (w *world) ask(t *testing.T, c call, name string) string {
	t.Helper()
	reply, err := w.callers[name].Do(c.method, c.path, c.body)
	switch {
	case err != nil:
		t.Fatal(err)
	case reply.Status >= 500:
		t.Errorf("%s as %s: %d %s", c.id, name, reply.Status, reply.Body)
	case reply.Status == 422:
		t.Logf("%s as %s: %s", c.id, name, reply.Body)
	case reply.Status < 300:
		return "ok"
	}
	return fmt.Sprint(reply.Status)
}
