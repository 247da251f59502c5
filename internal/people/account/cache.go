package account

import (
	"sync"
	"time"

	"yilu/internal/core"
)

const (
	// cacheLife is how long another process may go on honouring what has ended.
	cacheLife = 3 * time.Second
	// generation is how many tokens are kept before the older half is dropped.
	generation = 50_000
)

// holder is who holds a token, as it was read.
type holder struct {
	person core.PersonID
	grants []core.Grant
	until  time.Time
}

// cache remembers who holds which token for a moment. Safe for concurrent use.
type cache struct {
	mu     sync.RWMutex
	now    map[string]holder // by the token's hash
	before map[string]holder // the generation before
	drops  uint64
}

func newCache() *cache { return &cache{now: map[string]holder{}, before: map[string]holder{}} }

func (c *cache) get(hash string, now time.Time) (holder, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	h, ok := c.now[hash]
	if !ok {
		h, ok = c.before[hash]
	}
	return h, ok && now.Before(h.until)
}

// age is to be read before the database, and given to put.
func (c *cache) age() uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.drops
}

// put remembers what was read since age, unless something was dropped meanwhile:
// that may have been the very session, read just before it ended.
func (c *cache) put(hash string, age uint64, h holder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != age {
		return
	}
	if len(c.now) >= generation {
		c.now, c.before = map[string]holder{}, c.now
	}
	c.now[hash] = h
}

// drop forgets sessions that have ended.
func (c *cache) drop(hashes [][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for _, h := range hashes {
		delete(c.now, string(h))
		delete(c.before, string(h))
	}
}

// clear forgets everything: somebody's roles have changed.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	clear(c.now)
	clear(c.before)
}
