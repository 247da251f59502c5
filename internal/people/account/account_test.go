package account_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/people/account"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

func TestLogIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		t.Run("the first log-in makes the account, the next finds it", func(t *testing.T) {
			_, first := h.login("13800138000")
			h.clock.Add(2 * time.Minute)
			_, again := h.login("+86 138-0013-8000")
			if first == "" || first != again || h.count("account_account") != 1 {
				t.Error(first, again)
			}
		})
		t.Run("the answer is the same for a known number and a stranger's", func(t *testing.T) {
			h.clock.Add(2 * time.Minute)
			known, stranger := h.ask("13800138000"), h.ask("13900139000")
			delete(known.doc, "demo_code")
			delete(stranger.doc, "demo_code")
			delete(known.doc, "$schema")
			delete(stranger.doc, "$schema")
			if fmt.Sprint(known.status, known.doc) != fmt.Sprint(stranger.status, stranger.doc) {
				t.Error(known, stranger)
			}
		})
		t.Run("a code works once", func(t *testing.T) {
			code := h.ask("13700137000").str("demo_code")
			if a := h.try("13700137000", code); a.status != 201 {
				t.Fatal(a.text)
			}
			h.want(h.try("13700137000", code), 422, "account.code_ended")
		})
		t.Run("a code is good for its own number only", func(t *testing.T) {
			code := h.ask("13600136000").str("demo_code")
			h.ask("13600136001")
			h.want(h.try("13600136002", code), 422, "account.code_ended")
		})
		t.Run("a newer code ends the one before", func(t *testing.T) {
			old := h.ask("13500135000").str("demo_code")
			h.clock.Add(time.Minute)
			fresh := h.ask("13500135000").str("demo_code")
			if old != fresh {
				h.want(h.try("13500135000", old), 422, "account.code_wrong")
			}
			if a := h.try("13500135000", fresh); a.status != 201 {
				t.Error(a.text)
			}
		})
		t.Run("a code ends after five minutes, to the microsecond", func(t *testing.T) {
			code := h.ask("13400134000").str("demo_code")
			h.clock.Add(5 * time.Minute)
			h.want(h.try("13400134000", code), 422, "account.code_ended")
			code = h.ask("13400134000").str("demo_code")
			h.clock.Add(5*time.Minute - time.Microsecond)
			if a := h.try("13400134000", code); a.status != 201 {
				t.Error(a.text)
			}
		})
		t.Run("five wrong tries end the code, and each is told", func(t *testing.T) {
			code := h.ask("13300133000").str("demo_code")
			for left := 4; left >= 1; left-- {
				a := h.try("13300133000", wrong(code))
				h.want(a, 422, "account.code_wrong")
				if !strings.Contains(a.str("detail"), fmt.Sprint(left)) || !strings.Contains(a.text, `"path":"body.code"`) {
					t.Error(a.text)
				}
			}
			h.want(h.try("13300133000", wrong(code)), 422, "account.code_ended")
			h.want(h.try("13300133000", code), 422, "account.code_ended")
		})
		t.Run("full-width digits and blanks are forgiven", func(t *testing.T) {
			code := h.ask("13200132000").str("demo_code")
			wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, code)
			if a := h.try("１３２ 0013 2000", wide[:9]+" "+wide[9:]); a.status != 201 {
				t.Error(a.text)
			}
		})
		t.Run("the same key opens one session and shows its token again", func(t *testing.T) {
			body := `{"phone":"13100131000","code":"` + h.ask("13100131000").str("demo_code") + `"}`
			first := h.call("POST", "/auth/sessions", "", body, "Idempotency-Key", "log-in-0001")
			again := h.call("POST", "/auth/sessions", "", body, "Idempotency-Key", "log-in-0001")
			if first.status != 201 || first.str("token") == "" || first.text != again.text {
				t.Error(first.text, again.text)
			}
		})
		t.Run("the same key counts a wrong try once", func(t *testing.T) {
			code := h.ask("13100131009").str("demo_code")
			body := `{"phone":"13100131009","code":"` + wrong(code) + `"}`
			for range 6 {
				h.want(h.call("POST", "/auth/sessions", "", body, "Idempotency-Key", "log-in-0002"), 422, "account.code_wrong")
			}
			if a := h.try("13100131009", code); a.status != 201 {
				t.Error(a.text)
			}
		})
		t.Run("taps at the same moment open one session", func(t *testing.T) {
			code := h.ask("13100131001").str("demo_code")
			before := h.count("account_session")
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() { h.try("13100131001", code) })
			}
			wg.Wait()
			if n := h.count("account_session") - before; n != 1 {
				t.Error(n, "sessions")
			}
		})
		t.Run("the books are in order", func(t *testing.T) {
			checked, broken, err := h.Verify(t.Context(), d.Reader())
			if err != nil || len(broken) > 0 || len(checked) == 0 {
				t.Error(checked, broken, err)
			}
		})
	}, schemas...)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, func(deps *account.Deps) {
			deps.Demo = false
			deps.Address = account.AddressLimits{PerHour: 30, PerDay: 60}
		})
		const phone = "13800138000"
		ok := func(phone string) {
			t.Helper()
			if a := h.ask(phone); a.status != 201 || strings.Contains(a.text, "demo_code") {
				t.Fatal(h.clock.Now(), a.text)
			}
		}
		t.Run("one a minute", func(t *testing.T) {
			ok(phone)
			h.clock.Add(time.Minute - time.Microsecond)
			h.want(h.ask(phone), 429, "account.code_soon")
			h.clock.Add(time.Microsecond)
			ok(phone)
		})
		t.Run("five an hour, sliding", func(t *testing.T) {
			for range 3 {
				h.clock.Add(time.Minute)
				ok(phone)
			}
			h.clock.Add(time.Minute)
			a := h.ask(phone)
			h.want(a, 429, "account.code_many")
			if !strings.Contains(a.str("detail"), "55 分钟") {
				t.Error(a.text)
			}
			h.clock.Set(begin.Add(time.Hour))
			ok(phone)
			h.clock.Add(2 * time.Second)
			h.want(h.ask(phone), 429, "account.code_soon")
		})
		t.Run("ten a day, also after the job has tidied up", func(t *testing.T) {
			for range 4 {
				h.clock.Add(time.Hour)
				ok(phone)
			}
			h.clock.Add(time.Hour)
			h.want(h.ask(phone), 429, "account.code_many")
			h.clock.Set(begin.Add(24*time.Hour - time.Second))
			h.runJobs()
			h.want(h.ask(phone), 429, "account.code_many")
			h.clock.Set(begin.Add(24 * time.Hour))
			h.runJobs()
			ok(phone)
		})
		t.Run("a refused request counts for nothing", func(t *testing.T) {
			before := h.count("account_request")
			h.want(h.ask(phone), 429, "account.code_soon")
			if h.count("account_request") != before {
				t.Error("counted")
			}
		})
		t.Run("an address has its own limit, and a neighbour is not hit by it", func(t *testing.T) {
			h.clock.Add(48 * time.Hour)
			for i := range 30 {
				ok(fmt.Sprintf("139001390%02d", i))
			}
			a := h.ask("13900139099")
			h.want(a, 429, "account.address_many")
			if !strings.Contains(a.str("detail"), "60 分钟") {
				t.Error(a.text)
			}
			h.addr = "192.0.2.8:1"
			ok("13900139099")
			h.addr = "[2001:db8::1]:1"
			for i := range 30 {
				h.addr = fmt.Sprintf("[2001:db8::%d]:1", i+1)
				ok(fmt.Sprintf("139001391%02d", i))
			}
			h.want(h.ask("13900139199"), 429, "account.address_many")
		})
		t.Run("after a day nothing is left of the codes", func(t *testing.T) {
			for range 3 {
				h.clock.Add(25 * time.Hour)
				h.runJobs()
				h.runJobs()
			}
			if n := h.count("account_request") + h.count("account_code") + h.count("jobs_job"); n != 0 {
				t.Error(n, "rows left")
			}
		})
	}, schemas...)
}

