// Package batch turns many callers' requests into few set-based transactions,
// for the handful of writes that are hot: a contested job, a busy account.
//
// One at a time a contested row gives as many writes as there are round trips;
// as a group it gives one transaction for hundreds (figures in DESIGN, storage).
package batch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"yilu/internal/platform/db"
)

// Max is the most requests of one group.
const Max = 512

// Run does a group of requests in one transaction and answers each, in order.
// It may be called again with the same requests, or with a part of them. A
// refusal of one request is part of its answer; an error fails the group.
type Run[Req, Res any] func(ctx context.Context, tx db.Tx, reqs []Req) ([]Res, error)

// Batcher gathers requests. Safe for concurrent use.
type Batcher[Req, Res any] struct {
	db      *db.DB
	run     Run[Req, Res]
	queue   chan *item[Req, Res]
	stopped chan struct{}
}

// ErrStopped reports a request that came after the end. It was not done.
var ErrStopped = errors.New("batch: stopped")

type item[Req, Res any] struct {
	ctx  context.Context
	req  Req
	res  Res
	err  error
	done chan struct{}
}

// New starts a Batcher: one writer on SQLite, which has only one, two on
// PostgreSQL, so that one gathers while the other commits. It ends with ctx.
func New[Req, Res any](ctx context.Context, d *db.DB, run Run[Req, Res]) *Batcher[Req, Res] {
	b := &Batcher[Req, Res]{db: d, run: run, queue: make(chan *item[Req, Res], Max), stopped: make(chan struct{})}
	writers := 2
	if d.Dialect() == db.SQLite {
		writers = 1
	}
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() { b.loop(ctx) })
	}
	go func() { wg.Wait(); close(b.stopped) }()
	return b
}

// Do hands in one request and waits until its group is committed.
func (b *Batcher[Req, Res]) Do(ctx context.Context, req Req) (res Res, err error) {
	it := &item[Req, Res]{ctx: ctx, req: req, done: make(chan struct{})}
	select {
	case b.queue <- it:
	case <-b.stopped:
		return res, ErrStopped
	case <-ctx.Done():
		return res, ctx.Err()
	}
	select { // never abandoned: the answer says whether it is on disk
	case <-it.done:
	case <-b.stopped:
		select {
		case <-it.done: // it was in the last group
		default:
			return res, ErrStopped
		}
	}
	return it.res, it.err
}

func (b *Batcher[Req, Res]) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case it := <-b.queue:
			group := b.gather(it)
			b.commit(group)
			for _, it := range group {
				close(it.done)
			}
		}
	}
}

// patience is how often gather lets others run without anybody coming before it
// goes: callers who were just answered are about to ask again. There is no timer.
const patience = 4

// gather takes what waits, and what comes while it looks around.
func (b *Batcher[Req, Res]) gather(first *item[Req, Res]) []*item[Req, Res] {
	group := []*item[Req, Res]{first}
	for idle := 0; len(group) < Max && idle < patience; {
		select {
		case it := <-b.queue:
			group = append(group, it)
			idle = 0
		default:
			idle++
			runtime.Gosched()
		}
	}
	return group
}

// commit does the group; one that fails is halved down to the guilty request.
func (b *Batcher[Req, Res]) commit(group []*item[Req, Res]) {
	reqs := make([]Req, len(group))
	for i, it := range group {
		reqs[i] = it.req
	}
	var answers []Res
	err := b.db.Write(context.WithoutCancel(group[0].ctx), func(ctx context.Context, tx db.Tx) (err error) {
		answers, err = b.run(ctx, tx, reqs)
		if err == nil && len(answers) != len(reqs) {
			err = fmt.Errorf("batch: %d answers to %d requests", len(answers), len(reqs))
		}
		return err
	})
	switch {
	case err == nil:
		for i, it := range group {
			it.res = answers[i]
		}
	case len(group) == 1:
		group[0].err = err
	default:
		b.commit(group[:len(group)/2])
		b.commit(group[len(group)/2:])
	}
}
