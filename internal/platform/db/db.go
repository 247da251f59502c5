// Package db is the one door to SQL.
//
// Modules write statements once, in the portable subset described in
// docs/sql.md, with $1, $2, … placeholders. This package opens the engine,
// starts transactions the way that engine needs, groups the writes of SQLite
// into shared commits, retries those that lost a race, and turns engine errors
// into a few kinds.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the "sqlite" driver

	"yilu/internal/platform/trace"
)

// Dialect says which engine is behind a DB.
type Dialect string

// The supported dialects. PostgreSQL's relatives speak Postgres.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Errors that callers may test for with errors.Is.
var (
	ErrNoRow    = errors.New("no row")
	ErrUnique   = errors.New("unique constraint")
	ErrRelation = errors.New("foreign key constraint")
	ErrCheck    = errors.New("check constraint")
	ErrRetry    = errors.New("lost a race; retry")
	ErrNested   = errors.New("a write inside a write")
)

// Q runs statements. DB's readers and Tx both satisfy it, so a store function
// that takes a Q works inside and outside a transaction.
type Q interface {
	Dialect() Dialect
	// Exec runs a statement and returns how many rows it changed.
	Exec(ctx context.Context, query string, args ...any) (rows int64, err error)
	// Row runs a query for its first row. Its Scan returns ErrNoRow for none.
	Row(ctx context.Context, query string, args ...any) Row
	// Rows runs a query and calls each for every row; each's error stops it.
	Rows(ctx context.Context, query string, args []any, each func(Row) error) error
}

// Row is one row to scan. Scan returns ErrNoRow when there is none.
type Row interface{ Scan(dest ...any) error }

// Tx is a write transaction. Its statements see each other.
type Tx interface {
	Q
	// AfterCommit registers fn to run once, after a successful commit, in the
	// goroutine that called Write.
	AfterCommit(fn func())
}

// DB is a database: one pool for reading, one for writing. On SQLite the
// writing side is a single connection, because the engine has a single writer.
// Safe for concurrent use.
type DB struct {
	dialect  Dialect
	read     *sql.DB
	write    *sql.DB
	readers  *runner
	writer   *writer         // SQLite only
	conf     *pgx.ConnConfig // PostgreSQL only
	maxTries int
	grouped  func(where string, size int, took time.Duration)
	retried  atomic.Int64
}

// PoolSize is how many connections each of PostgreSQL's two pools, for reading
// and for writing, holds at most: measured, 16 are enough for one process
// (DESIGN, storage).
const PoolSize = 16

// Open opens target: "sqlite:PATH", or any postgres:// URL.
func Open(ctx context.Context, target string) (*DB, error) {
	return OpenGrouped(ctx, target, groupMax)
}

// OpenGrouped is Open with a bound on how many writes of SQLite share a commit;
// 1 gives each its own, which the benchmarks set beside.
func OpenGrouped(ctx context.Context, target string, group int) (*DB, error) {
	if path, ok := strings.CutPrefix(target, "sqlite:"); ok {
		return openSQLite(ctx, path, group)
	}
	return openPostgres(ctx, target)
}

// openSQLite puts every pragma in the DSN, so that each connection has them.
func openSQLite(ctx context.Context, path string, group int) (*DB, error) {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)" +
		"&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(0)&_pragma=temp_store(memory)&_pragma=cache_size(-65536)"
	d := &DB{dialect: SQLite, maxTries: 8}
	var err error
	if d.write, err = sql.Open("sqlite", dsn); err != nil {
		return nil, err
	}
	d.write.SetMaxOpenConns(2) // the writer's own, and the checkpoints beside it
	d.write.SetMaxIdleConns(2)
	if d.writer, err = startWriter(ctx, d.write, path+"-wal", group); err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite %s: %w", path, err), d.write.Close())
	}
	if d.read, err = sql.Open("sqlite", dsn+"&_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, d.write.Close())
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	d.readers = newRunner(SQLite, d.read)
	return d, nil
}

