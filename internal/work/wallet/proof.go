package wallet

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// ProofCode is what a stranger types to verify a proof: four groups of four
// letters and digits, without those that look alike.
type ProofCode string

// Proof is an income proof (收入证明): what a person earned here in a period, as
// the books said when it was made.
type Proof struct {
	Code    ProofCode
	Person  core.PersonID
	Name    crypto.Private[crypto.Name]
	From    core.Date // first day
	To      core.Date // last day
	Total   core.Money
	Entries int64 // wages paid
	Months  []MonthSum
	At      time.Time
}

// MonthSum is one month's wages.
type MonthSum struct {
	Month string     `json:"month"`
	Sum   core.Money `json:"sum"`
	Count int64      `json:"count"`
}

// periodMost is the longest period of a proof, in years.
const periodMost = 2

// proofAlphabet leaves out 0 O 1 I L, which are mixed up when read aloud.
const proofAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

func newProofCode() ProofCode {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand
	out := make([]byte, 0, 19)
	for i, b := range raw {
		if i > 0 && i%4 == 0 {
			out = append(out, '-')
		}
		out = append(out, proofAlphabet[int(b)%len(proofAlphabet)]) // 31 of 256: a bias of no use to a guesser
	}
	return ProofCode(out)
}

// MakeProof fixes what the person earned from the first to the last day.
//
// Errors: ErrPeriod, ErrUnverified.
func (s *Service) MakeProof(ctx context.Context, tx db.Tx, actor core.Actor, from, to core.Date) (p Proof, err error) {
	defer fault.Wrap(&err, "wallet.MakeProof(%s)", actor.Person)

	now := s.Now()
	if from > to || to > core.DateOf(now) || from.Start().AddDate(periodMost, 0, 0).Before(to.Start()) {
		return p, ErrPeriod
	}
	name, err := s.People.FullName(ctx, tx, actor.Person)
	if err != nil {
		return p, err
	}
	if name == "" {
		return p, ErrUnverified
	}
	entries, err := ledger.EntriesBetween(ctx, tx, PersonAccount(actor.Person), core.CNY, core.Span{Start: from.Start(), End: to.AddDays(1).Start()})
	if err != nil {
		return p, err
	}
	p = Proof{Code: newProofCode(), Person: actor.Person, Name: crypto.Hide[crypto.Name](name), From: from, To: to, Total: core.Yuan(0), At: now}
	p.add(entries)
	doc, err := json.Marshal(p.Months)
	if err != nil {
		return p, err
	}
	if err := s.store.insertProof(ctx, tx, p, string(doc)); err != nil {
		return p, err
	}
	return p, audit.Append(ctx, tx, audit.By(actor, now, string(actor.Person), "wallet.proof", string(p.Code), ""))
}

// add sums wages by month.
func (p *Proof) add(entries []ledger.Entry) {
	for _, e := range entries {
		if e.Kind != KindWage {
			continue
		}
		month := e.At.In(core.China).Format("2006-01")
		i := slices.IndexFunc(p.Months, func(m MonthSum) bool { return m.Month == month })
		if i < 0 {
			i = len(p.Months)
			p.Months = append(p.Months, MonthSum{Month: month, Sum: core.Yuan(0)})
		}
		p.Months[i].Sum.Minor += e.Amount.Minor
		p.Months[i].Count++
		p.Total.Minor += e.Amount.Minor
		p.Entries++
	}
}

// ProofOf returns a proof by its code, written in any case and with or without
// the dashes.
//
// Errors: ErrNoProof.
func (s *Service) ProofOf(ctx context.Context, q db.Q, code string) (p Proof, err error) {
	defer fault.Wrap(&err, "wallet.ProofOf(%s)", strconv.Quote(code))
	p, doc, err := s.store.proofOf(ctx, q, normalCode(code))
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(doc), &p.Months)
}

func normalCode(code string) ProofCode {
	out := make([]byte, 0, 19)
	for _, c := range []byte(core.Fold(code)) {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			continue
		}
		if n := len(out); n == 4 || n == 9 || n == 14 {
			out = append(out, '-')
		}
		out = append(out, c)
		if len(out) > 19 {
			return ""
		}
	}
	return ProofCode(out)
}
