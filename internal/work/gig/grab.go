package gig

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/batch"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
)

// GrabRequest is one tap (抢单).
type GrabRequest struct {
	Actor core.Actor
	Job   core.JobID
	Key   api.Key // of the request; the zero Key if none was given
}

// Outcome is what a tap led to.
type Outcome string

// The outcomes.
const (
	Got     Outcome = "booked"  // the worker has a place
	Waits   Outcome = "waiting" // all places are taken; the worker stands in line
	Applied Outcome = "applied" // the employer will choose
)

// Grabbed is the answer to a tap that was not refused.
type Grabbed struct {
	Result     Outcome           `json:"result" enum:"booked,waiting,applied" doc:"booked: you have the place. waiting: you stand in line. applied: the employer will choose."`
	Job        core.JobID        `json:"job"`
	Engagement core.EngagementID `json:"engagement,omitempty" doc:"Your engagement, if you have the place."`
	Place      int64             `json:"place,omitempty" doc:"Your place in line, from 1."`
	Open       int64             `json:"open" doc:"Places that are still free."`
}

// GrabResult is what one request of a batch got: an answer, or the fault it was
// refused with.
type GrabResult struct {
	Grabbed
	Refused error
}

// Grab takes a place in a job for the actor, or a place in its line. It returns
// when that is on disk. Safe for any number of callers: they share transactions.
//
// Errors: those of GrabMany's refusals.
func (s *Service) Grab(ctx context.Context, r GrabRequest) (_ Grabbed, err error) {
	defer fault.Wrap(&err, "gig.Grab(%s, %s)", r.Job, r.Actor.Person)
	var res GrabResult
	err = batch.ErrStopped
	if b := s.grabs.Load(); b != nil {
		res, err = b.Do(ctx, r)
	}
	if errors.Is(err, batch.ErrStopped) { // not begun, or about to end: alone
		err = s.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
			all, err := s.GrabMany(ctx, tx, []GrabRequest{r})
			if err == nil {
				res = all[0]
			}
			return err
		})
	}
	if err != nil {
		return Grabbed{}, err
	}
	return res.Grabbed, res.Refused
}

// GrabMany decides taps in the order given, as if each came after the one
// before, in one transaction and a fixed number of statements. A request whose
// key was answered before gets that answer again; the same worker's second tap
// gets what the first one got.
//
// Refusals are answers: ErrNoJob, ErrNotOpen, ErrShut, ErrRealName, ErrOwnJob,
// ErrBlocked, ErrAge, ErrOverlap, ErrBarred, and api's for a key used twice.
func (s *Service) GrabMany(ctx context.Context, tx db.Tx, reqs []GrabRequest) (_ []GrabResult, err error) {
	defer fault.Wrap(&err, "gig.GrabMany(%d)", len(reqs))
	g := &group{at: s.now(), reqs: reqs, out: make([]GrabResult, len(reqs))}
	if err := g.recall(ctx, tx); err != nil {
		return nil, err
	}
	if len(g.todo) > 0 {
		if err := s.readGroup(ctx, tx, g); err != nil {
			return nil, err
		}
		for _, i := range g.todo {
			g.decide(i)
		}
		if err := s.writeGroup(ctx, tx, g); err != nil {
			return nil, err
		}
	}
	for i, first := range g.twins {
		g.out[i] = g.out[first]
	}
	return g.out, nil
}

// group is a batch of taps on its way through one transaction.
type group struct {
	at    time.Time
	reqs  []GrabRequest
	out   []GrabResult
	todo  []int       // requests that were not answered before
	twins map[int]int // request → the earlier one with the same key

	jobs   map[core.JobID]*seats
	people map[core.PersonID]*person
	agents map[core.EmployerID][]core.PersonID

	booked []booking
	lined  []lining
	again  []int // requests of workers who already stand in that line
}

// booking is an engagement to be written.
type booking struct {
	job    *seats
	worker core.PersonID
	id     core.EngagementID
	how    How
}

// lining is a place in a line to be written.
type lining struct {
	job    *seats
	worker core.PersonID
	n      int64
}

