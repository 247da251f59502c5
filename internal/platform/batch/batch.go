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
	"time"

	"yilu/internal/platform/db"
	"yilu/internal/platform/gather"
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

// New starts a Batcher. It has one writer, on PostgreSQL too: two would halve the
// groups, and what a group costs once is more than what they could do side by
// side. It ends with ctx.
func New[Req, Res any](ctx context.Context, d *db.DB, run Run[Req, Res]) *Batcher[Req, Res] {
	b := &Batcher[Req, Res]{db: d, run: run, queue: make(chan *item[Req, Res], Max), stopped: make(chan struct{})}
	go func() {
		defer close(b.stopped)
		b.loop(ctx)
	}()
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
	waiting := gather.New(b.queue, Max)
	for {
		select {
		case <-ctx.Done():
			return
		case it := <-b.queue:
			group := waiting.Fill([]*item[Req, Res]{it})
			begun := time.Now()
			b.commit(group)
			took := time.Since(begun)
			waiting.Committed(len(group), took)
			b.db.Grouped("batch", len(group), took)
			for _, it := range group {
				close(it.done)
			}
		}
	}
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
