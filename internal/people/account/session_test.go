package account_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/people/account"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// sessions lists, as the API shows it, device and address and whether it is the
// current one.
func (h *house) sessions(token string) (out []string, ids []string) {
	h.Helper()
	a := h.call("GET", "/auth/sessions", token, "")
	if a.status != 200 {
		h.Fatal(a.text)
	}
	for _, x := range a.doc["items"].([]any) {
		m := x.(map[string]any)
		out = append(out, fmt.Sprint(m["device"], " ", m["address"], " ", m["current"]))
		ids = append(ids, m["id"].(string))
	}
	return out, ids
}

func TestSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		other := openWith(t, d, h.keys, h.clock) // another process on the same database
		const phone = "13800138000"
		first, person := h.login(phone)
		h.clock.Add(2 * time.Minute)
		h.addr = "[2001:db8:7:8::9]:1"
		second, _ := h.login(phone)
		stranger, _ := h.login("13900139000")

		t.Run("are mine alone, newest first, with a masked address", func(t *testing.T) {
			got, _ := h.sessions(first)
			want := []string{"测试 phone 2001:db8:7:* false", "测试 phone 192.0.2.* true"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("nobody ends another's", func(t *testing.T) {
			_, ids := h.sessions(first)
			h.want(h.call("DELETE", "/auth/sessions/"+ids[0], stranger, ""), 404, "account.session")
			if got, _ := h.sessions(second); len(got) != 2 {
				t.Error(got)
			}
		})
		t.Run("an ended one is refused at once here, and elsewhere within seconds", func(t *testing.T) {
			if p, _, err := other.Authenticate(t.Context(), second); p != person || err != nil {
				t.Fatal(p, err)
			}
			_, ids := h.sessions(first)
			h.clock.Add(time.Minute) // records of one moment have no order
			if a := h.call("DELETE", "/auth/sessions/"+ids[0], first, ""); a.status != 200 {
				t.Fatal(a.text)
			}
			h.want(h.call("GET", "/auth/sessions", second, ""), 401, "auth.required")
			h.clock.Add(3 * time.Second)
			if p, _, err := other.Authenticate(t.Context(), second); p != "" || err != nil {
				t.Error(p, err)
			}
			h.want(h.call("DELETE", "/auth/sessions/"+ids[0], first, ""), 404, "account.session")
		})
		t.Run("all others end, mine and a stranger's stay", func(t *testing.T) {
			h.clock.Add(2 * time.Minute)
			third, _ := h.login(phone)
			h.clock.Add(time.Minute)
			a := h.call("DELETE", "/auth/sessions", third, "")
			if a.status != 200 || a.doc["ended"] != 1.0 {
				t.Error(a.text)
			}
			h.want(h.call("GET", "/auth/sessions", first, ""), 401, "auth.required")
			if got, _ := h.sessions(third); len(got) != 1 {
				t.Error(got)
			}
			if got, _ := h.sessions(stranger); len(got) != 1 {
				t.Error(got)
			}
			first = third
		})
		t.Run("log-ins and log-outs are on record", func(t *testing.T) {
			all, err := audit.About(t.Context(), d.Reader(), string(person), "", 100)
			if err != nil {
				t.Fatal(err)
			}
			var acts []string
			for _, e := range all {
				acts = append(acts, e.Act)
			}
			if diff := cmp.Diff("account.end_session account.log_in account.end_session account.log_in account.log_in", strings.Join(acts, " ")); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("lives for 30 days from its last use", func(t *testing.T) {
			for range 3 {
				h.clock.Add(29 * 24 * time.Hour)
				if got, _ := h.sessions(first); len(got) != 1 {
					t.Fatal(got)
				}
			}
			h.want(h.call("GET", "/auth/sessions", stranger, ""), 401, "auth.required")
			h.clock.Add(30 * 24 * time.Hour)
			h.want(h.call("GET", "/auth/sessions", first, ""), 401, "auth.required")
		})
		t.Run("log out here", func(t *testing.T) {
			token, _ := h.login(phone)
			if n := h.count("account_session WHERE person = '" + string(person) + "'"); n != 1 {
				t.Error(n, "rows: the log-in did not remove what had run out")
			}
			if a := h.call("DELETE", "/auth/sessions/current", token, ""); a.status != 200 {
				t.Fatal(a.text)
			}
			h.want(h.call("GET", "/auth/sessions", token, ""), 401, "auth.required")
		})
		t.Run("one too many ends the one used least recently", func(t *testing.T) {
			var tokens []string
			for range 21 {
				h.clock.Add(3 * time.Hour)
				token, _ := h.login("13700137000")
				if len(tokens) > 0 {
					h.sessions(tokens[0])
				}
				tokens = append(tokens, token)
			}
			h.want(h.call("GET", "/auth/sessions", tokens[1], ""), 401, "auth.required")
			if got, _ := h.sessions(tokens[0]); len(got) != 20 {
				t.Error(len(got))
			}
		})
	}, schemas...)
}

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		token, person := h.login("13800138000")
		t.Run("what is no token is nobody's", func(t *testing.T) {
			for _, bad := range []string{"", "x", strings.Repeat("A", 43), token + "A", token[:42], strings.Repeat("é", 22)} {
				if p, roles, err := h.Authenticate(t.Context(), bad); p != "" || roles != nil || err != nil {
					t.Error(bad, p, roles, err)
				}
			}
		})
		t.Run("use is recorded every few minutes only", func(t *testing.T) {
			seen := func() time.Time {
				all, _, err := h.Sessions(t.Context(), d.Reader(), person, "")
				if err != nil || len(all) != 1 {
					t.Fatal(all, err)
				}
				return all[0].Seen
			}
			for range 4 {
				h.clock.Add(time.Minute)
				h.sessions(token)
			}
			if !seen().Equal(begin) {
				t.Error("recorded too often:", seen())
			}
			h.clock.Add(time.Minute)
			h.sessions(token)
			if !seen().Equal(begin.Add(5 * time.Minute)) {
				t.Error("not recorded:", seen())
			}
		})
	}, schemas...)
}

