package wallet

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// maxDossier is the most lines of one table in an export.
const maxDossier = 5000

// Dossier is what the module keeps of a person. Cards stay masked: the number is
// the bank's.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "wallet.Dossier(%s)", person)
	entries := dossier.Part{Key: "entries", Title: core.Text{ZH: "钱包的每一笔", EN: "Every movement of your wallet"}, Columns: []dossier.Column{
		dossier.Col("at", "时间", "When"), dossier.Col("kind", "什么", "What"), dossier.Col("amount", "金额", "Amount"), dossier.Col("balance", "余额", "Balance"), dossier.Col("about", "来由（编号）", "About (number)"),
	}}
	all, err := ledger.Entries(ctx, q, PersonAccount(person), core.CNY, ledger.Before{Transfer: lastTransfer}, maxDossier)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		entries.Add(dossier.At(e.At), dossier.Said(e.Kind, kindTexts[e.Kind]), dossier.Money(e.Amount), dossier.Money(e.Balance), dossier.Plain(aboutOf(e.Ref).ID))
	}
	cards := dossier.Part{Key: "cards", Title: core.Text{ZH: "银行卡", EN: "Bank cards"}, Columns: []dossier.Column{
		dossier.Col("number", "卡号（部分）", "Number (part)"), dossier.Col("bank", "银行", "Bank"), dossier.Col("at", "添加时间", "Added"),
	}}
	own, err := s.store.cards(ctx, q, string(PersonAccount(person)))
	if err != nil {
		return nil, err
	}
	for _, c := range own {
		cards.Add(dossier.Plain(c.Number.String()), dossier.Plain(c.Bank), dossier.At(c.At))
	}
	proofs := dossier.Part{Key: "proofs", Title: core.Text{ZH: "收入证明", EN: "Income proofs"}, Columns: []dossier.Column{
		dossier.Col("code", "编号", "Code"), dossier.Col("from", "从", "From"), dossier.Col("to", "到", "To"), dossier.Col("total", "合计", "Total"), dossier.Col("at", "开具时间", "Made"),
	}}
	made, err := s.store.proofsBefore(ctx, q, person, proofKey{AtUS: 1<<62 - 1, Code: "~"}, maxDossier)
	for _, p := range made {
		proofs.Add(dossier.Plain(string(p.Code)), dossier.Plain(string(p.From)), dossier.Plain(string(p.To)), dossier.Money(p.Total), dossier.At(p.At))
	}
	return []dossier.Part{entries, cards, proofs}, err
}

// lastTransfer is above every transfer's id.
const lastTransfer = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// HindrancesOf are money that the person, or an employer that is only theirs,
// still has here or on its way.
func (s *Service) HindrancesOf(ctx context.Context, q db.Q, person core.PersonID, employers []core.EmployerID) (out []dossier.Hindrance, err error) {
	defer fault.Wrap(&err, "wallet.HindrancesOf(%s)", person)
	owners := []ledger.Account{PersonAccount(person)}
	for _, id := range employers {
		owners = append(owners, EmployerAccount(id))
	}
	for i, owner := range owners {
		link := "/wallet"
		if i > 0 {
			link = "/wallet?employer=" + string(employers[i-1])
		}
		have, err := s.Balance(ctx, q, owner)
		if err != nil {
			return nil, err
		}
		if have.Minor != 0 {
			out = append(out, dossier.Hindrance{Link: link, Text: core.Text{
				ZH: "钱包里还有 {sum} 元，请先取出来。", EN: "There are {sum} yuan in your wallet. Please take them out first.",
			}.Fill("sum", have.Text())})
		}
		away, err := inTransit(ctx, q, string(owner))
		if err != nil {
			return nil, err
		}
		if away.Minor != 0 {
			out = append(out, dossier.Hindrance{Link: link, Text: core.Text{
				ZH: "{sum} 元正在付到您的卡上，请等它到账。", EN: "{sum} yuan are on their way to your card. Please wait until they arrive.",
			}.Fill("sum", away.Text())})
		}
	}
	return out, nil
}

// Erase removes the person's cards and proofs, and those of an employer that was
// only theirs. The books stay: they know accounts by identifiers.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	return s.EraseOf(ctx, tx, e, nil)
}

// EraseOf is Erase with the employers that are only the person's.
func (s *Service) EraseOf(ctx context.Context, tx db.Tx, e *dossier.Erasure, employers []core.EmployerID) (err error) {
	defer fault.Wrap(&err, "wallet.Erase(%s)", e.Person)
	owners := []any{string(PersonAccount(e.Person))}
	for _, id := range employers {
		owners = append(owners, string(EmployerAccount(id)))
	}
	for _, owner := range owners {
		// Removed ones, too.
		if _, err := tx.Exec(ctx, `DELETE FROM wallet_card WHERE owner = $1`, owner); err != nil {
			return err
		}
	}
	// Whoever asks for one is told that there is none.
	if _, err := tx.Exec(ctx, `DELETE FROM wallet_proof WHERE person_id = $1`, e.Person); err != nil {
		return err
	}
	last, err := ledger.Entries(ctx, tx, PersonAccount(e.Person), core.CNY, ledger.Before{Transfer: lastTransfer}, 1)
	if len(last) > 0 {
		e.Keep("keep_wage")
	}
	return err
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "wallet.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "proofs", SQL: `SELECT COUNT(*) FROM wallet_proof WHERE person_id IN`},
		dossier.Query{What: "cards", SQL: `SELECT COUNT(*) FROM wallet_card WHERE SUBSTR(owner, 8) IN`},
		dossier.Query{What: "orders under way", SQL: `SELECT COUNT(*) FROM wallet_order WHERE state = 'asked' AND SUBSTR(owner, 8) IN`},
	)
}
