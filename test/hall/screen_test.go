package hall

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"yilu/test/browser"
	"yilu/test/rig"
)

// The hall's wall and its machine, which stands upright.
var (
	wall    = browser.Screen{Width: 1920, Height: 1080, Scale: 1}
	upright = browser.Screen{Width: 1080, Height: 1920, Scale: 1}
)

// jobs puts up some open jobs.
func (h *house) jobs(t *testing.T, titles ...string) (ids []string) {
	t.Helper()
	boss, firm := h.Employer(t, "余老板", h.Reviewer(t))
	for i, title := range titles {
		id := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(firm, mover, title, 1+i%5, int64(18000+i*1500))), "id")
		boss.Must(t, "POST", "/jobs/"+id+"/fund", nil)
		ids = append(ids, id)
	}
	for _, id := range ids {
		rig.Until(t, title(id), func() bool { return rig.Str(boss.Must(t, "GET", "/jobs/"+id, nil), "state") == "open" })
	}
	return ids
}

func title(id string) string { return "job " + id + " is open" }

func TestTheScreenTurnsPagesByItself(t *testing.T) {
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	p := browser.New(t, wall)
	p.Open(h.URL + "/hall/")
	p.See("现在没有在招的活")
	p.See("请先取号")
	p.Shot("screen-empty")
	p.Accessible()

	var titles []string
	for i := range 9 {
		titles = append(titles, fmt.Sprintf("摘脐橙 %d 号果园", i+1))
	}
	titles[8] = "高唐镇工业园装卸瓷砖和卫浴木箱急招熟手自带手套护腰"
	h.jobs(t, titles...)
	for i := range 7 {
		h.clerk.Must(t, "POST", h.path+"/tickets", rig.Obj{"service": []string{"A", "B"}[i%2]})
	}
	h.clerk.Must(t, "POST", h.path+"/counters/1/next", nil)
	h.clerk.Must(t, "POST", h.path+"/counters/2/next", nil)
	p.SeeWithin(20*time.Second, "急招熟手")
	p.See("A001")
	p.See("第 1 / 3 页")
	p.Shot("screen-full")
	p.Accessible()
	p.SeeWithin(15*time.Second, "第 2 / 3 页")
	p.Shot("screen-second")
	p.AllowErrors()
	p.Offline(true)
	p.SeeWithin(10*time.Second, "网络断了")
	p.Shot("screen-offline")
	p.Offline(false)

	en := browser.New(t, wall)
	en.Open(h.URL + "/hall/#lang=en")
	en.SeeWithin(20*time.Second, "Counter 1")
	en.Shot("screen-en")
}

func TestTheMachineServesAndForgets(t *testing.T) {
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	m := browser.New(t, upright)
	m.Open(h.URL + "/kiosk/")
	m.See("您好，要办什么")
	m.Shot("kiosk-home")
	m.Accessible()
	m.Tap("看看今天招什么")
	m.See("现在没有在招的活")
	m.Shot("kiosk-empty")
	m.Tap("首页")
	m.Tap("到窗口办事")
	m.Shot("kiosk-services")
	m.Tap("求职")
	m.See("A001")
	m.Shot("kiosk-number")
	m.Tap("首页")

	h.jobs(t, "搬两车瓷砖", "摘脐橙", "抬木材", "卸化肥", "搬家具")
	worker := h.Worker(t, "李木匠", 1990, mover)
	m.Tap("看看今天招什么")
	m.See("搬家具")
	m.Shot("kiosk-jobs")
	m.Accessible()
	m.Near("抬木材").Tap("登录后抢单")
	m.See("用手机扫码登录")
	m.Shot("kiosk-scan")
	m.Accessible()
	h.allow(t, m, worker)
	m.SeeWithin(10*time.Second, "秒没人点，就自动退出")
	m.Near("抬木材").Tap("抢单")
	m.See("抢到了")
	m.Shot("kiosk-got")
	m.Tap("打印小条")
	m.See("小条打好了")
	m.Tap("首页")
	m.See("李师傅，您好")
	m.Shot("kiosk-in")
	m.Tap("我的活")
	m.See("抬木材")
	m.Shot("kiosk-mine")
	if door := rig.Str(worker.Must(t, "GET", "/auth/sessions", nil), "items.0.door"); door != "kiosk" {
		t.Errorf("the newest session is by %s", door)
	}
	m.Tap("退出")
	m.See("您好，要办什么")
	m.DontSee("李师傅")
	rig.Until(t, "the session is ended at the server, too", func() bool {
		return rig.Str(worker.Must(t, "GET", "/auth/sessions", nil), "items.0.door") != "kiosk"
	})
}

