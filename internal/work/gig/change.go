package gig

import (
	"context"
	"errors"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

// change is one act on a locked job on its way through its transaction: it
// gathers what the act says to the timeline, to people and to other modules, and
// save writes all of it with the job.
type change struct {
	s      *Service
	tx     db.Tx
	actor  core.Actor
	at     time.Time
	job    Job
	agents []core.PersonID
	moved  bool // the line did

	steps   []step
	mail    []notify.Message
	watch   []watch
	events  []outbox.Event
	entries []audit.Entry
}

// step is an entry of a timeline.
type step struct {
	engagement core.EngagementID // "": of the job
	side       Side
	text       core.Text
}

// watch is an open page to be told.
type watch struct {
	person core.PersonID
	topic  string
	id     string
}

// begin locks the job for an act.
//
// Errors: ErrNoJob.
func (s *Service) begin(ctx context.Context, tx db.Tx, actor core.Actor, id core.JobID) (*change, error) {
	j, err := s.lockJob(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	agents, err := s.agentsOf(ctx, tx, j.Employer)
	return &change{s: s, tx: tx, actor: actor, at: s.now(), job: j, agents: agents}, err
}

// beginEngagement locks an engagement's job for an act and returns the
// engagement as it stands then.
//
// Errors: ErrNoEngagement.
func (s *Service) beginEngagement(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID) (*change, *Engagement, error) {
	e, err := engagementOf(ctx, tx, id)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.begin(ctx, tx, actor, e.Job)
	if err != nil {
		return nil, nil, err
	}
	if e, err = engagementOf(ctx, tx, id); err != nil {
		return nil, nil, err
	}
	return c, &e, nil
}

func (s *Service) agentsOf(ctx context.Context, q db.Q, e core.EmployerID) ([]core.PersonID, error) {
	all, err := s.employers.AgentsOf(ctx, q, []core.EmployerID{e})
	return all[e], err
}

// isAgent reports whether the actor speaks for the job's employer.
func (c *change) isAgent() bool { return slices.Contains(c.agents, c.actor.Person) }

// side is on which side of the engagement the actor stands.
//
// Errors: ErrNoEngagement, because others don't see it.
func (c *change) side(e *Engagement) (Side, error) {
	switch {
	case c.actor.Channel == core.BySystem:
		return ClockSide, nil
	case c.actor.Person == e.Worker:
		return WorkerSide, nil
	case c.isAgent():
		return EmployerSide, nil
	}
	return "", ErrNoEngagement
}

// note adds to the timeline of the job, or of one engagement.
func (c *change) note(e core.EngagementID, side Side, text core.Text) {
	c.steps = append(c.steps, step{e, side, text})
}

// publish adds facts for other modules.
func (c *change) publish(events ...outbox.Event) { c.events = append(c.events, events...) }

// record adds to the audit; subject is whom it concerns.
func (c *change) record(subject, act, object, reason string) {
	c.entries = append(c.entries, audit.By(c.actor, c.at, subject, act, object, reason))
}

// letter is a message without its reader.
type letter struct {
	kind  string
	title core.Text
	body  core.Text
	link  string
	data  any
	ring  bool
}

// tellWorker sends a message to a worker.
func (c *change) tellWorker(w core.PersonID, l letter) {
	c.mail = append(c.mail, notify.Message{Person: w, Kind: l.kind, Title: l.title, Body: l.body, Link: l.link, Data: l.data, Ring: l.ring})
}

// tellEmployer sends a message to all who speak for the employer but the actor. It
// leads to the employer's own page of the thing.
func (c *change) tellEmployer(l letter) {
	l.link = "/hire" + l.link
	for _, a := range c.agents {
		if a != c.actor.Person {
			c.tellWorker(a, l)
		}
	}
}

// show refreshes the open pages that show the engagement.
func (c *change) show(e *Engagement) {
	c.watch = append(c.watch, watch{e.Worker, "engagement", string(e.ID)})
	for _, a := range c.agents {
		c.watch = append(c.watch, watch{a, "engagement", string(e.ID)})
	}
}

// save writes the job and all that was gathered.
func (c *change) save(ctx context.Context) error {
	if err := c.insertSteps(ctx); err != nil {
		return err
	}
	if err := updateJob(ctx, c.tx, c.job); err != nil {
		return err
	}
	for _, a := range c.agents {
		c.watch = append(c.watch, watch{a, "job", string(c.job.ID)})
	}
	if err := c.showLine(ctx); err != nil {
		return err
	}
	err := errors.Join(
		c.s.outbox.Publish(ctx, c.tx, c.events...),
		audit.Append(ctx, c.tx, c.entries...))
	if err != nil {
		return err
	}
	return c.send(ctx)
}

// showLine refreshes the pages of those who moved up in the line.
func (c *change) showLine(ctx context.Context) error {
	if !c.moved {
		return nil
	}
	line, err := lineOf(ctx, c.tx, c.job.ID, 0, db.MaxRows)
	for _, w := range line {
		c.watch = append(c.watch, watch{w.worker, "job", string(c.job.ID)})
	}
	return err
}

// send delivers messages and refreshes pages.
func (c *change) send(ctx context.Context) error {
	if len(c.mail) > 0 {
		if err := c.s.notify.Send(ctx, c.tx, c.mail...); err != nil {
			return err
		}
	}
	for _, w := range c.watch {
		if err := c.s.notify.Signal(ctx, c.tx, w.person, w.topic, w.id); err != nil {
			return err
		}
	}
	return nil
}

// insertSteps adds to timelines, numbered on from the job's last step.
func (c *change) insertSteps(ctx context.Context) error {
	rows := make([]any, 0, len(c.steps)*7)
	for i, s := range c.steps {
		var e any
		if s.engagement != "" {
			e = s.engagement
		}
		rows = append(rows, c.job.ID, c.job.Steps+int64(i)+1, e, db.Micros(c.at), string(s.side), s.text.ZH, s.text.EN)
	}
	c.job.Steps += int64(len(c.steps))
	return db.InsertRows(ctx, c.tx, `INSERT INTO gig_step (job_id, n, engagement_id, at_us, role, zh, en)`, 7, rows)
}
