package employer_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/people/employer"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

func TestFirmFromApplicationToApproval(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var v employer.View
		w.call(201, "POST", "/employers", zhang, `{"kind":"enterprise","name":" 将乐县擂茶有限公司 ","uscc":"9111 0000 6000 3734 1l","region":"350428100000",
			"address":"福建省三明市将乐县古镛镇华山路1号","contact_phone":"13900139000","industry":"餐饮","licence":"`+string(licence)+`","letter":"`+string(letter)+`"}`, &v)
		want := employer.View{
			ID: v.ID, Kind: "enterprise", Name: "将乐县擂茶有限公司", USCC: codeFirm, Region: "350428100", Industry: "餐饮",
			Details: &employer.Details{
				State: "pending", Address: "福建省三明市将乐县古镛镇华山路1号", ContactName: "张三丰", ContactPhone: "13900139000", Licence: licence, Mine: "active",
				Agents: []employer.AgentView{{Person: zhang, Name: "张*丰", State: "active", Letter: letter, At: begin}}, CreatedAt: begin, ChangedAt: begin,
			},
		}
		if d := cmp.Diff(want, v); d != "" {
			t.Fatal("applied (-want +got):", d)
		}
		w.drain()
		wantAsked := []event.ReviewAsked{{
			Kind: "employer", Subject: string(v.ID), Region: "350428100", Title: "企业：将乐县擂茶有限公司", Asker: zhang, Employer: v.ID, Revision: 1,
			Findings: []core.Text{
				{ZH: "核对执照照片上的名称、代码与填写的是否一致。", EN: "Compare name and code with the photo of the licence."},
				{ZH: "经办人不是法定代表人，核对委托书。", EN: "The agent is not the legal representative: check the letter of authority."},
				{ZH: "代码登记在 110000，填的地区是 350428100。", EN: "The code was registered in 110000, the region given is 350428100."},
			},
			Sources: []string{"人力资源市场暂行条例第二十六条", "人力资源市场暂行条例第二十六条", "GB 32100-2015"},
		}}
		if d := cmp.Diff(wantAsked, w.asked); d != "" {
			t.Error("asked (-want +got):", d)
		}
		if d := cmp.Diff(map[core.FileID]core.PersonID{licence: zhang, letter: zhang}, w.others.kept); d != "" {
			t.Error("files:", d)
		}

		path := "/employers/" + string(v.ID)
		w.call(404, "GET", path, chen, "", nil)
		var seen employer.View
		w.call(200, "GET", path, rita, "", &seen)
		if d := seen.Details; d == nil || d.Address != "福建省三明市将乐县古镛镇****" || d.ContactName != "张*丰" || d.ContactPhone != "139****9000" || d.Mine != "" {
			t.Errorf("a reviewer sees %+v", seen.Details)
		}
		var mine struct{ Items []employer.View }
		if w.call(200, "GET", "/employers", zhang, "", &mine); len(mine.Items) != 1 || mine.Items[0].Details.ContactPhone != "139****9000" {
			t.Errorf("%+v", mine)
		}

		w.decide(v.ID, 1, true, "")
		var card employer.View
		w.call(200, "GET", path, chen, "", &card)
		if d := cmp.Diff(employer.View{ID: v.ID, Kind: "enterprise", Name: "将乐县擂茶有限公司", USCC: codeFirm, Region: "350428100", Industry: "餐饮", Approved: true}, card); d != "" {
			t.Error("card (-want +got):", d)
		}
		if got := w.inbox(zhang); got != "employer.approved" {
			t.Error(got)
		}
		w.call(409, "PATCH", path, zhang, `{"industry":"茶"}`, nil)
		acts, err := audit.About(t.Context(), w.db.Reader(), string(v.ID), "", 10)
		if err != nil || len(acts) != 1 || acts[0].Act != "employer.apply" {
			t.Errorf("%+v %v", acts, err)
		}
		w.verified()
	})
}

func TestPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.approved(zhang, person())
		f, err := w.service.Facts(t.Context(), w.db.Reader(), id)
		if err != nil || f.MaskedName != "张*丰" || f.Name.Reveal() != "张三丰" || !f.Approved || f.Kind != employer.Person || f.Region != "350428" {
			t.Errorf("%+v %v", f, err)
		}
		var v employer.View
		w.call(200, "GET", "/employers/"+string(id), chen, "", &v)
		if v.Name != "张*丰" || v.Details != nil {
			t.Errorf("%+v", v)
		}
		t.Run("one for each person", func(t *testing.T) {
			if _, err := w.apply(zhang, person()); !errors.Is(err, employer.ErrPersonTaken) {
				t.Error(err)
			}
			if _, err := w.apply(wang, person()); err != nil {
				t.Error("another person is refused:", err)
			}
		})
		t.Run("nothing of a person lies open", func(t *testing.T) {
			for _, plain := range []string{"张三丰", "13900139000", "常口村"} {
				var n int
				if err := w.db.Reader().Row(t.Context(), `
					SELECT COUNT(*) FROM employer_employer
					WHERE name LIKE $1 OR CAST(address AS TEXT) LIKE $1 OR CAST(contact_phone AS TEXT) LIKE $1 OR CAST(contact_name AS TEXT) LIKE $1`, "%"+plain+"%").Scan(&n); err != nil || n != 0 {
					t.Error(plain, n, err)
				}
			}
		})
		w.verified()
	})
}

func TestRefusalAndCorrection(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		e, err := w.apply(zhang, firm())
		if err != nil {
			t.Fatal(err)
		}
		path := "/employers/" + string(e.ID)
		w.decide(e.ID, 1, false, "执照照片看不清，请重拍。")
		var v employer.View
		w.call(200, "GET", path, zhang, "", &v)
		if v.Details.State != "refused" || v.Details.Reason != "执照照片看不清，请重拍。" || w.inbox(zhang) != "employer.refused" {
			t.Errorf("%+v %s", v.Details, w.inbox(zhang))
		}
		w.call(200, "PATCH", path, zhang, `{"licence":"`+string(scan)+`"}`, &v)
		if v.Details.State != "pending" || v.Details.Reason != "" || v.Details.Licence != scan || v.Details.Address != firm().Address || v.Details.Agents[0].Letter != letter {
			t.Errorf("%+v", v.Details)
		}
		if d := cmp.Diff([]core.FileID{licence}, w.others.released); d != "" {
			t.Error("the replaced file stays in use:", d)
		}
		w.drain()
		if n := len(w.asked); n != 2 || w.asked[1].Revision != 2 {
			t.Errorf("%d asked: %+v", n, w.asked)
		}
		t.Run("a decision on what was corrected meanwhile changes nothing", func(t *testing.T) {
			w.decide(e.ID, 1, true, "")
			if s := w.state(e.ID); s != employer.Pending {
				t.Error(s)
			}
		})
		t.Run("decisions of other kinds are not ours", func(t *testing.T) {
			if err := w.write(func(ctx context.Context, tx db.Tx) error {
				return w.service.OnReviewDecided(ctx, tx, event.ReviewDecided{Kind: "job", Subject: string(e.ID), Approved: true, Revision: 2})
			}); err != nil || w.state(e.ID) != employer.Pending {
				t.Error(err, w.state(e.ID))
			}
		})
		t.Run("an empty correction sends it once more", func(t *testing.T) {
			w.decide(e.ID, 2, false, "还是看不清楚")
			w.call(200, "PATCH", path, zhang, `{}`, nil)
			w.decide(e.ID, 3, true, "")
			if s := w.state(e.ID); s != employer.Approved {
				t.Error(s)
			}
		})
		w.verified()
	})
}

func TestOneForEachCode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		first, err := w.apply(zhang, firm())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.apply(zhang, firm()); !errors.Is(err, employer.ErrTaken) {
			t.Error("twice:", err)
		}
		w.decide(first.ID, 1, false, "照片不是执照")
		second, err := w.apply(zhang, firm())
		if err != nil {
			t.Error("a refused one keeps the code:", err)
		}
		w.decide(second.ID, 1, true, "")
		err = w.write(func(ctx context.Context, tx db.Tx) error {
			_, err := w.service.Correct(ctx, tx, as(zhang), first.ID, employer.Correction{})
			return err
		})
		if !errors.Is(err, employer.ErrTaken) || w.state(first.ID) != employer.Refused {
			t.Error(err, w.state(first.ID))
		}
		w.verified()
	})
}

