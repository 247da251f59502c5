package staff

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/crypto"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		password string
		want     error
	}{
		{"Lantern-7-Ferry", nil},
		{"山高水长Abcx79", nil},
		{"vK9#mQ2xTz", nil},
		{"vK9#mQ2xT", ErrShort},
		{strings.Repeat("vK9#mQ2xTz", 13), ErrShort},
		{"lanternferrybell", ErrClasses},
		{"lantern7ferry", ErrClasses},
		{"LANTERN-FERRY", ErrClasses},
		{"vK#-13800138014", ErrPersonal},
		{"vK#-00138014", ErrPersonal},
		{"vK9#mQ张小梅", ErrShort},
		{"vK9#mQ2x张小梅", ErrPersonal},
		{"Passw0rd!123", ErrCommon},
		{"P@ssword2026", ErrCommon},
		{"Admin@123456", ErrCommon},
		{"Qwerty!2345", ErrCommon},
		{"Abc1!Abc1!Abc1!", ErrCommon},
		{"Aaaaaaaaaa1!", ErrCommon},
		{"AaBb1111!!!!", ErrCommon},
		{"Yilu@520520", ErrCommon},
		{"1qaz@WSX3edc", ErrCommon},
		{"Zxcvbnm,./1", ErrCommon},
	} {
		err := DefaultPolicy.checkPassword(c.password, "body.password", "13800138014", "张小梅")
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%q: %v, want %v (own %d)", c.password, err, c.want, own(c.password))
		}
	}
	if err := DefaultPolicy.checkPassword("Mary-Li-Ferry-79", "", "13800138014", "Mary Li"); err != nil {
		t.Error(err)
	}
	if err := DefaultPolicy.checkPassword("maryLI-Ferry-79", "", "13800138014", "Mary Li"); !errors.Is(err, ErrPersonal) {
		t.Error(err)
	}
}

// No text stops the check, and repeating or padding one never makes it better by
// more than what is added.
func TestOwnNeverExceedsTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "password")
		n := own(s)
		if n < 0 || n > len([]rune(s)) {
			t.Fatalf("%q: %d", s, n)
		}
		if twice := own(s + s); twice > n+8 && len([]rune(s)) <= 8 {
			t.Fatalf("%q: %d, twice: %d", s, n, twice)
		}
	})
}

func TestTriesLockAndUnlock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, now, tr := DefaultPolicy, begin, tries{}
		var recent []time.Time // wrong tries that still add up
		for range rapid.IntRange(1, 40).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "minutes")) * time.Minute)
			if tr.locked(now) != nil {
				continue
			}
			if n := len(recent); n > 0 && now.Sub(recent[n-1]) >= p.Lock {
				recent = nil
			}
			recent = append(recent, now)
			tr = tr.after(now, p)
			locked := tr.locked(now) != nil
			if locked != (len(recent) >= p.Tries) {
				t.Fatalf("after %d wrong tries locked is %v", len(recent), locked)
			}
			if locked {
				if tr.locked(now.Add(p.Lock-time.Second)) == nil || tr.locked(now.Add(p.Lock)) != nil {
					t.Fatal("the lock is not half an hour long")
				}
				recent = nil
			}
		}
	})
}

func TestRecoveryCodeForm(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 500 {
		c := newRecovery(crypto.Digits)
		if len(c) != 11 || c[5] != '-' || strings.Trim(c, recoveryAlphabet+"-") != "" || seen[c] {
			t.Fatal(c)
		}
		seen[c] = true
		if tidyCode(" "+strings.ToLower(c)+" ") != strings.ReplaceAll(c, "-", "") {
			t.Error(c)
		}
	}
	if len(recoveryAlphabet) != 30 || 990%len(recoveryAlphabet) != 0 {
		t.Error("some characters come more often")
	}
}

func TestParseArea(t *testing.T) {
	t.Parallel()
	set, day := reference.Embedded(), core.DateOf(begin)
	for in, want := range map[string]string{
		"": "", " ": "", "35": "35", "350000": "35", "3504": "3504", "350428": "350428", "350428100": "350428100", "350428100201": "350428100201",
		"99": "no", "3504281": "no", "350428100999": "no", "350428999": "no", "350427": "no", "abc": "no", "350424100201": "350424100201", "999999100": "no",
	} {
		got, err := parseArea(set, in, day)
		if (want == "no") != errors.Is(err, ErrArea) || want != "no" && string(got) != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestOfficesAreApart(t *testing.T) {
	t.Parallel()
	now := begin
	hold := func(r core.Role, from, to time.Duration) []Grant {
		g := Grant{Role: r, From: now.Add(from)}
		if to != 0 {
			g.To = now.Add(to)
		}
		return []Grant{g}
	}
	for i, c := range []struct {
		held []Grant
		role core.Role
		ok   bool
	}{
		{nil, core.SystemAdmin, true},
		{hold(core.SystemAdmin, -1, 0), core.SystemAdmin, true},
		{hold(core.SystemAdmin, -1, 0), core.Reviewer, true},
		{hold(core.Reviewer, -1, 0), core.AuditAdmin, true},
		{hold(core.SystemAdmin, -1, 0), core.AuditAdmin, false},
		{hold(core.SecurityAdmin, 1, 0), core.AuditAdmin, false},
		{hold(core.SecurityAdmin, -2, 1), core.SystemAdmin, false},
		{hold(core.SecurityAdmin, -2, -1), core.SystemAdmin, true},
	} {
		if err := apart(c.held, c.role, now); (err == nil) != c.ok {
			t.Error(fmt.Sprint(i), err)
		}
	}
}
