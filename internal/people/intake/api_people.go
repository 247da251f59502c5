package intake

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

type givenInput struct {
	Kind    string `json:"kind" enum:"terms,privacy,location,bank_card"`
	Version string `json:"version" minLength:"1" maxLength:"20"`
}

func givens(in []givenInput) (out []Given) {
	for _, g := range in {
		out = append(out, Given(g))
	}
	return out
}

type registerInput struct {
	Body struct {
		FormBody
		Consents []givenInput `json:"consents" nullable:"false" maxItems:"10" doc:"Texts that were read to the person, and that they agreed to on the spot."`
		Match    string       `json:"match,omitempty" maxLength:"60" doc:"For somebody who is known: agrees to the differences that a check showed."`
	}
}

type slipView struct {
	Code      string    `json:"code" doc:"Shown only here, and on the slip." example:"ACD-EFH-JKM"`
	ExpiresAt time.Time `json:"expires_at"`
}

type takenView struct {
	Person  core.PersonID `json:"person"`
	Name    string        `json:"name" doc:"Masked."`
	Outcome Outcome       `json:"outcome" enum:"fresh,change"`
	Slip    *slipView     `json:"slip,omitempty"`
}

// readAll is Read with the faults as one.
func (s *Service) readAll(a core.Actor, f Form) (Entry, error) {
	e, faults := s.Read(a, f)
	for i, f := range faults {
		one := *f
		one.More = nil
		faults[i] = &one
	}
	return e, fault.Join(faults)
}

func (s *Service) postPerson(ctx context.Context, a core.Actor, in *registerInput, decide api.Decide[takenView]) (v takenView, err error) {
	e, err := s.readAll(a, in.Body.form())
	if err != nil {
		return v, err
	}
	consents, err := s.Consents.Accepted(givens(in.Body.Consents))
	if err != nil {
		return v, err
	}
	found, err := s.Look(ctx, s.DB.Reader(), a, []Entry{e})
	if err != nil {
		return v, err
	}
	consistent, asked := true, true
	if found[0].Outcome == Fresh {
		consistent, asked = s.Identities.Ask(ctx, e.Stated)
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (takenView, error) {
		taken, err := s.takeOne(ctx, tx, a, e, consents, in.Body.Match, consistent, asked)
		if err != nil {
			return takenView{}, err
		}
		v := takenView{Person: taken.Person, Name: core.MaskName(e.Stated.Name), Outcome: taken.Kind}
		if taken.Slip.Code != "" {
			v.Slip = &slipView{taken.Slip.Code.Text(), taken.Slip.Expires}
		}
		return v, nil
	})
}

// takeOne registers one person, or changes a known one as agreed.
//
// Errors: ErrKnown, ErrKnownSame, ErrKnownElse, ErrNameOther, ErrPhoneOther, ErrUnavailable, ErrMatchOld.
func (s *Service) takeOne(ctx context.Context, tx db.Tx, a core.Actor, e Entry, consents []string, match string, consistent, asked bool) (Taken, error) {
	found, err := s.Look(ctx, tx, a, []Entry{e})
	if err != nil {
		return Taken{}, err
	}
	switch f := found[0]; {
	case f.Fault != nil:
		return Taken{}, f.Fault
	case f.Outcome == Change && match == "":
		return Taken{}, ErrKnown
	case f.Outcome == Change:
		return s.Amend(ctx, tx, a, e, match)
	case !asked:
		return Taken{}, ErrUnavailable
	case !consistent:
		return Taken{}, ErrNameOther
	}
	all, err := s.TakeIn(ctx, tx, a, []Entry{e}, consents)
	if err != nil {
		return Taken{}, err
	}
	return all[0], nil
}

type registeredView struct {
	Person  core.PersonID `json:"person"`
	Name    string        `json:"name" doc:"Masked."`
	Outcome Outcome       `json:"outcome" enum:"fresh,change"`
	Region  string        `json:"region"`
	Phone   string        `json:"phone" doc:"Masked; empty for who has none."`
	State   string        `json:"state" enum:"no_phone,waiting,taken,reversed" doc:"no_phone: takes the account over with a slip. waiting: logs in with their phone. taken: they did, with the slip. reversed: they took it back."`
	TakenAt *time.Time    `json:"taken_at,omitempty"`
	At      time.Time     `json:"at"`
}

