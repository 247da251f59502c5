package account

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// The kinds of jobs.
const (
	smsJob    = "account.sms"
	forgetJob = "account.forget"
)

// keepRequests is how long it is remembered that a code was asked for: as long
// as the limits look back (DOMAIN §9.1: one day).
const keepRequests = 24 * time.Hour

// Asked is a code under way.
type Asked struct {
	Code    crypto.Secret
	Expires time.Time
	Again   time.Time // when the next may be asked for
}

// asking is one request for a code, as the limits count it.
type asking struct{}

// AskCode makes a code for a number and plans its message. A code before it ends.
//
// Errors: ErrCodeSoon, ErrCodeMany, ErrAddrMany.
func (s *Service) AskCode(ctx context.Context, tx db.Tx, a core.Actor, phone core.Phone) (_ Asked, err error) {
	defer fault.Wrap(&err, "account.AskCode(%s)", phone.Mask())

	now, who, from := s.Now(), s.phoneIndex(phone), s.addrIndex(a.Addr)
	l := s.codes()
	if err := lockCode(ctx, tx, who); err != nil {
		return Asked{}, err
	}
	asked, err := requestsSince(ctx, tx, who, now.Add(-keepRequests))
	if err != nil {
		return Asked{}, err
	}
	if err := mayAsk(l, now, asked); err != nil {
		return Asked{}, err
	}
	// Not locked: taps at one moment may pass by a few, which costs little, while
	// a lock would make a hall's people wait for each other.
	if asked, err = requestsSince(ctx, tx, from, now.Add(-keepRequests)); err != nil {
		return Asked{}, err
	}
	if err := s.Address.mayAskFrom(now, asked); err != nil && !s.Demo {
		return Asked{}, err
	}
	id := core.NewID[asking](now)
	if err := insertRequest(ctx, tx, id, now, who, from); err != nil {
		return Asked{}, err
	}
	code := s.Digits(l.Digits)
	expires := now.Add(l.Valid)
	if err := setCode(ctx, tx, who, s.codeMAC(who, code), expires); err != nil {
		return Asked{}, err
	}
	out := Asked{crypto.Hide[crypto.Hidden](code), expires, now.Add(l.Gap)}
	if err := s.planSMS(ctx, tx, id, letter{string(phone), code, l.Valid, expires, a.Lang}); err != nil {
		return Asked{}, err
	}
	return out, s.Jobs.Schedule(ctx, tx, forgetJob, string(id), now.Add(keepRequests), forgetting{who, from})
}

// LogIn opens a session for the number if the code is right. The first log-in
// makes the account. A wrong code is counted: the caller must commit (api.Keep).
//
// Errors: ErrCodeWrong, ErrCodeEnded.
func (s *Service) LogIn(ctx context.Context, tx db.Tx, a core.Actor, phone core.Phone, code, device string) (_ Sign, err error) {
	defer fault.Wrap(&err, "account.LogIn(%s)", phone.Mask())

	now, who := s.Now(), s.phoneIndex(phone)
	if err := s.useCode(ctx, tx, now, who, code); err != nil {
		return Sign{}, err
	}
	person, _, err := s.Ensure(ctx, tx, phone)
	if err != nil {
		return Sign{}, err
	}
	return s.Open(ctx, tx, a, person, PhoneDoor, device)
}

// useCode ends the number's code if it is the given one, and counts a try if not.
func (s *Service) useCode(ctx context.Context, tx db.Tx, now time.Time, who []byte, code string) error {
	if err := s.tryCode(ctx, tx, now, who, code); err != nil {
		return err
	}
	return endCode(ctx, tx, who)
}

// tryCode says whether the number's code is the given one, and counts a try if not.
func (s *Service) tryCode(ctx context.Context, tx db.Tx, now time.Time, who []byte, code string) error {
	l := s.codes()
	c, err := codeOf(ctx, tx, who)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return ErrCodeEnded
	case err != nil:
		return err
	case !now.Before(c.expires) || c.tries >= l.Tries:
		return ErrCodeEnded
	case crypto.Same(c.mac, s.codeMAC(who, code)):
		return nil
	}
	if err := countTry(ctx, tx, who); err != nil {
		return err
	}
	if left := l.Tries - c.tries - 1; left > 0 {
		return api.Keep(ErrCodeWrong.With("left", left))
	}
	return api.Keep(ErrCodeEnded)
}

// codeMAC is what is kept of a code: a keyed hash, for a bare one is found by
// trying a million codes.
func (s *Service) codeMAC(who []byte, code string) []byte {
	return s.Keys.Index("account_code.mac", hex.EncodeToString(who)+"/"+code)
}

// addrIndex stands for a network address in the limits. A household has a whole
// /64 of IPv6 (RFC 6177), so that is what counts there.
func (s *Service) addrIndex(addr string) []byte {
	if ip, err := netip.ParseAddr(addr); err == nil {
		if ip = ip.Unmap().WithZone(""); ip.Is6() {
			addr = netip.PrefixFrom(ip, 64).Masked().String()
		} else {
			addr = ip.String()
		}
	}
	return s.Keys.Index("account_request.address", addr)
}

// letter is a code's message while it waits to be sent.
type letter struct {
	Phone   string
	Code    string
	Life    time.Duration
	Expires time.Time
	Lang    core.Lang
}

var smsText = core.Text{
	ZH: "登录验证码 {code}，{minutes} 分钟内有效。请不要告诉任何人，我们的工作人员也不会问您要。",
	EN: "Your log-in code is {code}, valid for {minutes} minutes. Tell it to nobody; our staff will never ask for it.",
}

// planSMS hands the letter to a job, sealed: jobs lie in the database, too.
func (s *Service) planSMS(ctx context.Context, tx db.Tx, id core.ID[asking], l letter) error {
	doc, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return s.Jobs.Schedule(ctx, tx, smsJob, string(id), s.Now(), s.Keys.Seal(doc, crypto.At(smsJob, id)))
}

// sendSMS is the job that sends a letter. One that has expired is dropped.
func (s *Service) sendSMS(ctx context.Context, key string, payload []byte) (func(context.Context, db.Tx) error, error) {
	var sealed []byte
	if err := json.Unmarshal(payload, &sealed); err != nil {
		return nil, err
	}
	doc, err := s.Keys.Open(sealed, crypto.At(smsJob, core.ID[asking](key)))
	if err != nil {
		return nil, err
	}
	var l letter
	if err := json.Unmarshal(doc, &l); err != nil {
		return nil, err
	}
	if !s.Now().Before(l.Expires) {
		return nil, nil
	}
	text := strings.NewReplacer("{code}", l.Code, "{minutes}", strconv.Itoa(int(l.Life/time.Minute))).Replace(smsText.In(l.Lang))
	if err := s.SMS.SendSMS(ctx, l.Phone, text); err != nil {
		// A sender's error may quote what it was given, and errors are logged.
		said := strings.NewReplacer(l.Phone, core.Phone(l.Phone).Mask(), l.Code, "******").Replace(err.Error())
		return nil, errors.New("account: sms: " + said)
	}
	return nil, nil
}

// forgetting names what a request left behind.
type forgetting struct {
	Phone []byte `json:"phone"`
	Addr  []byte `json:"addr"`
}

// forget is the job that removes the traces of a request for a code.
func (s *Service) forget(ctx context.Context, tx db.Tx, key string, payload []byte) error {
	var f forgetting
	if err := json.Unmarshal(payload, &f); err != nil {
		return err
	}
	return deleteRequest(ctx, tx, core.ID[asking](key), s.Now(), f.Phone, f.Addr)
}
