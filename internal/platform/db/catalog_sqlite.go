package db

import (
	"context"
	"fmt"
)

// sqliteHasTable counts the tables of a name.
const sqliteHasTable = `SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1`

// madeTables returns the names of all tables in the order in which they were
// made.
func madeTables(ctx context.Context, q Q) (tables []Table, err error) {
	err = q.Rows(ctx, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid`, nil, func(r Row) error {
		var t Table
		err := r.Scan(&t.Name)
		tables = append(tables, t)
		return err
	})
	return tables, err
}

// columns fills in the table's columns.
func (t *Table) columns(ctx context.Context, q Q) error {
	key := map[int]string{}
	// The engine's own description of the table.
	err := q.Rows(ctx, `SELECT name, type, pk FROM pragma_table_info('`+t.Name+`') ORDER BY cid`, nil, func(r Row) error {
		var c Column
		var spelled string
		var pk int
		if err := r.Scan(&c.Name, &spelled, &pk); err != nil {
			return err
		}
		var known bool
		if c.Kind, known = kinds[spelled]; !known {
			return fmt.Errorf("table %s: column %s has the unknown type %q", t.Name, c.Name, spelled)
		}
		if pk > 0 {
			key[pk] = c.Name
		}
		t.Columns = append(t.Columns, c)
		return nil
	})
	for n := 1; n <= len(key); n++ {
		t.Key = append(t.Key, key[n])
	}
	return err
}
