package staff

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLogIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, _ := h.offices()
		a := h.want(h.logIn(p), 201, "")
		if a.str("outcome") != "open" || a.str("token") == "" || a.str("ticket") != "" || a.str("person") != string(p.id) {
			t.Error(a.text)
		}
		t.Run("a code is good once", func(t *testing.T) {
			h.TB = t
			h.want(h.logIn(p), 422, "staff.log_in")
			h.next()
			h.want(h.logIn(p), 201, "")
		})
		t.Run("a code is good half a minute early or late, and no more", func(t *testing.T) {
			h.TB = t
			h.clock.Add(time.Hour)
			before := h.code(p)
			h.next()
			h.want(h.tryWith(p, p.password, before), 201, "")
			h.clock.Add(time.Hour)
			before = h.code(p)
			h.clock.Add(time.Minute)
			h.want(h.tryWith(p, p.password, before), 422, "staff.log_in")
		})
		t.Run("typing is forgiven", func(t *testing.T) {
			h.TB = t
			c := h.code(p)
			body := doc{"phone": " +86 " + p.phone, "password": p.password, "code": c[:3] + " " + c[3:]}
			h.want(h.call("POST", "/staff/sessions", "", body), 201, "")
		})
		t.Run("a repeated request is one log-in", func(t *testing.T) {
			h.TB = t
			h.next()
			body, n := doc{"phone": p.phone, "password": p.password, "code": h.code(p)}, len(h.town.sessions[p.id])
			first := h.call("POST", "/staff/sessions", "", body, "Idempotency-Key", "log-in-once")
			again := h.call("POST", "/staff/sessions", "", body, "Idempotency-Key", "log-in-once")
			if first.status != 201 || first.text != again.text || len(h.town.sessions[p.id]) > min(n+1, 3) {
				t.Error(first.text, again.text)
			}
		})
		h.TB = t
	})
}

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, _ := h.offices()
		for i, c := range p.sheet {
			if i%2 == 1 {
				c = strings.ToLower(strings.ReplaceAll(c, "-", " "))
			}
			a := h.want(h.tryWith(p, p.password, c), 201, "")
			if left, _ := a.doc["recovery_left"].(float64); int(left) != 9-i {
				t.Errorf("%v left after %d", left, i+1)
			}
		}
		h.want(h.tryWith(p, p.password, p.sheet[3]), 422, "staff.log_in")
		if n := h.count(`staff_recovery WHERE person = $1 AND used_us IS NULL`, p.id); n != 0 {
			t.Errorf("%d codes are left", n)
		}
		h.want(h.call("POST", "/staff/me/recovery-codes", p.token, doc{"password": "wrong", "code": h.code(p)}), 422, "staff.log_in")
		h.want(h.call("POST", "/staff/me/recovery-codes", p.token, doc{"password": p.password, "code": "111"}), 422, "staff.log_in")
		a := h.want(h.call("POST", "/staff/me/recovery-codes", p.token, doc{"password": p.password, "code": h.code(p)}), 201, "")
		fresh := a.list("recovery_codes")
		slices.Sort(fresh)
		if len(slices.Compact(fresh)) != 10 || slices.Contains(p.sheet, fresh[0]) {
			t.Error(a.text)
		}
		h.want(h.tryWith(p, p.password, fresh[4]), 201, "")
		h.want(h.call("POST", "/staff/me/recovery-codes", p.token, doc{"password": p.password, "code": fresh[5]}), 201, "")
		h.want(h.tryWith(p, p.password, fresh[6]), 422, "staff.log_in")
		t.Run("a wrong password uses no code up", func(t *testing.T) {
			h.TB = t
			before := h.count(`staff_recovery WHERE used_us IS NULL`)
			h.want(h.tryWith(p, "Another-482-Word", fresh[7]), 422, "staff.log_in")
			if after := h.count(`staff_recovery WHERE used_us IS NULL`); after != before {
				t.Errorf("%d codes, then %d", before, after)
			}
		})
		h.TB = t
	})
}

