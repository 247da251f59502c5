package account

import (
	"context"
	"embed"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// firstID sorts before every identifier.
const firstID = "00000000-0000-0000-0000-000000000000"

// insertPhones claims numbers that nobody has; the others are left alone.
func insertPhones(ctx context.Context, tx db.Tx, rows []row) error {
	args := make([]any, 0, len(rows)*2)
	for _, r := range rows {
		args = append(args, r.index, r.person)
	}
	// A claim that is under way elsewhere is waited for, and then wins.
	_, err := tx.Exec(ctx, `
		INSERT INTO account_phone (phone_index, person) VALUES `+db.Values(len(rows), 2)+`
		ON CONFLICT (phone_index) DO NOTHING`, args...)
	return err
}

// insertAccounts makes the accounts of numbers just claimed.
func insertAccounts(ctx context.Context, tx db.Tx, rows []row, now time.Time) error {
	if len(rows) == 0 {
		return nil
	}
	args := make([]any, 0, len(rows)*3)
	for _, r := range rows {
		args = append(args, r.person, r.phone, db.Micros(now))
	}
	// Ids are fresh, so nothing can conflict.
	_, err := tx.Exec(ctx, `INSERT INTO account_account (person, phone, since_us) VALUES `+db.Values(len(rows), 3), args...)
	return err
}

// peopleOf returns whose the numbers are, by index.
func peopleOf(ctx context.Context, q db.Q, indexes [][]byte) (map[string]core.PersonID, error) {
	args := make([]any, len(indexes))
	for i, x := range indexes {
		args[i] = x
	}
	out := make(map[string]core.PersonID, len(indexes))
	// Rows by their primary key.
	err := q.Rows(ctx, `SELECT phone_index, person FROM account_phone WHERE phone_index IN `+db.In(1, len(args)), args, func(r db.Row) error {
		var index []byte
		var person core.PersonID
		if err := r.Scan(&index, &person); err != nil {
			return err
		}
		out[string(index)] = person
		return nil
	})
	return out, err
}

// phonesOf adds the numbers of at most MaxRows people to out.
func phonesOf(ctx context.Context, q db.Q, column crypto.Column[core.PersonID, crypto.Phone], people []core.PersonID, out map[core.PersonID]crypto.Private[crypto.Phone]) error {
	args := make([]any, len(people))
	for i, p := range people {
		args[i] = p
	}
	// Rows by their primary key.
	return q.Rows(ctx, `SELECT person, phone FROM account_account WHERE person IN `+db.In(1, len(args)), args, func(r db.Row) error {
		var person core.PersonID
		var phone crypto.Private[crypto.Phone]
		if err := r.Scan(&person, column.Into(&person, &phone)); err != nil {
			return err
		}
		out[person] = phone
		return nil
	})
}

// lockRow locks an account; db.ErrNoRow if there is none.
func lockRow(ctx context.Context, tx db.Tx, person core.PersonID) error {
	var one int
	// Nothing is read: the row stands for all that hangs on it.
	return tx.Row(ctx, `SELECT 1 FROM account_account WHERE person = $1`+db.ForUpdate(tx), person).Scan(&one)
}

// cellsAfter returns the sealed numbers of the next accounts after a person.
func cellsAfter(ctx context.Context, tx db.Tx, after core.PersonID, limit int) ([]crypto.Cell[core.PersonID], error) {
	if after == "" {
		after = firstID
	}
	var out []crypto.Cell[core.PersonID]
	// Locked in key order: a number must not change while it is sealed anew.
	err := tx.Rows(ctx, `SELECT person, phone FROM account_account WHERE person > $1 ORDER BY person LIMIT $2`+db.ForUpdate(tx),
		[]any{after, limit}, func(r db.Row) error {
			var c crypto.Cell[core.PersonID]
			err := r.Scan(&c.Row, &c.Sealed)
			out = append(out, c)
			return err
		})
	return out, err
}

// writeCell replaces a sealed number.
func writeCell(ctx context.Context, tx db.Tx, c crypto.Cell[core.PersonID]) error {
	_, err := tx.Exec(ctx, `UPDATE account_account SET phone = $2 WHERE person = $1`, c.Row, c.Sealed)
	return err
}

// insertGrant records a role that is given.
func insertGrant(ctx context.Context, tx db.Tx, g Grant, now time.Time) error {
	// The same role from the same moment replaces: it can only reach further.
	_, err := tx.Exec(ctx, `
		INSERT INTO account_role (person, role, region, from_us, to_us, granted_by, granted_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (person, role, region, from_us) DO UPDATE
		SET to_us = excluded.to_us, granted_by = excluded.granted_by, granted_us = excluded.granted_us`,
		g.Person, string(g.Role), string(g.Region), db.Micros(g.From), db.OptMicros(g.To), string(g.By), db.Micros(now))
	return err
}

// endGrants ends what is in force of a role and returns how many grants that was.
func endGrants(ctx context.Context, tx db.Tx, person core.PersonID, role core.Role, region core.RegionCode, now time.Time) (int64, error) {
	// One that has not begun ends before it does.
	return tx.Exec(ctx, `
		UPDATE account_role SET to_us = $4
		WHERE person = $1 AND role = $2 AND region = $3 AND (to_us IS NULL OR to_us > $4)`,
		person, string(role), string(region), db.Micros(now))
}

// grantsOf returns all grants of a person, in the order of role, region, time.
func grantsOf(ctx context.Context, q db.Q, person core.PersonID) ([]Grant, error) {
	var out []Grant
	// A prefix of the primary key.
	err := q.Rows(ctx, `
		SELECT role, region, from_us, to_us, granted_by FROM account_role
		WHERE person = $1 ORDER BY role, region, from_us`, []any{person}, func(r db.Row) error {
		g := Grant{Person: person}
		var from int64
		var to *int64
		if err := r.Scan(&g.Role, &g.Region, &from, &to, &g.By); err != nil {
			return err
		}
		g.From, g.To = db.Instant(from), db.OptInstant(to)
		out = append(out, g)
		return nil
	})
	return out, err
}

// grantsAt returns what is in force for a person at a moment, each once.
func grantsAt(ctx context.Context, q db.Q, person core.PersonID, at time.Time) ([]core.Grant, error) {
	all, err := grantsOf(ctx, q, person)
	if err != nil {
		return nil, err
	}
	var out []core.Grant
	for _, g := range all { // in the order of role and region
		if one := (core.Grant{Role: g.Role, Area: g.Region}); g.holds(at) && !slices.Contains(out, one) {
			out = append(out, one)
		}
	}
	return out, nil
}

// holdersOf returns who holds a role at a moment.
func holdersOf(ctx context.Context, q db.Q, role core.Role, at time.Time) ([]core.PersonID, error) {
	var out []core.PersonID
	// The table is small: staff only.
	err := q.Rows(ctx, `
		SELECT DISTINCT person FROM account_role
		WHERE role = $1 AND from_us <= $2 AND (to_us IS NULL OR to_us > $2)
		ORDER BY person`, []any{string(role), db.Micros(at)}, func(r db.Row) error {
		var p core.PersonID
		err := r.Scan(&p)
		out = append(out, p)
		return err
	})
	return out, err
}
