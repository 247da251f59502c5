package staff

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// The acts of the record.
const (
	granted = "granted"
	revoked = "revoked"
)

// Grant gives a member a role. The giver is a security administrator of an area
// that contains the role's.
//
// Errors: ErrOwnRole, ErrNoMember, ErrRole, ErrTimes, ErrApart, auth.area.
func (s *Service) Grant(ctx context.Context, tx db.Tx, a core.Actor, g Grant, reason string) (_ Grant, err error) {
	defer fault.Wrap(&err, "staff.Grant(%s, %s)", g.Person, g.Role)
	if g.Person == a.Person {
		return Grant{}, ErrOwnRole
	}
	if err := api.Within(a, g.Area, core.SecurityAdmin); err != nil {
		return Grant{}, err
	}
	if g, err = g.times(s.Now()); err != nil {
		return Grant{}, err
	}
	if err := lockOffices(ctx, tx); err != nil {
		return Grant{}, err
	}
	if _, err := s.locked(ctx, tx, g.Person); err != nil {
		return Grant{}, err
	}
	g.By = a.Person
	return g, s.grant(ctx, tx, a, g, reason)
}

// grant gives a role and records it; the caller has locked the offices. Giving
// what is held changes nothing.
//
// Errors: ErrApart, ErrRole.
func (s *Service) grant(ctx context.Context, tx db.Tx, a core.Actor, g Grant, reason string) error {
	held, err := s.Roles.Grants(ctx, tx, g.Person)
	if err != nil {
		return err
	}
	if err := apart(held, g.Role, s.Now()); err != nil {
		return err
	}
	for _, h := range held {
		if h.covers(g, s.Now()) {
			return nil
		}
	}
	if err := s.Roles.Grant(ctx, tx, a, g); err != nil {
		return err
	}
	return s.record(ctx, tx, a, Act{Person: g.Person, What: granted, Role: g.Role, Area: g.Area, From: g.From, To: g.To, Reason: reason})
}

func (s *Service) record(ctx context.Context, tx db.Tx, a core.Actor, act Act) error {
	act.At, act.By = s.Now(), a.Doer()
	act.ID = core.NewID[Act](act.At)
	if err := insertAct(ctx, tx, act); err != nil {
		return err
	}
	// account records the act itself; this is the reason beside it.
	return audit.Append(ctx, tx, audit.By(a, act.At, string(act.Person), "staff."+act.What, string(act.Role)+"@"+string(act.Area), act.Reason))
}

// Revoke ends a member's role in exactly an area. The taker is a security
// administrator of an area that contains it.
//
// Errors: ErrOwnRole, ErrNoMember, ErrNoGrant, ErrLast, auth.area.
func (s *Service) Revoke(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, role core.Role, area core.RegionCode, reason string) (err error) {
	defer fault.Wrap(&err, "staff.Revoke(%s, %s)", person, role)
	if person == a.Person {
		return ErrOwnRole
	}
	if err := api.Within(a, area, core.SecurityAdmin); err != nil {
		return err
	}
	if err := lockOffices(ctx, tx); err != nil {
		return err
	}
	if _, err := s.locked(ctx, tx, person); err != nil {
		return err
	}
	all, err := s.Roles.Grants(ctx, tx, person)
	if err != nil {
		return err
	}
	found := false
	for _, g := range current(all, s.Now()) {
		found = found || g.Role == role && g.Area == area
	}
	if !found {
		return ErrNoGrant
	}
	if err := s.keepOffice(ctx, tx, role, area, person); err != nil {
		return err
	}
	if err := s.Roles.Revoke(ctx, tx, a, person, role, area); err != nil {
		return err
	}
	return s.record(ctx, tx, a, Act{Person: person, What: revoked, Role: role, Area: area, Reason: reason})
}

// keepOffice refuses to leave one of the three offices of an area without
// anybody who can act; the caller has locked the offices.
//
// Errors: ErrLast.
func (s *Service) keepOffice(ctx context.Context, q db.Q, role core.Role, area core.RegionCode, but core.PersonID) error {
	if !isAdmin(role) {
		return nil
	}
	held, err := s.held(ctx, q, role, area, but)
	if err == nil && !held {
		return ErrLast
	}
	return err
}

// GrantByOperator gives a role from the command line, in an emergency; the
// account is made if there is none. staffed tells whether the person has a staff
// log-in, without which the role stays out of force.
//
// Errors: ErrRole, ErrApart.
func (s *Service) GrantByOperator(ctx context.Context, tx db.Tx, phone core.Phone, role core.Role, area core.RegionCode) (staffed bool, err error) {
	defer fault.Wrap(&err, "staff.GrantByOperator(%s, %s)", phone.Mask(), role)
	person, _, err := s.Accounts.Ensure(ctx, tx, phone)
	if err != nil {
		return false, err
	}
	if err := lockOffices(ctx, tx); err != nil {
		return false, err
	}
	all, err := s.membersOf(ctx, tx, []core.PersonID{person})
	if err != nil {
		return false, err
	}
	m, known := all[person]
	return known && m.usable(), s.grant(ctx, tx, core.System, Grant{Person: person, Role: role, Area: area}, "yilu role grant")
}

// Enrol makes a member with roles and without a log-in of their own: for the
// demo, where roles hold behind a code by SMS, too. Enrolling again changes
// nothing.
//
// Errors: ErrRole, ErrApart.
func (s *Service) Enrol(ctx context.Context, tx db.Tx, person core.PersonID, name string, grants ...core.Grant) (err error) {
	defer fault.Wrap(&err, "staff.Enrol(%s)", person)
	now := s.Now()
	added, err := s.insertMember(ctx, tx, Member{Person: person, Name: crypto.Hide[crypto.Name](name), Invited: now, Joined: now})
	if err != nil || !added {
		return err
	}
	if err := lockOffices(ctx, tx); err != nil {
		return err
	}
	for _, g := range grants {
		if err := s.grant(ctx, tx, core.System, Grant{Person: person, Role: g.Role, Area: g.Area}, "demo"); err != nil {
			return err
		}
	}
	return nil
}

// Acts returns the record of roles given and taken, newest first, of one member
// or of all for "".
func (s *Service) Acts(ctx context.Context, q db.Q, person core.PersonID, before core.ID[Act], limit int) (_ []Act, err error) {
	defer fault.Wrap(&err, "staff.Acts(%s)", person)
	return actsBefore(ctx, q, person, before, limit)
}

// Names returns what members are called; others are left out.
func (s *Service) Names(ctx context.Context, q db.Q, people []core.PersonID) (_ map[core.PersonID]string, err error) {
	defer fault.Wrap(&err, "staff.Names(%d)", len(people))
	all, err := s.membersOf(ctx, q, people)
	out := make(map[core.PersonID]string, len(all))
	for id, m := range all {
		out[id] = m.Name.Reveal()
	}
	return out, err
}
