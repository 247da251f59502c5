package staff

import (
	"context"
	"encoding/hex"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// forgetJob forgets wrong tries that count no more.
const forgetJob = "staff.forget"

// Entered is what a log-in with the right factors leads to: a session or, if the
// password has run out, a ticket to change it.
type Entered struct {
	Person       core.PersonID
	Sign         Sign
	Ticket       string
	TicketEnds   time.Time
	RecoveryLeft int // codes left on the sheet; -1 unless one was used now
}

// checked is what the slow part of a log-in found out, outside of a transaction.
type checked struct {
	who    []byte // the number, among the tries
	person core.PersonID
	right  bool              // the password is
	of     core.ID[password] // the one it was compared with
}

// check compares a password with that of the number's member. For a number that
// is nobody's it takes the same steps.
//
// Errors: ErrLocked.
func (s *Service) check(ctx context.Context, phone core.Phone, plain string) (c checked, err error) {
	defer fault.Wrap(&err, "staff.check(%s)", phone.Mask())
	q := s.DB.Reader()
	c = checked{who: s.who(phone), person: nobody}
	t, err := triesOf(ctx, q, c.who)
	if err != nil {
		return c, err
	}
	if err := t.locked(s.Now()); err != nil {
		return c, err
	}
	switch person, err := s.Accounts.PersonByPhone(ctx, q, phone); {
	case err == nil:
		c.person = person
	case fault.KindOf(err) != fault.NotFound:
		return c, err
	}
	hash := s.dummy
	all, err := s.passwordsOf(ctx, q, c.person, 1)
	if err != nil {
		return c, err
	}
	if len(all) > 0 {
		hash, c.of = all[0].Hash.Reveal(), all[0].ID
	}
	c.right, err = s.passwordIs(ctx, hash, plain)
	return c, err
}

// LogIn lets a member in who has both factors. check comes first, outside of the
// transaction. A wrong try is counted: the caller must commit (api.Keep).
//
// Errors: ErrLogIn, ErrLocked, ErrBarred.
func (s *Service) logInTx(ctx context.Context, tx db.Tx, a core.Actor, c checked, code, device string) (_ Entered, err error) {
	defer fault.Wrap(&err, "staff.LogIn(%s)", c.person)
	t, err := lockTries(ctx, tx, c.who)
	if err != nil {
		return Entered{}, err
	}
	if err := t.locked(s.Now()); err != nil {
		return Entered{}, err
	}
	p, err := s.prove(ctx, tx, c, code)
	if err != nil {
		return Entered{}, err
	}
	if !p.right {
		return Entered{}, s.wrong(ctx, tx, a, c, t, ErrLogIn)
	}
	a.Person = p.member.Person
	if err := s.used(ctx, tx, a, &p); err != nil {
		return Entered{}, err
	}
	if !p.member.Barred.IsZero() {
		return Entered{}, api.Keep(ErrBarred) // kept, so that the code is used up
	}
	if err := deleteTries(ctx, tx, c.who); err != nil {
		return Entered{}, err
	}
	out := Entered{Person: p.member.Person, RecoveryLeft: -1}
	if p.recovered {
		if out.RecoveryLeft, err = recoveryLeft(ctx, tx, out.Person); err != nil {
			return Entered{}, err
		}
	}
	if !s.Now().Before(p.password.At.Add(s.Policy.PasswordLife)) {
		out.Ticket, out.TicketEnds, err = s.ticket(ctx, tx, a, p.member)
		return out, err
	}
	out.Sign, err = s.open(ctx, tx, a, p.member, device)
	return out, err
}

// proof is what the quick part of a log-in found out.
type proof struct {
	member    Member
	password  password
	right     bool
	step      int64 // of the code by time
	recovered bool  // the code was one of the sheet, and is used up
}

// prove checks the second factor, and that the password is still the one that
// was compared. It locks the member. Whatever is wrong, it takes the same steps.
func (s *Service) prove(ctx context.Context, tx db.Tx, c checked, code string) (p proof, err error) {
	p.member, err = s.lockMember(ctx, tx, c.person)
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return p, err
	}
	current, err := s.passwordsOf(ctx, tx, c.person, 1)
	if err != nil {
		return p, err
	}
	right := c.right && len(current) == 1 && current[0].ID == c.of && p.member.Person != ""
	if len(current) == 1 {
		p.password = current[0]
	}
	now, typed := s.Now(), tidyCode(code)
	step, timed := crypto.TOTPStep(p.member.totp, typed, now, s.Policy.Skew, p.member.step)
	whose := c.person
	if timed || !right {
		whose = nobody // asked for all the same: nothing is used up
	}
	if p.recovered, err = useRecovery(ctx, tx, whose, s.recoveryMAC(whose, typed), now); err != nil {
		return p, err
	}
	p.step, p.right = step, right && (timed || p.recovered)
	return p, nil
}

