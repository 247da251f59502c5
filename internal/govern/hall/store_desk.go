package hall

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

func insertVisit(ctx context.Context, tx db.Tx, v Visit) error {
	// One row for each visit.
	_, err := tx.Exec(ctx, `
		INSERT INTO hall_visit (hall_id, id, person_id, clerk, channel, reason, opened_us) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		v.Hall, v.ID, v.Person, v.Clerk, string(v.Channel), v.Reason, db.Micros(v.Opened))
	return err
}

// visitOf returns a visit.
//
// Errors: ErrNoVisit.
func visitOf(ctx context.Context, q db.Q, hall core.ID[Hall], id core.ID[Visit]) (v Visit, err error) {
	if _, err := core.ParseID[Visit](string(id)); err != nil {
		return Visit{}, ErrNoVisit
	}
	var opened int64
	var closed *int64
	// By the primary key.
	err = q.Row(ctx, `SELECT hall_id, id, person_id, clerk, channel, reason, opened_us, closed_us FROM hall_visit WHERE hall_id = $1 AND id = $2`, hall, id).
		Scan(&v.Hall, &v.ID, &v.Person, &v.Clerk, &v.Channel, &v.Reason, &opened, &closed)
	v.Opened, v.Closed = db.Instant(opened), db.OptInstant(closed)
	if errors.Is(err, db.ErrNoRow) {
		return Visit{}, ErrNoVisit
	}
	return v, err
}

func closeVisit(ctx context.Context, tx db.Tx, hall core.ID[Hall], id core.ID[Visit], at time.Time) error {
	// The first end counts.
	_, err := tx.Exec(ctx, `UPDATE hall_visit SET closed_us = $3 WHERE hall_id = $1 AND id = $2 AND closed_us IS NULL`, hall, id, db.Micros(at))
	return err
}

func insertMandate(ctx context.Context, tx db.Tx, m Mandate) error {
	// One row for each mandate.
	_, err := tx.Exec(ctx, `
		INSERT INTO hall_mandate (hall_id, id, employer_id, agent, basis, note, noted_by, noted_us, until_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		m.Hall, m.ID, m.Employer, m.Agent, string(m.Basis), m.Note, m.NotedBy, db.Micros(m.Noted), db.Micros(m.Until))
	return err
}

func endMandate(ctx context.Context, tx db.Tx, hall core.ID[Hall], id core.ID[Mandate], by core.PersonID, at time.Time) error {
	// The first end counts.
	_, err := tx.Exec(ctx, `UPDATE hall_mandate SET ended_us = $3, ended_by = $4 WHERE hall_id = $1 AND id = $2 AND ended_us IS NULL`,
		hall, id, db.Micros(at), string(by))
	return err
}

const selectMandate = `SELECT hall_id, id, employer_id, agent, basis, note, noted_by, noted_us, until_us, ended_us, ended_by FROM hall_mandate`

func scanMandate(r db.Row) (m Mandate, err error) {
	var noted, until int64
	var ended *int64
	err = r.Scan(&m.Hall, &m.ID, &m.Employer, &m.Agent, &m.Basis, &m.Note, &m.NotedBy, &noted, &until, &ended, &m.EndedBy)
	m.Noted, m.Until, m.Ended = db.Instant(noted), db.Instant(until), db.OptInstant(ended)
	return m, err
}

// mandateOf returns a mandate, ended or not.
//
// Errors: ErrMandateEnd.
func mandateOf(ctx context.Context, q db.Q, hall core.ID[Hall], id core.ID[Mandate]) (Mandate, error) {
	_, badHall := core.ParseID[Hall](string(hall))
	_, badID := core.ParseID[Mandate](string(id))
	if badHall != nil || badID != nil {
		return Mandate{}, ErrMandateEnd
	}
	m, err := scanMandate(q.Row(ctx, selectMandate+` WHERE hall_id = $1 AND id = $2`, hall, id))
	if errors.Is(err, db.ErrNoRow) {
		return Mandate{}, ErrMandateEnd
	}
	return m, err
}

// mandatesAt returns a hall's mandates that hold at a time, newest first.
func mandatesAt(ctx context.Context, q db.Q, hall core.ID[Hall], at time.Time) ([]Mandate, error) {
	return mandates(ctx, q, selectMandate+` WHERE hall_id = $1 AND until_us > $2 AND ended_us IS NULL ORDER BY id DESC`, hall, db.Micros(at))
}

// mandatesFor is mandatesAt for one employer.
func mandatesFor(ctx context.Context, q db.Q, hall core.ID[Hall], employer core.EmployerID, at time.Time) ([]Mandate, error) {
	return mandates(ctx, q, selectMandate+` WHERE hall_id = $1 AND employer_id = $2 AND until_us > $3 AND ended_us IS NULL ORDER BY id DESC`,
		hall, employer, db.Micros(at))
}

// mandatesOf returns those under which halls may act as an agent.
func mandatesOf(ctx context.Context, q db.Q, agent core.PersonID, at time.Time) ([]Mandate, error) {
	return mandates(ctx, q, selectMandate+` WHERE agent = $1 AND until_us > $2 AND ended_us IS NULL ORDER BY id DESC`, agent, db.Micros(at))
}

func mandates(ctx context.Context, q db.Q, query string, args ...any) (out []Mandate, err error) {
	err = q.Rows(ctx, query, args, func(r db.Row) error {
		m, err := scanMandate(r)
		out = append(out, m)
		return err
	})
	return out, err
}
