package reply

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of offers and of what a provider sends.
var (
	ErrSignature = fault.New(fault.Invalid, "reply.signature", "签名不对，或者时间差得太多。", "The signature is wrong, or the time is too far off.")
	ErrNotOpen   = fault.New(fault.Conflict, "reply.not_open", "这个活现在不收人，不用发短信了。", "The job takes nobody now; there is nothing to text.")
	ErrMany      = fault.New(fault.Conflict, "reply.many_offers", "这个人手上还有 9 条没回的短信，等一等再发。", "This person has nine texts without an answer; please wait.")
	ErrNoPhone   = fault.New(fault.Conflict, "reply.no_phone", "这个人没有手机号，发不了短信。", "This person has no phone number to text.")
)

// offerLife is how long an offer can be answered, if the job does not begin before.
const offerLife = 24 * time.Hour

// Offer is a job offered to one person by SMS.
type Offer struct {
	Person core.PersonID
	ID     core.ID[Offer]
	Job    core.JobID
	Digit  int64 // what to answer
	Title  string
	By     core.PersonID // who had it sent; "" for the system
	Made   time.Time
	Until  time.Time
}

// Word is what an answer means.
type Word string

// The words.
const (
	Take   Word = "take"
	Refuse Word = "refuse"
	Other  Word = "other"
)

// read says what an answer means, and for which digit; 0 means the only one.
func read(text string) (w Word, digit int64) {
	s := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" 。.，,！!\"“”'【】[]()（）", r) {
			return -1
		}
		return r
	}, core.Fold(text))
	for _, prefix := range []string{"回复", "回"} {
		s = strings.TrimPrefix(s, prefix)
	}
	switch s {
	case "接", "接活", "去", "我去", "要", "好", "好的", "可以", "行", "是", "yes", "YES", "Yes":
		return Take, 0
	case "0", "不", "不接", "不去", "不要", "不行", "否", "no", "NO", "No":
		return Refuse, 0
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n >= 1 && n <= 9 && len(s) == 1 {
		return Take, n
	}
	return Other, 0
}

// Sign is the signature of a message from the provider: HMAC-SHA256 in hexadecimal
// over the time in seconds, a line break, and the body as it is sent.
func Sign(secret string, seconds int64, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(strconv.FormatInt(seconds, 10) + "\n"))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// skew is how far the provider's clock may be off.
const skew = 5 * time.Minute

// genuine refuses what the provider did not sign, or signed long ago.
//
// Errors: ErrSignature.
func genuine(secret, seconds, signature string, body []byte, now time.Time) error {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || now.Sub(time.Unix(n, 0)).Abs() > skew || !hmac.Equal([]byte(Sign(secret, n, body)), []byte(strings.ToLower(signature))) {
		return ErrSignature
	}
	return nil
}