// recall answers the requests that were answered before and finds twins.
func (g *group) recall(ctx context.Context, tx db.Tx) error {
	keys := make([]api.Key, len(g.reqs))
	for i := range g.reqs {
		keys[i] = g.reqs[i].Key
	}
	past, err := api.RecallMany(ctx, tx, keys)
	if err != nil {
		return err
	}
	g.todo = make([]int, 0, len(g.reqs))
	first := make(map[[2]string]int, len(g.reqs))
	for i, k := range keys {
		switch {
		case past[i].Err != nil:
			g.out[i].Refused = past[i].Err
			continue
		case past[i].Found:
			g.out[i].Refused = past[i].Into(&g.out[i].Grabbed)
			continue
		}
		if k.Given() {
			name := [2]string{k.Scope, k.Name}
			if was, twin := first[name]; twin {
				if g.out[i].Refused = api.SameRequest(keys[was], k); g.out[i].Refused == nil {
					if g.twins == nil {
						g.twins = map[int]int{}
					}
					g.twins[i] = was
				}
				continue
			}
			first[name] = i
		}
		g.todo = append(g.todo, i)
	}
	return nil
}

// readGroup locks the jobs and the workers, each in the order of their ids, and
// reads what decides.
func (s *Service) readGroup(ctx context.Context, tx db.Tx, g *group) (err error) {
	jobs := make([]core.JobID, 0, len(g.todo))
	workers := make([]core.PersonID, 0, len(g.todo))
	for _, i := range g.todo {
		jobs = append(jobs, g.reqs[i].Job)
		workers = append(workers, g.reqs[i].Actor.Person)
	}
	jobs, workers = sorted(jobs), sorted(workers)
	if g.jobs, err = lockSeats(ctx, tx, jobs); err != nil {
		return err
	}
	if g.people, err = s.lockPeople(ctx, tx, workers); err != nil {
		return err
	}
	employers := make([]core.EmployerID, 0, len(g.jobs))
	for _, id := range jobs {
		if j := g.jobs[id]; j != nil {
			employers = append(employers, j.employer)
		}
	}
	g.agents, err = s.employers.AgentsOf(ctx, tx, sorted(employers))
	return err
}

// lockPeople keeps the workers' ties from changing until commit, and reads them
// with what else decides about them. Lock jobs first.
func (s *Service) lockPeople(ctx context.Context, tx db.Tx, ids []core.PersonID) (map[core.PersonID]*person, error) {
	if err := lockWorkers(ctx, tx, ids); err != nil {
		return nil, err
	}
	return s.readPeople(ctx, tx, ids)
}

// readPeople reads what decides about the workers.
func (s *Service) readPeople(ctx context.Context, q db.Q, ids []core.PersonID) (map[core.PersonID]*person, error) {
	births, err := s.people.Births(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[core.PersonID]*person, len(ids))
	all := make([]person, len(ids))
	for i, id := range ids {
		all[i] = person{id: id, birth: births[id]}
		out[id] = &all[i]
	}
	err = tiesOf(ctx, q, ids, func(t tie) { out[t.worker].ties = append(out[t.worker].ties, t) })
	if err != nil {
		return nil, err
	}
	err = blocksOf(ctx, q, ids, func(w core.PersonID, e core.EmployerID) { out[w].blocked = append(out[w].blocked, e) })
	return out, err
}

