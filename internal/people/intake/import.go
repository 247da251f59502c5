package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/sheet"
)

// Faults of imports.
var (
	ErrImport      = fault.New(fault.NotFound, "intake.import", "没有这张表，可能已经过期删掉了。", "There is no such table; it may have been deleted by now.")
	ErrImportMany  = fault.New(fault.Exhausted, "intake.import_many", "今天上传的表已经有 {max} 张了，请明天再传。", "You have uploaded {max} tables today; please go on tomorrow.")
	ErrImportState = fault.New(fault.Conflict, "intake.import_state", "这张表正在登记或者已经登记过了。", "This table is being registered, or was.")
	ErrNoRows      = fault.New(fault.Conflict, "intake.no_rows", "没有可以登记的行，请先下载有错的行，改好再传。", "There is no row to register. Please download the rejected rows, mend them, and upload them again.")
)

// said is a sentence kept with a row, and the column it is about.
type said struct {
	Code   string    `json:"code,omitempty"`
	Column string    `json:"column,omitempty"`
	Text   core.Text `json:"text"`
	Source string    `json:"source,omitempty"`
}

// Line is one row of a table, and what became of it.
type Line struct {
	N           int           `json:"-"`     // its place among the rows, from 1
	Row         int           `json:"row"`   // as the spreadsheet counts
	Cells       []string      `json:"cells"` // as they stood
	Entry       Entry         `json:"entry"`
	Outcome     Outcome       `json:"-"`
	Chosen      bool          `json:"-"`
	Token       string        `json:"token,omitempty"`
	Person      core.PersonID `json:"person,omitempty"`
	Differences []Difference  `json:"differences,omitempty"`
	Faults      []said        `json:"faults,omitempty"`
	Notes       []core.Text   `json:"notes,omitempty"`
}

// ImportState is where a table stands.
type ImportState string

// The states.
const (
	Ready   ImportState = "ready"   // it was read, and waits for a word
	Running ImportState = "running" // its rows are being registered
	Ended   ImportState = "done"    // they are
)

// Import is a table that somebody uploaded.
type Import struct {
	Operator core.PersonID
	ID       core.ID[Import]
	Name     string
	Channel  core.Channel
	State    ImportState
	Doc      importDoc
	Done     int64 // rows that are through
	Chosen   int64 // of so many
	At       time.Time
	Changed  time.Time
}

// importDoc is what is kept of a table besides its rows.
type importDoc struct {
	Format   string      `json:"format"`
	Heads    []string    `json:"heads"`
	Notes    []core.Text `json:"notes,omitempty"`
	Problem  *said       `json:"problem,omitempty"` // why the last try came to nothing
	Consents []string    `json:"consents,omitempty"`
	Lang     core.Lang   `json:"lang,omitempty"`
	Addr     string      `json:"addr,omitempty"`
}

// ReadTable reads a file into lines: what each says, what is wrong with it, and
// what taking it in would do.
//
// Errors: those of sheet.Read, and ErrNoHeader, ErrGarbled, ErrHeadTwice, ErrNoRows.
func (s *Service) ReadTable(ctx context.Context, q db.Q, a core.Actor, file []byte) (doc importDoc, lines []Line, err error) {
	defer fault.Wrap(&err, "intake.ReadTable")
	t, err := sheet.Read(file)
	if err != nil {
		return doc, nil, err
	}
	l, err := findHead(t.Rows)
	if err != nil {
		return doc, nil, err
	}
	doc.Format, doc.Heads = t.Format, l.heads
	areas := a.Areas(Roles...)
	p := parser{words: s.words(), at: l, areas: areas, epoch: t.Date1904}
	p.homes = p.words.homes(areas)
	var skipped []string
	for _, r := range t.Rows[l.head+1:] {
		if p.idle(r) {
			skipped = append(skipped, fmt.Sprint(r.N))
			continue
		}
		lines = append(lines, s.readLine(a, p, r, len(lines)+1))
	}
	doc.Notes = notesOf(t, l, skipped)
	if len(lines) == 0 {
		return doc, nil, sheet.ErrEmpty
	}
	twins(lines)
	return doc, lines, s.judge(ctx, q, a, lines)
}

// idle reports whether a row names nobody: the template's example, the head once
// more, a line of sums or of notes below.
func (p parser) idle(r sheet.Row) bool {
	name, number := r.At(p.at.at["name"]), r.At(p.at.at["document"])
	if strings.HasPrefix(core.Fold(name.Text), "示例") || strings.HasPrefix(core.Fold(name.Text), "Example") {
		return true
	}
	if code, ok := fieldOf(name.Text); ok && code == "name" {
		return true
	}
	return number.Text == "" && (name.Text == "" || name.Filled) || name.Text == number.Text
}

// readLine reads and checks one row.
func (s *Service) readLine(a core.Actor, p parser, r sheet.Row, n int) Line {
	l := Line{N: n, Row: r.N, Outcome: Fresh}
	for i := range max(len(p.at.heads), len(r.Cells)) {
		l.Cells = append(l.Cells, r.At(i).Text)
	}
	form, faults := p.form(r)
	form.Reach = InTown
	e, more := s.Read(a, form)
	l.Entry = e
	for _, f := range more { // what could not be read is not missing as well
		if !slices.ContainsFunc(faults, func(o *fault.Fault) bool { return columnOf(o) == columnOf(f) }) {
			faults = append(faults, f)
		}
	}
	for _, f := range faults {
		l.refuse(f)
	}
	if r.Hidden {
		l.Notes = append(l.Notes, core.Text{ZH: "这一行在表里是隐藏的。", EN: "This row is hidden in the table."})
	}
	if slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return c.Filled }) {
		l.Notes = append(l.Notes, core.Text{ZH: "有合并的单元格，每一行都按合并的内容读。", EN: "There are merged cells; each row is read with their content."})
	}
	return l
}

