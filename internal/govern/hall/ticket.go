package hall

import (
	"context"
	"errors"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Take gives out the next number of a service. first is for those who are served
// before the others.
//
// Errors: ErrNoHall, ErrNoService, ErrFull, auth.area.
func (s *Service) Take(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], service string, first bool) (_ Ticket, err error) {
	defer fault.Wrap(&err, "hall.Take(%s, %s)", id, service)
	if _, err := s.mine(ctx, tx, a, id); err != nil {
		return Ticket{}, err
	}
	return s.give(ctx, tx, a, id, service, first)
}

// TakeAlone is Take at a machine of the hall, by somebody nobody knows. It returns
// also how many wait before the number, and about how long.
//
// Errors: ErrNoHall, ErrNoService, ErrFull.
func (s *Service) TakeAlone(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], service string) (t Ticket, ahead int64, wait time.Duration, err error) {
	defer fault.Wrap(&err, "hall.TakeAlone(%s, %s)", id, service)
	if t, err = s.give(ctx, tx, a, id, service, false); err != nil {
		return t, 0, 0, err
	}
	v, err := s.viewTaken(ctx, tx, t)
	return t, v.Ahead, time.Duration(v.GuessS) * time.Second, err
}

func (s *Service) give(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], service string, first bool) (Ticket, error) {
	h, err := hallOf(ctx, tx, id)
	if err != nil {
		return Ticket{}, err
	}
	if _, known := h.service(service); !known {
		return Ticket{}, ErrNoService
	}
	now := s.Now()
	t := Ticket{Hall: id, Day: core.DateOf(now), State: Waiting, First: first, Channel: a.Channel, Taken: now}
	t.Service = service
	if t.N, err = nextNumber(ctx, tx, id, t.Day, service); err != nil {
		return Ticket{}, err
	}
	if t.N > maxNumber {
		return Ticket{}, ErrFull
	}
	return t, errors.Join(insertTicket(ctx, tx, t), s.signal(ctx, tx, id))
}

// CallNext calls the one who waits longest for what a counter serves, those who
// go first before the others. Two counters never get the same.
//
// Errors: ErrNoHall, ErrNoCounter, ErrBusy, ErrNobody, auth.area.
func (s *Service) CallNext(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], counter int64) (_ Ticket, err error) {
	defer fault.Wrap(&err, "hall.CallNext(%s, %d)", id, counter)
	h, err := s.mine(ctx, tx, a, id)
	if err != nil {
		return Ticket{}, err
	}
	c, known := h.counter(counter)
	if !known {
		return Ticket{}, ErrNoCounter
	}
	if err := s.free(ctx, tx, h, counter); err != nil {
		return Ticket{}, err
	}
	t, err := firstWaiting(ctx, tx, id, s.today(), c.Services)
	if errors.Is(err, db.ErrNoRow) {
		return Ticket{}, ErrNobody
	}
	if err != nil {
		return Ticket{}, err
	}
	return s.step(ctx, tx, a, t, Call, counter)
}

// Do moves one of today's tickets. A call, first or again, needs a counter.
//
// Errors: ErrNoHall, ErrNoTicket, ErrNoCounter, ErrBusy, ErrMove, auth.area.
func (s *Service) Do(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], n Number, m Move, counter int64) (_ Ticket, err error) {
	defer fault.Wrap(&err, "hall.Do(%s, %s, %s)", id, n, m)
	h, err := s.mine(ctx, tx, a, id)
	if err != nil {
		return Ticket{}, err
	}
	if m == Call || m == Again {
		if _, known := h.counter(counter); !known {
			return Ticket{}, ErrNoCounter
		}
		if err := s.free(ctx, tx, h, counter); err != nil {
			return Ticket{}, err
		}
	}
	t, err := lockTicket(ctx, tx, id, s.today(), n)
	if errors.Is(err, db.ErrNoRow) {
		return Ticket{}, ErrNoTicket
	}
	if err != nil {
		return Ticket{}, err
	}
	return s.step(ctx, tx, a, t, m, counter)
}

