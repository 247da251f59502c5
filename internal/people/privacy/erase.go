package privacy

import (
	"context"
	"errors"
	"strings"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// Hindering is all that stands in the way of a person's erasure now.
func (s *Service) Hindering(ctx context.Context, q db.Q, person core.PersonID) (out []dossier.Hindrance, err error) {
	defer fault.Wrap(&err, "privacy.Hindering(%s)", person)
	for _, h := range s.Holders {
		some, err := h.Hindrances(ctx, q, person)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, nil
}

// AskErasure notes that the actor wants to be erased; it happens after a time in
// which they can take it back.
//
// Errors: ErrHindered, ErrWaiting.
func (s *Service) AskErasure(ctx context.Context, tx db.Tx, a core.Actor) (e Erasure, err error) {
	defer fault.Wrap(&err, "privacy.AskErasure(%s)", a.Person)
	last, err := lastErasure(ctx, tx, a.Person)
	switch {
	case err == nil && last.State == Waiting:
		return e, ErrWaiting
	case err != nil && !errors.Is(err, db.ErrNoRow):
		return e, err
	}
	hindrances, err := s.Hindering(ctx, tx, a.Person)
	if err != nil {
		return e, err
	}
	if len(hindrances) > 0 {
		return e, hindered(hindrances)
	}
	now := s.Now()
	e = Erasure{Person: a.Person, ID: core.NewID[Erasure](now), Lang: langOf(a), State: Waiting, Asked: now, Due: now.Add(s.Ref.Set().Duration("erase_wait", s.today()))}
	if err := insertErasure(ctx, tx, e); err != nil {
		return e, err
	}
	if err := s.Jobs.Schedule(ctx, tx, eraseJob, string(e.ID), e.Due, e.Person); err != nil {
		return e, err
	}
	day := core.DateOf(e.Due)
	return e, errors.Join(
		audit.Append(ctx, tx, audit.By(a, now, string(a.Person), "privacy.ask_erasure", string(e.ID), "")),
		s.tellPhone(ctx, tx, e, askedText.Fill("day", string(day))),
		s.Notify.Send(ctx, tx, notify.Message{Person: a.Person, Kind: "privacy.erasure_asked", Title: askedTitle, Body: askedText.Fill("day", string(day)), Link: "/me/erase"}),
	)
}

// hindered says what stands in the way, each language its own.
func hindered(all []dossier.Hindrance) *fault.Fault {
	f := *ErrHindered
	zh, en := make([]string, len(all)), make([]string, len(all))
	for i, h := range all {
		zh[i], en[i] = h.Text.ZH, h.Text.EN
	}
	f.ZH, f.EN = core.Text{ZH: f.ZH}.Fill("why", strings.Join(zh, "")).ZH, core.Text{EN: f.EN}.Fill("why", strings.Join(en, " ")).EN
	return &f
}

// TakeBack ends the wish to be erased.
//
// Errors: ErrNotWaiting.
func (s *Service) TakeBack(ctx context.Context, tx db.Tx, a core.Actor) (e Erasure, err error) {
	defer fault.Wrap(&err, "privacy.TakeBack(%s)", a.Person)
	e, err = lastErasure(ctx, tx, a.Person)
	if errors.Is(err, db.ErrNoRow) || err == nil && e.State != Waiting {
		return e, ErrNotWaiting
	}
	if err != nil {
		return e, err
	}
	e.State, e.Ended = TookBack, s.Now()
	return e, errors.Join(
		endErasure(ctx, tx, e),
		s.Jobs.Cancel(ctx, tx, eraseJob, string(e.ID)),
		audit.Append(ctx, tx, audit.By(a, e.Ended, string(a.Person), "privacy.keep_account", string(e.ID), "")),
		s.Notify.Send(ctx, tx, notify.Message{Person: a.Person, Kind: "privacy.erasure_withdrawn", Title: backTitle, Body: backText, Link: "/me/data"}),
	)
}

// erase is the job that erases a person when the time is over. All modules erase
// in one transaction, or none.
func (s *Service) erase(ctx context.Context, tx db.Tx, key string, payload []byte) (err error) {
	defer fault.Wrap(&err, "privacy.erase(%s)", key)
	person, err := personIn(payload)
	if err != nil {
		return err
	}
	e, err := lastErasure(ctx, tx, person)
	if errors.Is(err, db.ErrNoRow) || err == nil && (e.State != Waiting || string(e.ID) != key) {
		return nil
	}
	if err != nil {
		return err
	}
	hindrances, err := s.Hindering(ctx, tx, person)
	if err != nil {
		return err
	}
	e.Ended = s.Now()
	if len(hindrances) > 0 {
		return s.stop(ctx, tx, e, hindered(hindrances))
	}
	whom, err := s.subject(ctx, tx, person)
	if err != nil {
		return err
	}
	under := dossier.Begin(whom, e.Ended)
	for _, h := range append([]Holder{s}, s.Holders...) {
		if err := h.Erase(ctx, tx, under); err != nil {
			return err
		}
	}
	e.State, e.Rules = Erased, under.Rules()
	if err := endErasure(ctx, tx, e); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, audit.By(core.System, e.Ended, string(person), "privacy.erase", string(e.ID), strings.Join(e.Rules, " "))); err != nil {
		return err
	}
	if whom.Phone.IsZero() {
		return nil
	}
	return s.Accounts.Text(ctx, tx, core.Phone(whom.Phone.Reveal()), s.farewell(e))
}

// subject is who is erased, in full.
func (s *Service) subject(ctx context.Context, q db.Q, person core.PersonID) (x dossier.Subject, err error) {
	x.Person = person
	if x.Name, x.Document, err = s.People.Whole(ctx, q, person); err != nil {
		return x, err
	}
	x.Phone, err = s.Accounts.Phone(ctx, q, person)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		err = nil
	}
	return x, err
}

// stop ends a wish that can't be fulfilled now, and says why.
func (s *Service) stop(ctx context.Context, tx db.Tx, e Erasure, why *fault.Fault) error {
	e.State = Stopped
	return errors.Join(
		endErasure(ctx, tx, e),
		audit.Append(ctx, tx, audit.By(core.System, e.Ended, string(e.Person), "privacy.stop_erasure", string(e.ID), why.Code)),
		s.Notify.Send(ctx, tx, notify.Message{Person: e.Person, Kind: "privacy.erasure_stopped", Title: stoppedTitle, Body: core.Text{ZH: why.ZH + stoppedText.ZH, EN: why.EN + " " + stoppedText.EN}, Link: "/me/erase"}),
	)
}

// farewell is the last message: that it is done, and what stays.
func (s *Service) farewell(e Erasure) string {
	var kept []string
	for _, k := range s.keeps(e.Rules) {
		until := e.Ended.AddDate(0, int(k.Months), 0)
		kept = append(kept, farewellKept.Fill("day", string(core.DateOf(until))).In(e.Lang)+k.What.In(e.Lang))
	}
	return farewellText.In(e.Lang) + strings.Join(kept, farewellAnd.In(e.Lang)) + farewellEnd.In(e.Lang)
}

// tellPhone sends a text to the person's number, if there is one.
func (s *Service) tellPhone(ctx context.Context, tx db.Tx, e Erasure, text core.Text) error {
	phone, err := s.Accounts.Phone(ctx, tx, e.Person)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Accounts.Text(ctx, tx, core.Phone(phone.Reveal()), text.In(e.Lang))
}
