package staff

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Form is what the holder of a link sets up.
type Form struct {
	Token    string
	Phone    core.Phone
	Name     crypto.Private[crypto.Name] // of an office's first holder
	Password string
	Code     string // of the authenticator
	SMSCode  string
	Device   string
}

// Joined is what a set-up leads to.
type Joined struct {
	Entered
	Recovery []string // the sheet, shown once
}

// prepared is what the slow part of a set-up made, outside of a transaction.
type prepared struct {
	link Link
	hash string  // of a new password
	old  checked // the password that is held already, where it is asked for
}

// prepare checks what can be checked without deciding, and hashes.
//
// Errors: ErrLink, ErrNotHers, ErrName, ErrLocked, those of passwords.
func (s *Service) prepare(ctx context.Context, f Form) (p prepared, err error) {
	defer fault.Wrap(&err, "staff.prepare")
	q := s.DB.Reader()
	if p.link, err = s.openLink(ctx, q, f.Token); err != nil {
		return p, err
	}
	name := f.Name
	switch p.link.Kind {
	case forPassword:
		return p, ErrLink
	case ForOffice:
		if name.IsZero() {
			return p, ErrName
		}
	default:
		phones, err := s.Accounts.Phones(ctx, q, []core.PersonID{p.link.Person})
		if err != nil {
			return p, err
		}
		if phones[p.link.Person].Reveal() != string(f.Phone) {
			return p, ErrNotHers
		}
		m, err := s.member(ctx, q, p.link.Person)
		if err != nil {
			return p, err
		}
		name = m.Name
	}
	if p.link.Kind == ForFactor {
		p.old, err = s.check(ctx, f.Phone, f.Password)
		return p, err
	}
	p.hash, err = s.fresh(ctx, q, fresh{p.link.Person, f.Phone, name, f.Password, "body.password"})
	return p, err
}

// fresh is a password that is about to become somebody's.
type fresh struct {
	person core.PersonID // "" for one who has none yet
	phone  core.Phone
	name   crypto.Private[crypto.Name]
	plain  string
	path   string // the field of the request to blame
}

// fresh refuses a password against the rules and hashes a good one.
//
// Errors: ErrShort, ErrClasses, ErrPersonal, ErrCommon, ErrUsed.
func (s *Service) fresh(ctx context.Context, q db.Q, f fresh) (string, error) {
	if err := s.Policy.checkPassword(f.plain, f.path, f.phone, f.name.Reveal()); err != nil {
		return "", err
	}
	var all []password
	if f.person != "" {
		var err error
		if all, err = s.passwordsOf(ctx, q, f.person, s.Policy.Remembered); err != nil {
			return "", err
		}
	}
	for _, p := range all {
		switch same, err := s.passwordIs(ctx, p.Hash.Reveal(), f.plain); {
		case err != nil:
			return "", err
		case same:
			return "", ErrUsed.At(f.path)
		}
	}
	return s.hash(ctx, f.plain)
}

// join sets a log-in up with a link, and logs in. prepare comes first.
//
// Errors: ErrLink, ErrCode, ErrSMS, ErrLogIn, ErrLocked, ErrBarred, ErrJoined, ErrApart.
func (s *Service) join(ctx context.Context, tx db.Tx, a core.Actor, f Form, p prepared) (out Joined, err error) {
	defer fault.Wrap(&err, "staff.Join(%s)", p.link.ID)
	if err := s.proven(ctx, tx, a, f, p); err != nil { // first: a wrong try is kept
		return Joined{}, err
	}
	step, ok := crypto.TOTPStep(p.link.totp, tidyCode(f.Code), s.Now(), s.Policy.Skew, 0)
	if !ok {
		return Joined{}, ErrCode
	}
	if err := s.take(ctx, tx, p.link); err != nil {
		return Joined{}, err
	}
	m, err := s.joining(ctx, tx, a, f, p.link)
	if err != nil {
		return Joined{}, err
	}
	if !m.Barred.IsZero() {
		return Joined{}, ErrBarred
	}
	a.Person = m.Person
	m.totp, m.step, m.Joined = p.link.totp, step, s.Now()
	if p.hash != "" {
		if err := s.setPassword(ctx, tx, m.Person, p.hash); err != nil {
			return Joined{}, err
		}
	}
	if err := deleteTries(ctx, tx, s.who(f.Phone)); err != nil {
		return Joined{}, err
	}
	if out.Recovery, err = s.newSheet(ctx, tx, m.Person); err != nil {
		return Joined{}, err
	}
	if err := audit.Append(ctx, tx, audit.By(a, s.Now(), string(m.Person), "staff.set_up", string(p.link.Kind), "")); err != nil {
		return Joined{}, err
	}
	out.Person, out.RecoveryLeft = m.Person, len(out.Recovery)
	out.Sign, err = s.open(ctx, tx, a, m, f.Device)
	return out, err
}

// proven checks that whoever holds the link is the member: by a code sent to the
// phone, or by the password that is held already. The operator's own links need
// neither: whoever has the machine has its keys.
func (s *Service) proven(ctx context.Context, tx db.Tx, a core.Actor, f Form, p prepared) error {
	switch {
	case p.link.Kind == ForFactor:
		t, err := lockTries(ctx, tx, p.old.who)
		if err != nil {
			return err
		}
		if err := t.locked(s.Now()); err != nil {
			return err
		}
		current, err := s.passwordsOf(ctx, tx, p.link.Person, 1)
		if err != nil {
			return err
		}
		if !p.old.right || len(current) != 1 || current[0].ID != p.old.of || p.old.person != p.link.Person {
			return s.wrong(ctx, tx, a, p.old, t, ErrLogIn)
		}
		return nil
	case p.link.vouched():
		return nil
	case f.SMSCode == "":
		return ErrSMS
	}
	return s.Accounts.Prove(ctx, tx, f.Phone, f.SMSCode)
}

