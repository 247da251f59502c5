package wallet

import (
	"context"
	"encoding/json"
	"errors"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// store seals what is personal.
type store struct {
	number crypto.Column[CardID, crypto.Card]
	holder crypto.Column[CardID, crypto.Name]
	proof  crypto.Column[ProofCode, crypto.Name]
}

func newStore(ring *crypto.Keyring) store {
	return store{
		number: crypto.NewColumn[CardID, crypto.Card](ring, "wallet_card.number"),
		holder: crypto.NewColumn[CardID, crypto.Name](ring, "wallet_card.holder"),
		proof:  crypto.NewColumn[ProofCode, crypto.Name](ring, "wallet_proof.name"),
	}
}

// insertOrder notes an order that was asked.
func insertOrder(ctx context.Context, tx db.Tx, o Order) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO wallet_order (ref, kind, owner, job_id, card_id, amount_minor, currency, state, reason_zh, reason_en, by_person, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', $9, $10)`,
		o.Ref, string(o.Kind), o.Owner, string(o.Job), string(o.Card), o.Amount.Minor, o.Amount.Currency, string(o.State), string(o.By), db.Micros(o.At))
	return err
}

const orderColumns = `ref, kind, owner, job_id, card_id, amount_minor, currency, state, reason_zh, reason_en, by_person, at_us, settled_us`

func scanOrder(r db.Row) (o Order, err error) {
	var at int64
	var settled *int64
	err = r.Scan(&o.Ref, &o.Kind, &o.Owner, &o.Job, &o.Card, &o.Amount.Minor, &o.Amount.Currency, &o.State, &o.Reason.ZH, &o.Reason.EN, &o.By, &at, &settled)
	o.At, o.Settled = db.Instant(at), db.OptInstant(settled)
	return o, err
}

// orderOf returns an order; db.ErrNoRow if there is none.
func orderOf(ctx context.Context, q db.Q, ref string) (Order, error) {
	return scanOrder(q.Row(ctx, `SELECT `+orderColumns+` FROM wallet_order WHERE ref = $1`, ref))
}

// lockOrder is orderOf, kept from changing until commit.
func lockOrder(ctx context.Context, tx db.Tx, ref string) (Order, error) {
	return scanOrder(tx.Row(ctx, `SELECT `+orderColumns+` FROM wallet_order WHERE ref = $1`+db.ForUpdate(tx), ref))
}

// settleOrder writes what became of a locked order.
func settleOrder(ctx context.Context, tx db.Tx, o Order) error {
	_, err := tx.Exec(ctx, `
		UPDATE wallet_order SET state = $2, reason_zh = $3, reason_en = $4, settled_us = $5 WHERE ref = $1`,
		o.Ref, string(o.State), o.Reason.ZH, o.Reason.EN, db.Micros(o.Settled))
	return err
}

// orderKey is where a page of orders begins.
type orderKey struct {
	AtUS int64  `json:"a"`
	Ref  string `json:"r"`
}

// ordersBefore returns the owner's orders of a kind, newest first.
func ordersBefore(ctx context.Context, q db.Q, owner string, kind OrderKind, before orderKey, limit int) (out []Order, err error) {
	err = q.Rows(ctx, `
		SELECT `+orderColumns+` FROM wallet_order
		WHERE owner = $1 AND kind = $2 AND (at_us, ref) < ($3, $4)
		ORDER BY at_us DESC, ref DESC LIMIT $5`,
		[]any{owner, string(kind), before.AtUS, before.Ref, limit}, func(r db.Row) error {
			o, err := scanOrder(r)
			out = append(out, o)
			return err
		})
	return out, err
}

// lockFunding returns how far a job's wage has come and keeps it from changing;
// db.ErrNoRow if nothing was begun.
func lockFunding(ctx context.Context, tx db.Tx, job core.JobID) (f funding, err error) {
	f.job = job
	err = tx.Row(ctx, `SELECT employer_id, amount_minor, currency, state, tries FROM wallet_funding WHERE job_id = $1`+db.ForUpdate(tx), job).
		Scan(&f.employer, &f.amount.Minor, &f.amount.Currency, &f.state, &f.tries)
	return f, err
}

// putFunding writes how far a job's wage has come.
func putFunding(ctx context.Context, tx db.Tx, f funding, atUS int64) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO wallet_funding (job_id, employer_id, amount_minor, currency, state, tries, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (job_id) DO UPDATE
		SET amount_minor = excluded.amount_minor, state = excluded.state, tries = excluded.tries, at_us = excluded.at_us`,
		f.job, f.employer, f.amount.Minor, f.amount.Currency, f.state, f.tries, atUS)
	return err
}

// insertCard adds a card.
func (s store) insertCard(ctx context.Context, tx db.Tx, c Card) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO wallet_card (owner, id, number_sealed, number_index, holder_sealed, bank, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.Owner, c.ID, s.number.Seal(c.ID, c.Number), s.number.Index(c.Number), s.holder.Seal(c.ID, c.Holder), c.Bank, db.Micros(c.At))
	return err
}

// removeCard hides a card and reports whether it was there. The row stays for
// the payouts that went to it.
func removeCard(ctx context.Context, tx db.Tx, owner string, id CardID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE wallet_card SET removed = TRUE WHERE owner = $1 AND id = $2 AND NOT removed`, owner, id)
	return n == 1, err
}