func TestApplicantsRaceForACode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		const n = 6
		errs := make([]error, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() { _, errs[i] = w.apply(zhang, firm()) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, employer.ErrTaken) {
				t.Error(err)
			}
		}
		if w.drain(); won != 1 || len(w.asked) != 1 {
			t.Errorf("%d won, %d asked", won, len(w.asked))
		}
		w.verified()
	})
}

func TestAgents(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.approved(zhang, firm())
		path := "/employers/" + string(id)
		may := func(p core.PersonID) bool {
			err := w.service.MayAct(t.Context(), w.db.Reader(), p, id)
			if err != nil && !errors.Is(err, employer.ErrNotAgent) {
				t.Error(err)
			}
			return err == nil
		}
		invite := `{"phone":"+86 138-0013-8000","letter":"` + string(letter) + `"}`
		var v employer.View
		w.call(403, "POST", path+"/agents", chen, invite, nil)
		w.call(201, "POST", path+"/agents", zhang, invite, &v)
		if len(v.Details.Agents) != 2 || v.Details.Agents[1].State != "invited" || may(wang) || w.inbox(wang) != "employer.invited" {
			t.Errorf("%+v", v.Details.Agents)
		}
		w.call(409, "POST", path+"/agents", zhang, invite, nil)
		t.Run("the invited may look, and nothing else", func(t *testing.T) {
			w.call(200, "GET", path, wang, "", &v)
			if v.Details.Mine != "invited" || v.Details.ContactPhone == firm().ContactPhone {
				t.Errorf("%+v", v.Details)
			}
			w.call(403, "POST", path+"/agents", wang, invite, nil)
			w.call(403, "DELETE", path+"/agents/"+string(zhang), wang, "", nil)
		})
		t.Run("who was not invited can't accept", func(t *testing.T) { w.call(404, "PUT", path+"/agents/me", chen, "", nil) })
		w.call(200, "PUT", path+"/agents/me", wang, "", &v)
		w.call(200, "PUT", path+"/agents/me", wang, "", &v)
		if !may(wang) || !may(zhang) || v.Details.Mine != "active" {
			t.Errorf("%+v", v.Details)
		}
		got, err := w.service.Agents(t.Context(), w.db.Reader(), id)
		if d := cmp.Diff([]core.PersonID{zhang, wang}, got); d != "" || err != nil {
			t.Error(d, err)
		}
		if of, err := w.service.Of(t.Context(), w.db.Reader(), wang); err != nil || len(of) != 1 || of[0] != id {
			t.Error(of, err)
		}
		t.Run("an agent leaves, the last one can't", func(t *testing.T) {
			w.call(200, "DELETE", path+"/agents/"+string(zhang), wang, "", nil)
			if may(zhang) || w.inbox(zhang) != "employer.approved employer.removed" {
				t.Error(w.inbox(zhang))
			}
			w.call(409, "DELETE", path+"/agents/me", wang, "", nil)
			w.call(403, "DELETE", path+"/agents/me", zhang, "", nil)
			w.call(404, "DELETE", path+"/agents/"+string(chen), wang, "", nil)
		})
		t.Run("accepting needs a real name", func(t *testing.T) {
			w.call(422, "POST", path+"/agents", wang, `{"phone":"13800138001","letter":"`+string(letter)+`"}`, nil) // of zhang's upload
			w.call(201, "POST", path+"/agents", wang, `{"phone":"13800138001","principal":true}`, nil)
			w.call(403, "PUT", path+"/agents/me", nobod, "", nil)
			w.call(200, "DELETE", path+"/agents/me", nobod, "", nil)
		})
		w.verified()
	})
}

