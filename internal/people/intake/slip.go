package intake

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// codeIndex is how a code is found. It lies sealed besides, so that a slip can be
// printed again.
func (s *Service) codeIndex(c Code) []byte { return s.Keys.Index("intake_slip.code", string(c)) }

// newSlips gives people a slip each; the ones before end.
func (s *Service) newSlips(ctx context.Context, tx db.Tx, a core.Actor, people []core.PersonID) ([]Slip, error) {
	now := s.Now()
	out := make([]Slip, len(people))
	for i, p := range people {
		code, err := newCode()
		if err != nil {
			return nil, err
		}
		out[i] = Slip{Person: p, Code: code, By: a.Doer(), Made: now, Expires: now.Add(slipLife)}
	}
	if err := deleteSlips(ctx, tx, people); err != nil {
		return nil, err
	}
	return out, s.insertSlips(ctx, tx, out)
}

// NewSlip gives a person of the actor's area a new slip; the one before ends.
//
// Errors: ErrMissing.
func (s *Service) NewSlip(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID) (_ Slip, err error) {
	defer fault.Wrap(&err, "intake.NewSlip(%s)", person)
	region, err := s.mine(ctx, tx, a, person)
	if err != nil {
		return Slip{}, err
	}
	all, err := s.newSlips(ctx, tx, a, []core.PersonID{person})
	if err != nil {
		return Slip{}, err
	}
	act := a.Acting(person, channelOf(a, region))
	return all[0], audit.Append(ctx, tx, audit.By(act, s.Now(), string(person), "intake.slip", "", ""))
}

// SlipOf returns a person's slip for printing, a new one if the last has ended.
// Whose slip was printed is recorded.
//
// Errors: ErrMissing.
func (s *Service) SlipOf(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID) (_ Slip, err error) {
	defer fault.Wrap(&err, "intake.SlipOf(%s)", person)
	region, err := s.mine(ctx, tx, a, person)
	if err != nil {
		return Slip{}, err
	}
	slip, err := s.slipOf(ctx, tx, person)
	if errors.Is(err, db.ErrNoRow) || err == nil && !s.Now().Before(slip.Expires) {
		return s.NewSlip(ctx, tx, a, person)
	}
	if err != nil {
		return Slip{}, err
	}
	act := a.Acting(person, channelOf(a, region))
	return slip, audit.Append(ctx, tx, audit.By(act, s.Now(), string(person), "intake.print_slip", "", ""))
}

// TakeOver gives a person their account: the slip says who they are, the code by
// SMS that the phone is theirs. Wrong tries are counted: the caller must commit
// (api.Keep).
//
// Errors: ErrSlip, ErrSlipMany, ErrPhoneDiffer, ErrPhoneOther, and those of the code.
func (s *Service) TakeOver(ctx context.Context, tx db.Tx, a core.Actor, code Code, phone core.Phone, sms, device string) (_ core.PersonID, _ Opened, err error) {
	defer fault.Wrap(&err, "intake.TakeOver(%s)", phone.Mask())
	now := s.Now()
	askers := [][]byte{s.Keys.Index("intake_try.addr", a.Addr), s.Keys.Index("intake_try.phone", string(phone))}
	for _, asker := range askers {
		n, err := countTries(ctx, tx, asker, now.Add(-time.Hour))
		if err != nil {
			return "", Opened{}, err
		}
		if n >= triesPerHour {
			return "", Opened{}, ErrSlipMany
		}
	}
	slip, err := s.slipByCode(ctx, tx, code)
	if errors.Is(err, db.ErrNoRow) || err == nil && !now.Before(slip.Expires) {
		for _, asker := range askers {
			if err := insertTry(ctx, tx, asker, now); err != nil {
				return "", Opened{}, err
			}
		}
		return "", Opened{}, api.Keep(ErrSlip)
	}
	if err != nil {
		return "", Opened{}, err
	}
	if err := s.Door.UseCode(ctx, tx, phone, sms); err != nil {
		return "", Opened{}, err
	}
	if err := s.claim(ctx, tx, a, slip.Person, phone); err != nil {
		return "", Opened{}, err
	}
	if err := s.settle(ctx, tx, a, slip.Person); err != nil {
		return "", Opened{}, err
	}
	a.Person, a.Operator, a.Grants = slip.Person, "", nil
	opened, err := s.Door.LogIn(ctx, tx, a, slip.Person, device)
	return slip.Person, opened, err
}

// claim makes the phone the person's, if it is not already.
//
// Errors: ErrPhoneDiffer, ErrPhoneOther.
func (s *Service) claim(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, phone core.Phone) error {
	has, err := s.Accounts.Phones(ctx, tx, []core.PersonID{person})
	if err != nil {
		return err
	}
	if p, ok := has[person]; ok {
		if !crypto.Same(p.Reveal(), string(phone)) {
			return ErrPhoneDiffer
		}
		return nil
	}
	holders, err := s.Accounts.PeopleByPhones(ctx, tx, []core.Phone{phone})
	if err != nil {
		return err
	}
	from := holders[phone]
	if from != "" {
		// An account with a real name is somebody; one without can have done nothing.
		if verified, err := s.Names.Verified(ctx, tx, from); err != nil || verified {
			if err == nil {
				err = ErrPhoneOther
			}
			return err
		}
	}
	a.Person, a.Operator = person, ""
	return s.Door.Give(ctx, tx, a, phone, person, from)
}

// settle ends the slip and records that the person has their account.
func (s *Service) settle(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID) error {
	now := s.Now()
	if err := deleteSlips(ctx, tx, []core.PersonID{person}); err != nil {
		return err
	}
	if err := setTaken(ctx, tx, person, now); err != nil {
		return err
	}
	a.Person, a.Operator = person, ""
	if err := audit.Append(ctx, tx, audit.By(a, now, string(person), "intake.take_over", "", "")); err != nil {
		return err
	}
	if r, err := registeredOf(ctx, tx, person); err == nil {
		if err := s.Notify.Signal(ctx, tx, r.Operator, "intake", string(person)); err != nil {
			return err
		}
	}
	return s.Notify.Send(ctx, tx, notify.Message{
		Person: person, Kind: "intake.taken", Link: "/me/acts",
		Title: core.Text{ZH: "账号归您了", EN: "The account is yours"},
		Body:  core.Text{ZH: "以前别人替您办的事都列在“替我办的事”里。请看一看对不对。", EN: "What others did for you stands under “Done for me”. Please see whether it is right."},
	})
}
