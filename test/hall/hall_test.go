// Package hall walks a day of the hall through the JSON API alone, on both
// engines: numbers, desks, a firm's order, calls, a team, its roll and its money.
package hall

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"yilu/internal/core"
	"yilu/internal/people/account"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/test/rig"
)

// each runs fn on a program over each engine.
func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, dbtest.PostgresURL(t)))
	})
}

// house is a program with a hall in it.
type house struct {
	*rig.Rig
	clerk *rig.Client
	path  string // of the hall, below /api/v1
}

func open(t *testing.T, database string) *house {
	t.Helper()
	h := &house{Rig: rig.Start(t, database)}
	chief := h.staff(t, "系统管理员", core.SystemAdmin, "")
	h.clerk = h.staff(t, "窗口人员", core.HallClerk, "350428")
	made := chief.Must(t, "POST", "/hall/halls", rig.Obj{
		"name": rig.Obj{"zh": "将乐零工大厅", "en": "Jiangle hall"}, "area": "350428", "address": "古镛镇府前路1号",
		"services": []rig.Obj{
			{"code": "A", "name": rig.Obj{"zh": "求职", "en": "Find work"}, "desk": "seeker"},
			{"code": "B", "name": rig.Obj{"zh": "用工", "en": "Find people"}, "desk": "employer"},
		},
		"counters": []rig.Obj{{"n": 1, "services": []string{"A"}}, {"n": 2, "services": []string{"A", "B"}}},
	})
	h.path = "/hall/halls/" + rig.Str(made, "id")
	return h
}

// staff is a person with a role in an area.
func (h *house) staff(t *testing.T, name string, role core.Role, area core.RegionCode) *rig.Client {
	t.Helper()
	c := h.Person(t, name, 1985)
	err := h.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return h.App.Account.Grant(ctx, tx, core.System, account.Grant{Person: core.PersonID(c.Me(t)), Role: role, Region: area})
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// order is ten hours of picking for some, today and tomorrow.
func order(employer string, people int) rig.Obj {
	j := rig.Job(employer, mover, "摘脐橙", people, 30000)
	j["transport"], j["meeting"] = "大厅门口坐中巴", "零工大厅门口"
	return j
}

const mover = "4-02-05-01/01" // 搬家工

func TestASeekerIsServedAtTheDesk(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		boss, firm := h.Employer(t, "余老板", h.Reviewer(t))
		worker := h.Worker(t, "李木匠", 1990, mover)
		job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(firm, mover, "搬两车瓷砖", 2, 30000)), "id")
		boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
		rig.Until(t, "the job is open", func() bool { return rig.Str(boss.Must(t, "GET", "/jobs/"+job, nil), "state") == "open" })

		h.clerk.Refused(t, "POST", h.path+"/visits", rig.Obj{"phone": "19911112222", "reason": "来找活"}, "hall.no_person")
		h.clerk.Refused(t, "POST", h.path+"/visits", rig.Obj{"phone": worker.Phone, "reason": ""}, "hall.reason")
		h.clerk.Refused(t, "POST", h.path+"/visits", rig.Obj{"phone": h.clerk.Phone, "reason": "来找活"}, "hall.oneself")
		visit := h.clerk.Must(t, "POST", h.path+"/visits", rig.Obj{"phone": worker.Phone, "reason": "来找活"})
		at := h.path + "/visits/" + rig.Str(visit, "id")
		if rig.Str(visit, "person.name") != "李*匠" || rig.At(visit, "person.verified") != true {
			t.Errorf("%v", visit)
		}
		found := h.clerk.Must(t, "GET", at+"/jobs?text=瓷砖", nil)
		if rig.Str(found, "items.0.job") != job || rig.At(found, "items.0.can_take") != true {
			t.Errorf("%v", found)
		}
		other := h.staff(t, "同事", core.HallClerk, "350428")
		other.Refused(t, "POST", at+"/grabs", rig.Obj{"job": job}, "hall.no_visit")
		got := h.clerk.Must(t, "POST", at+"/grabs", rig.Obj{"job": job})
		if rig.Str(got, "result") != "booked" {
			t.Errorf("%v", got)
		}
		mine := worker.Must(t, "GET", "/engagements", nil)
		if rig.Str(mine, "items.0.id") != rig.Str(got, "engagement") {
			t.Errorf("the worker sees %v", mine)
		}
		if !inbox(t, worker, "hall.taken") {
			t.Error("the worker was not told")
		}
		h.clerk.Must(t, "DELETE", at, nil)
		h.clerk.Refused(t, "POST", at+"/grabs", rig.Obj{"job": job}, "hall.visit_over")
		h.Sound(t)
	})
}

