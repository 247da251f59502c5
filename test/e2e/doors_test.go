package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"yilu/test/browser"
	"yilu/test/rig"
)

// Someone who was never here logs in by phone and code, reads the two texts,
// gives a real name, and mends a slip on the way.
func TestNewcomer(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	p := browser.New(t, browser.Phone)
	p.Open(r.URL + "/#/login?next=/me")
	p.Fill("手机号", "199 0000 7788")
	p.Shot("login")
	p.Accessible()
	p.Tap("获取验证码")
	p.Tap("填上验证码")
	p.See("换个号码")
	p.Tap("登录")
	p.See("去实名")
	p.Tap("去实名")
	p.See("先看两份说明")
	p.Shot("texts")
	p.Accessible()
}

// Staff decide on an employer at a desk, and the employer knows at once.
func TestStaff(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	staffIs := r.Reviewer(t)
	bossIs := r.Person(t, "陈大福", 1980)
	boss := phone(t, r, bossIs, browser.Phone)
	staff := phone(t, r, staffIs, browser.Desk)
	staff.Open(r.URL + "/#/review")
	staff.See("都审完了")
	bossIs.Must(t, "POST", "/employers", rig.Obj{"kind": "person", "region": "350428100", "address": "古镛镇府前路1号", "contact_phone": bossIs.Phone})
	boss.Open(r.URL + "/#/hire")
	boss.See("待审核")
	shows(t, staff, "陈*福")
	staff.See("登记的资料")
	staff.Shot("review")
	staff.Accessible()
	staff.Tap("通过")
	shows(t, boss, "已通过")
	boss.Shot("hire")
	boss.Accessible()
}

// A tap in a hole of the net is kept, said to be unsent, and sent once.
func TestTapWithoutSignal(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	staff := r.Reviewer(t)
	boss, shop := r.Employer(t, "陈大福", staff)
	worker := r.Worker(t, "安晓云", 1966, mover)
	job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(shop, mover, "搬家两车家具", 1, 30000)), "id")
	boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	rig.Until(t, "the job is open", func() bool { return rig.Str(boss.Must(t, "GET", "/jobs/"+job, nil), "state") == "open" })
	p := phone(t, r, worker, browser.Phone)
	p.AllowErrors()
	p.Open(r.URL + "/#/jobs/" + job)
	p.See("抢单")
	p.Offline(true)
	p.Tap("抢单")
	p.See("还没发出去")
	p.Shot("unsent")
	p.Offline(false)
	p.SeeWithin(30*time.Second, "抢到了")
	if mine := worker.Must(t, "GET", "/engagements", nil); rig.Str(mine, "items.0.state") != "booked" || rig.At(mine, "items.1") != nil {
		t.Errorf("%v", mine)
	}
}
