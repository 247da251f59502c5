package app

import (
	"context"
	"slices"

	"yilu/internal/core"
	"yilu/internal/people/account"
	"yilu/internal/people/staff"
	"yilu/internal/platform/db"
)

// staffDoor opens and ends log-ins through the staff door.
type staffDoor struct{ *account.Service }

// Open logs a person in through the staff door.
func (d staffDoor) Open(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, device string) (staff.Sign, error) {
	s, err := d.Service.Open(ctx, tx, a, person, account.StaffDoor, device)
	return staff.Sign{Session: string(s.ID), Token: s.Token, Expires: s.Expires}, err
}

// Staff returns where a person is logged in through the staff door, oldest first.
func (d staffDoor) Staff(ctx context.Context, q db.Q, person core.PersonID) (out []staff.Session, err error) {
	all, _, err := d.Sessions(ctx, q, person, "")
	for _, s := range slices.Backward(all) {
		if s.Door == account.StaffDoor {
			out = append(out, staff.Session{ID: string(s.ID), Device: s.Device, Address: s.Addr, Begun: s.Begun, Seen: s.Seen, Expires: s.Expires})
		}
	}
	return out, err
}

// Current returns which session the token opens.
func (d staffDoor) Current(ctx context.Context, q db.Q, person core.PersonID, token string) (string, error) {
	_, id, err := d.Sessions(ctx, q, person, token)
	return string(id), err
}

// End ends some of a person's sessions.
func (d staffDoor) End(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, ids ...string) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	all := make([]core.ID[account.Session], len(ids))
	for i, id := range ids {
		all[i] = core.ID[account.Session](id)
	}
	return d.EndSessions(ctx, tx, a, person, all...)
}

// roles gives and takes roles.
type roles struct{ *account.Service }

// Grant gives a role.
func (r roles) Grant(ctx context.Context, tx db.Tx, a core.Actor, g staff.Grant) error {
	return r.Service.Grant(ctx, tx, a, account.Grant{Person: g.Person, Role: g.Role, Region: g.Area, From: g.From, To: g.To})
}

// Grants returns every role a person was ever given.
func (r roles) Grants(ctx context.Context, q db.Q, person core.PersonID) (out []staff.Grant, err error) {
	all, err := r.Service.Grants(ctx, q, person)
	for _, g := range all {
		out = append(out, staff.Grant{Person: g.Person, Role: g.Role, Area: g.Region, From: g.From, To: g.To, By: g.By})
	}
	return out, err
}
