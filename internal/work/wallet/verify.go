package wallet

import (
	"context"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over all rows. It returns what it
// checked and one sentence for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "wallet.Verify")
	for _, c := range []struct{ what, query string }{
		{"money in transit is exactly the payouts under way", `
			SELECT o.ref, o.amount_minor FROM wallet_order o
			LEFT JOIN ledger_account a ON a.id = 'transit:' || o.ref AND a.asset = o.currency
			WHERE o.kind = 'payout' AND COALESCE(a.balance_minor, 0) <> CASE WHEN o.state = 'asked' THEN o.amount_minor ELSE 0 END`},
		{"every collection that is done is booked, and no other", `
			SELECT o.ref, o.amount_minor FROM wallet_order o
			LEFT JOIN ledger_transfer t ON t.ref = o.ref
			WHERE o.kind = 'collect' AND (o.state = 'done') <> (t.ref IS NOT NULL)`},
		{"every job that counts as held was held wholly, and no other", `
			SELECT CAST(f.job_id AS TEXT), f.amount_minor FROM wallet_funding f
			LEFT JOIN ledger_transfer t ON t.ref = 'job:' || CAST(f.job_id AS TEXT) || ':hold'
			WHERE (f.state = 'held') <> (t.ref IS NOT NULL)`},
	} {
		bad := 0
		err := q.Rows(ctx, c.query, nil, func(r db.Row) error {
			var what string
			var n int64
			if err := r.Scan(&what, &n); err != nil {
				return err
			}
			if bad++; bad <= 5 {
				broken = append(broken, fmt.Sprintf("wallet: not so that %s: %s (%d)", c.what, what, n))
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		checked = append(checked, "wallet: "+c.what)
	}
	return s.verifyCustodian(ctx, q, checked, broken)
}

// verifyCustodian compares the mirror with all that is held.
func (s *Service) verifyCustodian(ctx context.Context, q db.Q, checked, broken []string) ([]string, []string, error) {
	const what = "the custodian holds what all accounts hold"
	mirror, err := ledger.Balance(ctx, q, Custodian, core.CNY)
	if err != nil {
		return nil, nil, err
	}
	held, err := ledger.Total(ctx, q, core.CNY)
	if err != nil {
		return nil, nil, err
	}
	if mirror.Minor+held.Minor != 0 {
		broken = append(broken, fmt.Sprintf("wallet: not so that %s: %s against %s", what, mirror.Text(), held.Text()))
	}
	return append(checked, "wallet: "+what), broken, nil
}
