package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"yilu/test/browser"
	"yilu/test/rig"
)

// words are what a worker taps and reads on a day of work.
type words struct {
	like, on                                            string // how the app is liked, and what then stands on 我的
	ring, grab, won, arrived, code, finish, tell, waits string
	paid, money, wallet                                 string
}

// A worker's day, from the ring to the wallet, in English and in large type.
func TestDay(t *testing.T) {
	for name, w := range map[string]words{
		"in English": {"English", "My wallet", "Ding dong! A new job", "Take it", "It is yours", "I am here", "Six digits on the employer’s phone",
			"I am done", "Tell the employer", "You said", "Paid into your wallet", "See my money", "You can take out"},
		"in large type": {"大字", "我的钱包", "叮咚！有新活", "抢单", "抢到了", "我到了", "雇主手机上的六位数字",
			"干完了", "报给雇主", "等雇主同意", "在您钱包里", "收钱", "现在能取"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
			boss, shop := r.Employer(t, "陈大福", r.Reviewer(t))
			p := phone(t, r, r.Worker(t, "安晓云", 1966, mover), browser.Phone)
			p.Tap(w.like)
			p.See(w.on)
			day(t, p, boss, shop, w)
			r.Sound(t)
		})
	}
}

// day lets the employer act by the API, and the worker in the page.
func day(t *testing.T, p *browser.Page, boss *rig.Client, shop string, w words) {
	look := func() { t.Helper(); judge(t, p, "day-"+w.like+"-"+p.TextOf("h1")) }
	job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(shop, mover, "搬家两车家具", 1, 30000)), "id")
	boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	p.SeeWithin(soon, w.ring)
	look()
	p.Near(w.ring).Tap(w.grab)
	p.See(w.won)
	look()
	e := "/engagements/" + rig.Str(boss.Must(t, "GET", "/jobs/"+job+"/engagements", nil), "items.0.id")
	p.Tap(w.arrived)
	p.Fill(w.code, rig.Str(boss.Must(t, "POST", e+"/start-code", nil), "code"))
	p.Tap(w.finish)
	p.Tap(w.tell)
	p.See(w.waits)
	look()
	boss.Must(t, "POST", e+"/accept", nil)
	p.SeeWithin(soon, w.paid)
	look()
	p.Tap(w.money)
	p.See(w.wallet)
	p.See("300.00")
	look()
}

// A page with nothing yet says what comes; without signal it says so, and is
// there once the signal is.
func TestEmptyAndOffline(t *testing.T) {
	t.Parallel()
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	p := phone(t, r, r.Worker(t, "安晓云", 1966, mover), browser.Phone)
	p.AllowErrors()
	p.Open(r.URL + "/#/jobs")
	p.See("这会儿附近没有活")
	judge(t, p, "empty-jobs")
	p.Open(r.URL + "/#/wallet")
	p.See("还没有一笔")
	judge(t, p, "empty-wallet")
	p.Tap("月账单")
	p.See("这个月没有进出")
	p.Offline(true)
	p.See("现在没有网")
	p.Tap("上个月")
	p.See("网络没连上")
	judge(t, p, "offline")
	p.Offline(false)
	p.SeeWithin(30*time.Second, "这个月没有进出") // by itself
}