// What a stranger is told is the same for a number that is staff's, for one that
// has an account, and for one that nobody has.
func TestWrongTries(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, audits := h.offices()
		worker := newStaffer(8)
		if _, _, err := h.town.Ensure(t.Context(), nil, "13800138018"); err != nil {
			t.Fatal(err)
		}
		stranger := newStaffer(9)
		var told [3][]string
		for i, who := range []*staffer{p, worker, stranger} {
			for n := range 6 {
				asked := h.town.asked
				a := h.tryWith(who, "Wrong-Word-"+fmt.Sprint(n), "123456")
				told[i] = append(told[i], fmt.Sprintf("%d %s %s", a.status, a.str("code"), a.str("detail")))
				if n < 5 && h.town.asked != asked+1 {
					t.Errorf("the number was looked up %d times", h.town.asked-asked)
				}
			}
		}
		want := []string{"422 staff.log_in", "422 staff.log_in", "422 staff.log_in", "422 staff.log_in", "429 staff.locked", "429 staff.locked"}
		for i := range want {
			if !strings.HasPrefix(told[0][i], want[i]) {
				t.Error(told[0][i])
			}
		}
		if d := cmp.Diff(told[0], told[1]) + cmp.Diff(told[0], told[2]); d != "" {
			t.Error("strangers are told who is staff", d)
		}
		rows := h.count(`audit_entry WHERE act = 'staff.lock_out'`)
		if n := h.count(`staff_try`); n != 3 || rows != 3 {
			t.Errorf("%d numbers are counted, %d lock-outs recorded", n, rows)
		}
		h.clock.Add(29 * time.Minute)
		h.want(h.logIn(p), 429, "staff.locked")
		h.want(h.logIn(audits), 201, "")
		h.clock.Add(time.Minute)
		h.want(h.logIn(p), 201, "")
		if n := h.count(`staff_try`); n != 2 {
			t.Errorf("%d numbers are counted after a log-in", n)
		}
		h.clock.Add(time.Hour)
		if _, err := h.jobs.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := h.count(`staff_try`); n != 0 {
			t.Errorf("%d numbers are counted when all is over", n)
		}
	})
}

func TestTriesAreForgotten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, _ := h.offices()
		for range 3 { // four wrong tries, then a right one
			for range 4 {
				h.want(h.tryWith(p, "Wrong-Word-12", h.code(p)), 422, "staff.log_in")
			}
			h.want(h.logIn(p), 201, "")
			h.next()
		}
		for range 12 { // or time
			h.want(h.tryWith(p, "Wrong-Word-12", h.code(p)), 422, "staff.log_in")
			h.clock.Add(30 * time.Minute)
		}
		h.want(h.logIn(p), 201, "")
	})
}

// The work for a number that is nobody's is that for one that is staff's: the
// same hash, the same statements.
func TestSameWorkForStrangers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, _ := h.offices()
		slow := quick()
		slow.Hash.Rounds, slow.Hash.MemoryKiB = 2, 4096
		h.Policy, h.dummy = slow, New(Deps{Policy: slow}).dummy
		p.password = "Harbour-55-Bridge"
		h.want(h.call("POST", "/staff/me/password", p.token, doc{"password": "Lantern-700-Ferry", "new_password": p.password}), 200, "")
		least := func(who *staffer) time.Duration {
			best := time.Hour
			for n := range 8 {
				begun := time.Now()
				h.want(h.tryWith(who, "Wrong-Word-"+fmt.Sprint(n), "123456"), 422, "staff.log_in")
				best = min(best, time.Since(begun))
				h.clock.Add(31 * time.Minute)
			}
			return best
		}
		known, unknown := least(p), least(newStaffer(9))
		if known > 3*unknown || unknown > 3*known {
			t.Errorf("%v for staff, %v for strangers", known, unknown)
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, _ := h.offices()
		first := p.token // of the set-up
		var tokens []string
		for range 3 {
			h.want(h.logIn(p), 201, "")
			tokens = append(tokens, p.token)
			h.next()
		}
		h.want(h.call("GET", "/staff/me", first, nil), 401, "auth.required")
		me := h.want(h.call("GET", "/staff/me", tokens[0], nil), 200, "")
		sessions, _ := me.doc["sessions"].([]any)
		if len(sessions) != 3 {
			t.Fatal(me.text)
		}
		oldest, _ := sessions[2].(map[string]any)
		if oldest["id"] != tokens[0] || oldest["current"] != true {
			t.Error(me.text)
		}
		h.want(h.logIn(p), 201, "")
		h.want(h.call("GET", "/staff/me", tokens[0], nil), 401, "auth.required")
		h.want(h.call("GET", "/staff/me", tokens[1], nil), 200, "")
	})
}

func TestPasswordRunsOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, _ := h.offices()
		h.clock.Add(90*24*time.Hour - time.Minute)
		h.want(h.logIn(p), 201, "")
		h.next()
		h.next()
		a := h.want(h.logIn(p), 201, "")
		ticket := a.str("ticket")
		if a.str("outcome") != "change_password" || a.str("token") != "" || ticket == "" {
			t.Fatal(a.text)
		}
		h.want(h.call("GET", "/staff/me", ticket, nil), 401, "auth.required")
		h.want(h.call("POST", "/staff/setups/look", "", doc{"token": ticket}), 404, "staff.link")
		h.want(h.call("POST", "/staff/renewals", "", doc{"ticket": "nothing", "password": "Harbour-55-Bridge"}), 404, "staff.link")
		h.want(h.call("POST", "/staff/renewals", "", doc{"ticket": ticket, "password": p.password}), 422, "staff.password_used")
		h.want(h.call("POST", "/staff/renewals", "", doc{"ticket": ticket, "password": "short"}), 422, "staff.password_short")
		p.password = "Harbour-55-Bridge"
		open := h.want(h.call("POST", "/staff/renewals", "", doc{"ticket": ticket, "password": p.password}), 201, "")
		h.want(h.call("GET", "/staff/me", open.str("token"), nil), 200, "")
		h.want(h.call("POST", "/staff/renewals", "", doc{"ticket": ticket, "password": "Meadow-66-Stone"}), 404, "staff.link")
		h.next()
		if a := h.want(h.logIn(p), 201, ""); a.str("outcome") != "open" {
			t.Error(a.text)
		}
		h.clock.Add(90 * 24 * time.Hour)
		late := h.want(h.logIn(p), 201, "").str("ticket")
		h.clock.Add(10 * time.Minute)
		h.want(h.call("POST", "/staff/renewals", "", doc{"ticket": late, "password": "Meadow-66-Stone"}), 404, "staff.link")
	})
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		p, _, _ := h.offices()
		h.want(h.logIn(p), 201, "")
		other := p.token
		h.next()
		h.want(h.logIn(p), 201, "")
		change := func(was, to string) answer {
			return h.call("POST", "/staff/me/password", p.token, doc{"password": was, "new_password": to})
		}
		a := h.want(change(p.password, "abc"), 422, "staff.password_short")
		if !strings.Contains(a.text, "body.new_password") {
			t.Error(a.text)
		}
		h.want(change("Wrong-Word-12", "abc"), 422, "staff.password")
		if n := h.count(`staff_try WHERE wrong = 1`); n != 1 {
			t.Errorf("%d wrong tries", n)
		}
		// Not one of the last five.
		all := []string{p.password, "Harbour-55-Bridge", "Meadow-66-Stone", "Window-77-Lamp", "Orchard-88-Bell", "Thunder-99-Reed"}
		for i := 1; i < len(all); i++ {
			for _, was := range all[max(0, i-5):i] {
				h.want(change(all[i-1], was), 422, "staff.password_used")
			}
			h.want(change(all[i-1], all[i]), 200, "")
		}
		h.want(change(all[5], all[1]), 422, "staff.password_used")
		h.want(change(all[5], all[0]), 200, "")
		h.want(h.call("GET", "/staff/me", other, nil), 401, "auth.required")
		h.want(h.call("GET", "/staff/me", p.token, nil), 200, "")
		for range 4 {
			h.want(change("Wrong-Word-12", "Willow-11-Rain"), 422, "staff.password")
		}
		h.want(change("Wrong-Word-12", "Willow-11-Rain"), 429, "staff.locked")
		h.want(change(all[0], "Willow-11-Rain"), 429, "staff.locked")
	})
}

func TestOnlyStaff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		person, _, err := h.town.Ensure(t.Context(), nil, "13800138018")
		if err != nil {
			t.Fatal(err)
		}
		sign, err := h.town.Open(t.Context(), nil, h.actor(), person, "")
		if err != nil {
			t.Fatal(err)
		}
		h.want(h.call("GET", "/staff/me", sign.Token, nil), 403, "staff.not_staff")
		h.want(h.call("POST", "/staff/me/password", sign.Token, doc{"password": "x", "new_password": "y"}), 403, "staff.not_staff")
		h.want(h.call("POST", "/staff/me/recovery-codes", sign.Token, doc{"password": "x", "code": "y"}), 403, "staff.not_staff")
		h.want(h.call("GET", "/staff/members", sign.Token, nil), 403, "auth.role")
		h.want(h.call("GET", "/staff/acts", sign.Token, nil), 403, "auth.role")
		h.want(h.call("GET", "/staff/me", "", nil), 401, "auth.required")
	})
}
