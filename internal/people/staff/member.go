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

// Invite makes a member of a number's holder and returns the token of a link
// with which they set up their log-in. It gives no role.
//
// Errors: ErrMember.
func (s *Service) Invite(ctx context.Context, tx db.Tx, a core.Actor, phone core.Phone, name crypto.Private[crypto.Name]) (person core.PersonID, token string, l Link, err error) {
	defer fault.Wrap(&err, "staff.Invite(%s)", phone.Mask())
	if person, _, err = s.Accounts.Ensure(ctx, tx, phone); err != nil {
		return "", "", Link{}, err
	}
	added, err := s.insertMember(ctx, tx, Member{Person: person, Name: name, Invited: s.Now(), InvitedBy: a.Person})
	if err != nil {
		return "", "", Link{}, err
	}
	if !added {
		return "", "", Link{}, ErrMember
	}
	token, l, err = s.link(ctx, tx, a, ForInvite, person, "staff.invite")
	return person, token, l, err
}

// link makes a link for a member and records who made it.
func (s *Service) link(ctx context.Context, tx db.Tx, a core.Actor, kind Kind, person core.PersonID, act string) (string, Link, error) {
	token, l := s.newLink(kind, "", person, a.Person, s.Policy.LinkLife)
	if err := s.replaceLink(ctx, tx, l); err != nil {
		return "", Link{}, err
	}
	return token, l, audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), act, string(kind), ""))
}

// InviteAgain makes a new link for a member who has not set up a log-in; the one
// before ends.
//
// Errors: ErrNoMember, ErrJoined.
func (s *Service) InviteAgain(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID) (token string, l Link, err error) {
	defer fault.Wrap(&err, "staff.InviteAgain(%s)", person)
	m, err := s.locked(ctx, tx, person)
	if err != nil {
		return "", Link{}, err
	}
	if !m.Joined.IsZero() {
		return "", Link{}, ErrJoined
	}
	return s.link(ctx, tx, a, ForInvite, person, "staff.invite")
}

// Reset makes a member's second factor void, ends their sessions, and returns
// the token of a link with which they set up a new one: with ForFactor they must
// know their password, with ForBoth they choose a new one. An administrator's
// password is renewed by the operator alone: with both factors in hand one
// administrator would become another.
//
// Errors: ErrNoMember, ErrOwn, ErrReset.
func (s *Service) Reset(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, kind Kind, reason string) (token string, l Link, err error) {
	defer fault.Wrap(&err, "staff.Reset(%s)", person)
	if person == a.Person {
		return "", Link{}, ErrOwn
	}
	m, err := s.locked(ctx, tx, person)
	if err != nil {
		return "", Link{}, err
	}
	held, err := s.Roles.Grants(ctx, tx, person)
	if err != nil {
		return "", Link{}, err
	}
	for _, g := range current(held, s.Now()) {
		if isAdmin(g.Role) && kind == ForBoth && a.Person != "" {
			return "", Link{}, ErrReset
		}
	}
	if m.Joined.IsZero() { // nothing to keep: the invitation is made anew
		kind = ForInvite
	}
	m.totp = crypto.Secret{}
	if err := s.updateMember(ctx, tx, m); err != nil {
		return "", Link{}, err
	}
	if err := replaceRecovery(ctx, tx, person, nil); err != nil {
		return "", Link{}, err
	}
	if _, err := s.endSessions(ctx, tx, a, person, ""); err != nil {
		return "", Link{}, err
	}
	token, l = s.newLink(kind, "", person, a.Person, s.Policy.LinkLife)
	if err := s.replaceLink(ctx, tx, l); err != nil {
		return "", Link{}, err
	}
	return token, l, audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), "staff.reset", string(kind), reason))
}

// Bar locks a member out until an administrator unlocks them, and ends their
// sessions.
//
// Errors: ErrNoMember, ErrOwn, ErrLast.
func (s *Service) Bar(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, reason string) (err error) {
	defer fault.Wrap(&err, "staff.Bar(%s)", person)
	if person == a.Person {
		return ErrOwn
	}
	if err := lockOffices(ctx, tx); err != nil {
		return err
	}
	m, err := s.locked(ctx, tx, person)
	if err != nil || !m.Barred.IsZero() {
		return err
	}
	held, err := s.Roles.Grants(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, g := range current(held, s.Now()) {
		if !m.usable() {
			break // nobody loses one who can't act
		}
		if err := s.keepOffice(ctx, tx, g.Role, g.Area, person); err != nil {
			return err
		}
	}
	m.Barred, m.BarredBy, m.BarredWhy = s.Now(), a.Person, reason
	if err := s.updateMember(ctx, tx, m); err != nil {
		return err
	}
	if _, err := s.endSessions(ctx, tx, a, person, ""); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), "staff.lock", "", reason))
}

// Unbar lets a member in again, also one whom wrong tries have locked.
//
// Errors: ErrNoMember, ErrOwn.
func (s *Service) Unbar(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, reason string) (err error) {
	defer fault.Wrap(&err, "staff.Unbar(%s)", person)
	if person == a.Person {
		return ErrOwn
	}
	phones, err := s.Accounts.Phones(ctx, tx, []core.PersonID{person})
	if err != nil {
		return err
	}
	if err := deleteTries(ctx, tx, s.who(core.Phone(phones[person].Reveal()))); err != nil {
		return err
	}
	m, err := s.locked(ctx, tx, person)
	if err != nil {
		return err
	}
	m.Barred, m.BarredBy, m.BarredWhy = time.Time{}, "", ""
	if err := s.updateMember(ctx, tx, m); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), "staff.unlock", "", reason))
}

// EndSessions logs a member out of every place.
//
// Errors: ErrNoMember.
func (s *Service) EndSessions(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID) (n int, err error) {
	defer fault.Wrap(&err, "staff.EndSessions(%s)", person)
	if _, err := s.locked(ctx, tx, person); err != nil {
		return 0, err
	}
	return s.endSessions(ctx, tx, a, person, "")
}
