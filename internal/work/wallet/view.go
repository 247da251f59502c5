package wallet

import (
	"cmp"
	"context"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/platform/api"
)

// View is a wallet at a glance.
type View struct {
	Balance   core.Money `json:"balance" doc:"What can be taken out now."`
	InTransit core.Money `json:"in_transit" doc:"On its way to a card."`
	Earned    core.Money `json:"earned_this_month" doc:"Wages paid this month."`
	Cards     []CardView `json:"cards" nullable:"false"`
}

// CardView is a bank card, masked.
type CardView struct {
	ID     CardID    `json:"id"`
	Number string    `json:"number" doc:"Masked." example:"6228 **** **** 6545"`
	Holder string    `json:"holder" doc:"Masked."`
	Bank   string    `json:"bank"`
	At     time.Time `json:"at"`
}

func viewCard(c Card) CardView {
	return CardView{ID: c.ID, Number: c.Number.String(), Holder: c.Holder.String(), Bank: c.Bank, At: c.At}
}

// AddedCard is a new card and what to look at again.
type AddedCard struct {
	CardView
	Hint string `json:"hint" doc:"If the number looks mistyped; may be empty. It is no refusal."`
}

var luhnHint = core.Text{ZH: "这个卡号不太常见，请再核对一遍。核对无误就可以用。", EN: "This number looks unusual; please check it once more. If it is right, it will work."}

// EntryView is one movement of an account.
type EntryView struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind" enum:"collect,hold,wage,return,payout,paid,bounced"`
	Text    string     `json:"text" doc:"What it was, in the caller's language."`
	Amount  core.Money `json:"amount" doc:"Above zero: in. Below: out."`
	Balance core.Money `json:"balance" doc:"Afterwards."`
	About   About      `json:"about" doc:"How it came about."`
	At      time.Time  `json:"at"`
}

// About names the thing behind a movement.
type About struct {
	Kind string `json:"kind" enum:"engagement,job,payout,other"`
	ID   string `json:"id"`
}

var kindTexts = map[string]core.Text{
	KindCollect: {ZH: "付款到账", EN: "Payment arrived"},
	KindHold:    {ZH: "工钱留存", EN: "Wage held"},
	KindWage:    {ZH: "工钱", EN: "Wage"},
	KindReturn:  {ZH: "退回", EN: "Returned"},
	KindPayout:  {ZH: "取款", EN: "Payout"},
	KindPaid:    {ZH: "到卡", EN: "Reached the card"},
	KindBounced: {ZH: "取款退回", EN: "Payout came back"},
}

func viewEntry(lang core.Lang) func(ledger.Entry) EntryView {
	return func(e ledger.Entry) EntryView {
		return EntryView{ID: string(e.Transfer), Kind: e.Kind, Text: kindTexts[e.Kind].In(lang), Amount: e.Amount,
			Balance: e.Balance, About: aboutOf(e.Ref), At: e.At}
	}
}

// aboutOf reads the cause out of a transfer's ref: "engagement:ID:wage",
// "job:ID:hold", "c-JOB-1", "p-ID:back".
func aboutOf(ref string) About {
	parts := strings.Split(ref, ":")
	switch {
	case len(parts) > 1 && (parts[0] == "engagement" || parts[0] == "job"):
		return About{parts[0], parts[1]}
	case strings.HasPrefix(ref, "p-"):
		return About{"payout", parts[0]}
	case strings.HasPrefix(ref, "c-") && len(ref) >= 38:
		return About{"job", ref[2:38]}
	}
	return About{"other", ref}
}

// PayoutView is one payout.
type PayoutView struct {
	ID      string     `json:"id"`
	Amount  core.Money `json:"amount"`
	Card    CardID     `json:"card_id"`
	State   OrderState `json:"state" enum:"asked,done,failed"`
	Text    string     `json:"text" doc:"The state in words."`
	Reason  string     `json:"reason" doc:"Why it failed; may be empty."`
	At      time.Time  `json:"at"`
	Settled *time.Time `json:"settled_at,omitempty"`
}

// OnePayout is a payout with the card that it goes to, which may be removed since.
type OnePayout struct {
	PayoutView
	Number string `json:"number" doc:"The card's, masked." example:"6228 **** **** 6545"`
	Bank   string `json:"bank"`
}

var stateTexts = map[OrderState]core.Text{
	Asked:  {ZH: "银行处理中", EN: "With the bank"},
	Done:   {ZH: "已到卡", EN: "Reached the card"},
	Failed: {ZH: "没有成功，钱已退回钱包", EN: "Failed; the money is back in the wallet"},
}

func viewPayout(lang core.Lang) func(Order) PayoutView {
	return func(o Order) PayoutView {
		v := PayoutView{ID: o.Ref, Amount: o.Amount, Card: o.Card, State: o.State, Text: stateTexts[o.State].In(lang), Reason: o.Reason.In(lang), At: o.At}
		if !o.Settled.IsZero() {
			v.Settled = &o.Settled
		}
		return v
	}
}

// StatementView is one month of an account.
type StatementView struct {
	Month   string      `json:"month" example:"2026-11"`
	Opening core.Money  `json:"opening"`
	Earned  core.Money  `json:"earned"`
	Out     core.Money  `json:"out" doc:"Sent to cards, less what came back."`
	Closing core.Money  `json:"closing"`
	Entries []EntryView `json:"entries" nullable:"false"`
}

func viewStatement(st Statement, lang core.Lang) StatementView {
	v := StatementView{Month: st.Month, Opening: st.Opening, Earned: st.Earned, Out: st.Out, Closing: st.Closing, Entries: []EntryView{}}
	for _, e := range st.Entries {
		v.Entries = append(v.Entries, viewEntry(lang)(e))
	}
	return v
}

// ProofView is an income proof as anyone with its code sees it.
type ProofView struct {
	Code    ProofCode  `json:"code" example:"7K2M-QX9P-4RTD-B8WN"`
	Name    string     `json:"name" doc:"Masked."`
	From    core.Date  `json:"from"`
	To      core.Date  `json:"to"`
	Total   core.Money `json:"total"`
	Entries int64      `json:"entries" doc:"How many wages were paid."`
	Months  []MonthSum `json:"months" nullable:"false"`
	At      time.Time  `json:"at"`
	Page    string     `json:"page" doc:"Where a stranger verifies it."`
}

func (s *Service) viewProof(ctx context.Context, p Proof) ProofView {
	if p.Months == nil {
		p.Months = []MonthSum{}
	}
	return ProofView{Code: p.Code, Name: p.Name.String(), From: p.From, To: p.To, Total: p.Total, Entries: p.Entries,
		Months: p.Months, At: p.At, Page: s.verifyPage(ctx, p.Code)}
}

// verifyPage is where a stranger verifies a proof: on the address that is set, or
// else where the caller is.
func (s *Service) verifyPage(ctx context.Context, code ProofCode) string {
	return cmp.Or(s.PublicURL, api.SiteOf(ctx)) + "/verify/" + string(code)
}
