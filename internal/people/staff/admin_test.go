package staff

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// roles are what somebody holds now, as "role@area".
func (h *house) roles(p *staffer) (out []string) {
	h.Helper()
	_, grants, err := h.town.authenticate(h.Context(), p.token)
	if err != nil {
		h.Fatal(err)
	}
	for _, g := range grants {
		out = append(out, string(g.Role)+"@"+string(g.Area))
	}
	return out
}

func TestGrants(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, security, audits := h.offices()
		p := h.hire(system, 4)
		if d := cmp.Diff([]string(nil), h.roles(p)); d != "" {
			t.Error("an invitation gave a role", d)
		}
		for _, c := range []struct {
			what           string
			by, to         *staffer
			role           core.Role
			area           string
			status         int
			code, areaName string
		}{
			{"who invites gives no role", system, p, core.Reviewer, "", 403, "auth.role", ""},
			{"nor does who reads the audit", audits, p, core.Reviewer, "", 403, "auth.role", ""},
			{"nor does who has none", p, p, core.Reviewer, "", 403, "auth.role", ""},
			{"nobody gives themselves a role", security, security, core.Reviewer, "", 403, "staff.own_role", ""},
			{"no such region", security, p, core.Reviewer, "99", 422, "staff.area", ""},
			{"no such village", security, p, core.Reviewer, "350428100999", 422, "staff.area", ""},
			{"no such member", security, &staffer{id: nobody}, core.Reviewer, "35", 404, "staff.unknown", ""},
			{"a second office", security, system, core.AuditAdmin, "", 409, "staff.apart", ""},
			{"a second office somewhere", security, audits, core.SystemAdmin, "350428", 409, "staff.apart", ""},
			{"a province", security, p, core.Analyst, "35", 201, "", "福建省"},
			{"a county", security, p, core.Reviewer, "350428", 201, "", "福建省三明市将乐县"},
			{"a town", security, p, core.HallClerk, "350428100", 201, "", "福建省三明市将乐县古镛镇"},
			{"a village", security, p, core.VillageAgent, "350428100201", 201, "", "福建省三明市将乐县古镛镇解放村委会"},
			{"a village whose name is not held", security, p, core.VillageAgent, "350424100201", 201, "", "福建省三明市宁化县"},
			{"another role beside an office", security, system, core.Analyst, "350428", 201, "", "福建省三明市将乐县"},
		} {
			a := h.grant(c.by, c.to, c.role, c.area)
			if a.status != c.status || a.str("code") != c.code || !strings.Contains(a.text, c.areaName) {
				t.Errorf("%s: %d %s", c.what, a.status, a.text)
			}
		}
		want := []string{"analyst@35", "reviewer@350428", "hall_clerk@350428100", "village_agent@350428100201", "village_agent@350424100201"}
		if d := cmp.Diff(want, h.roles(p)); d != "" {
			t.Error(d)
		}
		t.Run("what was given is taken, in exactly its area", func(t *testing.T) {
			h.TB = t
			h.want(h.revoke(system, p, core.Reviewer, "350428"), 403, "auth.role")
			h.want(h.revoke(security, p, core.Reviewer, "35"), 404, "staff.no_grant")
			h.want(h.revoke(security, p, core.Reviewer, "350428"), 200, "")
			h.want(h.revoke(security, p, core.Reviewer, "350428"), 404, "staff.no_grant")
			h.want(h.revoke(security, security, core.SecurityAdmin, ""), 403, "staff.own_role")
			h.want(h.revoke(security, system, core.SystemAdmin, ""), 409, "staff.last")
		})
		h.TB = t
		h.want(h.grant(security, p, core.Analyst, "35"), 201, "") // held already: nothing to record
		acts := h.want(h.call("GET", "/staff/acts?limit=2&person="+string(p.id), audits.token, nil), 200, "")
		items, _ := acts.doc["items"].([]any)
		newest, _ := items[0].(map[string]any)
		if len(items) != 2 || newest["act"] != "revoked" || newest["by_name"] != security.name || newest["name"] != p.name || newest["reason"] != "调离岗位" {
			t.Error(acts.text)
		}
		more := h.want(h.call("GET", "/staff/acts?limit=100&cursor="+acts.str("next"), security.token, nil), 200, "")
		if rest, _ := more.doc["items"].([]any); len(rest) != 3+4 || more.str("next") != "" {
			t.Error(more.text)
		}
		if n := h.count(`audit_entry WHERE act = 'staff.granted' AND subject = $1`, string(p.id)); n != 5 {
			t.Errorf("%d grants in the audit", n)
		}
	})
}

func TestGrantsHaveTheirTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, security, _ := h.offices()
		p := h.hire(system, 4)
		path, now := "/staff/members/"+string(p.id)+"/grants", h.clock.Now()
		give := func(from, to any) answer {
			return h.call("POST", path, security.token, doc{"role": "mediator", "area": "350428", "from": from, "to": to, "reason": "到岗履职"})
		}
		h.want(h.call("POST", path, security.token, doc{"role": "mediator", "area": "35", "reason": "短"}), 422, "staff.reason")
		h.want(give(now.Add(time.Hour), now.Add(time.Hour)), 422, "staff.times")
		h.want(give(now.Add(-time.Hour), now.Add(-time.Minute)), 422, "staff.times")
		h.want(give(now.Add(5*time.Minute), now.Add(10*time.Minute)), 201, "")
		for _, c := range []struct {
			after time.Duration
			want  []string
		}{{0, nil}, {5 * time.Minute, []string{"mediator@350428"}}, {5*time.Minute - 2*time.Second, []string{"mediator@350428"}}, {2 * time.Second, nil}} {
			h.clock.Add(c.after)
			if d := cmp.Diff(c.want, h.roles(p)); d != "" {
				t.Errorf("at %s: %s", h.clock.Now(), d)
			}
		}
		me := h.want(h.call("GET", "/staff/me", p.token, nil), 200, "")
		if grants, _ := me.doc["grants"].([]any); len(grants) != 0 {
			t.Error(me.text)
		}
		shown := h.want(h.call("GET", "/staff/members/"+string(p.id), security.token, nil), 200, "")
		if !strings.Contains(shown.text, `"state":"ended"`) {
			t.Error(shown.text)
		}
	})
}

// A security administrator of a county gives and takes roles in that county.
func TestGrantsWithinTheArea(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, security, _ := h.offices()
		local, p := h.hire(system, 4), h.hire(system, 5)
		h.want(h.grant(security, local, core.SecurityAdmin, "350428"), 201, "")
		h.want(h.grant(local, p, core.Reviewer, "350428"), 201, "")
		h.want(h.grant(local, p, core.VillageAgent, "350428100201"), 201, "")
		for _, area := range []string{"", "35", "3504", "350424", "350424100"} {
			h.want(h.grant(local, p, core.Reviewer, area), 403, "auth.area")
		}
		h.want(h.grant(security, p, core.Reviewer, "350424"), 201, "")
		h.want(h.revoke(local, p, core.Reviewer, "350424"), 403, "auth.area")
		h.want(h.revoke(local, security, core.SecurityAdmin, ""), 403, "auth.area")
		h.want(h.revoke(local, p, core.Reviewer, "350428"), 200, "")
		// Whoever is there for one county is no successor for all.
		second := h.hire(system, 6)
		h.want(h.grant(security, second, core.SecurityAdmin, ""), 201, "")
		h.want(h.revoke(second, security, core.SecurityAdmin, ""), 200, "")
		h.want(h.grant(second, p, core.SystemAdmin, "350428"), 201, "")
		h.want(h.revoke(second, system, core.SystemAdmin, ""), 409, "staff.last")
	})
}

func TestLastAdministrators(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, security, audits := h.offices()
		bar := func(by, whom *staffer) answer {
			return h.call("POST", "/staff/members/"+string(whom.id)+"/lock", by.token, doc{"reason": "离岗停用"})
		}
		for _, last := range []*staffer{security, audits} {
			h.want(bar(system, last), 409, "staff.last")
		}
		h.want(bar(system, system), 403, "staff.own")
		second := h.hire(system, 4)
		// One who has an end in sight is no successor, nor one who is locked.
		h.want(h.call("POST", "/staff/members/"+string(second.id)+"/grants", security.token,
			doc{"role": "audit_admin", "area": "", "to": h.clock.Now().Add(24 * time.Hour), "reason": "临时代班"}), 201, "")
		h.want(h.revoke(security, audits, core.AuditAdmin, ""), 409, "staff.last")
		h.want(h.revoke(security, second, core.AuditAdmin, ""), 200, "")
		h.want(h.grant(security, second, core.AuditAdmin, ""), 201, "")
		h.want(bar(system, second), 200, "")
		h.want(h.revoke(security, audits, core.AuditAdmin, ""), 409, "staff.last")
		h.want(h.call("POST", "/staff/members/"+string(second.id)+"/unlock", system.token, doc{"reason": "回到岗位"}), 200, "")
		h.want(h.revoke(security, audits, core.AuditAdmin, ""), 200, "")
		h.want(h.revoke(security, second, core.AuditAdmin, ""), 409, "staff.last")
		// The free one may take another office now.
		h.want(h.grant(security, audits, core.SystemAdmin, ""), 201, "")
		if links := h.links(); len(links) != 0 {
			t.Error("links for offices that are held", links)
		}
	})
}

