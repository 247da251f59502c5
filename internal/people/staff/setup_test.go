package staff

import (
	"context"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// links are what the operator sees.
func (h *house) links() (out []OfficeLink) {
	h.Helper()
	h.write(func(ctx context.Context, tx db.Tx) (err error) {
		out, err = h.OfficeLinks(ctx, tx)
		return err
	})
	return out
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		first := h.links()
		if len(first) != 3 || first[0].Role != core.SystemAdmin || first[1].Role != core.SecurityAdmin || first[2].Role != core.AuditAdmin {
			t.Fatal(first)
		}
		h.clock.Add(23 * time.Hour)
		if again := h.links(); len(again) != 3 || again[0] != first[0] || again[2] != first[2] {
			t.Error("unused links are shown as others", again)
		}
		h.clock.Add(time.Hour)
		h.want(h.call("POST", "/staff/setups/look", "", doc{"token": first[0].Token}), 404, "staff.link")
		links := h.links()
		if len(links) != 3 || links[0].Token == first[0].Token {
			t.Fatal("a link that ran out is not replaced", links)
		}
		boss := newStaffer(0)
		if a := h.setUp(boss, links[0].Token); a.status != 201 || a.str("outcome") != "open" || len(boss.sheet) != 10 {
			t.Fatal(a.text)
		}
		h.want(h.call("POST", "/staff/setups/look", "", doc{"token": links[0].Token}), 404, "staff.link")
		h.want(h.call("POST", "/staff/setups", "", h.form(newStaffer(7), links[0].Token)), 404, "staff.link")
		if left := h.links(); len(left) != 2 || left[0] != links[1] || left[1] != links[2] {
			t.Error("the offices that are left:", left)
		}
		// Nobody is two of the three.
		h.next()
		twin := *boss
		h.want(h.setUp(&twin, links[1].Token), 409, "staff.joined")
		h.want(h.call("POST", "/staff/sessions", "", doc{"phone": boss.phone, "password": boss.password, "code": h.code(boss)}), 201, "")
		if n := h.count(`staff_link WHERE used_us IS NOT NULL`); n != 1 {
			t.Errorf("%d links are used", n)
		}
		for _, secret := range []string{boss.password, boss.sheet[0], boss.secret.Reveal(), links[0].Token, links[1].Token} {
			if strings.Contains(h.log.String(), secret) {
				t.Error("a secret is in the log")
			}
		}
	})
}

func TestSetUpRefuses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, _, _ := h.offices()
		p := newStaffer(4)
		inv := h.want(h.call("POST", "/staff/members", system.token, doc{"phone": p.phone, "name": p.name}), 201, "")
		token := inv.str("token")
		if !strings.HasSuffix(inv.str("link"), "/console/#/setup/"+token) {
			t.Error(inv.text)
		}
		look := h.want(h.call("POST", "/staff/setups/look", "", doc{"token": token}), 200, "")
		if look.str("kind") != "invite" || look.str("name") != p.name || look.str("phone") != "138****8014" || look.doc["needs_sms_code"] != true || look.str("role") != "" {
			t.Error(look.text)
		}
		p.secret = crypto.Hide[crypto.Hidden](look.str("secret"))
		for _, c := range []struct {
			field, value, code string
		}{
			{"token", "nothing", "staff.link"},
			{"phone", "1380013", "staff.phone"},
			{"phone", "13800138099", "staff.other_phone"},
			{"password", "Ab1-xyz", "staff.password_short"},
			{"password", "lantern-ferry", "staff.password_classes"},
			{"password", "Lantern-" + p.phone, "staff.password_personal"},
			{"password", "Lanterns-" + p.name + "-9", "staff.password_personal"},
			{"password", "Passw0rd!123", "staff.password_common"},
			{"code", "000000", "staff.code"},
			{"sms_code", "", "staff.sms_code"},
			{"sms_code", "000000", "account.code_wrong"},
		} {
			form := h.form(p, token)
			form[c.field] = c.value
			if c.field == "code" && h.code(p) == "000000" {
				form[c.field] = "000001"
			}
			if a := h.call("POST", "/staff/setups", "", form); a.str("code") != c.code {
				t.Errorf("%s %q: %s", c.field, c.value, a.text)
			}
		}
		if n := h.count(`staff_password`); n != 3 {
			t.Errorf("%d passwords after refusals", n)
		}
		// The same key gives the same sheet, and it lies sealed.
		form := h.form(p, token)
		a := h.call("POST", "/staff/setups", "", form, "Idempotency-Key", "set-up-once")
		b := h.call("POST", "/staff/setups", "", form, "Idempotency-Key", "set-up-once")
		if a.status != 201 || a.text != b.text {
			t.Error(a.text, b.text)
		}
		if n := h.count(`api_answer WHERE CAST(body AS TEXT) LIKE $1`, "%"+a.list("recovery_codes")[0]+"%"); n != 0 {
			t.Error("a recovery code is remembered in the open")
		}
		h.want(h.call("POST", "/staff/setups", "", form), 404, "staff.link")
	})
}

