package outbox

import (
	"context"

	"yilu/internal/platform/db"
)

// pending is an event that waits for its hearers.
type pending struct {
	key, id, topic string
	payload        []byte
}

// insertEvents writes rows of five values each: key, id, topic, payload, at_us.
func insertEvents(ctx context.Context, tx db.Tx, rows []any) error {
	const cols = 5
	// The fact's own transaction carries the events.
	return db.InsertRows(ctx, tx, `INSERT INTO outbox_event (key, id, topic, payload, at_us)`, cols, rows)
}

// pendingEvents returns the oldest events that wait.
func pendingEvents(ctx context.Context, q db.Q, limit int) ([]pending, error) {
	var out []pending
	err := q.Rows(ctx, `
		SELECT key, id, topic, CAST(payload AS TEXT)
		FROM outbox_event
		WHERE NOT parked
		ORDER BY id
		LIMIT $1`, []any{limit}, func(r db.Row) error {
		var p pending
		var doc string
		if err := r.Scan(&p.key, &p.id, &p.topic, &doc); err != nil {
			return err
		}
		p.payload = []byte(doc)
		out = append(out, p)
		return nil
	})
	return out, err
}

// lockEvent reports whether the event still waits, and keeps other relays away
// from it until commit.
func lockEvent(ctx context.Context, tx db.Tx, p pending) (bool, error) {
	var one int
	err := tx.Row(ctx, `SELECT 1 FROM outbox_event WHERE key = $1 AND id = $2`+db.ForUpdate(tx), p.key, p.id).Scan(&one)
	if err == db.ErrNoRow { //nolint:errorlint // classify returns it bare
		return false, nil
	}
	return err == nil, err
}

// insertSeen records that the hearer has the event; false if it had already.
func insertSeen(ctx context.Context, tx db.Tx, p pending, hearer string) (fresh bool, err error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO outbox_seen (key, event_id, hearer) VALUES ($1, $2, $3)
		ON CONFLICT (key, event_id, hearer) DO NOTHING`, p.key, p.id, hearer)
	return n == 1, err
}

// deleteEvent ends an event that all have heard.
func deleteEvent(ctx context.Context, tx db.Tx, p pending) error {
	if _, err := tx.Exec(ctx, `DELETE FROM outbox_seen WHERE key = $1 AND event_id = $2`, p.key, p.id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM outbox_event WHERE key = $1 AND id = $2`, p.key, p.id)
	return err
}

// parkEvent sets an event aside that a hearer keeps refusing.
func parkEvent(ctx context.Context, tx db.Tx, p pending) error {
	_, err := tx.Exec(ctx, `UPDATE outbox_event SET parked = TRUE WHERE key = $1 AND id = $2`, p.key, p.id)
	return err
}

// takeLease makes holder the one relay until untilUS, unless another holds it.
func takeLease(ctx context.Context, tx db.Tx, holder string, nowUS, untilUS int64) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO outbox_lease (name, holder, until_us) VALUES ('relay', $1, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_us = excluded.until_us
		WHERE outbox_lease.holder = excluded.holder OR outbox_lease.until_us < $2`, holder, nowUS, untilUS)
	return n == 1, err
}

// counts returns how many events wait and how many are parked.
func counts(ctx context.Context, q db.Q) (waiting, parked int64, err error) {
	err = q.Row(ctx, `SELECT COUNT(*) FILTER (WHERE NOT parked), COUNT(*) FILTER (WHERE parked) FROM outbox_event`).Scan(&waiting, &parked)
	return waiting, parked, err
}

// oldestEvent returns when the first event that waits was published; db.ErrNoRow
// for none.
func oldestEvent(ctx context.Context, q db.Q) (atUS int64, err error) {
	err = q.Row(ctx, `SELECT at_us FROM outbox_event WHERE NOT parked ORDER BY id LIMIT 1`).Scan(&atUS)
	return atUS, err
}
