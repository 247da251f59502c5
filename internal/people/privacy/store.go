package privacy

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

func insertExport(ctx context.Context, tx db.Tx, e Export) error {
	// Not made yet.
	_, err := tx.Exec(ctx, `INSERT INTO privacy_export (person, id, lang, state, asked_us) VALUES ($1, $2, $3, $4, $5)`,
		e.Person, e.ID, string(e.Lang), string(e.State), db.Micros(e.Asked))
	return err
}

// countExports counts a person's exports since an instant.
func countExports(ctx context.Context, q db.Q, person core.PersonID, since time.Time) (n int, err error) {
	// A prefix of the primary key.
	err = q.Row(ctx, `SELECT COUNT(*) FROM privacy_export WHERE person = $1 AND asked_us > $2`, person, db.Micros(since)).Scan(&n)
	return n, err
}

const selectExport = `SELECT person, id, lang, state, size, asked_us, ready_us, expires_us FROM privacy_export`

func scanExport(r db.Row) (e Export, err error) {
	var asked int64
	var ready, expires *int64
	err = r.Scan(&e.Person, &e.ID, &e.Lang, &e.State, &e.Size, &asked, &ready, &expires)
	e.Asked, e.Ready, e.Expires = db.Instant(asked), db.OptInstant(ready), db.OptInstant(expires)
	return e, err
}

// exportOf returns one export; db.ErrNoRow if the person has no such.
func exportOf(ctx context.Context, q db.Q, person core.PersonID, id core.ID[Export]) (Export, error) {
	return scanExport(q.Row(ctx, selectExport+` WHERE person = $1 AND id = $2`, person, id))
}

// exportsOf returns a person's latest exports, newest first.
func exportsOf(ctx context.Context, q db.Q, person core.PersonID) (out []Export, err error) {
	err = q.Rows(ctx, selectExport+` WHERE person = $1 ORDER BY id DESC LIMIT 20`, []any{person}, func(r db.Row) error {
		e, err := scanExport(r)
		out = append(out, e)
		return err
	})
	return out, err
}

// updateExport writes that an export is ready; false if it is not there.
func updateExport(ctx context.Context, tx db.Tx, e Export) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE privacy_export SET state = $3, size = $4, ready_us = $5, expires_us = $6 WHERE person = $1 AND id = $2`,
		e.Person, e.ID, string(e.State), e.Size, db.OptMicros(e.Ready), db.OptMicros(e.Expires))
	return n == 1, err
}

// endExport marks an export whose time is over.
func endExport(ctx context.Context, tx db.Tx, person core.PersonID, id core.ID[Export]) error {
	_, err := tx.Exec(ctx, `UPDATE privacy_export SET state = 'gone' WHERE person = $1 AND id = $2 AND state = 'ready'`, person, id)
	return err
}

// insertErasure records the wish to be erased.
func insertErasure(ctx context.Context, tx db.Tx, e Erasure) error {
	_, err := tx.Exec(ctx, `INSERT INTO privacy_erasure (person, id, lang, state, rules, asked_us, due_us) VALUES ($1, $2, $3, $4, '', $5, $6)`,
		e.Person, e.ID, string(e.Lang), string(e.State), db.Micros(e.Asked), db.Micros(e.Due))
	return err
}

// lastErasure returns the person's latest wish, locked within a transaction;
// db.ErrNoRow if there is none.
func lastErasure(ctx context.Context, q db.Q, person core.PersonID) (e Erasure, err error) {
	var rules string
	var asked, due int64
	var ended *int64
	lock := ""
	if tx, ok := q.(db.Tx); ok {
		lock = db.ForUpdate(tx)
	}
	// A prefix of the primary key, backwards.
	err = q.Row(ctx, `SELECT person, id, lang, state, rules, asked_us, due_us, ended_us FROM privacy_erasure WHERE person = $1 ORDER BY id DESC LIMIT 1`+lock, person).
		Scan(&e.Person, &e.ID, &e.Lang, &e.State, &rules, &asked, &due, &ended)
	e.Rules = strings.Fields(rules)
	e.Asked, e.Due, e.Ended = db.Instant(asked), db.Instant(due), db.OptInstant(ended)
	return e, err
}

// endErasure records what became of a wish.
func endErasure(ctx context.Context, tx db.Tx, e Erasure) error {
	_, err := tx.Exec(ctx, `UPDATE privacy_erasure SET state = $3, rules = $4, ended_us = $5 WHERE person = $1 AND id = $2`,
		e.Person, e.ID, string(e.State), strings.Join(e.Rules, " "), db.Micros(e.Ended))
	return err
}

// erasedPeople returns everybody who was erased.
func erasedPeople(ctx context.Context, q db.Q) (out []core.PersonID, err error) {
	// By the index of those alone.
	err = q.Rows(ctx, `SELECT person FROM privacy_erasure WHERE state = 'done' ORDER BY person`, nil, func(r db.Row) error {
		var p core.PersonID
		err := r.Scan(&p)
		out = append(out, p)
		return err
	})
	return out, err
}

// insertCorrection records a wish, sealed.
func (s *Service) insertCorrection(ctx context.Context, tx db.Tx, c Correction) error {
	doc, err := json.Marshal(c.Wish)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO privacy_correction (person, id, kind, state, wish, photo, answer, asked_us) VALUES ($1, $2, $3, $4, $5, $6, '', $7)`,
		c.Person, c.ID, string(c.Kind), string(c.State), s.Keys.Seal(doc, sealAt("privacy_correction.wish", c.ID)), c.Photo, db.Micros(c.Asked))
	return err
}

const selectCorrection = `SELECT person, id, kind, state, wish, photo, answer, asked_us, ended_us FROM privacy_correction`

func (s *Service) scanCorrection(r db.Row) (c Correction, err error) {
	var sealed []byte
	var asked int64
	var ended *int64
	if err := r.Scan(&c.Person, &c.ID, &c.Kind, &c.State, &sealed, &c.Photo, &c.Answer, &asked, &ended); err != nil {
		return c, err
	}
	c.Asked, c.Ended = db.Instant(asked), db.OptInstant(ended)
	doc, err := s.Keys.Open(sealed, sealAt("privacy_correction.wish", c.ID))
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(doc, &c.Wish)
}

// correctionOf returns a correction by its id, locked within a transaction;
// db.ErrNoRow if there is none.
func (s *Service) correctionOf(ctx context.Context, q db.Q, id core.ID[Correction]) (Correction, error) {
	lock := ""
	if tx, ok := q.(db.Tx); ok {
		lock = db.ForUpdate(tx)
	}
	// By the index of ids.
	return s.scanCorrection(q.Row(ctx, selectCorrection+` WHERE id = $1`+lock, id))
}

// correctionsOf returns a person's corrections, newest first.
func (s *Service) correctionsOf(ctx context.Context, q db.Q, person core.PersonID) (out []Correction, err error) {
	err = q.Rows(ctx, selectCorrection+` WHERE person = $1 ORDER BY id DESC LIMIT 50`, []any{person}, func(r db.Row) error {
		c, err := s.scanCorrection(r)
		out = append(out, c)
		return err
	})
	return out, err
}

// endCorrection records what became of a locked correction.
func endCorrection(ctx context.Context, tx db.Tx, c Correction) error {
	_, err := tx.Exec(ctx, `UPDATE privacy_correction SET state = $3, answer = $4, ended_us = $5 WHERE person = $1 AND id = $2`,
		c.Person, c.ID, string(c.State), c.Answer, db.Micros(c.Ended))
	return err
}
