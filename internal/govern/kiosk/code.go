package kiosk

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// The kinds of jobs: one sends a code, one forgets that it was asked for.
const (
	smsJob    = "kiosk.sms"
	forgetJob = "kiosk.forget"
)

// keep is how long it is remembered that a code was asked for: as long as the
// limits look back.
const keep = 24 * time.Hour

// Sent is a code under way.
type Sent struct {
	Expires time.Time
	Again   time.Time
	Code    crypto.Secret
}

// message is a code while it waits to be sent.
type message struct {
	Person  core.PersonID
	Code    string
	Expires time.Time
	Lang    core.Lang
}

// AskCode has a code sent to the number under which a document is registered. The
// answer is the same for a document that is nobody's.
//
// Errors: ErrMachine, ErrDocument, ErrSoon, ErrMany.
func (s *Service) AskCode(ctx context.Context, tx db.Tx, a core.Actor, key string, kind core.DocumentKind, number string) (_ Sent, err error) {
	defer fault.Wrap(&err, "kiosk.AskCode")
	if _, err := s.at(ctx, tx, key); err != nil {
		return Sent{}, err
	}
	who, err := s.whose(kind, number)
	if err != nil {
		return Sent{}, err
	}
	now, l := s.Now(), s.Doors.Codes()
	was, err := lockCode(ctx, tx, who)
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return Sent{}, err
	}
	if err == nil {
		if err := was.mayAsk(now, l.Gap); err != nil {
			return Sent{}, err
		}
	}
	person, err := s.People.PersonByDocument(ctx, tx, kind, number)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return Sent{}, err
	}
	code := s.Digits(l.Digits)
	c := asked{mac: s.mac(who, code), person: person, n: 1, since: now, at: now, expires: now.Add(l.Valid)}
	if now.Sub(was.since) < keep {
		c.n, c.since = was.n+1, was.since
	}
	out := Sent{c.expires, now.Add(l.Gap), crypto.Hide[crypto.Hidden](code)}
	if err := errors.Join(putCode(ctx, tx, who, c), s.Jobs.Schedule(ctx, tx, forgetJob, hex.EncodeToString(who), now.Add(keep), nil)); err != nil || person == "" {
		return out, err
	}
	doc, err := json.Marshal(message{person, code, c.expires, a.Lang})
	if err != nil {
		return Sent{}, err
	}
	id := core.NewID[message](now)
	return out, s.Jobs.Schedule(ctx, tx, smsJob, string(id), now, s.Keys.Seal(doc, crypto.At(smsJob, id)))
}

// forget is the job that removes the trace of a code, asked for a day ago.
func (s *Service) forget(ctx context.Context, tx db.Tx, key string, _ []byte) error {
	who, err := hex.DecodeString(key)
	if err != nil {
		return err
	}
	return deleteCode(ctx, tx, who, s.Now().Add(-keep))
}

// whose stands for a document in the limits.
//
// Errors: ErrDocument.
func (s *Service) whose(kind core.DocumentKind, number string) ([]byte, error) {
	d, err := core.ParseDocument(kind, number, core.DateOf(s.Now()))
	if err != nil {
		return nil, ErrDocument
	}
	return s.Keys.Index("kiosk_code.who", string(d.Kind)+" "+d.Number), nil
}

func (s *Service) mac(who []byte, code string) []byte {
	return s.Keys.Index("kiosk_code.mac", string(who)+"/"+code)
}

// LogIn opens a session at a machine if the code is right. A wrong one is counted:
// the caller must commit (api.Keep).
//
// Errors: ErrMachine, ErrDocument, ErrCodeWrong, ErrCodeEnded.
func (s *Service) LogIn(ctx context.Context, tx db.Tx, a core.Actor, key string, kind core.DocumentKind, number, code string) (_ Signed, err error) {
	defer fault.Wrap(&err, "kiosk.LogIn")
	h, err := s.at(ctx, tx, key)
	if err != nil {
		return Signed{}, err
	}
	who, err := s.whose(kind, number)
	if err != nil {
		return Signed{}, err
	}
	l := s.Doors.Codes()
	c, err := lockCode(ctx, tx, who)
	switch {
	case errors.Is(err, db.ErrNoRow), err == nil && (!s.Now().Before(c.expires) || c.tries >= int64(l.Tries)):
		return Signed{}, ErrCodeEnded
	case err != nil:
		return Signed{}, err
	}
	given := strings.ReplaceAll(core.Fold(code), " ", "")
	if c.person == "" || !crypto.Same(c.mac, s.mac(who, given)) {
		c.tries++
		if err := putCode(ctx, tx, who, c); err != nil {
			return Signed{}, err
		}
		if left := int64(l.Tries) - c.tries; left > 0 {
			return Signed{}, api.Keep(ErrCodeWrong.With("left", left))
		}
		return Signed{}, api.Keep(ErrCodeEnded)
	}
	c.tries = int64(l.Tries) // it opens one session
	if err := putCode(ctx, tx, who, c); err != nil {
		return Signed{}, err
	}
	return s.open(ctx, tx, a, h, c.person)
}

var smsText = core.Text{
	ZH: "自助机登录验证码 {code}，{minutes} 分钟内有效。不是您本人在大厅，请不要告诉任何人。",
	EN: "Your code for the hall's machine is {code}, valid for {minutes} minutes. If you are not there, tell it to nobody.",
}

// send is the job that sends a code. One that has expired is dropped, and so is
// one for a person without a number.
func (s *Service) send(ctx context.Context, key string, payload []byte) (func(context.Context, db.Tx) error, error) {
	var sealed []byte
	if err := json.Unmarshal(payload, &sealed); err != nil {
		return nil, err
	}
	doc, err := s.Keys.Open(sealed, crypto.At(smsJob, core.ID[message](key)))
	if err != nil {
		return nil, err
	}
	var m message
	if err := json.Unmarshal(doc, &m); err != nil {
		return nil, err
	}
	left := m.Expires.Sub(s.Now())
	if left <= 0 {
		return nil, nil
	}
	phone, err := s.Doors.PhoneOf(ctx, s.DB.Reader(), m.Person)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	minutes := strconv.Itoa(int((left + time.Minute - 1) / time.Minute))
	if err := s.SMS.SendSMS(ctx, phone, smsText.Fill("code", m.Code, "minutes", minutes).In(m.Lang)); err != nil {
		// A sender's error may quote what it was given, and errors are logged.
		return nil, errors.New("kiosk: sms: " + strings.NewReplacer(phone, core.Phone(phone).Mask(), m.Code, "******").Replace(err.Error()))
	}
	return nil, nil
}
