package reference

import (
	"context"
	"sync/atomic"

	"yilu/internal/platform/db"
)

// Holder is the Source of a running program: it holds the Set of the moment.
// Safe for concurrent use.
type Holder struct {
	now atomic.Pointer[held]
}

type held struct {
	set      *Set
	revision int64
}

// NewHolder returns a Holder of the embedded data, until Refresh.
func NewHolder() *Holder {
	h := &Holder{}
	h.now.Store(&held{set: Embedded()})
	return h
}

// Set returns the data of the moment.
func (h *Holder) Set() *Set { return h.now.Load().set }

// Refresh loads the data if an import, here or by another process, changed
// them. Call it at the start, after an import, and now and then.
func (h *Holder) Refresh(ctx context.Context, q db.Q, s *Store) error {
	n, err := s.Revision(ctx, q)
	if err != nil || n == h.now.Load().revision {
		return err
	}
	set, err := s.Load(ctx, q)
	if err != nil {
		return err
	}
	h.now.Store(&held{set, n})
	return nil
}
