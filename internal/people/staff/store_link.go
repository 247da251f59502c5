package staff

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// triesOf returns the wrong tries with a number; none if there is no row.
func triesOf(ctx context.Context, q db.Q, who []byte) (tries, error) {
	// One row by its primary key.
	return scanTries(q.Row(ctx, `SELECT wrong, last_us, until_us FROM staff_try WHERE phone_index = $1`, who))
}

// lockTries makes the number's row exist, locks and returns it, so that two
// tries at one moment are counted one after the other.
func lockTries(ctx context.Context, tx db.Tx, who []byte) (tries, error) {
	// Setting a value to itself locks without changing.
	if _, err := tx.Exec(ctx, `
		INSERT INTO staff_try (phone_index, wrong, last_us, until_us) VALUES ($1, 0, 0, 0)
		ON CONFLICT (phone_index) DO UPDATE SET wrong = staff_try.wrong`, who); err != nil {
		return tries{}, err
	}
	return triesOf(ctx, tx, who)
}

func scanTries(r db.Row) (t tries, err error) {
	var last, until int64
	err = r.Scan(&t.wrong, &last, &until)
	if errors.Is(err, db.ErrNoRow) {
		return tries{}, nil
	}
	t.last, t.until = db.Instant(last), db.Instant(until)
	return t, err
}

// setTries writes the wrong tries with a number; the caller holds its lock.
func setTries(ctx context.Context, tx db.Tx, who []byte, t tries) error {
	_, err := tx.Exec(ctx, `UPDATE staff_try SET wrong = $2, last_us = $3, until_us = $4 WHERE phone_index = $1`,
		who, t.wrong, db.Micros(t.last), db.Micros(t.until))
	return err
}

// deleteTries forgets the wrong tries with a number.
func deleteTries(ctx context.Context, tx db.Tx, who []byte) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_try WHERE phone_index = $1`, who)
	return err
}

// deleteOldTries forgets the wrong tries with a number unless there were some
// since.
func deleteOldTries(ctx context.Context, tx db.Tx, who []byte, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM staff_try WHERE phone_index = $1 AND last_us <= $2 AND until_us <= $3`, who, db.Micros(before), db.Micros(before))
	return err
}

// insertLink records a link.
func (s *Service) insertLink(ctx context.Context, tx db.Tx, l Link) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO staff_link (token_hash, id, kind, role, person, totp, made_by, made_us, expires_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		l.hash, l.ID, string(l.Kind), string(l.Role), string(l.Person), s.columns().link.Seal(l.ID, l.totp), string(l.MadeBy), db.Micros(l.Made), db.Micros(l.Expires))
	return err
}

const selectLink = `SELECT token_hash, id, kind, role, person, totp, made_by, made_us, expires_us, used_us FROM staff_link`

func (s *Service) scanLink(r db.Row) (l Link, err error) {
	var made, expires int64
	var used *int64
	err = r.Scan(&l.hash, &l.ID, &l.Kind, &l.Role, &l.Person, s.columns().link.Into(&l.ID, &l.totp), &l.MadeBy, &made, &expires, &used)
	l.Made, l.Expires, l.Used = db.Instant(made), db.Instant(expires), db.OptInstant(used)
	return l, err
}

// linkOf returns the link that a token opens; db.ErrNoRow for none.
func (s *Service) linkOf(ctx context.Context, q db.Q, hash []byte) (Link, error) {
	// One row by its primary key.
	return s.scanLink(q.Row(ctx, selectLink+` WHERE token_hash = $1`, hash))
}

// useLink uses a link up; false if it was used meanwhile.
func useLink(ctx context.Context, tx db.Tx, hash []byte, now time.Time) (bool, error) {
	// Whoever comes first has it.
	n, err := tx.Exec(ctx, `UPDATE staff_link SET used_us = $2 WHERE token_hash = $1 AND used_us IS NULL AND expires_us > $2`, hash, db.Micros(now))
	return n == 1, err
}

// openLinks returns the links of a person, or of an office, that can still be
// used, newest first.
func (s *Service) openLinks(ctx context.Context, q db.Q, person core.PersonID, office core.Role, now time.Time) (out []Link, err error) {
	// By the index of whose they are.
	err = q.Rows(ctx, selectLink+` WHERE person = $1 AND role = $2 AND used_us IS NULL AND expires_us > $3 ORDER BY id DESC`,
		[]any{string(person), string(office), db.Micros(now)}, func(r db.Row) error {
			l, err := s.scanLink(r)
			out = append(out, l)
			return err
		})
	return out, err
}

// endLinks makes the links of a person, or of an office, useless: a later one
// takes their place, or they are not needed any more.
func endLinks(ctx context.Context, tx db.Tx, person core.PersonID, office core.Role, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE staff_link SET expires_us = $3 WHERE person = $1 AND role = $2 AND used_us IS NULL AND expires_us > $3`,
		string(person), string(office), db.Micros(now))
	return err
}

// lockOffices makes the three offices exist and locks them, so that who holds
// them changes one step at a time.
func lockOffices(ctx context.Context, tx db.Tx) error {
	for _, r := range core.Admins { // always in this order
		// Setting a value to itself locks without changing.
		_, err := tx.Exec(ctx, `INSERT INTO staff_office (role) VALUES ($1) ON CONFLICT (role) DO UPDATE SET role = staff_office.role`, string(r))
		if err != nil {
			return err
		}
	}
	return nil
}

// insertAct records that a role was given or taken.
func insertAct(ctx context.Context, tx db.Tx, a Act) error {
	// Only ever added.
	_, err := tx.Exec(ctx, `
		INSERT INTO staff_act (person, id, act, role, area, from_us, to_us, done_by, at_us, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.Person, a.ID, a.What, string(a.Role), string(a.Area), db.OptMicros(a.From), db.OptMicros(a.To), string(a.By), db.Micros(a.At), a.Reason)
	return err
}

const selectAct = `SELECT person, id, act, role, area, from_us, to_us, done_by, at_us, reason FROM staff_act`

// lastID sorts after every identifier.
const lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// actsBefore returns what was given and taken, newest first; of one person, or
// of all for "".
func actsBefore(ctx context.Context, q db.Q, person core.PersonID, before core.ID[Act], limit int) (out []Act, err error) {
	if before == "" {
		before = lastID
	}
	query, args := selectAct+` WHERE id < $1 ORDER BY id DESC LIMIT $2`, []any{before, limit}
	if person != "" {
		query, args = selectAct+` WHERE id < $1 AND person = $3 ORDER BY id DESC LIMIT $2`, append(args, person)
	}
	// By one of the two keys; ids ascend with time.
	err = q.Rows(ctx, query, args, func(r db.Row) error {
		var a Act
		var from, to *int64
		var at int64
		err := r.Scan(&a.Person, &a.ID, &a.What, &a.Role, &a.Area, &from, &to, &a.By, &at, &a.Reason)
		a.From, a.To, a.At = db.OptInstant(from), db.OptInstant(to), db.Instant(at)
		out = append(out, a)
		return err
	})
	return out, err
}
