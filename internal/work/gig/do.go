package gig

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// How a worker's presence is known.
const (
	byCode     = "code"
	byPlace    = "place"
	byEmployer = "employer"
)

// codeTries is how many wrong tries end a start code. Ours, not a rule.
const codeTries = 5

// StartCode is what the employer shows a worker who has come.
type StartCode struct {
	Code  string    `json:"code" doc:"Six digits."`
	QR    string    `json:"qr" doc:"What a QR code should say."`
	Opens time.Time `json:"opens" doc:"It may be used from here."`
	Until time.Time `json:"until" doc:"And until before this."`
}

// StartCode returns the start code (签到码) of an engagement to the employer: the
// same one again until it is used or worn out by wrong tries.
//
// Errors: ErrNoEngagement, ErrState, ErrTooLate.
func (s *Service) StartCode(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID) (_ StartCode, err error) {
	defer fault.Wrap(&err, "gig.StartCode(%s)", id)
	c, e, err := s.beginEngagement(ctx, tx, actor, id)
	if err != nil {
		return StartCode{}, err
	}
	if side, err := c.side(e); err != nil || side != EmployerSide {
		return StartCode{}, ErrNoEngagement
	}
	opens, closes := checkInTimes(c.job.Offer)
	switch {
	case e.State != Booked:
		return StartCode{}, ErrState
	case !c.at.Before(closes):
		return StartCode{}, ErrTooLate.With("closes", shortTime(closes))
	}
	if e.Code == "" || e.CodeTries >= codeTries {
		if e.Code, err = sixDigits(); err != nil {
			return StartCode{}, err
		}
		e.CodeTries = 0
		c.record(string(e.Worker), "gig.start_code", string(e.ID), "")
		if err := errors.Join(updateEngagement(ctx, tx, *e), c.save(ctx)); err != nil {
			return StartCode{}, err
		}
	}
	return StartCode{Code: e.Code, QR: fmt.Sprintf("yilu:check-in:%s:%s", e.ID, e.Code), Opens: opens, Until: closes}, nil
}

func sixDigits() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", n), nil
}

// Arrival says that a worker is there: by the employer's code, by where the
// phone is, or by the employer's own word.
type Arrival struct {
	Code  string
	Place *core.Place
}

// CheckIn begins the work (签到). A wrong code is counted: ErrCode is to be kept
// (api.Keep), so that the transaction is committed although it is refused.
//
// Errors: ErrNoEngagement, ErrState, ErrTooEarly, ErrTooLate, ErrCode,
// ErrCodeOver, ErrFar, ErrHow.
func (s *Service) CheckIn(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, in Arrival) (_ Engagement, err error) {
	defer fault.Wrap(&err, "gig.CheckIn(%s)", id)
	c, e, err := s.beginEngagement(ctx, tx, actor, id)
	if err != nil {
		return Engagement{}, err
	}
	side, err := c.side(e)
	if err != nil {
		return Engagement{}, err
	}
	opens, closes := checkInTimes(c.job.Offer)
	next, err := Next(e.State, CheckIn, Facts{By: side, Now: c.at, Opens: opens, Closes: closes})
	if err != nil {
		return Engagement{}, err
	}
	how, away, err := c.arrived(e, side, in)
	if errors.Is(err, ErrCode) {
		return Engagement{}, errors.Join(err, updateEngagement(ctx, tx, *e))
	}
	if err != nil {
		return Engagement{}, err
	}
	e.State, e.StartedAt, e.StartedBy, e.Code, e.CodeTries = next, c.at, how, "", 0
	c.note(e.ID, side, say(saidStarted[how], "distance", away))
	c.record(string(e.Worker), "gig.check_in", string(e.ID), "")
	if side == WorkerSide {
		c.tellEmployer(c.letterFor(e, mailCheckedIn, "name", c.name(ctx, e.Worker)))
	}
	return *e, c.keepAndSave(ctx, e, clockPropose, c.job.End().Add(c.answerTime()))
}

// arrived holds what is said of an arrival against what is known, and returns
// how it is known and how far away the worker is, in metres.
func (c *change) arrived(e *Engagement, side Side, in Arrival) (how string, away int64, err error) {
	switch {
	case side == EmployerSide:
		return byEmployer, 0, nil
	case in.Code != "":
		if e.Code == "" || e.CodeTries >= codeTries {
			return "", 0, ErrCodeOver
		}
		given := strings.TrimSpace(in.Code)
		if subtle.ConstantTimeCompare([]byte(given), []byte(e.Code)) != 1 {
			e.CodeTries++
			return "", 0, ErrCode.With("left", codeTries-e.CodeTries)
		}
		return byCode, 0, nil
	case in.Place != nil:
		away = int64(math.Round(c.job.Place.DistanceM(*in.Place)))
		if away > c.job.RadiusM {
			return "", 0, ErrFar.With("distance", away, "radius", c.job.RadiusM)
		}
		return byPlace, away, nil
	}
	return "", 0, ErrHow
}

