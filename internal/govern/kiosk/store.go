package kiosk

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

func insertMachine(ctx context.Context, tx db.Tx, m Machine, hash []byte) error {
	// One row for each machine.
	_, err := tx.Exec(ctx, `INSERT INTO kiosk_machine (key_hash, id, hall_id, name, made_by, made_us) VALUES ($1, $2, $3, $4, $5, $6)`,
		hash, m.ID, m.Hall, m.Name, string(m.By), db.Micros(m.Made))
	return err
}

func endMachine(ctx context.Context, tx db.Tx, hall string, id core.ID[Machine], at time.Time) (int64, error) {
	if _, err := core.ParseID[Machine](string(id)); err != nil {
		return 0, nil
	}
	// The first end counts, and ending one again finds it, too.
	return tx.Exec(ctx, `UPDATE kiosk_machine SET ended_us = COALESCE(ended_us, $3) WHERE hall_id = $1 AND id = $2`, hall, id, db.Micros(at))
}

func machinesOf(ctx context.Context, q db.Q, hall string) (out []Machine, err error) {
	// A hall has a few.
	err = q.Rows(ctx, `SELECT id, hall_id, name, made_by, made_us FROM kiosk_machine WHERE hall_id = $1 AND ended_us IS NULL ORDER BY id`, []any{hall}, func(r db.Row) error {
		var m Machine
		var made int64
		err := r.Scan(&m.ID, &m.Hall, &m.Name, &m.By, &made)
		m.Made = db.Instant(made)
		out = append(out, m)
		return err
	})
	return out, err
}

// hallOfKey returns where the machine with a key stands; db.ErrNoRow for none.
func hallOfKey(ctx context.Context, q db.Q, hash []byte) (hall string, err error) {
	// By the primary key.
	err = q.Row(ctx, `SELECT hall_id FROM kiosk_machine WHERE key_hash = $1 AND ended_us IS NULL`, hash).Scan(&hall)
	return hall, err
}

func insertScan(ctx context.Context, tx db.Tx, c Scan, hash []byte) error {
	// One row until it is claimed or has expired.
	_, err := tx.Exec(ctx, `INSERT INTO kiosk_scan (code, secret_hash, hall_id, pair, expires_us) VALUES ($1, $2, $3, $4, $5)`,
		c.Code, hash, c.Hall, c.Pair, db.Micros(c.Expires))
	return err
}

// scanOf returns a scan, kept from others if lock; db.ErrNoRow for none.
func scanOf(ctx context.Context, q db.Q, code string, lock bool) (c Scan, err error) {
	query := `SELECT code, hall_id, pair, person, expires_us FROM kiosk_scan WHERE code = $1`
	if lock {
		query += db.ForUpdate(q)
	}
	var expires int64
	err = q.Row(ctx, query, code).Scan(&c.Code, &c.Hall, &c.Pair, &c.Person, &expires)
	c.Expires = db.Instant(expires)
	return c, err
}

// secretOf returns the hash of a scan's secret; db.ErrNoRow for none.
func secretOf(ctx context.Context, q db.Q, code string) (hash []byte, err error) {
	// By the primary key.
	err = q.Row(ctx, `SELECT secret_hash FROM kiosk_scan WHERE code = $1`, code).Scan(&hash)
	return hash, err
}

func allowScan(ctx context.Context, tx db.Tx, code string, person core.PersonID) error {
	// The row is locked.
	_, err := tx.Exec(ctx, `UPDATE kiosk_scan SET person = $2 WHERE code = $1`, code, string(person))
	return err
}

func deleteScan(ctx context.Context, tx db.Tx, code string) error {
	// By the primary key.
	_, err := tx.Exec(ctx, `DELETE FROM kiosk_scan WHERE code = $1`, code)
	return err
}

// deleteScans removes those that have expired; there are never many.
func deleteScans(ctx context.Context, tx db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM kiosk_scan WHERE expires_us < $1`, db.Micros(now))
	return err
}

// lockCode returns the code of a document and keeps others from it; db.ErrNoRow
// for none.
func lockCode(ctx context.Context, tx db.Tx, who []byte) (c asked, err error) {
	var since, at, expires int64
	// By the primary key.
	err = tx.Row(ctx, `SELECT mac, person, tries, asked, since_us, asked_us, expires_us FROM kiosk_code WHERE who = $1`+db.ForUpdate(tx), who).
		Scan(&c.mac, &c.person, &c.tries, &c.n, &since, &at, &expires)
	c.since, c.at, c.expires = db.Instant(since), db.Instant(at), db.Instant(expires)
	return c, err
}

func putCode(ctx context.Context, tx db.Tx, who []byte, c asked) error {
	// A new code ends the one before.
	_, err := tx.Exec(ctx, `
		INSERT INTO kiosk_code (who, mac, person, tries, asked, since_us, asked_us, expires_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (who) DO UPDATE SET mac = excluded.mac, person = excluded.person, tries = excluded.tries, asked = excluded.asked,
			since_us = excluded.since_us, asked_us = excluded.asked_us, expires_us = excluded.expires_us`,
		who, c.mac, string(c.person), c.tries, c.n, db.Micros(c.since), db.Micros(c.at), db.Micros(c.expires))
	return err
}

// deleteCode removes a document's code, unless a newer one was asked for.
func deleteCode(ctx context.Context, tx db.Tx, who []byte, asked time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM kiosk_code WHERE who = $1 AND asked_us <= $2`, who, db.Micros(asked))
	return err
}
