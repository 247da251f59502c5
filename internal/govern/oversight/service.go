package oversight

import (
	"context"
	"embed"
	"errors"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
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
	DB        *db.DB
	Now       core.Clock
	Outbox    *outbox.Outbox
	Notify    *notify.Center
	Employers Employers
	People    People
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

// Decide ends the open round of a subject's review. Of two who decide at once
// the second gets ErrDecided, which says who was first and when. The reason is
// for the applicant; only an approval may be without one.
//
// Errors: ErrNotFound, ErrNotReviewer, ErrOwn, ErrDecided, ErrReason,
// ErrReasonLong.
func (s *Service) Decide(ctx context.Context, tx db.Tx, actor core.Actor, subject string, approved bool, reason string) (r Review, err error) {
	defer fault.Wrap(&err, "oversight.Decide(%s)", subject)
	if reason, err = reasonFor(approved, reason); err != nil {
		return Review{}, err
	}
	if err := lockReview(ctx, tx, subject); err != nil {
		return Review{}, notFound(err)
	}
	if r, err = reviewOf(ctx, tx, subject); err != nil {
		return Review{}, err
	}
	agents, err := s.agents(ctx, tx, r)
	if err != nil {
		return Review{}, err
	}
	if err := mayDecide(r, actor, agents); err != nil {
		return Review{}, err
	}
	names, err := s.People.MaskedNames(ctx, tx, []core.PersonID{actor.Person})
	if err != nil {
		return Review{}, err
	}
	r.State = stateAfter(approved)
	r.Decision = Decision{Round: r.Round, Approved: approved, Reason: reason, Reviewer: actor.Person, Name: names[actor.Person], At: s.Now()}
	if err := insertDecision(ctx, tx, r); err != nil {
		return Review{}, err
	}
	return r, s.announce(ctx, tx, actor, r)
}

// announce tells the others what was decided.
func (s *Service) announce(ctx context.Context, tx db.Tx, actor core.Actor, r Review) error {
	d := r.Decision
	return errors.Join(
		audit.Append(ctx, tx, audit.By(actor, d.At, r.Subject, "oversight."+string(r.State), r.Kind, d.Reason)),
		s.Notify.SignalRole(ctx, tx, core.Reviewer, "review", r.Subject),
		s.Outbox.Publish(ctx, tx, event.ReviewDecided{
			Kind: r.Kind, Subject: r.Subject, Approved: d.Approved, Reason: d.Reason, By: d.Reviewer, Revision: r.Revision,
		}),
	)
}

// Review returns one review and what was decided in its earlier rounds, newest
// first.
//
// Errors: ErrNotFound.
func (s *Service) Review(ctx context.Context, q db.Q, subject string) (r Review, earlier []Decision, err error) {
	defer fault.Wrap(&err, "oversight.Review(%s)", subject)
	if r, err = reviewOf(ctx, q, subject); err != nil {
		return Review{}, nil, notFound(err)
	}
	earlier, err = decisionsBefore(ctx, q, subject, r.Round)
	return r, earlier, err
}

// MayDecide says whether the actor may decide on r now.
//
// Errors: ErrNotReviewer, ErrDecided, ErrOwn.
func (s *Service) MayDecide(ctx context.Context, q db.Q, actor core.Actor, r Review) error {
	agents, err := s.agents(ctx, q, r)
	if err != nil {
		return err
	}
	return mayDecide(r, actor, agents)
}

// agents returns those who speak for the review's employer.
func (s *Service) agents(ctx context.Context, q db.Q, r Review) ([]core.PersonID, error) {
	if r.Employer == "" {
		return nil, nil
	}
	return s.Employers.Agents(ctx, q, r.Employer)
}

// notFound turns a missing row into ErrNotFound.
func notFound(err error) error {
	if errors.Is(err, db.ErrNoRow) {
		return ErrNotFound
	}
	return err
}