func TestRoles(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, func(deps *account.Deps) { deps.Demo = false })
		var person core.PersonID
		// Both doors are opened anew, for a staff session ends by time.
		enter := func(door account.Door) []core.Grant {
			t.Helper()
			var sign account.Sign
			h.write(func(ctx context.Context, tx db.Tx) (err error) {
				if person, _, err = h.Ensure(ctx, tx, "13800138000"); err == nil {
					sign, err = h.Open(ctx, tx, core.Actor{}, person, door, "")
				}
				return err
			})
			_, grants, err := h.Authenticate(t.Context(), sign.Token)
			if err != nil {
				t.Fatal(err)
			}
			return grants
		}
		grant := func(g account.Grant) {
			t.Helper()
			h.write(func(ctx context.Context, tx db.Tx) error { return h.Grant(ctx, tx, core.System, g) })
		}
		want := func(areas ...core.RegionCode) {
			t.Helper()
			var want []core.Grant
			for _, a := range areas {
				want = append(want, core.Grant{Role: core.Reviewer, Area: a})
			}
			if diff := cmp.Diff(want, enter(account.StaffDoor)); diff != "" {
				t.Error(diff)
			}
			if got := enter(account.PhoneDoor); len(got) != 0 {
				t.Error("a code by SMS put roles in force:", got)
			}
		}
		want()
		t.Run("hold at once, and a second time changes nothing", func(t *testing.T) {
			grant(account.Grant{Person: person, Role: core.Reviewer, Region: "350428"})
			want("350428")
			h.clock.Add(time.Second)
			grant(account.Grant{Person: person, Role: core.Reviewer, Region: "350428"})
			all, err := h.Grants(t.Context(), d.Reader(), person)
			if err != nil || len(all) != 1 {
				t.Error(all, err)
			}
		})
		t.Run("hold in each area", func(t *testing.T) {
			grant(account.Grant{Person: person, Role: core.Reviewer, To: h.clock.Now().Add(time.Hour)})
			want("", "350428")
		})
		t.Run("end when they are revoked, and when their time is over", func(t *testing.T) {
			h.write(func(ctx context.Context, tx db.Tx) error {
				return h.Revoke(ctx, tx, core.System, person, core.Reviewer, "350428")
			})
			want("") // the other one
			h.clock.Add(time.Hour)
			want()
			if got, err := h.Holders(t.Context(), d.Reader(), core.Reviewer); err != nil || len(got) != 0 {
				t.Error(got, err)
			}
		})
		t.Run("begin when they say", func(t *testing.T) {
			grant(account.Grant{Person: person, Role: core.Reviewer, From: h.clock.Now().Add(time.Hour)})
			want()
			h.clock.Add(time.Hour)
			want("")
			if got, err := h.Holders(t.Context(), d.Reader(), core.Reviewer); err != nil || len(got) != 1 || got[0] != person {
				t.Error(got, err)
			}
		})
		t.Run("that do not exist, or for nobody, are refused", func(t *testing.T) {
			for code, g := range map[string]account.Grant{
				"account.role":    {Person: person, Role: "king"},
				"account.unknown": {Person: core.NewID[core.Person](begin), Role: core.Reviewer},
			} {
				err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error { return h.Grant(ctx, tx, core.System, g) })
				if f := fault.Of(err); f == nil || f.Code != code {
					t.Error(err)
				}
			}
		})
	}, schemas...)
}

