// Package gather forms groups of waiting requests for a writer that commits them
// together. A group is worth waiting for: most of what a commit costs it costs
// once. How long, the last groups tell, so that a lone caller never waits.
package gather

import (
	"runtime"
	"time"
)

// Queue hands requests to one writer in groups. It is for that writer alone.
type Queue[T any] struct {
	in   <-chan T
	most int
	peak int           // how many the groups lately had; it sinks slowly
	wait time.Duration // how long the next group may wait for more
}

// New returns a Queue of what comes in, in groups of at most most.
func New[T any](in <-chan T, most int) *Queue[T] { return &Queue[T]{in: in, most: max(1, most)} }

// patience is the part of a commit's time that a group waits for more: those who
// were just answered ask again within it, and nobody else minds it.
const patience = 16

// nap is how long a waiting writer sleeps when nobody else has anything to do.
const nap = 20 * time.Microsecond

// Fill appends to group, which holds the first, what waits and what comes soon.
func (q *Queue[T]) Fill(group []T) []T {
	group = q.drain(group)
	if q.wait == 0 || len(group) >= q.peak {
		return group
	}
	for until := time.Now().Add(q.wait); len(group) < min(q.peak, q.most) && time.Now().Before(until); {
		had := len(group)
		runtime.Gosched()
		if group = q.drain(group); len(group) == had {
			time.Sleep(nap)
		}
	}
	return group
}

// drain takes what waits, and lets those run who are about to ask.
func (q *Queue[T]) drain(group []T) []T {
	for idle := 0; len(group) < q.most && idle < 4; {
		select {
		case one, open := <-q.in:
			if !open {
				return group
			}
			group = append(group, one)
			idle = 0
		default:
			idle++
			runtime.Gosched()
		}
	}
	return group
}

// Committed tells how large the last group was and how long its commit took.
func (q *Queue[T]) Committed(size int, took time.Duration) {
	q.peak = max(size, q.peak-1-q.peak/16)
	q.wait = 0
	if q.peak > 1 {
		q.wait = took / patience
	}
}
