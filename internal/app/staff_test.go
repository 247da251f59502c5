package app

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/people/staff"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// bureau is an installation whose staff log in, on the real modules.
type bureau struct {
	*testing.T
	*App
	clock *core.ManualClock
}

// eachBureau runs fn on an installation of its own on each engine.
func eachBureau(t *testing.T, fn func(b *bureau)) {
	t.Helper()
	start := func(t *testing.T, target string) {
		ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
		if err != nil {
			t.Fatal(err)
		}
		b := &bureau{T: t, clock: core.NewManualClock(time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC))}
		s := config.Settings{DataDir: t.TempDir()}
		if target != "" {
			s.Database = crypto.Hide[config.Target](target)
		}
		if b.App, err = New(t.Context(), Config{Settings: s, Ring: ring, Now: b.clock.Now}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		b.Staff.Policy.Hash = crypto.Cost{Rounds: 1, MemoryKiB: 8, Lanes: 1}
		b.Account.Digits = func(n int) string { return strings.Repeat("7", n) }
		fn(b)
		if err := b.Settle(t.Context()); err != nil {
			t.Error(err)
		}
		_, broken, err := b.Verify(t.Context())
		if err != nil || len(broken) > 0 {
			t.Error(broken, err)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		start(t, "")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		start(t, dbtest.PostgresURL(t))
	})
}

func (b *bureau) call(method, path, token string, body map[string]any) (status int, doc map[string]any) {
	b.Helper()
	text := ""
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			b.Fatal(err)
		}
		text = string(raw)
	}
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		b.Fatal(w.Body.String())
	}
	return w.Code, doc
}

// ok calls and fails the test unless it works.
func (b *bureau) ok(method, path, token string, body map[string]any) map[string]any {
	b.Helper()
	status, doc := b.call(method, path, token, body)
	if status > 299 {
		b.Fatalf("%s %s: %d %v", method, path, status, doc)
	}
	return doc
}

func text(doc map[string]any, key string) string { s, _ := doc[key].(string); return s }

// code is what an authenticator shows half a minute on, and that time passes.
func (b *bureau) code(secret string) string {
	b.Helper()
	now := b.clock.Add(30 * time.Second)
	c, err := crypto.TOTPCode(crypto.Hide[crypto.Hidden](secret), now.Unix()/30)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// setUp sets somebody up with a link.
func (b *bureau) setUp(token, phone, name string) (secret, session, person string) {
	b.Helper()
	secret = text(b.ok("POST", "/staff/setups/look", "", map[string]any{"token": token}), "secret")
	in := b.ok("POST", "/staff/setups", "", map[string]any{"token": token, "phone": phone, "name": name, "password": "Lantern-7-Ferry",
		"code": b.code(secret), "sms_code": "777777"})
	return secret, text(in, "token"), text(in, "person")
}

func (b *bureau) logIn(phone, code string) (int, map[string]any) {
	b.Helper()
	return b.call("POST", "/staff/sessions", "", map[string]any{"phone": phone, "password": "Lantern-7-Ferry", "code": code})
}

// From the first start to a reviewer who works, through the real account module.
func TestStaffFromTheFirstStart(t *testing.T) {
	t.Parallel()
	eachBureau(t, func(b *bureau) {
		var links []staff.OfficeLink
		err := b.DB.Write(b.Context(), func(ctx context.Context, tx db.Tx) (err error) {
			links, err = b.Staff.OfficeLinks(ctx, tx)
			return err
		})
		if err != nil || len(links) != 3 {
			b.Fatal(links, err)
		}
		systemSecret, system, _ := b.setUp(links[0].Token, "13800138001", "陈系统")
		_, security, _ := b.setUp(links[1].Token, "13800138002", "林安全")
		_, _, _ = b.setUp(links[2].Token, "13800138003", "王审计")
		const phone = "13800138004"
		invited := b.ok("POST", "/staff/members", system, map[string]any{"phone": phone, "name": "赵审核"})
		b.ok("POST", "/auth/codes", "", map[string]any{"phone": phone})
		secret, token, person := b.setUp(text(invited, "token"), phone, "")
		if status, _ := b.call("GET", "/reviews", token, nil); status != 403 {
			b.Error("the queue opens before a role is given:", status)
		}
		b.ok("POST", "/staff/members/"+person+"/grants", security, map[string]any{"role": "reviewer", "area": "350428", "reason": "到岗履职"})
		b.ok("GET", "/reviews", token, nil)

		// The same account by SMS: no role is in force.
		b.clock.Add(time.Hour)
		b.ok("POST", "/auth/codes", "", map[string]any{"phone": phone})
		bySMS := text(b.ok("POST", "/auth/sessions", "", map[string]any{"phone": phone, "code": "777777"}), "token")
		if status, _ := b.call("GET", "/reviews", bySMS, nil); status != 403 {
			b.Error("a role is in force behind the phone's door:", status)
		}
		me := b.ok("GET", "/staff/me", bySMS, nil)
		if roles, _ := me["roles"].([]any); len(roles) != 0 || text(me, "name") != "赵审核" {
			b.Error(me)
		}
		if status, doc := b.call("GET", "/staff/me", token, nil); status != 401 {
			b.Error("half an hour unused, and still open:", status, doc)
		}

		// At most three places, not counting the phone.
		var first string
		for i := range 4 {
			status, in := b.logIn(phone, b.code(secret))
			if status != 201 {
				b.Fatal(in)
			}
			if i == 0 {
				first = text(in, "token")
			}
		}
		if status, _ := b.call("GET", "/staff/me", first, nil); status != 401 {
			b.Error("the oldest of four is open:", status)
		}
		b.ok("GET", "/staff/me", bySMS, nil)

		_, in := b.logIn("13800138001", b.code(systemSecret))
		system = text(in, "token")
		b.ok("POST", "/staff/members/"+person+"/lock", system, map[string]any{"reason": "离岗停用"})
		if status, doc := b.logIn(phone, b.code(secret)); status != 403 || text(doc, "code") != "staff.barred" {
			b.Error(status, doc)
		}
		b.ok("POST", "/staff/members/"+person+"/unlock", system, map[string]any{"reason": "回到岗位"})
		if status, doc := b.logIn(phone, b.code(secret)); status != 201 {
			b.Error(status, doc)
		}
	})
}
