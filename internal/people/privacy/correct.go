package privacy

import (
	"context"
	"errors"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// kindOfReview is what reviews of corrections are called.
const kindOfReview = "correction"

// AskCorrection puts a wish before a reviewer. For IdentityWish the wish is read
// and asked at the register before; for PhoneWish a code proves the new number.
//
// Errors: ErrCorrecting, ErrManyWishes, ErrWhy, ErrPhoto, ErrNoIdentity, ErrSame.
func (s *Service) AskCorrection(ctx context.Context, tx db.Tx, a core.Actor, kind CorrectionKind, w Wish, photo core.FileID) (c Correction, err error) {
	defer fault.Wrap(&err, "privacy.AskCorrection(%s)", a.Person)
	if w.Reason = core.Tidy(w.Reason); utf8.RuneCountInString(w.Reason) < minReason || utf8.RuneCountInString(w.Reason) > maxReason {
		return c, ErrWhy.With("min", minReason, "max", maxReason)
	}
	now := s.Now()
	all, err := s.correctionsOf(ctx, tx, a.Person)
	if err != nil {
		return c, err
	}
	recent := 0
	for _, o := range all {
		if o.State == Open {
			return c, ErrCorrecting
		}
		if now.Sub(o.Asked) < wishesIn {
			recent++
		}
	}
	if recent >= maxWishes {
		return c, ErrManyWishes.With("max", maxWishes)
	}
	if err := s.differs(ctx, tx, a.Person, kind, w); err != nil {
		return c, err
	}
	if photo == "" {
		return c, ErrPhoto
	}
	if err := s.Files.Keep(ctx, tx, a.Person, photo); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return c, ErrPhoto
		}
		return c, err
	}
	c = Correction{Person: a.Person, ID: core.NewID[Correction](now), Kind: kind, State: Open, Wish: w, Photo: photo, Asked: now}
	if err := s.insertCorrection(ctx, tx, c); err != nil {
		return c, err
	}
	home, err := s.People.Home(ctx, tx, a.Person)
	if err != nil {
		return c, err
	}
	return c, errors.Join(
		s.Outbox.Publish(ctx, tx, c.asked(home)),
		audit.Append(ctx, tx, audit.By(a, now, string(a.Person), "privacy.ask_correction", string(kind), "")),
	)
}

// differs refuses a wish that changes nothing.
//
// Errors: ErrNoIdentity, ErrSame.
func (s *Service) differs(ctx context.Context, q db.Q, person core.PersonID, kind CorrectionKind, w Wish) error {
	now, err := s.subject(ctx, q, person)
	switch {
	case err != nil:
		return err
	case kind == PhoneWish && now.Phone.Reveal() == string(w.Phone):
		return ErrSame
	case kind == IdentityWish && now.Name.IsZero():
		return ErrNoIdentity
	case kind == IdentityWish && now.Name.Reveal() == w.Identity.Name && now.Document.Reveal() == w.Identity.Document:
		return ErrSame
	}
	return nil
}

// pii46 is the article by which people have their data corrected.
const pii46 = "个人信息保护法第四十六条"

// asked is the review that a correction needs. Nothing personal is in it: the
// reviewer opens the correction, and that is recorded.
func (c Correction) asked(home core.RegionCode) event.ReviewAsked {
	e := event.ReviewAsked{
		Kind: kindOfReview, Subject: string(c.ID), Region: string(home), Title: "更正：" + wishTexts[c.Kind].ZH, Asker: c.Person, Revision: 1,
		Findings: []core.Text{{ZH: "对照证件照片，核对申请人和要改的内容。", EN: "Compare the photo of the document with the person and with what should change."}}, Sources: []string{pii46},
	}
	if c.Kind == PhoneWish {
		e.Findings = append(e.Findings, core.Text{ZH: "新手机号已用验证码核实；旧号码本人说用不了了。", EN: "The new number is proved by a code; the person says that the old one is lost."})
		e.Sources = append(e.Sources, "")
		return e
	}
	said := map[string]core.Text{
		"consistent": {ZH: "公安核验：新的姓名和证件号一致。", EN: "The register: the new name and number belong together."},
		"mismatch":   {ZH: "公安核验：新的姓名和证件号对不上。", EN: "The register: the new name and number do not belong together."},
		"":           {ZH: "公安核验没有连上，请人工核对。", EN: "The register could not be reached; please check by hand."},
	}
	e.Findings, e.Sources = append(e.Findings, said[c.Register]), append(e.Sources, "")
	return e
}

