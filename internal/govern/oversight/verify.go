package oversight

import (
	"context"
	"fmt"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// checks are the invariants over the data; each query finds the breaches.
var checks = []struct{ claim, breach, query string }{
	{
		"every decided review has its decision, the same way round", "review %s says %s, but its decision does not",
		`SELECT CAST(r.subject AS TEXT), r.state
		FROM oversight_review r LEFT JOIN oversight_decision d ON d.subject = r.subject AND d.round = r.round
		WHERE r.state <> 'open' AND (d.subject IS NULL OR d.approved <> (r.state = 'approved') OR d.at_us <> r.decided_us)`,
	},
	{
		"no open review has a decision of its round, and every earlier round has one", "review %s, round %s: its decisions do not fit",
		`SELECT CAST(r.subject AS TEXT), CAST(r.round AS TEXT)
		FROM oversight_review r
		WHERE (SELECT COUNT(*) FROM oversight_decision d WHERE d.subject = r.subject AND d.round <= r.round)
			<> r.round - CASE WHEN r.state = 'open' THEN 1 ELSE 0 END
			OR EXISTS (SELECT 1 FROM oversight_decision d WHERE d.subject = r.subject AND d.round > r.round)`,
	},
	{
		"nobody decided on what they asked for", "review %s was decided by its own asker in round %s",
		`SELECT CAST(d.subject AS TEXT), CAST(d.round AS TEXT)
		FROM oversight_decision d JOIN oversight_review r ON r.subject = d.subject AND r.round = d.round
		WHERE d.reviewer = r.asker`,
	},
}

// Verify checks the module's invariants over the data and returns what it
// checked and a sentence for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "oversight.Verify")
	for _, c := range checks {
		checked = append(checked, c.claim)
		if err := q.Rows(ctx, c.query, nil, func(r db.Row) error {
			var subject, what string
			err := r.Scan(&subject, &what)
			broken = append(broken, fmt.Sprintf(c.breach, subject, what))
			return err
		}); err != nil {
			return nil, nil, err
		}
	}
	return checked, broken, nil
}
