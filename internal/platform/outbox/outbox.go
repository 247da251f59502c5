// Package outbox carries facts from the module that made them true to those
// that want to know.
//
// An event is a row written in the transaction of the fact. A relay delivers it
// at least once to every hearer, in order per key, each hearer in a transaction
// of its own together with the record that it has heard: so a hearer's effect
// in the database happens exactly once. An event that a hearer keeps refusing is
// parked, logged and counted, and holds nobody else up.
package outbox

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/platform/trace"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Event is a fact. Topic names its kind and must not depend on the value; Key
// is what it is about: events of one key are delivered in order.
type Event interface {
	Topic() string
	Key() string
}

// hearer is one subscription.
type hearer struct {
	name string
	hear func(ctx context.Context, tx db.Tx, payload []byte) error
}

// Outbox publishes and delivers. Subscribe everything before Run. Safe for
// concurrent use afterwards.
type Outbox struct {
	db      *db.DB
	now     core.Clock
	log     *slog.Logger
	hearers map[string][]hearer
	hint    chan struct{}
	holder  string
	one     sync.Mutex       // one delivery at a time in this process
	retries map[string]retry // key → when to try again
	parked  func(topic string)
	tracer  *trace.Tracer
}

type retry struct {
	tries int
	at    time.Time
}

// New returns an Outbox without hearers.
func New(d *db.DB, now core.Clock, log *slog.Logger) *Outbox {
	return &Outbox{
		db: d, now: now, log: log, hearers: map[string][]hearer{}, hint: make(chan struct{}, 1),
		holder: string(core.NewID[Outbox](now())), retries: map[string]retry{}, parked: func(string) {},
	}
}

// OnParked registers what to call, for a metric, when an event is given up.
func (o *Outbox) OnParked(fn func(topic string)) { o.parked = fn }

// Trace makes a trace of each delivery. Call it before Run.
func (o *Outbox) Trace(t *trace.Tracer) { o.tracer = t }

// Hear subscribes fn to events of type E under a name that is unique for the
// topic and must not change later: what a name has heard is recorded.
func Hear[E Event](o *Outbox, name string, fn func(ctx context.Context, tx db.Tx, e E) error) {
	var zero E
	topic := zero.Topic()
	for _, h := range o.hearers[topic] {
		if h.name == name {
			panic("outbox: two hearers of " + topic + " are called " + name)
		}
	}
	o.hearers[topic] = append(o.hearers[topic], hearer{name, func(ctx context.Context, tx db.Tx, payload []byte) error {
		var e E
		if err := json.Unmarshal(payload, &e); err != nil {
			return fmt.Errorf("event %s: %w", topic, err)
		}
		return fn(ctx, tx, e)
	}})
}

// Publish stages events in the transaction that made them true. An event that
// nobody hears is not stored.
func (o *Outbox) Publish(ctx context.Context, tx db.Tx, events ...Event) error {
	at := o.now()
	rows := make([]any, 0, len(events)*5)
	for _, e := range events {
		if len(o.hearers[e.Topic()]) == 0 {
			continue
		}
		doc, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("event %s: %w", e.Topic(), err)
		}
		rows = append(rows, e.Key(), core.NewID[Event](at), e.Topic(), string(doc), db.Micros(at))
	}
	if len(rows) == 0 {
		return nil
	}
	if err := insertEvents(ctx, tx, rows); err != nil {
		return err
	}
	tx.AfterCommit(o.wake)
	return nil
}

// wake hints that something waits; polling stays the truth.
func (o *Outbox) wake() {
	select {
	case o.hint <- struct{}{}:
	default:
	}
}
