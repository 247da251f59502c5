package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"yilu/internal/platform/gather"
)

// groupMax is the most functions that share one commit. Beyond it the wait of
// the first grows and throughput no longer does (DESIGN, group commit).
const groupMax = 512

// checkpointAt is the size of the write-ahead log, in bytes, from which a
// checkpoint runs beside the writer: SQLite's own default of 1,000 pages.
const checkpointAt = 4 << 20

// writer is SQLite's one writing connection and the goroutine that owns it.
type writer struct {
	conn   *sql.Conn
	run    *runner
	queue  chan *ask
	most   int // functions of one group
	ended  chan struct{}
	halt   chan struct{}
	once   sync.Once
	mu     sync.RWMutex // guards closed against sends
	closed bool

	grouped atomic.Pointer[func(where string, size int, took time.Duration)]
}

// ask is one function that waits for its commit.
type ask struct {
	ctx  context.Context
	fn   func(ctx context.Context, tx Tx) error
	tx   txn
	err  error
	done chan struct{}
}

func startWriter(ctx context.Context, pool *sql.DB, walPath string, group int) (*writer, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		conn: conn, run: newRunner(SQLite, conn),
		queue: make(chan *ask, groupMax), most: max(1, group), ended: make(chan struct{}), halt: make(chan struct{}),
	}
	go w.loop()
	go w.checkpoints(pool, walPath)
	return w, nil
}

// do hands fn to the writer and waits for the commit.
func (w *writer) do(ctx context.Context, fn func(ctx context.Context, tx Tx) error) (*txn, error) {
	a := &ask{ctx: ctx, fn: fn, done: make(chan struct{})}
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return nil, sql.ErrConnDone
	}
	select {
	case w.queue <- a:
		w.mu.RUnlock()
	case <-ctx.Done():
		w.mu.RUnlock()
		return nil, ctx.Err()
	}
	<-a.done // never abandoned: the answer says whether it is on disk
	return &a.tx, a.err
}

func (w *writer) loop() {
	defer close(w.ended)
	group := make([]*ask, 0, w.most)
	waiting := gather.New(w.queue, w.most)
	for a := range w.queue {
		group = waiting.Fill(append(group[:0], a))
		begun := time.Now()
		w.commit(group)
		took := time.Since(begun)
		waiting.Committed(len(group), took)
		if fn := w.grouped.Load(); fn != nil {
			(*fn)("commit", len(group), took)
		}
		for _, a := range group {
			close(a.done)
		}
	}
}

// commit runs a group in one transaction. When the transaction as a whole is
// lost, those that had succeeded get ErrRetry: they run again.
func (w *writer) commit(group []*ask) {
	ctx := context.Background() // an interrupt would roll the whole group back
	if _, err := w.run.Exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		w.fail(group, err)
		return
	}
	alone := len(group) == 1
	for _, a := range group {
		if lost := w.step(ctx, a, alone); lost != nil {
			_, _ = w.run.Exec(ctx, "ROLLBACK")
			w.fail(group, fmt.Errorf("%w: the group was lost: %w", ErrRetry, lost))
			return
		}
	}
	if alone && group[0].err != nil {
		_, _ = w.run.Exec(ctx, "ROLLBACK")
		return
	}
	if _, err := w.run.Exec(ctx, "COMMIT"); err != nil {
		_, _ = w.run.Exec(ctx, "ROLLBACK")
		w.fail(group, err)
	}
}

// step runs one function in its savepoint. It returns an error only if the
// transaction around it is gone.
func (w *writer) step(ctx context.Context, a *ask, alone bool) (lost error) {
	if a.err = a.ctx.Err(); a.err != nil {
		return nil
	}
	if !alone {
		if _, err := w.run.Exec(ctx, "SAVEPOINT one"); err != nil {
			return err
		}
	}
	a.tx = txn{runner: w.run}
	a.err = guarded(context.WithValue(context.WithoutCancel(a.ctx), inWrite{}, true), a.fn, &a.tx)
	if alone {
		return nil
	}
	if a.err != nil {
		if _, err := w.run.Exec(ctx, "ROLLBACK TO one"); err != nil {
			return errors.Join(a.err, err)
		}
	}
	_, err := w.run.Exec(ctx, "RELEASE one")
	return err
}

// guarded turns a panic in one function into that function's error.
func guarded(ctx context.Context, fn func(ctx context.Context, tx Tx) error, tx Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(ctx, tx)
}

// fail gives err to all that have no error of their own.
func (w *writer) fail(group []*ask, err error) {
	for _, a := range group {
		if a.err == nil {
			a.err = err
		}
	}
}

func (w *writer) stop() {
	w.once.Do(func() {
		w.mu.Lock()
		w.closed = true
		w.mu.Unlock()
		close(w.queue)
		close(w.halt)
		<-w.ended
		_ = w.run.close()
		_ = w.conn.Close()
	})
}

// checkpoints moves the log into the file on a connection of its own, so that
// no commit waits for it. PASSIVE never blocks the writer.
func (w *writer) checkpoints(pool *sql.DB, walPath string) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-w.halt:
			return
		case <-tick.C:
			if s, err := os.Stat(walPath); err == nil && s.Size() > checkpointAt {
				_, _ = pool.Exec("PRAGMA wal_checkpoint(PASSIVE)")
			}
		}
	}
}
