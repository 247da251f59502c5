package account_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/people/account"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

var begin = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

// texts is an SMS port that keeps what it was given, and fails on demand.
type texts struct {
	mu   sync.Mutex
	fail bool
	sent []string
}

func (x *texts) SendSMS(_ context.Context, phone, text string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.fail {
		return fmt.Errorf("no line to %s for %q", phone, text)
	}
	x.sent = append(x.sent, phone+" "+text)
	return nil
}

// house is the module with all it stands on.
type house struct {
	testing.TB
	db    *db.DB
	clock *core.ManualClock
	jobs  *jobs.Queue
	sms   *texts
	keys  *crypto.Keyring
	log   *strings.Builder
	*account.Service
	http http.Handler
	addr string
}

var schemas = []dbtest.Schema{
	{Module: "api", Files: api.Migrations}, {Module: "audit", Files: audit.Migrations}, {Module: "jobs", Files: jobs.Migrations},
	{Module: "account", Files: account.Migrations},
}

func open(t testing.TB, d *db.DB, change ...func(*account.Deps)) *house {
	t.Helper()
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	return openWith(t, d, ring, core.NewManualClock(begin), change...)
}

func openWith(t testing.TB, d *db.DB, ring *crypto.Keyring, clock *core.ManualClock, change ...func(*account.Deps)) *house {
	t.Helper()
	h := &house{TB: t, db: d, clock: clock, keys: ring, sms: &texts{}, log: &strings.Builder{}, addr: "192.0.2.7:4711"}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	h.jobs = jobs.New(d, clock.Now, log)
	deps := account.Deps{DB: d, Now: clock.Now, Jobs: h.jobs, Keys: ring, Ref: reference.Embedded(), SMS: h.sms, Log: log, Demo: true}
	for _, fn := range change {
		fn(&deps)
	}
	h.Service = account.New(deps)
	h.Service.Listen(outbox.New(d, clock.Now, log), h.jobs)
	s := api.New(api.Config{DB: d, Now: clock.Now, Log: log, Version: "test", Auth: h.Service.Authenticate, Limits: api.Limits{
		AccountWrites: 1e6, WriteBurst: 1e6, AccountReads: 1e6, ReadBurst: 1e6, AddressAll: 1e6, AddressBurst: 1e6}})
	h.Service.Register(s)
	h.http = s.Handler()
	return h
}

// answer is what came back.
type answer struct {
	status int
	text   string
	doc    map[string]any
}

func (a answer) str(key string) string { s, _ := a.doc[key].(string); return s }

func (h *house) call(method, path, token, body string, headers ...string) answer {
	h.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.RemoteAddr = h.addr
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Body)
	a := answer{status: w.Code, text: string(b)}
	if err := json.Unmarshal(b, &a.doc); err != nil {
		h.Fatalf("%s %s: %d %s", method, path, w.Code, b)
	}
	return a
}

func (h *house) ask(phone string) answer {
	h.Helper()
	return h.call("POST", "/auth/codes", "", `{"phone":"`+phone+`"}`)
}

func (h *house) try(phone, code string) answer {
	h.Helper()
	return h.call("POST", "/auth/sessions", "", `{"phone":"`+phone+`","code":"`+code+`","device":"测试 phone"}`)
}

// login asks and tries, and fails the test if that does not work.
func (h *house) login(phone string) (token string, person core.PersonID) {
	h.Helper()
	a := h.try(phone, h.ask(phone).str("demo_code"))
	if a.status != 201 {
		h.Fatal(a.text)
	}
	return a.str("token"), core.PersonID(a.str("person"))
}

func (h *house) want(a answer, status int, code string) {
	h.Helper()
	if a.status != status || a.str("code") != code {
		h.Errorf("got %d %s, want %d %s", a.status, a.text, status, code)
	}
}

func (h *house) write(fn func(ctx context.Context, tx db.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), fn); err != nil {
		h.Fatal(err)
	}
}

