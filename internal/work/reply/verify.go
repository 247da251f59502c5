package reply

import (
	"context"
	"fmt"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over the data and returns what it
// checked and a sentence for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "reply.Verify")
	const claim = "a person's digit stands for one open offer"
	// The index holds it; this asks the rows.
	err = q.Rows(ctx, `SELECT CAST(person_id AS TEXT) FROM reply_offer WHERE state = 'open' GROUP BY person_id, digit HAVING COUNT(*) > 1`, nil, func(r db.Row) error {
		var id string
		err := r.Scan(&id)
		broken = append(broken, fmt.Sprintf("not so: %s: %s", claim, id))
		return err
	})
	return []string{claim}, broken, err
}
