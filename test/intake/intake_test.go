// Package intake tries registering others as agents and their people do: through
// the API, on both engines.
package intake

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/people/person"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/sheet"
	"yilu/test/rig"
)

// each runs fn on both engines.
func each(t *testing.T, fn func(t *testing.T, r *rig.Rig)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, rig.Start(t, dbtest.PostgresURL(t)))
	})
}

// sound checks every invariant, once what happened has been told to everyone.
func sound(t *testing.T, r *rig.Rig) {
	t.Helper()
	rig.Until(t, "all events are delivered", func() bool {
		waiting, _, err := r.App.Outbox.Lag(t.Context())
		return err == nil && waiting == 0
	})
	r.Sound(t)
}

const village, town = "350428100201", core.RegionCode("350428100")

// phone is a fresh number.
var phones = make(chan string, 1)

func init() {
	go func() {
		for n := 0; ; n++ {
			phones <- fmt.Sprintf("1870000%04d", n)
		}
	}()
}

// form is somebody to be registered.
func form(t *testing.T, c *rig.Client, name, document, phone string) rig.Obj {
	return rig.Obj{"name": name, "kind": "citizen_id", "document": document, "phone": phone, "region": village,
		"trades": []rig.Obj{{"trade": "4-02-05-01/01", "wants": true}}, "consents": rig.Consents(t, c, "terms", "privacy")}
}

func TestSomeoneRegisteredIsAPersonLikeAnyOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		agent := r.Staff(t, core.VillageAgent, town)
		phone, document := <-phones, rig.Document(1979)
		made := agent.Must(t, "POST", "/intake/people", form(t, agent, "王小明", document, phone))
		if rig.Str(made, "outcome") != "fresh" || rig.Str(made, "name") != "王*明" || len(rig.Str(made, "slip.code")) != 11 {
			t.Fatal(made)
		}
		self := r.LogIn(t, phone)
		me := self.Must(t, "GET", "/me", nil)
		if rig.Str(me, "person") != rig.Str(made, "person") || me["verified"] != true || rig.Str(me, "profile.trades.0.trade") != "4-02-05-01/01" || rig.Str(me, "profile.regions.0") != string(town) {
			t.Fatal(me)
		}
		if out, _ := me["consents_outstanding"].([]any); len(out) != 0 {
			t.Error("consents given on the spot do not count:", out)
		}
		list := agent.Must(t, "GET", "/intake/people", nil)
		if rig.Str(list, "items.0.state") != "waiting" || rig.Str(list, "items.0.phone") == phone {
			t.Error(list)
		}

		t.Run("what is known is never overwritten in silence", func(t *testing.T) {
			again := form(t, agent, "王小明", document, "")
			again["trades"] = []rig.Obj{{"trade": "4-01-02-04", "wants": true}}
			agent.Refused(t, "POST", "/intake/people", again, "intake.known")
			found := agent.Must(t, "POST", "/intake/checks", without(again, "consents"))
			if rig.Str(found, "outcome") != "change" || rig.Str(found, "differences.0.field") != "trades" || rig.Str(found, "differences.0.before") != "搬家工" {
				t.Fatal(found)
			}
			if got := rig.Str(self.Must(t, "GET", "/me", nil), "profile.trades.0.trade"); got != "4-02-05-01/01" {
				t.Error("it was changed by looking:", got)
			}
			again["match"] = "something else"
			agent.Refused(t, "POST", "/intake/people", again, "intake.match_old")
			again["match"] = rig.Str(found, "match")
			if got := agent.Must(t, "POST", "/intake/people", again); rig.Str(got, "outcome") != "change" {
				t.Error(got)
			}
			if got := rig.Str(self.Must(t, "GET", "/me", nil), "profile.trades.0.trade"); got != "4-01-02-04" {
				t.Error(got)
			}
			agent.Refused(t, "POST", "/intake/people", again, "intake.known_same")
		})
		t.Run("another name for the document learns nothing", func(t *testing.T) {
			agent.Refused(t, "POST", "/intake/people", form(t, agent, "李四", document, ""), "intake.name_other")
		})
		t.Run("the register's word counts", func(t *testing.T) {
			agent.Refused(t, "POST", "/intake/people", form(t, agent, "张三", person.MismatchDocument, ""), "intake.name_other")
		})
		t.Run("nobody under age, outside of the area, or without consent", func(t *testing.T) {
			agent.Refused(t, "POST", "/intake/people", form(t, agent, "小孩", rig.Document(2018), ""), "person.under_age")
			far := form(t, agent, "远人", rig.Document(1980), "")
			far["region"] = "350428101201"
			agent.Refused(t, "POST", "/intake/people", far, "intake.area")
			agent.Refused(t, "POST", "/intake/people", without(form(t, agent, "无名", rig.Document(1980), ""), "consents", "consents"), "request.invalid")
			none := form(t, agent, "无名", rig.Document(1980), "")
			none["consents"] = []rig.Obj{}
			agent.Refused(t, "POST", "/intake/people", none, "person.consent_missing")
			r.Person(t, "路人", 1990).Refused(t, "POST", "/intake/people", none, "auth.role")
		})
		sound(t, r)
	})
}

