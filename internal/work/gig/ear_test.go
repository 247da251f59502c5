package gig_test

import (
	"context"
	"sync"

	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
)

// ear hears every fact that the module publishes.
type ear struct {
	mu    sync.Mutex
	facts []outbox.Event
}

func (e *ear) listen(o *outbox.Outbox) {
	hearAll[event.JobOpened](e, o)
	hearAll[event.JobPlaces](e, o)
	hearAll[event.JobEnded](e, o)
	hearAll[event.Booked](e, o)
	hearAll[event.Unbooked](e, o)
	hearAll[event.Paid](e, o)
	hearAll[event.ReviewAsked](e, o)
}

func hearAll[E outbox.Event](e *ear, o *outbox.Outbox) {
	outbox.Hear(o, "ear", func(_ context.Context, tx db.Tx, f E) error {
		tx.AfterCommit(func() {
			e.mu.Lock()
			defer e.mu.Unlock()
			e.facts = append(e.facts, f)
		})
		return nil
	})
}

// heardOf returns the facts of one kind since the last call of forget.
func heardOf[E outbox.Event](e *ear) (out []E) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, f := range e.facts {
		if x, ok := f.(E); ok {
			out = append(out, x)
		}
	}
	return out
}

// topics are the kinds of facts heard, with how often.
func (e *ear) topics() map[string]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := map[string]int{}
	for _, f := range e.facts {
		out[f.Topic()]++
	}
	return out
}

func (e *ear) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.facts = nil
}
