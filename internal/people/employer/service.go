package employer

import (
	"context"
	"embed"
	"errors"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Deps is what a Service needs.
type Deps struct {
	DB       *db.DB
	Now      core.Clock
	Outbox   *outbox.Outbox
	Notify   *notify.Center
	Keys     *crypto.Keyring
	Ref      reference.Source
	People   People
	Accounts Accounts
	Files    Files
}

// Service is the module's front door. Safe for concurrent use.
type Service struct {
	Deps
	columns columns
}

// New returns a Service.
func New(d Deps) *Service { return &Service{d, columnsOf(d.Keys)} }

// kindOfReview is what reviews of employers are called.
const kindOfReview = "employer"

// Apply registers an employer with the actor as its first agent, and asks for
// its review. The actor needs a real name.
//
// Errors: ErrRealName, ErrManyOpen, ErrTaken, ErrPersonTaken, ErrFile, and the
// faults of fields, all at once.
func (s *Service) Apply(ctx context.Context, tx db.Tx, actor core.Actor, a Application) (e Employer, err error) {
	defer fault.Wrap(&err, "employer.Apply")
	real, err := s.realName(ctx, tx, actor.Person)
	if err != nil {
		return Employer{}, err
	}
	open, err := countOpen(ctx, tx, actor.Person)
	if err != nil {
		return Employer{}, err
	}
	if open >= maxOpen {
		return Employer{}, ErrManyOpen.With("max", maxOpen)
	}
	now := s.Now()
	e, agent, err := a.employer(known{real, s.isRegion})
	if err != nil {
		return Employer{}, err
	}
	e.ID, e.Creator, e.State, e.Revision, e.At, e.Changed = core.NewID[core.Employer](now), actor.Person, Pending, 1, now, now
	agent.Employer, agent.Person, agent.At = e.ID, actor.Person, now
	if err := s.insert(ctx, tx, e); err != nil {
		return Employer{}, err
	}
	if err := claim(ctx, tx, e); err != nil {
		return Employer{}, err
	}
	if err := s.keep(ctx, tx, agent, e.Licence, agent.Letter); err != nil {
		return Employer{}, err
	}
	if err := putAgent(ctx, tx, agent); err != nil {
		return Employer{}, err
	}
	return e, s.ask(ctx, tx, actor, e, agent, "employer.apply")
}

// Correction changes an application; what is nil stays.
type Correction struct {
	Kind                                                             *Kind
	Name, USCC, Region, Address, ContactName, ContactPhone, Industry *string
	Licence, Letter                                                  *core.FileID
	Principal                                                        *bool
}

// Correct changes what was not approved yet and asks for its review again; an
// empty Correction sends a refused one once more as it is.
//
// Errors: ErrNotAgent, ErrSettled, ErrSuspended, and those of Apply.
func (s *Service) Correct(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID, c Correction) (e Employer, err error) {
	defer fault.Wrap(&err, "employer.Correct(%s)", id)
	was, agent, err := s.lockAsAgent(ctx, tx, actor, id)
	if err != nil {
		return Employer{}, err
	}
	next, err := was.State.after(correct)
	if err != nil {
		return Employer{}, err
	}
	real, err := s.realName(ctx, tx, actor.Person)
	if err != nil {
		return Employer{}, err
	}
	e, corrected, err := c.over(was, agent).employer(known{real, s.isRegion})
	if err != nil {
		return Employer{}, err
	}
	e.ID, e.Creator, e.State, e.Revision, e.At, e.Changed = was.ID, was.Creator, next, was.Revision+1, was.At, s.Now()
	corrected.Employer, corrected.Person, corrected.At = id, actor.Person, agent.At
	if err := s.exchange(ctx, tx, actor.Person, []core.FileID{was.Licence, agent.Letter}, corrected, e.Licence); err != nil {
		return Employer{}, err
	}
	if err := s.update(ctx, tx, e); err != nil {
		return Employer{}, err
	}
	if err := errors.Join(release(ctx, tx, id), claim(ctx, tx, e)); err != nil {
		return Employer{}, err
	}
	if err := putAgent(ctx, tx, corrected); err != nil {
		return Employer{}, err
	}
	return e, s.ask(ctx, tx, actor, e, corrected, "employer.correct")
}

// over is the application that stands, with the correction over it. A kind that
// has no use for a field drops it.
func (c Correction) over(e Employer, agent Agent) Application {
	a := Application{
		Kind: e.Kind, Name: e.Name, USCC: string(e.USCC), Region: string(e.Region), Address: e.Address.Reveal(),
		ContactName: e.ContactName.Reveal(), ContactPhone: e.ContactPhone.Reveal(), Industry: e.Industry,
		Licence: e.Licence, Principal: agent.Principal, Letter: agent.Letter,
	}
	if put(&a.Kind, c.Kind); e.Kind == Person || a.Kind == Person {
		a.Name, a.USCC = "", ""
	}
	put(&a.Name, c.Name)
	put(&a.USCC, c.USCC)
	put(&a.Region, c.Region)
	put(&a.Address, c.Address)
	put(&a.ContactName, c.ContactName)
	put(&a.ContactPhone, c.ContactPhone)
	put(&a.Industry, c.Industry)
	put(&a.Licence, c.Licence)
	put(&a.Letter, c.Letter)
	put(&a.Principal, c.Principal)
	return a
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// ask publishes that the employer wants a review.
func (s *Service) ask(ctx context.Context, tx db.Tx, actor core.Actor, e Employer, agent Agent, act string) error {
	texts, sources := findings(e, agent)
	return errors.Join(
		audit.Append(ctx, tx, audit.By(actor, e.Changed, string(e.ID), act, string(e.Kind), "")),
		s.Outbox.Publish(ctx, tx, event.ReviewAsked{
			Kind: kindOfReview, Subject: string(e.ID), Region: string(e.Region), Title: nameOf(e.Kind).ZH + "：" + e.Name,
			Findings: texts, Sources: sources, Asker: actor.Person, Employer: e.ID, Revision: e.Revision,
		}),
		s.Notify.Signal(ctx, tx, actor.Person, signalTopic, string(e.ID)),
	)
}

// realName is the person's accepted name.
//
// Errors: ErrRealName.
func (s *Service) realName(ctx context.Context, q db.Q, person core.PersonID) (crypto.Private[crypto.Name], error) {
	name, err := s.People.FullName(ctx, q, person)
	if err == nil && name == "" {
		err = ErrRealName
	}
	return crypto.Hide[crypto.Name](name), err
}

// isRegion reports whether a region holds today. Villages are not held for every
// county, so a code below the county counts if its county holds.
func (s *Service) isRegion(c core.RegionCode) bool {
	set, today := s.Ref.Set(), core.DateOf(s.Now())
	if _, ok := set.Region(c, today); ok {
		return true
	}
	_, ok := set.Region(c.County(), today)
	return ok && c.Level() > core.TownLevel
}

// keep takes an applicant's files into use and points at the field of one that
// is not there.
//
// Errors: ErrFile.
func (s *Service) keep(ctx context.Context, tx db.Tx, agent Agent, licence, letter core.FileID) error {
	for _, f := range []struct {
		id   core.FileID
		path string
	}{{licence, "body.licence"}, {letter, "body.letter"}} {
		if f.id == "" {
			continue
		}
		err := s.Files.Keep(ctx, tx, agent.Person, f.id)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			return ErrFile.At(f.path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// exchange takes new files into use and lets go of those that were replaced.
//
// Errors: ErrFile.
func (s *Service) exchange(ctx context.Context, tx db.Tx, owner core.PersonID, was []core.FileID, agent Agent, licence core.FileID) error {
	if err := s.keep(ctx, tx, agent, licence, agent.Letter); err != nil {
		return err
	}
	for _, id := range was {
		if id == "" || id == licence || id == agent.Letter {
			continue
		}
		if err := s.Files.Release(ctx, tx, owner, id); err != nil {
			return err
		}
	}
	return nil
}

// lockAsAgent returns the employer, locked, and the actor as its agent.
//
// Errors: ErrNotAgent.
func (s *Service) lockAsAgent(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID) (Employer, Agent, error) {
	e, err := s.lock(ctx, tx, id)
	if err != nil {
		return Employer{}, Agent{}, orElse(err, ErrNotAgent)
	}
	agent, err := agentOf(ctx, tx, id, actor.Person)
	if err == nil && agent.State != Active {
		err = ErrNotAgent
	}
	return e, agent, orElse(err, ErrNotAgent)
}

// orElse turns a missing row into a fault.
func orElse(err error, f *fault.Fault) error {
	if errors.Is(err, db.ErrNoRow) {
		return f
	}
	return err
}
