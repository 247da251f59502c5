package intake

import (
	"context"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over all rows.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "intake.Verify")
	n := 0
	// Every slip is found by its code, and its person was registered or is known.
	err = q.Rows(ctx, `SELECT person, code, made_by, made_us, expires_us, code_index FROM intake_slip`, nil, func(row db.Row) error {
		n++
		var index []byte
		c, err := s.scanSlip(withMore{row, &index})
		if err != nil || string(s.codeIndex(c.Code)) != string(index) {
			broken = append(broken, fmt.Sprintf("the slip of person %s does not open, or is not found by its code", c.Person))
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	var alone int
	// A fresh record makes a registered person.
	err = q.Row(ctx, `SELECT COUNT(*) FROM intake_record r WHERE NOT EXISTS (SELECT 1 FROM intake_person p WHERE p.person = r.person)`).Scan(&alone)
	if err != nil {
		return nil, nil, err
	}
	if alone > 0 {
		broken = append(broken, fmt.Sprintf("records of people who are not registered: %d", alone))
	}
	// Of a table that is through, no chosen row was left behind.
	err = q.Rows(ctx, `
		SELECT i.id FROM intake_import i WHERE i.state = 'done' AND EXISTS (
			SELECT 1 FROM intake_row r WHERE r.operator = i.operator AND r.import = i.id AND r.chosen AND r.state <> 'done')`, nil, func(row db.Row) error {
		var id core.ID[Import]
		err := row.Scan(&id)
		broken = append(broken, fmt.Sprintf("table %s is through, but not all of its chosen rows are", id))
		return err
	})
	return []string{fmt.Sprintf("intake: each of %d slips opens and is found; each record has its person; no table is half through", n)}, broken, err
}

// withMore scans one column more than the reader of a row asks for.
type withMore struct {
	db.Row
	more any
}

func (w withMore) Scan(dest ...any) error { return w.Row.Scan(append(dest, w.more)...) }