func TestLockAndUnlock(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, security, _ := h.offices()
		p := h.hire(system, 4)
		path := "/staff/members/" + string(p.id)
		h.want(h.call("POST", path+"/lock", security.token, doc{"reason": "离岗停用"}), 403, "auth.role")
		h.want(h.call("POST", path+"/lock", system.token, doc{"reason": "  "}), 422, "staff.reason")
		h.want(h.call("POST", "/staff/members/"+string(nobody)+"/lock", system.token, doc{"reason": "离岗停用"}), 404, "staff.unknown")
		a := h.want(h.call("POST", path+"/lock", system.token, doc{"reason": "离岗停用"}), 200, "")
		if a.str("state") != "locked" || a.str("locked_reason") != "离岗停用" {
			t.Error(a.text)
		}
		h.want(h.call("GET", "/staff/me", p.token, nil), 401, "auth.required")
		h.want(h.logIn(p), 403, "staff.barred")
		h.want(h.tryWith(p, "Wrong-Word-12", h.code(p)), 422, "staff.log_in")
		h.want(h.logIn(p), 422, "staff.log_in") // the code was used up
		h.next()
		for range 4 {
			h.tryWith(p, "Wrong-Word-12", h.code(p))
		}
		a = h.want(h.call("POST", path+"/unlock", system.token, doc{"reason": "回到岗位"}), 200, "")
		if a.str("state") != "active" || a.str("locked_until") != "" {
			t.Error(a.text)
		}
		h.want(h.logIn(p), 201, "")
		h.next()
		h.want(h.logIn(p), 201, "")
		h.want(h.call("DELETE", path+"/sessions", security.token, nil), 403, "auth.role")
		if a := h.want(h.call("DELETE", path+"/sessions", system.token, nil), 200, ""); a.doc["ended"] != 2.0 {
			t.Error(a.text)
		}
		h.want(h.call("GET", "/staff/me", p.token, nil), 401, "auth.required")
	})
}

func TestList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, security, audits := h.offices()
		p := h.hire(system, 4)
		h.want(h.grant(security, p, core.VillageAgent, "350428100201"), 201, "")
		h.want(h.call("POST", "/staff/members", system.token, doc{"phone": "13800138077", "name": "郑新来"}), 201, "")
		names := func(by *staffer, query string) (out []string) {
			a := h.want(h.call("GET", "/staff/members"+query, by.token, nil), 200, "")
			items, _ := a.doc["items"].([]any)
			for _, i := range items {
				m, _ := i.(map[string]any)
				s, _ := m["name"].(string)
				out = append(out, s)
			}
			return out
		}
		for _, c := range []struct {
			query string
			want  []string
		}{
			{"", []string{system.name, security.name, audits.name, p.name, "郑新来"}},
			{"?limit=2", []string{system.name, security.name}},
			{"?state=invited", []string{"郑新来"}},
			{"?role=village_agent", []string{p.name}},
			{"?phone=" + p.phone, []string{p.name}},
			{"?phone=13900000000", nil},
			{"?role=mediator", nil},
		} {
			if d := cmp.Diff(c.want, names(audits, c.query)); d != "" {
				t.Error(c.query, d)
			}
		}
		h.want(h.call("GET", "/staff/members", p.token, nil), 403, "auth.role")
		one := h.want(h.call("GET", "/staff/members/"+string(p.id), system.token, nil), 200, "")
		if strings.Contains(one.text, p.phone) || one.str("phone") != "138****8014" || one.doc["has_authenticator"] != true || one.doc["recovery_left"] != 10.0 {
			t.Error(one.text)
		}
		if n := h.count(`audit_entry WHERE act = 'staff.read_member' AND subject = $1 AND actor = $2`, string(p.id), string(system.id)); n != 1 {
			t.Errorf("the look at a member is recorded %d times", n)
		}
		if n := h.count(`audit_entry WHERE act = 'staff.list_members'`); n != 7 {
			t.Errorf("lists are recorded %d times", n)
		}
	})
}

func TestOperator(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, _, _ := h.offices()
		give := func(phone string, role core.Role) (staffed bool, err error) {
			werr := h.db.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				staffed, err = h.GrantByOperator(ctx, tx, core.Phone(phone), role, "350428")
				return err
			})
			return staffed, werr
		}
		if staffed, err := give(system.phone, core.Reviewer); !staffed || err != nil {
			t.Error(staffed, err)
		}
		if staffed, err := give("13800138066", core.Reviewer); staffed || err != nil {
			t.Error("no staff log-in, and not told so", staffed, err)
		}
		if _, err := give(system.phone, core.AuditAdmin); err == nil {
			t.Error("the operator joined two offices")
		}
		if _, err := give(system.phone, "boss"); err == nil {
			t.Error("a role that is none")
		}
		// The operator vouches for a number: no message is needed.
		p := newStaffer(6)
		var token string
		h.write(func(ctx context.Context, tx db.Tx) (err error) {
			_, token, _, err = h.Invite(ctx, tx, core.System, core.Phone(p.phone), crypto.Hide[crypto.Name](p.name))
			return err
		})
		look := h.call("POST", "/staff/setups/look", "", doc{"token": token})
		if look.doc["needs_sms_code"] != false {
			t.Error(look.text)
		}
		h.want(h.setUp(p, token), 201, "")
		// And renews an administrator's password.
		h.write(func(ctx context.Context, tx db.Tx) (err error) {
			token, _, err = h.Reset(ctx, tx, core.System, system.id, ForBoth, "operator")
			return err
		})
		system.password = "Harbour-55-Bridge"
		h.want(h.setUp(system, token), 201, "")
	})
}
