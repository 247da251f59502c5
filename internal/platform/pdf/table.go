package pdf

import "fmt"

// pad is the space between a cell's edge and its text, in points.
const pad = 4.0

// Column is a column of a table.
type Column struct {
	Head  string
	Share float64 // of the width, beside the other columns' shares; 1 if it is 0
	Right bool    // set flush right, as amounts are
}

// cells are the lines of each cell of a row.
type cells [][]string

// height is the number of lines of the longest cell.
func (c cells) height() int {
	n := 1
	for _, lines := range c {
		n = max(n, len(lines))
	}
	return n
}

// Table sets rows under a head that is repeated on every page. A long text takes
// several lines in its cell; a row is kept on one page unless it is longer than
// a page. Every row must have as many cells as there are columns.
func (d *Document) Table(columns []Column, rows [][]string) {
	widths := shares(columns)
	head := make(cells, len(columns))
	for i, c := range columns {
		head[i] = d.wrap(c.Head, widths[i]-2*pad, textSize)
	}
	started := false
	for n, row := range rows {
		if len(row) != len(columns) {
			d.keep(fmt.Errorf("pdf: row %d has %d cells, the table %d columns", n+1, len(row), len(columns)))
			return
		}
		body := make(cells, len(row))
		for i, text := range row {
			body[i] = d.wrap(text, widths[i]-2*pad, textSize)
		}
		if !started {
			d.need(rowHeight(head.height()) + rowHeight(min(body.height(), 3)))
			d.row(columns, widths, head, 0, head.height(), true)
			started = true
		}
		d.body(columns, widths, head, body)
	}
	if !started {
		d.need(rowHeight(head.height()))
		d.row(columns, widths, head, 0, head.height(), true)
	}
	d.Space(textSize)
}

// Fields sets labels with their values, one below the other: a table of two
// columns without a head or lines.
func (d *Document) Fields(pairs ...[2]string) {
	const labelW = bodyW / 4
	for _, p := range pairs {
		label, value := d.wrap(p[0], labelW-pad, textSize), d.wrap(p[1], bodyW-labelW, textSize)
		for i := range max(len(label), len(value)) {
			d.need(textSize * leading)
			if i < len(label) {
				d.set(label[i], margin, textSize, grey)
			}
			if i < len(value) {
				d.set(value[i], margin+labelW, textSize, black)
			}
			d.y += textSize * leading
		}
	}
	d.Space(textSize / 2)
}

// body sets a row, over as many pages as it takes.
func (d *Document) body(columns []Column, widths []float64, head, body cells) {
	total := body.height()
	fresh := int((bottom - margin - rowHeight(head.height()) - 2*pad) / (textSize * leading))
	for from := 0; from < total; {
		fits := int((bottom - d.y - 2*pad) / (textSize * leading))
		if left := total - from; fits < left && (left <= fresh || fits < 1) {
			d.turn()
			d.row(columns, widths, head, 0, head.height(), true)
			// A head that fills the page still leaves room for one line at a time.
			fits = max(1, fresh)
		}
		to := min(total, from+fits)
		d.row(columns, widths, body, from, to, false)
		from = to
	}
}

// row draws the lines [from, to) of every cell, with the lines around them.
func (d *Document) row(columns []Column, widths []float64, c cells, from, to int, head bool) {
	h := rowHeight(to - from)
	top, x := d.y, margin
	for i, lines := range c {
		style := "D"
		if head {
			style = "FD"
		}
		// Text is painted with the fill colour, so that it is another after each cell.
		d.page.SetStrokeColor(rule, rule, rule)
		d.page.SetFillColor(tint, tint, tint)
		d.page.RectFromUpperLeftWithStyle(x, top, widths[i], h, style)
		d.y = top + pad
		for n := from; n < min(to, len(lines)); n++ {
			at := x + pad
			if columns[i].Right {
				at = x + widths[i] - pad - d.width(lines[n], textSize)
			}
			d.set(lines[n], at, textSize, black)
			d.y += textSize * leading
		}
		x += widths[i]
	}
	d.y = top + h
}

func rowHeight(lines int) float64 { return float64(lines)*textSize*leading + 2*pad }

// shares divides the width of the page among the columns.
func shares(columns []Column) []float64 {
	total := 0.0
	for _, c := range columns {
		total += share(c)
	}
	widths := make([]float64, len(columns))
	for i, c := range columns {
		widths[i] = bodyW * share(c) / total
	}
	return widths
}

func share(c Column) float64 {
	if c.Share <= 0 {
		return 1
	}
	return c.Share
}