func inbox(t *testing.T, c *rig.Client, kind string) bool {
	t.Helper()
	items, _ := c.Must(t, "GET", "/inbox", nil)["items"].([]any)
	for _, m := range items {
		if rig.Str(m, "kind") == kind {
			return true
		}
	}
	return false
}

func TestANewcomerIsRegisteredAtTheDesk(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		who := rig.Obj{"phone": "19922223333", "document": rig.Document(1980), "name": "王大娘", "trades": []string{mover}, "consented": false, "reason": "来登记找活"}
		h.clerk.Refused(t, "POST", h.path+"/newcomers", who, "hall.consent")
		who["consented"] = true
		visit := h.clerk.Must(t, "POST", h.path+"/newcomers", who)
		if rig.Str(visit, "person.name") != "王*娘" || rig.At(visit, "person.looking") != true || rig.At(visit, "person.consented") != true {
			t.Errorf("%v", visit)
		}
		h.clerk.Refused(t, "POST", h.path+"/newcomers", who, "person.document_taken")
		again := h.clerk.Must(t, "POST", h.path+"/visits", rig.Obj{"document": who["document"], "reason": "又来了"})
		if rig.Str(again, "person.person") != rig.Str(visit, "person.person") {
			t.Error("another person was found by the document")
		}
		own := h.LogIn(t, "19922223333")
		if rig.Str(own.Must(t, "GET", "/me", nil), "person") != rig.Str(visit, "person.person") {
			t.Error("the phone opens another account")
		}
		h.Sound(t)
	})
}

func TestAFirmsOrderBecomesATeam(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		boss, firm := h.Employer(t, "橙子老板", h.Reviewer(t))
		var workers []*rig.Client
		for _, name := range []string{"张一", "李二", "王三", "赵四"} {
			workers = append(workers, h.Worker(t, name, 1985, mover))
		}
		h.clerk.Refused(t, "POST", h.path+"/dispatches", order(firm, 2), "hall.no_mandate")
		callers := h.clerk.Must(t, "POST", h.path+"/callers", rig.Obj{"phone": boss.Phone, "reason": "来电要人", "channel": "call"})
		if rig.Str(callers, "items.0.employer") != firm {
			t.Fatalf("%v", callers)
		}
		h.clerk.Refused(t, "POST", h.path+"/mandates", rig.Obj{"employer": firm, "agent": workers[0].Me(t), "basis": "called", "note": "来电要人"}, "hall.not_agent")
		h.clerk.Refused(t, "POST", h.path+"/mandates", rig.Obj{"employer": firm, "agent": boss.Me(t), "basis": "standing", "note": "委托书 12 号"}, "hall.until")
		h.clerk.Must(t, "POST", h.path+"/mandates", rig.Obj{"employer": firm, "agent": boss.Me(t), "basis": "called", "note": "橙子老板本人来电"})
		if !inbox(t, boss, "hall.mandate") {
			t.Error("the agent was not told")
		}
		bad := order(firm, 2)
		bad["title"] = ""
		h.clerk.Refused(t, "POST", h.path+"/dispatches", bad, "gig.title")
		made := h.clerk.Must(t, "POST", h.path+"/dispatches", order(firm, 2))
		d := h.path + "/dispatches/" + rig.Str(made, "id")
		if none := h.clerk.Must(t, "GET", d+"/candidates", nil); rig.At(none, "items.0") != nil {
			t.Errorf("called before the money: %v", none)
		}
		h.clerk.Must(t, "POST", d+"/fund", nil)
		var candidates rig.Obj
		rig.Until(t, "candidates", func() bool {
			candidates = h.clerk.Must(t, "GET", d+"/candidates", nil)
			return rig.At(candidates, "items.3") != nil
		})
		h.calls(t, d, workers)
		h.works(t, d, boss, workers)
		h.Sound(t)
	})
}

