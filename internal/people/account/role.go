package account

import (
	"context"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Grant gives a person a role. Granting what the person holds changes nothing.
//
// Errors: ErrRole, ErrUnknown.
func (s *Service) Grant(ctx context.Context, tx db.Tx, a core.Actor, g Grant) (err error) {
	defer fault.Wrap(&err, "account.Grant(%s, %s)", g.Person, g.Role)
	if !slices.Contains(core.Roles, g.Role) {
		return ErrRole
	}
	if err := lockAccount(ctx, tx, g.Person); err != nil {
		return err
	}
	now := s.Now()
	if g.From.IsZero() {
		g.From = now
	}
	held, err := grantsOf(ctx, tx, g.Person)
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.Role == g.Role && h.Region == g.Region && h.covers(g) {
			return nil
		}
	}
	g.By = a.Person
	if err := insertGrant(ctx, tx, g, now); err != nil {
		return err
	}
	if err := s.forgetRoles(tx); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, now, string(g.Person), "account.grant_role", object(g.Role, g.Region), ""))
}

// Revoke ends a person's role now. Revoking what nobody holds changes nothing.
func (s *Service) Revoke(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, role core.Role, region core.RegionCode) (err error) {
	defer fault.Wrap(&err, "account.Revoke(%s, %s)", person, role)
	now := s.Now()
	n, err := endGrants(ctx, tx, person, role, region, now)
	if err != nil || n == 0 {
		return err
	}
	if err := s.forgetRoles(tx); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, now, string(person), "account.revoke_role", object(role, region), ""))
}

// Grants returns every role a person was ever given.
func (s *Service) Grants(ctx context.Context, q db.Q, person core.PersonID) (_ []Grant, err error) {
	defer fault.Wrap(&err, "account.Grants(%s)", person)
	return grantsOf(ctx, q, person)
}

// Holders returns who holds a role at present, in the order of their ids.
func (s *Service) Holders(ctx context.Context, q db.Q, role core.Role) (_ []core.PersonID, err error) {
	defer fault.Wrap(&err, "account.Holders(%s)", role)
	return holdersOf(ctx, q, role, s.Now())
}

// holds reports whether the grant is in force.
func (g Grant) holds(at time.Time) bool {
	return !at.Before(g.From) && (g.To.IsZero() || at.Before(g.To))
}

// covers reports whether g already gives all that o would.
func (g Grant) covers(o Grant) bool {
	return !o.From.Before(g.From) && (g.To.IsZero() || !o.To.IsZero() && !o.To.After(g.To))
}

func object(role core.Role, region core.RegionCode) string {
	if region == "" {
		return string(role)
	}
	return string(role) + "@" + string(region)
}