// allow says yes on the worker's phone to the code that the machine shows.
func (h *house) allow(t *testing.T, m *browser.Page, worker *rig.Client) {
	t.Helper()
	p := browser.New(t, browser.Phone)
	p.Open(h.URL + "/#/me")
	session, err := json.Marshal(rig.Obj{"token": worker.Token, "person": worker.Me(t), "name": worker.Name, "roles": []string{}})
	if err != nil {
		t.Fatal(err)
	}
	browser.Eval[any](p, fmt.Sprintf("localStorage.setItem('yilu.session', %q)", session))
	p.Reload()
	p.See("我的钱包")
	p.Open(h.URL + "/#/kiosk/" + h.scanned(t))
	p.See("机器上也是这两个数字吗")
	if pair := m.TextOf(".pair"); p.TextOf(".pair") != pair {
		t.Errorf("the phone shows %q, the machine %q", p.TextOf(".pair"), pair)
	}
	p.Shot("kiosk-allow")
	p.Accessible()
	p.Tap("一样，登录机器")
	p.See("机器登录好了")
}

// scanned is what a camera reads off the machine: its newest code.
func (h *house) scanned(t *testing.T) (code string) {
	t.Helper()
	err := h.App.DB.Reader().Row(t.Context(), `SELECT code FROM kiosk_scan ORDER BY expires_us DESC LIMIT 1`).Scan(&code)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestTheMachineForgetsWhoLeaves(t *testing.T) {
	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	document := rig.Document(1970)
	h.clerk.Must(t, "POST", h.path+"/newcomers", rig.Obj{"phone": "19944445555", "document": document, "name": "张大爷", "consented": true, "reason": "来登记"})
	m := browser.New(t, upright)
	m.Open(h.URL + "/kiosk/")
	m.See("您好，要办什么") // it knows its hall
	m.See("将乐零工大厅")
	m.Tap("English")
	m.See("Find work")
	m.Shot("kiosk-home-en")
	m.Tap("中文")
	m.Tap("手机扫码，或输证件号")
	m.Tap("用证件号登录")
	for _, key := range document {
		m.Tap(string(key))
	}
	m.Shot("kiosk-document")
	m.Accessible()
	m.Tap("发验证码")
	m.See("演示：验证码是")
	m.Shot("kiosk-code")
	text := m.TextOf(".demo")
	for _, key := range text[len(text)-6:] {
		m.Tap(string(key))
	}
	m.Tap("登录")
	m.See("张师傅，您好")
	// Nobody touches it for a minute.
	m.SeeWithin(75*time.Second, "您好，要办什么")
	m.DontSee("张师傅")
}

// What an installation shows before anything is set up, and without a network.
func TestNothingIsThereYet(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	p := browser.New(t, wall)
	p.Open(r.URL + "/hall/")
	p.See("还没有设置大厅")
	p.Shot("screen-nowhere")
	m := browser.New(t, upright)
	m.AllowErrors()
	m.Open(r.URL + "/kiosk/")
	m.See("这台机器还没有登记")
	m.Shot("kiosk-unregistered")
	m.Accessible()

	h := open(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	h.jobs(t, "搬两车瓷砖", "摘脐橙")
	m.Open(h.URL + "/kiosk/")
	m.Tap("English")
	m.Tap("See what is wanted today")
	m.See("Log in to take it")
	m.Shot("kiosk-jobs-en")
	m.Tap("Home")
	m.Offline(true)
	m.Tap("To be served at a counter")
	m.Near("Find people").Tap("B")
	m.SeeWithin(25*time.Second, "Please tap again")
	m.Shot("kiosk-offline")
}
