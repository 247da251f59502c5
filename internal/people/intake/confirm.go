package intake

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// The kinds of jobs.
const (
	importJob = "intake.import"
	forgetJob = "intake.forget"
)

// importFor is how long one run of an import may take: asking the register for
// MaxRows people, a few at a time.
const importFor = 10 * time.Minute

// Choice is what an operator decides about a table: all fresh rows are taken but
// those left out; of known people only those named.
type Choice struct {
	LeaveOut []int
	Changes  []int // rows whose differences were looked at and agreed to
	Consents []Given
}

// Confirm begins to register the chosen rows of a table: in a job, all of them or
// none. Its progress stands in the import.
//
// Errors: ErrImport, ErrImportState, ErrNoRows, ErrArea, those of the consents.
func (s *Service) Confirm(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Import], c Choice) (im Import, err error) {
	defer fault.Wrap(&err, "intake.Confirm(%s)", id)
	im, err = importOf(ctx, tx, a.Person, id, true)
	if err != nil {
		return im, err
	}
	if im.State == Running {
		return im, ErrImportState
	}
	consents, err := s.Consents.Accepted(c.Consents)
	if err != nil {
		return im, err
	}
	lines, err := s.linesOf(ctx, tx, im, "", 0, 0)
	if err != nil {
		return im, err
	}
	var chosen []int
	for _, l := range lines {
		take := l.Outcome == Fresh && !slices.Contains(c.LeaveOut, l.N) || l.Outcome == Change && slices.Contains(c.Changes, l.N)
		if !take {
			continue
		}
		if !may(a, l.Entry.Region) { // a role may have ended since
			return im, ErrArea.With("area", "—")
		}
		chosen = append(chosen, l.N)
	}
	if len(chosen) == 0 {
		return im, ErrNoRows
	}
	if err := choose(ctx, tx, im, chosen); err != nil {
		return im, err
	}
	im.State, im.Done, im.Chosen, im.Changed = Running, 0, int64(len(chosen)), s.Now()
	im.Doc.Problem, im.Doc.Consents, im.Doc.Lang, im.Doc.Addr = nil, consents, a.Lang, a.Addr
	if err := writeImport(ctx, tx, im); err != nil {
		return im, err
	}
	return im, s.Jobs.Schedule(ctx, tx, importJob, string(im.ID), s.Now(), running{a.Person, a.Grants})
}

// running is what the job needs to know of who began it.
type running struct {
	Operator core.PersonID `json:"operator"`
	Grants   []core.Grant  `json:"grants"`
}

// run is the job: it asks the register about each chosen row, then takes all in
// in one transaction. Run again after a stop, it begins anew; nothing was kept.
func (s *Service) run(ctx context.Context, key string, payload []byte) (func(context.Context, db.Tx) error, error) {
	var by running
	if err := json.Unmarshal(payload, &by); err != nil {
		return nil, err
	}
	im, err := importOf(ctx, s.DB.Reader(), by.Operator, core.ID[Import](key), false)
	if fault.KindOf(err) == fault.NotFound || err == nil && im.State != Running {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	a := core.Actor{Person: by.Operator, Grants: by.Grants, Channel: im.Channel, Addr: im.Doc.Addr, Lang: im.Doc.Lang}
	lines, err := s.linesOf(ctx, s.DB.Reader(), im, "", 0, 0)
	if err != nil {
		return nil, err
	}
	problem, err := s.ask(ctx, im, lines)
	if err != nil {
		return nil, err
	}
	if problem == nil {
		err = s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error { return s.takeLines(ctx, tx, a, im, lines) })
		if err == nil {
			return nil, nil
		}
		if problem = fault.Of(err); problem == nil {
			return nil, err
		}
	}
	return nil, s.giveBack(ctx, a, im, problem)
}

const (
	askAtOnce = 4  // questions to the register at a time
	askPart   = 40 // rows between two signs of progress
)

