package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/test/browser"
	"yilu/test/rig"
)

// agentPage is a village agent's page, logged in.
func agentPage(t *testing.T, r *rig.Rig, c *rig.Client, screen browser.Screen) *browser.Page {
	t.Helper()
	p := browser.New(t, screen)
	p.Open(r.URL + "/agent/")
	p.See("代办员登录")
	browser.Eval[any](p, fmt.Sprintf("localStorage.setItem('yilu.session', %q)", sessionOf(t, c)))
	p.Open(r.URL + "/agent/#/")
	p.Reload()
	p.See("您管的地方：古镛镇")
	return p
}

// soundOnceTold checks every invariant, once what happened has been told to everyone.
func soundOnceTold(t *testing.T, r *rig.Rig) {
	t.Helper()
	rig.Until(t, "all events are delivered", func() bool {
		waiting, _, err := r.App.Outbox.Lag(t.Context())
		return err == nil && waiting == 0
	})
	r.Sound(t)
}

// agrees has both texts read to the person.
func agrees(p *browser.Page) {
	for _, text := range []string{"用户服务约定", "个人信息处理说明"} {
		p.Tap(text)
		p.Tap("念完了，本人同意")
	}
}

// A village without a signal: what is written down there stays on the device, over
// a reload, and is sent once when the signal is back; what is refused says why.
func TestCaptureWithoutANetwork(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	is := r.Staff(t, core.VillageAgent, "350428100")
	p := agentPage(t, r, is, browser.Phone)
	p.AllowErrors()
	p.See("还没有草稿")
	p.Shot("agent-home")
	p.Accessible()
	capture := func(name, document string) {
		t.Helper()
		p.Tap("登记一个人")
		p.Fill("姓名", name)
		p.Fill("证件号", document)
		p.Choose("住在哪里", "解放村委会")
		agrees(p)
	}
	p.Offline(true)
	capture("林秀英", rig.Document(1958))
	p.ShotWhole("agent-form")
	p.Tap("存在手机上，有网就发")
	p.See("还没发")
	capture("陈错号", "350428198001010010")
	p.Tap("存在手机上，有网就发")
	p.Shot("agent-offline")
	p.Reload() // from the device's own store
	p.See("林秀英")
	p.See("陈错号")
	p.Offline(false)
	p.SeeWithin(30*time.Second, "已登记")
	p.SeeWithin(30*time.Second, "证件号最后一位不对")
	p.See("林*英")
	p.Shot("agent-sent")
	p.Accessible()
	if n := rig.Num(is.Must(t, "GET", "/intake/desk", nil), "registered"); n != 1 {
		t.Error("registered", n)
	}
	p.Reload()
	p.DontSee("林秀英")
	p.Tap("林*英")
	p.See("小票码")
	p.Shot("agent-slip")
	p.Accessible()
	p.Open(r.URL + "/agent/#/people")
	p.See("没有手机")
	p.Shot("agent-people")
	p.Accessible()
	p.Open(r.URL + "/agent/#/mine")
	p.See("只有这几样")
	p.ShotWhole("agent-mine")
	p.Accessible()
	soundOnceTold(t, r)
}

// A table is looked at before anybody is registered, and then taken in whole.
func TestImportATable(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	is := r.Staff(t, core.VillageAgent, "350428100")
	p := agentPage(t, r, is, browser.Phone)
	var b strings.Builder
	b.WriteString("古镛镇登记表\n姓名,身份证号,联系方式,村,求职意向\n")
	for i := range 60 {
		b.WriteString("村民" + string(rune('一'+i)) + "," + rig.Document(1960+i%30) + ",,解放村,保洁员\n")
	}
	b.WriteString("错一位,350428198001010010,,解放村,保洁员\n没村的," + rig.Document(1980) + ",,火星村,造火箭\n")
	file := filepath.Join(t.TempDir(), "解放村.csv")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Open(r.URL + "/agent/#/imports")
	p.See("还没有传过表")
	p.Shot("agent-imports")
	p.Accessible()
	p.Attach("选一张表上传", file)
	p.See("可登记 60")
	p.See("有错 2")
	p.Tap("有错 2")
	p.See("证件号最后一位不对")
	p.See("您管的地方没有“火星村”")
	p.Shot("agent-import-bad")
	p.Accessible()
	if n := rig.Num(is.Must(t, "GET", "/intake/desk", nil), "registered"); n != 0 {
		t.Error("looking registered", n)
	}
	agrees(p)
	p.Tap("登记这 60 人")
	p.SeeWithin(20*time.Second, "登记了 60 人")
	p.Shot("agent-import-done")
	p.Accessible()
	wide := agentPage(t, r, is, browser.Desk)
	wide.Open(r.URL + "/agent/#/imports")
	wide.Tap("解放村.csv")
	wide.See("登记了 60 人")
	wide.Shot("agent-import-desk")
	wide.Open(r.URL + "/agent/#/mine")
	wide.Tap("English")
	wide.See("All that you may do for others")
	wide.Shot("agent-mine-desk-en")
	wide.Open(r.URL + "/agent/#/people")
	wide.See("No phone")
	wide.Shot("agent-people-desk-en")
	p.Open(r.URL + "/agent/#/mine")
	p.Tap("English")
	p.See("All that you may do for others")
	p.Open(r.URL + "/agent/#/imports")
	p.Tap("解放村.csv")
	p.See("60 people are registered")
	p.Shot("agent-import-en")
	p.Open(r.URL + "/agent/#/")
	p.Tap("Register somebody")
	p.See("What they want to do")
	p.ShotWhole("agent-form-en")
	soundOnceTold(t, r)
}

// The person takes the account over, sees what was done, takes it back and contests.
func TestTakeOverWithASlip(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	is := r.Staff(t, core.VillageAgent, "350428100")
	r.Reviewer(t)
	made := is.Must(t, "POST", "/intake/people", rig.Obj{"name": "王小明", "kind": "citizen_id", "document": rig.Document(1979), "region": "350428100201",
		"trades": []rig.Obj{{"trade": mover, "wants": true}}, "consents": rig.Consents(t, is, "terms", "privacy")})
	p := browser.New(t, browser.Phone)
	p.Open(r.URL + "/#/take-over?slip=" + strings.ReplaceAll(rig.Str(made, "slip.code"), "-", ""))
	p.See("账号就归您自己管")
	p.Fill("您的手机号", "18711112222")
	p.Shot("take-over")
	p.Accessible()
	p.Tap("获取验证码")
	p.Tap("填上验证码")
	p.Tap("接管")
	p.See("替您登记了")
	p.See("想干的活：搬家工")
	p.ShotWhole("acts")
	p.Accessible()
	p.Near("替您登记了").Tap("提出不对")
	p.Fill("哪里不对", "我没有说要搬家")
	p.Tap("交上去")
	p.See("正在等答复")
	p.Tap("撤回")
	p.Tap("确定撤回")
	p.See("您已经撤回了")
	p.Shot("acts-reversed")
	soundOnceTold(t, r)
}
