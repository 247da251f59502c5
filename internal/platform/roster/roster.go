// Package roster makes lists for staff: a page of rows for the console, and the
// same rows as a spreadsheet.
//
// Every page and every spreadsheet leaves an entry in the audit: who looked at
// which list, narrowed how. Rows are masked by the module that owns them; a
// spreadsheet names on its first line, and on every printed sheet, who took it
// and when.
package roster

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/sheet"
)

// MaxRows is the most rows of one spreadsheet. Ours: more are for the reports.
const MaxRows = 5000

// ErrMany refuses a spreadsheet of more rows.
var ErrMany = fault.New(fault.Invalid, "roster.many", "超过 {max} 条，请先缩小范围再导出。", "There are more than {max} rows; please narrow the list before exporting it.")

// Column is a column of the spreadsheet.
type Column[T any] struct {
	Head  core.Text
	Width float64 // in characters
	Cell  func(row T, lang core.Lang) string
}

// Roster is one list: T is its row as the API shows it, I what it is narrowed by.
type Roster[I, T any] struct {
	Name    string // "people": the list is at /console/people
	Tag     string
	Title   core.Text
	Doc     string
	Act     string // as the audit names it: "person.list"; the spreadsheet is "person.list_export"
	Roles   []core.Role
	Columns []Column[T]
	// Page returns a page of the rows that the actor may see.
	Page func(ctx context.Context, q db.Q, a core.Actor, in *I, page core.Page) (api.List[T], error)
	// What tells the audit how the list was narrowed, without personal data.
	What func(in *I) string
}

// Paged is an input that embeds api.PageQuery.
type Paged[I any] interface {
	*I
	Page() core.Page
}

// Register adds the list and its spreadsheet. who tells how the person who takes
// a spreadsheet is called.
func Register[I, T any, P Paged[I]](s *api.Server, d *db.DB, now core.Clock, who Names, r Roster[I, T]) {
	api.Look(s, api.Op{
		ID: "list-staff-" + strings.ReplaceAll(r.Name, "/", "-"), Method: http.MethodGet, Path: "/console/" + r.Name, Tag: r.Tag, Roles: r.Roles,
		Summary: "For staff: " + r.Title.EN, Doc: r.Doc,
	}, func(ctx context.Context, tx db.Tx, a core.Actor, in *I) (l api.List[T], err error) {
		if l, err = r.Page(ctx, tx, a, in, P(in).Page()); err != nil {
			return l, err
		}
		if l.Items == nil {
			l.Items = []T{}
		}
		return l, audit.Append(ctx, tx, audit.By(a, now(), string(a.Person), r.Act, r.What(in), ""))
	})
	api.Send(s, api.Op{
		ID: "export-staff-" + strings.ReplaceAll(r.Name, "/", "-"), Method: http.MethodGet, Path: "/console/" + r.Name + "/sheet", Tag: r.Tag, Roles: r.Roles,
		Summary: "The same as a spreadsheet: " + r.Title.EN, Doc: "At most 5,000 rows, masked as in the list. It names who took it and when, and the audit records it.",
	}, []string{sheet.MIME}, func(ctx context.Context, a core.Actor, in *I) (api.File, error) {
		return r.export(ctx, d, now(), who, a, in)
	})
}

// Names tells how people are called, masked.
type Names func(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]string, error)

func (r Roster[I, T]) export(ctx context.Context, d *db.DB, at time.Time, who Names, a core.Actor, in *I) (f api.File, err error) {
	defer fault.Wrap(&err, "roster.export(%s)", r.Name)
	rows, err := r.all(ctx, d.Reader(), a, in)
	if err != nil {
		return f, err
	}
	names, err := who(ctx, d.Reader(), []core.PersonID{a.Person})
	if err != nil {
		return f, err
	}
	if f.Bytes, err = r.book(rows, a, names[a.Person], at); err != nil {
		return f, err
	}
	f.Type, f.Name = sheet.MIME, r.Title.In(a.Lang)+".xlsx"
	// The record comes first: without it nobody gets the file.
	return f, d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		return audit.Append(ctx, tx, audit.By(a, at, string(a.Person), r.Act+"_export", r.What(in), ""))
	})
}

