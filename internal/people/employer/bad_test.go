package employer_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/people/employer"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// form is a good application as JSON, with changes over it; a nil change takes
// the field out.
func form(changes map[string]any) string {
	m := map[string]any{
		"kind": "enterprise", "name": "将乐县擂茶有限公司", "uscc": codeFirm, "region": "350428100", "address": "将乐县古镛镇华山路1号",
		"contact_name": "李师傅", "contact_phone": "0598-2260000", "industry": "餐饮", "licence": string(licence), "letter": string(letter),
	}
	for k, v := range changes {
		if m[k] = v; v == nil {
			delete(m, k)
		}
	}
	b, _ := json.Marshal(m)
	return string(b)
}

func TestBadApplications(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		type is = map[string]any
		for name, tt := range map[string]struct {
			who    core.PersonID
			body   string
			status int
			says   string
		}{
			"no login":                     {"", form(nil), 401, "auth.required"},
			"no real name":                 {nobod, form(nil), 403, "employer.real_name"},
			"unknown kind":                 {zhang, form(is{"kind": "company"}), 422, "body.kind"},
			"unknown field":                {zhang, form(is{"state": "approved"}), 422, "body.state"},
			"no name":                      {zhang, form(is{"name": nil}), 422, "employer.name"},
			"a name of signs":              {zhang, form(is{"name": "——！！"}), 422, "employer.name"},
			"a name of invisible signs":    {zhang, form(is{"name": "\u200b\u202e\u2066"}), 422, "employer.name"},
			"a name too long":              {zhang, form(is{"name": strings.Repeat("长", 81)}), 422, "employer.name"},
			"no code":                      {zhang, form(is{"uscc": nil}), 422, "employer.uscc"},
			"a code of wrong check":        {zhang, form(is{"uscc": "91110000600037341M"}), 422, "employer.uscc"},
			"a code too short":             {zhang, form(is{"uscc": "9111000060003734"}), 422, "employer.uscc"},
			"a code of another kind":       {zhang, form(is{"kind": "individual_business"}), 422, "这个代码不是个体工商户的"},
			"a citizen's number as code":   {zhang, form(is{"uscc": "11010519491231002X"}), 422, "employer.uscc"},
			"no such region":               {zhang, form(is{"region": "350499"}), 422, "employer.region"},
			"a province as region":         {zhang, form(is{"region": "35"}), 422, "employer.region"},
			"a region of letters":          {zhang, form(is{"region": "将乐"}), 422, "employer.region"},
			"a short address":              {zhang, form(is{"address": "村里"}), 422, "employer.address"},
			"a contact who is no name":     {zhang, form(is{"contact_name": "12345"}), 422, "employer.contact_name"},
			"a phone too short":            {zhang, form(is{"contact_phone": "1390013900"}), 422, "employer.contact_phone"},
			"a long industry":              {zhang, form(is{"industry": strings.Repeat("业", 41)}), 422, "employer.industry"},
			"no licence":                   {zhang, form(is{"licence": nil}), 422, "employer.licence"},
			"a licence that is no id":      {zhang, form(is{"licence": "../../etc"}), 422, "body.licence"},
			"another's licence":            {chen, form(nil), 422, `"path":"body.licence"`},
			"a letter that is not there":   {zhang, form(is{"letter": string(zhang)}), 422, `"path":"body.letter"`},
			"no letter and not in person":  {zhang, form(is{"letter": ""}), 422, "employer.letter"},
			"a person with a code":         {zhang, form(is{"kind": "person", "name": nil}), 422, "employer.person_uscc"},
			"a person with another's name": {zhang, form(is{"kind": "person", "uscc": nil}), 422, "employer.person_name"},
			"the rule is named":            {zhang, form(is{"licence": nil}), 422, "人力资源市场暂行条例第二十六条"},
			"all bad fields at once":       {zhang, form(is{"address": "", "contact_phone": "1", "region": "1"}), 422, `"path":"body.region"`},
			"wrong type":                   {zhang, form(is{"principal": "yes"}), 422, "body.principal"},
			"not UTF-8":                    {zhang, `{"kind":"person","address":"` + "\xff" + `"}`, 400, "request.text"},
			"too large":                    {zhang, form(is{"address": strings.Repeat("长", 30_000)}), 413, "request.too_large"},
		} {
			if text := w.call(tt.status, "POST", "/employers", tt.who, tt.body, nil); !strings.Contains(text, tt.says) {
				t.Errorf("%s: %s does not say %s", name, text, tt.says)
			}
		}
		if text := w.call(422, "POST", "/employers", zhang, form(is{"address": "", "contact_phone": "1"}), nil); !strings.Contains(text, "body.address") || !strings.Contains(text, "body.contact_phone") {
			t.Error("one bad field hides another:", text)
		}
		var mine struct{ Items []employer.View }
		if w.call(200, "GET", "/employers", zhang, "", &mine); len(mine.Items) != 0 {
			t.Errorf("written all the same: %+v", mine)
		}
		if w.drain(); len(w.asked) != 0 {
			t.Errorf("%+v", w.asked)
		}
		t.Run("scripts and SQL are text", func(t *testing.T) {
			const nasty = `<script>alert(1)</script>'); DROP TABLE employer_employer;--`
			var v employer.View
			w.call(201, "POST", "/employers", zhang, form(is{"name": nasty}), &v)
			if v.Name != nasty {
				t.Errorf("%q", v.Name)
			}
		})
		w.verified()
	})
}

func TestBadRequestsToOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.approved(zhang, firm())
		e, err := w.apply(zhang, person())
		if err != nil {
			t.Fatal(err)
		}
		path, pending := "/employers/"+string(id), "/employers/"+string(e.ID)
		none := "/employers/" + string(core.NewID[core.Employer](begin))
		for name, tt := range map[string]struct {
			method, path string
			who          core.PersonID
			body         string
			status       int
			says         string
		}{
			"no such employer":          {"GET", none, zhang, "", 404, "employer.not_found"},
			"not an id":                 {"GET", "/employers/1", zhang, "", 422, "path.id"},
			"an id of another form":     {"GET", "/employers/{" + string(id) + "}", zhang, "", 422, "path.id"},
			"correcting none":           {"PATCH", none, zhang, `{}`, 403, "employer.not_agent"},
			"correcting another's":      {"PATCH", pending, chen, `{}`, 403, "employer.not_agent"},
			"correcting an approved":    {"PATCH", path, zhang, `{}`, 409, "employer.settled"},
			"correcting into nonsense":  {"PATCH", pending, zhang, `{"kind":"enterprise"}`, 422, "body.uscc"},
			"inviting before approval":  {"POST", pending + "/agents", zhang, `{"phone":"13800138000","letter":"` + string(letter) + `"}`, 409, "employer.not_approved"},
			"inviting a stranger":       {"POST", path + "/agents", zhang, `{"phone":"13800138009","letter":"` + string(letter) + `"}`, 404, "employer.no_account"},
			"inviting a landline":       {"POST", path + "/agents", zhang, `{"phone":"0598-2260000","letter":"` + string(letter) + `"}`, 422, "employer.phone"},
			"inviting without a letter": {"POST", path + "/agents", zhang, `{"phone":"13800138000"}`, 422, "body.letter"},
			"accepting at none":         {"PUT", none + "/agents/me", wang, "", 404, "employer.not_invited"},
			"accepting for another":     {"PUT", path + "/agents/" + string(wang), wang, "", 405, "request.method"},
			"removing at none":          {"DELETE", none + "/agents/me", wang, "", 403, "employer.not_agent"},
			"suspending without reason": {"POST", path + "/suspension", rita, `{"suspended":true,"reason":""}`, 422, "employer.reason"},
			"suspending a pending":      {"POST", pending + "/suspension", rita, `{"suspended":true,"reason":"先停下来"}`, 409, "employer.state"},
			"suspending none":           {"POST", none + "/suspension", rita, `{"suspended":true,"reason":"先停下来"}`, 404, "employer.not_found"},
			"revealing as nobody":       {"POST", path + "/reveal", chen, `{"reason":"想看一看"}`, 403, "auth.role"},
			"a cursor of ours":          {"GET", "/employers?cursor=" + api.EncodeCursor("x"), zhang, "", 422, "query.cursor"},
			"a cursor of nobody":        {"GET", "/employers?cursor=%21", zhang, "", 422, "query.cursor"},
		} {
			if text := w.call(tt.status, tt.method, tt.path, tt.who, tt.body, nil); !strings.Contains(text, tt.says) {
				t.Errorf("%s: %s does not say %s", name, text, tt.says)
			}
		}
		if w.state(id) != employer.Approved || w.state(e.ID) != employer.Pending {
			t.Error(w.state(id), w.state(e.ID))
		}
		w.verified()
	})
}

