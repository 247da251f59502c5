package reputation

import (
	"context"
	"embed"
	"errors"
	"slices"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
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
	Jobs      *jobs.Queue
	Notify    *notify.Center
	Ref       reference.Source
	Employers Employers
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

// Opinion is what a person gives: stars from 1 to 5, and what else they like.
type Opinion struct {
	Stars int
	Tags  []string
	Words string
}

// Rate gives the actor's rating of the other side. The first of an engagement is
// hidden for RevealAfter; the second shows both.
//
// Errors: ErrNotFound, ErrSelf, ErrNotEnded, ErrCancelled, ErrRated, ErrClosed,
// ErrTags, ErrLong, ErrWords, ErrNumbers.
func (s *Service) Rate(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, o Opinion) (r Rating, err error) {
	defer fault.Wrap(&err, "reputation.Rate(%s)", id)
	e, err := lockEngagement(ctx, tx, id)
	if err != nil {
		return Rating{}, orElse(err, ErrNotFound)
	}
	side, agents, err := s.sideOf(ctx, tx, e, actor.Person)
	if err != nil {
		return Rating{}, err
	}
	mine, theirs, err := ratingsOf(ctx, tx, e, side)
	if err != nil {
		return Rating{}, err
	}
	now := s.Now()
	if err := e.mayRate(mine != nil, now); err != nil {
		return Rating{}, err
	}
	if o.Tags, err = tagsOf(side, o.Tags); err != nil {
		return Rating{}, err
	}
	if o.Words, err = wordsOf(o.Words, s.Ref.Set(), core.DateOf(now)); err != nil {
		return Rating{}, err
	}
	r = Rating{
		Subject: e.subject(side.other()), Engagement: id, Side: side, Author: actor.Person, Stars: o.Stars, Tags: o.Tags, Words: o.Words,
		AfterSeeing: theirs != nil && !theirs.Shown.IsZero(), At: now,
	}
	if err := insertRating(ctx, tx, r); err != nil {
		return Rating{}, err
	}
	if err := audit.Append(ctx, tx, audit.By(actor, now, string(r.Subject), "reputation.rate", string(id), "")); err != nil {
		return Rating{}, err
	}
	if e.First.IsZero() {
		return r, s.hide(ctx, tx, e, side, agents)
	}
	show := []Rating{r}
	if !r.AfterSeeing {
		show = append(show, *theirs)
	}
	r.Shown = now
	return r, s.reveal(ctx, tx, e, agents, show)
}

// hide begins the time in which the first rating waits for the second.
func (s *Service) hide(ctx context.Context, tx db.Tx, e Engagement, by Side, agents []core.PersonID) error {
	e.First = s.Now()
	return errors.Join(
		updateEngagement(ctx, tx, e),
		s.Jobs.Schedule(ctx, tx, revealJob, string(e.ID), e.First.Add(RevealAfter), nil),
		s.tell(ctx, tx, e, peopleOn(by.other(), e, agents), "rating.given",
			core.Text{ZH: "对方评价了您", EN: "You were rated"},
			core.Text{ZH: "您也评价一下，两边的评价会一起公开；7 天后也会公开。", EN: "Rate them, too, and both are shown together; otherwise theirs is shown in 7 days."}),
		s.signal(ctx, tx, e, peopleOn(by, e, agents)),
	)
}

// reveal shows hidden ratings of an engagement: they go into the records, and
// both sides are told.
func (s *Service) reveal(ctx context.Context, tx db.Tx, e Engagement, agents []core.PersonID, show []Rating) error {
	now := s.Now()
	if e.Shown.IsZero() {
		e.Shown = now
	}
	changes := map[Side]Record{}
	for _, r := range show {
		if err := showRating(ctx, tx, r, now); err != nil {
			return err
		}
		changes[r.Side.other()] = r.share()
	}
	return errors.Join(
		updateEngagement(ctx, tx, e),
		s.Jobs.Cancel(ctx, tx, revealJob, string(e.ID)),
		s.change(ctx, tx, e, changes),
		s.tell(ctx, tx, e, slices.Concat(peopleOn(Worker, e, agents), agents), "rating.shown",
			core.Text{ZH: "评价公开了", EN: "Ratings are shown"},
			core.Text{ZH: "这份工作的评价可以看了，您可以回复一次。", EN: "The ratings of this engagement can be read now; you may answer once."}),
	)
}

// Reply adds the actor's one answer to the rating they got, once it is shown.
//
// Errors: ErrNotFound, ErrNotRated, ErrReplied, ErrEmpty, ErrLong, ErrWords,
// ErrNumbers.
func (s *Service) Reply(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, text string) (err error) {
	defer fault.Wrap(&err, "reputation.Reply(%s)", id)
	e, err := lockEngagement(ctx, tx, id)
	if err != nil {
		return orElse(err, ErrNotFound)
	}
	side, agents, err := s.sideOf(ctx, tx, e, actor.Person)
	if err != nil {
		return err
	}
	_, theirs, err := ratingsOf(ctx, tx, e, side)
	switch {
	case err != nil:
		return err
	case theirs == nil || theirs.Shown.IsZero():
		return ErrNotRated
	case theirs.Reply != "":
		return ErrReplied
	}
	now := s.Now()
	words, err := wordsOf(text, s.Ref.Set(), core.DateOf(now))
	if err != nil {
		return err
	}
	if words == "" {
		return ErrEmpty
	}
	theirs.Reply, theirs.Replied = words, now
	return errors.Join(
		writeReply(ctx, tx, *theirs),
		audit.Append(ctx, tx, audit.By(actor, now, string(e.subject(side.other())), "reputation.reply", string(id), "")),
		s.signal(ctx, tx, e, slices.Concat(peopleOn(Worker, e, agents), agents)),
	)
}

// sideOf returns the side that the person stands on, and the employer's agents.
// Someone who is both worker and agent stands on none.
//
// Errors: ErrNotFound, ErrSelf.
func (s *Service) sideOf(ctx context.Context, q db.Q, e Engagement, person core.PersonID) (Side, []core.PersonID, error) {
	agents, err := s.Employers.Agents(ctx, q, e.Employer)
	if err != nil {
		return "", nil, err
	}
	speaks := slices.Contains(agents, person)
	switch {
	case person == "" || person != e.Worker && !speaks:
		return "", nil, ErrNotFound
	case slices.Contains(agents, e.Worker):
		return "", nil, ErrSelf
	case speaks:
		return Employer, agents, nil
	}
	return Worker, agents, nil
}

// peopleOn are the persons on a side.
func peopleOn(s Side, e Engagement, agents []core.PersonID) []core.PersonID {
	if s == Worker {
		return []core.PersonID{e.Worker}
	}
	return agents
}

// tell sends a message about the engagement and signals open pages.
func (s *Service) tell(ctx context.Context, tx db.Tx, e Engagement, people []core.PersonID, kind string, title, body core.Text) error {
	all := make([]notify.Message, len(people))
	for i, p := range people {
		link := "/engagements/" + string(e.ID)
		if p != e.Worker {
			link = "/hire" + link // the employer's page of it
		}
		all[i] = notify.Message{Person: p, Kind: kind, Title: title, Body: body, Link: link, Data: map[string]any{"engagement": e.ID}}
	}
	return errors.Join(s.Notify.Send(ctx, tx, all...), s.signal(ctx, tx, e, people))
}

func (s *Service) signal(ctx context.Context, tx db.Tx, e Engagement, people []core.PersonID) error {
	var errs []error
	for _, p := range people {
		errs = append(errs, s.Notify.Signal(ctx, tx, p, "engagement", string(e.ID)))
	}
	return errors.Join(errs...)
}

// orElse turns a missing row into a fault.
func orElse(err error, f *fault.Fault) error {
	if errors.Is(err, db.ErrNoRow) {
		return f
	}
	return err
}