func TestSMS(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, func(deps *account.Deps) { deps.Demo, deps.Digits = false, func(int) string { return "424242" } })
		t.Run("the job sends the code, once", func(t *testing.T) {
			h.ask("13800138000")
			if len(h.sms.sent) != 0 {
				t.Error("sent inside the request")
			}
			h.runJobs()
			h.runJobs()
			if len(h.sms.sent) != 1 || !strings.HasPrefix(h.sms.sent[0], "13800138000 ") || !strings.Contains(h.sms.sent[0], "424242，5 分钟") {
				t.Error(h.sms.sent)
			}
		})
		t.Run("a failing sender is tried again, and its error gives nothing away", func(t *testing.T) {
			h.sms.fail = true
			h.ask("13900139000")
			h.runJobs()
			h.sms.fail = false
			h.clock.Add(2 * time.Second)
			h.runJobs()
			if len(h.sms.sent) != 2 {
				t.Error(h.sms.sent)
			}
			if log := h.log.String(); !strings.Contains(log, "no line to 139****9000") || strings.Contains(log, "13900139000") || strings.Contains(log, "424242") {
				t.Error(log)
			}
		})
		t.Run("a code that has ended is not sent", func(t *testing.T) {
			h.ask("13700137000")
			h.clock.Add(6 * time.Minute)
			h.runJobs()
			if len(h.sms.sent) != 2 {
				t.Error(h.sms.sent)
			}
		})
	}, schemas...)
}