// all reads every page.
func (r Roster[I, T]) all(ctx context.Context, q db.Q, a core.Actor, in *I) (rows []T, err error) {
	page := core.Page{Limit: core.MaxPage}
	for {
		l, err := r.Page(ctx, q, a, in, page)
		if err != nil {
			return nil, err
		}
		rows = append(rows, l.Items...)
		if len(rows) > MaxRows {
			return nil, ErrMany.With("max", MaxRows)
		}
		if page.Cursor = l.Next; page.Cursor == "" {
			return rows, nil
		}
	}
}

// book makes the spreadsheet.
func (r Roster[I, T]) book(rows []T, a core.Actor, name string, at time.Time) ([]byte, error) {
	mark := core.Text{ZH: "{who} 于 {when} 导出，共 {n} 条。含个人信息，已遮盖，仅限工作使用。", EN: "Taken by {who} on {when}, {n} rows. Personal data, masked; for work only."}.
		Fill("who", strings.TrimSpace(name+" "+short(a.Person)), "when", Day(at), "n", strconv.Itoa(len(rows))).In(a.Lang)
	page := sheet.Page{Name: r.Title.In(a.Lang), Top: []string{mark}, Mark: mark}
	for _, c := range r.Columns {
		page.Columns = append(page.Columns, sheet.Column{Head: c.Head.In(a.Lang), Width: c.Width})
	}
	for _, row := range rows {
		cells := make([]string, len(r.Columns))
		for i, c := range r.Columns {
			cells[i] = c.Cell(row, a.Lang)
		}
		page.Rows = append(page.Rows, cells)
	}
	return sheet.Book(page)
}

// short is the end of an id, enough to tell two people of one masked name apart.
func short(id core.PersonID) string {
	s := string(id)
	return s[max(0, len(s)-8):]
}

// Day writes an instant as the spreadsheet shows it; "" for none.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(core.China).Format("2006-01-02 15:04")
}

// What joins the names and values of what a list is narrowed by, for the audit;
// empty values are left out.
func What(pairs ...string) string {
	var out []string
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, pairs[i]+"="+pairs[i+1])
		}
	}
	return strings.Join(out, " ")
}

// ErrDay refuses a day that is none.
var ErrDay = fault.New(fault.Invalid, "roster.day", "没有这一天，请写成 2026-11-23 这样。", "There is no such day; write it like 2026-11-23.").At("query.from")

// Days narrows a column of microseconds to the days from one to another, both
// counted in; "" is no bound.
//
// Errors: ErrDay.
func Days(w *db.Where, column, from, to string) error {
	if from != "" {
		day, err := core.ParseDate(from)
		if err != nil {
			return ErrDay
		}
		w.From(column, db.Micros(day.Start()))
	}
	if to != "" {
		day, err := core.ParseDate(to)
		if err != nil {
			return ErrDay.At("query.to")
		}
		w.Below(column, db.Micros(day.AddDays(1).Start()))
	}
	return nil
}

// Before returns the id that a page of an ever-growing list begins below: the
// cursor's, or the highest there is.
//
// Errors: request.cursor.
func Before[T any](cursor string) (core.ID[T], error) {
	id, given, err := api.DecodeCursor[core.ID[T]](cursor)
	if err != nil || !given {
		return "ffffffff-ffff-ffff-ffff-ffffffffffff", err
	}
	if _, err := core.ParseID[T](string(id)); err != nil {
		return "", ErrCursor
	}
	return id, nil
}

// ErrCursor refuses a page position that can't be ours.
var ErrCursor = fault.New(fault.Invalid, "request.cursor", "翻页的位置不对，请从第一页重新看。", "This page position is not ours. Please begin at the first page.").At("query.cursor")