// cards returns the owner's cards, newest first.
func (s store) cards(ctx context.Context, q db.Q, owner string) (out []Card, err error) {
	err = q.Rows(ctx, `
		SELECT id, number_sealed, holder_sealed, bank, at_us FROM wallet_card
		WHERE owner = $1 AND NOT removed ORDER BY id DESC LIMIT 20`, []any{owner}, func(r db.Row) error {
		c, err := s.scanCard(r, owner)
		out = append(out, c)
		return err
	})
	return out, err
}

func (s store) scanCard(r db.Row, owner string) (Card, error) {
	c := Card{Owner: owner}
	var at int64
	err := r.Scan(&c.ID, s.number.Into(&c.ID, &c.Number), s.holder.Into(&c.ID, &c.Holder), &c.Bank, &at)
	c.At = db.Instant(at)
	return c, err
}

// cardOf returns one card, removed ones too.
//
// Errors: ErrNoCard.
func (s store) cardOf(ctx context.Context, q db.Q, owner string, id CardID) (Card, error) {
	c, err := s.scanCard(q.Row(ctx, `SELECT id, number_sealed, holder_sealed, bank, at_us FROM wallet_card WHERE owner = $1 AND id = $2`, owner, id), owner)
	if errors.Is(err, db.ErrNoRow) {
		return Card{}, ErrNoCard
	}
	return c, err
}

// insertProof keeps a proof of income.
func (s store) insertProof(ctx context.Context, tx db.Tx, p Proof, doc string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO wallet_proof (code, person_id, name_sealed, from_day, to_day, total_minor, currency, entries, doc, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(p.Code), p.Person, s.proof.Seal(p.Code, p.Name), string(p.From), string(p.To), p.Total.Minor, p.Total.Currency, p.Entries, doc, db.Micros(p.At))
	return err
}

const proofColumns = `code, person_id, name_sealed, from_day, to_day, total_minor, currency, entries, CAST(doc AS TEXT), at_us`

func (s store) scanProof(r db.Row) (p Proof, doc string, err error) {
	var at int64
	err = r.Scan(&p.Code, &p.Person, s.proof.Into(&p.Code, &p.Name), &p.From, &p.To, &p.Total.Minor, &p.Total.Currency, &p.Entries, &doc, &at)
	p.At = db.Instant(at)
	return p, doc, err
}

// proofOf returns a proof by its code.
//
// Errors: ErrNoProof.
func (s store) proofOf(ctx context.Context, q db.Q, code ProofCode) (p Proof, doc string, err error) {
	p, doc, err = s.scanProof(q.Row(ctx, `SELECT `+proofColumns+` FROM wallet_proof WHERE code = $1`, string(code)))
	if errors.Is(err, db.ErrNoRow) {
		err = ErrNoProof
	}
	return p, doc, err
}

// proofKey is where a page of proofs begins.
type proofKey struct {
	AtUS int64  `json:"a"`
	Code string `json:"c"`
}

// proofsBefore returns a person's proofs, newest first.
func (s store) proofsBefore(ctx context.Context, q db.Q, person core.PersonID, before proofKey, limit int) (out []Proof, err error) {
	err = q.Rows(ctx, `
		SELECT `+proofColumns+` FROM wallet_proof
		WHERE person_id = $1 AND (at_us, code) < ($2, $3)
		ORDER BY at_us DESC, code DESC LIMIT $4`,
		[]any{person, before.AtUS, before.Code, limit}, func(r db.Row) error {
			p, doc, err := s.scanProof(r)
			if err != nil {
				return err
			}
			out = append(out, p)
			return json.Unmarshal([]byte(doc), &out[len(out)-1].Months)
		})
	return out, err
}

// inTransit sums the owner's payouts under way.
func inTransit(ctx context.Context, q db.Q, owner string) (core.Money, error) {
	m := core.Yuan(0)
	err := q.Row(ctx, `
		SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM wallet_order
		WHERE owner = $1 AND kind = 'payout' AND state = 'asked'`, owner).Scan(&m.Minor)
	return m, err
}

// openPayouts gives each payout under way.
func openPayouts(ctx context.Context, q db.Q, each func(ref string, minor int64)) error {
	return q.Rows(ctx, `SELECT ref, amount_minor FROM wallet_order WHERE kind = 'payout' AND state = 'asked'`, nil, func(r db.Row) error {
		var ref string
		var minor int64
		err := r.Scan(&ref, &minor)
		each(ref, minor)
		return err
	})
}

// collections gives each collection and whether it is done.
func collections(ctx context.Context, q db.Q, each func(ref string, done bool)) error {
	return q.Rows(ctx, `SELECT ref, state = 'done' FROM wallet_order WHERE kind = 'collect'`, nil, func(r db.Row) error {
		var ref string
		var done bool
		err := r.Scan(&ref, &done)
		each(ref, done)
		return err
	})
}

// fundings gives each job whose wage was asked for and whether it is held.
func fundings(ctx context.Context, q db.Q, each func(job core.JobID, held bool)) error {
	return q.Rows(ctx, `SELECT job_id, state = 'held' FROM wallet_funding`, nil, func(r db.Row) error {
		var job core.JobID
		var held bool
		err := r.Scan(&job, &held)
		each(job, held)
		return err
	})
}
