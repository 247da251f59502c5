package employer

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// OnReviewDecided takes what staff decided. A decision on an older revision than
// the present one is passed over: that one is asked about already.
func (s *Service) OnReviewDecided(ctx context.Context, tx db.Tx, d event.ReviewDecided) (err error) {
	defer fault.Wrap(&err, "employer.OnReviewDecided(%s)", d.Subject)
	if d.Kind != kindOfReview {
		return nil
	}
	e, err := s.lock(ctx, tx, core.EmployerID(d.Subject))
	if err != nil {
		return err
	}
	a := refuse
	if d.Approved {
		a = approve
	}
	next, err := e.State.after(a)
	if err != nil || d.Revision != e.Revision {
		return nil //nolint:nilerr // it was decided before
	}
	e.State, e.Reason, e.Changed = next, "", s.Now()
	if next == Approved {
		return errors.Join(setState(ctx, tx, e), s.tell(ctx, tx, e, "employer.approved",
			core.Text{ZH: "审核通过了", EN: "You are approved"},
			core.Text{ZH: "“{name}”可以发布零工了。", EN: "“{name}” can post jobs now."}))
	}
	e.Reason = d.Reason
	return errors.Join(setState(ctx, tx, e), release(ctx, tx, e.ID), s.tell(ctx, tx, e, "employer.refused",
		core.Text{ZH: "审核没有通过", EN: "You are not approved yet"},
		core.Text{ZH: "“{name}”：{reason}（改好后可以再次提交）", EN: "“{name}”: {reason} (Correct it and send it again.)"}))
}

// SetSuspended suspends an approved employer, or resumes a suspended one. The
// agents are told the reason. Nobody does so to their own employer.
//
// Errors: ErrNotReviewer, ErrNotFound, ErrOwn, ErrState, ErrReason.
func (s *Service) SetSuspended(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID, suspended bool, reason string) (e Employer, err error) {
	defer fault.Wrap(&err, "employer.SetSuspended(%s, %t)", id, suspended)
	e, reason, err = s.staffAct(ctx, tx, actor, id, reason)
	if err != nil {
		return Employer{}, err
	}
	a, kind := resume, "employer.resumed"
	title, body := core.Text{ZH: "已恢复", EN: "Resumed"}, core.Text{ZH: "“{name}”可以继续发布零工了。", EN: "“{name}” can post jobs again."}
	if suspended {
		a, kind = suspend, "employer.suspended"
		title, body = core.Text{ZH: "已暂停", EN: "Suspended"}, core.Text{ZH: "“{name}”暂时不能发布零工：{reason}", EN: "“{name}” can't post jobs for now: {reason}"}
	}
	if e.State, err = e.State.after(a); err != nil {
		return Employer{}, err
	}
	e.Reason, e.Changed = reason, s.Now()
	return e, errors.Join(
		setState(ctx, tx, e),
		audit.Append(ctx, tx, audit.By(actor, e.Changed, string(id), "employer."+string(a), "", reason)),
		s.tell(ctx, tx, e, kind, title, body),
	)
}

// Reveal returns an employer with what is sealed, for a reviewer with a reason.
// The look is recorded and the agents are told of it.
//
// Errors: ErrNotReviewer, ErrNotFound, ErrOwn, ErrReason.
func (s *Service) Reveal(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID, reason string) (e Employer, err error) {
	defer fault.Wrap(&err, "employer.Reveal(%s)", id)
	e, reason, err = s.staffAct(ctx, tx, actor, id, reason)
	if err != nil {
		return Employer{}, err
	}
	told := e
	told.Reason = reason
	return e, errors.Join(
		audit.Append(ctx, tx, audit.By(actor, s.Now(), string(id), "employer.reveal", "name, address, contact", reason)),
		s.tell(ctx, tx, told, "employer.revealed",
			core.Text{ZH: "工作人员查看了您的资料", EN: "Staff looked at your data"},
			core.Text{ZH: "查看了“{name}”的姓名、地址和联系方式，原因：{reason}", EN: "They saw the name, address and contact of “{name}”. Reason: {reason}"}),
	)
}

// staffAct is what every act of staff begins with: the employer, locked, and the
// reason as it is kept.
//
// Errors: ErrNotReviewer, ErrNotFound, ErrOwn, ErrReason.
func (s *Service) staffAct(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID, text string) (e Employer, reason string, err error) {
	if !actor.Has(core.Reviewer) || !actor.Known() {
		return Employer{}, "", ErrNotReviewer
	}
	if reason, err = reasonOf(text); err != nil {
		return Employer{}, "", err
	}
	if e, err = s.lock(ctx, tx, id); err != nil {
		return Employer{}, "", orElse(err, ErrNotFound)
	}
	if !actor.May(core.Reviewer, e.Region) {
		return Employer{}, "", ErrNotReviewer
	}
	switch err := s.MayAct(ctx, tx, actor.Person, id); {
	case err == nil:
		return Employer{}, "", ErrOwn
	case !errors.Is(err, ErrNotAgent):
		return Employer{}, "", err
	}
	return e, reason, nil
}