// runJobs does what is due.
func (h *house) runJobs() {
	h.Helper()
	if _, err := h.jobs.RunDue(h.Context()); err != nil {
		h.Fatal(err)
	}
}

func (h *house) count(table string) (n int) {
	h.Helper()
	if err := h.db.Reader().Row(h.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

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

func TestSealedAtRest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d, func(deps *account.Deps) { deps.Digits = func(int) string { return "864209" } })
		a := h.call("POST", "/auth/codes", "", `{"phone":"13812345678"}`, "Idempotency-Key", "seal-0001")
		b := h.call("POST", "/auth/sessions", "", `{"phone":"13812345678","code":"864209"}`, "Idempotency-Key", "seal-0002")
		if a.status != 201 || b.status != 201 {
			t.Fatal(a.text, b.text)
		}
		for _, secret := range []string{"13812345678", "864209", b.str("token")} {
			for _, table := range []string{"account_account", "account_phone", "account_code", "account_request", "account_session", "jobs_job", "api_answer", "audit_entry"} {
				if n := dump(h, table, secret); n != 0 {
					t.Errorf("%s lies open in %s", secret, table)
				}
			}
			if strings.Contains(h.log.String(), secret) {
				t.Errorf("%s is in the log", secret)
			}
		}
		if dump(h, "audit_entry", b.str("person")) == 0 {
			t.Error("the log-in was not recorded, or the dump sees nothing")
		}
	}, schemas...)
}

// columns are all columns of the tables whose bytes are searched.
var columns = map[string]string{
	"account_account": "person, phone", "account_phone": "phone_index, person", "account_code": "phone_index, mac",
	"account_request": "asker, id", "account_session": "token_hash, person, id, device, addr",
	"jobs_job": "key, kind, payload, last_error", "api_answer": "scope, key, hash, body", "audit_entry": "subject, actor, act, object, reason, addr",
}

