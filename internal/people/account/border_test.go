package account_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"yilu/internal/fault"
	"yilu/internal/people/account"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

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
