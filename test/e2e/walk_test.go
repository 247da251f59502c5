// Package e2e walks the county's loop in a real browser: an employer and three
// workers, each at a phone of their own.
package e2e

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"yilu/test/browser"
	"yilu/test/rig"
)

const mover = "4-02-05-01/01" // 搬家工

// soon bounds the wait for a step to show on the other side. People are promised
// a second; tests run on busy machines, so the bound is wide and the walk logs
// what it took.
const soon = 10 * time.Second

// shows waits for what the other side did.
func shows(t *testing.T, p *browser.Page, text string) {
	t.Helper()
	begun := time.Now()
	p.SeeWithin(soon, text)
	t.Logf("%q showed after %d ms", text, time.Since(begun).Milliseconds())
}

// phone opens a phone on which the person is logged in.
func phone(t *testing.T, r *rig.Rig, c *rig.Client, screen browser.Screen) *browser.Page {
	t.Helper()
	p := browser.New(t, screen)
	p.Locate(26.7286, 117.4714)
	p.Open(r.URL + "/#/me")
	browser.Eval[any](p, fmt.Sprintf("localStorage.setItem('yilu.session', %q)", sessionOf(t, c)))
	p.Reload()
	p.See("我的钱包")
	return p
}

// sessionOf is what a phone keeps of the person's log-in.
func sessionOf(t *testing.T, c *rig.Client) []byte {
	t.Helper()
	session, err := json.Marshal(rig.Obj{"token": c.Token, "person": c.Me(t), "name": c.Name, "roles": append([]string{}, c.Roles...)})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func TestWalk(t *testing.T) {
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	staff := r.Reviewer(t)
	bossIs, _ := r.Employer(t, "陈大福", staff)
	annIs := r.Worker(t, "安晓云", 1966, mover)
	benIs := r.Worker(t, "本立道", 1990, mover)
	catIs := r.Worker(t, "查有田", 1985, mover)
	boss := phone(t, r, bossIs, browser.Phone)
	ann := phone(t, r, annIs, browser.Phone)
	ben := phone(t, r, benIs, browser.Phone)
	cat := phone(t, r, catIs, browser.Phone)
	for _, w := range []*browser.Page{ann, ben, cat} {
		w.Open(r.URL + "/#/jobs")
	}

	post(boss, r.URL)
	ann.SeeWithin(soon, "叮咚！有新活")
	ann.Shot("ring")
	ann.Accessible()
	shows(t, ben, "叮咚！有新活")
	boss.Tap("看谁接活")

	grab(t, boss, ann, ben, cat, r.URL)
	work(t, boss, ben)
	rate(t, boss, ben)
	takeOut(t, ben, benIs.Name)
	prove(t, ben, benIs)
	r.Sound(t)
}

// grab lets three phones tap on one place: one wins, two stand in line, and when
// the winner leaves, the first of them moves up.
func grab(t *testing.T, boss, ann, ben, cat *browser.Page, url string) {
	ann.Near("叮咚！有新活").Tap("抢单")
	ann.See("抢到了")
	ann.Shot("won")
	shows(t, boss, "安*云")
	boss.Shot("follow")
	boss.Accessible()
	_, job, _ := strings.Cut(boss.URL(), "#/hire/jobs/")
	for i, p := range []*browser.Page{ben, cat} {
		p.Open(url + "/#/jobs/" + job)
		p.Tap("排候补")
		shows(t, p, fmt.Sprintf("候补第 %d 位", i+1))
	}
	ben.Shot("line")
	shows(t, boss, "还有 2 人在候补")

	ann.Open(url + "/#/work")
	ann.See("今天和要办的")
	ann.Shot("mine")
	ann.Tap("搬家具上三楼")
	ann.Tap("取消这一单")
	ann.Tap("家里有事")
	ann.Shot("cancel")
	ann.Tap("确定取消")
	ann.See("您取消了这一单")
	shows(t, ben, "轮到您了")
	ben.Shot("promoted")
	shows(t, boss, "本*道")
}

// work goes from the start code to two figures that differ, and to one.
func work(t *testing.T, boss, ben *browser.Page) {
	ben.Tap("看一看")
	ben.See("我到了")
	ben.Shot("engagement")
	ben.Accessible()
	boss.Tap("看签到码")
	boss.See("告诉他")
	code := regexp.MustCompile(`\D`).ReplaceAllString(boss.TextOf(".digits"), "")
	if len(code) != 6 {
		t.Fatalf("the code is %q", code)
	}
	boss.Shot("code")
	ben.Tap("我到了")
	ben.Fill("雇主手机上的六位数字", code)
	ben.See("干完了")
	shows(t, boss, "开工了")
	boss.Press("Escape")
	ben.Tap("干完了")
	ben.Tap("报给雇主")
	ben.See("等雇主同意")
	shows(t, boss, "等您确认")
	boss.Shot("answer")

	boss.Tap("说另一个数")
	boss.Tap("少一点")
	boss.Tap("来晚了")
	boss.Shot("contest")
	boss.Tap("就按这个数答复")
	shows(t, ben, "雇主报的")
	ben.Shot("differ")
	ben.See("只冻结")
	ben.Tap("同意")
	ben.See("收钱")
	ben.Shot("paid")
	shows(t, boss, "已付")
}

// rate lets each side rate the other: neither reads the other's before both have.
func rate(t *testing.T, boss, ben *browser.Page) {
	ben.Tap("5 星")
	ben.Fill("再说几句", "说话算数")
	ben.Tap("发出评价")
	ben.See("您的评价")
	boss.DontSee("请确认工时") // the question was answered
	boss.Tap("评价这个人")
	boss.See("评价工人")
	if boss.Sees("说话算数") {
		t.Error("the employer reads the rating before giving one")
	}
	boss.Tap("4 星")
	boss.Shot("rate")
	boss.Accessible()
	boss.Tap("发出评价")
	boss.See("说话算数")
	boss.Shot("rated")
	shows(t, ben, "雇主对您的评价")
	ben.Shot("revealed")
	ben.Accessible()
}

// post lets the employer write a job in one screen, for the next half hour, and
// pay its wage.
func post(boss *browser.Page, url string) {
	boss.Open(url + "/#/hire")
	boss.Tap("发个活")
	boss.Fill("干什么活", "搬家具上三楼")
	boss.See("搬家工")
	boss.Choose("乡镇", "古镛镇")
	boss.Fill("怎么找到", "府前路老供销社旁边")
	start := time.Now().Add(6 * time.Minute).Truncate(30 * time.Minute).Add(30 * time.Minute).In(china)
	day := "今天"
	if start.Day() != time.Now().In(china).Day() {
		day = "明天"
	}
	boss.Tap(day)
	boss.Choose("几点开始", start.Format("15:04"))
	boss.Tap("整个活")
	boss.Fill("每个人多少钱", "300")
	boss.See("300.00 元")
	boss.ShotWhole("post")
	boss.Tap("发布")
	boss.See("付工钱")
	boss.Shot("fund")
	boss.Tap("付工钱 300.00 元")
	boss.SeeWithin(10*time.Second, "附近合适的人手机正在响")
	boss.Shot("funded")
}

var china = time.FixedZone("Asia/Shanghai", 8*3600)
