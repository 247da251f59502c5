package hall

import (
	"context"
	"fmt"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// checks are the invariants over the data; each query finds the breaches.
var checks = []struct{ claim, query string }{
	// The numbers of a day beside their counter.
	{"a hall's numbers of a day are given out once and without gaps", `
		SELECT CAST(l.hall_id AS TEXT) FROM hall_line l
		WHERE l.last <> (SELECT COUNT(*) FROM hall_ticket t WHERE t.hall_id = l.hall_id AND t.day = l.day AND t.service = l.service)`},
	// Times in their order.
	{"a ticket is taken, called and ended in this order", `
		SELECT CAST(hall_id AS TEXT) FROM hall_ticket WHERE called_us < taken_us OR ended_us < called_us`},
	// Counters with two.
	{"a counter calls one ticket at a time", `
		SELECT CAST(hall_id AS TEXT) FROM hall_ticket WHERE state = 'called' GROUP BY hall_id, day, counter HAVING COUNT(*) > 1`},
}

// Verify checks the module's invariants over the data and returns what it
// checked and a sentence for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "hall.Verify")
	for _, c := range checks {
		checked = append(checked, c.claim)
		if err := q.Rows(ctx, c.query, nil, func(r db.Row) error {
			var id string
			err := r.Scan(&id)
			broken = append(broken, fmt.Sprintf("not so: %s: %s", c.claim, id))
			return err
		}); err != nil {
			return nil, nil, err
		}
	}
	return checked, broken, nil
}
