package intake

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

const importColumns = `operator, id, name, channel, state, CAST(doc AS TEXT), done, chosen, at_us, changed_us`

func scanImport(row db.Row) (im Import, err error) {
	var doc string
	var at, changed int64
	if err := row.Scan(&im.Operator, &im.ID, &im.Name, &im.Channel, &im.State, &doc, &im.Done, &im.Chosen, &at, &changed); err != nil {
		return im, err
	}
	im.At, im.Changed = db.Instant(at), db.Instant(changed)
	return im, json.Unmarshal([]byte(doc), &im.Doc)
}

// importOf returns an operator's table.
//
// Errors: ErrImport.
func importOf(ctx context.Context, q db.Q, operator core.PersonID, id core.ID[Import], lock bool) (Import, error) {
	forUpdate := ""
	if lock {
		forUpdate = db.ForUpdate(q)
	}
	// One row by its primary key.
	im, err := scanImport(q.Row(ctx, `SELECT `+importColumns+` FROM intake_import WHERE operator = $1 AND id = $2`+forUpdate, operator, id))
	if errors.Is(err, db.ErrNoRow) {
		return im, ErrImport
	}
	return im, err
}

// importsOf returns an operator's tables, newest first, older than one.
func importsOf(ctx context.Context, q db.Q, operator core.PersonID, before core.ID[Import], limit int) (out []Import, err error) {
	if before == "" {
		before = lastID
	}
	// The operator's rows by the primary key.
	err = q.Rows(ctx, `SELECT `+importColumns+` FROM intake_import WHERE operator = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		[]any{operator, before, limit}, func(row db.Row) error {
			im, err := scanImport(row)
			out = append(out, im)
			return err
		})
	return out, err
}

// countImports counts an operator's tables since a moment.
func countImports(ctx context.Context, q db.Q, operator core.PersonID, since time.Time) (n int, err error) {
	// The operator's rows by the primary key.
	err = q.Row(ctx, `SELECT COUNT(*) FROM intake_import WHERE operator = $1 AND at_us > $2`, operator, db.Micros(since)).Scan(&n)
	return n, err
}

// insertImport writes a table.
func insertImport(ctx context.Context, tx db.Tx, im Import) error {
	doc, err := json.Marshal(im.Doc)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO intake_import (operator, id, name, channel, state, doc, done, chosen, at_us, changed_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		im.Operator, im.ID, im.Name, string(im.Channel), string(im.State), string(doc), im.Done, im.Chosen, db.Micros(im.At), db.Micros(im.Changed))
	return err
}

// writeImport writes where a table stands.
func writeImport(ctx context.Context, tx db.Tx, im Import) error {
	doc, err := json.Marshal(im.Doc)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE intake_import SET state = $3, doc = $4, done = $5, chosen = $6, changed_us = $7 WHERE operator = $1 AND id = $2`,
		im.Operator, im.ID, string(im.State), string(doc), im.Done, im.Chosen, db.Micros(im.Changed))
	return err
}

// setDone writes how many rows are through.
func setDone(ctx context.Context, tx db.Tx, im Import, done int64, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE intake_import SET done = $3, changed_us = $4 WHERE operator = $1 AND id = $2`, im.Operator, im.ID, done, db.Micros(at))
	return err
}

// deleteImport removes a table and its rows.
func deleteImport(ctx context.Context, tx db.Tx, operator core.PersonID, id core.ID[Import]) error {
	// The rows hang on the table.
	if _, err := tx.Exec(ctx, `DELETE FROM intake_row WHERE operator = $1 AND import = $2`, operator, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM intake_import WHERE operator = $1 AND id = $2`, operator, id)
	return err
}

// sealLine makes the body of a line; it holds documents, so it lies sealed.
func (s *Service) sealLine(im Import, l Line) ([]byte, error) {
	doc, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	return s.Keys.Seal(doc, crypto.At("intake_row.body", im.ID)), nil
}

