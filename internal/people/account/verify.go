package account

import (
	"bytes"
	"context"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over all rows: a sentence for each thing
// it checked, and one for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "account.Verify")
	indexes := map[core.PersonID][]byte{}
	// Every number's owner.
	err = q.Rows(ctx, `SELECT phone_index, person FROM account_phone`, nil, func(r db.Row) error {
		var index []byte
		var person core.PersonID
		if err := r.Scan(&index, &person); err != nil {
			return err
		}
		if _, twice := indexes[person]; twice {
			broken = append(broken, fmt.Sprintf("account %s has two numbers", person))
		}
		indexes[person] = index
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	n, column := 0, s.phones()
	// Every account, with its number still sealed: one that does not open is a breach.
	err = q.Rows(ctx, `SELECT person, phone FROM account_account`, nil, func(r db.Row) error {
		var cell crypto.Cell[core.PersonID]
		if err := r.Scan(&cell.Row, &cell.Sealed); err != nil {
			return err
		}
		n++
		phone, err := column.Open(cell.Row, cell.Sealed)
		switch {
		case err != nil:
			broken = append(broken, fmt.Sprintf("the number of account %s does not open", cell.Row))
		case !bytes.Equal(column.Index(phone), indexes[cell.Row]):
			broken = append(broken, fmt.Sprintf("account %s is not found by its number", cell.Row))
		}
		delete(indexes, cell.Row)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for person := range indexes {
		broken = append(broken, fmt.Sprintf("a number leads to account %s, which is not there", person))
	}
	for table, what := range map[string]string{"account_session": "session", "account_role": "role"} {
		var strays int
		// Both hang on accounts.
		err := q.Row(ctx, `SELECT COUNT(*) FROM `+table+` t WHERE NOT EXISTS (SELECT 1 FROM account_account a WHERE a.person = t.person)`).Scan(&strays)
		if err != nil {
			return nil, nil, err
		}
		if strays > 0 {
			broken = append(broken, fmt.Sprintf("%ss without an account: %d", what, strays))
		}
	}
	return []string{fmt.Sprintf("accounts: each of %d has one number, which opens and finds it; sessions and roles have accounts", n)}, broken, nil
}
