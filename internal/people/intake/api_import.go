package intake

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/sheet"
)

type importView struct {
	ID      core.ID[Import] `json:"id"`
	Name    string          `json:"name"`
	State   ImportState     `json:"state" enum:"ready,running,done"`
	Format  string          `json:"format"`
	Rows    int             `json:"rows"`
	Fresh   int             `json:"fresh" doc:"Rows that would register somebody."`
	Changes int             `json:"changes" doc:"Rows about somebody who is known, with differences."`
	Same    int             `json:"same" doc:"Rows about somebody who is known, without differences."`
	Bad     int             `json:"bad" doc:"Rows that can't be taken in."`
	Taken   int             `json:"taken" doc:"Rows that were."`
	Done    int64           `json:"done" doc:"While it runs: rows that are through."`
	Of      int64           `json:"of" doc:"While it runs: of so many."`
	Problem string          `json:"problem,omitempty" doc:"Why the last try came to nothing."`
	Notes   []string        `json:"notes" nullable:"false" doc:"How the table was understood."`
	At      time.Time       `json:"at"`
}

func (s *Service) showImport(ctx context.Context, q db.Q, im Import, lang core.Lang) (importView, error) {
	n, err := countLines(ctx, q, im)
	v := importView{ID: im.ID, Name: im.Name, State: im.State, Format: im.Doc.Format, Fresh: n[Fresh], Changes: n[Change], Same: n[Same], Bad: n[Bad], Taken: n[Done],
		Rows: n[Fresh] + n[Change] + n[Same] + n[Bad] + n[Done], Done: im.Done, Of: im.Chosen, Notes: showTexts(im.Doc.Notes, lang), At: im.At}
	if im.Doc.Problem != nil {
		v.Problem = im.Doc.Problem.Text.In(lang)
	}
	return v, err
}

type uploadInput struct {
	Media   string `header:"Content-Type" maxLength:"200"`
	Name    string `query:"name" maxLength:"200" doc:"What the file is called; shown in the list."`
	RawBody []byte `contentType:"application/octet-stream"`
}

// errTwin ends the later of two equal uploads.
var errTwin = errors.New("the same upload was answered meanwhile")

// upload reads the file outside of the transaction, so it recalls and remembers
// the key itself. A refusal is not remembered: the same file is refused again.
func (s *Service) upload(ctx context.Context, a core.Actor, k api.Key, in *uploadInput) (v importView, err error) {
	recall := func(ctx context.Context, q db.Q) (bool, error) {
		if !k.Given() {
			return false, nil
		}
		was, found, err := api.Recall(ctx, q, k)
		if err != nil || !found {
			return false, err
		}
		return true, was.Into(&v)
	}
	if found, err := recall(ctx, s.DB.Reader()); err != nil || found {
		return v, err
	}
	doc, lines, err := s.ReadTable(ctx, s.DB.Reader(), a, in.RawBody)
	if err != nil {
		return v, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if found, err := recall(ctx, tx); err != nil {
			return err
		} else if found {
			return errTwin
		}
		im, err := s.Upload(ctx, tx, a, in.Name, doc, lines)
		if err != nil {
			return err
		}
		if v, err = s.showImport(ctx, tx, im, a.Lang); err != nil || !k.Given() {
			return err
		}
		body, err := json.Marshal(v)
		if err != nil {
			return err
		}
		return api.Remember(ctx, tx, api.Answer{Key: k, Body: body, At: im.At})
	})
	if errors.Is(err, errTwin) {
		err = nil // the same request came first, and v is its answer
	}
	return v, err
}

// PathImport is a table in a path.
type PathImport struct {
	ID string `path:"id" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" doc:"A table's id."`
}

func (s *Service) listImports(ctx context.Context, a core.Actor, in *struct{ api.PageQuery }) (l api.List[importView], err error) {
	before, _, err := api.DecodeCursor[core.ID[Import]](in.Cursor)
	if err != nil {
		return l, err
	}
	q := s.DB.Reader()
	all, err := importsOf(ctx, q, a.Person, before, in.Limit+1)
	if err != nil {
		return l, err
	}
	l.Items = []importView{}
	if len(all) > in.Limit {
		all = all[:in.Limit]
		l.Next = api.EncodeCursor(all[in.Limit-1].ID)
	}
	for _, im := range all {
		v, err := s.showImport(ctx, q, im, a.Lang)
		if err != nil {
			return l, err
		}
		l.Items = append(l.Items, v)
	}
	return l, nil
}

func (s *Service) getImport(ctx context.Context, a core.Actor, in *PathImport) (v importView, err error) {
	q := s.DB.Reader()
	im, err := importOf(ctx, q, a.Person, core.ID[Import](in.ID), false)
	if err != nil {
		return v, err
	}
	return s.showImport(ctx, q, im, a.Lang)
}

type rowFault struct {
	Code   string `json:"code"`
	Column string `json:"column" doc:"Which column; empty for the whole row."`
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
}

type rowView struct {
	N           int        `json:"n"`
	Row         int        `json:"row" doc:"As the spreadsheet counts."`
	Outcome     Outcome    `json:"outcome" enum:"fresh,change,same,bad,done"`
	Name        string     `json:"name"`
	Document    string     `json:"document" doc:"Masked."`
	Phone       string     `json:"phone" doc:"Masked."`
	Region      string     `json:"region"`
	Trades      string     `json:"trades"`
	When        string     `json:"when"`
	Person      string     `json:"person,omitempty" doc:"Once registered."`
	Faults      []rowFault `json:"faults" nullable:"false"`
	Differences []DiffView `json:"differences" nullable:"false"`
	Notes       []string   `json:"notes" nullable:"false"`
}

