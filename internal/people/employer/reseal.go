package employer

import (
	"bytes"
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Reseal brings what is sealed of the next employers after one under the current
// key, a few at a time: the work of a key's rotation. It returns where to go on,
// "" at the end, and how many rows it wrote.
func (s *Service) Reseal(ctx context.Context, tx db.Tx, after core.EmployerID) (next core.EmployerID, changed int, err error) {
	defer fault.Wrap(&err, "employer.Reseal(%s)", after)
	if after == "" {
		after = "00000000-0000-0000-0000-000000000000"
	}
	rows, err := sealedAfter(ctx, tx, after, db.MaxRows)
	if err != nil || len(rows) == 0 {
		return "", 0, err
	}
	c := s.columns
	for _, r := range rows {
		fresh := r
		for i, reseal := range []func([]crypto.Cell[core.EmployerID]) ([]crypto.Cell[core.EmployerID], error){
			c.realName.Reseal, c.address.Reseal, c.contactName.Reseal, c.contactPhone.Reseal,
		} {
			cells, err := reseal([]crypto.Cell[core.EmployerID]{{Row: r.id, Sealed: r.cells[i]}})
			if err != nil {
				return "", 0, err
			}
			if len(cells) == 1 {
				fresh.cells[i] = cells[0].Sealed
			}
		}
		if fresh.equal(r) {
			continue
		}
		changed++
		if err := writeSealed(ctx, tx, fresh); err != nil {
			return "", 0, err
		}
	}
	return rows[len(rows)-1].id, changed, nil
}

// sealed is what is sealed of one employer: name, address, contact's name and
// phone.
type sealed struct {
	id    core.EmployerID
	cells [4][]byte
}

func (s sealed) equal(o sealed) bool {
	for i := range s.cells {
		if !bytes.Equal(s.cells[i], o.cells[i]) {
			return false
		}
	}
	return true
}

// sealedAfter reads the next employers in the order of their keys, locked, so
// that a correction at the same moment is not overwritten.
func sealedAfter(ctx context.Context, tx db.Tx, after core.EmployerID, limit int) (out []sealed, err error) {
	err = tx.Rows(ctx, `
		SELECT id, real_name, address, contact_name, contact_phone
		FROM employer_employer WHERE id > $1 ORDER BY id LIMIT $2`+db.ForUpdate(tx), []any{after, limit}, func(r db.Row) error {
		var s sealed
		err := r.Scan(&s.id, &s.cells[0], &s.cells[1], &s.cells[2], &s.cells[3])
		out = append(out, s)
		return err
	})
	return out, err
}

// writeSealed writes what was sealed anew.
func writeSealed(ctx context.Context, tx db.Tx, s sealed) error {
	_, err := tx.Exec(ctx, `
		UPDATE employer_employer SET real_name = $2, address = $3, contact_name = $4, contact_phone = $5 WHERE id = $1`,
		s.id, s.cells[0], s.cells[1], s.cells[2], s.cells[3])
	return err
}
