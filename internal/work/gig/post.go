package gig

import (
	"context"
	"slices"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// judge reads a posting and holds it against the rules.
func (s *Service) judge(ctx context.Context, p Posting) (Offer, []Finding) {
	now, set := s.now(), s.ref.Set()
	o, found := readPosting(p, set, now)
	return o, append(found, check(o, set, core.DateOf(now), func(d core.Date) (int, bool) {
		if s.weather == nil {
			return 0, false
		}
		return s.weather.Highest(ctx, o.Region, d)
	})...)
}

// Post puts up a job. Rules may refuse it, with every bad field at once, or have
// staff look at it first. It goes live when its wage is held; see Fund.
//
// Errors: ErrRealName, ErrNotYours, and the findings that refuse.
func (s *Service) Post(ctx context.Context, tx db.Tx, actor core.Actor, p Posting) (_ Job, err error) {
	defer fault.Wrap(&err, "gig.Post(%s)", p.Employer)
	agents, err := s.mayPost(ctx, tx, actor, p.Employer)
	if err != nil {
		return Job{}, err
	}
	o, found := s.judge(ctx, p)
	if err := refusals(found); err != nil {
		return Job{}, err
	}
	approved, err := s.employers.Approved(ctx, tx, p.Employer)
	if err != nil {
		return Job{}, err
	}
	each, err := wage(o.Pay, o.Unit, o.Quantity)
	if err != nil {
		return Job{}, err
	}
	now := s.now()
	j := Job{
		ID: core.NewID[core.Job](now), Employer: p.Employer, Poster: actor.Person, Offer: o, EachMinor: each.Minor,
		HourMinor: perHour(each.Minor, o.WorkMinutes), Places: o.People, Funding: NotAsked, Findings: found, Revision: 1, Created: now,
	}
	if j.State, err = NextJob("", JobPost, JobFacts{Approved: approved, Warned: len(found) > 0, Places: j.Places}); err != nil {
		return Job{}, err
	}
	if err := s.insertJob(ctx, tx, j); err != nil {
		return Job{}, err
	}
	if len(o.Photos) > 0 {
		if err := s.files.Publish(ctx, tx, actor.Person, o.Photos...); err != nil {
			return Job{}, err
		}
	}
	if err := s.jobs.Schedule(ctx, tx, clockShut, string(j.ID), shutsAt(j.Offer), nil); err != nil {
		return Job{}, err
	}
	c := &change{s: s, tx: tx, actor: actor, at: now, job: j, agents: agents}
	c.note("", EmployerSide, saidPosted)
	c.record(string(j.Employer), "gig.post", string(j.ID), "")
	c.askReview()
	return j, c.save(ctx)
}

// mayPost returns the agents of the employer, of whom the actor is one.
func (s *Service) mayPost(ctx context.Context, q db.Q, actor core.Actor, e core.EmployerID) ([]core.PersonID, error) {
	births, err := s.people.Births(ctx, q, []core.PersonID{actor.Person})
	if err != nil {
		return nil, err
	}
	if births[actor.Person] == "" {
		return nil, ErrRealName.Cite("人力资源市场暂行条例第二十六条") // the agent's identity is checked
	}
	if _, err := core.ParseID[core.Employer](string(e)); err != nil {
		return nil, ErrNotYours.At("body.employer")
	}
	agents, err := s.agentsOf(ctx, q, e)
	if err == nil && !slices.Contains(agents, actor.Person) {
		err = ErrNotYours.At("body.employer")
	}
	return agents, err
}

// askReview asks staff to look at a job that waits for them.
func (c *change) askReview() {
	if c.job.State != InReview {
		return
	}
	e := event.ReviewAsked{
		Kind: "job", Subject: string(c.job.ID), Region: string(c.job.Region), Title: c.job.Title,
		Asker: c.job.Poster, Employer: c.job.Employer, Revision: c.job.Revision,
	}
	for _, f := range c.job.Findings {
		e.Findings = append(e.Findings, f.Text)
		e.Sources = append(e.Sources, f.Source)
	}
	c.publish(e)
	c.note("", ClockSide, saidToReview)
}

// Check returns what the rules say about a posting, and stores nothing.
func (s *Service) Check(ctx context.Context, p Posting) (Offer, []Finding) { return s.judge(ctx, p) }

// OnReviewDecided takes the word of staff: about a job, or about an employer
// whose drafts wait for it.
func (s *Service) OnReviewDecided(ctx context.Context, tx db.Tx, e event.ReviewDecided) error {
	switch e.Kind {
	case "job":
		return s.reviewed(ctx, tx, e)
	case "employer":
		if e.Approved {
			return s.approved(ctx, tx, core.EmployerID(e.Subject))
		}
	}
	return nil
}

// reviewed lets a job through or turns it down. A decision about another
// revision, or one that came too late, changes nothing.
func (s *Service) reviewed(ctx context.Context, tx db.Tx, e event.ReviewDecided) error {
	c, err := s.begin(ctx, tx, core.Actor{Person: e.By, Channel: core.BySystem}, core.JobID(e.Subject))
	if err != nil {
		return err
	}
	if c.job.State != InReview || c.job.Revision != e.Revision {
		return nil
	}
	move, said, mail := JobPass, saidPassed, mailPassed
	if !e.Approved {
		move, said, mail = JobReject, saidRejected, mailRejected
		c.job.Reason, c.job.Ended = e.Reason, c.at
	}
	if c.job.State, err = NextJob(c.job.State, move, c.facts()); err != nil {
		return err
	}
	c.note("", StaffSide, say(said, "reason", e.Reason))
	c.tellEmployer(c.letter(mail, "reason", e.Reason))
	c.record(string(c.job.Employer), "gig.review", string(c.job.ID), e.Reason)
	return c.save(ctx)
}

// approved moves on the jobs that waited for their employer.
func (s *Service) approved(ctx context.Context, tx db.Tx, employer core.EmployerID) error {
	ids, err := draftsOf(ctx, tx, employer)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := s.begin(ctx, tx, core.System, id)
		if err != nil {
			return err
		}
		if c.job.State != Draft {
			continue
		}
		facts := c.facts()
		facts.Approved, facts.Warned = true, len(c.job.Findings) > 0
		if c.job.State, err = NextJob(Draft, JobAllow, facts); err != nil {
			return err
		}
		c.note("", StaffSide, saidAllowed)
		c.askReview()
		if c.job.State == Unfunded {
			c.tellEmployer(c.letter(mailPassed))
		}
		if err := c.save(ctx); err != nil {
			return err
		}
	}
	return nil
}

// facts are the job's facts as they stand.
func (c *change) facts() JobFacts {
	return JobFacts{Places: c.job.Places, Booked: c.job.Booked, Shut: c.job.Shut}
}

// Template returns the employer's last posting with its windows moved to come:
// the same weekdays and hours, in as many weeks as it takes.
//
// Errors: ErrNotYours, ErrNoTemplate.
func (s *Service) Template(ctx context.Context, q db.Q, actor core.Actor, employer core.EmployerID) (_ Posting, err error) {
	defer fault.Wrap(&err, "gig.Template(%s)", employer)
	if _, err := s.mayPost(ctx, q, actor, employer); err != nil {
		return Posting{}, err
	}
	last, err := s.jobsOfEmployer(ctx, q, employer, lastID, 1)
	if err != nil {
		return Posting{}, err
	}
	if len(last) == 0 {
		return Posting{}, ErrNoTemplate
	}
	return postingOf(last[0], actor.Person, s.now()), nil
}