// ask puts the fresh people among the chosen to the register. It returns why the
// table can't be taken in as it is.
func (s *Service) ask(ctx context.Context, im Import, lines []Line) (*fault.Fault, error) {
	var fresh []*Line
	done := int64(0)
	for i := range lines {
		if l := &lines[i]; l.Chosen && l.Outcome == Fresh {
			fresh = append(fresh, l)
		} else if l.Chosen {
			done++
		}
	}
	refused := 0
	for len(fresh) > 0 {
		part := fresh[:min(len(fresh), askPart)]
		answers := s.askMany(ctx, part)
		for i, l := range part {
			switch {
			case !answers[i].asked:
				return ErrUnavailable, ctx.Err()
			case !answers[i].consistent:
				l.refuse(ErrNameOther)
				refused++
				if err := s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error { return s.writeLine(ctx, tx, im, *l) }); err != nil {
					return nil, err
				}
			}
		}
		fresh, done = fresh[len(part):], done+int64(len(part))
		if err := s.progress(ctx, im, done); err != nil {
			return nil, err
		}
	}
	if refused > 0 {
		return ErrNameOther, nil
	}
	return nil, nil
}

type answer struct{ consistent, asked bool }

func (s *Service) askMany(ctx context.Context, part []*Line) []answer {
	out := make([]answer, len(part))
	var work sync.WaitGroup
	for w := range askAtOnce {
		work.Go(func() {
			for i := w; i < len(part); i += askAtOnce {
				out[i].consistent, out[i].asked = s.Identities.Ask(ctx, part[i].Entry.Stated)
			}
		})
	}
	work.Wait()
	return out
}

// progress writes how far it is, and tells the operator's open pages.
func (s *Service) progress(ctx context.Context, im Import, done int64) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := setDone(ctx, tx, im, done, s.Now()); err != nil {
			return err
		}
		return s.Notify.Signal(ctx, tx, im.Operator, "import", string(im.ID))
	})
}

// takeLines takes in the chosen rows: all, or none.
func (s *Service) takeLines(ctx context.Context, tx db.Tx, a core.Actor, im Import, lines []Line) error {
	now, err := importOf(ctx, tx, im.Operator, im.ID, true)
	if err != nil || now.State != Running {
		return err
	}
	var fresh []Entry
	var at []int
	lines = slices.Clone(lines)
	for i := range lines {
		l := &lines[i]
		switch {
		case !l.Chosen:
		case l.Outcome == Fresh:
			fresh, at = append(fresh, l.Entry), append(at, i)
		case l.Outcome == Change:
			taken, err := s.Amend(ctx, tx, a, l.Entry, l.Token)
			if err != nil {
				return err
			}
			l.Person, l.Outcome = taken.Person, Done
		}
	}
	if len(fresh) > 0 {
		taken, err := s.TakeIn(ctx, tx, a, fresh, im.Doc.Consents)
		if err != nil {
			return err
		}
		for j, i := range at {
			lines[i].Person, lines[i].Outcome = taken[j].Person, Done
		}
	}
	if err := s.rewriteLines(ctx, tx, im, lines); err != nil {
		return err
	}
	im.State, im.Done, im.Changed = Ended, im.Chosen, s.Now()
	if err := writeImport(ctx, tx, im); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "intake.import", string(im.ID), "")); err != nil {
		return err
	}
	return s.Notify.Signal(ctx, tx, im.Operator, "import", string(im.ID))
}

// giveBack puts a table back before its operator, looked at anew, with the reason
// why nothing was registered.
func (s *Service) giveBack(ctx context.Context, a core.Actor, im Import, why *fault.Fault) error {
	lines, err := s.linesOf(ctx, s.DB.Reader(), im, "", 0, 0)
	if err != nil {
		return err
	}
	if err := s.judge(ctx, s.DB.Reader(), a, lines); err != nil {
		return err
	}
	im.State, im.Done, im.Changed = Ready, 0, s.Now()
	im.Doc.Problem = &said{Code: why.Code, Source: why.Source, Text: core.Text{
		ZH: "一行都没有登记：" + why.ZH + "请看过标出来的行，再登记一次。", EN: "Nothing was registered: " + why.EN + " Please look at the marked rows and try again."}}
	return s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := s.rewriteLines(ctx, tx, im, lines); err != nil {
			return err
		}
		if err := writeImport(ctx, tx, im); err != nil {
			return err
		}
		return s.Notify.Signal(ctx, tx, im.Operator, "import", string(im.ID))
	})
}