// calls fills the team: one says no, one does not answer, two say yes, and one of
// them drops out for a third.
func (h *house) calls(t *testing.T, d string, workers []*rig.Client) {
	t.Helper()
	id := func(i int) string { return workers[i].Me(t) }
	call := func(i int, outcome string) rig.Obj {
		t.Helper()
		return h.clerk.Must(t, "POST", d+"/calls", rig.Obj{"person": id(i), "outcome": outcome, "note": "打过电话"})
	}
	if phone := h.clerk.Must(t, "POST", d+"/people/"+id(0)+"/phone", nil); rig.Str(phone, "phone") != workers[0].Phone {
		t.Errorf("%v", phone)
	}
	call(0, "no")
	h.clerk.Refused(t, "POST", d+"/calls", rig.Obj{"person": id(0), "outcome": "yes"}, "hall.said_no")
	h.clerk.Refused(t, "POST", d+"/people/"+id(0)+"/phone", nil, "hall.said_no")
	h.clerk.Refused(t, "POST", d+"/calls", rig.Obj{"person": id(1), "outcome": "later"}, "hall.again_at")
	call(1, "no_answer")
	for _, i := range []int{1, 2} {
		if got := call(i, "yes"); rig.Str(got, "taken.result") != "booked" {
			t.Errorf("%v", got)
		}
	}
	if got := call(3, "yes"); rig.Str(got, "taken.result") != "waiting" || rig.Num(got, "taken.place") != 1 {
		t.Errorf("%v", got)
	}
	rig.Until(t, "the team knows where to meet", func() bool { return inbox(t, workers[1], "hall.meeting") })
	h.clerk.Must(t, "PUT", d+"/leader", rig.Obj{"person": id(1)})
	h.clerk.Refused(t, "PUT", d+"/leader", rig.Obj{"person": id(0)}, "hall.not_member")
	h.clerk.Must(t, "POST", d+"/people/"+id(1)+"/drop", rig.Obj{"reason": "家里有事"})
	rig.Until(t, "the leader is gone, and the next in line has the place", func() bool {
		v := h.clerk.Must(t, "GET", d, nil)
		return rig.Str(v, "leader") == "" && rig.Num(v, "job.booked") == 2
	})
	h.clerk.Must(t, "PUT", d+"/leader", rig.Obj{"person": id(3)})
}

// works brings the team through its roll to its money.
func (h *house) works(t *testing.T, d string, boss *rig.Client, workers []*rig.Client) {
	t.Helper()
	mark := func(i int, body rig.Obj) {
		t.Helper()
		h.clerk.Must(t, "POST", d+"/people/"+workers[i].Me(t)+"/marks", body)
	}
	for _, i := range []int{2, 3} {
		mark(i, rig.Obj{"what": "came"})
	}
	h.clerk.Refused(t, "POST", d+"/settle", nil, "gig.nothing_stated")
	for _, i := range []int{2, 3} {
		mark(i, rig.Obj{"what": "left"})
		mark(i, rig.Obj{"what": "hours", "quantity": 100})
	}
	roll := h.clerk.Must(t, "GET", d+"/muster", nil)
	in := 0
	for _, m := range roll["members"].([]any) {
		if rig.At(m, "in") == true {
			in++
			if rig.Str(m, "state") != "stated" || rig.Num(m, "stated.amount.minor") != 30000 || rig.Str(m, "started_at") == "" {
				t.Errorf("%v", m)
			}
		}
	}
	if in != 2 {
		t.Errorf("%d in the roll", in)
	}
	pdf, err := h.clerk.Do("GET", d+"/muster.pdf", nil)
	if err != nil || pdf.Status != 200 || !bytes.HasPrefix(pdf.Body, []byte("%PDF")) {
		t.Errorf("%d %v %.40s", pdf.Status, err, pdf.Body)
	}
	mandates := boss.Must(t, "GET", "/me/hall-mandates", nil)
	got := h.clerk.Must(t, "POST", d+"/settle", nil)
	if rig.Num(got, "count") != 2 || rig.Num(got, "paid.minor") != 60000 || rig.Num(got, "left") != 0 {
		t.Errorf("%v", got)
	}
	if balance := workers[2].Must(t, "GET", "/wallet", nil); rig.Num(balance, "balance.minor") != 30000 {
		t.Errorf("%v", balance)
	}
	boss.Must(t, "DELETE", h.path+"/mandates/"+rig.Str(mandates, "items.0.id"), nil)
	h.clerk.Refused(t, "POST", h.path+"/dispatches", order(rig.Str(mandates, "items.0.employer"), 2), "hall.no_mandate")
}

func TestOthersSeeNothingOfADispatch(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		boss, firm := h.Employer(t, "老板", h.Reviewer(t))
		h.clerk.Must(t, "POST", h.path+"/mandates", rig.Obj{"employer": firm, "agent": boss.Me(t), "basis": "present", "note": "老板本人在窗口"})
		d := h.path + "/dispatches/" + rig.Str(h.clerk.Must(t, "POST", h.path+"/dispatches", order(firm, 2)), "id")
		for _, who := range []*rig.Client{boss, h.Reviewer(t)} {
			who.Refused(t, "GET", d, nil, "auth.role")
			who.Refused(t, "GET", d+"/candidates", nil, "auth.role")
			who.Refused(t, "GET", d+"/muster.pdf", nil, "auth.role")
		}
		far := h.staff(t, "别县窗口", core.HallClerk, "350402")
		for _, path := range []string{"", "/candidates", "/muster", "/muster.pdf"} {
			far.Refused(t, "GET", d+path, nil, "auth.area")
		}
		far.Refused(t, "POST", d+"/fund", nil, "auth.area")
		far.Refused(t, "POST", h.path+"/visits", rig.Obj{"phone": boss.Phone, "reason": "看看"}, "auth.area")
	})
}
