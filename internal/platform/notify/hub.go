package notify

import (
	"sync"

	"yilu/internal/core"
)

// item is what a stream carries: a message or a signal.
type item struct {
	message *Message
	signal  *Signal
}

// listener is one open page. A page that does not keep up loses its stream and
// reads anew when it comes back.
type listener struct {
	person core.PersonID
	grants []core.Grant
	items  chan item
	gone   bool // under the hub's lock
}

// room is how many items wait for a slow page.
const room = 64

type hub struct {
	mu     sync.Mutex
	people map[core.PersonID][]*listener
	open   int
	closed bool
}

func newHub() *hub { return &hub{people: map[core.PersonID][]*listener{}} }

// join opens a stream; nil if the hub is closed.
func (h *hub) join(person core.PersonID, grants []core.Grant) *listener {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil
	}
	l := &listener{person: person, grants: grants, items: make(chan item, room)}
	h.people[person] = append(h.people[person], l)
	h.open++
	return l
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(l)
}

// drop forgets the listener; the lock is held.
func (h *hub) drop(l *listener) {
	if l.gone {
		return
	}
	l.gone = true
	h.open--
	close(l.items)
	rest := h.people[l.person][:0:0]
	for _, o := range h.people[l.person] {
		if o != l {
			rest = append(rest, o)
		}
	}
	if len(rest) == 0 {
		delete(h.people, l.person)
	} else {
		h.people[l.person] = rest
	}
}

func (h *hub) push(person core.PersonID, it item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.people[person] {
		h.offer(l, it)
	}
}

func (h *hub) pushRole(role core.Role, it item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, ls := range h.people {
		for _, l := range ls {
			if (core.Actor{Grants: l.grants}).Has(role) {
				h.offer(l, it)
			}
		}
	}
}

func (h *hub) offer(l *listener, it item) {
	select {
	case l.items <- it:
	default:
		h.drop(l)
	}
}

func (h *hub) size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.open
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, ls := range h.people {
		for _, l := range ls {
			h.drop(l)
		}
	}
}