func TestPhones(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx, q := t.Context(), d.Reader()
		_, known := h.login("13800138000")
		var numbers []core.Phone
		for i := range 120 {
			numbers = append(numbers, core.Phone(fmt.Sprintf("139%08d", i)))
		}
		numbers = append(numbers, "13800138000", numbers[0])
		var people []core.PersonID
		h.write(func(ctx context.Context, tx db.Tx) error {
			all, fresh, err := h.EnsureAll(ctx, tx, numbers)
			if fresh != 120 {
				t.Error(fresh, "fresh")
			}
			people = all
			return err
		})
		t.Run("many at once are in order, known ones kept, twins one account", func(t *testing.T) {
			if len(people) != 122 || people[120] != known || people[121] != people[0] || h.count("account_account") != 121 {
				t.Error(len(people), people[120], known, people[121], people[0])
			}
			for i, p := range people {
				got, err := h.PersonByPhone(ctx, q, numbers[i])
				if err != nil || got != p {
					t.Fatal(i, got, p, err)
				}
			}
		})
		t.Run("show themselves masked and open in full", func(t *testing.T) {
			all, err := h.Phones(ctx, q, people)
			if err != nil || len(all) != 121 {
				t.Fatal(len(all), err)
			}
			for i, p := range people {
				if all[p].Reveal() != string(numbers[i]) || fmt.Sprint(all[p]) != numbers[i].Mask() {
					t.Fatal(i, all[p])
				}
			}
		})
		t.Run("of nobody are not found", func(t *testing.T) {
			if _, err := h.PersonByPhone(ctx, q, "13000130000"); fault.KindOf(err) != fault.NotFound || strings.Contains(err.Error(), "13000130000") {
				t.Error(err)
			}
			if _, err := h.Phone(ctx, q, core.NewID[core.Person](begin)); fault.KindOf(err) != fault.NotFound {
				t.Error(err)
			}
		})
		t.Run("and a breach is found", func(t *testing.T) {
			for _, harm := range []string{
				`UPDATE account_account SET phone = (SELECT phone FROM account_account WHERE person = '` + string(people[1]) + `') WHERE person = '` + string(people[2]) + `'`,
				`DELETE FROM account_phone WHERE person = '` + string(people[3]) + `'`,
				`DELETE FROM account_account WHERE person = '` + string(people[4]) + `'`,
				`UPDATE account_session SET person = '` + string(core.NewID[core.Person](begin)) + `'`,
			} {
				_, before, err := h.Verify(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				h.write(func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, harm); return err })
				_, after, err := h.Verify(ctx, q)
				if err != nil || len(after) <= len(before) {
					t.Error(harm, after, err)
				}
			}
		})
	}, schemas...)
}

func TestReseal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ring, err := crypto.OpenFile(filepath.Join(t.TempDir(), "keys"), crypto.SM4GCM)
		if err != nil {
			t.Fatal(err)
		}
		h := openWith(t, d, ring, core.NewManualClock(begin))
		var numbers []core.Phone
		for i := range 120 {
			numbers = append(numbers, core.Phone(fmt.Sprintf("139%08d", i)))
		}
		h.write(func(ctx context.Context, tx db.Tx) error { _, _, err := h.EnsureAll(ctx, tx, numbers); return err })
		walk := func() (changed int) {
			for after := core.PersonID(""); ; {
				h.write(func(ctx context.Context, tx db.Tx) error {
					next, n, err := h.Reseal(ctx, tx, after)
					after, changed = next, changed+n
					return err
				})
				if after == "" {
					return changed
				}
			}
		}
		if n := walk(); n != 0 {
			t.Error(n, "changed although the key did not")
		}
		if _, err := ring.Rotate(); err != nil {
			t.Fatal(err)
		}
		if n := walk(); n != 120 {
			t.Error(n, "of 120 sealed anew")
		}
		if n := walk(); n != 0 {
			t.Error(n, "changed again")
		}
		if _, broken, err := h.Verify(t.Context(), d.Reader()); err != nil || len(broken) > 0 {
			t.Error(broken, err)
		}
	}, schemas...)
}

// FuzzLogIn throws anything at the two public doors: they answer with a problem
// or an answer, never with a failure of ours.
func FuzzLogIn(f *testing.F) {
	for _, s := range []string{`{"phone":"13800138000"}`, `{"phone":"13800138000","code":"123456"}`, `{"phone":"\u0000"}`, `{`, `[]`, `{"phone":"１３８００１３８０００","code":"１２３４５６","device":"\ud800"}`} {
		f.Add([]byte(s))
	}
	h := open(f, dbtest.SQLite(f, schemas...))
	f.Fuzz(func(t *testing.T, body []byte) {
		h.TB = t
		for _, path := range []string{"/auth/codes", "/auth/sessions"} {
			if a := h.call("POST", path, "", string(body)); a.status >= 500 {
				t.Error(path, a.status, a.text)
			}
		}
	})
}
