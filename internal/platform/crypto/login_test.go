package crypto

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// quick is a cost for tests.
var quick = Cost{Rounds: 1, MemoryKiB: 64, Lanes: 1}

func TestPasswords(t *testing.T) {
	t.Parallel()
	hash := HashPassword("Reis und Tee 7", quick)
	for _, c := range []struct {
		name, hash, password string
		want                 bool
	}{
		{"its own hash", hash, "Reis und Tee 7", true},
		{"another password", hash, "Reis und Tee 8", false},
		{"nothing", hash, "", false},
		{"no hash", "", "", false},
		{"the hash of no password", NoPassword(quick), "", false},
		{"a hash cut short", hash[:len(hash)-4], "Reis und Tee 7", false},
		{"a hash without its salt", strings.Replace(hash, "$argon2id", "$argon2i", 1), "Reis und Tee 7", false},
		{"a hash of no rounds", strings.Replace(hash, "t=1", "t=0", 1), "Reis und Tee 7", false},
		{"another cost", strings.Replace(hash, "t=1", "t=2", 1), "Reis und Tee 7", false},
	} {
		if got := PasswordIs(c.hash, c.password); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if again := HashPassword("Reis und Tee 7", quick); again == hash || !strings.HasPrefix(again, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Error("the salt is not fresh, or the form is another:", again)
	}
	if long := HashPassword("x", DefaultCost); !PasswordIs(long, "x") {
		t.Error("the usual cost does not check")
	}
}

// The vectors are those of RFC 6238, appendix B, cut to six digits.
func TestTOTP(t *testing.T) {
	t.Parallel()
	secret := Hide[Hidden]("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") // 12345678901234567890
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		if got, err := TOTPCode(secret, at/30); err != nil || got != want {
			t.Errorf("%d: %s, %v", at, got, err)
		}
	}
	now := time.Unix(1111111111, 0)
	step := now.Unix() / 30
	for _, c := range []struct {
		name  string
		of    int64
		after int64
		want  bool
	}{
		{"this step", step, 0, true}, {"the step before", step - 1, 0, true}, {"the next step", step + 1, 0, true},
		{"two steps ago", step - 2, 0, false}, {"two steps on", step + 2, 0, false},
		{"a used step", step, step, false}, {"a step before the used one", step - 1, step, false}, {"the step after the used one", step + 1, step, true},
	} {
		code, err := TOTPCode(secret, c.of)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := TOTPStep(secret, code, now, 1, c.after)
		if ok != c.want || ok && got != c.of {
			t.Errorf("%s: %d, %v", c.name, got, ok)
		}
	}
	bare, err := TOTPCode(Secret{}, step)
	if _, ok := TOTPStep(Secret{}, bare, now, 1, 0); ok || err != nil {
		t.Error("no secret, and a code passes", err)
	}
}

func TestTOTPAddress(t *testing.T) {
	t.Parallel()
	secret := NewTOTP()
	if len(secret.Reveal()) != 32 || secret == NewTOTP() {
		t.Error("secrets are not long, or not fresh")
	}
	u, err := url.Parse(TOTPAddress(secret, "驿路 Yilu", "138****0000"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/驿路 Yilu:138****0000" || u.Query().Get("secret") != secret.Reveal() {
		t.Error(u, err)
	}
}
