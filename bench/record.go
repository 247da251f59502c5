package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"github.com/jackc/pgx/v5"

	"yilu/internal/platform/db"
)

// statement is one statement as it went to the engine.
type statement struct {
	text  string
	args  []any
	reads bool
}

// recorder is a Tx that notes each statement before it runs it.
type recorder struct {
	db.Tx
	log *[]statement
}

func (r recorder) note(reads bool, text string, args []any) {
	*r.log = append(*r.log, statement{text, args, reads})
}

func (r recorder) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	r.note(false, text, args)
	return r.Tx.Exec(ctx, text, args...)
}

func (r recorder) Row(ctx context.Context, text string, args ...any) db.Row {
	r.note(true, text, args)
	return r.Tx.Row(ctx, text, args...)
}

func (r recorder) Rows(ctx context.Context, text string, args []any, each func(db.Row) error) error {
	r.note(true, text, args)
	return r.Tx.Rows(ctx, text, args, each)
}

// bare runs statements on a connection with nothing of ours around it.
type bare interface {
	prepare(groups [][]statement) error
	group(all []statement) error
	close() error
}

func openBare(ctx context.Context, target string) (bare, error) {
	if len(target) > 7 && target[:7] == "sqlite:" {
		return openBareSQLite(ctx, target[7:])
	}
	c, err := pgx.Connect(ctx, target)
	if err != nil {
		return nil, err
	}
	// As ours does: plans that go by keys are the quickest here.
	if _, err := c.Exec(ctx, "SET enable_seqscan = off; SET enable_mergejoin = off; SET enable_hashjoin = off"); err != nil {
		return nil, errors.Join(err, c.Close(ctx))
	}
	return &barePostgres{ctx, c}, nil
}

// bareSQLite speaks to the driver below database/sql, with prepared statements.
type bareSQLite struct {
	ctx   context.Context
	pool  *sql.DB
	conn  *sql.Conn
	raw   driver.Conn
	stmts map[string]driver.Stmt
	args  []driver.NamedValue
	row   []driver.Value
}

func openBareSQLite(ctx context.Context, path string) (*bareSQLite, error) {
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=wal_autocheckpoint(0)&_pragma=temp_store(memory)&_pragma=cache_size(-65536)")
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	b := &bareSQLite{ctx: ctx, pool: pool, conn: conn, stmts: map[string]driver.Stmt{}}
	return b, conn.Raw(func(c any) error { b.raw = c.(driver.Conn); return nil })
}

// questionMarks writes placeholders the way that costs SQLite least: plain where
// they are numbered in order.
func questionMarks(text string) string {
	next := 1
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if m[1] != strconv.Itoa(next) {
			return placeholder.ReplaceAllString(text, "?$1")
		}
		next++
	}
	return placeholder.ReplaceAllString(text, "?")
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

func (b *bareSQLite) stmt(text string) (driver.Stmt, error) {
	if st := b.stmts[text]; st != nil {
		return st, nil
	}
	st, err := b.raw.(driver.ConnPrepareContext).PrepareContext(b.ctx, questionMarks(text))
	b.stmts[text] = st
	return st, err
}

// prepare parses every statement beforehand and turns arguments into what the
// driver takes.
func (b *bareSQLite) prepare(groups [][]statement) error {
	for _, g := range groups {
		for i, s := range g {
			if _, err := b.stmt(s.text); err != nil {
				return err
			}
			for j, a := range s.args {
				v, err := driver.DefaultParameterConverter.ConvertValue(a)
				if err != nil {
					return err
				}
				g[i].args[j] = v
			}
		}
	}
	return nil
}

func (b *bareSQLite) group(all []statement) error {
	if err := b.run(statement{text: "BEGIN IMMEDIATE"}); err != nil {
		return err
	}
	for _, s := range all {
		if err := b.run(s); err != nil {
			return fmt.Errorf("%s: %w", s.text, err)
		}
	}
	return b.run(statement{text: "COMMIT"})
}

func (b *bareSQLite) run(s statement) error {
	st, err := b.stmt(s.text)
	if err != nil {
		return err
	}
	b.args = b.args[:0]
	for i, a := range s.args {
		b.args = append(b.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	if !s.reads {
		_, err := st.(driver.StmtExecContext).ExecContext(b.ctx, b.args)
		return err
	}
	rows, err := st.(driver.StmtQueryContext).QueryContext(b.ctx, b.args)
	if err != nil {
		return err
	}
	if n := len(rows.Columns()); len(b.row) < n {
		b.row = make([]driver.Value, n)
	}
	for {
		if err := rows.Next(b.row[:len(rows.Columns())]); errors.Is(err, io.EOF) {
			return rows.Close()
		} else if err != nil {
			return errors.Join(err, rows.Close())
		}
	}
}

func (b *bareSQLite) close() error {
	for _, st := range b.stmts {
		_ = st.Close()
	}
	return errors.Join(b.conn.Close(), b.pool.Close())
}

// barePostgres speaks pgx's own protocol layer, which keeps statements prepared.
type barePostgres struct {
	ctx  context.Context
	conn *pgx.Conn
}

func (b *barePostgres) prepare([][]statement) error { return nil }

func (b *barePostgres) group(all []statement) error {
	tx, err := b.conn.Begin(b.ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if !s.reads {
			if _, err := tx.Exec(b.ctx, s.text, s.args...); err != nil {
				return fmt.Errorf("%s: %w", s.text, err)
			}
			continue
		}
		rows, err := tx.Query(b.ctx, s.text, s.args...)
		if err != nil {
			return fmt.Errorf("%s: %w", s.text, err)
		}
		for rows.Next() {
			_ = rows.RawValues()
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("%s: %w", s.text, err)
		}
	}
	return tx.Commit(b.ctx)
}

func (b *barePostgres) close() error { return b.conn.Close(b.ctx) }
