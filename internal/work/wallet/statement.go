package wallet

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Statement is one month of an account.
type Statement struct {
	Month   string // "2026-11", in China's days
	Opening core.Money
	Earned  core.Money // wages
	Out     core.Money // sent to cards, less what came back
	Closing core.Money
	Entries []ledger.Entry // oldest first
}

// MonthSpan returns the instants of a month "2026-11" in China.
//
// Errors: ErrMonth.
func MonthSpan(month string) (core.Span, error) {
	t, err := time.ParseInLocation("2006-01", month, core.China)
	if err != nil || len(month) != 7 {
		return core.Span{}, ErrMonth
	}
	return core.Span{Start: t.UTC(), End: t.AddDate(0, 1, 0).UTC()}, nil
}

// Statement returns one month of an account.
//
// Errors: ErrMonth.
func (s *Service) Statement(ctx context.Context, q db.Q, a ledger.Account, month string) (st Statement, err error) {
	defer fault.Wrap(&err, "wallet.Statement(%s, %s)", a, month)
	span, err := MonthSpan(month)
	if err != nil {
		return st, err
	}
	entries, err := ledger.EntriesBetween(ctx, q, a, core.CNY, span)
	if err != nil {
		return st, err
	}
	st = summarise(month, entries)
	if len(entries) == 0 { // a quiet month: what the last entry before it left
		st.Opening, err = s.balanceAt(ctx, q, a, span.Start)
		st.Closing = st.Opening
	}
	return st, err
}

// summarise adds a month's entries up.
func summarise(month string, entries []ledger.Entry) Statement {
	st := Statement{Month: month, Opening: core.Yuan(0), Earned: core.Yuan(0), Out: core.Yuan(0), Closing: core.Yuan(0), Entries: entries}
	for _, e := range entries {
		switch e.Kind {
		case KindWage:
			st.Earned.Minor += e.Amount.Minor
		case KindPayout, KindBounced:
			st.Out.Minor -= e.Amount.Minor
		}
	}
	if n := len(entries); n > 0 {
		st.Opening = core.Yuan(entries[0].Balance.Minor - entries[0].Amount.Minor)
		st.Closing = entries[n-1].Balance
	}
	return st
}

// balanceAt returns what the account held at an instant.
func (s *Service) balanceAt(ctx context.Context, q db.Q, a ledger.Account, at time.Time) (core.Money, error) {
	// Transfer ids begin with their millisecond.
	first := ledger.Before{Transfer: core.ID[ledger.Transfer](core.NewID[ledger.Transfer](at)[:13] + "-0000-0000-000000000000")}
	last, err := ledger.Entries(ctx, q, a, core.CNY, first, 1)
	if err != nil || len(last) == 0 {
		return core.Yuan(0), err
	}
	return last[0].Balance, nil
}