func (s *Service) listPeople(ctx context.Context, tx db.Tx, a core.Actor, in *struct{ api.PageQuery }) (l api.List[registeredView], err error) {
	before, _, err := api.DecodeCursor[core.ID[Record]](in.Cursor)
	if err != nil {
		return l, err
	}
	records, err := recordsBy(ctx, tx, a.Person, before, in.Limit+1)
	if err != nil {
		return l, err
	}
	ids := make([]core.PersonID, len(records))
	for i, r := range records {
		ids[i] = r.Person
	}
	names, err := s.Names.ShownNames(ctx, tx, ids)
	if err != nil {
		return l, err
	}
	people, err := registeredAll(ctx, tx, ids)
	if err != nil {
		return l, err
	}
	phones, err := s.Accounts.Phones(ctx, tx, ids)
	if err != nil {
		return l, err
	}
	w := s.words()
	l = api.CutPage(records, in.Limit, func(r Record) any { return r.ID }, func(r Record) registeredView {
		p := people[r.Person]
		v := registeredView{Person: r.Person, Name: names[r.Person], Outcome: r.Kind, Region: w.region(r.Region).In(a.Lang), State: "waiting", At: r.At}
		if phone, ok := phones[r.Person]; ok {
			v.Phone = phone.String()
		} else {
			v.State = "no_phone"
		}
		if !p.Taken.IsZero() {
			v.State, v.TakenAt = "taken", &p.Taken
		}
		if r.Reversed {
			v.State = "reversed"
		}
		return v
	})
	return l, audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "intake.list_people", "", ""))
}

func (s *Service) postSlip(ctx context.Context, a core.Actor, in *PathPerson, decide api.Decide[slipView]) (slipView, error) {
	return decide(ctx, func(ctx context.Context, tx db.Tx) (slipView, error) {
		slip, err := s.NewSlip(ctx, tx, a, core.PersonID(in.ID))
		return slipView{slip.Code.Text(), slip.Expires}, err
	})
}

func (s *Service) printSlip(ctx context.Context, a core.Actor, in *PathPerson) (f api.File, err error) {
	var slip Slip
	err = s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		slip, err = s.SlipOf(ctx, tx, a, core.PersonID(in.ID))
		return err
	})
	if err != nil {
		return f, err
	}
	doc, err := s.draw(ctx, a.Lang, []Slip{slip})
	return api.File{Type: "application/pdf", Bytes: doc}, err
}

type takeOverInput struct {
	Body struct {
		Slip   string `json:"slip" minLength:"1" maxLength:"40" doc:"The code on the slip; blanks, dashes and small letters are forgiven." example:"ACD-EFH-JKM"`
		Phone  string `json:"phone" minLength:"1" maxLength:"40" example:"13800138000"`
		Code   string `json:"code" minLength:"1" maxLength:"20" doc:"The six digits that came by SMS." example:"123456"`
		Device string `json:"device,omitempty" maxLength:"200"`
	}
}

type openedView struct {
	Token     string        `json:"token" doc:"Send it as Authorization: Bearer. It is shown only here."`
	Person    core.PersonID `json:"person"`
	Session   string        `json:"session"`
	ExpiresAt string        `json:"expires_at" format:"date-time"`
}

func (s *Service) postTakeOver(ctx context.Context, a core.Actor, in *takeOverInput, decide api.Decide[openedView]) (v openedView, err error) {
	code, err := ParseCode(in.Body.Slip)
	if err != nil {
		return v, err
	}
	phone, err := s.Accounts.ReadPhone(in.Body.Phone)
	if err != nil {
		return v, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (openedView, error) {
		person, o, err := s.TakeOver(ctx, tx, a, code, phone, in.Body.Code, in.Body.Device)
		return openedView{o.Token, person, o.Session, o.Expires}, err
	})
}
