package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"yilu/internal/platform/db"
)

// rows gives a table's rows in the order of its key.
type rows func(each func(row []any) error) error

// stored gives the rows of a table in the database. A row has int64, float64,
// string, []byte or nil.
func stored(ctx context.Context, q db.Q, t db.Table) rows {
	cols := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cols[i] = c.Name
		if c.Kind == db.UUID || c.Kind == db.JSON {
			cols[i] = "CAST(" + c.Name + " AS TEXT)"
		}
	}
	return func(each func([]any) error) error {
		// Every row of the table, in the order of its key.
		return q.Rows(ctx, `SELECT `+strings.Join(cols, ", ")+` FROM `+t.Name+` ORDER BY `+strings.Join(t.Key, ", "), nil, func(r db.Row) error {
			row, to := make([]any, len(cols)), make([]any, len(cols))
			for i := range row {
				to[i] = &row[i]
			}
			if err := r.Scan(to...); err != nil {
				return err
			}
			for i, c := range t.Columns {
				if err := plain(&row[i], c.Kind); err != nil {
					return fmt.Errorf("%s.%s: %w", t.Name, c.Name, err)
				}
			}
			return each(row)
		})
	}
}

// plain turns what a driver gave into the one form of its kind.
func plain(v *any, k db.Kind) error {
	switch got := (*v).(type) {
	case nil, float64:
		return nil
	case bool:
		*v = int64(0)
		if got {
			*v = int64(1)
		}
		return nil
	case int64:
		if k == db.Real {
			*v = float64(got)
		}
		return nil
	case []byte:
		if k == db.Bytes {
			*v = bytes.Clone(got) // the driver takes it back
			return nil
		}
		*v = string(got)
	}
	text, ok := (*v).(string)
	if !ok || !utf8.ValidString(text) {
		return fmt.Errorf("it holds a %T that is no text", *v)
	}
	if k != db.JSON {
		return nil
	}
	doc, err := canonical(text)
	*v = doc
	return err
}

// canonical writes JSON in one form: keys sorted, no spaces, numbers as Go
// writes them. PostgreSQL keeps documents in a form of its own.
func canonical(text string) (string, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		return "", err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(numbers(doc))
	return strings.TrimSuffix(b.String(), "\n"), err
}

func numbers(doc any) any {
	switch d := doc.(type) {
	case map[string]any:
		for k, v := range d {
			d[k] = numbers(v)
		}
	case []any:
		for i, v := range d {
			d[i] = numbers(v)
		}
	case json.Number:
		if n, err := d.Int64(); err == nil {
			return n
		}
		if f, err := d.Float64(); err == nil {
			return f
		}
	}
	return doc
}

// summing passes rows on and sums them up.
func summing(name string, from rows, to func(row []any, line []byte) error) (Sum, error) {
	h := sha256.New()
	s := Sum{Table: name}
	err := from(func(row []any) error {
		var b bytes.Buffer
		enc := json.NewEncoder(&b) // a list and a line feed
		enc.SetEscapeHTML(false)
		if err := enc.Encode(row); err != nil {
			return err
		}
		h.Write(b.Bytes())
		s.Rows++
		return to(row, b.Bytes())
	})
	s.SHA256 = hex.EncodeToString(h.Sum(nil))
	return s, err
}

// sumOf sums up a table of the database and writes its lines.
func sumOf(ctx context.Context, q db.Q, t db.Table, w io.Writer) (Sum, error) {
	return summing(t.Name, stored(ctx, q, t), func(_ []any, line []byte) error {
		_, err := w.Write(line)
		return err
	})
}

// parse reads a line that sumOf wrote.
func parse(t db.Table, line []byte) ([]any, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var row []any
	if err := dec.Decode(&row); err != nil {
		return nil, err
	}
	if len(row) != len(t.Columns) {
		return nil, fmt.Errorf("a row of %d values for %d columns", len(row), len(t.Columns))
	}
	for i, c := range t.Columns {
		var err error
		switch v := row[i].(type) {
		case json.Number:
			if c.Kind == db.Real {
				row[i], err = strconv.ParseFloat(string(v), 64)
			} else {
				row[i], err = strconv.ParseInt(string(v), 10, 64)
			}
		case string:
			if c.Kind == db.Bytes {
				row[i], err = base64.StdEncoding.DecodeString(v)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return row, nil
}

// insert writes rows into the table.
func insert(ctx context.Context, tx db.Tx, t db.Table, from rows) (Sum, error) {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	head := `INSERT INTO ` + t.Name + ` (` + strings.Join(names, ", ") + `)`
	flat := make([]any, 0, db.MaxRows*len(names))
	flush := func() error {
		err := db.InsertRows(ctx, tx, head, len(names), flat)
		flat = flat[:0]
		return err
	}
	sum, err := summing(t.Name, from, func(row []any, _ []byte) error {
		for i, c := range t.Columns {
			if n, is := row[i].(int64); is && c.Kind == db.Bool {
				flat = append(flat, n != 0)
			} else {
				flat = append(flat, row[i])
			}
		}
		if len(flat) < cap(flat) {
			return nil
		}
		return flush()
	})
	if err != nil {
		return sum, err
	}
	return sum, flush()
}
