package outbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

const (
	batchMax  = 256                    // events read at once
	parallel  = 16                     // keys delivered at once
	pollEvery = 200 * time.Millisecond // when no hint comes
	leaseFor  = 2 * time.Second
	triesMax  = 12 // then parked: about 10 minutes of backoff
)

// Run delivers until ctx ends. Beside other replicas one relay at a time works,
// by a lease; the others stand by.
func (o *Outbox) Run(ctx context.Context) {
	var leased time.Time
	for ctx.Err() == nil {
		now := core.SystemClock() // leases are about real time, whatever the injected clock says
		if o.db.Dialect() != db.SQLite && now.Add(leaseFor/2).After(leased) {
			ok, err := o.lease(ctx, now)
			if err != nil || !ok {
				o.logError(ctx, "outbox: lease", err)
				o.rest(ctx)
				continue
			}
			leased = now.Add(leaseFor)
		}
		n, err := o.deliver(ctx)
		o.logError(ctx, "outbox: deliver", err)
		if n == 0 || err != nil {
			o.rest(ctx)
		}
	}
}

// Drain delivers until nothing waits: for tests, imports and the simulator,
// which want every effect before they go on.
//
// Errors: the first that a hearer returns.
func (o *Outbox) Drain(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "outbox.Drain")
	for {
		n, err := o.deliver(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}

// Lag returns how many events wait and how many are parked.
func (o *Outbox) Lag(ctx context.Context) (waiting, parked int64, err error) {
	return counts(ctx, o.db.Reader())
}

// Age returns how long the oldest event has waited; 0 if none waits.
func (o *Outbox) Age(ctx context.Context) (time.Duration, error) {
	us, err := oldestEvent(ctx, o.db.Reader())
	if errors.Is(err, db.ErrNoRow) {
		return 0, nil
	}
	return max(0, o.now().Sub(db.Instant(us))), err
}

func (o *Outbox) rest(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-o.hint:
	case <-time.After(pollEvery):
	}
}

func (o *Outbox) logError(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		o.log.ErrorContext(ctx, what, "error", err)
	}
}

func (o *Outbox) lease(ctx context.Context, now time.Time) (got bool, err error) {
	err = o.db.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		got, err = takeLease(ctx, tx, o.holder, db.Micros(now), db.Micros(now.Add(leaseFor)))
		return err
	})
	return got, err
}

// deliver hands out one batch and returns how many events were finished. Keys
// go side by side, the events of one key one after the other.
func (o *Outbox) deliver(ctx context.Context) (done int, err error) {
	o.one.Lock()
	defer o.one.Unlock()
	events, err := pendingEvents(ctx, o.db.Reader(), batchMax)
	if err != nil {
		return 0, err
	}
	var order []string
	byKey := map[string][]pending{}
	for _, p := range events {
		if r, ok := o.retries[p.key]; ok && o.now().Before(r.at) {
			continue
		}
		if byKey[p.key] == nil {
			order = append(order, p.key)
		}
		byKey[p.key] = append(byKey[p.key], p)
	}
	var (
		mu sync.Mutex
		wg sync.WaitGroup
	)
	slots := make(chan struct{}, parallel)
	for _, key := range order {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			n, failed, e := o.deliverKey(ctx, byKey[key])
			mu.Lock()
			defer mu.Unlock()
			done += n
			if e == nil {
				delete(o.retries, key)
				return
			}
			if err == nil {
				err = e
			}
			o.later(ctx, failed, e)
		})
	}
	wg.Wait()
	return done, err
}

// later plans the next try of a key, or parks the event that blocks it.
func (o *Outbox) later(ctx context.Context, p pending, cause error) {
	r := o.retries[p.key]
	r.tries++
	if r.tries < triesMax {
		r.at = o.now().Add(min(100*time.Millisecond<<r.tries, 2*time.Minute))
		o.retries[p.key] = r
		return
	}
	delete(o.retries, p.key)
	o.parked(p.topic)
	o.log.ErrorContext(ctx, "outbox: event parked", "topic", p.topic, "key", p.key, "event", p.id, "error", cause)
	err := o.db.Write(ctx, func(ctx context.Context, tx db.Tx) error { return parkEvent(ctx, tx, p) })
	o.logError(ctx, "outbox: park", err)
}

func (o *Outbox) deliverKey(ctx context.Context, events []pending) (done int, failed pending, err error) {
	for _, p := range events {
		if err := o.deliverOne(ctx, p); err != nil {
			return done, p, fmt.Errorf("event %s %s: %w", p.topic, p.id, err)
		}
		done++
	}
	return done, pending{}, nil
}

// deliverOne runs each hearer that has not heard p yet. The last one's
// transaction also ends the event.
func (o *Outbox) deliverOne(ctx context.Context, p pending) (err error) {
	ctx, end := o.tracer.Begin(ctx, "event "+p.topic)
	defer func() { end(err) }()
	all := o.hearers[p.topic]
	for i, h := range all {
		last := i == len(all)-1
		err := o.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
			if waits, err := lockEvent(ctx, tx, p); err != nil || !waits {
				return err
			}
			fresh, err := true, error(nil)
			if len(all) > 1 {
				if fresh, err = insertSeen(ctx, tx, p, h.name); err != nil {
					return err
				}
			}
			if fresh {
				if err := h.hear(ctx, tx, p.payload); err != nil {
					return err
				}
			}
			if last {
				return deleteEvent(ctx, tx, p)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", h.name, err)
		}
	}
	if len(all) == 0 { // its last hearer was removed in a newer release
		return o.db.Write(ctx, func(ctx context.Context, tx db.Tx) error { return deleteEvent(ctx, tx, p) })
	}
	return nil
}
