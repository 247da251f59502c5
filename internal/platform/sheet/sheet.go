package sheet

import (
	"bytes"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of files, for whoever sent one.
var (
	ErrEmpty    = fault.New(fault.Invalid, "sheet.empty", "表里什么也没有，请选填好的表再上传。", "The table is empty. Please choose the one you filled in.")
	ErrSize     = fault.New(fault.Invalid, "sheet.size", "文件太大，请分成几个不超过 {max} 行的表。", "The file is too large. Please split it into tables of at most {max} rows.")
	ErrOld      = fault.New(fault.Invalid, "sheet.old", "这是旧的 .xls 或者加了密码的表，请在 Excel 里去掉密码，另存为 .xlsx 再上传。", "This is an old .xls, or locked with a password. Please remove the password, save it as .xlsx and upload that.")
	ErrType     = fault.New(fault.Invalid, "sheet.type", "这不是表格，请上传 .xlsx 或 .csv。", "This is not a table. Please upload an .xlsx or a .csv.")
	ErrBroken   = fault.New(fault.Invalid, "sheet.broken", "表格打不开，可能没有传完。请用 Excel 打开看看，另存一次再上传。", "The table can't be opened; it may be cut off. Please open it, save it again and upload that.")
	ErrEncoding = fault.New(fault.Invalid, "sheet.encoding", "文件里的字读出来是乱码，请在 Excel 里另存为 .xlsx 再上传。", "The characters in the file can't be read. Please save it as .xlsx and upload that.")
)

// Limits of what is read. They are ours: a county's largest village has some
// 3,000 people, and 600 rows weigh 60 kB.
const (
	MaxBytes    = 4 << 20  // of the file as it comes
	maxUnpacked = 48 << 20 // of all that is in an .xlsx
	maxPart     = 24 << 20 // of one sheet in it
	maxParts    = 400      // files in an .xlsx
	MaxRows     = 3000     // with anything in them
	maxCols     = 100
	maxCell     = 500 // characters kept of a cell
)

// Cell is what stands in one cell, blanks at its ends cut off.
type Cell struct {
	Text string
	// Number says that the file holds a number, not text: leading zeros, and all
	// digits after the fifteenth, are lost.
	Number bool
	// Filled says that it stood in another cell that was merged with this one.
	Filled bool
}

// Row is one row that has anything in it.
type Row struct {
	N      int // as the program that made the table counts, from 1
	Hidden bool
	Cells  []Cell
}

// At returns a cell, an empty one beyond the end.
func (r Row) At(col int) Cell {
	if col < 0 || col >= len(r.Cells) {
		return Cell{}
	}
	return r.Cells[col]
}

// Table is what was read.
type Table struct {
	Sheet    string // its name; "" for text files
	Format   string // "xlsx", "UTF-8", "UTF-16" or "GBK"
	Date1904 bool   // numbers of days begin in 1904, as on old Macs
	Rows     []Row
}

// Read reads a file by what is in it; its name does not count.
//
// Errors: ErrEmpty, ErrSize, ErrOld, ErrType, ErrBroken, ErrEncoding.
func Read(file []byte) (t Table, err error) {
	switch {
	case len(file) > MaxBytes:
		return t, ErrSize.With("max", MaxRows)
	case len(bytes.TrimSpace(file)) == 0:
		return t, ErrEmpty
	case bytes.HasPrefix(file, []byte("PK\x03\x04")):
		t, err = readBook(file)
	case bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0")): // a compound file: .xls, or an encrypted .xlsx
		return t, ErrOld
	default:
		t, err = readText(file)
	}
	if err == nil && len(t.Rows) == 0 {
		err = ErrEmpty
	}
	return t, err
}

// clean is a cell's text without what can't be seen.
func clean(s string) string {
	s = core.Tidy(strings.ToValidUTF8(s, "\ufffd"))
	if r := []rune(s); len(r) > maxCell {
		s = string(r[:maxCell])
	}
	return s
}

// add keeps a row unless nothing is in it.
func (t *Table) add(r Row) error {
	used := 0
	for i, c := range r.Cells {
		if c.Text != "" {
			used = i + 1
		}
	}
	if used == 0 {
		return nil
	}
	if len(t.Rows) == MaxRows {
		return ErrSize.With("max", MaxRows)
	}
	r.Cells = r.Cells[:min(used, maxCols)]
	t.Rows = append(t.Rows, r)
	return nil
}