func without(o rig.Obj, keys ...string) rig.Obj {
	out := rig.Obj{}
	for k, v := range o {
		out[k] = v
	}
	for _, k := range keys {
		delete(out, k)
	}
	return out
}

func TestASlipAndAPhoneTakeTheAccountOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		agent := r.Staff(t, core.VillageAgent, town)
		made := agent.Must(t, "POST", "/intake/people", form(t, agent, "陈阿婆", rig.Document(1958), ""))
		who, code := rig.Str(made, "person"), rig.Str(made, "slip.code")
		if got := agent.Must(t, "GET", "/intake/people", nil); rig.Str(got, "items.0.state") != "no_phone" {
			t.Error(got)
		}
		phone := <-phones
		before := r.LogIn(t, phone) // she had tried the app before
		ask := func(c *rig.Client, phone string) string {
			var sms string
			rig.Until(t, "a code may be asked for", func() bool {
				got, err := c.Do("POST", "/auth/codes", rig.Obj{"phone": phone})
				if err == nil && got.Status < 300 {
					sms = rig.Str(got.Obj(t), "demo_code")
				}
				return sms != ""
			})
			return sms
		}
		stranger := r.Stranger()
		other := <-phones
		sms := ask(stranger, other)
		stranger.Refused(t, "POST", "/intake/takeovers", rig.Obj{"slip": "ACD-EFH-JKK", "phone": other, "code": sms}, "intake.slip_check")
		stranger.Refused(t, "POST", "/intake/takeovers", rig.Obj{"slip": code, "phone": other, "code": "000000"}, "account.code_wrong")
		got := stranger.Must(t, "POST", "/intake/takeovers", rig.Obj{"slip": strings.ToLower(code), "phone": other, "code": sms})
		if rig.Str(got, "person") != who || rig.Str(got, "token") == "" {
			t.Fatal(got)
		}
		self := &rig.Client{Base: stranger.Base, Token: rig.Str(got, "token")}
		if me := self.Must(t, "GET", "/me", nil); rig.Str(me, "person") != who || me["verified"] != true || rig.Str(me, "phone") == "" {
			t.Error(me)
		}
		if again := r.Stranger(); again != nil { // a slip opens once
			again.Refused(t, "POST", "/intake/takeovers", rig.Obj{"slip": code, "phone": other, "code": sms}, "intake.slip")
		}
		if list := agent.Must(t, "GET", "/intake/people", nil); rig.Str(list, "items.0.state") != "taken" {
			t.Error(list)
		}
		if me := before.Must(t, "GET", "/me", nil); me["verified"] == true {
			t.Error("the wrong account was taken over")
		}

		t.Run("an account that is nothing but a number ends", func(t *testing.T) {
			made := agent.Must(t, "POST", "/intake/people", form(t, agent, "林阿公", rig.Document(1955), ""))
			number := <-phones
			var empty core.PersonID
			err := r.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
				empty, _, err = r.App.Account.Ensure(ctx, tx, core.Phone(number))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			sms := ask(stranger, number)
			r.Stranger().Must(t, "POST", "/intake/takeovers", rig.Obj{"slip": rig.Str(made, "slip.code"), "phone": number, "code": sms})
			owner, err := r.App.Account.PersonByPhone(t.Context(), r.App.DB.Reader(), core.Phone(number))
			if err != nil || owner == empty || string(owner) != rig.Str(made, "person") {
				t.Error("the number is still the other's:", owner, err)
			}
		})
		t.Run("guessing ends", func(t *testing.T) {
			for range 10 {
				stranger.Do("POST", "/intake/takeovers", rig.Obj{"slip": "ACD-EFH-JKM", "phone": <-phones, "code": "123456"}) //nolint:errcheck // looked at below
			}
			got, err := stranger.Do("POST", "/intake/takeovers", rig.Obj{"slip": code, "phone": <-phones, "code": "123456"})
			if err != nil || got.Status == 201 {
				t.Error(got.Status, err)
			}
		})
		sound(t, r)
	})
}