func openPostgres(ctx context.Context, target string) (*DB, error) {
	conf, err := pgx.ParseConfig(target)
	if err != nil {
		return nil, fmt.Errorf("open postgres: %w", err)
	}
	d := &DB{dialect: Postgres, conf: conf, maxTries: 8, read: stdlib.OpenDB(*conf), write: stdlib.OpenDB(*conf, stdlib.OptionAfterConnect(byKeys))}
	for _, pool := range []*sql.DB{d.read, d.write} {
		pool.SetMaxOpenConns(PoolSize)
		pool.SetMaxIdleConns(PoolSize)
	}
	if err := d.write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open postgres: %w", err), d.Close())
	}
	d.readers = &runner{dialect: Postgres, h: d.read}
	return d, nil
}

// byKeys keeps writes on their indexes, key by key. A statement that is planned
// while its table is still empty would read all of it, and keep doing so as it
// fills, until the server next looks at its statistics: measured, half of the
// throughput of a first day.
func byKeys(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "SET enable_seqscan = off; SET enable_mergejoin = off; SET enable_hashjoin = off")
	return err
}

// Close waits for the writes under way and closes both pools.
func (d *DB) Close() error {
	if d.writer != nil {
		d.writer.stop()
	}
	var err error
	if d.readers != nil {
		err = d.readers.close()
	}
	return errors.Join(err, d.read.Close(), d.write.Close())
}

// OnGroup registers what to call, for a metric, with each group of writes that
// shared a commit: where it was formed, its size, and how long the commit took.
// Call it before anything is written.
func (d *DB) OnGroup(fn func(where string, size int, took time.Duration)) {
	d.grouped = fn
	if d.writer != nil {
		d.writer.grouped.Store(&fn)
	}
}

// Grouped reports a group that was formed outside of Write, as batch does.
func (d *DB) Grouped(where string, size int, took time.Duration) {
	if d.grouped != nil {
		d.grouped(where, size, took)
	}
}

// Stats returns what the pools for reading and for writing are doing, and how
// many writes ran again after a lost race.
func (d *DB) Stats() (read, write sql.DBStats, retried int64) {
	return d.read.Stats(), d.write.Stats(), d.retried.Load()
}

// Dialect returns the engine's dialect.
func (d *DB) Dialect() Dialect { return d.dialect }

// Ping reports whether the engine answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// Reader returns a Q outside any transaction. It cannot write on SQLite.
func (d *DB) Reader() Q { return d.readers }

type inWrite struct{}

// Write runs fn in a transaction and commits; success means it is on disk. On
// SQLite the functions that wait at the same moment share one commit, each in
// its own savepoint: one that fails takes nothing of the others with it.
//
// If the engine reports that the transaction lost a race, Write runs fn again,
// up to eight times, so fn must have no effect outside tx (use AfterCommit for
// those), do no network or file work, and stay short. A context that ends while
// fn runs does not stop it.
//
// Errors: ErrNested, and whatever fn returns.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, tx Tx) error) (err error) {
	if ctx.Value(inWrite{}) != nil {
		return ErrNested
	}
	ctx, end := trace.Step(ctx, "db.write")
	defer func() { end(err) }()
	for try := 0; ; try++ {
		t, err := d.once(ctx, fn)
		if err == nil {
			for _, f := range t.after {
				f()
			}
			return nil
		}
		if !errors.Is(err, ErrRetry) || try+1 == d.maxTries {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(time.Duration(1+rand.IntN(4<<try)) * time.Millisecond):
		}
		d.retried.Add(1)
	}
}

func (d *DB) once(ctx context.Context, fn func(ctx context.Context, tx Tx) error) (*txn, error) {
	if d.writer != nil {
		return d.writer.do(ctx, fn)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithValue(context.WithoutCancel(ctx), inWrite{}, true)
	raw, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, classify(err)
	}
	defer raw.Rollback() //nolint:errcheck // a no-op after Commit
	t := &txn{runner: &runner{dialect: Postgres, h: raw}}
	if err := guarded(ctx, fn, t); err != nil {
		return nil, err
	}
	return t, classify(raw.Commit())
}

type txn struct {
	*runner
	after []func()
}

func (t *txn) AfterCommit(fn func()) { t.after = append(t.after, fn) }
