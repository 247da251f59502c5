package staff

import (
	"context"
	"fmt"
	"slices"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over all rows: a sentence for each thing
// it checked, and one for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "staff.Verify")
	n := 0
	for after := core.PersonID(""); ; {
		page, err := s.membersAfter(ctx, q, after, looked) // names and secrets open, or this fails
		if err != nil {
			return nil, nil, err
		}
		if len(page) == 0 {
			break
		}
		for _, m := range page {
			b, err := s.verifyMember(ctx, q, m)
			if err != nil {
				return nil, nil, err
			}
			broken, n = append(broken, b...), n+1
		}
		after = page[len(page)-1].Person
	}
	taken, err := takenOffices(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	for _, role := range taken {
		held, err := s.held(ctx, q, role, "", "")
		if err != nil {
			return nil, nil, err
		}
		if !held {
			broken = append(broken, fmt.Sprintf("nobody can act as %s, though somebody did", role))
		}
	}
	return []string{
		fmt.Sprintf("staff: each of %d members has an account; a second factor stands beside a password; sheets, old passwords and sessions keep to their numbers", n),
		"staff: nobody holds two of the three offices, nobody was given a role by themselves, and no office is left without one who can act",
	}, broken, nil
}

// takenOffices returns the offices that somebody took with a link of the first
// start.
func takenOffices(ctx context.Context, q db.Q) (out []core.Role, err error) {
	// A handful of rows.
	err = q.Rows(ctx, `SELECT DISTINCT role FROM staff_link WHERE person = '' AND used_us IS NOT NULL ORDER BY role`, nil, func(r db.Row) error {
		var role core.Role
		err := r.Scan(&role)
		out = append(out, role)
		return err
	})
	return out, err
}

// verifyMember checks one member.
func (s *Service) verifyMember(ctx context.Context, q db.Q, m Member) (broken []string, err error) {
	say := func(format string, args ...any) {
		broken = append(broken, fmt.Sprintf("member %s ", m.Person)+fmt.Sprintf(format, args...))
	}
	t, err := s.Status(ctx, q, m.Person)
	if err != nil {
		return nil, err
	}
	if t.Phone.IsZero() {
		say("has no account")
	}
	all, err := s.passwordsOf(ctx, q, m.Person, s.Policy.Remembered+1)
	if err != nil {
		return nil, err
	}
	if len(all) > s.Policy.Remembered {
		say("has more old passwords than are remembered")
	}
	if !m.totp.IsZero() && (len(all) == 0 || m.Joined.IsZero()) {
		say("has a second factor and no password, or never joined")
	}
	if m.totp.IsZero() && t.RecoveryLeft > 0 {
		say("has recovery codes of a second factor that is void")
	}
	if t.RecoveryLeft > s.Policy.RecoveryCodes {
		say("has more recovery codes than a sheet")
	}
	if len(t.Sessions) > s.Policy.Sessions {
		say("is logged in at %d places", len(t.Sessions))
	}
	var held []core.Role
	for _, g := range t.Grants {
		if g.By == m.Person {
			say("gave themselves the role %s", g.Role)
		}
		if isAdmin(g.Role) && !g.ended(s.Now()) {
			held = append(held, g.Role)
		}
	}
	slices.Sort(held)
	if held = slices.Compact(held); len(held) > 1 {
		say("holds the offices %v", held)
	}
	return broken, nil
}
