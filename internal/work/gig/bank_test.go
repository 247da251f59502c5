package gig_test

import (
	"context"
	"errors"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
)

// bankTables hold what the fake escrow has: in the database, so that it commits
// and rolls back with the module under test.
const bankTables = `
CREATE TABLE bank_move (
	job UUID NOT NULL,
	ref TEXT COLLATE "C" NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	who TEXT COLLATE "C" NOT NULL,
	minor BIGINT NOT NULL,
	PRIMARY KEY (job, ref)
);
`

var errHeld = fault.New(fault.Conflict, "bank.held", "没有这么多", "not so much is held")

// bank is an escrow. Collecting succeeds at once, unless slow.
type bank struct {
	outbox *outbox.Outbox
	slow   bool
}

func (b *bank) Fund(ctx context.Context, tx db.Tx, _ core.Actor, employer core.EmployerID, job core.JobID, m core.Money) error {
	if b.slow {
		return nil
	}
	return b.arrive(ctx, tx, employer, job, m)
}

// arrive is the money coming in.
func (b *bank) arrive(ctx context.Context, tx db.Tx, employer core.EmployerID, job core.JobID, m core.Money) error {
	return errors.Join(
		b.move(ctx, tx, job, fmt.Sprint("in:", core.NewID[bank](monday)), "hold", string(employer), m.Minor),
		b.outbox.Publish(ctx, tx, event.JobFunded{Job: job, Amount: m}))
}

func (b *bank) Release(ctx context.Context, tx db.Tx, ref string, job core.JobID, worker core.PersonID, m core.Money) error {
	return b.move(ctx, tx, job, ref, "wage", string(worker), -m.Minor)
}

func (b *bank) Return(ctx context.Context, tx db.Tx, ref string, job core.JobID, employer core.EmployerID, m core.Money) error {
	return b.move(ctx, tx, job, ref, "back", string(employer), -m.Minor)
}

func (b *bank) Held(ctx context.Context, q db.Q, job core.JobID) (core.Money, error) {
	var n int64
	err := q.Row(ctx, `SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) FROM bank_move WHERE job = $1`, job).Scan(&n)
	return core.Yuan(n), err
}

func (b *bank) move(ctx context.Context, tx db.Tx, job core.JobID, ref, kind, who string, minor int64) error {
	n, err := tx.Exec(ctx, `INSERT INTO bank_move (job, ref, kind, who, minor) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (job, ref) DO NOTHING`,
		job, ref, kind, who, minor)
	if err != nil || n == 0 {
		return errors.Join(err, map[bool]error{true: errors.New("bank: a ref came twice: " + ref)}[err == nil])
	}
	held, err := b.Held(ctx, tx, job)
	if err == nil && held.Minor < 0 {
		return errHeld
	}
	return err
}

// got is what someone got of a kind: wage or back.
func (w *world) got(kind, who string) (n int64) {
	w.Helper()
	err := w.d.Reader().Row(w.Context(), `SELECT CAST(COALESCE(SUM(-minor), 0) AS BIGINT) FROM bank_move WHERE kind = $1 AND who = $2`, kind, who).Scan(&n)
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// held is what the escrow has for the job now.
func (w *world) held(id core.JobID) int64 {
	w.Helper()
	m, err := w.bank.Held(w.Context(), w.d.Reader(), id)
	if err != nil {
		w.Fatal(err)
	}
	return m.Minor
}
