package e2e

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/people/staff"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/test/browser"
	"yilu/test/rig"
)

// desk is a member of staff at a page of the console.
func desk(t *testing.T, r *rig.Rig, who *rig.Client, page string) *browser.Page {
	t.Helper()
	p := phone(t, r, who, browser.Desk)
	p.Open(r.URL + "/console/#" + page)
	return p
}

// A reviewer's day: what waits, a decision, people and jobs with what happened to
// them, a full value with a reason, what is held, the figures.
func TestReviewerAtTheConsole(t *testing.T) {
	c := newCounty(t)
	p := desk(t, c.Rig, c.staff, "/reviews")
	p.See("郑*菊")
	p.Shot("console-reviews")
	p.Accessible()
	p.Tap("郑*菊")
	p.See("审核意见")
	p.Shot("console-review")
	p.Accessible()
	p.Tap("通过")
	p.See("已通过，对方会收到通知。")

	p.Open(c.URL + "/console/#/jobs")
	p.See("卸两车化肥")
	p.Shot("console-jobs")
	p.Accessible()
	p.Tap("卸两车化肥")
	p.See("经过")
	p.See("评了")
	p.Shot("console-job")
	p.Accessible()

	p.Open(c.URL + "/console/#/contested")
	p.See("搬家具上三楼")
	p.Shot("console-contested")

	p.Open(c.URL + "/console/#/people")
	p.See("已实名")
	p.Fill("找人", "安晓云")
	p.Tap("查找")
	p.See("这一页 1 条")
	p.Shot("console-people")
	p.Accessible()
	p.Tap("安*云")
	p.See("看完整信息")
	p.Fill("为什么看", "核对工资")
	p.Tap("看一眼")
	p.See(c.worker.Phone)
	p.See("核对工资")
	p.Shot("console-person")
	p.Accessible()

	p.Open(c.URL + "/console/#/employers")
	p.See("陈*福")
	p.Shot("console-employers")
	p.Accessible()

	p.Open(c.URL + "/console/#/ledger")
	p.See("两边一致")
	p.See("仓库理货")
	p.Shot("console-ledger")
	p.Accessible()

	p.Open(c.URL + "/console/#/figures")
	p.See("累计")
	p.See("按乡镇")
	p.Shot("console-figures")
	p.ShotWhole("console-figures-whole")
	p.Accessible()
	p.Tap("English")
	p.See("By town")
	p.Shot("console-figures-en")
	p.Accessible()
}

// A clerk sees the people and the work of the area, and nothing of the books; in
// an area where nothing happens every list says so.
func TestClerkAtTheConsole(t *testing.T) {
	c := newCounty(t)
	here := desk(t, c.Rig, c.Staff(t, core.HallClerk, "350428"), "/jobs")
	here.See("仓库理货")
	here.DontSee("账本")
	here.DontSee("审计")
	here.Open(c.URL + "/console/#/ledger")
	here.See("您的账号还没有能用的栏目")
	here.Shot("console-nothing")

	away := desk(t, c.Rig, c.Staff(t, core.HallClerk, "350429"), "/jobs")
	away.See("没有找到零工单")
	away.Shot("console-jobs-empty")
	away.Accessible()
	away.Open(c.URL + "/console/#/people")
	away.See("没有找到人")

	here.Open(c.URL + "/console/#/engagements")
	here.See("卸两车化肥")
	here.AllowErrors()
	here.Offline(true)
	here.Tap("查找")
	here.Choose("状态", "已付")
	here.See("网络没连上")
	here.Shot("console-failing")
	here.Offline(false)
	here.Tap("再试一次")
	here.See("卸两车化肥")
}

// The first administrators set themselves up with their links, the system
// administrator invites somebody, the security administrator gives them a role,
// and an auditor finds who did it and computes the chain anew.
func TestAdministratorsAtTheConsole(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	var links []staff.OfficeLink
	err := r.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		links, err = r.App.Staff.OfficeLinks(ctx, tx)
		return err
	})
	if err != nil || len(links) != 3 {
		t.Fatal(links, err)
	}
	system := setUp(t, r, links[0].Token, "13800138001", "陈系统")
	system.Tap("开通账号")
	system.See("生成开通链接")
	system.Accessible()
	system.Near("生成开通链接").Fill("姓名", "赵窗口")
	system.Near("生成开通链接").Fill("手机", "13800138004")
	system.Tap("生成开通链接")
	system.See("请把链接交给本人")
	system.Shot("console-invited")

	security := setUp(t, r, links[1].Token, "13800138002", "林安全")
	security.DontSee("开通账号")
	security.See("赵窗口")
	security.Shot("console-staff")
	security.Accessible()
	security.Tap("赵窗口")
	security.See("还没有角色")
	security.Fill("原因", "到大厅窗口上岗")
	security.Tap("授予角色")
	security.See("授予大厅窗口")
	security.Shot("console-member")
	security.Accessible()

	audit := setUp(t, r, links[2].Token, "13800138003", "王审计")
	audit.Open(r.URL + "/console/#/audit")
	audit.See("到大厅窗口上岗")
	audit.DontSee("零工单")
	audit.Shot("console-audit")
	audit.Accessible()
	audit.Tap("重算整条链")
	audit.See("完整，没有被改过")
}

// setUp opens a set-up link as its holder does, and goes on to the first page.
func setUp(t *testing.T, r *rig.Rig, token, phone, name string) *browser.Page {
	t.Helper()
	p := browser.New(t, browser.Desk)
	p.Open(r.URL + "/console/#/setup/" + token)
	p.See("开通工作台账号")
	p.Fill("姓名", name)
	p.Fill("手机号", phone)
	if p.Sees("短信验证码") {
		p.Tap("获取验证码")
	}
	p.Fill("新密码", "Lantern-7-Ferry")
	code, err := crypto.TOTPCode(crypto.Hide[crypto.Hidden](p.TextOf("code")), time.Now().Unix()/30)
	if err != nil {
		t.Fatal(err)
	}
	p.Fill("验证器上现在的 6 位数字", code)
	p.Shot("console-setup")
	p.Accessible()
	p.Tap("开通")
	p.See("请收好恢复码")
	p.Tap("收好了")
	p.See("工作人员")
	return p
}
