package person

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type meView struct {
	Person      core.PersonID `json:"person"`
	Phone       string        `json:"phone" doc:"Masked." example:"138****5678"`
	Verified    bool          `json:"verified" doc:"Has a real name, and so may take and post work."`
	VerifiedAt  *time.Time    `json:"verified_at,omitempty"`
	Name        string        `json:"name" doc:"Masked; empty without a real name." example:"王*明"`
	Document    *documentView `json:"document,omitempty"`
	Age         int           `json:"age,omitempty" doc:"In full years."`
	Minor       bool          `json:"minor" doc:"Over the working age but not of age: some work is closed (劳动法 64)."`
	Roles       []core.Role   `json:"roles" nullable:"false"`
	Profile     profileView   `json:"profile"`
	Outstanding []ConsentKind `json:"consents_outstanding" nullable:"false" doc:"Required texts whose current version is not accepted."`
}

type documentView struct {
	Kind   core.DocumentKind `json:"kind"`
	Number string            `json:"number" doc:"Masked." example:"350428********0014"`
}

func (s *Service) getMe(ctx context.Context, a core.Actor, _ *struct{}) (meView, error) {
	return s.me(ctx, s.DB.Reader(), a)
}

// me gathers what a person's own page needs.
func (s *Service) me(ctx context.Context, q db.Q, a core.Actor) (v meView, err error) {
	v = meView{Person: a.Person, Roles: a.RoleNames()}
	phone, err := s.Phones.Phone(ctx, q, a.Person)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return v, err
	}
	v.Phone = phone.String()
	p, err := s.personOf(ctx, q, a.Person)
	switch {
	case err == nil:
		s.showPerson(&v, p)
	case !errors.Is(err, db.ErrNoRow):
		return v, err
	}
	consents, err := consentsOf(ctx, q, a.Person)
	if err != nil {
		return v, err
	}
	v.Outstanding = outstanding(consents, s.today())
	profile, err := s.ProfileOf(ctx, q, a.Person)
	v.Profile = s.showProfile(profile, a.Lang)
	return v, err
}

func (s *Service) showPerson(v *meView, p Person) {
	today := s.today()
	v.Verified, v.VerifiedAt = true, &p.Verified
	v.Name = core.MaskName(p.Name.Reveal())
	v.Document = &documentView{p.Kind, core.MaskDocument(p.Number.Reveal())}
	v.Age = p.Birth.YearsAt(today)
	v.Minor = v.Age < int(s.Ref.Set().Value("age_adult", today))
}

type identityInput struct {
	Body struct {
		Name     string            `json:"name" minLength:"1" maxLength:"120" doc:"As on the document." example:"王小明"`
		Kind     core.DocumentKind `json:"kind" enum:"citizen_id,hmt_residence,foreigner_pr,hm_pass,tw_pass,passport"`
		Document string            `json:"document" minLength:"1" maxLength:"60" doc:"The document's number; blanks and full-width digits are forgiven." example:"350428197906150014"`
		Birth    core.Date         `json:"birth,omitempty" maxLength:"10" doc:"Needed for documents whose number carries no date of birth." example:"1979-06-15"`
		Consents []givenInput      `json:"consents,omitempty" maxItems:"10" doc:"Texts accepted together with this."`
	}
}

type givenInput struct {
	Kind    ConsentKind `json:"kind" enum:"terms,privacy,location,bank_card"`
	Version string      `json:"version" minLength:"1" maxLength:"20"`
}

func (s *Service) putIdentity(ctx context.Context, a core.Actor, in *identityInput, decide api.Decide[meView]) (meView, error) {
	claim, err := s.Read(Stated{in.Body.Name, in.Body.Document, in.Body.Kind, in.Body.Birth})
	if err != nil {
		return meView{}, err
	}
	var given []Given
	for _, g := range in.Body.Consents {
		given = append(given, Given(g))
	}
	var try core.ID[attempt]
	var settled bool
	err = s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		try, settled, err = s.Begin(ctx, tx, a, claim, given)
		return err
	})
	if err != nil {
		return meView{}, err
	}
	var verdict Verdict
	if !settled {
		verdict = s.Ask(ctx, claim)
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (meView, error) {
		if !settled {
			if err := s.Settle(ctx, tx, a, try, claim, verdict, given); err != nil {
				return meView{}, err
			}
		}
		return s.me(ctx, tx, a)
	})
}

type profileView struct {
	Profile
	Labels    map[string]string `json:"labels" doc:"Names of the trades and regions in it, by code."`
	ChangedAt *time.Time        `json:"changed_at,omitempty" doc:"Missing if it was never made."`
}

// showProfile names what a profile only codes.
func (s *Service) showProfile(p Profiled, lang core.Lang) profileView {
	v := profileView{Profile: p.Profile, Labels: map[string]string{}}
	set, day := s.Ref.Set(), s.today()
	for _, t := range p.Trades {
		if trade, ok := set.Trade(t.Trade, day); ok {
			v.Labels[t.Trade] = trade.Name.In(lang)
		}
	}
	for _, code := range p.Regions {
		if r, ok := set.LastRegion(core.RegionCode(code)); ok {
			v.Labels[code] = r.Name.In(lang)
		}
	}
	if !p.Changed.IsZero() {
		v.ChangedAt = &p.Changed
	}
	return v
}

func (s *Service) getProfile(ctx context.Context, a core.Actor, _ *struct{}) (profileView, error) {
	p, err := s.ProfileOf(ctx, s.DB.Reader(), a.Person)
	return s.showProfile(p, a.Lang), err
}

type profileInput struct{ Body Profile }

func (s *Service) putProfile(ctx context.Context, tx db.Tx, a core.Actor, in *profileInput) (profileView, error) {
	if err := s.SetProfile(ctx, tx, a, in.Body); err != nil {
		return profileView{}, err
	}
	p, err := s.ProfileOf(ctx, tx, a.Person)
	return s.showProfile(p, a.Lang), err
}