// insertLines writes a table's rows.
func (s *Service) insertLines(ctx context.Context, tx db.Tx, im Import, lines []Line) error {
	rows := make([]any, 0, 6*len(lines))
	for _, l := range lines {
		body, err := s.sealLine(im, l)
		if err != nil {
			return err
		}
		rows = append(rows, im.Operator, im.ID, int64(l.N), string(l.Outcome), l.Chosen, body)
	}
	// The latest word on a row counts.
	return db.UpsertRows(ctx, tx, `INSERT INTO intake_row (operator, import, n, state, chosen, body)`, 6, rows, `
		ON CONFLICT (operator, import, n) DO UPDATE SET state = excluded.state, chosen = excluded.chosen, body = excluded.body`)
}

func (s *Service) rewriteLines(ctx context.Context, tx db.Tx, im Import, lines []Line) error {
	return s.insertLines(ctx, tx, im, lines)
}

func (s *Service) writeLine(ctx context.Context, tx db.Tx, im Import, l Line) error {
	return s.insertLines(ctx, tx, im, []Line{l})
}

// linesOf returns a table's rows, in order, after one: of an outcome, or all for
// ""; limit 0 is all.
func (s *Service) linesOf(ctx context.Context, q db.Q, im Import, only Outcome, after, limit int) (out []Line, err error) {
	if limit == 0 {
		limit = 1 << 30
	}
	each := func(row db.Row) error {
		var l Line
		var n int64
		var outcome Outcome
		var chosen bool
		var body []byte
		if err := row.Scan(&n, &outcome, &chosen, &body); err != nil {
			return err
		}
		doc, err := s.Keys.Open(body, crypto.At("intake_row.body", im.ID))
		if err != nil {
			return err
		}
		err = json.Unmarshal(doc, &l)
		l.N, l.Outcome, l.Chosen = int(n), outcome, chosen
		out = append(out, l)
		return err
	}
	if only == "" {
		// The table's rows by the primary key.
		err = q.Rows(ctx, `SELECT n, state, chosen, body FROM intake_row WHERE operator = $1 AND import = $2 AND n > $3 ORDER BY n LIMIT $4`,
			[]any{im.Operator, im.ID, after, limit}, each)
		return out, err
	}
	// The table's rows by the primary key: a few thousand.
	err = q.Rows(ctx, `SELECT n, state, chosen, body FROM intake_row WHERE operator = $1 AND import = $2 AND n > $3 AND state = $5 ORDER BY n LIMIT $4`,
		[]any{im.Operator, im.ID, after, limit, string(only)}, each)
	return out, err
}

// countLines counts a table's rows by outcome.
func countLines(ctx context.Context, q db.Q, im Import) (map[Outcome]int, error) {
	out := map[Outcome]int{}
	// The table's rows by the primary key.
	err := q.Rows(ctx, `SELECT state, COUNT(*) FROM intake_row WHERE operator = $1 AND import = $2 GROUP BY state`, []any{im.Operator, im.ID}, func(row db.Row) error {
		var o Outcome
		var n int
		err := row.Scan(&o, &n)
		out[o] = n
		return err
	})
	return out, err
}

// choose marks the rows that are to be registered, and no others.
func choose(ctx context.Context, tx db.Tx, im Import, chosen []int) error {
	// All are let go first: what was chosen in an earlier try does not count.
	if _, err := tx.Exec(ctx, `UPDATE intake_row SET chosen = FALSE WHERE operator = $1 AND import = $2`, im.Operator, im.ID); err != nil {
		return err
	}
	return db.Chunks(chosen, func(part []int) error {
		args := append([]any{im.Operator, im.ID}, db.Fill(part)...)
		// Rows by their primary key.
		_, err := tx.Exec(ctx, `UPDATE intake_row SET chosen = TRUE WHERE operator = $1 AND import = $2 AND n IN `+db.In(3, len(args)-2), args...)
		return err
	})
}