// Finish ends the work (干完了).
//
// Errors: ErrNoEngagement, ErrState.
func (s *Service) Finish(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID) (_ Engagement, err error) {
	defer fault.Wrap(&err, "gig.Finish(%s)", id)
	c, e, err := s.beginEngagement(ctx, tx, actor, id)
	if err != nil {
		return Engagement{}, err
	}
	side, err := c.side(e)
	if err != nil {
		return Engagement{}, err
	}
	if e.State, err = Next(e.State, Finish, Facts{By: side}); err != nil {
		return Engagement{}, err
	}
	e.FinishedAt = c.at
	if err := shorten(ctx, tx, e.Worker, e.Job, c.at); err != nil {
		return Engagement{}, err
	}
	if err := s.outbox.Publish(ctx, tx, event.Finished{Engagement: e.ID, Worker: e.Worker, At: c.at}); err != nil {
		return Engagement{}, err
	}
	c.note(e.ID, side, saidFinished)
	c.record(string(e.Worker), "gig.finish", string(e.ID), "")
	c.tellEmployer(c.letterFor(e, mailFinished, "name", c.name(ctx, e.Worker)))
	return *e, c.keepAndSave(ctx, e, clockPropose, c.at.Add(c.answerTime()))
}

// StateHours is the worker's figure: minutes, hundredths of a day, pieces, or
// percent of the job. Before the answer it may be corrected; after the employer
// contested, it may only come nearer.
//
// Errors: ErrNoEngagement, ErrState, ErrFigure, ErrNotCloser.
func (s *Service) StateHours(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, figure int64, note string) (_ Engagement, err error) {
	defer fault.Wrap(&err, "gig.StateHours(%s)", id)
	c, e, err := s.beginEngagement(ctx, tx, actor, id)
	if err != nil {
		return Engagement{}, err
	}
	side, err := c.side(e)
	if err != nil {
		return Engagement{}, err
	}
	f := Facts{By: side, Planned: e.Planned, Stated: e.Stated, Offered: e.Offered, Figure: figure}
	next, err := Next(e.State, Declare, f)
	if err != nil {
		return Engagement{}, err
	}
	if next == PaidOut {
		return *e, c.settle(ctx, e, Declare, f)
	}
	was := e.State
	e.State, e.Stated, e.StatedAt, e.StatedBy, e.StatedNote = next, &figure, c.at, side, note
	due := Due(c.job.Offer, *e, figure)
	said := []any{"quantity", quantityText(c.job.Unit, figure), "amount", yuan(due)}
	c.note(e.ID, side, say(saidStated, append(said, "note", note)...))
	c.record(string(e.Worker), "gig.hours", string(e.ID), "") // the words stand in the timeline, where they can be erased
	if was == Contested {                                     // what the worker gives up is not contested any more
		if err := c.giveBackPart(ctx, e, e.HoldMinor-e.BackMinor-due); err != nil {
			return Engagement{}, err
		}
		c.tellEmployer(c.letterFor(e, mailNearer, append(said, "name", c.name(ctx, e.Worker))...))
		return *e, c.keepAndSave(ctx, e, "", time.Time{})
	}
	c.askAnswer(ctx, e)
	return *e, c.keepAndSave(ctx, e, clockStand, c.at.Add(c.answerTime()))
}

// askAnswer asks the employer for a word on the worker's figure.
func (c *change) askAnswer(ctx context.Context, e *Engagement) {
	c.tellEmployer(c.letterFor(e, mailStated, "name", c.name(ctx, e.Worker), "quantity", quantityText(c.job.Unit, *e.Stated),
		"amount", yuan(Due(c.job.Offer, *e, *e.Stated)), "hours", int(c.answerTime()/time.Hour)))
}

// keep writes the engagement.
func (c *change) keep(ctx context.Context, e *Engagement) error {
	if e.State.Over() && c.job.State.Live() {
		if err := c.loosen(ctx, e); err != nil {
			return err
		}
	}
	err := updateEngagement(ctx, c.tx, *e)
	e.Version++
	return err
}

// loosen frees the worker of an engagement that is over; one whose work is paid
// stays known to the job, so that he does not take a second place in it.
func (c *change) loosen(ctx context.Context, e *Engagement) error {
	if e.State == PaidOut {
		return shorten(ctx, c.tx, e.Worker, e.Job, c.at)
	}
	return unbind(ctx, c.tx, e.Worker, e.Job)
}

// keepAndSave writes the engagement and the change, plans the clock named, and
// refreshes the pages that show it.
func (c *change) keepAndSave(ctx context.Context, e *Engagement, clock string, at time.Time) error {
	if err := c.keep(ctx, e); err != nil {
		return err
	}
	if clock != "" {
		if err := c.engagementClock(ctx, clock, e, at); err != nil {
			return err
		}
	}
	c.show(e)
	return c.save(ctx)
}

// name is the worker's name as the employer may see it.
func (c *change) name(ctx context.Context, w core.PersonID) any {
	names, err := c.s.people.MaskedNames(ctx, c.tx, []core.PersonID{w})
	if name := names[w]; err == nil && name != "" {
		return name
	}
	return core.Text{ZH: "工人", EN: "The worker"}
}