// free refuses a counter at which somebody is.
//
// Errors: ErrBusy.
func (s *Service) free(ctx context.Context, q db.Q, h Hall, counter int64) error {
	at, err := ticketAt(ctx, q, h.ID, s.today(), counter)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return nil
	case err != nil:
		return err
	}
	return ErrBusy.With("number", at.Number)
}

// step moves a ticket and writes it. A counter that somebody else took meanwhile
// is found out by the unique index, and the transaction runs again.
func (s *Service) step(ctx context.Context, tx db.Tx, a core.Actor, t Ticket, m Move, counter int64) (Ticket, error) {
	if err := t.move(m, a.Person, counter, s.Now()); err != nil {
		return Ticket{}, err
	}
	err := updateTicket(ctx, tx, t)
	if errors.Is(err, db.ErrUnique) {
		return Ticket{}, db.ErrRetry
	}
	return t, errors.Join(err,
		audit.Append(ctx, tx, audit.By(a, s.Now(), string(t.Hall), "hall.ticket_"+string(m), t.Number.String(), "")),
		s.signal(ctx, tx, t.Hall))
}

// Line is how one service stands.
type Line struct {
	Service string
	Waiting int64
	Guess   time.Duration // for one who takes a number now
}

// Board is what everybody in a hall may see.
type Board struct {
	Hall   Hall
	Called []Ticket // at the counters, last called first
	Lines  []Line   // by service
	At     time.Time
}

// Board returns a hall's present calls and lines.
//
// Errors: ErrNoHall.
func (s *Service) Board(ctx context.Context, q db.Q, id core.ID[Hall]) (b Board, err error) {
	defer fault.Wrap(&err, "hall.Board(%s)", id)
	if b.Hall, err = hallOf(ctx, q, id); err != nil {
		return Board{}, err
	}
	b.At = s.Now()
	if b.Called, err = calledTickets(ctx, q, id, s.today()); err != nil {
		return Board{}, err
	}
	sums, err := sumsOf(ctx, q, id, s.today())
	if err != nil {
		return Board{}, err
	}
	for _, o := range b.Hall.Services {
		sum, counters := sums[o.Code], int64(0)
		for _, c := range b.Hall.Counters {
			if slices.Contains(c.Services, o.Code) {
				counters++
			}
		}
		b.Lines = append(b.Lines, Line{o.Code, sum.Waiting, guess(sum.Waiting, counters, sum.meanServed())})
	}
	return b, nil
}

// Sum is what became of one service's tickets on a day.
type Sum struct {
	Taken, Waiting, Called, Done, NoShow int64
	Waited                               time.Duration // of all who were called, together
	Longest                              time.Duration
	Served                               time.Duration // at the counters, of all who are done, together
}

// MeanWait is how long those who were called had waited.
func (s Sum) MeanWait() time.Duration {
	return s.Waited / time.Duration(max(1, s.Taken-s.Waiting))
}

func (s Sum) meanServed() time.Duration { return s.Served / time.Duration(max(1, s.Done)) }

// Day returns a day's sums by service; services without a ticket are missing.
//
// Errors: ErrNoHall, auth.area.
func (s *Service) Day(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall], day core.Date) (_ map[string]Sum, err error) {
	defer fault.Wrap(&err, "hall.Day(%s, %s)", id, day)
	if _, err := s.mine(ctx, q, a, id); err != nil {
		return nil, err
	}
	return sumsOf(ctx, q, id, day)
}

// Tickets returns a day's tickets in a state, or in any for "", in the order in
// which they were taken, after a place; the zero place begins.
//
// Errors: ErrNoHall, auth.area.
func (s *Service) Tickets(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall], day core.Date, state State, after Place, limit int) (_ []Ticket, err error) {
	defer fault.Wrap(&err, "hall.Tickets(%s, %s)", id, day)
	if _, err := s.mine(ctx, q, a, id); err != nil {
		return nil, err
	}
	return ticketsAfter(ctx, q, id, day, state, after, limit)
}

// Place is where a page of tickets goes on.
type Place struct {
	US      int64  `json:"u"`
	Service string `json:"s"`
	N       int64  `json:"n"`
}
