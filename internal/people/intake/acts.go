package intake

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// Act is one thing that somebody did for a person.
type Act struct {
	audit.Entry
	Record    *Record  // of a registration; nil for anything else
	Contested *Contest // the person's word on it, if there is one
	Undoable  bool
}

// actTexts say what was done; an act that is not here shows its code.
var actTexts = map[string]core.Text{
	"person.enrol":        {ZH: "登记了您的姓名和证件，记下了您当面的同意", EN: "Wrote down your name and document, and your consents given on the spot"},
	"person.identify":     {ZH: "核实了您的姓名和证件", EN: "Had your name and document checked"},
	"person.set_profile":  {ZH: "改了您想干的活", EN: "Changed your wishes"},
	"person.consent":      {ZH: "记下了您的同意", EN: "Recorded your consent"},
	"intake.register":     {ZH: "替您登记了", EN: "Registered you"},
	"intake.change":       {ZH: "改了您的登记", EN: "Changed your registration"},
	"intake.slip":         {ZH: "给您打了新的小票", EN: "Printed a new slip for you"},
	"intake.print_slip":   {ZH: "又打印了一次您的小票", EN: "Printed your slip once more"},
	"gig.grab":            {ZH: "替您抢了单", EN: "Grabbed a job for you"},
	"gig.apply":           {ZH: "替您报了名", EN: "Applied for a job for you"},
	"gig.withdraw":        {ZH: "替您退了单", EN: "Withdrew you from a job"},
	"gig.check_in":        {ZH: "替您签了到", EN: "Checked you in"},
	"gig.finish":          {ZH: "替您点了干完", EN: "Reported your work as done"},
	"hall.called":         {ZH: "打电话问您去不去一个活", EN: "Called you about a job"},
	"reply.offer":         {ZH: "发短信给您推了一个活", EN: "Offered you a job by SMS"},
	"account.grant_role":  {ZH: "给了您一个工作角色", EN: "Gave you a role"},
	"account.revoke_role": {ZH: "收回了您的工作角色", EN: "Took a role back"},
}

// forOthers reports whether an entry tells of an act done for its subject by
// another. Looks are listed elsewhere.
func forOthers(e audit.Entry) bool {
	_, verb, _ := strings.Cut(e.Act, ".")
	look := verb == "reveal" || verb == "read" || strings.HasPrefix(verb, "read_") || strings.HasPrefix(verb, "list_") || strings.HasPrefix(verb, "export")
	return e.Actor != "" && string(e.Actor) != e.Subject && !look && e.Act != "account.log_in"
}

// maxScan is how many entries one page of acts looks through.
const maxScan = 1000

// ActsFor returns what others did for a person, newest first, older than an
// entry; next goes on, "" at the end.
func (s *Service) ActsFor(ctx context.Context, q db.Q, person core.PersonID, before core.ID[audit.Entry], limit int) (out []Act, next core.ID[audit.Entry], err error) {
	defer fault.Wrap(&err, "intake.ActsFor(%s)", person)
	for scanned := 0; scanned < maxScan; {
		part, err := audit.About(ctx, q, string(person), before, 100)
		if err != nil {
			return nil, "", err
		}
		for _, e := range part {
			if before = e.ID; !forOthers(e) {
				continue
			}
			if len(out) == limit {
				return out, out[limit-1].ID, s.join(ctx, q, person, out)
			}
			out = append(out, Act{Entry: e})
		}
		if scanned += len(part); len(part) < 100 {
			return out, "", s.join(ctx, q, person, out)
		}
	}
	return out, before, s.join(ctx, q, person, out)
}

// join adds the records and contests of acts.
func (s *Service) join(ctx context.Context, q db.Q, person core.PersonID, acts []Act) error {
	records, err := recordsOf(ctx, q, person)
	if err != nil {
		return err
	}
	contests, err := contestsOf(ctx, q, person)
	if err != nil {
		return err
	}
	for i := range acts {
		a := &acts[i]
		if at := slices.IndexFunc(records, func(r Record) bool { return string(r.ID) == a.Object }); at >= 0 {
			a.Record, a.Undoable = &records[at], !records[at].Reversed
		}
		if at := slices.IndexFunc(contests, func(c Contest) bool { return c.Entry == string(a.ID) }); at >= 0 {
			a.Contested = &contests[at]
		}
	}
	return nil
}

// actOf returns one act that was done for a person.
//
// Errors: ErrActMissing.
func (s *Service) actOf(ctx context.Context, q db.Q, person core.PersonID, id core.ID[audit.Entry]) (Act, error) {
	e, err := audit.Get(ctx, q, string(person), id)
	if errors.Is(err, db.ErrNoRow) || err == nil && !forOthers(e) {
		return Act{}, ErrActMissing
	}
	if err != nil {
		return Act{}, err
	}
	one := []Act{{Entry: e}}
	err = s.join(ctx, q, person, one)
	return one[0], err
}

