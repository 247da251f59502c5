package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/test/rig"
)

// county is a program in which every page of the H5 has something to show.
type county struct {
	*rig.Rig
	worker, other, boss, staff, newcomer *rig.Client
	ids                                  map[string]string // what addresses name
}

// newCounty lets people work, be paid, rate, differ and wait for staff.
func newCounty(t *testing.T) *county {
	t.Helper()
	c := &county{Rig: rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db")), ids: map[string]string{}}
	c.staff = c.Reviewer(t)
	c.boss, c.ids["employer"] = c.Employer(t, "陈大福", c.staff)
	c.worker = c.Worker(t, "安晓云", 1966, mover)
	c.other = c.Worker(t, "欧阳春晖", 1990, mover)
	c.newcomer = c.Newcomer(t)

	c.ids["paid"] = c.engage(t, c.worker, c.open(t, "卸两车化肥", 1))
	c.finish(t, c.worker, c.ids["paid"], 100)
	c.boss.Must(t, "POST", "/engagements/"+c.ids["paid"]+"/accept", nil)
	c.rate(t, c.ids["paid"])
	c.ids["contested"] = c.engage(t, c.other, c.open(t, "搬家具上三楼，要拆装一张大床和两个衣柜", 1))
	c.finish(t, c.other, c.ids["contested"], 100)
	c.boss.Must(t, "POST", "/engagements/"+c.ids["contested"]+"/contest", rig.Obj{"quantity": 80, "reason": "少搬了一车"})

	c.ids["job"] = c.open(t, "仓库理货", 2)
	c.ids["booked"] = c.engage(t, c.other, c.ids["job"])
	c.ids["taken"] = c.engage(t, c.worker, c.open(t, "搬空调外机", 1))
	c.ids["unfunded"] = c.post(t, "清运装修垃圾", rig.Obj{})
	c.ids["review"] = c.post(t, "搬运水泥，只招男", rig.Obj{})
	choice := c.post(t, "摘茶青三天", rig.Obj{"mode": "choice", "people": 2})
	c.fund(t, choice)
	c.ids["choice"] = choice
	c.other.Must(t, "POST", "/jobs/"+choice+"/grabs", nil)

	c.money(t)
	person := c.worker.Me(t)
	c.staff.Must(t, "POST", "/people/"+person+"/reveal", rig.Obj{"field": "phone", "reason": "核对工人投诉，打电话给本人"})
	pending := c.Person(t, "郑秋菊", 1978)
	c.ids["pending"] = rig.Str(pending.Must(t, "POST", "/employers", rig.Obj{"kind": "person", "region": "350428100", "address": "古镛镇府前路8号", "contact_phone": pending.Phone}), "id")
	rig.Until(t, "the employer waits for staff", func() bool {
		r, err := c.staff.Do("GET", "/reviews/"+c.ids["pending"], nil)
		return err == nil && r.Status == 200
	})
	return c
}

// post posts a job of four hours; each begins when the one before has ended.
func (c *county) post(t *testing.T, title string, over rig.Obj) string {
	t.Helper()
	job := rig.Job(c.ids["employer"], mover, title, 1, 30000)
	for key, value := range over {
		job[key] = value
	}
	return rig.Str(c.boss.Must(t, "POST", "/jobs", job), "id")
}

// open posts and funds a job, and waits until it is open.
func (c *county) open(t *testing.T, title string, people int) string {
	t.Helper()
	over := rig.Obj{"people": people}
	if people > 1 { // later, so that nobody works twice at once
		start := core.SystemClock().Add(26 * time.Hour).Truncate(time.Hour)
		over["windows"] = []rig.Obj{{"start": start, "end": start.Add(4 * time.Hour)}, {"start": start.Add(24 * time.Hour), "end": start.Add(28 * time.Hour)}}
		over["pay_unit"], over["pay"] = "hour", rig.Obj{"minor": 3500, "currency": "CNY"}
		over["note"] = "自带手套。门口有坡，电动车停在左边。"
	}
	job := c.post(t, title, over)
	c.fund(t, job)
	return job
}

func (c *county) fund(t *testing.T, job string) {
	t.Helper()
	c.boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	rig.Until(t, "the job is open", func() bool { return rig.Str(c.boss.Must(t, "GET", "/jobs/"+job, nil), "state") == "open" })
}

// engage lets the worker take the job, and returns the engagement.
func (c *county) engage(t *testing.T, worker *rig.Client, job string) string {
	t.Helper()
	return rig.Str(worker.Must(t, "POST", "/jobs/"+job+"/grabs", nil), "engagement")
}

// finish works from the start code to the worker's figure.
func (c *county) finish(t *testing.T, worker *rig.Client, e string, quantity int) {
	t.Helper()
	at := "/engagements/" + e
	worker.Must(t, "POST", at+"/check-in", rig.Obj{"code": rig.Str(c.boss.Must(t, "POST", at+"/start-code", nil), "code")})
	worker.Must(t, "POST", at+"/finish", nil)
	worker.Must(t, "POST", at+"/hours", rig.Obj{"quantity": quantity, "note": "多爬了一层楼"})
}

// rate lets both sides of a paid engagement rate.
func (c *county) rate(t *testing.T, e string) {
	t.Helper()
	rig.Until(t, "the worker may rate", func() bool {
		r, err := c.worker.Do("POST", "/engagements/"+e+"/rating", rig.Obj{"stars": 5, "words": "说话算数，结账快"})
		return err == nil && r.Status == 201
	})
	c.boss.Must(t, "POST", "/engagements/"+e+"/rating", rig.Obj{"stars": 4, "words": "手脚麻利，早到了十分钟"})
}

// money takes part of the wage out, and proves the income.
func (c *county) money(t *testing.T) {
	t.Helper()
	c.worker.Must(t, "PUT", "/me/consents/bank_card", rig.Obj{"granted": true, "version": rig.Consents(t, c.worker, "bank_card")[0]["version"]})
	card := c.worker.Must(t, "POST", "/wallet/cards", rig.Obj{"number": "6228480432109876545", "holder": c.worker.Name, "bank": "农信社"})
	c.ids["payout"] = rig.Str(c.worker.Must(t, "POST", "/wallet/payouts", rig.Obj{"card_id": rig.Str(card, "id"), "amount": rig.Obj{"minor": 12000, "currency": "CNY"}}), "id")
	rig.Until(t, "the money reached the card", func() bool {
		return rig.Str(c.worker.Must(t, "GET", "/wallet/payouts/"+c.ids["payout"], nil), "state") == "done"
	})
	c.worker.Must(t, "POST", "/wallet/proofs", rig.Obj{})
}
