package sheet

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// readSheet reads the rows of a sheet, then fills its merged cells.
func (b book) readSheet(part string, t *Table) error {
	var merged []block
	n := 0
	err := b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			n++
			if at, err := strconv.Atoi(attr(e, "r")); err == nil {
				n = at
			}
			cells, err := b.cells(d)
			if err != nil {
				return err
			}
			return t.add(Row{N: n, Hidden: yes(attr(e, "hidden")), Cells: cells})
		case "mergeCell":
			if m, ok := blockOf(attr(e, "ref")); ok && len(merged) < maxBlocks {
				merged = append(merged, m)
			}
		}
		return nil
	})
	if err == nil {
		t.fill(merged)
	}
	return err
}

// cells reads a row up to its end.
func (b book) cells(d *xml.Decoder) (out []Cell, err error) {
	col := -1
	for {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			return out, nil // of the row: cells are read to their own
		case xml.StartElement:
			if e.Name.Local != "c" {
				if err := d.Skip(); err != nil {
					return nil, err
				}
				continue
			}
			col++
			if at, _, ok := place(attr(e, "r")); ok {
				col = at
			}
			c, err := b.cell(d, attr(e, "t"))
			if err != nil {
				return nil, err
			}
			if c.Text == "" || col >= maxCols {
				continue
			}
			for len(out) <= col {
				out = append(out, Cell{})
			}
			out[col] = c
		}
	}
}

// cell reads a cell up to its end. Of a formula, the value counts that was
// calculated last.
func (b book) cell(d *xml.Decoder, kind string) (c Cell, err error) {
	value := ""
	for {
		token, err := d.Token()
		if err != nil {
			return c, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			return b.value(kind, value), nil
		case xml.StartElement:
			switch e.Name.Local {
			case "v":
				err = d.DecodeElement(&value, &e)
			case "is":
				value, err = textOf(d)
			default:
				err = d.Skip()
			}
			if err != nil {
				return c, err
			}
		}
	}
}

func (b book) value(kind, value string) Cell {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(b.strings) {
			return Cell{}
		}
		return Cell{Text: b.strings[i]}
	case "", "n":
		return Cell{Text: clean(value), Number: strings.TrimSpace(value) != ""}
	case "e": // #N/A
		return Cell{}
	}
	return Cell{Text: clean(value)} // str, inlineStr, b, d
}

// place reads "B7" as column and row, the column from 0.
func place(ref string) (col, row int, ok bool) {
	i := 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && i < 4; i++ {
		col = col*26 + int(ref[i]-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return col - 1, row, err == nil && col > 0 && row > 0
}

// maxBlocks is how many merged blocks are looked at; more are left empty.
const maxBlocks = 1000

// block is merged cells: columns from 0, rows from 1, both ends within.
type block struct{ left, top, right, bottom int }

func blockOf(ref string) (m block, ok bool) {
	from, to, _ := strings.Cut(ref, ":")
	var ok1, ok2 bool
	m.left, m.top, ok1 = place(from)
	m.right, m.bottom, ok2 = place(to)
	m.right = min(m.right, maxCols-1)
	return m, ok1 && ok2 && m.left <= m.right && m.top <= m.bottom
}

// fill gives merged cells the value of their block's first one, in rows that
// hold something anyway.
func (t *Table) fill(blocks []block) {
	at := make(map[int]int, len(t.Rows))
	for i, r := range t.Rows {
		at[r.N] = i
	}
	for _, m := range blocks {
		first, ok := at[m.top]
		if !ok || t.Rows[first].At(m.left).Text == "" {
			continue
		}
		value := t.Rows[first].At(m.left)
		value.Filled = true
		for n := m.top; n <= min(m.bottom, m.top+MaxRows); n++ {
			i, ok := at[n]
			if !ok {
				continue
			}
			for col := m.left; col <= m.right; col++ {
				t.Rows[i].set(col, value)
			}
		}
	}
}

// set puts a value where there is none.
func (r *Row) set(col int, c Cell) {
	for len(r.Cells) <= col {
		r.Cells = append(r.Cells, Cell{})
	}
	if r.Cells[col].Text == "" {
		r.Cells[col] = c
	}
}