// Withdraw ends an open correction of the actor's.
//
// Errors: ErrNoWish, ErrNotOpen.
func (s *Service) Withdraw(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Correction]) (c Correction, err error) {
	defer fault.Wrap(&err, "privacy.Withdraw(%s)", id)
	c, err = s.correctionOf(ctx, tx, id)
	switch {
	case errors.Is(err, db.ErrNoRow), err == nil && c.Person != a.Person:
		return Correction{}, ErrNoWish
	case err != nil:
		return c, err
	case c.State != Open:
		return c, ErrNotOpen
	}
	c.State = Withdrawn
	return c, errors.Join(s.end(ctx, tx, &c), audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "privacy.withdraw_correction", string(c.Kind), "")))
}

// end closes a correction and lets go of its photo.
func (s *Service) end(ctx context.Context, tx db.Tx, c *Correction) error {
	c.Ended = s.Now()
	if err := endCorrection(ctx, tx, *c); err != nil {
		return err
	}
	return s.Files.Release(ctx, tx, c.Person, c.Photo)
}

// OnReviewDecided does what a reviewer decided. Hearing it twice changes nothing.
func (s *Service) OnReviewDecided(ctx context.Context, tx db.Tx, d event.ReviewDecided) (err error) {
	if d.Kind != kindOfReview {
		return nil
	}
	defer fault.Wrap(&err, "privacy.OnReviewDecided(%s)", d.Subject)
	c, err := s.correctionOf(ctx, tx, core.ID[Correction](d.Subject))
	if errors.Is(err, db.ErrNoRow) || err == nil && c.State != Open {
		return nil // withdrawn, or erased
	}
	if err != nil {
		return err
	}
	actor := core.Actor{Person: d.By, Channel: core.ByConsole, Lang: core.ZH}
	c.State, c.Answer = Refused, d.Reason
	if d.Approved {
		if c.State, c.Answer, err = s.apply(ctx, tx, actor, c); err != nil {
			return err
		}
	}
	if err := s.end(ctx, tx, &c); err != nil {
		return err
	}
	return s.tell(ctx, tx, c)
}

// apply does what was asked. What the data don't allow any more, such as a number
// that somebody else took, is an answer and no error.
func (s *Service) apply(ctx context.Context, tx db.Tx, actor core.Actor, c Correction) (CorrectionState, string, error) {
	var err error
	if c.Kind == PhoneWish {
		err = s.Accounts.ChangePhone(ctx, tx, actor, c.Person, c.Phone)
	} else {
		err = s.People.CorrectIdentity(ctx, tx, actor, c.Person, c.Identity)
	}
	if f := fault.Of(err); f != nil {
		return Refused, errCantCorrect.With("why", f.ZH).ZH, nil
	}
	return Done, "", err
}

// tell says what became of a correction.
func (s *Service) tell(ctx context.Context, tx db.Tx, c Correction) error {
	m := notify.Message{Person: c.Person, Kind: "privacy.corrected", Title: doneTitle, Body: doneText, Link: "/me/identity"}
	switch {
	case c.State == Refused:
		m.Title, m.Body, m.Link = refusedTitle, refusedText.Fill("why", c.Answer), "/me/correct"
	case c.Kind == PhoneWish:
		m.Body, m.Link = movedText, "/me"
	}
	return s.Notify.Send(ctx, tx, m)
}
