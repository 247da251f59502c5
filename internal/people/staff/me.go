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

// Status is a member with all that hangs on them.
type Status struct {
	Member
	Phone         crypto.Private[crypto.Phone]
	Grants        []Grant // all that were ever given
	PasswordSince time.Time
	PasswordUntil time.Time
	RecoveryLeft  int
	LockedUntil   time.Time // by wrong tries; zero if not
	Sessions      []Session // newest first
	LinkUntil     time.Time // of a set-up link that waits; zero for none
}

// Status returns how a member stands.
//
// Errors: ErrNoMember.
func (s *Service) Status(ctx context.Context, q db.Q, person core.PersonID) (out Status, err error) {
	defer fault.Wrap(&err, "staff.Status(%s)", person)
	m, err := s.member(ctx, q, person)
	if err != nil {
		return Status{}, err
	}
	phones, err := s.Accounts.Phones(ctx, q, []core.PersonID{person})
	if err != nil {
		return Status{}, err
	}
	return s.statusOf(ctx, q, m, phones[person])
}

func (s *Service) statusOf(ctx context.Context, q db.Q, m Member, phone crypto.Private[crypto.Phone]) (out Status, err error) {
	now := s.Now()
	out = Status{Member: m, Phone: phone}
	if out.Grants, err = s.Roles.Grants(ctx, q, m.Person); err != nil {
		return Status{}, err
	}
	all, err := s.passwordsOf(ctx, q, m.Person, 1)
	if err != nil {
		return Status{}, err
	}
	out.PasswordSince, out.PasswordUntil = s.passwordUntil(all)
	if out.RecoveryLeft, err = recoveryLeft(ctx, q, m.Person); err != nil {
		return Status{}, err
	}
	t, err := triesOf(ctx, q, s.who(core.Phone(phone.Reveal())))
	if err != nil {
		return Status{}, err
	}
	if t.until.After(now) {
		out.LockedUntil = t.until
	}
	links, err := s.openLinks(ctx, q, m.Person, "", now)
	if err != nil {
		return Status{}, err
	}
	for _, l := range links {
		if l.Kind != forPassword {
			out.LinkUntil = l.Expires
		}
	}
	sessions, err := s.Sessions.Staff(ctx, q, m.Person)
	for i := range sessions {
		out.Sessions = append(out.Sessions, sessions[len(sessions)-1-i])
	}
	return out, err
}

// current returns those in force now or later, of the given grants.
func current(all []Grant, now time.Time) (out []Grant) {
	for _, g := range all {
		if !g.ended(now) {
			out = append(out, g)
		}
	}
	return out
}

// own is the slow part of what a member does with their password: it compares
// the one they gave, outside of a transaction.
//
// Errors: ErrNotStaff, ErrLocked.
func (s *Service) own(ctx context.Context, a core.Actor, plain string) (checked, error) {
	q := s.DB.Reader()
	if _, err := s.member(ctx, q, a.Person); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = ErrNotStaff
		}
		return checked{}, err
	}
	phones, err := s.Accounts.Phones(ctx, q, []core.PersonID{a.Person})
	if err != nil {
		return checked{}, err
	}
	return s.check(ctx, core.Phone(phones[a.Person].Reveal()), plain)
}

// changeTx changes a member's password; own and freshOf come first. Other
// sessions end. A wrong try is counted: the caller must commit (api.Keep).
//
// Errors: ErrWrongPassword, ErrLocked.
func (s *Service) changeTx(ctx context.Context, tx db.Tx, a core.Actor, c checked, hash, token string) (err error) {
	defer fault.Wrap(&err, "staff.ChangePassword(%s)", a.Person)
	t, err := lockTries(ctx, tx, c.who)
	if err != nil {
		return err
	}
	if err := t.locked(s.Now()); err != nil {
		return err
	}
	if _, err := s.locked(ctx, tx, a.Person); err != nil {
		return err
	}
	held, err := s.passwordsOf(ctx, tx, a.Person, 1)
	if err != nil {
		return err
	}
	if !c.right || len(held) != 1 || held[0].ID != c.of || hash == "" {
		return s.wrong(ctx, tx, a, c, t, ErrWrongPassword)
	}
	if err := deleteTries(ctx, tx, c.who); err != nil {
		return err
	}
	this, err := s.Sessions.Current(ctx, tx, a.Person, token)
	if err != nil {
		return err
	}
	return s.changed(ctx, tx, a, a.Person, hash, this)
}

// sheetTx gives a member a new sheet of recovery codes; own comes first. The old
// sheet is void. A wrong try is counted: the caller must commit (api.Keep).
//
// Errors: ErrLogIn, ErrLocked.
func (s *Service) sheetTx(ctx context.Context, tx db.Tx, a core.Actor, c checked, code string) (_ []string, err error) {
	defer fault.Wrap(&err, "staff.NewRecovery(%s)", a.Person)
	t, err := lockTries(ctx, tx, c.who)
	if err != nil {
		return nil, err
	}
	if err := t.locked(s.Now()); err != nil {
		return nil, err
	}
	p, err := s.prove(ctx, tx, c, code)
	if err != nil {
		return nil, err
	}
	if !p.right {
		return nil, s.wrong(ctx, tx, a, c, t, ErrLogIn)
	}
	if err := s.used(ctx, tx, a, &p); err != nil {
		return nil, err
	}
	if err := deleteTries(ctx, tx, c.who); err != nil {
		return nil, err
	}
	sheet, err := s.newSheet(ctx, tx, a.Person)
	if err != nil {
		return nil, err
	}
	return sheet, audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "staff.new_recovery_codes", "", ""))
}