// joining returns the member who is about to join, locked; it makes one of the
// first holder of an office.
func (s *Service) joining(ctx context.Context, tx db.Tx, a core.Actor, f Form, l Link) (Member, error) {
	if l.Kind != ForOffice {
		return s.locked(ctx, tx, l.Person)
	}
	if err := lockOffices(ctx, tx); err != nil {
		return Member{}, err
	}
	switch held, err := s.held(ctx, tx, l.Role, "", ""); {
	case err != nil:
		return Member{}, err
	case held:
		return Member{}, ErrLink
	}
	person, _, err := s.Accounts.Ensure(ctx, tx, f.Phone)
	if err != nil {
		return Member{}, err
	}
	added, err := s.insertMember(ctx, tx, Member{Person: person, Name: f.Name, Invited: s.Now()})
	if err != nil {
		return Member{}, err
	}
	m, err := s.locked(ctx, tx, person)
	switch {
	case err != nil:
		return Member{}, err
	case !added && !m.Joined.IsZero():
		return Member{}, ErrJoined.At("body.phone")
	}
	m.Name = f.Name
	return m, s.grant(ctx, tx, core.System, Grant{Person: person, Role: l.Role}, officeReason)
}

// officeReason stands in the record of the first holder's role.
const officeReason = "首次启动"

// setPassword makes a hash the member's password; the caller holds its lock.
func (s *Service) setPassword(ctx context.Context, tx db.Tx, person core.PersonID, hash string) error {
	now := s.Now()
	if err := s.insertPassword(ctx, tx, person, password{core.NewID[password](now), crypto.Hide[crypto.Hidden](hash), now}); err != nil {
		return err
	}
	all, err := s.passwordsOf(ctx, tx, person, s.Policy.Remembered)
	if err != nil {
		return err
	}
	return deletePasswords(ctx, tx, person, all[len(all)-1].ID)
}

// newSheet replaces a member's recovery codes.
func (s *Service) newSheet(ctx context.Context, tx db.Tx, person core.PersonID) ([]string, error) {
	codes := make([]string, s.Policy.RecoveryCodes)
	macs := make([][]byte, len(codes))
	for i := range codes {
		codes[i] = newRecovery(s.Digits)
		macs[i] = s.recoveryMAC(person, codes[i])
	}
	return codes, replaceRecovery(ctx, tx, person, macs)
}

// renewal is the slow part of a change with a ticket.
//
// Errors: ErrLink, those of passwords.
func (s *Service) renewal(ctx context.Context, ticket, plain string) (p prepared, err error) {
	defer fault.Wrap(&err, "staff.renewal")
	q := s.DB.Reader()
	if p.link, err = s.openLink(ctx, q, ticket); err != nil {
		return p, err
	}
	if p.link.Kind != forPassword {
		return p, ErrLink
	}
	p.hash, err = s.freshOf(ctx, q, p.link.Person, plain, "body.password")
	return p, err
}

// freshOf is fresh for somebody who is a member.
func (s *Service) freshOf(ctx context.Context, q db.Q, person core.PersonID, plain, path string) (string, error) {
	m, err := s.member(ctx, q, person)
	if err != nil {
		return "", err
	}
	phones, err := s.Accounts.Phones(ctx, q, []core.PersonID{person})
	if err != nil {
		return "", err
	}
	return s.fresh(ctx, q, fresh{person, core.Phone(phones[person].Reveal()), m.Name, plain, path})
}

// renew changes a password that has run out, and logs in.
//
// Errors: ErrLink, ErrBarred.
func (s *Service) renew(ctx context.Context, tx db.Tx, a core.Actor, p prepared, device string) (out Entered, err error) {
	defer fault.Wrap(&err, "staff.Renew(%s)", p.link.Person)
	if err := s.take(ctx, tx, p.link); err != nil {
		return Entered{}, err
	}
	m, err := s.locked(ctx, tx, p.link.Person)
	if err != nil {
		return Entered{}, err
	}
	if !m.usable() {
		return Entered{}, ErrBarred
	}
	a.Person = m.Person
	if err := s.changed(ctx, tx, a, m.Person, p.hash, ""); err != nil {
		return Entered{}, err
	}
	out = Entered{Person: m.Person, RecoveryLeft: -1}
	out.Sign, err = s.open(ctx, tx, a, m, device)
	return out, err
}

// changed sets a new password and ends the sessions that stand on the old one.
func (s *Service) changed(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, hash, but string) error {
	if err := s.setPassword(ctx, tx, person, hash); err != nil {
		return err
	}
	if _, err := s.endSessions(ctx, tx, a, person, but); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), "staff.change_password", "", ""))
}

// passwordUntil is when a member's password must be changed; zero if there is
// none.
func (s *Service) passwordUntil(all []password) (since, until time.Time) {
	if len(all) == 0 {
		return time.Time{}, time.Time{}
	}
	return all[0].At, all[0].At.Add(s.Policy.PasswordLife)
}
