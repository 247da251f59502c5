package account

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// ErrSameNumber refuses a change to the number that there is.
var ErrSameNumber = fault.New(fault.Invalid, "account.same_number", "这就是您现在的手机号，不用换。", "That is your number already.").At("body.phone")

// textJob sends a text that is no code.
const textJob = "account.text"

// textLife is how long a text is worth sending.
const textLife = 24 * time.Hour

// changedText tells the old number that it no longer opens the account.
var changedText = core.Text{
	ZH: "您的账号刚换了手机号，这个号码不能再登录了。不是您本人办的，请马上到驿站或打 12333。",
	EN: "Your account has just moved to another number; this one can't log in any more. If that was not you, tell a station at once.",
}

// ChangePhone makes another number the account's: the old one is free, and every
// session ends. The caller has proof of the new number, and of the person.
//
// Errors: ErrUnknown, ErrSameNumber, ErrNumberTaken.
func (s *Service) ChangePhone(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, phone core.Phone) (err error) {
	defer fault.Wrap(&err, "account.ChangePhone(%s, %s)", person, phone.Mask())
	if err := lockAccount(ctx, tx, person); err != nil {
		return err
	}
	was, err := s.Phone(ctx, tx, person)
	if err != nil {
		return err
	}
	column, hidden := s.phones(), crypto.Hide[crypto.Phone](string(phone))
	if was == hidden {
		return ErrSameNumber
	}
	index := column.Index(hidden)
	if err := insertPhones(ctx, tx, []row{{index, person, nil}}); err != nil {
		return err
	}
	owner, err := peopleOf(ctx, tx, [][]byte{index})
	if err != nil {
		return err
	}
	if owner[string(index)] != person {
		return ErrNumberTaken
	}
	if _, err := deletePhone(ctx, tx, column.Index(was), person); err != nil {
		return err
	}
	if err := writeCell(ctx, tx, crypto.Cell[core.PersonID]{Row: person, Sealed: column.Seal(person, hidden)}); err != nil {
		return err
	}
	all, err := sessionsOf(ctx, tx, person, s.Now())
	if err != nil {
		return err
	}
	ids := make([]core.ID[Session], len(all))
	for i, ses := range all {
		ids[i] = ses.ID
	}
	if _, err := s.end(ctx, tx, a, person, ids...); err != nil {
		return err
	}
	return errors.Join(
		audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), "account.change_phone", was.String()+" → "+hidden.String(), "")),
		s.Text(ctx, tx, core.Phone(was.Reveal()), changedText.In(a.Lang)),
	)
}

// ChangeOwn is ChangePhone with a code to each number, in place of staff.
//
// Errors: those of ChangePhone, ErrCodeForm, ErrCodeWrong, ErrCodeEnded.
func (s *Service) ChangeOwn(ctx context.Context, tx db.Tx, a core.Actor, oldCode string, phone core.Phone, code string) (err error) {
	defer fault.Wrap(&err, "account.ChangeOwn(%s)", a.Person)
	was, err := s.Phone(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	now, first, second := s.Now(), s.phoneIndex(core.Phone(was.Reveal())), s.phoneIndex(phone)
	digits := s.codes().Digits
	if oldCode, err = parseCode(oldCode, digits); err != nil {
		return atField(err, "body.old_code")
	}
	if code, err = parseCode(code, digits); err != nil {
		return err
	}
	// A slip in one must not use the other up.
	if err := s.tryCode(ctx, tx, now, first, oldCode); err != nil {
		return atField(err, "body.old_code")
	}
	if err := s.tryCode(ctx, tx, now, second, code); err != nil {
		return err
	}
	if err := errors.Join(endCode(ctx, tx, first), endCode(ctx, tx, second)); err != nil {
		return err
	}
	return s.ChangePhone(ctx, tx, a, a.Person, phone)
}

// note is a text while it waits to be sent.
type note struct {
	Phone string
	Text  string
	Ends  time.Time
}

// Text plans a text to a number; it waits sealed.
func (s *Service) Text(ctx context.Context, tx db.Tx, phone core.Phone, text string) (err error) {
	defer fault.Wrap(&err, "account.Text(%s)", phone.Mask())
	now := s.Now()
	id := core.NewID[note](now)
	doc, err := json.Marshal(note{string(phone), text, now.Add(textLife)})
	if err != nil {
		return err
	}
	return s.Jobs.Schedule(ctx, tx, textJob, string(id), now, s.Keys.Seal(doc, crypto.At(textJob, id)))
}

// sendText is the job that sends a text. One that is too old is dropped.
func (s *Service) sendText(ctx context.Context, key string, payload []byte) (func(context.Context, db.Tx) error, error) {
	var sealed []byte
	if err := json.Unmarshal(payload, &sealed); err != nil {
		return nil, err
	}
	doc, err := s.Keys.Open(sealed, crypto.At(textJob, core.ID[note](key)))
	if err != nil {
		return nil, err
	}
	var n note
	if err := json.Unmarshal(doc, &n); err != nil {
		return nil, err
	}
	if !s.Now().Before(n.Ends) {
		return nil, nil
	}
	if err := s.SMS.SendSMS(ctx, n.Phone, n.Text); err != nil {
		// A sender's error may quote what it was given, and errors are logged.
		return nil, errors.New("account: text: " + strings.NewReplacer(n.Phone, core.Phone(n.Phone).Mask(), n.Text, "").Replace(err.Error()))
	}
	return nil, nil
}
