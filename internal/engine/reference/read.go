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

	"yilu/internal/fault"
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

// mostFaults is how many refusals of one file are told at once.
const mostFaults = 20

// rows reads and checks a file, cell by cell. Columns may stand in any order.
//
// Errors: ErrFile, ErrText, ErrForm, ErrHeader; ErrCell and ErrPeriod for up to
// mostFaults rows at once.
func (f File) rows() ([]row, error) {
	t := tables[tableName(f.Name)]
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
	var bad []*fault.Fault
	for len(bad) < mostFaults {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var at *csv.ParseError
			line := 0
			if errors.As(err, &at) {
				line = at.Line
			}
			return nil, ErrForm.With("file", f.Name, "line", line).Because(err)
		}
		line, _ := r.FieldPos(0)
		got := row{table: t, cells: make([]string, len(t.columns)), file: f.Name, line: line}
		for i, cell := range cells {
			got.cells[place[i]] = strings.TrimSpace(cell)
		}
		if f := got.check(); f != nil {
			bad = append(bad, f)
		}
		out = append(out, got)
	}
	return out, fault.Join(bad)
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

// check looks at a row by itself; nil is right.
func (r row) check() *fault.Fault {
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

// tableName is the table that a file is for.
func tableName(file string) string { return strings.TrimSuffix(path.Base(file), ".csv") }
