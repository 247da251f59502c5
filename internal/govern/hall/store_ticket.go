package hall

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// nextNumber takes the next number of a service and day.
func nextNumber(ctx context.Context, tx db.Tx, id core.ID[Hall], day core.Date, service string) (n int64, err error) {
	// The row is the counter, and its lock keeps two takers apart.
	err = tx.Row(ctx, `
		INSERT INTO hall_line (hall_id, day, service, last) VALUES ($1, $2, $3, 1)
		ON CONFLICT (hall_id, day, service) DO UPDATE SET last = hall_line.last + 1
		RETURNING last`, id, string(day), service).Scan(&n)
	return n, err
}

func insertTicket(ctx context.Context, tx db.Tx, t Ticket) error {
	// One row for each number.
	_, err := tx.Exec(ctx, `
		INSERT INTO hall_ticket (hall_id, day, service, n, state, first, channel, taken_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.Hall, string(t.Day), t.Service, t.N, string(t.State), t.First, string(t.Channel), db.Micros(t.Taken))
	return err
}

// updateTicket writes what a move changed; db.ErrUnique if the counter is taken.
func updateTicket(ctx context.Context, tx db.Tx, t Ticket) error {
	// By the primary key.
	_, err := tx.Exec(ctx, `
		UPDATE hall_ticket SET state = $5, waited_us = $6, called_us = $7, calls = $8, counter = $9, clerk = $10, ended_us = $11
		WHERE hall_id = $1 AND day = $2 AND service = $3 AND n = $4`,
		t.Hall, string(t.Day), t.Service, t.N, string(t.State), t.Waited.Microseconds(), db.OptMicros(t.Called), t.Calls, t.Counter,
		string(t.Clerk), db.OptMicros(t.Ended))
	return err
}

const selectTicket = `
	SELECT hall_id, day, service, n, state, first, channel, taken_us, waited_us, called_us, calls, counter, clerk, ended_us
	FROM hall_ticket WHERE hall_id = $1 AND day = $2`

func scanTicket(r db.Row) (t Ticket, err error) {
	var taken, waited int64
	var called, ended *int64
	err = r.Scan(&t.Hall, &t.Day, &t.Service, &t.N, &t.State, &t.First, &t.Channel, &taken, &waited, &called, &t.Calls, &t.Counter, &t.Clerk, &ended)
	t.Taken, t.Waited = db.Instant(taken), time.Duration(waited)*time.Microsecond
	t.Called, t.Ended = db.OptInstant(called), db.OptInstant(ended)
	return t, err
}

// lockTicket returns a ticket and keeps others from moving it; db.ErrNoRow if
// there is none.
func lockTicket(ctx context.Context, tx db.Tx, id core.ID[Hall], day core.Date, n Number) (Ticket, error) {
	return scanTicket(tx.Row(ctx, selectTicket+` AND service = $3 AND n = $4`+db.ForUpdate(tx), id, string(day), n.Service, n.N))
}

// firstWaiting locks the one who is to be called next for the services, passing
// over those whom another counter is calling just now; db.ErrNoRow if nobody
// waits.
func firstWaiting(ctx context.Context, tx db.Tx, id core.ID[Hall], day core.Date, services []string) (Ticket, error) {
	return scanTicket(tx.Row(ctx, selectTicket+` AND state = 'waiting' AND service IN `+db.In(3, len(services))+`
		ORDER BY CASE WHEN first THEN 0 ELSE 1 END, taken_us, service, n LIMIT 1`+db.SkipLocked(tx),
		append([]any{id, string(day)}, db.Fill(services)...)...))
}

// ticketAt returns who is at a counter; db.ErrNoRow for nobody.
func ticketAt(ctx context.Context, q db.Q, id core.ID[Hall], day core.Date, counter int64) (Ticket, error) {
	return scanTicket(q.Row(ctx, selectTicket+` AND counter = $3 AND state = 'called'`, id, string(day), counter))
}

// calledTickets returns who is at the counters, last called first.
func calledTickets(ctx context.Context, q db.Q, id core.ID[Hall], day core.Date) ([]Ticket, error) {
	return tickets(ctx, q, selectTicket+` AND state = 'called' ORDER BY called_us DESC, counter`, id, string(day))
}

// ticketsAfter returns a page of a day's tickets.
func ticketsAfter(ctx context.Context, q db.Q, id core.ID[Hall], day core.Date, state State, after Place, limit int) ([]Ticket, error) {
	const from, order = ` AND (taken_us, service, n) > ($3, $4, $5)`, ` ORDER BY taken_us, service, n LIMIT $6`
	if state == "" {
		return tickets(ctx, q, selectTicket+from+order, id, string(day), after.US, after.Service, after.N, limit)
	}
	return tickets(ctx, q, selectTicket+from+` AND state = $7`+order, id, string(day), after.US, after.Service, after.N, limit, string(state))
}

func tickets(ctx context.Context, q db.Q, query string, args ...any) (out []Ticket, err error) {
	err = q.Rows(ctx, query, args, func(r db.Row) error {
		t, err := scanTicket(r)
		out = append(out, t)
		return err
	})
	return out, err
}

// sumsOf counts a day's tickets by service.
func sumsOf(ctx context.Context, q db.Q, id core.ID[Hall], day core.Date) (map[string]Sum, error) {
	out := map[string]Sum{}
	// A day of one hall: hundreds of rows.
	err := q.Rows(ctx, `
		SELECT service, COUNT(*), COUNT(*) FILTER (WHERE state = 'waiting'), COUNT(*) FILTER (WHERE state = 'called'),
			COUNT(*) FILTER (WHERE state = 'done'), COUNT(*) FILTER (WHERE state = 'no_show'),
			CAST(COALESCE(SUM(waited_us), 0) AS BIGINT), MAX(waited_us),
			CAST(COALESCE(SUM(CASE WHEN state = 'done' THEN ended_us - called_us ELSE 0 END), 0) AS BIGINT)
		FROM hall_ticket WHERE hall_id = $1 AND day = $2 GROUP BY service`, []any{id, string(day)}, func(r db.Row) error {
		var code string
		var s Sum
		var waited, longest, served int64
		err := r.Scan(&code, &s.Taken, &s.Waiting, &s.Called, &s.Done, &s.NoShow, &waited, &longest, &served)
		s.Waited, s.Longest, s.Served = micros(waited), micros(longest), micros(served)
		out[code] = s
		return err
	})
	return out, err
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