// sorted sorts the ids and drops repeated ones.
func sorted[T ~string](ids []T) []T {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// decide answers one tap from what was read and what was decided before it.
func (g *group) decide(i int) {
	r, out := &g.reqs[i], &g.out[i]
	j := g.jobs[r.Job]
	if j == nil {
		out.Refused = ErrNoJob
		return
	}
	w := g.people[r.Actor.Person]
	if t := w.tieTo(j.id); t != nil {
		g.decideAgain(i, j, t)
		return
	}
	if f := w.whyNot(j, g.agents[j.employer], db.Micros(g.at)); f != nil {
		out.Refused = f
		return
	}
	if j.mode == Tap && j.free() > 0 {
		if out.Refused = j.book(); out.Refused != nil {
			return
		}
		id := core.NewID[core.Engagement](g.at)
		w.bind(j, id)
		g.booked = append(g.booked, booking{j, w.id, id, ByTap})
		out.Grabbed = Grabbed{Result: Got, Job: j.id, Engagement: id, Open: j.free()}
		return
	}
	j.lineIn++
	j.moved = true
	w.ties = append(w.ties, tie{worker: w.id, job: j.id, n: lineTie, kind: tieLine, line: j.lineIn})
	g.lined = append(g.lined, lining{j, w.id, j.lineIn})
	out.Grabbed = Grabbed{Result: waits(j.mode), Job: j.id, Place: j.lineIn - j.lineOut, Open: j.free()}
}

// decideAgain answers a worker whom something binds to the job already.
func (g *group) decideAgain(i int, j *seats, t *tie) {
	out := &g.out[i]
	switch t.kind {
	case tieBooked:
		out.Grabbed = Grabbed{Result: Got, Job: j.id, Engagement: t.engagement, Open: j.free()}
	case tieBarred:
		out.Refused = ErrBarred
	default: // the number in line is made the place by writeGroup
		out.Grabbed = Grabbed{Result: waits(j.mode), Job: j.id, Place: t.line, Open: j.free()}
		g.again = append(g.again, i)
	}
}

// waits is what standing in the line is called.
func waits(m Mode) Outcome {
	if m == Choice {
		return Applied
	}
	return Waits
}

// writeGroup writes what was decided, and the answers.
func (s *Service) writeGroup(ctx context.Context, tx db.Tx, g *group) error {
	if err := writeBookings(ctx, tx, g.at, g.booked, g.lined); err != nil {
		return err
	}
	if err := g.placesAgain(ctx, tx); err != nil {
		return err
	}
	moved := make([]*seats, 0, len(g.jobs))
	for _, j := range g.jobs {
		if j.moved {
			moved = append(moved, j)
		}
	}
	slices.SortFunc(moved, func(a, b *seats) int { return strings.Compare(string(a.id), string(b.id)) })
	if err := updateSeats(ctx, tx, moved); err != nil {
		return err
	}
	if err := s.publishGroup(ctx, tx, g, moved); err != nil {
		return err
	}
	if err := s.auditGroup(ctx, tx, g); err != nil {
		return err
	}
	return g.remember(ctx, tx)
}

// publishGroup tells the world who is booked and how many places are left, and
// the open pages of the employers.
func (s *Service) publishGroup(ctx context.Context, tx db.Tx, g *group, moved []*seats) error {
	events := make([]outbox.Event, 0, len(g.booked)+len(moved))
	for _, b := range g.booked {
		events = append(events, event.Booked{Engagement: b.id, Job: b.job.id, Employer: b.job.employer, Worker: b.worker, Windows: b.job.spans()})
	}
	for _, j := range moved {
		events = append(events, event.JobPlaces{Job: j.id, Open: int(j.free())})
		for _, agent := range g.agents[j.employer] {
			if err := s.notify.Signal(ctx, tx, agent, "job", string(j.id)); err != nil {
				return err
			}
		}
	}
	return s.outbox.Publish(ctx, tx, events...)
}

// auditGroup records who took what.
func (s *Service) auditGroup(ctx context.Context, tx db.Tx, g *group) error {
	entries := make([]audit.Entry, 0, len(g.todo))
	for _, i := range g.todo {
		r, out := &g.reqs[i], &g.out[i]
		if out.Refused != nil {
			continue
		}
		entries = append(entries, audit.By(r.Actor, g.at, string(r.Actor.Person), "gig.grab", string(r.Job), ""))
	}
	return audit.Append(ctx, tx, entries...)
}

// remember keeps each answer under its key, so that the same tap sent again is
// the same answer.
func (g *group) remember(ctx context.Context, tx db.Tx) error {
	answers := make([]api.Answer, 0, len(g.todo))
	for _, i := range g.todo {
		r, out := &g.reqs[i], &g.out[i]
		if !r.Key.Given() {
			continue
		}
		a := api.Answer{Key: r.Key, At: g.at}
		if f := fault.Of(out.Refused); f != nil {
			a.Refused, a.Body = true, api.RefusalBody(f)
		} else {
			doc, err := json.Marshal(out.Grabbed)
			if err != nil {
				return err
			}
			a.Body = doc
		}
		answers = append(answers, a)
	}
	return api.Remember(ctx, tx, answers...)
}
