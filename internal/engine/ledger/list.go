package ledger

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Held is an account and what it holds.
type Held struct {
	Account Account
	Balance core.Money
}

// Holding returns accounts that hold something and whose name begins with prefix,
// in the order of their names, after one; "" begins.
func Holding(ctx context.Context, q db.Q, prefix string, after Account, limit int) (out []Held, err error) {
	if string(after) < prefix {
		after = Account(prefix)
	}
	// A stretch of the primary key.
	err = q.Rows(ctx, `
		SELECT id, asset, balance_minor FROM ledger_account
		WHERE id > $1 AND id < $2 AND balance_minor <> 0
		ORDER BY id, asset LIMIT $3`, []any{string(after), prefix + "\U0010FFFF", limit}, func(r db.Row) error {
		var h Held
		err := r.Scan(&h.Account, &h.Balance.Currency, &h.Balance.Minor)
		out = append(out, h)
		return err
	})
	return out, err
}

// Sum is what the accounts whose name begins with prefix hold together, and how
// many of them hold something.
func Sum(ctx context.Context, q db.Q, prefix, asset string) (m core.Money, accounts int64, err error) {
	m.Currency = asset
	// A stretch of the primary key.
	err = q.Row(ctx, `
		SELECT CAST(COALESCE(SUM(balance_minor), 0) AS BIGINT), COUNT(*) FROM ledger_account
		WHERE id > $1 AND id < $2 AND asset = $3 AND balance_minor <> 0`, prefix, prefix+"\U0010FFFF", asset).Scan(&m.Minor, &accounts)
	return m, accounts, err
}
