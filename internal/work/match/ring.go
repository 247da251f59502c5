package match

import (
	"context"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// The kinds of this module's jobs, and of the message that rings. The key of
// each job is the job's id.
const (
	waveJob   = "match.wave"
	forgetJob = "match.forget"
	ringKind  = "job.ring"
)

// waveLease is how long another replica waits before it takes over a wave.
const waveLease = time.Minute

// plan is who should hear of a job in its next wave.
type plan struct {
	job   core.JobID
	wave  int
	picks []pick
	told  map[core.PersonID]bool // in silence before
	wait  time.Time
}

// wave looks for the next wave's people outside of any transaction, since that
// may take a while, and rings them inside of one.
func (s *Service) wave(ctx context.Context, key string, _ []byte) (func(context.Context, db.Tx) error, error) {
	p, err := s.planWave(ctx, s.DB.Reader(), core.JobID(key))
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx db.Tx) error { return s.ring(ctx, tx, p) }, nil
}

// planWave chooses who should hear next of the job; nobody if it takes none.
func (s *Service) planWave(ctx context.Context, q db.Q, job core.JobID) (_ plan, err error) {
	defer fault.Wrap(&err, "match.planWave(%s)", job)
	now := s.Now()
	j, known, err := jobOf(ctx, q, job)
	p := plan{job: job, wave: j.Waves + 1, told: map[core.PersonID]bool{}}
	if err != nil || !known || !j.takes(now) {
		return p, err
	}
	told, err := toldOf(ctx, q, job)
	if err != nil {
		return p, err
	}
	ranked, err := s.ranking(ctx, q, &j, told)
	if err != nil {
		return p, err
	}
	sounded, err := soundedSince(ctx, q, now.Add(-ringWindow))
	if err != nil {
		return p, err
	}
	for id, aloud := range told {
		p.told[id] = !aloud
	}
	p.picks, p.wait = pickWave(ranked, waveSize(j.Open, p.wave), p.told, func(c candidate) time.Time {
		return hushedUntil(c.quiet, sounded[c.person], now)
	})
	return p, nil
}

// ranking is everyone whom the job suits and whom it did not ring aloud yet, the
// best first.
func (s *Service) ranking(ctx context.Context, q db.Q, j *Job, told map[core.PersonID]bool) (_ []candidate, err error) {
	defer fault.Wrap(&err, "match.ranking(%s)", j.Job)
	all, err := suited(ctx, q, j)
	if err != nil {
		return nil, err
	}
	agents, err := s.Employers.Agents(ctx, q, j.Employer)
	if err != nil {
		return nil, err
	}
	for _, id := range agents {
		delete(all, id)
	}
	placed, err := placedIn(ctx, q, j.Employer, j.Job)
	if err != nil {
		return nil, err
	}
	busy, err := allBusy(ctx, q, j.span())
	if err != nil {
		return nil, err
	}
	had, err := histories(ctx, q, j.Employer)
	if err != nil {
		return nil, err
	}
	weights := WeightsOn(core.DateOf(s.Now()))
	out := make([]candidate, 0, len(all))
	for id, f := range all {
		if told[id] || placed[id] || !free(busy[id], j) {
			continue
		}
		facts := factsOf(&f.w, j, had[id])
		_, score := facts.points(&weights)
		out = append(out, candidate{person: id, quiet: f.w.Quiet, facts: facts, score: score})
	}
	rank(out)
	return out, nil
}

// ring tells the people of a plan, if the job still takes people and the plan is
// for its next wave, and plans the wave after.
func (s *Service) ring(ctx context.Context, tx db.Tx, p plan) (err error) {
	defer fault.Wrap(&err, "match.ring(%s, %d)", p.job, p.wave)
	now := s.Now()
	j, known, err := lockJob(ctx, tx, p.job)
	if err != nil || !known || j.Waves+1 != p.wave {
		return err
	}
	j.Next = time.Time{}
	if !j.takes(now) {
		return updateCall(ctx, tx, j.Job, j.Call)
	}
	picks, o, err := s.admit(ctx, tx, p, now)
	if err != nil {
		return err
	}
	if err := s.tell(ctx, tx, &j, picks, p.wave, now); err != nil {
		return err
	}
	j.Waves, j.Last = p.wave, now
	j.Next, j.Idle = nextWave(o, j.Idle, now, j.Start())
	if err := updateCall(ctx, tx, j.Job, j.Call); err != nil || j.Next.IsZero() {
		return err
	}
	return s.Jobs.Schedule(ctx, tx, waveJob, string(j.Job), j.Next, nil)
}

// admit looks once more, with their rows locked, whether the people's phones may
// sound: another job may have rung them since the plan was made.
func (s *Service) admit(ctx context.Context, tx db.Tx, p plan, now time.Time) (picks []pick, o outcome, err error) {
	o.wait = p.wait
	people := make([]core.PersonID, len(p.picks))
	for i, c := range p.picks {
		people[i] = c.person
	}
	slices.Sort(people) // rows are locked in one order everywhere
	quiet, err := lockWorkers(ctx, tx, people)
	if err != nil {
		return nil, o, err
	}
	sounded, err := soundedOf(ctx, tx, people, now.Add(-ringWindow))
	if err != nil {
		return nil, o, err
	}
	for _, c := range p.picks {
		u := hushedUntil(quiet[c.person], sounded[c.person], now)
		c.aloud = u.IsZero()
		switch {
		case c.aloud:
			o.aloud++
		case o.wait.IsZero() || u.Before(o.wait):
			o.wait = u
		}
		if c.aloud || !p.told[c.person] {
			picks = append(picks, c)
		}
	}
	return picks, o, nil
}

// tell writes the rings down and sends the messages.
func (s *Service) tell(ctx context.Context, tx db.Tx, j *Job, picks []pick, wave int, now time.Time) error {
	weights := WeightsOn(core.DateOf(now))
	rings := make([]Ring, len(picks))
	messages := make([]notify.Message, len(picks))
	for i, c := range picks {
		rings[i] = Ring{
			Job: j.Job, Person: c.person, Wave: wave, Rank: c.rank, Told: now,
			Score: c.score, Facts: c.facts, Weights: weights.From,
		}
		if c.aloud {
			rings[i].Sounded = now
		}
		messages[i] = message(j, c, now)
	}
	if err := upsertRings(ctx, tx, rings); err != nil {
		return err
	}
	return s.Notify.Send(ctx, tx, messages...)
}

// ringData is what a page needs to show a ring well.
type ringData struct {
	Job      core.JobID  `json:"job"`
	Title    string      `json:"title"`
	Trade    string      `json:"trade"`
	Pay      core.Money  `json:"pay"`
	PayUnit  string      `json:"pay_unit"`
	Windows  []core.Span `json:"windows"`
	Distance *int64      `json:"distance_m"` // null: the person named no place
	Open     int         `json:"open"`
	Chooses  bool        `json:"chooses"`
	Score    int64       `json:"score_e2"`
}

func message(j *Job, c pick, now time.Time) notify.Message {
	title, body := ringText(j, c.facts.DistanceM, now)
	data := ringData{
		Job: j.Job, Title: j.Title, Trade: j.Trade, Pay: j.Pay, PayUnit: j.PayUnit, Windows: j.Windows,
		Open: j.Open, Chooses: j.Chooses, Score: c.score,
	}
	if c.facts.DistanceM >= 0 {
		data.Distance = &c.facts.DistanceM
	}
	return notify.Message{
		Person: c.person, Kind: ringKind, Title: title, Body: body, Link: "/jobs/" + string(j.Job), Data: data, Ring: c.aloud,
	}
}
