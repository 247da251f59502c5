package account

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// code is what is kept of a number's latest code.
type code struct {
	mac     []byte
	expires time.Time
	tries   int // wrong ones
}

// lockCode makes the number's row exist and locks it, so that two requests for
// one number are counted one after the other.
func lockCode(ctx context.Context, tx db.Tx, who []byte) error {
	// Setting a value to itself locks without changing; 'none' is no code's hash.
	_, err := tx.Exec(ctx, `
		INSERT INTO account_code (phone_index, mac, expires_us, tries) VALUES ($1, $2, 0, 0)
		ON CONFLICT (phone_index) DO UPDATE SET tries = account_code.tries`, who, []byte("none"))
	return err
}

// setCode replaces the number's code.
func setCode(ctx context.Context, tx db.Tx, who, mac []byte, expires time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account_code SET mac = $2, expires_us = $3, tries = 0 WHERE phone_index = $1`, who, mac, db.Micros(expires))
	return err
}

// codeOf locks and returns the number's code; db.ErrNoRow if there is none.
func codeOf(ctx context.Context, tx db.Tx, who []byte) (c code, err error) {
	var us int64
	// Tries at the same moment must see each other.
	err = tx.Row(ctx, `SELECT mac, expires_us, tries FROM account_code WHERE phone_index = $1`+db.ForUpdate(tx), who).Scan(&c.mac, &us, &c.tries)
	c.expires = db.Instant(us)
	return c, err
}

// countTry counts a wrong try.
func countTry(ctx context.Context, tx db.Tx, who []byte) error {
	_, err := tx.Exec(ctx, `UPDATE account_code SET tries = tries + 1 WHERE phone_index = $1`, who)
	return err
}

// endCode makes the number's code useless.
func endCode(ctx context.Context, tx db.Tx, who []byte) error {
	_, err := tx.Exec(ctx, `UPDATE account_code SET expires_us = 0 WHERE phone_index = $1`, who)
	return err
}

// insertRequest records that a number, and an address, asked for a code.
func insertRequest(ctx context.Context, tx db.Tx, id core.ID[asking], now time.Time, phone, addr []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_request (asker, id, at_us) VALUES ($1, $2, $3), ($4, $5, $6)`,
		phone, id, db.Micros(now), addr, id, db.Micros(now))
	return err
}

// requestsSince returns when a number or an address asked, oldest first.
func requestsSince(ctx context.Context, tx db.Tx, asker []byte, since time.Time) ([]time.Time, error) {
	var out []time.Time
	// A prefix of the primary key; few rows, for a job removes them after a day.
	err := tx.Rows(ctx, `SELECT at_us FROM account_request WHERE asker = $1 AND at_us > $2 ORDER BY at_us`,
		[]any{asker, db.Micros(since)}, func(r db.Row) error {
			var us int64
			err := r.Scan(&us)
			out = append(out, db.Instant(us))
			return err
		})
	return out, err
}

// deleteRequest removes a request's traces, and the number's code if it is over.
func deleteRequest(ctx context.Context, tx db.Tx, id core.ID[asking], now time.Time, phone, addr []byte) error {
	// Both rows by their primary keys.
	if _, err := tx.Exec(ctx, `DELETE FROM account_request WHERE asker IN ($1, $2) AND id = $3`, phone, addr, id); err != nil {
		return err
	}
	// A code that was asked for since stays.
	_, err := tx.Exec(ctx, `DELETE FROM account_code WHERE phone_index = $1 AND expires_us <= $2`, phone, db.Micros(now))
	return err
}

// insertSession opens a session.
func insertSession(ctx context.Context, tx db.Tx, hash []byte, s Session) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_session (token_hash, person, id, door, device, addr, begun_us, seen_us, expires_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		hash, s.Person, s.ID, string(s.Door), s.Device, s.Addr, db.Micros(s.Begun), db.Micros(s.Seen), db.Micros(s.Expires))
	return err
}

const sessionColumns = `person, id, door, device, addr, begun_us, seen_us, expires_us`

func scanSession(r db.Row) (s Session, err error) {
	var begun, seen, expires int64
	err = r.Scan(&s.Person, &s.ID, &s.Door, &s.Device, &s.Addr, &begun, &seen, &expires)
	s.Begun, s.Seen, s.Expires = db.Instant(begun), db.Instant(seen), db.Instant(expires)
	return s, err
}

// sessionOf returns the session that a token opens, even if it has run out;
// db.ErrNoRow for none.
func sessionOf(ctx context.Context, q db.Q, hash []byte) (Session, error) {
	// One row by its primary key.
	return scanSession(q.Row(ctx, `SELECT `+sessionColumns+` FROM account_session WHERE token_hash = $1`, hash))
}

// sessionsOf returns where a person is logged in, newest first.
func sessionsOf(ctx context.Context, q db.Q, person core.PersonID, now time.Time) ([]Session, error) {
	var out []Session
	// At most maxSessions rows and those that have run out since the last log-in.
	err := q.Rows(ctx, `SELECT `+sessionColumns+` FROM account_session WHERE person = $1 AND expires_us > $2 ORDER BY id DESC`,
		[]any{person, db.Micros(now)}, func(r db.Row) error {
			s, err := scanSession(r)
			out = append(out, s)
			return err
		})
	return out, err
}

// touchSession records a session's use; one recorded later stays.
func touchSession(ctx context.Context, tx db.Tx, hash []byte, addr string, seen, expires time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE account_session SET seen_us = $2, expires_us = $3, addr = $4 WHERE token_hash = $1 AND seen_us < $2`,
		hash, db.Micros(seen), db.Micros(expires), addr)
	return err
}

// deleteSessions ends sessions of a person and returns the hashes of their tokens.
func deleteSessions(ctx context.Context, tx db.Tx, person core.PersonID, ids []core.ID[Session]) (hashes [][]byte, err error) {
	err = db.Chunks(ids, func(part []core.ID[Session]) error {
		args := []any{person}
		for _, id := range part {
			args = append(args, id)
		}
		// By the index of person and id.
		return tx.Rows(ctx, `DELETE FROM account_session WHERE person = $1 AND id IN `+db.In(2, len(part))+` RETURNING token_hash`, args, func(r db.Row) error {
			var h []byte
			err := r.Scan(&h)
			hashes = append(hashes, h)
			return err
		})
	})
	return hashes, err
}

// deleteExpired removes a person's sessions that have run out.
func deleteExpired(ctx context.Context, tx db.Tx, person core.PersonID, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM account_session WHERE person = $1 AND expires_us <= $2`, person, db.Micros(now))
	return err
}