// used marks the second factor as used up.
func (s *Service) used(ctx context.Context, tx db.Tx, a core.Actor, p *proof) error {
	if p.recovered {
		return audit.Append(ctx, tx, audit.By(a, s.Now(), string(p.member.Person), "staff.use_recovery_code", "", ""))
	}
	p.member.step = p.step
	return s.updateMember(ctx, tx, p.member)
}

// wrong counts a wrong try and makes the refusal that takes effect.
func (s *Service) wrong(ctx context.Context, tx db.Tx, a core.Actor, c checked, t tries, f *fault.Fault) error {
	now := s.Now()
	t = t.after(now, s.Policy)
	if err := setTries(ctx, tx, c.who, t); err != nil {
		return err
	}
	subject := string(c.person)
	if c.person == nobody {
		subject = ""
	}
	act, refusal := "staff.refuse_log_in", f
	if locked := fault.Of(t.locked(now)); locked != nil {
		act, refusal = "staff.lock_out", locked
	}
	if err := audit.Append(ctx, tx, audit.By(a, now, subject, act, "", "")); err != nil {
		return err
	}
	if err := s.Jobs.Schedule(ctx, tx, forgetJob, hex.EncodeToString(c.who), now.Add(s.Policy.Lock), nil); err != nil {
		return err
	}
	return api.Keep(refusal)
}

// forget removes wrong tries that count no more.
func (s *Service) forget(ctx context.Context, tx db.Tx, key string, _ []byte) error {
	who, err := hex.DecodeString(key)
	if err != nil {
		return err
	}
	return deleteOldTries(ctx, tx, who, s.Now().Add(-s.Policy.Lock))
}

// open opens a session and ends the oldest ones above the limit. It writes the
// member; the caller holds its lock.
func (s *Service) open(ctx context.Context, tx db.Tx, a core.Actor, m Member, device string) (Sign, error) {
	a.Person = m.Person
	sign, err := s.Sessions.Open(ctx, tx, a, m.Person, device)
	if err != nil {
		return Sign{}, err
	}
	all, err := s.Sessions.Staff(ctx, tx, m.Person)
	if err != nil {
		return Sign{}, err
	}
	var surplus []string
	for _, ses := range all[:max(0, len(all)-s.Policy.Sessions)] {
		surplus = append(surplus, ses.ID)
	}
	if _, err := s.Sessions.End(ctx, tx, a, m.Person, surplus...); err != nil {
		return Sign{}, err
	}
	m.Seen = s.Now()
	return sign, s.updateMember(ctx, tx, m)
}

// ticket lets a member whose password has run out change it, and nothing else.
func (s *Service) ticket(ctx context.Context, tx db.Tx, a core.Actor, m Member) (string, time.Time, error) {
	token, l := s.newLink(forPassword, "", m.Person, m.Person, s.Policy.TicketLife)
	if err := s.replaceLink(ctx, tx, l); err != nil {
		return "", time.Time{}, err
	}
	return token, l.Expires, audit.Append(ctx, tx, audit.By(a, s.Now(), string(m.Person), "staff.password_due", "", ""))
}

// endSessions logs a member out of every place, or of all but one.
func (s *Service) endSessions(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, but string) (int, error) {
	all, err := s.Sessions.Staff(ctx, tx, person)
	if err != nil {
		return 0, err
	}
	var ids []string
	for _, ses := range all {
		if ses.ID != but {
			ids = append(ids, ses.ID)
		}
	}
	return s.Sessions.End(ctx, tx, a, person, ids...)
}