func TestServiceRefusesWhoTheDoorWouldNotLetIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.approved(rita, person()) // a reviewer who gives work
		reviewer := core.Actor{Person: rita, Grants: []core.Grant{{Role: core.Reviewer}}}
		for name, tt := range map[string]struct {
			by   core.Actor
			want *fault.Fault
		}{"their own": {reviewer, employer.ErrOwn}, "no role": {as(chen), employer.ErrNotReviewer}, "the system": {core.System, employer.ErrNotReviewer}} {
			err := w.write(func(ctx context.Context, tx db.Tx) error {
				_, err := w.service.SetSuspended(ctx, tx, tt.by, id, true, "没有理由的理由")
				return err
			})
			if !errors.Is(err, tt.want) || w.state(id) != employer.Approved {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTooManyApplications(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		codes := []string{"91110000600037341L", "91330100799655058B", "91440300708461136T", uscc("91350428", "12345678"), uscc("91350428", "23456789"), uscc("91350428", "34567890")}
		for i, code := range codes {
			a := firm()
			a.USCC = code
			_, err := w.apply(zhang, a)
			if i < 5 && err != nil || i == 5 && !errors.Is(err, employer.ErrManyOpen) {
				t.Errorf("application %d: %v", i+1, err)
			}
		}
	})
}

// uscc makes a valid code of its first eight characters and eight of the
// organisation's.
func uscc(head, organisation string) string {
	body := head + organisation + string(core.OrganisationCheck(organisation))
	return body + string(core.USCCCheck(body))
}

func TestSameKeySameEmployer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		first := w.keyed("key-00001", form(nil))
		if again := w.keyed("key-00001", form(nil)); again != first || !strings.Contains(first, `"id"`) {
			t.Error(first, again)
		}
		var n int
		if err := w.db.Reader().Row(t.Context(), `SELECT COUNT(*) FROM api_answer WHERE CAST(body AS TEXT) LIKE '%华山路%' OR CAST(body AS TEXT) LIKE '%2260000%'`).Scan(&n); err != nil || n != 0 {
			t.Error("the remembered answer lies open", n, err)
		}
		if w.drain(); len(w.asked) != 1 {
			t.Errorf("%d asked", len(w.asked))
		}
	})
}

func TestVerifyFindsBreaches(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]string{
		"a claim is gone":       `DELETE FROM employer_claim`,
		"a claim of another":    `UPDATE employer_claim SET identity = 'uscc:91330100799655058B'`,
		"nobody speaks for it":  `DELETE FROM employer_agent`,
		"no reason":             `UPDATE employer_employer SET state = 'suspended', reason = ''`,
		"a code of other kind":  `UPDATE employer_employer SET kind = 'cooperative'`,
		"another's sealed text": `UPDATE employer_employer SET address = contact_phone`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				w.approved(zhang, firm())
				w.verified()
				if err := w.write(func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, damage); return err }); err != nil {
					t.Fatal(err)
				}
				if _, broken, err := w.service.Verify(t.Context(), w.db.Reader()); err != nil || len(broken) == 0 {
					t.Errorf("%q %v", broken, err)
				}
			})
		})
	}
}
