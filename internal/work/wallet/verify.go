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
	for _, c := range []struct {
		what string
		find func(context.Context, db.Q) ([]string, error)
	}{
		{"money in transit is exactly the payouts under way", transitBreaches},
		{"every collection that is done is booked, and no other", collectBreaches},
		{"every job that counts as held was held wholly, and no other", holdBreaches},
		{"the custodian holds what all accounts hold", custodianBreaches},
	} {
		bad, err := c.find(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		checked = append(checked, "wallet: "+c.what)
		for _, b := range bad {
			broken = append(broken, fmt.Sprintf("wallet: not so that %s: %s", c.what, b))
		}
	}
	return checked, broken, nil
}

func transitBreaches(ctx context.Context, q db.Q) (bad []string, err error) {
	under := map[ledger.Account]int64{}
	if err := openPayouts(ctx, q, func(ref string, minor int64) { under[transitAccount(ref)] = minor }); err != nil {
		return nil, err
	}
	err = ledger.EachBalance(ctx, q, "transit:", func(a ledger.Account, m core.Money) {
		if under[a] != m.Minor {
			bad = append(bad, fmt.Sprintf("%s holds %s", a, m.Text()))
		}
		delete(under, a)
	})
	for a := range under {
		bad = append(bad, fmt.Sprintf("%s holds nothing", a))
	}
	return bad, err
}

func collectBreaches(ctx context.Context, q db.Q) ([]string, error) {
	want := map[string]bool{}
	if err := collections(ctx, q, func(ref string, done bool) { want[ref] = done }); err != nil {
		return nil, err
	}
	return bookedBreaches(ctx, q, want)
}

func holdBreaches(ctx context.Context, q db.Q) ([]string, error) {
	want := map[string]bool{}
	if err := fundings(ctx, q, func(job core.JobID, held bool) { want[holdRef(job)] = held }); err != nil {
		return nil, err
	}
	return bookedBreaches(ctx, q, want)
}

// bookedBreaches compares which refs are booked with which should be.
func bookedBreaches(ctx context.Context, q db.Q, want map[string]bool) (bad []string, err error) {
	refs := make([]string, 0, len(want))
	for ref := range want {
		refs = append(refs, ref)
	}
	booked, err := ledger.Booked(ctx, q, refs)
	if err != nil {
		return nil, err
	}
	for ref, should := range want {
		if booked[ref] != should {
			bad = append(bad, fmt.Sprintf("%s booked: %v", ref, booked[ref]))
		}
	}
	return bad, nil
}

// custodianBreaches compares the mirror with all that is held.
func custodianBreaches(ctx context.Context, q db.Q) ([]string, error) {
	mirror, err := ledger.Balance(ctx, q, Custodian, core.CNY)
	if err != nil {
		return nil, err
	}
	held, err := ledger.Total(ctx, q, core.CNY)
	if err != nil || mirror.Minor+held.Minor == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("%s against %s", mirror.Text(), held.Text())}, nil
}
