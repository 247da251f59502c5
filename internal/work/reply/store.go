package reply

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

func insertOffer(ctx context.Context, tx db.Tx, o Offer) error {
	// The unique index keeps a digit for one open offer.
	_, err := tx.Exec(ctx, `
		INSERT INTO reply_offer (person_id, id, job_id, digit, title, state, made_by, made_us, until_us) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)`,
		o.Person, o.ID, o.Job, o.Digit, o.Title, string(o.By), db.Micros(o.Made), db.Micros(o.Until))
	return err
}

// endOffers ends a person's offers that are past their time.
func endOffers(ctx context.Context, tx db.Tx, person core.PersonID, now time.Time) error {
	// A person has at most nine open ones.
	_, err := tx.Exec(ctx, `UPDATE reply_offer SET state = 'over' WHERE person_id = $1 AND state = 'open' AND until_us <= $2`, person, db.Micros(now))
	return err
}

// offersOf returns a person's open offers, newest first, and keeps others from
// answering them.
func offersOf(ctx context.Context, tx db.Tx, person core.PersonID) (out []Offer, err error) {
	// A person has at most nine.
	err = tx.Rows(ctx, `
		SELECT person_id, id, job_id, digit, title, made_by, made_us, until_us FROM reply_offer
		WHERE person_id = $1 AND state = 'open' ORDER BY id DESC`+db.ForUpdate(tx), []any{person}, func(r db.Row) error {
		var o Offer
		var made, until int64
		err := r.Scan(&o.Person, &o.ID, &o.Job, &o.Digit, &o.Title, &o.By, &made, &until)
		o.Made, o.Until = db.Instant(made), db.Instant(until)
		out = append(out, o)
		return err
	})
	return out, err
}

func closeOffer(ctx context.Context, tx db.Tx, o Offer, state string, at time.Time) error {
	// The row is locked.
	_, err := tx.Exec(ctx, `UPDATE reply_offer SET state = $3, answered_us = $4 WHERE person_id = $1 AND id = $2`, o.Person, o.ID, state, db.Micros(at))
	return err
}

// insertHeard records a message and reports whether it is new.
func insertHeard(ctx context.Context, tx db.Tx, id string, person core.PersonID, w Word, at time.Time) (bool, error) {
	// The provider delivers at least once.
	n, err := tx.Exec(ctx, `INSERT INTO reply_heard (message, person, word, at_us) VALUES ($1, $2, $3, $4) ON CONFLICT (message) DO NOTHING`,
		id, string(person), string(w), db.Micros(at))
	return n == 1, err
}