type rowsInput struct {
	PathImport
	api.PageQuery
	Only Outcome `query:"only" enum:"fresh,change,same,bad,done" doc:"Leave out for all."`
}

func (s *Service) listRows(ctx context.Context, a core.Actor, in *rowsInput) (l api.List[rowView], err error) {
	after, _, err := api.DecodeCursor[int](in.Cursor)
	if err != nil {
		return l, err
	}
	q := s.DB.Reader()
	im, err := importOf(ctx, q, a.Person, core.ID[Import](in.ID), false)
	if err != nil {
		return l, err
	}
	lines, err := s.linesOf(ctx, q, im, in.Only, after, in.Limit+1)
	if err != nil {
		return l, err
	}
	return api.CutPage(lines, in.Limit, func(l Line) any { return l.N }, func(l Line) rowView { return s.showLine(im, l, a.Lang) }), nil
}

func (s *Service) showLine(im Import, l Line, lang core.Lang) rowView {
	w, e := s.words(), l.Entry
	v := rowView{N: l.N, Row: l.Row, Outcome: l.Outcome, Name: e.Stated.Name, Document: core.MaskDocument(e.Stated.Number), Phone: e.Phone.Mask(),
		When: whenText(e.Wishes.Hours).In(lang), Faults: []rowFault{}, Differences: showDiffs(l.Differences, lang), Notes: showTexts(l.Notes, lang)}
	if l.Outcome == Done {
		v.Person = string(l.Person)
	}
	if v.Name == "" { // it could not be read: then as it stood
		v.Name = cellOf(im, l, "name")
	}
	if e.Region != "" {
		v.Region = w.region(e.Region).In(lang)
	}
	if len(e.Wishes.Trades) > 0 {
		v.Trades = w.wishes(e.Wishes).In(lang)
	}
	for _, f := range l.Faults {
		v.Faults = append(v.Faults, rowFault{f.Code, f.Column, f.Text.In(lang), f.Source})
	}
	return v
}

// cellOf is what stood in a column.
func cellOf(im Import, l Line, code string) string {
	for i, head := range im.Doc.Heads {
		if c, ok := fieldOf(head); ok && c == code && i < len(l.Cells) {
			return l.Cells[i]
		}
	}
	return ""
}

type confirmInput struct {
	PathImport
	Body struct {
		LeaveOut []int        `json:"leave_out" required:"false" nullable:"false" maxItems:"3000" doc:"Numbers n of fresh rows that are not to be registered."`
		Changes  []int        `json:"changes" required:"false" nullable:"false" maxItems:"3000" doc:"Numbers n of rows whose differences were looked at and agreed to."`
		Consents []givenInput `json:"consents" nullable:"false" maxItems:"10" doc:"Texts that were read to these people, and that they agreed to."`
	}
}

func (s *Service) postConfirm(ctx context.Context, tx db.Tx, a core.Actor, in *confirmInput) (v importView, err error) {
	im, err := s.Confirm(ctx, tx, a, core.ID[Import](in.ID), Choice{in.Body.LeaveOut, in.Body.Changes, givens(in.Body.Consents)})
	if err != nil {
		return v, err
	}
	return s.showImport(ctx, tx, im, a.Lang)
}

func (s *Service) deleteImport(ctx context.Context, tx db.Tx, a core.Actor, in *PathImport) (struct{}, error) {
	return struct{}{}, s.Discard(ctx, tx, a, core.ID[Import](in.ID))
}

func (s *Service) getTemplate(_ context.Context, a core.Actor, _ *struct{}) (api.File, error) {
	file, err := s.template(a)
	return api.File{Type: sheet.MIME, Name: core.Text{ZH: "登记表.xlsx", EN: "registration.xlsx"}.In(a.Lang), Bytes: file}, err
}

func (s *Service) getRejected(ctx context.Context, a core.Actor, in *PathImport) (f api.File, err error) {
	q := s.DB.Reader()
	im, err := importOf(ctx, q, a.Person, core.ID[Import](in.ID), false)
	if err != nil {
		return f, err
	}
	lines, err := s.linesOf(ctx, q, im, Bad, 0, 0)
	if err != nil {
		return f, err
	}
	file, err := rejected(im, lines, a.Lang)
	return api.File{Type: sheet.MIME, Name: core.Text{ZH: "要改的行.xlsx", EN: "rejected.xlsx"}.In(a.Lang), Bytes: file}, err
}

func (s *Service) printSlips(ctx context.Context, a core.Actor, in *PathImport) (f api.File, err error) {
	var slips []Slip
	err = s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		slips = nil
		im, err := importOf(ctx, tx, a.Person, core.ID[Import](in.ID), false)
		if err != nil {
			return err
		}
		lines, err := s.linesOf(ctx, tx, im, Done, 0, 0)
		if err != nil {
			return err
		}
		for _, l := range lines {
			slip, err := s.SlipOf(ctx, tx, a, l.Person)
			if err != nil {
				return err
			}
			slips = append(slips, slip)
		}
		return nil
	})
	if err == nil && len(slips) == 0 {
		err = ErrMissing
	}
	if err != nil {
		return f, err
	}
	doc, err := s.draw(ctx, a.Lang, slips)
	return api.File{Type: "application/pdf", Bytes: doc}, err
}
