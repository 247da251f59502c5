package crypto

import (
	"encoding/base32"
	"net/url"
	"strconv"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// One-time codes by time (TOTP, RFC 6238), as the common authenticator apps
// make them: six digits, HMAC-SHA-1, a new code every half minute.
const (
	totpPeriod = 30 // seconds, the RFC's default (section 4.1)
	totpDigits = 6
	totpKeyLen = 20 // bytes, the length of the hash (RFC 4226, section 4)
)

// NewTOTP returns a fresh secret of 32 characters of base32.
func NewTOTP() Secret {
	return Hide[Hidden](base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random(totpKeyLen)))
}

// TOTPAddress is the secret as an authenticator app takes it from a QR code.
func TOTPAddress(secret Secret, issuer, account string) string {
	q := url.Values{"secret": {secret.Reveal()}, "issuer": {issuer}, "algorithm": {"SHA1"},
		"digits": {strconv.Itoa(totpDigits)}, "period": {strconv.Itoa(totpPeriod)}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: q.Encode()}
	return u.String()
}

// TOTPStep returns the step of time, not more than skew steps from now and later
// than after, whose code it is. Whoever accepts it keeps the step as the next
// after, so that a code is good once (RFC 6238, section 5.2).
func TOTPStep(secret Secret, code string, now time.Time, skew, after int64) (step int64, ok bool) {
	at := now.Unix() / totpPeriod
	for s := at - skew; s <= at+skew; s++ {
		want, err := TOTPCode(secret, s)
		if err == nil && !secret.IsZero() && Same(want, code) && s > after && s >= 0 {
			step, ok = s, true
		}
	}
	return step, ok
}

// TOTPCode is the secret's code of a step of time: Unix seconds over thirty.
func TOTPCode(secret Secret, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secret.Reveal(), uint64(max(step, 0)), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}
