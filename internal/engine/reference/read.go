package reference

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// File is a table as it is imported: its name is the table's with ".csv".
type File struct {
	Name string
	Body []byte
}

// Files reads the CSV files at the top of a folder, in order of their names.
//
// Errors: ErrNothing.
func Files(folder fs.FS) ([]File, error) {
	names, err := fs.Glob(folder, "*.csv")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, ErrNothing
	}
	out := make([]File, 0, len(names))
	for _, name := range names {
		body, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, err
		}
		out = append(out, File{Name: name, Body: body})
	}
	return out, nil
}

// rows reads and checks a file, cell by cell. Columns may stand in any order.
func (f File) rows() ([]row, error) {
	t := tables[strings.TrimSuffix(path.Base(f.Name), ".csv")]
	if t == nil {
		return nil, ErrFile.With("file", f.Name)
	}
	if !utf8.Valid(f.Body) || bytes.IndexByte(f.Body, 0) >= 0 {
		return nil, ErrText.With("file", f.Name)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(f.Body, []byte("\ufeff")))) // as Excel begins it
	header, err := r.Read()
	if err != nil {
		return nil, ErrForm.With("file", f.Name, "line", 1).Because(err)
	}
	place, err := t.places(header)
	if err != nil {
		return nil, ErrHeader.With("file", f.Name, "column", err.Error())
	}
	var out []row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			return nil, ErrForm.With("file", f.Name, "line", line).Because(err)
		}
		got := row{table: t, cells: make([]string, len(t.columns)), file: f.Name, line: line}
		for i, cell := range cells {
			got.cells[place[i]] = strings.TrimSpace(cell)
		}
		if err := got.check(); err != nil {
			return nil, err
		}
		out = append(out, got)
	}
}

// places says which of the table's columns each column of the header is. The
// error lists the columns wanted.
func (t *table) places(header []string) ([]int, error) {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	place := make([]int, len(header))
	seen := map[int]bool{}
	for i, h := range header {
		at := slices.Index(names, strings.TrimSpace(h))
		if at < 0 || seen[at] {
			return nil, errors.New(strings.Join(names, ", "))
		}
		place[i], seen[at] = at, true
	}
	if len(seen) != len(names) {
		return nil, errors.New(strings.Join(names, ", "))
	}
	return place, nil
}

// check looks at a row by itself.
func (r row) check() error {
	for i, c := range r.table.columns {
		if !c.check(r.cells[i]) {
			return r.bad(ErrCell, c.name)
		}
	}
	// A row that ends on the day it begins never holds: so it is withdrawn.
	if to := r.day("to"); to != "" && to < r.day("from") {
		return r.bad(ErrPeriod, "to")
	}
	return nil
}
