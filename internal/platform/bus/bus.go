// Package bus carries short words between the processes that serve one database:
// that a page should read something again, that a session has ended.
//
// A word is told after the commit of the fact it tells about, and heard by every
// other process within a moment. It is a hint: the fact itself is in the
// database. Words of one process arrive in order and once. Where some may be
// missing, because their process was killed before it told them or because this
// one was away, everyone who hears is told of the gap and reads anew.
//
// The truth is two tables that everyone looks into every second. Where the
// engine carries hints (PostgreSQL's LISTEN), a look follows each word at once;
// its relatives that carry none are looked into five times a second. On SQLite
// there is only one process, and nothing happens.
package bus

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Pace says how often a Bus looks and how patient it is.
type Pace struct {
	Look     time.Duration // between looks where hints arrive
	Blind    time.Duration // between looks where none do
	Beat     time.Duration // between signs of life
	Patience time.Duration // without a sign of life until a process counts as dead
	Keep     time.Duration // how long a word stays
}

// DefaultPace is what a Bus starts with. The figures are ours: a page on another
// process learns of a change at once, and of a process that died in 8 seconds.
var DefaultPace = Pace{Look: time.Second, Blind: 200 * time.Millisecond, Beat: 2 * time.Second, Patience: 8 * time.Second, Keep: time.Minute}

// channel is the name under which hints travel.
const channel = "yilu_bus"

// waitMost bounds the words that wait to be told; beyond it they are dropped and
// the others are told of the gap.
const waitMost = 100_000

// Bus tells and hears. Hear everything before Run. Safe for concurrent use
// afterwards. A nil Bus takes words and tells nobody.
type Bus struct {
	db      *db.DB
	log     *slog.Logger
	pace    Pace
	id      core.ID[Bus]
	name    string
	hearers map[string]func(ctx context.Context, doc []byte) error
	gap     []func()

	hints  atomic.Bool  // the engine carries hints
	joined atomic.Bool  // this process is known to the others
	others atomic.Int64 // living processes besides this one
	heard  atomic.Int64 // words heard so far, for the metrics

	mu    sync.Mutex
	queue []word
	lost  bool // words were dropped
	told  int64
	tell  chan struct{}
	look  chan struct{}

	peers map[core.ID[Bus]]*peer // of the looking goroutine
}

// word is one thing to tell.
type word struct {
	topic string
	doc   string
}

// peer is what this process knows of another.
type peer struct {
	beat  int64
	since time.Time // when beat last moved, by our clock
	words int64     // heard so far
	gone  bool      // ended in order, or counted as dead
}

// New returns a Bus that nobody hears yet.
func New(d *db.DB, log *slog.Logger) *Bus {
	host, _ := os.Hostname()
	return &Bus{
		db: d, log: log, pace: DefaultPace, id: core.NewID[Bus](core.SystemClock()), name: fmt.Sprintf("%s/%d", host, os.Getpid()),
		hearers: map[string]func(context.Context, []byte) error{}, peers: map[core.ID[Bus]]*peer{},
		tell: make(chan struct{}, 1), look: make(chan struct{}, 1),
	}
}

// SetPace is for tests, before Run.
func (b *Bus) SetPace(p Pace) { b.pace = p }

// Hear registers what to do with the words of a topic from other processes.
func Hear[T any](b *Bus, topic string, fn func(ctx context.Context, word T)) {
	if b == nil {
		return
	}
	if b.hearers[topic] != nil {
		panic("bus: two hearers of " + topic)
	}
	b.hearers[topic] = func(ctx context.Context, doc []byte) error {
		var w T
		if err := json.Unmarshal(doc, &w); err != nil {
			return err
		}
		fn(ctx, w)
		return nil
	}
}

// OnGap registers what to do when words may be missing.
func (b *Bus) OnGap(fn func()) {
	if b != nil {
		b.gap = append(b.gap, fn)
	}
}

// Tell tells the other processes, once tx has committed.
func (b *Bus) Tell(tx db.Tx, topic string, doc any) error {
	if b == nil || b.db.Dialect() == db.SQLite || b.alone() {
		return nil
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return fmt.Errorf("word %s: %w", topic, err)
	}
	tx.AfterCommit(func() { b.enqueue(word{topic, string(text)}) })
	return nil
}

// alone reports that nobody would hear. Whoever joins waits until all have seen
// it before it counts on being told.
func (b *Bus) alone() bool { return b.joined.Load() && b.others.Load() == 0 }

func (b *Bus) enqueue(w word) {
	b.mu.Lock()
	if len(b.queue) < waitMost {
		b.queue = append(b.queue, w)
	} else {
		b.lost = true
	}
	b.mu.Unlock()
	wake(b.tell)
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Joined reports that the others count on this process and it on them, which
// takes two looks from the start of Run.
func (b *Bus) Joined() bool { return b.joined.Load() }

// Others returns how many other processes are alive, for the metrics.
func (b *Bus) Others() int { return int(b.others.Load()) }

// Heard returns how many words of others were heard, for the metrics.
func (b *Bus) Heard() int64 { return b.heard.Load() }

// Hints reports whether the engine carries hints.
func (b *Bus) Hints() bool { return b.hints.Load() }

// pause waits, or returns early when ctx ends or c wakes.
func pause(ctx context.Context, d time.Duration, c <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-c:
	case <-t.C:
	}
}
