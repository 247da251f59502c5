package bus

import (
	"context"
	"maps"
	"sync"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Run tells and hears until ctx ends; then it tells what still waits and takes
// its leave. End it after everything that tells.
func (b *Bus) Run(ctx context.Context) {
	if b.db.Dialect() == db.SQLite {
		b.joined.Store(true)
		<-ctx.Done()
		return
	}
	if !b.join(ctx) {
		return
	}
	var wg sync.WaitGroup
	wg.Go(func() { b.listen(ctx) })
	wg.Go(func() { b.looking(ctx) })
	b.telling(ctx)
	wg.Wait()
}

// join writes the process down, and begins with the words that come from now on.
func (b *Bus) join(ctx context.Context) bool {
	for ctx.Err() == nil {
		err := b.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
			return insertProcess(ctx, tx, b.id, b.name, db.Micros(core.SystemClock()))
		})
		var all []process
		if err == nil {
			all, err = processes(ctx, b.db.Reader())
		}
		if err == nil {
			for _, p := range all {
				if p.id != b.id {
					b.peers[p.id] = &peer{beat: p.beat, since: time.Now(), words: p.words, gone: p.ended}
				}
			}
			b.count()
			return true
		}
		b.complain(ctx, "bus: join", err)
		pause(ctx, b.pace.Look, nil)
	}
	return false
}

// listen looks at once when a hint comes. It tries itself first: some engines
// take LISTEN and carry nothing.
func (b *Bus) listen(ctx context.Context) {
	for ctx.Err() == nil {
		arrived := make(chan struct{}, 1)
		line, hangUp := context.WithCancel(ctx)
		err := b.db.Listen(line, channel, func() { go b.probe(line, arrived) }, func() { wake(arrived); wake(b.look) })
		hangUp()
		if b.hints.Swap(false) && ctx.Err() == nil {
			b.log.WarnContext(ctx, "bus: no hints for now", "error", err)
		}
		pause(ctx, 30*b.pace.Look, nil)
	}
}

// probe sends a hint to ourselves; only if it arrives are hints relied upon.
func (b *Bus) probe(ctx context.Context, arrived <-chan struct{}) {
	err := b.db.Write(ctx, func(ctx context.Context, tx db.Tx) error { return db.Hint(ctx, tx, channel) })
	if err != nil {
		return
	}
	t := time.NewTimer(3 * time.Second)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-arrived:
		b.hints.Store(true)
	case <-t.C:
		b.log.InfoContext(ctx, "bus: this engine carries no hints; looking five times a second instead")
	}
}

// telling writes words down, and beats.
func (b *Bus) telling(ctx context.Context) {
	begun, beat, marks := time.Now(), time.Time{}, []mark(nil)
	for ctx.Err() == nil {
		b.say(ctx)
		if now := time.Now(); now.Sub(beat) >= b.pace.Beat {
			beat = now
			marks = b.beatAndForget(ctx, append(marks, mark{now, b.told}))
			if !b.joined.Load() && now.Sub(begun) >= 2*b.pace.Look {
				if b.others.Load() > 0 {
					b.missed() // who opened a page meanwhile may have missed a word
				}
				b.joined.Store(true)
			}
		}
		b.mu.Lock()
		waits := len(b.queue) > 0 || b.lost
		b.mu.Unlock()
		if waits {
			pause(ctx, b.pace.Blind, nil) // it could not be told just now
			continue
		}
		pause(ctx, b.pace.Beat-time.Since(beat), b.tell)
	}
	leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	b.say(leave)
	err := b.db.Write(leave, func(ctx context.Context, tx db.Tx) error {
		if err := endProcess(ctx, tx, b.id); err != nil || !b.hints.Load() {
			return err
		}
		return db.Hint(ctx, tx, channel)
	})
	b.complain(leave, "bus: leave", err)
}

// mark says up to which word had been told when.
type mark struct {
	at   time.Time
	told int64
}

