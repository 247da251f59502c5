package person_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/people/person"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// looks lists, in short, who looked at a person's data.
func (h *house) looks(who core.PersonID, query string) (out []string, next string) {
	h.Helper()
	a := h.call("GET", "/me/access-log"+query, who, "")
	if a.status != 200 {
		h.Fatal(a.text)
	}
	for _, x := range a.doc["items"].([]any) {
		m := x.(map[string]any)
		out = append(out, fmt.Sprint(m["field"], " ", m["role"], " ", m["who"], " ", m["reason"]))
	}
	return out, a.str("next")
}

func TestReveal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		number := citizen("1979-06-15", 1)
		h.settle(ana, "王小明", number)
		h.settle(rita, "欧阳审核", citizen("1985-01-01", 2))
		reveal := func(who, whose core.PersonID, body string, headers ...string) answer {
			return h.call("POST", "/people/"+string(whose)+"/reveal", who, body, headers...)
		}
		t.Run("oneself sees all, and it is recorded", func(t *testing.T) {
			for field, want := range map[string]string{"document": number, "name": "王小明", "phone": "1380013800a"} {
				if a := reveal(ana, ana, `{"field":"`+field+`"}`); a.status != 200 || a.str("value") != want {
					t.Error(a.text)
				}
			}
			if n := h.count("person_look"); n != 3 {
				t.Error(n)
			}
		})
		t.Run("another sees nothing, and nothing is recorded", func(t *testing.T) {
			before := h.rows()
			a := reveal(ben, ana, `{"field":"document","reason":"好奇看一看"}`)
			h.want(a, 403, "person.look")
			if h.rows() != before || strings.Contains(a.text, number) {
				t.Error(a.text)
			}
		})
		t.Run("a reviewer needs a reason", func(t *testing.T) {
			for _, reason := range []string{``, `,"reason":"看"`, `,"reason":"　　　　　　"`} {
				h.want(reveal(rita, ana, `{"field":"document"`+reason+`}`), 422, "person.look_reason")
			}
			h.clock.Add(time.Minute)
			a := reveal(rita, ana, `{"field":"document","reason":"核对用工登记"}`)
			if a.status != 200 || a.str("value") != number {
				t.Error(a.text)
			}
		})
		t.Run("the same key looks once", func(t *testing.T) {
			h.clock.Add(time.Minute) // looks of one moment have no order
			before := h.count("person_look")
			first := reveal(rita, ana, `{"field":"name","reason":"核对用工登记"}`, "Idempotency-Key", "reveal-001")
			again := reveal(rita, ana, `{"field":"name","reason":"核对用工登记"}`, "Idempotency-Key", "reveal-001")
			if first.text != again.text || first.status != 200 || h.count("person_look") != before+1 {
				t.Error(first.text, again.text)
			}
		})
		t.Run("the other side of a job looks through its module", func(t *testing.T) {
			h.clock.Add(time.Minute)
			h.write(func(ctx context.Context, tx db.Tx) error {
				value, err := h.Disclose(ctx, tx, core.Actor{Person: ben, Channel: core.ByPhone}, ana, person.PhoneField, "一起做“搬家”这单活")
				if value != "1380013800a" {
					t.Error(value)
				}
				return err
			})
		})
		t.Run("the person sees who, why and when, newest first, in pages", func(t *testing.T) {
			first, next := h.looks(ana, "?limit=2")
			if diff := cmp.Diff([]string{"phone party  一起做“搬家”这单活", "name reviewer 欧阳*核 核对用工登记"}, first); diff != "" || next == "" {
				t.Error(diff, next)
			}
			rest, end := h.looks(ana, "?limit=4&cursor="+next)
			if len(rest) != 4 || rest[0] != "document reviewer 欧阳*核 核对用工登记" || end != "" {
				t.Error(rest, end)
			}
			if own, _ := h.looks(rita, ""); len(own) != 0 {
				t.Error(own)
			}
		})
		t.Run("the audit has it, too", func(t *testing.T) {
			all, err := audit.About(t.Context(), d.Reader(), string(ana), "", 1)
			if err != nil || len(all) != 1 || all[0].Act != "person.reveal" || all[0].Actor != ben || all[0].Object != "phone" || all[0].Reason == "" {
				t.Error(all, err)
			}
		})
		t.Run("bad requests are refused", func(t *testing.T) {
			before := h.rows()
			const nobody = core.PersonID("0190f5f0-0000-7000-8000-0000000000ff")
			h.want(reveal(rita, nobody, `{"field":"phone","reason":"核对用工登记"}`), 404, "person.unknown")
			h.want(reveal(rita, ben, `{"field":"document","reason":"核对用工登记"}`), 404, "person.identity_missing")
			h.want(reveal(rita, ana, `{"field":"password","reason":"核对用工登记"}`), 422, "request.invalid")
			h.want(reveal(rita, "x%27%20OR%201", `{"field":"phone","reason":"核对用工登记"}`), 422, "request.invalid")
			h.want(reveal(rita, ana, `{"field":"name","reason":"`+strings.Repeat("长", 201)+`"}`), 422, "request.invalid")
			h.want(h.call("GET", "/me/access-log?cursor=eA", ana, ""), 422, "request.cursor")
			h.want(h.call("GET", "/me/access-log?cursor=Inh4Ig", ana, ""), 422, "request.cursor") // "xx"
			if h.rows() != before {
				t.Error("something was written")
			}
		})
	}, schemas...)
}

func TestCard(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		people := map[string]string{"王小明": "王师傅", "欧阳娜娜": "欧阳师傅", "张三": "张师傅", "买买提·吐尔逊": "买**·**逊", "John Smith": "J*** ****h"}
		i := 0
		for name, want := range people {
			i++
			id := core.NewID[core.Person](begin)
			h.settle(id, name, citizen("1980-01-01", i))
			if a := h.call("GET", "/people/"+string(id), ben, ""); a.status != 200 || a.str("name") != want || strings.Contains(a.text, name) {
				t.Error(a.text, want)
			}
		}
		h.settle(ana, "王小明", citizen("1979-06-15", 1))
		h.call("PUT", "/me/profile", ana, full)
		a := h.call("GET", "/people/"+string(ana), ben, "", "Accept-Language", "en")
		if trades, _ := a.doc["trades"].([]any); len(trades) != 2 || strings.Contains(a.text, "1979") || strings.Contains(a.text, "2500") || strings.Contains(a.text, "26.73") {
			t.Error("the card must show what ana can do and nothing else:", a.text)
		}
		h.want(h.call("GET", "/people/"+string(ben), ana, ""), 404, "person.unknown")
		h.want(h.call("GET", "/people/"+string(ana), "", ""), 401, "auth.required")
		h.want(h.call("GET", "/people/me", ana, ""), 422, "request.invalid")
	}, schemas...)
}
