package ledger

import (
	"context"
	"slices"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Result is what became of one transfer of a group.
type Result struct {
	Fresh bool  // false: its ref was known already
	Err   error // a fault: refused, and nothing of it was booked
}

// Post books one transfer. The same ref again changes nothing.
//
// Errors: ErrShape, ErrRange, ErrBalance, ErrFunds, ErrRefReused.
func Post(ctx context.Context, tx db.Tx, t Transfer) (fresh bool, err error) {
	results, err := PostMany(ctx, tx, []Transfer{t})
	if err != nil {
		return false, err
	}
	return results[0].Fresh, results[0].Err
}

// PostMany books transfers in order, each wholly or not at all, with few
// statements for all of them. Later ones see the balances that earlier ones left.
// It locks their accounts, in order, until commit.
func PostMany(ctx context.Context, tx db.Tx, all []Transfer) (_ []Result, err error) {
	defer fault.Wrap(&err, "ledger.PostMany(%d)", len(all))

	b := book{results: make([]Result, len(all)), hashes: make([][]byte, len(all))}
	refs := make([]string, 0, len(all))
	for i, t := range all {
		if b.results[i].Err = t.Validate(); b.results[i].Err == nil {
			refs = append(refs, t.Ref)
			b.hashes[i] = t.hash()
		}
	}
	if b.known, err = hashesOf(ctx, tx, refs); err != nil {
		return nil, err
	}
	if b.balances, err = lockAccounts(ctx, tx, accountsOf(all)); err != nil {
		return nil, err
	}
	for i, t := range all {
		if b.results[i].Err == nil {
			b.apply(i, t)
		}
	}
	return b.results, b.write(ctx, tx)
}

// slot is one account in one asset.
type slot struct {
	account Account
	asset   string
}

// book works a group out in memory.
type book struct {
	results   []Result
	hashes    [][]byte
	known     map[string][]byte // ref → hash of what is booked under it
	balances  map[slot]int64    // of all accounts but mirrors
	changed   []slot            // in the order of their first change
	transfers []any             // rows for insertTransfers
	postings  []any             // rows for insertPostings
}

// apply books transfer i, or notes why not.
func (b *book) apply(i int, t Transfer) {
	if was, ok := b.known[t.Ref]; ok {
		if !slices.Equal(was, b.hashes[i]) {
			b.results[i].Err = ErrRefReused
		}
		return
	}
	if b.results[i].Err = b.afford(t); b.results[i].Err != nil {
		return
	}
	id, at := core.NewID[Transfer](t.At), db.Micros(t.At)
	for n, p := range t.Postings {
		var after any
		if !p.Account.Mirror() {
			k := slot{p.Account, t.Asset}
			b.balances[k] += p.Minor
			b.changed = append(b.changed, k)
			after = b.balances[k]
		}
		b.postings = append(b.postings, string(p.Account), t.Asset, id, n, p.Minor, after, t.Ref, t.Kind, at)
	}
	b.transfers = append(b.transfers, t.Ref, id, t.Kind, b.hashes[i], at)
	b.known[t.Ref] = b.hashes[i]
	b.results[i].Fresh = true
}

// afford checks that no account ends below zero or beyond the range. An account
// may pass below zero within a transfer.
func (b *book) afford(t Transfer) error {
	for n, p := range t.Postings {
		if p.Account.Mirror() {
			continue
		}
		after := b.balances[slot{p.Account, t.Asset}]
		for m, o := range t.Postings {
			if o.Account == p.Account {
				if m < n {
					break // looked at already
				}
				after += o.Minor
			}
		}
		switch {
		case after < 0:
			return ErrFunds
		case after > core.MaxMinor:
			return ErrRange
		}
	}
	return nil
}

func (b *book) write(ctx context.Context, tx db.Tx) error {
	if len(b.transfers) == 0 {
		return nil
	}
	rows := make([]any, 0, len(b.changed)*3)
	written := make(map[slot]bool, len(b.changed))
	for _, k := range b.changed {
		if !written[k] {
			written[k] = true
			rows = append(rows, string(k.account), k.asset, b.balances[k])
		}
	}
	if err := putBalances(ctx, tx, rows); err != nil {
		return err
	}
	if err := insertTransfers(ctx, tx, b.transfers); err != nil {
		return err
	}
	return insertPostings(ctx, tx, b.postings)
}

// accountsOf returns the accounts to lock, sorted and each once.
func accountsOf(all []Transfer) []slot {
	var out []slot
	for _, t := range all {
		for _, p := range t.Postings {
			if !p.Account.Mirror() {
				out = append(out, slot{p.Account, t.Asset})
			}
		}
	}
	slices.SortFunc(out, compareSlots)
	return slices.Compact(out)
}
