package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// grabWork are taps by 2,000 workers, each with its idempotency record, its
// events and its audit row. With a rate of 1 every tap wins; with 10, one in ten,
// and the others get their place in line.
type grabWork struct {
	rate int
	town *town
	taps []gig.GrabRequest
}

func (w *grabWork) open(ctx context.Context, target string, group int) (d *db.DB, err error) {
	w.town, err = openTown(ctx, target, group)
	if err != nil {
		return nil, err
	}
	return w.town.app.DB, nil
}

func (w *grabWork) close() error { return w.town.close() }

func (w *grabWork) setup(ctx context.Context, n int) error {
	const crowd = workers / dayJobs // who tap on one job
	if err := w.town.settle(ctx, (n+crowd-1)/crowd, crowd/w.rate); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(7, uint64(n)))
	for from := 0; from < n; from += workers { // a day: every worker taps once
		for _, i := range r.Perm(min(workers, n-from)) {
			key := fmt.Sprintf("bench-%08d", from+i)
			hash := sha256.Sum256([]byte(key))
			who := w.town.workers[i]
			w.taps = append(w.taps, gig.GrabRequest{Job: w.town.jobs[(from+i)/crowd], Actor: core.Actor{Person: who, Channel: core.ByAPI, Addr: "127.0.0.1"},
				Key: api.Key{Scope: string(who), Name: key, Hash: hash[:]}})
		}
	}
	return nil
}

func (w *grabWork) start(ctx context.Context) { w.town.app.Gig.Start(ctx) }

func (w *grabWork) ours(ctx context.Context, i int) error {
	_, err := w.town.app.Gig.Grab(ctx, w.taps[i])
	return err
}

func (w *grabWork) group(ctx context.Context, tx db.Tx, from, to int) error {
	results, err := w.town.app.Gig.GrabMany(ctx, tx, w.taps[from:to])
	for _, r := range results {
		if r.Refused != nil {
			return r.Refused
		}
	}
	return err
}
