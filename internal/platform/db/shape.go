package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Steps are migrations of a module, under their base names.
type Steps struct {
	Module string
	Files  fs.FS
	Names  []string
}

// Kind is what a column holds, whatever the engine calls it.
type Kind string

// The kinds: the closed list of types that migrations use.
const (
	Int   Kind = "int"
	Bool  Kind = "bool"
	Real  Kind = "real"
	Text  Kind = "text"
	UUID  Kind = "uuid"
	JSON  Kind = "json"
	Bytes Kind = "bytes"
)

var kinds = map[string]Kind{
	"BIGINT": Int, "BOOLEAN": Bool, "DOUBLE PRECISION": Real, "TEXT": Text, "UUID": UUID, "JSONB": JSON, "BYTEA": Bytes,
}

// Column is a column of a Table.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Table is a table as the migrations make it.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Key     []string `json:"key"` // the columns of the primary key, in order
}

// Shape returns the tables that the steps make, each after those that it refers
// to. It runs them in memory and touches no database.
func Shape(ctx context.Context, all []Steps) (tables []Table, err error) {
	mem, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	mem.SetMaxOpenConns(1) // each connection would have a memory of its own
	defer func() { err = errors.Join(err, mem.Close()) }()
	for _, s := range all {
		for _, name := range s.Names {
			text, err := plainText(s.Files, name)
			if err != nil {
				return nil, err
			}
			if _, err := mem.ExecContext(ctx, text); err != nil {
				return nil, fmt.Errorf("shape of %s %s: %w", s.Module, name, err)
			}
		}
	}
	q := &runner{dialect: SQLite, h: mem}
	tables, err = madeTables(ctx, q)
	for i := range tables {
		err = errors.Join(err, tables[i].columns(ctx, q))
	}
	return tables, err
}

// plainText is a step with its types as they are spelled, so that they can be
// read back. Only where SQLite has a text of its own is that one taken.
func plainText(files fs.FS, name string) (string, error) {
	at := "migrations/" + strings.TrimSuffix(name, ".sql")
	if b, err := fs.ReadFile(files, at+".sqlite.sql"); err == nil {
		return string(b), nil
	}
	b, err := fs.ReadFile(files, at+".sql")
	return strings.ReplaceAll(string(b), ` COLLATE "C"`, ""), err
}

// Applied returns the steps that have run on this database, by module; none for
// an empty one.
func Applied(ctx context.Context, q Q) (map[string][]string, error) {
	out := map[string][]string{}
	there, err := hasTable(ctx, q, "schema_version")
	if err != nil || !there {
		return out, err
	}
	err = q.Rows(ctx, `SELECT module, name FROM schema_version ORDER BY module, name`, nil, func(r Row) error {
		var module, name string
		err := r.Scan(&module, &name)
		out[module] = append(out[module], name)
		return err
	})
	return out, err
}

// hasTable reports whether a table is there.
func hasTable(ctx context.Context, q Q, name string) (bool, error) {
	query := sqliteHasTable
	if q.Dialect() == Postgres {
		query = postgresHasTable
	}
	var n int
	err := q.Row(ctx, query, name).Scan(&n)
	return n > 0, err
}

// MigrateSteps is Migrate for the named steps alone.
//
// Errors: ErrChanged.
func (d *DB) MigrateSteps(ctx context.Context, s Steps) error {
	return d.migrate(ctx, s.Module, s.Files, func(name string) bool { return slices.Contains(s.Names, path.Base(name)) })
}

// Snapshot calls fn with a Q that sees one moment of the database, while others
// write on. A long one keeps the engine from tidying up behind them.
func (d *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, q Q) error) error {
	var opts *sql.TxOptions
	if d.dialect == Postgres {
		opts = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	raw, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return classify(err)
	}
	defer raw.Rollback() //nolint:errcheck // it only read
	return fn(ctx, &runner{dialect: d.dialect, h: raw})
}