func TestThePersonSeesTakesBackAndContests(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		agent, reviewer := r.Staff(t, core.VillageAgent, town), r.Reviewer(t)
		phone := <-phones
		agent.Must(t, "POST", "/intake/people", form(t, agent, "王小明", rig.Document(1979), phone))
		self := r.LogIn(t, phone)
		var id, enrol string
		acts, _ := self.Must(t, "GET", "/me/acts", nil)["items"].([]any)
		for _, a := range acts {
			switch rig.Str(a, "act") {
			case "intake.register":
				id = rig.Str(a, "id")
				if rig.At(a, "reversible") != true || rig.Str(a, "who") != "工**员" || rig.Str(a, "channel") != "agent" {
					t.Error(a)
				}
			case "person.enrol":
				enrol = rig.Str(a, "id")
			}
		}
		if id == "" || enrol == "" {
			t.Fatal(acts)
		}
		agent.Refused(t, "POST", "/me/acts/"+id+"/reversals", nil, "intake.act_missing")
		self.Refused(t, "POST", "/me/acts/"+enrol+"/reversals", nil, "intake.not_reversible")
		self.Refused(t, "POST", "/me/acts/"+id+"/contests", rig.Obj{"reason": "不"}, "intake.reason")
		self.Must(t, "POST", "/me/acts/"+id+"/contests", rig.Obj{"reason": "我没有说过要搬家"})
		self.Refused(t, "POST", "/me/acts/"+id+"/contests", rig.Obj{"reason": "我没有说过要搬家"}, "intake.contested")
		list := reviewer.Must(t, "GET", "/intake/contests", nil)
		if rig.Str(list, "items.0.reason") != "我没有说过要搬家" {
			t.Fatal(list)
		}
		path := "/intake/contests/" + rig.Str(list, "items.0.person") + "/" + rig.Str(list, "items.0.id") + "/answers"
		r.Staff(t, core.Reviewer, "350429").Refused(t, "POST", path, rig.Obj{"answer": "已经核对"}, "intake.missing")
		reviewer.Must(t, "POST", path, rig.Obj{"answer": "已经核对，您可以撤回"})
		reviewer.Refused(t, "POST", path, rig.Obj{"answer": "已经核对，您可以撤回"}, "intake.answered")

		if got := self.Must(t, "POST", "/me/acts/"+id+"/reversals", nil); got["reversed"] != true {
			t.Error(got)
		}
		me := self.Must(t, "GET", "/me", nil)
		trades, _ := rig.At(me, "profile.trades").([]any)
		outstanding, _ := me["consents_outstanding"].([]any)
		if len(trades) != 0 || len(outstanding) != 2 || me["verified"] != true {
			t.Error("not as before:", me)
		}
		if got := agent.Must(t, "GET", "/intake/people", nil); rig.Str(got, "items.0.state") != "reversed" {
			t.Error(got)
		}
		sound(t, r)
	})
}

func TestTheSameDraftIsSentOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		agent := r.Staff(t, core.HallClerk, "350428")
		f := form(t, agent, "王小明", rig.Document(1979), "")
		first, err := agent.DoKey("POST", "/intake/people", "draft-00000001", f)
		if err != nil || first.Status != 201 {
			t.Fatal(first.Status, string(first.Body), err)
		}
		second, err := agent.DoKey("POST", "/intake/people", "draft-00000001", f)
		if err != nil || !bytes.Equal(first.Body, second.Body) {
			t.Errorf("%s\n%s", first.Body, second.Body)
		}
		if n := rig.Num(agent.Must(t, "GET", "/intake/desk", nil), "registered"); n != 1 {
			t.Error("registered", n)
		}
	})
}

// raw sends a file.
func raw(t *testing.T, c *rig.Client, method, path string, body []byte) (status int, media string, answer []byte) {
	t.Helper()
	req, err := http.NewRequest(method, c.Base+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), answer
}

func uploaded(t *testing.T, c *rig.Client, name string, file []byte) rig.Obj {
	t.Helper()
	status, _, body := raw(t, c, "POST", "/intake/imports?name="+url.QueryEscape(name), file)
	if status != 201 {
		t.Fatalf("%s: %d %s", name, status, body)
	}
	return rig.Reply{Status: status, Body: body}.Obj(t)
}

func TestSixHundredRowsAreTakenInAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		agent := r.Staff(t, core.VillageAgent, "350428")
		page := sheet.Page{Name: "登记表", Columns: []sheet.Column{{Head: "姓名"}, {Head: "身份证号"}, {Head: "手机"}, {Head: "乡镇"}, {Head: "村"}, {Head: "求职意向"}}}
		for i := range 600 {
			phone := <-phones
			if i%3 == 0 {
				phone = ""
			}
			page.Rows = append(page.Rows, []string{"村民" + string(rune('一'+i)), rig.Document(1960 + i%40), phone, "古镛镇", "解放村", "搬家工、保洁员"})
		}
		page.Rows[100][4] = "不存在村"
		file, err := sheet.Book(page)
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		im := uploaded(t, agent, "解放村.xlsx", file)
		if rig.Num(im, "fresh") != 599 || rig.Num(im, "bad") != 1 {
			t.Fatal(im)
		}
		read := time.Since(begun)
		path := "/intake/imports/" + rig.Str(im, "id")
		news := agent.Stream(t)
		agent.Must(t, "POST", path+"/confirmations", rig.Obj{"consents": rig.Consents(t, agent, "terms", "privacy")})
		rig.Until(t, "the table is through", func() bool { return rig.Str(agent.Must(t, "GET", path, nil), "state") == "done" })
		all := time.Since(begun)
		t.Logf("read and looked up in %v, all registered after %v", read, all)
		if all > 10*time.Second {
			t.Error("600 rows took", all)
		}
		heard := 0
		for heard == 0 {
			if e := <-news; e.Name == "signal" && rig.Str(e.Data, "topic") == "import" {
				heard++
			}
		}
		if got := agent.Must(t, "GET", path, nil); rig.Num(got, "taken") != 599 || rig.Num(got, "done") != rig.Num(got, "of") {
			t.Error(got)
		}
		if n := rig.Num(agent.Must(t, "GET", "/intake/desk", nil), "registered"); n != 599 {
			t.Error("registered", n)
		}
		sound(t, r)
	})
}