func TestSuspension(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.approved(zhang, firm())
		path := "/employers/" + string(id) + "/suspension"
		approved := func() bool {
			ok, err := w.service.Approved(t.Context(), w.db.Reader(), id)
			if err != nil {
				t.Error(err)
			}
			return ok
		}
		w.call(403, "POST", path, zhang, `{"suspended":true,"reason":"想停就停"}`, nil)
		w.call(409, "POST", path, rita, `{"suspended":false,"reason":"没有暂停过"}`, nil)
		w.call(200, "POST", path, rita, `{"suspended":true,"reason":"有人反映欠薪，核实中"}`, nil)
		if approved() || w.inbox(zhang) != "employer.approved employer.suspended" {
			t.Error(approved(), w.inbox(zhang))
		}
		if err := w.service.MayAct(t.Context(), w.db.Reader(), zhang, id); err != nil {
			t.Error("what was begun can't be ended:", err)
		}
		w.call(409, "POST", path, rita, `{"suspended":true,"reason":"再停一次"}`, nil)
		w.call(200, "POST", path, rita, `{"suspended":false,"reason":"已经核实付清"}`, nil)
		if !approved() {
			t.Error("not resumed")
		}
		w.verified()
	})
}

func TestReveal(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		e, err := w.apply(zhang, person())
		if err != nil {
			t.Fatal(err)
		}
		path := "/employers/" + string(e.ID) + "/reveal"
		w.call(403, "POST", path, zhang, `{"reason":"看看自己的"}`, nil)
		w.call(422, "POST", path, rita, `{"reason":"看"}`, nil)
		w.clock.Add(time.Minute)
		var got employer.Revealed
		w.call(200, "POST", path, rita, `{"reason":"电话核实用工人身份"}`, &got)
		if d := cmp.Diff(employer.Revealed{Name: "张三丰", Address: "将乐县高唐镇常口村3号", ContactName: "张三丰", ContactPhone: "13900139000"}, got); d != "" {
			t.Error(d)
		}
		acts, err := audit.About(t.Context(), w.db.Reader(), string(e.ID), "", 1)
		if err != nil || acts[0].Act != "employer.reveal" || acts[0].Actor != rita || acts[0].Reason != "电话核实用工人身份" {
			t.Errorf("%+v %v", acts, err)
		}
		if text := w.call(200, "GET", "/inbox", zhang, "", nil); !strings.Contains(text, "电话核实用工人身份") {
			t.Error("the person was not told:", text)
		}
	})
}

func TestFactsOfMany(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, b := w.approved(zhang, firm()), w.approved(zhang, person())
		q := w.db.Reader()
		facts, err := w.service.FactsOf(t.Context(), q, []core.EmployerID{a, b, core.NewID[core.Employer](begin)})
		if err != nil || len(facts) != 2 || facts[a].MaskedName != "将乐县擂茶有限公司" || facts[b].MaskedName != "张*丰" {
			t.Errorf("%+v %v", facts, err)
		}
		names, err := w.service.MaskedNames(t.Context(), q, []core.EmployerID{b})
		if d := cmp.Diff(map[core.EmployerID]string{b: "张*丰"}, names); d != "" || err != nil {
			t.Error(d, err)
		}
		if _, err := w.service.Facts(t.Context(), q, core.NewID[core.Employer](begin)); !errors.Is(err, employer.ErrNotFound) {
			t.Error(err)
		}
		if ok, err := w.service.Approved(t.Context(), q, core.NewID[core.Employer](begin)); ok || err != nil {
			t.Error(ok, err)
		}
	})
}

func TestRotation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, b := w.approved(zhang, firm()), w.approved(zhang, person())
		if w.reseal() != 0 {
			t.Error("sealed anew under the same key")
		}
		if _, err := w.keys.Rotate(); err != nil {
			t.Fatal(err)
		}
		if n := w.reseal(); n != 2 {
			t.Errorf("%d sealed anew", n)
		}
		if n := w.reseal(); n != 0 {
			t.Errorf("%d sealed anew the second time", n)
		}
		for _, id := range []core.EmployerID{a, b} {
			if e, _, err := w.service.Get(t.Context(), w.db.Reader(), id); err != nil || e.ContactPhone.IsZero() || e.Address.IsZero() {
				t.Error(e, err)
			}
		}
		w.verified()
	})
}

// reseal walks all rows and returns how many were written.
func (w *world) reseal() (n int) {
	for next := core.EmployerID(""); ; {
		if err := w.write(func(ctx context.Context, tx db.Tx) (err error) {
			var changed int
			next, changed, err = w.service.Reseal(ctx, tx, next)
			n += changed
			return err
		}); err != nil {
			w.Fatal(err)
		}
		if next == "" {
			return n
		}
	}
}
