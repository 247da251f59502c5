package figures

import (
	"context"
	"fmt"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify compares the figures with the facts of the modules that own them. Facts
// that wait for delivery are not counted yet: nothing may be writing.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "figures.Verify")
	people, work, paid, err := s.facts(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	for _, one := range []struct {
		what, query string
		facts       int
	}{
		{"people", `SELECT COUNT(*) FROM figures_person`, len(people) / 3},
		{"jobs", `SELECT COUNT(*) FROM figures_job`, len(work) / 5},
		{"wages", `SELECT COUNT(*) FROM figures_paid`, len(paid) / 4},
	} {
		var n int
		// All rows: this is a check, not a page.
		if err := q.Row(ctx, one.query).Scan(&n); err != nil {
			return nil, nil, err
		}
		checked = append(checked, "as many "+one.what+" are counted as there are")
		if n != one.facts {
			broken = append(broken, fmt.Sprintf("the figures count %d %s, but there are %d", n, one.what, one.facts))
		}
	}
	return checked, broken, nil
}
