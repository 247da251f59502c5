package staff

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Reseal brings what is sealed of the next members after one under the current
// key, a few at a time: the work of a key's rotation. It returns where to go on,
// "" at the end, and how many values it wrote. The secrets in links are left:
// they end within a day.
func (s *Service) Reseal(ctx context.Context, tx db.Tx, after core.PersonID) (next core.PersonID, changed int, err error) {
	defer fault.Wrap(&err, "staff.Reseal(%s)", after)
	members, err := s.membersAfter(ctx, tx, after, db.MaxRows)
	if err != nil || len(members) == 0 {
		return "", 0, err
	}
	for _, m := range members {
		stale, err := s.staleMember(ctx, tx, m.Person)
		if err != nil {
			return "", 0, err
		}
		if stale > 0 {
			if m, err = s.lockMember(ctx, tx, m.Person); err != nil {
				return "", 0, err
			}
			if err := s.updateMember(ctx, tx, m); err != nil { // seals anew
				return "", 0, err
			}
		}
		n, err := s.resealPasswords(ctx, tx, m.Person)
		if err != nil {
			return "", 0, err
		}
		changed += stale + n
	}
	return members[len(members)-1].Person, changed, nil
}

// staleMember counts the values of a member's row that an old key has sealed.
func (s *Service) staleMember(ctx context.Context, tx db.Tx, person core.PersonID) (n int, err error) {
	var name, totp []byte
	// One row by its primary key.
	if err := tx.Row(ctx, `SELECT name, totp FROM staff_member WHERE person = $1`, person).Scan(&name, &totp); err != nil {
		return 0, err
	}
	for _, sealed := range [][]byte{name, totp} {
		if len(sealed) > 0 && s.Keys.Stale(sealed) {
			n++
		}
	}
	return n, nil
}

// resealPasswords seals a member's password hashes anew.
func (s *Service) resealPasswords(ctx context.Context, tx db.Tx, person core.PersonID) (int, error) {
	var cells []crypto.Cell[core.ID[password]]
	// A prefix of the primary key; they never change, only come and go.
	err := tx.Rows(ctx, `SELECT id, hash FROM staff_password WHERE person = $1 ORDER BY id`, []any{person}, func(r db.Row) error {
		var c crypto.Cell[core.ID[password]]
		err := r.Scan(&c.Row, &c.Sealed)
		cells = append(cells, c)
		return err
	})
	if err != nil {
		return 0, err
	}
	stale, err := s.columns().password.Reseal(cells)
	if err != nil {
		return 0, err
	}
	for _, c := range stale {
		// One row by its primary key.
		if _, err := tx.Exec(ctx, `UPDATE staff_password SET hash = $3 WHERE person = $1 AND id = $2`, person, c.Row, c.Sealed); err != nil {
			return 0, err
		}
	}
	return len(stale), nil
}