// dump counts the values in a table that hold the secret, plain or in base64.
func dump(h *house, table, secret string) (n int) {
	h.Helper()
	fields := strings.Split(columns[table], ", ")
	err := h.db.Reader().Rows(h.Context(), `SELECT `+columns[table]+` FROM `+table, nil, func(r db.Row) error {
		row := make([]any, len(fields))
		for i := range row {
			row[i] = new(any)
		}
		if err := r.Scan(row...); err != nil {
			return err
		}
		for _, v := range row {
			text := fmt.Sprintf("%s", *v.(*any)) //nolint:forcetypeassert // made above
			for _, form := range forms(secret) {
				if strings.Contains(text, form) {
					n++
				}
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	return n
}

// forms are the ways in which a text could lie about.
func forms(s string) []string {
	doc, _ := json.Marshal([]byte(s))
	return []string{s, strings.Trim(strings.TrimRight(string(doc), `="`), `"`), fmt.Sprintf("%x", s)}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		token, _ := h.login("13800138000")
		before := h.count("account_account") + h.count("account_session") + h.count("account_request")
		const codes, sessions = "POST /auth/codes", "POST /auth/sessions"
		for name, tt := range map[string]struct {
			op, body   string
			status     int
			code, path string
		}{
			"no phone":              {codes, `{}`, 422, "request.invalid", "body.phone"},
			"empty phone":           {codes, `{"phone":""}`, 422, "request.invalid", "body.phone"},
			"short phone":           {codes, `{"phone":"1380013800"}`, 422, "account.phone_length", "body.phone"},
			"long phone":            {codes, `{"phone":"138001380000"}`, 422, "account.phone_length", "body.phone"},
			"landline":              {codes, `{"phone":"05982260000"}`, 422, "account.phone", "body.phone"},
			"starts with 12":        {codes, `{"phone":"12800138000"}`, 422, "account.phone", "body.phone"},
			"letters":               {codes, `{"phone":"1380013800o"}`, 422, "account.phone", "body.phone"},
			"number as number":      {codes, `{"phone":13800138000}`, 422, "request.invalid", "body.phone"},
			"list":                  {codes, `{"phone":["13800138000"]}`, 422, "request.invalid", "body.phone"},
			"null":                  {codes, `{"phone":null}`, 422, "request.invalid", "body.phone"},
			"unknown field":         {codes, `{"phone":"13900139000","admin":true}`, 422, "request.invalid", "body.admin"},
			"sql":                   {codes, `{"phone":"1' OR '1'='1"}`, 422, "account.phone", "body.phone"},
			"script":                {codes, `{"phone":"<script>alert(1)</script>"}`, 422, "account.phone", "body.phone"},
			"endless":               {codes, `{"phone":"` + strings.Repeat("1", 5000) + `"}`, 422, "request.invalid", "body.phone"},
			"broken utf-8":          {codes, "{\"phone\":\"138\xff\"}", 400, "request.text", ""},
			"not json":              {codes, `phone=13800138000`, 400, "request.syntax", ""},
			"no code":               {sessions, `{"phone":"13800138000"}`, 422, "request.invalid", "body.code"},
			"short code":            {sessions, `{"phone":"13800138000","code":"12345"}`, 422, "account.code_form", "body.code"},
			"letters in code":       {sessions, `{"phone":"13800138000","code":"12345o"}`, 422, "account.code_form", "body.code"},
			"arabic digits":         {sessions, `{"phone":"13800138000","code":"١٢٣٤٥٦"}`, 422, "account.code_form", "body.code"},
			"code nobody asked for": {sessions, `{"phone":"13900139000","code":"123456"}`, 422, "account.code_ended", "body.code"},
			"bad phone":             {sessions, `{"phone":"1","code":"123456"}`, 422, "account.phone_length", "body.phone"},
			"long device":           {sessions, `{"phone":"13800138000","code":"123456","device":"` + strings.Repeat("x", 201) + `"}`, 422, "request.invalid", "body.device"},
			"not an id":             {"DELETE /auth/sessions/1%27%20OR%201=1", ``, 422, "request.invalid", "path.id"},
			"id of nothing":         {"DELETE /auth/sessions/0190f5f0-0000-7000-8000-00000000000a", ``, 404, "account.session", ""},
			"capital id":            {"DELETE /auth/sessions/0190F5F0-0000-7000-8000-00000000000A", ``, 422, "request.invalid", "path.id"},
			"short idempotency key": {codes + " k", `{"phone":"13900139000"}`, 422, "request.idempotency_key", ""},
		} {
			t.Run(name, func(t *testing.T) {
				method, path, _ := strings.Cut(tt.op, " ")
				path, key, _ := strings.Cut(path, " ")
				a := h.call(method, path, token, tt.body, "Idempotency-Key", key)
				if a.status != tt.status || (a.str("code") != tt.code && tt.code != "request.idempotency_key") || !strings.Contains(a.text, `"path":"`+tt.path) && tt.path != "" {
					t.Errorf("%d %s", a.status, a.text)
				}
			})
		}
		if n := h.count("account_account") + h.count("account_session") + h.count("account_request"); n != before {
			t.Error("something was written")
		}
	}, schemas...)
}

func TestFaultsSpeakBothLanguages(t *testing.T) {
	t.Parallel()
	for _, f := range []*fault.Fault{account.ErrPhoneLength, account.ErrPhone, account.ErrCodeForm, account.ErrCodeWrong, account.ErrCodeEnded,
		account.ErrCodeSoon, account.ErrCodeMany, account.ErrAddrMany, account.ErrSession, account.ErrUnknown, account.ErrRole} {
		if f.ZH == "" || f.EN == "" || !strings.HasPrefix(f.Code, "account.") {
			t.Error(f.Code)
		}
	}
	if errors.Is(account.ErrCodeWrong, account.ErrCodeEnded) {
		t.Error("two faults share a code")
	}
}