// Reverse takes back what somebody registered or changed for the actor: wishes and
// home are as they were before, consents that were recorded are withdrawn. Name
// and document stay: a hall corrects them, which sees the document.
//
// Errors: ErrActMissing, ErrNotUndone, ErrChangedLate.
func (s *Service) Reverse(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[audit.Entry]) (err error) {
	defer fault.Wrap(&err, "intake.Reverse(%s)", id)
	act, err := s.actOf(ctx, tx, a.Person, id)
	if err != nil {
		return err
	}
	r := act.Record
	switch {
	case r == nil:
		return ErrNotUndone
	case r.Reversed:
		return nil
	}
	_, now, err := s.Profiles.Profile(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	if !sameJSON(now, r.After) {
		return ErrChangedLate
	}
	if err := s.Profiles.Restore(ctx, tx, a, r.Before); err != nil {
		return err
	}
	if err := s.Consents.Withdraw(ctx, tx, a, r.Consents); err != nil {
		return err
	}
	if r.Kind == Change {
		if err := moveHome(ctx, tx, a.Person, r.RegionBefore); err != nil {
			return err
		}
	}
	if err := setReversed(ctx, tx, a.Person, r.ID); err != nil {
		return err
	}
	if err := s.Notify.Signal(ctx, tx, r.Operator, "intake", string(a.Person)); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "intake.reverse", string(r.ID), ""))
}

func sameJSON(a, b []byte) bool { return bytes.Equal(compactJSON(a), compactJSON(b)) }

// Contest records that the actor holds something done for them for wrong, and
// tells the reviewers.
//
// Errors: ErrActMissing, ErrReason, ErrContested.
func (s *Service) Contest(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[audit.Entry], reason string) (_ Contest, err error) {
	defer fault.Wrap(&err, "intake.Contest(%s)", id)
	reason = core.Tidy(reason)
	if utf8.RuneCountInString(reason) < minReason {
		return Contest{}, ErrReason.With("min", minReason)
	}
	act, err := s.actOf(ctx, tx, a.Person, id)
	switch {
	case err != nil:
		return Contest{}, err
	case act.Contested != nil && act.Contested.Answered.IsZero():
		return Contest{}, ErrContested
	}
	region, err := s.regionOf(ctx, tx, a.Person)
	if err != nil {
		return Contest{}, err
	}
	now := s.Now()
	c := Contest{Person: a.Person, ID: core.NewID[Contest](now), Entry: string(id), Act: act.Act, Doer: act.Actor, Region: region, Reason: reason, At: now}
	if err := insertContest(ctx, tx, c); err != nil {
		return Contest{}, err
	}
	if err := s.tellReviewers(ctx, tx); err != nil {
		return Contest{}, err
	}
	return c, audit.Append(ctx, tx, audit.By(a, now, string(a.Person), "intake.contest", string(c.ID), reason))
}

func (s *Service) tellReviewers(ctx context.Context, tx db.Tx) error {
	who, err := s.Door.Holders(ctx, tx, core.Reviewer)
	if err != nil {
		return err
	}
	letters := make([]notify.Message, len(who))
	for i, p := range who {
		letters[i] = notify.Message{
			Person: p, Kind: "intake.contested",
			Title: core.Text{ZH: "有人对代办提出异议", EN: "An act for somebody is contested"},
			Body:  core.Text{ZH: "有人说替他办的事不对，请到“代办异议”里看原因并答复。", EN: "Somebody says that what was done for them is wrong. Please read why under contests, and answer."},
		}
	}
	return s.Notify.Send(ctx, tx, letters...)
}

// Answer gives the person an answer to their contest.
//
// Errors: ErrMissing, ErrAnswered, ErrReason.
func (s *Service) Answer(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, id core.ID[Contest], answer string) (err error) {
	defer fault.Wrap(&err, "intake.Answer(%s)", id)
	answer = core.Tidy(answer)
	if utf8.RuneCountInString(answer) < minReason {
		return ErrReason.With("min", minReason).At("body.answer")
	}
	c, err := contestOf(ctx, tx, person, id)
	switch {
	case errors.Is(err, db.ErrNoRow) || err == nil && !a.May(core.Reviewer, c.Region):
		return ErrMissing
	case err != nil:
		return err
	case !c.Answered.IsZero():
		return ErrAnswered
	}
	now := s.Now()
	if err := answerContest(ctx, tx, c, answer, a.Person, now); err != nil {
		return err
	}
	err = s.Notify.Send(ctx, tx, notify.Message{
		Person: person, Kind: "intake.answered", Link: "/me/acts",
		Title: core.Text{ZH: "您提的事有答复了", EN: "Your contest is answered"}, Body: core.Text{ZH: answer, EN: answer},
	})
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, now, string(person), "intake.answer", string(id), answer))
}