func TestInviteAgainAndReset(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, security, _ := h.offices()
		p := newStaffer(5)
		inv := h.want(h.call("POST", "/staff/members", system.token, doc{"phone": p.phone, "name": p.name}), 201, "")
		h.want(h.call("POST", "/staff/members", system.token, doc{"phone": p.phone, "name": p.name}), 409, "staff.member")
		h.want(h.call("POST", "/staff/members", system.token, doc{"phone": "12", "name": p.name}), 422, "staff.phone")
		h.want(h.call("POST", "/staff/members", system.token, doc{"phone": "13800138066", "name": "1"}), 422, "staff.name")
		h.want(h.call("POST", "/staff/members", security.token, doc{"phone": "13800138066", "name": "李四"}), 403, "auth.role")
		links := "/staff/members/" + inv.str("member") + "/links"
		again := h.want(h.call("POST", links, system.token, doc{"kind": "invite"}), 201, "")
		h.want(h.call("POST", "/staff/setups/look", "", doc{"token": inv.str("token")}), 404, "staff.link")
		h.want(h.setUp(p, again.str("token")), 201, "")
		h.want(h.call("POST", links, system.token, doc{"kind": "invite"}), 409, "staff.joined")
		h.next()

		// The authenticator is lost: the password is still needed.
		h.want(h.call("POST", links, system.token, doc{"kind": "factor"}), 422, "staff.reason")
		reset := h.want(h.call("POST", links, system.token, doc{"kind": "factor", "reason": "手机丢了"}), 201, "")
		h.want(h.call("GET", "/staff/me", p.token, nil), 401, "auth.required")
		h.want(h.logIn(p), 422, "staff.log_in")
		h.want(h.tryWith(p, p.password, p.sheet[0]), 422, "staff.log_in")
		thief := *p
		thief.password = "Another-482-Word"
		h.want(h.setUp(&thief, reset.str("token")), 422, "staff.log_in")
		old := p.secret
		h.want(h.setUp(p, reset.str("token")), 201, "")
		if p.secret == old {
			t.Error("the authenticator's secret is the old one")
		}
		h.next()
		h.want(h.logIn(p), 201, "")

		// The password is forgotten, too.
		both := h.want(h.call("POST", links, system.token, doc{"kind": "both", "reason": "忘记密码"}), 201, "")
		h.want(h.setUp(p, both.str("token")), 422, "staff.password_used")
		p.password = "Harbour-55-Bridge"
		h.want(h.setUp(p, both.str("token")), 201, "")
		h.next()
		h.want(h.logIn(p), 201, "")

		// Not so for administrators, and never for oneself.
		h.want(h.call("POST", "/staff/members/"+string(security.id)+"/links", system.token, doc{"kind": "both", "reason": "忘记密码"}), 403, "staff.reset_admin")
		h.want(h.call("POST", "/staff/members/"+string(security.id)+"/links", system.token, doc{"kind": "factor", "reason": "手机丢了"}), 201, "")
		h.want(h.call("POST", "/staff/members/"+string(system.id)+"/links", system.token, doc{"kind": "factor", "reason": "手机丢了"}), 403, "staff.own")
		h.want(h.call("POST", "/staff/members/"+string(nobody)+"/links", system.token, doc{"kind": "factor", "reason": "手机丢了"}), 404, "staff.unknown")
	})
}
