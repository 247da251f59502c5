package intake

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

const contestColumns = `person, id, entry, act, doer, region, reason, answer, answered_by, at_us, answered_us`

func scanContest(row db.Row) (c Contest, err error) {
	var at int64
	var answered *int64
	err = row.Scan(&c.Person, &c.ID, &c.Entry, &c.Act, &c.Doer, &c.Region, &c.Reason, &c.Answer, &c.By, &at, &answered)
	c.At, c.Answered = db.Instant(at), db.OptInstant(answered)
	return c, err
}

// insertContest writes a contest.
func insertContest(ctx context.Context, tx db.Tx, c Contest) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO intake_contest (person, id, entry, act, doer, region, reason, state, answer, answered_by, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '', '', $8)`,
		c.Person, c.ID, c.Entry, c.Act, string(c.Doer), string(c.Region), c.Reason, db.Micros(c.At))
	return err
}

// contestsOf returns a person's contests, newest first.
func contestsOf(ctx context.Context, q db.Q, person core.PersonID) (out []Contest, err error) {
	// The person's rows by the primary key.
	err = q.Rows(ctx, `SELECT `+contestColumns+` FROM intake_contest WHERE person = $1 ORDER BY id DESC`, []any{person}, func(row db.Row) error {
		c, err := scanContest(row)
		out = append(out, c)
		return err
	})
	return out, err
}

// contestOf returns one contest, locked; db.ErrNoRow if there is none.
func contestOf(ctx context.Context, tx db.Tx, person core.PersonID, id core.ID[Contest]) (Contest, error) {
	// One row by its primary key.
	return scanContest(tx.Row(ctx, `SELECT `+contestColumns+` FROM intake_contest WHERE person = $1 AND id = $2`+db.ForUpdate(tx), person, id))
}

// answerContest writes the answer.
func answerContest(ctx context.Context, tx db.Tx, c Contest, answer string, by core.PersonID, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE intake_contest SET state = 'answered', answer = $3, answered_by = $4, answered_us = $5 WHERE person = $1 AND id = $2`,
		c.Person, c.ID, answer, string(by), db.Micros(at))
	return err
}

// contestsBefore returns contests of a state, newest first, older than one.
func contestsBefore(ctx context.Context, q db.Q, state string, before core.ID[Contest], limit int) (out []Contest, err error) {
	if before == "" {
		before = lastID
	}
	// By the index of states.
	err = q.Rows(ctx, `SELECT `+contestColumns+` FROM intake_contest WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		[]any{state, before, limit}, func(row db.Row) error {
			c, err := scanContest(row)
			out = append(out, c)
			return err
		})
	return out, err
}