// say writes down what waits. What can't be written waits on.
func (b *Bus) say(ctx context.Context) {
	b.mu.Lock()
	words, lost := b.queue, b.lost
	b.queue, b.lost = nil, false
	b.mu.Unlock()
	if len(words) == 0 && !lost {
		return
	}
	last := b.told + int64(len(words))
	if lost {
		last++ // a number without a word is a gap
	}
	err := b.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := insertWords(ctx, tx, b.id, b.told, words); err != nil {
			return err
		}
		if err := setWords(ctx, tx, b.id, last); err != nil || !b.hints.Load() {
			return err
		}
		return db.Hint(ctx, tx, channel)
	})
	if err == nil {
		b.told = last
		return
	}
	b.complain(ctx, "bus: tell", err)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue, b.lost = append(words, b.queue...), b.lost || lost
}

// beatAndForget gives a sign of life and removes words that all have heard.
func (b *Bus) beatAndForget(ctx context.Context, marks []mark) []mark {
	var upTo int64
	for len(marks) > 1 && time.Since(marks[0].at) > b.pace.Keep {
		upTo, marks = marks[0].told, marks[1:]
	}
	err := b.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := beatProcess(ctx, tx, b.id, b.name, db.Micros(core.SystemClock()), b.told); err != nil || upTo == 0 {
			return err
		}
		return deleteWords(ctx, tx, b.id, upTo)
	})
	b.complain(ctx, "bus: beat", err)
	return marks
}

// looking hears what the others tell.
func (b *Bus) looking(ctx context.Context) {
	looked := time.Now()
	for ctx.Err() == nil {
		if err := b.hear(ctx); err != nil {
			b.complain(ctx, "bus: hear", err)
		} else {
			if time.Since(looked) > b.pace.Patience {
				b.missed() // the others took us for dead and told us nothing
			}
			looked = time.Now()
		}
		every := b.pace.Look
		if !b.hints.Load() {
			every = b.pace.Blind
		}
		pause(ctx, every, b.look)
	}
}

// hear looks once at all processes and their new words.
func (b *Bus) hear(ctx context.Context) error {
	all, err := processes(ctx, b.db.Reader())
	if err != nil {
		return err
	}
	now, there := time.Now(), map[core.ID[Bus]]bool{}
	for _, p := range all {
		if there[p.id] = true; p.id == b.id {
			continue
		}
		known := b.peers[p.id]
		if known == nil { // it began after us: all its words are for us
			known = &peer{beat: p.beat, since: now}
			b.peers[p.id] = known
		}
		if err := b.hearOne(ctx, p, known); err != nil {
			return err
		}
		if p.beat != known.beat {
			known.beat, known.since, known.gone = p.beat, now, false
		}
		switch {
		case p.ended:
			known.gone = true
		case !known.gone && now.Sub(known.since) > b.pace.Patience:
			known.gone = true
			b.log.WarnContext(ctx, "bus: a process has died", "process", p.name)
			b.missed() // it may have died between a commit and its word
		}
		if known.gone && now.Sub(known.since) > 10*b.pace.Keep {
			if err := b.db.Write(ctx, func(ctx context.Context, tx db.Tx) error { return deleteProcess(ctx, tx, p.id) }); err != nil {
				return err
			}
		}
	}
	maps.DeleteFunc(b.peers, func(id core.ID[Bus], _ *peer) bool { return !there[id] })
	b.count()
	return nil
}

// hearOne hands out the new words of one process.
func (b *Bus) hearOne(ctx context.Context, p process, known *peer) error {
	for known.words < p.words {
		words, err := wordsAfter(ctx, b.db.Reader(), p.id, known.words, p.words)
		if err != nil {
			return err
		}
		for i, w := range words {
			if w.n != known.words+1 {
				b.missed()
			}
			known.words = words[i].n
			b.hand(ctx, w)
		}
		if len(words) < wordsMost && known.words < p.words {
			known.words = p.words
			b.missed()
		}
	}
	return nil
}

// hand gives a word to its hearer. A topic that nobody hears is from a newer
// release.
func (b *Bus) hand(ctx context.Context, w numbered) {
	b.heard.Add(1)
	if hear := b.hearers[w.topic]; hear != nil {
		b.complain(ctx, "bus: word "+w.topic, hear(ctx, []byte(w.doc)))
	}
}

func (b *Bus) missed() {
	for _, fn := range b.gap {
		fn()
	}
}

// count counts the living others.
func (b *Bus) count() {
	var n int64
	for _, p := range b.peers {
		if !p.gone {
			n++
		}
	}
	b.others.Store(n)
}

func (b *Bus) complain(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, what, "error", err)
	}
}
