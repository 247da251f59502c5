package ledger

import (
	"cmp"
	"context"
	"embed"
	"slices"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

func compareSlots(a, b slot) int {
	return cmp.Or(cmp.Compare(a.asset, b.asset), cmp.Compare(a.account, b.account))
}

// hashesOf returns what is booked under the refs.
func hashesOf(ctx context.Context, q db.Q, refs []string) (map[string][]byte, error) {
	out := make(map[string][]byte, len(refs))
	err := db.Chunks(refs, func(part []string) error {
		args := db.Fill(part)
		// Refs are the primary key.
		return q.Rows(ctx, `SELECT ref, hash FROM ledger_transfer WHERE ref IN `+db.In(1, len(args)), args, func(r db.Row) error {
			var ref string
			var hash []byte
			err := r.Scan(&ref, &hash)
			out[ref] = hash
			return err
		})
	})
	return out, err
}

// lockAccounts returns the balances of the accounts, which come sorted, and
// keeps them from changing until commit. Accounts that are new are made first,
// so that there is a row to lock.
func lockAccounts(ctx context.Context, tx db.Tx, slots []slot) (map[slot]int64, error) {
	out := make(map[slot]int64, len(slots))
	if err := lockKnown(ctx, tx, slots, out); err != nil || len(out) == len(slots) {
		return out, err
	}
	missing := slices.DeleteFunc(slices.Clone(slots), func(k slot) bool { _, ok := out[k]; return ok })
	rows := make([]any, 0, len(missing)*3)
	for _, k := range missing {
		rows = append(rows, string(k.account), k.asset, 0)
	}
	// Another transaction may be making the same account: then it waits here.
	err := db.UpsertRows(ctx, tx, `INSERT INTO ledger_account (id, asset, balance_minor)`, 3, rows, `ON CONFLICT (id, asset) DO NOTHING`)
	if err != nil {
		return nil, err
	}
	return out, lockKnown(ctx, tx, missing, out)
}

// lockKnown adds the balances of those slots that have a row, asset by asset.
func lockKnown(ctx context.Context, tx db.Tx, slots []slot, out map[slot]int64) error {
	for from := 0; from < len(slots); {
		asset, to := slots[from].asset, from+1
		for to < len(slots) && slots[to].asset == asset {
			to++
		}
		if err := lockOfAsset(ctx, tx, asset, slots[from:to], out); err != nil {
			return err
		}
		from = to
	}
	return nil
}

func lockOfAsset(ctx context.Context, tx db.Tx, asset string, slots []slot, out map[slot]int64) error {
	return db.Chunks(slots, func(part []slot) error {
		n := db.Padded(len(part))
		args := make([]any, 0, n+1)
		args = append(args, asset)
		for i := range n {
			args = append(args, string(part[min(i, len(part)-1)].account))
		}
		// Locks are taken in the order of the slots, so that two groups cannot block
		// each other.
		return tx.Rows(ctx, `SELECT id, balance_minor FROM ledger_account
			WHERE asset = $1 AND id IN `+db.In(2, n)+`
			ORDER BY id`+db.ForUpdate(tx), args, func(r db.Row) error {
			k := slot{asset: asset}
			var minor int64
			err := r.Scan(&k.account, &minor)
			out[k] = minor
			return err
		})
	})
}

// putBalances writes the balances of locked accounts: rows of id, asset, balance.
func putBalances(ctx context.Context, tx db.Tx, rows []any) error {
	return db.UpsertRows(ctx, tx, `INSERT INTO ledger_account (id, asset, balance_minor)`, 3, rows,
		`ON CONFLICT (id, asset) DO UPDATE SET balance_minor = excluded.balance_minor`)
}

// insertTransfers writes rows of ref, id, kind, hash, at_us.
func insertTransfers(ctx context.Context, tx db.Tx, rows []any) error {
	return db.InsertRows(ctx, tx, `INSERT INTO ledger_transfer (ref, id, kind, hash, at_us)`, 5, rows)
}

// insertPostings writes rows of account, asset, transfer, n, amount, balance,
// ref, kind, at_us.
func insertPostings(ctx context.Context, tx db.Tx, rows []any) error {
	return db.InsertRows(ctx, tx, `INSERT INTO ledger_posting
		(account, asset, transfer_id, n, amount_minor, balance_minor, ref, kind, at_us)`, 9, rows)
}

// Balance returns what an account holds; zero if it was never used. A mirror's
// balance is summed from its postings.
func Balance(ctx context.Context, q db.Q, a Account, asset string) (_ core.Money, err error) {
	m := core.Money{Currency: asset}
	if a.Mirror() {
		err = q.Row(ctx, `SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM ledger_posting WHERE account = $1 AND asset = $2`, string(a), asset).Scan(&m.Minor)
		return m, err
	}
	err = q.Row(ctx, `SELECT balance_minor FROM ledger_account WHERE id = $1 AND asset = $2`, string(a), asset).Scan(&m.Minor)
	if err == db.ErrNoRow { //nolint:errorlint // classify returns it bare
		err = nil
	}
	return m, err
}

// Before is where a page of entries begins: at the entry given, exclusive.
type Before struct {
	Transfer core.ID[Transfer] `json:"t"`
	N        int64             `json:"n"`
}

// Entries returns an account's postings, newest first, older than before; the
// zero Before begins.
func Entries(ctx context.Context, q db.Q, a Account, asset string, before Before, limit int) (out []Entry, err error) {
	if before.Transfer == "" {
		before.Transfer = "ffffffff-ffff-ffff-ffff-ffffffffffff"
	}
	// Transfer ids ascend with time.
	err = q.Rows(ctx, `
		SELECT transfer_id, n, amount_minor, balance_minor, ref, kind, at_us
		FROM ledger_posting
		WHERE account = $1 AND asset = $2 AND (transfer_id, n) < ($3, $4)
		ORDER BY transfer_id DESC, n DESC
		LIMIT $5`, []any{string(a), asset, before.Transfer, before.N, limit}, func(r db.Row) error {
		e, err := scanEntry(r, a, asset)
		out = append(out, e)
		return err
	})
	return out, err
}

func scanEntry(r db.Row, a Account, asset string) (Entry, error) {
	e := Entry{Account: a, Amount: core.Money{Currency: asset}, Balance: core.Money{Currency: asset}}
	var after *int64
	var us int64
	err := r.Scan(&e.Transfer, &e.N, &e.Amount.Minor, &after, &e.Ref, &e.Kind, &us)
	if after != nil {
		e.Balance.Minor = *after
	}
	e.At = db.Instant(us)
	return e, err
}

// EntriesBetween returns an account's postings with from ≤ at < to, oldest
// first: a statement of a period.
func EntriesBetween(ctx context.Context, q db.Q, a Account, asset string, span core.Span) (out []Entry, err error) {
	// A month of one account is some hundred rows at most.
	err = q.Rows(ctx, `
		SELECT transfer_id, n, amount_minor, balance_minor, ref, kind, at_us
		FROM ledger_posting
		WHERE account = $1 AND asset = $2 AND at_us >= $3 AND at_us < $4
		ORDER BY transfer_id, n`, []any{string(a), asset, db.Micros(span.Start), db.Micros(span.End)}, func(r db.Row) error {
		e, err := scanEntry(r, a, asset)
		out = append(out, e)
		return err
	})
	return out, err
}

// Total returns what all accounts but the mirrors hold together.
func Total(ctx context.Context, q db.Q, asset string) (core.Money, error) {
	m := core.Money{Currency: asset}
	err := q.Row(ctx, `SELECT CAST(COALESCE(SUM(balance_minor), 0) AS BIGINT) FROM ledger_account WHERE asset = $1`, asset).Scan(&m.Minor)
	return m, err
}

// EachBalance gives every account whose name begins with prefix and that holds
// something.
func EachBalance(ctx context.Context, q db.Q, prefix string, each func(Account, core.Money)) error {
	return q.Rows(ctx, `
		SELECT id, asset, balance_minor FROM ledger_account
		WHERE id >= $1 AND id < $2 AND balance_minor <> 0`, []any{prefix, prefix + "\U0010FFFF"}, func(r db.Row) error {
		var a Account
		var m core.Money
		err := r.Scan(&a, &m.Currency, &m.Minor)
		each(a, m)
		return err
	})
}

// Booked returns which of the refs name a transfer.
func Booked(ctx context.Context, q db.Q, refs []string) (map[string]bool, error) {
	known, err := hashesOf(ctx, q, refs)
	out := make(map[string]bool, len(known))
	for ref := range known {
		out[ref] = true
	}
	return out, err
}
