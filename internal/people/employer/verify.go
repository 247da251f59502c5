package employer

import (
	"context"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// checks are the invariants that a query can see; each query finds the breaches.
var checks = []struct{ claim, breach, query string }{
	{
		"every employer that is not refused holds its own code or person, and refused ones hold none", "employer %s does not hold what it should",
		`SELECT CAST(e.id AS TEXT) FROM employer_employer e
		WHERE (SELECT COUNT(*) FROM employer_claim c WHERE c.employer = e.id)
				<> CASE WHEN e.state = 'refused' THEN 0 ELSE 1 END
			OR EXISTS (SELECT 1 FROM employer_claim c WHERE c.employer = e.id AND c.identity
				<> CASE WHEN e.kind = 'person' THEN 'person:' || CAST(e.creator AS TEXT) ELSE 'uscc:' || e.uscc END)`,
	},
	{
		"every employer has an active agent", "employer %s has no active agent",
		`SELECT CAST(e.id AS TEXT) FROM employer_employer e
		WHERE NOT EXISTS (SELECT 1 FROM employer_agent a WHERE a.employer = e.id AND a.state = 'active')`,
	},
	{
		"refused and suspended employers have a reason", "employer %s has no reason",
		`SELECT CAST(e.id AS TEXT) FROM employer_employer e WHERE e.state IN ('refused', 'suspended') AND e.reason = ''`,
	},
}

// Verify checks the module's invariants over the data and returns what it
// checked and a sentence for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "employer.Verify")
	for _, c := range checks {
		checked = append(checked, c.claim)
		if err := q.Rows(ctx, c.query, nil, func(r db.Row) error {
			var id string
			err := r.Scan(&id)
			broken = append(broken, fmt.Sprintf(c.breach, id))
			return err
		}); err != nil {
			return nil, nil, err
		}
	}
	checked = append(checked, "every code is valid and fits its kind, and everything sealed opens")
	err = q.Rows(ctx, selectEmployer, nil, func(r db.Row) error {
		e, err := s.scan(r) // opens what is sealed
		if err != nil {
			broken = append(broken, fmt.Sprintf("employer %s can't be read: %v", e.ID, err))
			return nil
		}
		if e.Kind == Person {
			return nil
		}
		if code, err := core.ParseUSCC(string(e.USCC)); err != nil || code != e.USCC || !fits(e.Kind, code) {
			broken = append(broken, fmt.Sprintf("employer %s of the kind %s has the code %s", e.ID, e.Kind, e.USCC))
		}
		return nil
	})
	return checked, broken, err
}
