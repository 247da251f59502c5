package account

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Faults of giving a number to somebody.
var (
	ErrNumberTaken = fault.New(fault.Conflict, "account.number_taken", "这个手机号已经是别人的账号了，请换一个号码，或带证件到驿站办理。", "This number is somebody else's account already. Please use another one, or bring the document to a station.").At("body.phone")
	ErrHasNumber   = fault.New(fault.Conflict, "account.has_number", "这个账号已经有手机号了。号码不用了，请带证件到驿站办理。", "This account has a phone number already. If it is no longer in use, please bring the document to a station.").At("body.phone")
)

// ReadPhone reads a mobile number as somebody typed it.
//
// Errors: ErrPhone, ErrPhoneLength.
func (s *Service) ReadPhone(text string) (core.Phone, error) { return parsePhone(text) }

// PeopleByPhones returns whose accounts numbers are; those of nobody are left out.
func (s *Service) PeopleByPhones(ctx context.Context, q db.Q, phones []core.Phone) (_ map[core.Phone]core.PersonID, err error) {
	defer fault.Wrap(&err, "account.PeopleByPhones(%d)", len(phones))
	out := make(map[core.Phone]core.PersonID, len(phones))
	return out, db.Chunks(phones, func(part []core.Phone) error {
		indexes := make([][]byte, len(part))
		for i, p := range part {
			indexes[i] = s.phoneIndex(p)
		}
		found, err := peopleOf(ctx, q, indexes)
		for i, p := range part {
			if person, ok := found[string(indexes[i])]; ok {
				out[p] = person
			}
		}
		return err
	})
}

// UseCode ends the number's code if it is the given one: the proof that the phone
// is at hand. A wrong code is counted: the caller must commit (api.Keep).
//
// Errors: ErrCodeForm, ErrCodeWrong, ErrCodeEnded.
func (s *Service) UseCode(ctx context.Context, tx db.Tx, phone core.Phone, code string) (err error) {
	defer fault.Wrap(&err, "account.UseCode(%s)", phone.Mask())
	digits, err := parseCode(code, s.codes().Digits)
	if err != nil {
		return err
	}
	return s.useCode(ctx, tx, s.Now(), s.phoneIndex(phone), digits)
}

// Give makes a number the one of a person who has none: somebody registered them
// without a phone. from is the account that the number opened before, "" if it
// opened none: that account ends, with its sessions. The caller has proof of the
// phone, and that nothing hangs on from.
//
// Errors: ErrNumberTaken, ErrHasNumber.
func (s *Service) Give(ctx context.Context, tx db.Tx, a core.Actor, phone core.Phone, to, from core.PersonID) (err error) {
	defer fault.Wrap(&err, "account.Give(%s, %s)", phone.Mask(), to)
	has, err := s.Phones(ctx, tx, []core.PersonID{to})
	if err != nil {
		return err
	}
	if len(has) > 0 {
		return ErrHasNumber
	}
	now, column, hidden := s.Now(), s.phones(), crypto.Hide[crypto.Phone](string(phone))
	r := row{column.Index(hidden), to, column.Seal(to, hidden)}
	if from != "" {
		if err := s.vacate(ctx, tx, a, r.index, from); err != nil {
			return err
		}
	}
	if err := insertPhones(ctx, tx, []row{r}); err != nil {
		return err
	}
	owner, err := peopleOf(ctx, tx, [][]byte{r.index})
	if err != nil {
		return err
	}
	if owner[string(r.index)] != to {
		return ErrNumberTaken
	}
	if err := insertAccounts(ctx, tx, []row{r}, now); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, now, string(to), "account.give_number", phone.Mask(), ""))
}

// vacate ends an account that is nothing but a number.
//
// Errors: ErrNumberTaken if it has, or had, a role, or is not the number's.
func (s *Service) vacate(ctx context.Context, tx db.Tx, a core.Actor, index []byte, from core.PersonID) error {
	if err := lockAccount(ctx, tx, from); err != nil {
		return err
	}
	grants, err := grantsOf(ctx, tx, from)
	if err != nil {
		return err
	}
	freed, err := deletePhone(ctx, tx, index, from)
	switch {
	case err != nil:
		return err
	case len(grants) > 0 || !freed:
		return ErrNumberTaken
	}
	now := s.Now()
	all, err := sessionsOf(ctx, tx, from, now)
	if err != nil {
		return err
	}
	ids := make([]core.ID[Session], len(all))
	for i, ses := range all {
		ids[i] = ses.ID
	}
	if _, err := s.end(ctx, tx, a, from, ids...); err != nil {
		return err
	}
	if err := deleteExpired(ctx, tx, from, now); err != nil {
		return err
	}
	if err := deleteAccount(ctx, tx, from); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, now, string(from), "account.vacate", "", ""))
}

// deletePhone frees a number if it is the person's.
func deletePhone(ctx context.Context, tx db.Tx, index []byte, person core.PersonID) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM account_phone WHERE phone_index = $1 AND person = $2`, index, person)
	return n == 1, err
}

// deleteAccount removes an account whose number and sessions are gone.
func deleteAccount(ctx context.Context, tx db.Tx, person core.PersonID) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_account WHERE person = $1`, person)
	return err
}
