package audit

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

const columns = `subject, id, actor, act, object, reason, channel, addr, at_us`

func scanEntry(r db.Row, more ...any) (e Entry, err error) {
	var us int64
	err = r.Scan(append([]any{&e.Subject, &e.ID, &e.Actor, &e.Act, &e.Object, &e.Reason, &e.Channel, &e.Addr, &us}, more...)...)
	e.At = db.Instant(us)
	return e, err
}

// anyLoose reports whether an entry waits for its link.
func anyLoose(ctx context.Context, q db.Q) (bool, error) {
	var one int
	// By the index of those alone.
	err := q.Row(ctx, `SELECT 1 FROM audit_entry WHERE link IS NULL ORDER BY id LIMIT 1`).Scan(&one)
	if err == db.ErrNoRow { //nolint:errorlint // classify returns it bare
		return false, nil
	}
	return err == nil, err
}

// looseEntries returns the oldest entries that wait.
func looseEntries(ctx context.Context, tx db.Tx, limit int) ([]Entry, error) {
	var out []Entry
	// By the index of those alone, in the order of their ids.
	err := tx.Rows(ctx, `SELECT `+columns+` FROM audit_entry WHERE link IS NULL ORDER BY id LIMIT $1`, []any{limit}, func(r db.Row) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	})
	return out, err
}

// linkEntry writes an entry's place in the chain.
func linkEntry(ctx context.Context, tx db.Tx, e Entry, h Head) error {
	_, err := tx.Exec(ctx, `UPDATE audit_entry SET link = $3, mac = $4 WHERE subject = $1 AND id = $2`, e.Subject, e.ID, h.Link, h.MAC)
	return err
}

// lockHead makes the head exist and locks it, so that one process links at a time.
func lockHead(ctx context.Context, tx db.Tx) (Head, error) {
	// Setting a value to itself locks without changing.
	_, err := tx.Exec(ctx, `
		INSERT INTO audit_head (chain, link, mac, at_us) VALUES ('main', 0, $1, 0)
		ON CONFLICT (chain) DO UPDATE SET link = audit_head.link`, []byte{})
	if err != nil {
		return Head{}, err
	}
	return headOf(ctx, tx)
}

func headOf(ctx context.Context, q db.Q) (h Head, err error) {
	var us int64
	// The one row.
	err = q.Row(ctx, `SELECT link, mac, at_us FROM audit_head WHERE chain = 'main'`).Scan(&h.Link, &h.MAC, &us)
	h.At = db.Instant(us)
	return h, err
}

func writeHead(ctx context.Context, tx db.Tx, h Head) error {
	// The row is locked.
	_, err := tx.Exec(ctx, `UPDATE audit_head SET link = $1, mac = $2, at_us = $3 WHERE chain = 'main'`, h.Link, h.MAC, db.Micros(h.At))
	return err
}

// entriesFrom calls each for the entries linked after a number, up to another.
func entriesFrom(ctx context.Context, q db.Q, after, upTo int64, limit int, each func(e Entry, link int64, mac []byte)) error {
	// A stretch of the index of links.
	return q.Rows(ctx, `SELECT `+columns+`, link, mac FROM audit_entry WHERE link > $1 AND link <= $2 ORDER BY link LIMIT $3`,
		[]any{after, upTo, limit}, func(r db.Row) error {
			var link int64
			var mac []byte
			e, err := scanEntry(r, &link, &mac)
			if err == nil {
				each(e, link, mac)
			}
			return err
		})
}

// countStray counts entries that have a number beyond the chain's, and those that
// have none though they are older than a moment.
func countStray(ctx context.Context, q db.Q, head int64, before time.Time) (n int64, err error) {
	// Both ends of indexes: few rows, or none.
	err = q.Row(ctx, `
		SELECT (SELECT COUNT(*) FROM audit_entry WHERE link > $1 OR link < 1)
			+ (SELECT COUNT(*) FROM audit_entry WHERE link IS NULL AND at_us < $2)`, head, db.Micros(before)).Scan(&n)
	return n, err
}

// page returns entries that a search finds, newest first, older than an id.
func page(ctx context.Context, q db.Q, s Search, before core.ID[Entry], limit int) ([]Entry, error) {
	var out []Entry
	from, to := idRange(s.From, s.To)
	if before != "" && before < to {
		to = before
	}
	each := func(r db.Row) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	}
	args := []any{s.Subject, s.Actor, s.Act, from, to, limit}
	switch {
	case s.Subject != "":
		// The subject's rows by the primary key.
		return out, q.Rows(ctx, `SELECT `+columns+` FROM audit_entry
			WHERE subject = $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR act = $3) AND id >= $4 AND id < $5 ORDER BY id DESC LIMIT $6`, args, each)
	case s.Actor != "":
		// The actor's rows by their index.
		return out, q.Rows(ctx, `SELECT `+columns+` FROM audit_entry
			WHERE actor = $2 AND ($1 = '' OR subject = $1) AND ($3 = '' OR act = $3) AND id >= $4 AND id < $5 ORDER BY id DESC LIMIT $6`, args, each)
	case s.Act != "":
		// The act's rows by their index.
		return out, q.Rows(ctx, `SELECT `+columns+` FROM audit_entry
			WHERE act = $3 AND ($1 = '' OR subject = $1) AND ($2 = '' OR actor = $2) AND id >= $4 AND id < $5 ORDER BY id DESC LIMIT $6`, args, each)
	}
	// By the index of all ids.
	return out, q.Rows(ctx, `SELECT `+columns+` FROM audit_entry WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT $3`, []any{from, to, limit}, each)
}