// refuse marks a line as bad.
func (l *Line) refuse(f *fault.Fault) {
	l.Outcome, l.Chosen = Bad, false
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		l.Faults = append(l.Faults, said{one.Code, columnOf(one), core.Text{ZH: one.ZH, EN: one.EN}, one.Source})
	}
}

// columnOf is the column that a fault of a form is about; "" for the whole row.
func columnOf(f *fault.Fault) string {
	name, ok := strings.CutPrefix(f.Path, "body.")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "[")
	switch name {
	case "trades":
		return "wants"
	case "region", "regions":
		return "village"
	}
	return name
}

// twins refuses the later of two lines with one document, or one phone.
func twins(lines []Line) {
	documents, phones := map[string]int{}, map[core.Phone]int{}
	for i := range lines {
		e := lines[i].Entry
		if e.Stated.Number != "" {
			key := string(e.Stated.Kind) + " " + e.Stated.Number
			if first, twice := documents[key]; twice {
				lines[i].refuse(ErrTwin.With("line", first))
				continue
			}
			documents[key] = lines[i].Row
		}
		if e.Phone == "" {
			continue
		}
		if first, twice := phones[e.Phone]; twice {
			lines[i].refuse(ErrTwinPhone.With("line", first))
			continue
		}
		phones[e.Phone] = lines[i].Row
	}
}

// judge finds out what taking in the good lines would do.
func (s *Service) judge(ctx context.Context, q db.Q, a core.Actor, lines []Line) error {
	var entries []Entry
	var at []int
	for i, l := range lines {
		if l.Outcome != Bad && l.Outcome != Done {
			entries, at = append(entries, l.Entry), append(at, i)
		}
	}
	found, err := s.Look(ctx, q, a, entries)
	if err != nil {
		return err
	}
	for j, f := range found {
		l := &lines[at[j]]
		l.Outcome, l.Person, l.Token, l.Differences = f.Outcome, f.Person, f.Token, f.Differences
		l.Chosen = f.Outcome == Fresh
		for _, n := range f.Notes {
			if !slices.Contains(l.Notes, n) {
				l.Notes = append(l.Notes, n)
			}
		}
		if f.Outcome == Bad {
			l.refuse(f.Fault)
		}
	}
	return nil
}

// notesOf says how the table was understood.
func notesOf(t sheet.Table, l layout, skipped []string) (out []core.Text) {
	if first := t.Rows[0].N; l.head > 0 {
		out = append(out, core.Text{ZH: "表头在第 {n} 行，上面的几行没有读。", EN: "The head is in line {n}; the lines above were passed over."}.Fill("n", fmt.Sprint(t.Rows[l.head].N), "first", fmt.Sprint(first)))
	}
	if t.Format == "GBK" {
		out = append(out, core.Text{ZH: "文件是 GBK 编码，已经按 GBK 读。", EN: "The file is in GBK and was read so."})
	}
	if len(l.unused) > 0 {
		out = append(out, core.Text{ZH: "这几列用不上，没有读：{heads}。", EN: "These columns are not used: {heads}."}.Fill("heads", strings.Join(l.unused, "、")))
	}
	if len(skipped) > 0 {
		out = append(out, core.Text{ZH: "这几行没有写人，跳过了：第 {rows} 行。", EN: "These lines name nobody and were passed over: {rows}."}.Fill("rows", strings.Join(skipped[:min(len(skipped), 20)], "、")))
	}
	return out
}

// Upload keeps a table that was read, for its operator to look at.
//
// Errors: ErrImportMany.
func (s *Service) Upload(ctx context.Context, tx db.Tx, a core.Actor, name string, doc importDoc, lines []Line) (_ Import, err error) {
	defer fault.Wrap(&err, "intake.Upload")
	now := s.Now()
	n, err := countImports(ctx, tx, a.Person, now.AddDate(0, 0, -1))
	if err != nil {
		return Import{}, err
	}
	if n >= importsPerDay {
		return Import{}, ErrImportMany.With("max", importsPerDay)
	}
	areas := a.Areas(Roles...)
	im := Import{Operator: a.Person, ID: core.NewID[Import](now), Name: tidyFile(name), Channel: channelOf(a, areas[0]), State: Ready, Doc: doc, At: now, Changed: now}
	if err := insertImport(ctx, tx, im); err != nil {
		return Import{}, err
	}
	if err := s.insertLines(ctx, tx, im, lines); err != nil {
		return Import{}, err
	}
	if err := s.Jobs.Schedule(ctx, tx, forgetJob, string(im.ID), now.Add(keepImports), a.Person); err != nil {
		return Import{}, err
	}
	return im, audit.Append(ctx, tx, audit.By(a, now, string(a.Person), "intake.upload", string(im.ID), fmt.Sprintf("%d rows", len(lines))))
}

func tidyFile(name string) string {
	r := []rune(core.Tidy(name))
	return string(r[:min(len(r), 80)])
}

// Discard forgets a table, unless it is being registered.
//
// Errors: ErrImport, ErrImportState.
func (s *Service) Discard(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Import]) (err error) {
	defer fault.Wrap(&err, "intake.Discard(%s)", id)
	im, err := importOf(ctx, tx, a.Person, id, true)
	if err != nil {
		return err
	}
	if im.State == Running {
		return ErrImportState
	}
	return deleteImport(ctx, tx, a.Person, id)
}

// forget is the job that removes a table's rows in time.
func (s *Service) forget(ctx context.Context, tx db.Tx, key string, payload []byte) error {
	var operator core.PersonID
	if err := json.Unmarshal(payload, &operator); err != nil {
		return err
	}
	return deleteImport(ctx, tx, operator, core.ID[Import](key))
}
