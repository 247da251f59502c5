package ledger

import (
	"context"

	"yilu/internal/fault"
	"yilu/internal/platform/batch"
	"yilu/internal/platform/db"
)

// With is what happens in the transaction of fresh transfers: their events and
// audit rows. It gets those that were booked, in order.
type With func(ctx context.Context, tx db.Tx, booked []Transfer) error

// Poster books transfers of many callers in groups, for accounts that are busy.
type Poster struct {
	batch *batch.Batcher[Transfer, Result]
}

// NewPoster starts a Poster; with may be nil. It ends with ctx.
func NewPoster(ctx context.Context, d *db.DB, with With) *Poster {
	return &Poster{batch.New(ctx, d, Group(with))}
}

// Group is what a Poster does with the requests of one group.
func Group(with With) batch.Run[Transfer, Result] {
	return func(ctx context.Context, tx db.Tx, all []Transfer) ([]Result, error) {
		results, err := PostMany(ctx, tx, all)
		if err != nil || with == nil {
			return results, err
		}
		booked := make([]Transfer, 0, len(all))
		for i, r := range results {
			if r.Fresh {
				booked = append(booked, all[i])
			}
		}
		return results, with(ctx, tx, booked)
	}
}

// Post books one transfer and waits until it is on disk. The same ref again
// changes nothing.
//
// Errors: ErrShape, ErrRange, ErrBalance, ErrFunds, ErrRefReused, batch.ErrStopped.
func (p *Poster) Post(ctx context.Context, t Transfer) (fresh bool, err error) {
	defer fault.Wrap(&err, "ledger.Post(%s)", t.Ref)
	r, err := p.batch.Do(ctx, t)
	if err != nil {
		return false, err
	}
	return r.Fresh, r.Err
}
