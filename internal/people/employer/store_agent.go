package employer

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// putAgent writes an agent, new or changed.
func putAgent(ctx context.Context, tx db.Tx, a Agent) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO employer_agent (employer, person, state, principal, letter, at_us)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (employer, person) DO UPDATE SET
			state = excluded.state, principal = excluded.principal, letter = excluded.letter, at_us = excluded.at_us`,
		a.Employer, a.Person, string(a.State), a.Principal, string(a.Letter), db.Micros(a.At))
	return err
}

// deleteAgent takes an agent away; false if there is none.
func deleteAgent(ctx context.Context, tx db.Tx, employer core.EmployerID, person core.PersonID) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM employer_agent WHERE employer = $1 AND person = $2`, employer, person)
	return n == 1, err
}

const selectAgent = `SELECT employer, person, state, principal, letter, at_us FROM employer_agent`

func scanAgent(r db.Row) (a Agent, err error) {
	var at int64
	err = r.Scan(&a.Employer, &a.Person, &a.State, &a.Principal, &a.Letter, &at)
	a.At = db.Instant(at)
	return a, err
}

// agentOf returns one agent; db.ErrNoRow if the person is none.
func agentOf(ctx context.Context, q db.Q, employer core.EmployerID, person core.PersonID) (Agent, error) {
	return scanAgent(q.Row(ctx, selectAgent+` WHERE employer = $1 AND person = $2`, employer, person))
}

// agentsOf returns the agents of some employers, invited ones too, by employer
// and in the order in which they came.
func agentsOf(ctx context.Context, q db.Q, employers ...core.EmployerID) (map[core.EmployerID][]Agent, error) {
	out := make(map[core.EmployerID][]Agent, len(employers))
	err := db.Chunks(employers, func(part []core.EmployerID) error {
		args := db.Fill(part)
		return q.Rows(ctx, selectAgent+` WHERE employer IN `+db.In(1, len(args))+` ORDER BY at_us, person`, args, func(r db.Row) error {
			a, err := scanAgent(r)
			out[a.Employer] = append(out[a.Employer], a)
			return err
		})
	})
	return out, err
}

// activeFor returns the employers that a person speaks for, oldest first.
func activeFor(ctx context.Context, q db.Q, person core.PersonID) (out []core.EmployerID, err error) {
	err = q.Rows(ctx, `SELECT employer FROM employer_agent WHERE person = $1 AND state = 'active' ORDER BY employer`, []any{person}, func(r db.Row) error {
		var id core.EmployerID
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
