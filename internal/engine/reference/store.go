package reference

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Store keeps the rows that a place imported over the embedded ones.
type Store struct {
	Now core.Clock
}

// Imported tells what an import did.
type Imported struct {
	Revision int64           // of the data now; as before if nothing was new
	Tables   []ImportedTable // in the order of the files
}

// ImportedTable counts the rows of one file.
type ImportedTable struct {
	Name string
	New  int // taken over
	Same int // held already, word for word
}

// Import takes over dated rows, all of them or none. Who did it and when is
// kept with each table, and what it replaces stays on record. Importing the
// same again changes nothing. After the commit, Refresh the Holder.
//
// Errors: ErrNothing, ErrFile, ErrText, ErrHeader, ErrForm, ErrCell, ErrPeriod,
// ErrTwice, ErrUnknown.
func (s *Store) Import(ctx context.Context, tx db.Tx, by core.Actor, files []File) (_ Imported, err error) {
	defer fault.Wrap(&err, "reference.Import")
	if len(files) == 0 {
		return Imported{}, ErrNothing
	}
	read := make([][]row, len(files))
	var all []row
	for i, f := range files {
		if read[i], err = f.rows(); err != nil {
			return Imported{}, err
		}
		all = append(all, read[i]...)
	}
	if err := unique(all); err != nil {
		return Imported{}, err
	}
	now, err := s.Load(ctx, tx)
	if err != nil {
		return Imported{}, err
	}
	if _, err = now.with(all); err != nil { // the whole must hold together
		return Imported{}, err
	}
	done := Imported{}
	if done.Revision, err = s.Revision(ctx, tx); err != nil {
		return Imported{}, err
	}
	held, next := now.held(), done.Revision+1
	for i, f := range files {
		fresh := make([]row, 0, len(read[i]))
		for _, r := range read[i] {
			if cells, ok := held[r.identity()]; !ok || cells != r.doc() {
				fresh = append(fresh, r)
			}
		}
		name := tableName(f.Name)
		done.Tables = append(done.Tables, ImportedTable{name, len(fresh), len(read[i]) - len(fresh)})
		if len(fresh) == 0 {
			continue
		}
		done.Revision++
		if err := insertTable(ctx, tx, name, next, f, len(fresh), by, s.Now()); err != nil {
			return Imported{}, err
		}
		if err := insertRows(ctx, tx, next, fresh); err != nil {
			return Imported{}, err
		}
	}
	return done, nil
}

// held gives the cells of every row of the Set.
func (s *Set) held() map[identity]string {
	m := make(map[identity]string, len(s.rows))
	for _, r := range s.rows {
		m[r.identity()] = r.doc()
	}
	return m
}

// Load returns the embedded data with what was imported over them.
func (s *Store) Load(ctx context.Context, q db.Q) (_ *Set, err error) {
	defer fault.Wrap(&err, "reference.Load")
	later, err := importedRows(ctx, q)
	if err != nil || len(later) == 0 {
		return Embedded(), err
	}
	return Embedded().with(later)
}

// Revision grows with every import that changes something; 0 for none yet.
func (s *Store) Revision(ctx context.Context, q db.Q) (n int64, err error) {
	// A short table: a row for each table of each import. Counting them, not
	// their highest number, also tells two imports apart that ran at once.
	err = q.Row(ctx, `SELECT CAST(COUNT(*) AS BIGINT) FROM reference_table`).Scan(&n)
	return n, err
}

// insertTable records an import of one table. It fails with db.ErrRetry if
// another import took the number meanwhile.
func insertTable(ctx context.Context, tx db.Tx, name string, revision int64, f File, rows int, by core.Actor, at time.Time) error {
	hash := sha256.Sum256(f.Body)
	// The key decides between two imports at once; the later runs again.
	n, err := tx.Exec(ctx, `
		INSERT INTO reference_table (name, revision, file, hash, row_count, actor, channel, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (name, revision) DO NOTHING`,
		name, revision, f.Name, hash[:], rows, string(by.Person), string(by.Channel), db.Micros(at))
	if err == nil && n == 0 {
		return db.ErrRetry
	}
	return err
}

// insertRows adds rows; those they replace stay.
func insertRows(ctx context.Context, tx db.Tx, revision int64, rows []row) error {
	return db.Chunks(rows, func(part []row) error {
		const cols = 5
		args := make([]any, 0, len(part)*cols)
		for _, r := range part {
			args = append(args, r.table.name, r.key(), r.text("from"), revision, r.doc())
		}
		// The revision is new, so that no key can be taken.
		_, err := tx.Exec(ctx, `
			INSERT INTO reference_row (name, row_key, from_day, revision, cells) VALUES `+db.Values(len(part), cols), args...)
		return err
	})
}

// importedRows returns all imported rows, each as it was imported last.
func importedRows(ctx context.Context, q db.Q) (out []row, err error) {
	// Ascending by revision within one row: the last one read counts.
	err = q.Rows(ctx, `
		SELECT name, CAST(cells AS TEXT)
		FROM reference_row
		ORDER BY name, row_key, from_day, revision`, nil, func(r db.Row) error {
		var name, doc string
		if err := r.Scan(&name, &doc); err != nil {
			return err
		}
		got, err := rowOf(name, doc)
		if err != nil {
			return err
		}
		if n := len(out); n > 0 && out[n-1].identity() == got.identity() {
			out[n-1] = got
		} else {
			out = append(out, got)
		}
		return nil
	})
	return out, err
}

// doc is the row as it is stored: a JSON object of its filled cells.
func (r row) doc() string {
	m := map[string]string{}
	for i, c := range r.table.columns {
		if r.cells[i] != "" {
			m[c.name] = r.cells[i]
		}
	}
	b, err := json.Marshal(m)
	if err != nil { // a map of strings
		panic("reference: " + err.Error())
	}
	return string(b)
}

// rowOf reads what doc wrote. A column that later versions added is empty.
func rowOf(name, doc string) (row, error) {
	t := tables[name]
	if t == nil {
		return row{}, ErrFile.With("file", name)
	}
	var m map[string]string
	if err := json.Unmarshal([]byte(doc), &m); err != nil {
		return row{}, ErrForm.With("file", name, "line", 0).Because(err)
	}
	r := row{table: t, cells: make([]string, len(t.columns)), file: name}
	for i, c := range t.columns {
		r.cells[i] = m[c.name]
	}
	if f := r.check(); f != nil {
		return row{}, f
	}
	return r, nil
}
