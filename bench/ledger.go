package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
)

var noon = time.Date(2026, 8, 22, 4, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

func workloadOf(name string) (workload, error) {
	switch name {
	case "grab":
		return &grabWork{rate: 1}, nil
	case "race":
		return &grabWork{rate: 10}, nil
	case "ledger":
		return &ledgerWork{}, nil
	}
	return nil, fmt.Errorf("no benchmark %q", name)
}

// moved is the event that a transfer publishes.
type moved struct{ Ref string }

func (moved) Topic() string { return "bench.moved" }
func (m moved) Key() string { return m.Ref }

// ledgerWork books transfers of 2 to 6 postings among 5,000 accounts, each with
// its idempotency by ref, one event and one audit row.
type ledgerWork struct {
	db        *db.DB
	out       *outbox.Outbox
	poster    *ledger.Poster
	transfers []ledger.Transfer
}

const accounts = 5_000

func (w *ledgerWork) open(ctx context.Context, target string, group int) (d *db.DB, err error) {
	if w.db, err = db.OpenGrouped(ctx, target, group); err != nil {
		return nil, err
	}
	return w.db, migrate(ctx, w.db)
}

func (w *ledgerWork) close() error { return w.db.Close() }

func (w *ledgerWork) setup(ctx context.Context, n int) error {
	d := w.db
	w.out = outbox.New(d, clock, slog.New(slog.DiscardHandler))
	outbox.Hear(w.out, "bench", func(context.Context, db.Tx, moved) error { return nil })
	r := rand.New(rand.NewPCG(7, uint64(n)))
	name := func() ledger.Account { return ledger.Account(fmt.Sprintf("person:%05d", r.IntN(accounts))) }
	for i := range n {
		t := ledger.Transfer{Ref: fmt.Sprintf("bench:%08d", i), Kind: "bench", Asset: core.CNY, At: noon}
		from, parts := name(), 1+r.IntN(5)
		t.Postings = append(t.Postings, ledger.Posting{Account: from, Minor: int64(-parts)})
		for range parts {
			to := name()
			for to == from {
				to = name()
			}
			t.Postings = append(t.Postings, ledger.Posting{Account: to, Minor: 1})
		}
		w.transfers = append(w.transfers, t)
	}
	var fund []ledger.Transfer
	for i := range accounts {
		fund = append(fund, ledger.Move(fmt.Sprintf("fund:%d", i), "fund", core.Yuan(1e6), "world:bank", ledger.Account(fmt.Sprintf("person:%05d", i)), noon))
	}
	return d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		_, err := ledger.PostMany(ctx, tx, fund)
		return err
	})
}

func migrate(ctx context.Context, d *db.DB) error {
	if err := d.Migrate(ctx, "ledger", ledger.Migrations); err != nil {
		return err
	}
	if err := d.Migrate(ctx, "outbox", outbox.Migrations); err != nil {
		return err
	}
	return d.Migrate(ctx, "audit", audit.Migrations)
}

// with writes the event and the audit row of each booked transfer.
func (w *ledgerWork) with(ctx context.Context, tx db.Tx, booked []ledger.Transfer) error {
	events := make([]outbox.Event, len(booked))
	entries := make([]audit.Entry, len(booked))
	for i, t := range booked {
		events[i] = moved{t.Ref}
		entries[i] = audit.By(core.System, noon, string(t.Postings[0].Account), "bench.move", t.Ref, "")
	}
	if err := w.out.Publish(ctx, tx, events...); err != nil {
		return err
	}
	return audit.Append(ctx, tx, entries...)
}

func (w *ledgerWork) start(ctx context.Context) {
	w.poster = ledger.NewPoster(ctx, w.db, w.with)
}

func (w *ledgerWork) ours(ctx context.Context, i int) error {
	_, err := w.poster.Post(ctx, w.transfers[i])
	return err
}

func (w *ledgerWork) group(ctx context.Context, tx db.Tx, from, to int) error {
	results, err := ledger.Group(w.with)(ctx, tx, w.transfers[from:to])
	for _, r := range results {
		if r.Err != nil {
			return r.Err
		}
	}
	return err
}
