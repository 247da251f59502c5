package wallet

import (
	"context"
	"errors"
	"strings"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// cardsMost is how many cards one wallet keeps; ours, not a rule.
const cardsMost = 5

// NewCard is a card as its owner writes it down.
type NewCard struct {
	Number string
	Holder string
	Bank   string
}

// AddCard notes a card to pay to. A person's card must be in the verified name;
// an employer's in the employer's. luhn is false when the number's check digit
// is off: some old books are like that, so it is a hint and no refusal.
//
// Errors: ErrCardForm, ErrHolder, ErrUnverified, ErrCardKnown, ErrCardMost.
func (s *Service) AddCard(ctx context.Context, tx db.Tx, actor core.Actor, owner string, n NewCard) (c Card, luhn bool, err error) {
	defer fault.Wrap(&err, "wallet.AddCard(%s)", owner)

	number, err := core.ParseBankCard(n.Number)
	if err != nil {
		return Card{}, false, ErrCardForm.Because(err)
	}
	holder := strings.TrimSpace(n.Holder)
	if err := s.holderOf(ctx, tx, owner, holder); err != nil {
		return Card{}, false, err
	}
	all, err := s.store.cards(ctx, tx, owner)
	if err != nil {
		return Card{}, false, err
	}
	if len(all) >= cardsMost {
		return Card{}, false, ErrCardMost
	}
	for _, o := range all {
		if o.Number.Reveal() == string(number) {
			return Card{}, false, ErrCardKnown
		}
	}
	c = Card{ID: core.NewID[Card](s.Now()), Owner: owner, Number: crypto.Hide[crypto.Card](string(number)),
		Holder: crypto.Hide[crypto.Name](holder), Bank: strings.TrimSpace(n.Bank), At: s.Now()}
	if err := s.store.insertCard(ctx, tx, c); err != nil {
		return Card{}, false, err
	}
	return c, number.Luhn(), audit.Append(ctx, tx, audit.By(actor, c.At, ownerID(owner), "wallet.add_card", string(c.ID), ""))
}

// holderOf checks that the name on the card is the owner's.
func (s *Service) holderOf(ctx context.Context, q db.Q, owner, holder string) error {
	if strings.HasPrefix(owner, "person:") {
		matches, verified, err := s.People.NameMatches(ctx, q, core.PersonID(ownerID(owner)), holder)
		switch {
		case err != nil:
			return err
		case !verified:
			return ErrUnverified
		case !matches:
			return ErrHolder
		}
		return nil
	}
	name, err := s.Employers.Name(ctx, q, core.EmployerID(ownerID(owner)))
	if err == nil && name != holder {
		return ErrHolder
	}
	return err
}

// RemoveCard forgets a card; payouts on their way to it go on.
//
// Errors: ErrNoCard.
func (s *Service) RemoveCard(ctx context.Context, tx db.Tx, actor core.Actor, owner string, id CardID) (err error) {
	defer fault.Wrap(&err, "wallet.RemoveCard(%s)", id)
	removed, err := removeCard(ctx, tx, owner, id)
	if err != nil {
		return err
	}
	if !removed {
		return ErrNoCard
	}
	return audit.Append(ctx, tx, audit.By(actor, s.Now(), ownerID(owner), "wallet.remove_card", string(id), ""))
}

// Cards returns the owner's cards, newest first.
func (s *Service) Cards(ctx context.Context, q db.Q, owner string) ([]Card, error) {
	return s.store.cards(ctx, q, owner)
}

// Withdraw sends m from the owner's wallet to a card: the money leaves the wallet
// at once, and comes back if the bank refuses.
//
// Errors: ErrAmount, ErrNoCard, ErrFunds.
func (s *Service) Withdraw(ctx context.Context, tx db.Tx, actor core.Actor, owner string, card CardID, m core.Money) (o Order, err error) {
	defer fault.Wrap(&err, "wallet.Withdraw(%s)", owner)

	if m.Minor <= 0 || m.Currency != core.CNY {
		return Order{}, ErrAmount.At("body.amount.minor")
	}
	if _, err := s.store.cardOf(ctx, tx, owner, card); err != nil {
		return Order{}, err
	}
	now := s.Now()
	o = Order{Ref: "p-" + string(core.NewID[Order](now)), Kind: PayOut, Owner: owner, Card: card, Amount: m, State: Asked, By: actor.Person, At: now}
	_, err = ledger.Post(ctx, tx, ledger.Move(o.Ref, KindPayout, m, ledger.Account(owner), transitAccount(o.Ref), now))
	if errors.Is(err, ledger.ErrFunds) {
		have, e := s.Balance(ctx, tx, ledger.Account(owner))
		return Order{}, errors.Join(ErrFunds.With("have", have.Text(), "want", m.Text()).At("body.amount.minor"), e)
	}
	if err != nil {
		return Order{}, err
	}
	if err := s.ask(ctx, tx, o); err != nil {
		return Order{}, err
	}
	return o, errors.Join(
		audit.Append(ctx, tx, audit.By(actor, now, ownerID(owner), "wallet.withdraw", o.Ref, "")),
		s.signalOwner(ctx, tx, owner))
}
