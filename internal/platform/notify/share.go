package notify

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/platform/bus"
	"yilu/internal/platform/db"
)

// The words that Centers of different processes tell each other. A message is
// named, not carried: its text concerns nobody in between.
type (
	sentWord struct {
		Person core.PersonID    `json:"person"`
		ID     core.ID[Message] `json:"id"`
	}
	personWord struct {
		Person core.PersonID `json:"person"`
		Signal Signal        `json:"signal"`
	}
	roleWord struct {
		Role   core.Role `json:"role"`
		Signal Signal    `json:"signal"`
	}
)

// Share lets pages that are open at other processes hear, too. Call it before
// anything is sent.
func (c *Center) Share(b *bus.Bus) {
	c.bus = b
	bus.Hear(b, "notify.sent", func(ctx context.Context, w sentWord) {
		if !c.hub.has(w.Person) {
			return
		}
		m, err := messageOf(ctx, c.db.Reader(), w.Person, w.ID)
		if errors.Is(err, db.ErrNoRow) {
			return // taken back meanwhile
		}
		if err != nil {
			c.hub.dropAll() // the pages read it when they come back
			return
		}
		c.hub.push(w.Person, item{message: &m})
	})
	bus.Hear(b, "notify.person", func(_ context.Context, w personWord) { c.hub.push(w.Person, item{signal: &w.Signal}) })
	bus.Hear(b, "notify.role", func(_ context.Context, w roleWord) { c.hub.pushRole(w.Role, item{signal: &w.Signal}) })
	b.OnGap(c.hub.dropAll)
}

// has reports whether the person has a page open here.
func (h *hub) has(person core.PersonID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.people[person]) > 0
}

// dropAll ends all streams. The pages come back within seconds, get the messages
// they missed, and read anew what they show.
func (h *hub) dropAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, ls := range h.people {
		for _, l := range ls {
			h.drop(l)
		}
	}
}
