package wallet

import (
	"context"
	"errors"
	"math"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// OwnerQuery says whose wallet is meant: mine, or that of an employer for whom I
// speak.
type OwnerQuery struct {
	Employer string `query:"employer" maxLength:"36" doc:"An employer I speak for; leave out for my own wallet."`
}

// owner finds the account and checks that the actor may use it.
func (s *Service) owner(ctx context.Context, q db.Q, a core.Actor, in OwnerQuery) (ledger.Account, error) {
	if in.Employer == "" {
		return PersonAccount(a.Person), nil
	}
	id, err := core.ParseID[core.Employer](in.Employer)
	if err != nil {
		return "", ErrEmployer.At("query.employer")
	}
	return EmployerAccount(id), s.Employers.MayAct(ctx, q, a.Person, id)
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	s.registerStaff(a)
	api.Read(a, api.Op{ID: "get-wallet", Method: http.MethodGet, Path: "/wallet", Tag: "wallet", Summary: "My wallet at a glance"}, s.getWallet)
	api.Read(a, api.Op{ID: "list-wallet-entries", Method: http.MethodGet, Path: "/wallet/entries", Tag: "wallet", Summary: "Every movement, newest first"}, s.listEntries)
	api.Read(a, api.Op{ID: "get-statement", Method: http.MethodGet, Path: "/wallet/statements", Tag: "wallet", Summary: "One month's statement"}, s.getStatement)
	api.Secret(a, api.Op{ID: "add-card", Method: http.MethodPost, Path: "/wallet/cards", Tag: "wallet", Summary: "Add a bank card",
		Doc: "The holder must be the verified name. A check digit that is off gives a hint, not a refusal."}, s.Ring,
		func(ctx context.Context, who core.Actor, in *addCardInput, decide api.Decide[AddedCard]) (AddedCard, error) {
			return decide(ctx, func(ctx context.Context, tx db.Tx) (AddedCard, error) { return s.addCard(ctx, tx, who, in) })
		})
	api.Act(a, api.Op{ID: "remove-card", Method: http.MethodDelete, Path: "/wallet/cards/{id}", Tag: "wallet", Summary: "Remove a bank card"}, s.removeCard)
	api.Act(a, api.Op{ID: "withdraw", Method: http.MethodPost, Path: "/wallet/payouts", Tag: "wallet", Summary: "Take money out to a card", Status: http.StatusCreated,
		Doc: "The money leaves the wallet at once and comes back if the bank refuses."}, s.postPayout)
	api.Read(a, api.Op{ID: "list-payouts", Method: http.MethodGet, Path: "/wallet/payouts", Tag: "wallet", Summary: "My payouts, newest first"}, s.listPayouts)
	api.Read(a, api.Op{ID: "get-payout", Method: http.MethodGet, Path: "/wallet/payouts/{id}", Tag: "wallet", Summary: "One payout, and to which card it goes"}, s.getPayout)
	s.registerProofs(a)
}

func (s *Service) getWallet(ctx context.Context, a core.Actor, in *struct{ OwnerQuery }) (v View, err error) {
	q := s.DB.Reader()
	owner, err := s.owner(ctx, q, a, in.OwnerQuery)
	if err != nil {
		return v, err
	}
	if v.Balance, err = s.Balance(ctx, q, owner); err != nil {
		return v, err
	}
	if v.InTransit, err = inTransit(ctx, q, string(owner)); err != nil {
		return v, err
	}
	st, err := s.Statement(ctx, q, owner, s.Now().In(core.China).Format("2006-01"))
	if err != nil {
		return v, err
	}
	v.Earned = st.Earned
	cards, err := s.Cards(ctx, q, string(owner))
	v.Cards = make([]CardView, len(cards))
	for i, c := range cards {
		v.Cards[i] = viewCard(c)
	}
	return v, err
}

type entriesInput struct {
	OwnerQuery
	api.PageQuery
}

func (s *Service) listEntries(ctx context.Context, a core.Actor, in *entriesInput) (l api.List[EntryView], err error) {
	q := s.DB.Reader()
	owner, err := s.owner(ctx, q, a, in.OwnerQuery)
	if err != nil {
		return l, err
	}
	before, _, err := api.DecodeCursor[ledger.Before](in.Cursor)
	if err != nil {
		return l, err
	}
	limit := in.Page().Cut()
	rows, err := ledger.Entries(ctx, q, owner, core.CNY, before, limit+1)
	return api.CutPage(rows, limit, func(e ledger.Entry) any { return ledger.Before{Transfer: e.Transfer, N: e.N} }, viewEntry(a.Lang)), err
}

type statementInput struct {
	OwnerQuery
	Month string `query:"month" maxLength:"7" example:"2026-11" doc:"In China's days; this month if left out."`
}

func (s *Service) getStatement(ctx context.Context, a core.Actor, in *statementInput) (v StatementView, err error) {
	q := s.DB.Reader()
	owner, err := s.owner(ctx, q, a, in.OwnerQuery)
	if err != nil {
		return v, err
	}
	if in.Month == "" {
		in.Month = s.Now().In(core.China).Format("2006-01")
	}
	st, err := s.Statement(ctx, q, owner, in.Month)
	return viewStatement(st, a.Lang), err
}

type addCardInput struct {
	OwnerQuery
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"40" doc:"As it stands on the card; spaces don't matter."`
		Holder string `json:"holder" minLength:"1" maxLength:"60"`
		Bank   string `json:"bank,omitempty" maxLength:"60"`
	}
}

func (s *Service) addCard(ctx context.Context, tx db.Tx, a core.Actor, in *addCardInput) (AddedCard, error) {
	owner, err := s.owner(ctx, tx, a, in.OwnerQuery)
	if err != nil {
		return AddedCard{}, err
	}
	c, luhn, err := s.AddCard(ctx, tx, a, string(owner), NewCard{Number: in.Body.Number, Holder: in.Body.Holder, Bank: in.Body.Bank})
	v := AddedCard{CardView: viewCard(c)}
	if err == nil && !luhn {
		v.Hint = luhnHint.In(a.Lang)
	}
	return v, err
}

type cardInput struct {
	OwnerQuery
	ID string `path:"id" maxLength:"36"`
}

func (s *Service) removeCard(ctx context.Context, tx db.Tx, a core.Actor, in *cardInput) (struct{}, error) {
	owner, err := s.owner(ctx, tx, a, in.OwnerQuery)
	if err != nil {
		return struct{}{}, err
	}
	id, err := core.ParseID[Card](in.ID)
	if err != nil {
		return struct{}{}, ErrNoCard.At("path.id")
	}
	return struct{}{}, s.RemoveCard(ctx, tx, a, string(owner), id)
}

type payoutInput struct {
	OwnerQuery
	Body struct {
		Card   string     `json:"card_id" maxLength:"36"`
		Amount core.Money `json:"amount"`
	}
}

func (s *Service) postPayout(ctx context.Context, tx db.Tx, a core.Actor, in *payoutInput) (PayoutView, error) {
	owner, err := s.owner(ctx, tx, a, in.OwnerQuery)
	if err != nil {
		return PayoutView{}, err
	}
	card, err := core.ParseID[Card](in.Body.Card)
	if err != nil {
		return PayoutView{}, ErrNoCard
	}
	o, err := s.Withdraw(ctx, tx, a, string(owner), card, in.Body.Amount)
	return viewPayout(a.Lang)(o), err
}

func (s *Service) listPayouts(ctx context.Context, a core.Actor, in *entriesInput) (l api.List[PayoutView], err error) {
	q := s.DB.Reader()
	owner, err := s.owner(ctx, q, a, in.OwnerQuery)
	if err != nil {
		return l, err
	}
	before, more, err := api.DecodeCursor[orderKey](in.Cursor)
	if err != nil {
		return l, err
	}
	if !more {
		before.AtUS = math.MaxInt64
	}
	limit := in.Page().Cut()
	rows, err := ordersBefore(ctx, q, string(owner), PayOut, before, limit+1)
	return api.CutPage(rows, limit, func(o Order) any { return orderKey{db.Micros(o.At), o.Ref} }, viewPayout(a.Lang)), err
}

type onePayoutInput struct {
	OwnerQuery
	ID string `path:"id" maxLength:"60"`
}

func (s *Service) getPayout(ctx context.Context, a core.Actor, in *onePayoutInput) (v OnePayout, err error) {
	q := s.DB.Reader()
	owner, err := s.owner(ctx, q, a, in.OwnerQuery)
	if err != nil {
		return v, err
	}
	o, err := orderOf(ctx, q, in.ID)
	switch {
	case errors.Is(err, db.ErrNoRow) || err == nil && (o.Owner != string(owner) || o.Kind != PayOut):
		return v, ErrNoPayout
	case err != nil:
		return v, err
	}
	c, err := s.store.cardOf(ctx, q, string(owner), o.Card)
	return OnePayout{viewPayout(a.Lang)(o), c.Number.String(), c.Bank}, err
}

// defaultPeriod is the last three months up to today.
func defaultPeriod(now time.Time) (from, to core.Date) {
	to = core.DateOf(now)
	return core.DateOf(to.Start().AddDate(0, -3, 0)), to
}
