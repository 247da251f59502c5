package hall

import (
	"context"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// TicketView is a ticket as clerks see it.
type TicketView struct {
	Number   string       `json:"number" example:"A012"`
	Service  string       `json:"service" doc:"Its service's code."`
	Day      core.Date    `json:"day"`
	State    State        `json:"state" enum:"waiting,called,done,no_show"`
	First    bool         `json:"first" doc:"Served before the others: the old, the disabled, veterans."`
	Channel  core.Channel `json:"channel" doc:"Where it was taken: console or kiosk."`
	TakenAt  time.Time    `json:"taken_at"`
	WaitS    int64        `json:"wait_s" doc:"How long it waited, or has been waiting, in seconds."`
	CalledAt *time.Time   `json:"called_at,omitempty" doc:"Last."`
	Calls    int64        `json:"calls" doc:"How often it was called out."`
	Counter  int64        `json:"counter,omitempty"`
	ServedS  int64        `json:"served_s" doc:"From the last call to the end, or to now, in seconds."`
	EndedAt  *time.Time   `json:"ended_at,omitempty"`
	Next     []Move       `json:"next" nullable:"false" doc:"What can be done with it now: call, recall, no_show, again, finish."`
}

func (s *Service) viewTicket(t Ticket) TicketView {
	now := s.Now()
	v := TicketView{
		Number: t.Number.String(), Service: t.Service, Day: t.Day, State: t.State, First: t.First, Channel: t.Channel, TakenAt: t.Taken,
		WaitS: int64(t.Waited / time.Second), CalledAt: optional(t.Called), Calls: t.Calls, Counter: t.Counter, EndedAt: optional(t.Ended), Next: []Move{},
	}
	if t.State == Waiting {
		v.WaitS = int64(now.Sub(t.Taken) / time.Second)
	}
	if end := t.Ended; !t.Called.IsZero() {
		if end.IsZero() {
			end = now
		}
		v.ServedS = int64(end.Sub(t.Called) / time.Second)
	}
	for _, m := range []Move{Call, Recall, Absent, Again, Finish} {
		if _, err := Next(t.State, m); err == nil && t.Day == core.DateOf(now) {
			v.Next = append(v.Next, m)
		}
	}
	return v
}

// TakenView is a fresh number.
type TakenView struct {
	TicketView
	Ahead  int64 `json:"ahead" doc:"How many wait before it."`
	GuessS int64 `json:"guess_s" doc:"How long it will wait, as the day went so far, in seconds."`
}

// CallView is a call as everyone in the hall sees it.
type CallView struct {
	Number   string    `json:"number" example:"A012"`
	Service  string    `json:"service"`
	Counter  int64     `json:"counter"`
	CalledAt time.Time `json:"called_at" doc:"Last: it moves when the number is called out again."`
	Calls    int64     `json:"calls"`
}

// LineView is how one service stands.
type LineView struct {
	Service string    `json:"service"`
	Name    core.Text `json:"name"`
	Waiting int64     `json:"waiting"`
	GuessS  int64     `json:"guess_s" doc:"How long one who takes a number now will wait, in seconds."`
}

// BoardView is what everyone in the hall sees.
type BoardView struct {
	Hall   View       `json:"hall"`
	Called []CallView `json:"called" nullable:"false" doc:"Last called first."`
	Lines  []LineView `json:"lines" nullable:"false"`
	At     time.Time  `json:"at"`
}

func viewBoard(b Board) BoardView {
	v := BoardView{Hall: viewOf(b.Hall), Called: []CallView{}, Lines: []LineView{}, At: b.At}
	for _, t := range b.Called {
		v.Called = append(v.Called, CallView{t.Number.String(), t.Service, t.Counter, t.Called, t.Calls})
	}
	for _, l := range b.Lines {
		o, _ := b.Hall.service(l.Service)
		v.Lines = append(v.Lines, LineView{l.Service, o.Name, l.Waiting, int64(l.Guess / time.Second)})
	}
	return v
}

// SumView is what became of one service's numbers on a day.
type SumView struct {
	Service   string `json:"service"`
	Taken     int64  `json:"taken"`
	Waiting   int64  `json:"waiting"`
	Called    int64  `json:"called"`
	Done      int64  `json:"done"`
	NoShow    int64  `json:"no_show"`
	MeanWaitS int64  `json:"mean_wait_s"`
	LongestS  int64  `json:"longest_wait_s"`
	MeanS     int64  `json:"mean_served_s" doc:"At the counter, from the last call to the end."`
}

type takeInput struct {
	Path
	Body struct {
		Service string `json:"service" minLength:"1" maxLength:"1"`
		First   bool   `json:"first,omitempty" doc:"Served before the others: the old, the disabled, veterans."`
	}
}

type numberInput struct {
	Path
	Number string `path:"number" maxLength:"8" doc:"As on the ticket: A012. Today's."`
	Move   string `path:"move" enum:"call,recall,no_show,again,finish" doc:"no_show: 过号. again: serve again one who was absent or finished."`
	Body   *struct {
		Counter int64 `json:"counter,omitempty" minimum:"0" maximum:"99" doc:"Needed by call and again."`
	}
}

type nextInput struct {
	Path
	N int64 `path:"n" minimum:"1" maximum:"99" doc:"The counter."`
}

type listInput struct {
	Path
	Day   string `query:"day" maxLength:"10" doc:"Today if left out." example:"2026-11-24"`
	State string `query:"state" enum:"waiting,called,done,no_show" doc:"Leave out for all."`
	api.PageQuery
}

type dayInput struct {
	Path
	Day string `query:"day" maxLength:"10" doc:"Today if left out."`
}

func (s *Service) day(text string) (core.Date, error) {
	if text == "" {
		return s.today(), nil
	}
	d, err := core.ParseDate(text)
	if err != nil {
		return "", ErrDay
	}
	return d, nil
}

func (s *Service) registerTickets(a *api.Server) {
	api.Read(a, api.Op{ID: "get-hall-board", Method: http.MethodGet, Path: "/hall/halls/{hall}/board", Tag: tag, Public: true,
		Summary: "Who is called to which counter, and how long the lines are", Doc: "Numbers alone; for the hall's screen, machines and phones."},
		func(ctx context.Context, _ core.Actor, in *Path) (BoardView, error) {
			b, err := s.Board(ctx, s.DB.Reader(), in.hall())
			return viewBoard(b), err
		})
	api.Act(a, api.Op{ID: "take-ticket", Method: http.MethodPost, Path: "/hall/halls/{hall}/tickets", Tag: tag, Roles: clerks, Status: http.StatusCreated,
		Summary: "Give someone a number (取号)", Doc: "No personal data is asked or kept."}, s.take)
	api.Read(a, api.Op{ID: "list-tickets", Method: http.MethodGet, Path: "/hall/halls/{hall}/tickets", Tag: tag, Roles: clerks,
		Summary: "A day's numbers, in the order they were taken"}, s.list)
	api.Act(a, api.Op{ID: "call-next", Method: http.MethodPost, Path: "/hall/halls/{hall}/counters/{n}/next", Tag: tag, Roles: clerks,
		Summary: "Call the next one to a counter (叫号)", Doc: "409 hall.nobody_waits when nobody waits for what it serves, hall.counter_busy while somebody is there."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *nextInput) (TicketView, error) {
			t, err := s.CallNext(ctx, tx, a, in.hall(), in.N)
			return s.viewTicket(t), err
		})
	api.Act(a, api.Op{ID: "move-ticket", Method: http.MethodPost, Path: "/hall/halls/{hall}/tickets/{number}/{move}", Tag: tag, Roles: clerks,
		Summary: "Call one, call again, mark absent, serve again, finish"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *numberInput) (TicketView, error) {
			n, err := ParseNumber(in.Number)
			if err != nil {
				return TicketView{}, err
			}
			counter := int64(0)
			if in.Body != nil {
				counter = in.Body.Counter
			}
			t, err := s.Do(ctx, tx, a, in.hall(), n, Move(in.Move), counter)
			return s.viewTicket(t), err
		})
	api.Read(a, api.Op{ID: "get-hall-day", Method: http.MethodGet, Path: "/hall/halls/{hall}/day", Tag: tag, Roles: clerks,
		Summary: "What became of a day's numbers, by service"}, s.sums)
}

func (s *Service) take(ctx context.Context, tx db.Tx, a core.Actor, in *takeInput) (TakenView, error) {
	t, err := s.Take(ctx, tx, a, in.hall(), in.Body.Service, in.Body.First)
	if err != nil {
		return TakenView{}, err
	}
	return s.viewTaken(ctx, tx, t)
}

// viewTaken adds to a fresh number what is before it.
func (s *Service) viewTaken(ctx context.Context, q db.Q, t Ticket) (TakenView, error) {
	b, err := s.Board(ctx, q, t.Hall)
	v := TakenView{TicketView: s.viewTicket(t)}
	for _, l := range b.Lines {
		if l.Service == t.Service && l.Waiting > 0 {
			v.Ahead = l.Waiting - 1
			v.GuessS = int64(l.Guess/time.Second) * v.Ahead / l.Waiting
		}
	}
	return v, err
}

func (s *Service) list(ctx context.Context, a core.Actor, in *listInput) (l api.List[TicketView], err error) {
	day, err := s.day(in.Day)
	if err != nil {
		return l, err
	}
	after, _, err := api.DecodeCursor[Place](in.Cursor)
	if err != nil {
		return l, err
	}
	limit := in.Page().Cut()
	rows, err := s.Tickets(ctx, s.DB.Reader(), a, in.hall(), day, State(in.State), after, limit+1)
	return api.CutPage(rows, limit, func(t Ticket) any { return Place{db.Micros(t.Taken), t.Service, t.N} }, s.viewTicket), err
}

func (s *Service) sums(ctx context.Context, a core.Actor, in *dayInput) (l api.List[SumView], err error) {
	day, err := s.day(in.Day)
	if err != nil {
		return l, err
	}
	all, err := s.Day(ctx, s.DB.Reader(), a, in.hall(), day)
	if err != nil {
		return l, err
	}
	h, err := s.Hall(ctx, s.DB.Reader(), in.hall())
	l.Items = make([]SumView, 0, len(h.Services))
	for _, o := range h.Services {
		m := all[o.Code]
		l.Items = append(l.Items, SumView{o.Code, m.Taken, m.Waiting, m.Called, m.Done, m.NoShow,
			int64(m.MeanWait() / time.Second), int64(m.Longest / time.Second), int64(m.meanServed() / time.Second)})
	}
	return l, err
}
