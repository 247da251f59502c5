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
	n, offices := 0, map[core.Role]bool{}
	for after := core.PersonID(""); ; {
		page, err := s.membersAfter(ctx, q, after, looked) // names and secrets open, or this fails
		if err != nil {
			return nil, nil, err
		}
		if len(page) == 0 {
			break
		}
		for _, m := range page {
			b, err := s.verifyMember(ctx, q, m, offices)
			if err != nil {
				return nil, nil, err
			}
			broken, n = append(broken, b...), n+1
		}
		after = page[len(page)-1].Person
	}
	for _, role := range core.Admins {
		held, err := s.held(ctx, q, role, "", "")
		if err != nil {
			return nil, nil, err
		}
		if offices[role] && !held {
			broken = append(broken, fmt.Sprintf("nobody can act as %s, though somebody did", role))
		}
	}
	return []string{
		fmt.Sprintf("staff: each of %d members has one account; who has a password has a second factor or a reset that waits", n),
		"staff: nobody holds two of the three offices, nobody was given a role by themselves, and no office is left without one who can act",
	}, broken, nil
}

// verifyMember checks one member, and notes the offices that they were given for
// good and everywhere.
func (s *Service) verifyMember(ctx context.Context, q db.Q, m Member, offices map[core.Role]bool) (broken []string, err error) {
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
		if isAdmin(g.Role) && g.Area == "" && g.To.IsZero() && m.usable() {
			offices[g.Role] = true
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
