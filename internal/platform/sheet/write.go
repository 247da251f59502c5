package sheet

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// MIME is the media type of an .xlsx.
const MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Column is a column of a sheet that is written.
type Column struct {
	Head   string
	Width  float64  // in characters
	Note   string   // shown when the head is pointed at
	Choose []string // what can be chosen; anything can still be typed
	Strong bool     // the head stands out: it must be filled in
	Danger bool     // the cells stand out: what is wrong with the row
}

// Page is a sheet of a Book.
type Page struct {
	Name    string
	Top     []string // lines above the head
	Columns []Column
	Rows    [][]string
	Spare   int    // rows below that are prepared for typing
	Mark    string // stands at the head and the foot of every printed sheet; "" for none
}

// Book makes an .xlsx of pages. Every cell is text.
func Book(pages ...Page) (_ []byte, err error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	w := writer{f: f}
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&w.text, excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&w.danger, excelize.Style{NumFmt: 49, Font: &excelize.Font{Color: "B3261E"}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
		{&w.head, excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Fill: fill("E3F1EC"), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&w.strong, excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: fill("0B6B4F"), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&w.top, excelize.Style{Font: &excelize.Font{Color: "52605A"}}},
	} {
		if *s.to, err = f.NewStyle(&s.style); err != nil {
			return nil, fmt.Errorf("sheet: style: %w", err)
		}
	}
	for i, p := range pages {
		if i == 0 {
			err = f.SetSheetName("Sheet1", p.Name)
		} else {
			_, err = f.NewSheet(p.Name)
		}
		if err == nil {
			err = w.page(p, i)
		}
		if err != nil {
			return nil, fmt.Errorf("sheet: page %s: %w", p.Name, err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return out.Bytes(), nil
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

type writer struct {
	f                               *excelize.File
	text, danger, head, strong, top int
}

func (w writer) page(p Page, index int) error {
	for i, line := range p.Top {
		if err := w.cell(p.Name, 1, i+1, line, w.top); err != nil {
			return err
		}
	}
	if p.Mark != "" {
		// An & would begin a code, such as that of the page's number.
		text := "&C" + strings.ReplaceAll(p.Mark, "&", "&&")
		if err := w.f.SetHeaderFooter(p.Name, &excelize.HeaderFooterOptions{OddHeader: text, OddFooter: text + "  &P/&N"}); err != nil {
			return err
		}
	}
	first := len(p.Top) + 1
	for i, c := range p.Columns {
		if err := w.column(p, i, c, first, index); err != nil {
			return err
		}
	}
	for i, row := range p.Rows {
		for j, text := range row {
			style := w.text
			if j < len(p.Columns) && p.Columns[j].Danger {
				style = w.danger
			}
			if err := w.cell(p.Name, j+1, first+1+i, text, style); err != nil {
				return err
			}
		}
	}
	return w.f.SetPanes(p.Name, &excelize.Panes{Freeze: true, YSplit: first, TopLeftCell: fmt.Sprintf("A%d", first+1), ActivePane: "bottomLeft"})
}

// column writes a head and prepares the cells below it.
func (w writer) column(p Page, i int, c Column, first, index int) error {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return err
	}
	if err := w.f.SetColWidth(p.Name, name, name, max(c.Width, 8)); err != nil {
		return err
	}
	style := w.head
	if c.Strong {
		style = w.strong
	}
	if err := w.cell(p.Name, i+1, first, c.Head, style); err != nil {
		return err
	}
	from, to := fmt.Sprintf("%s%d", name, first+1), fmt.Sprintf("%s%d", name, first+max(1, len(p.Rows)+p.Spare))
	if p.Spare > 0 {
		if err := w.f.SetCellStyle(p.Name, from, to, w.text); err != nil {
			return err
		}
	}
	if c.Note != "" {
		at := fmt.Sprintf("%s%d", name, first)
		if err := w.f.AddComment(p.Name, excelize.Comment{Cell: at, Paragraph: []excelize.RichTextRun{{Text: c.Note}}, Width: 260, Height: 110}); err != nil {
			return err
		}
	}
	if len(c.Choose) == 0 {
		return nil
	}
	return w.choice(p.Name, from+":"+to, fmt.Sprintf("list%d_%d", index, i), c.Choose)
}

// choice offers values in cells. They lie on a hidden sheet: within the rule
// itself there is room for 255 characters only.
func (w writer) choice(page, cells, list string, values []string) error {
	if _, err := w.f.NewSheet(list); err != nil {
		return err
	}
	for i, v := range values {
		if err := w.cell(list, 1, i+1, v, w.text); err != nil {
			return err
		}
	}
	if err := w.f.SetSheetVisible(list, false); err != nil {
		return err
	}
	rule := excelize.NewDataValidation(true)
	rule.Sqref = cells
	rule.SetSqrefDropList(fmt.Sprintf("%s!$A$1:$A$%d", list, len(values)))
	rule.ShowErrorMessage = false // several trades in one cell are fine
	return w.f.AddDataValidation(page, rule)
}

// cell writes text; a number in it stays text.
func (w writer) cell(page string, col, row int, text string, style int) error {
	at, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return err
	}
	if err := w.f.SetCellStr(page, at, text); err != nil {
		return err
	}
	return w.f.SetCellStyle(page, at, at, style)
}
