package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

type handle interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// runner runs statements on a handle. With a preparer it keeps each text
// prepared: parsing costs SQLite more than most of our statements do. (pgx keeps
// its own prepared statements.)
type runner struct {
	dialect Dialect
	h       handle
	prep    preparer // nil: run as text
	mu      sync.RWMutex
	stmts   map[string]*sql.Stmt
}

// stmtsMax bounds the kept statements. A multi-row text exists once per row
// count up to MaxRows, so a program of ours has some hundreds.
const stmtsMax = 4000

func newRunner(d Dialect, h interface {
	handle
	preparer
}) *runner {
	return &runner{dialect: d, h: h, prep: h, stmts: map[string]*sql.Stmt{}}
}

func (r *runner) Dialect() Dialect { return r.dialect }

// stmt returns the prepared form of query, or nil to run it as text.
func (r *runner) stmt(ctx context.Context, query string, args int) (*sql.Stmt, error) {
	if r.prep == nil || len(query) > 20_000 || args == 0 && len(query) > 500 {
		return nil, nil // PostgreSQL; or a script, as migrations are
	}
	r.mu.RLock()
	st := r.stmts[query]
	r.mu.RUnlock()
	if st != nil {
		return st, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if st := r.stmts[query]; st != nil {
		return st, nil
	}
	if len(r.stmts) >= stmtsMax {
		return nil, nil
	}
	st, err := r.prep.PrepareContext(context.WithoutCancel(ctx), r.text(query))
	if err != nil {
		return nil, err
	}
	r.stmts[query] = st
	return st, nil
}

func (r *runner) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, st := range r.stmts {
		errs = append(errs, st.Close())
	}
	clear(r.stmts)
	return errors.Join(errs...)
}

func (r *runner) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	st, err := r.stmt(ctx, query, len(args))
	if err != nil {
		return 0, classify(err)
	}
	var res sql.Result
	if st != nil {
		res, err = st.ExecContext(ctx, args...)
	} else {
		res, err = r.h.ExecContext(ctx, r.text(query), args...)
	}
	if err != nil {
		return 0, classify(err)
	}
	n, err := res.RowsAffected()
	return n, classify(err)
}

func (r *runner) Row(ctx context.Context, query string, args ...any) Row {
	st, err := r.stmt(ctx, query, len(args))
	switch {
	case err != nil:
		return failed{classify(err)}
	case st != nil:
		return row{st.QueryRowContext(ctx, args...)}
	}
	return row{r.h.QueryRowContext(ctx, r.text(query), args...)}
}

func (r *runner) Rows(ctx context.Context, query string, args []any, each func(Row) error) error {
	st, err := r.stmt(ctx, query, len(args))
	if err != nil {
		return classify(err)
	}
	var rows *sql.Rows
	if st != nil {
		rows, err = st.QueryContext(ctx, args...)
	} else {
		rows, err = r.h.QueryContext(ctx, r.text(query), args...)
	}
	if err != nil {
		return classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(row{rows}); err != nil {
			return err
		}
	}
	return classify(rows.Err())
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// text gives the statement in the engine's own placeholder style. SQLite reads
// "$2" as a name whose number depends on where it first appears, so it gets
// "?2", which every SQLite driver binds by position; and a plain "?" where the
// numbers run 1, 2, 3 …, because SQLite looks numbered ones up one by one, which
// costs the square of their count at every run.
func (r *runner) text(q string) string {
	if r.dialect != SQLite {
		return q
	}
	next := 1
	for _, m := range placeholder.FindAllStringSubmatch(q, -1) {
		if m[1] != strconv.Itoa(next) {
			return placeholder.ReplaceAllString(q, "?$1")
		}
		next++
	}
	return placeholder.ReplaceAllString(q, "?")
}

type row struct {
	s interface{ Scan(...any) error }
}

func (r row) Scan(dest ...any) error { return classify(r.s.Scan(dest...)) }

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

// classify wraps err with the kind that callers may test for. It goes by code,
// never by text.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNoRow
	}
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pe.Code {
		case "23505":
			return fmt.Errorf("%w %s: %w", ErrUnique, pe.ConstraintName, err)
		case "23503":
			return fmt.Errorf("%w %s: %w", ErrRelation, pe.ConstraintName, err)
		case "23514":
			return fmt.Errorf("%w %s: %w", ErrCheck, pe.ConstraintName, err)
		case "40001", "40P01", "55P03":
			return fmt.Errorf("%w: %w", ErrRetry, err)
		}
	}
	if se, ok := errors.AsType[*sqlite.Error](err); ok {
		switch se.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return fmt.Errorf("%w: %w", ErrUnique, err)
		case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return fmt.Errorf("%w: %w", ErrRelation, err)
		case sqlite3.SQLITE_CONSTRAINT_CHECK:
			return fmt.Errorf("%w: %w", ErrCheck, err)
		}
		if se.Code()&0xff == sqlite3.SQLITE_BUSY || se.Code()&0xff == sqlite3.SQLITE_LOCKED {
			return fmt.Errorf("%w: %w", ErrRetry, err)
		}
	}
	return err
}
