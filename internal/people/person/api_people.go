package person

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type consentView struct {
	Kind        ConsentKind `json:"kind"`
	Title       string      `json:"title"`
	Required    bool        `json:"required" doc:"Nothing works without it; the others can be refused."`
	Sensitive   bool        `json:"sensitive" doc:"About sensitive data: asked separately, when it is first needed."`
	Granted     bool        `json:"granted"`
	Outstanding bool        `json:"outstanding" doc:"The current version is not accepted."`
	Current     string      `json:"current" doc:"The version to accept."`
	Version     string      `json:"version,omitempty" doc:"The version last accepted or withdrawn."`
	Hash        string      `json:"hash,omitempty" doc:"SHA-256 of the text as it was shown."`
	Channel     string      `json:"channel,omitempty"`
	At          *time.Time  `json:"at,omitempty"`
}

func (s *Service) listConsents(ctx context.Context, a core.Actor, _ *struct{}) (api.List[consentView], error) {
	return s.showConsents(ctx, s.DB.Reader(), a)
}

func (s *Service) showConsents(ctx context.Context, q db.Q, a core.Actor) (l api.List[consentView], err error) {
	all, err := consentsOf(ctx, q, a.Person)
	if err != nil {
		return l, err
	}
	for _, k := range Kinds {
		t, err := textOn(k, s.today())
		if err != nil {
			return l, err
		}
		c := all[k]
		v := consentView{
			Kind: k, Title: t.Title.In(a.Lang), Required: k.Required(), Sensitive: k.Sensitive(), Granted: c.Granted,
			Outstanding: !c.Granted || c.Version != t.Version, Current: t.Version,
			Version: c.Version, Hash: c.Hash, Channel: string(c.Channel),
		}
		if c.ID != "" {
			v.At = &c.At
		}
		l.Items = append(l.Items, v)
	}
	return l, nil
}

type consentInput struct {
	Kind string `path:"kind" enum:"terms,privacy,location,bank_card"`
	Body struct {
		Granted bool   `json:"granted"`
		Version string `json:"version,omitempty" maxLength:"20" doc:"The version that is accepted." example:"2026-11-01"`
	}
}

func (s *Service) putConsent(ctx context.Context, tx db.Tx, a core.Actor, in *consentInput) (api.List[consentView], error) {
	if err := s.Consent(ctx, tx, a, ConsentKind(in.Kind), in.Body.Granted, in.Body.Version); err != nil {
		return api.List[consentView]{}, err
	}
	return s.showConsents(ctx, tx, a)
}

type textView struct {
	Kind      ConsentKind `json:"kind"`
	Version   string      `json:"version" doc:"Its first day."`
	Required  bool        `json:"required"`
	Sensitive bool        `json:"sensitive"`
	Title     core.Text   `json:"title"`
	Body      core.Text   `json:"body" doc:"Markdown: headings and lists."`
	Hash      core.Text   `json:"hash" doc:"SHA-256 of each language's text, by which a consent names it."`
}

func showText(t Text) textView {
	return textView{t.Kind, t.Version, t.Kind.Required(), t.Kind.Sensitive(), t.Title, t.Body, t.Hash}
}

func (s *Service) listTexts(context.Context, core.Actor, *struct{}) (l api.List[textView], err error) {
	for _, k := range Kinds {
		t, err := textOn(k, s.today())
		if err != nil {
			return l, err
		}
		l.Items = append(l.Items, showText(t))
	}
	return l, nil
}

type textInput struct {
	Kind    string `path:"kind" enum:"terms,privacy,location,bank_card"`
	Version string `path:"version" maxLength:"20"`
}

func (s *Service) getText(_ context.Context, _ core.Actor, in *textInput) (textView, error) {
	t, err := textOf(ConsentKind(in.Kind), in.Version)
	return showText(t), err
}

type cardView struct {
	Person core.PersonID `json:"person"`
	Name   string        `json:"name" doc:"The family name and a form of address." example:"王师傅"`
	Trades []cardTrade   `json:"trades" nullable:"false" doc:"What the person says they can do."`
}

type cardTrade struct {
	Trade string `json:"trade"`
	Name  string `json:"name"`
	Level int64  `json:"level"`
}

// getPerson shows what anyone who is logged in may see of a person. Who has no
// real name has no card, so that ids of accounts can't be tried.
func (s *Service) getPerson(ctx context.Context, a core.Actor, in *PathPerson) (v cardView, err error) {
	q := s.DB.Reader()
	p, err := s.personOf(ctx, q, in.person())
	switch {
	case errors.Is(err, db.ErrNoRow):
		return v, ErrUnknown
	case err != nil:
		return v, err
	}
	v = cardView{Person: p.ID, Name: title(p.Name), Trades: []cardTrade{}}
	profile, err := s.ProfileOf(ctx, q, p.ID)
	for _, t := range profile.Trades {
		trade, ok := s.Ref.Set().Trade(t.Trade, s.today())
		if ok && t.Can {
			v.Trades = append(v.Trades, cardTrade{t.Trade, trade.Name.In(a.Lang), t.Level})
		}
	}
	return v, err
}

type revealInput struct {
	PathPerson
	Body struct {
		Field  Field  `json:"field" enum:"document,phone,name"`
		Reason string `json:"reason,omitempty" maxLength:"200" doc:"Why; needed for anybody else's data, and shown to the person."`
	}
}

type revealView struct {
	Field Field  `json:"field"`
	Value string `json:"value"`
}

func (s *Service) reveal(ctx context.Context, a core.Actor, in *revealInput, decide api.Decide[revealView]) (revealView, error) {
	return decide(ctx, func(ctx context.Context, tx db.Tx) (revealView, error) {
		value, err := s.Reveal(ctx, tx, a, in.person(), in.Body.Field, in.Body.Reason)
		return revealView{in.Body.Field, value}, err
	})
}

type lookView struct {
	At      time.Time `json:"at"`
	Field   Field     `json:"field"`
	Role    LookRole  `json:"role" doc:"As what they looked: self, reviewer, party (the other side of a job), system."`
	Who     string    `json:"who" doc:"The looker's name, masked; empty for the system or without a real name."`
	Reason  string    `json:"reason"`
	Channel string    `json:"channel"`
}

// lookKey is a look's id in a cursor, which comes from outside.
type lookKey core.ID[Look]

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *lookKey) UnmarshalText(text []byte) error {
	id, err := core.ParseID[Look](string(text))
	*k = lookKey(id)
	return err
}

func (s *Service) listLooks(ctx context.Context, a core.Actor, in *struct{ api.PageQuery }) (l api.List[lookView], err error) {
	before, _, err := api.DecodeCursor[lookKey](in.Cursor)
	if err != nil {
		return l, err
	}
	q, limit := s.DB.Reader(), in.Page().Cut()
	looks, err := s.Looks(ctx, q, a.Person, core.ID[Look](before), limit+1)
	if err != nil {
		return l, err
	}
	var lookers []core.PersonID
	for _, k := range looks {
		if k.Looker != "" {
			lookers = append(lookers, k.Looker)
		}
	}
	names, err := s.MaskedNames(ctx, q, lookers)
	return api.CutPage(looks, limit, func(k Look) any { return k.ID }, func(k Look) lookView {
		return lookView{k.At, k.Field, k.Role, names[k.Looker], k.Reason, string(k.Channel)}
	}), err
}
