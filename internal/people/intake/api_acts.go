package intake

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

type actView struct {
	ID        core.ID[audit.Entry] `json:"id"`
	Act       string               `json:"act" doc:"A stable code." example:"intake.register"`
	Text      string               `json:"text" doc:"What was done, in a sentence."`
	Who       string               `json:"who" doc:"Masked; empty if they have no real name here."`
	Channel   core.Channel         `json:"channel" enum:"h5,api,console,agent,hall,call,sms,kiosk,system"`
	At        time.Time            `json:"at"`
	Facts     []string             `json:"facts" nullable:"false" doc:"Of a registration: what was written down."`
	Undoable  bool                 `json:"reversible"`
	Reversed  bool                 `json:"reversed"`
	Contested *contestedView       `json:"contested,omitempty"`
}

type contestedView struct {
	Reason     string     `json:"reason"`
	At         time.Time  `json:"at"`
	Answer     string     `json:"answer,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
}

func (s *Service) listActs(ctx context.Context, a core.Actor, in *struct{ api.PageQuery }) (l api.List[actView], err error) {
	before, _, err := api.DecodeCursor[core.ID[audit.Entry]](in.Cursor)
	if err != nil {
		return l, err
	}
	q := s.DB.Reader()
	acts, next, err := s.ActsFor(ctx, q, a.Person, before, in.Limit)
	if err != nil {
		return l, err
	}
	l = api.List[actView]{Items: []actView{}}
	if next != "" {
		l.Next = api.EncodeCursor(next)
	}
	var doers []core.PersonID
	for _, act := range acts {
		doers = append(doers, act.Actor)
	}
	names, err := s.Names.ShownNames(ctx, q, doers)
	for _, act := range acts {
		l.Items = append(l.Items, s.showAct(act, names, a.Lang))
	}
	return l, err
}

func (s *Service) showAct(act Act, names map[core.PersonID]string, lang core.Lang) actView {
	v := actView{ID: act.ID, Act: act.Act, Text: act.Act, Who: names[act.Actor], Channel: act.Channel, At: act.At, Facts: []string{}, Undoable: act.Undoable}
	if text, ok := actTexts[act.Act]; ok {
		v.Text = text.In(lang)
	}
	if r := act.Record; r != nil {
		v.Reversed = r.Reversed
		v.Facts = append(v.Facts, core.Text{ZH: "住处：", EN: "Home: "}.In(lang)+s.words().region(r.Region).In(lang))
		if w, ok := wishesIn(r.After); ok {
			v.Facts = append(v.Facts, core.Text{ZH: "想干的活：", EN: "Wants to do: "}.In(lang)+s.words().wishes(w).In(lang))
		}
		if len(r.Consents) > 0 {
			v.Facts = append(v.Facts, core.Text{ZH: "记下了您当面同意服务约定和个人信息处理", EN: "Your consent on the spot to the terms and to the handling of your data"}.In(lang))
		}
	}
	if c := act.Contested; c != nil {
		v.Contested = &contestedView{Reason: c.Reason, At: c.At, Answer: c.Answer}
		if !c.Answered.IsZero() {
			v.Contested.AnsweredAt = &c.Answered
		}
	}
	return v
}

// PathAct is an act in a path.
type PathAct struct {
	ID string `path:"id" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" doc:"An act's id."`
}

func (s *Service) oneAct(ctx context.Context, q db.Q, a core.Actor, id string) (actView, error) {
	act, err := s.actOf(ctx, q, a.Person, core.ID[audit.Entry](id))
	if err != nil {
		return actView{}, err
	}
	names, err := s.Names.ShownNames(ctx, q, []core.PersonID{act.Actor})
	return s.showAct(act, names, a.Lang), err
}

func (s *Service) postReversal(ctx context.Context, tx db.Tx, a core.Actor, in *PathAct) (actView, error) {
	if err := s.Reverse(ctx, tx, a, core.ID[audit.Entry](in.ID)); err != nil {
		return actView{}, err
	}
	return s.oneAct(ctx, tx, a, in.ID)
}

type contestInput struct {
	PathAct
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"What is wrong."`
	}
}

func (s *Service) postContest(ctx context.Context, tx db.Tx, a core.Actor, in *contestInput) (actView, error) {
	if _, err := s.Contest(ctx, tx, a, core.ID[audit.Entry](in.ID), in.Body.Reason); err != nil {
		return actView{}, err
	}
	return s.oneAct(ctx, tx, a, in.ID)
}

type contestView struct {
	Person     core.PersonID    `json:"person"`
	ID         core.ID[Contest] `json:"id"`
	Name       string           `json:"name" doc:"Masked."`
	Doer       string           `json:"doer" doc:"Who did it; masked."`
	Act        string           `json:"act"`
	Text       string           `json:"text"`
	Region     string           `json:"region"`
	Reason     string           `json:"reason"`
	Answer     string           `json:"answer,omitempty"`
	At         time.Time        `json:"at"`
	AnsweredAt *time.Time       `json:"answered_at,omitempty"`
}

type contestsInput struct {
	api.PageQuery
	State string `query:"state" enum:"open,answered" default:"open"`
}

func (s *Service) listContests(ctx context.Context, tx db.Tx, a core.Actor, in *contestsInput) (l api.List[contestView], err error) {
	before, _, err := api.DecodeCursor[core.ID[Contest]](in.Cursor)
	if err != nil {
		return l, err
	}
	all, err := contestsBefore(ctx, tx, in.State, before, in.Limit+1)
	if err != nil {
		return l, err
	}
	var ids []core.PersonID
	for _, c := range all {
		ids = append(ids, c.Person, c.Doer)
	}
	names, err := s.Names.ShownNames(ctx, tx, ids)
	if err != nil {
		return l, err
	}
	page := api.CutPage(all, in.Limit, func(c Contest) any { return c.ID }, func(c Contest) contestView {
		return s.showContest(c, names, a)
	})
	l = api.List[contestView]{Items: []contestView{}, Next: page.Next}
	for i, v := range page.Items {
		if a.May(core.Reviewer, all[i].Region) {
			l.Items = append(l.Items, v)
		}
	}
	return l, audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "intake.list_contests", in.State, ""))
}

func (s *Service) showContest(c Contest, names map[core.PersonID]string, a core.Actor) contestView {
	v := contestView{Person: c.Person, ID: c.ID, Name: names[c.Person], Doer: names[c.Doer], Act: c.Act, Text: c.Act,
		Region: s.words().region(c.Region).In(a.Lang), Reason: c.Reason, Answer: c.Answer, At: c.At}
	if text, ok := actTexts[c.Act]; ok {
		v.Text = text.In(a.Lang)
	}
	if !c.Answered.IsZero() {
		v.AnsweredAt = &c.Answered
	}
	return v
}

type answerInput struct {
	Person string `path:"person" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	ID     string `path:"id" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body   struct {
		Answer string `json:"answer" minLength:"1" maxLength:"500"`
	}
}

type answeredView struct {
	Answered bool `json:"answered"`
}

func (s *Service) postAnswer(ctx context.Context, tx db.Tx, a core.Actor, in *answerInput) (answeredView, error) {
	err := s.Answer(ctx, tx, a, core.PersonID(in.Person), core.ID[Contest](in.ID), in.Body.Answer)
	return answeredView{err == nil}, err
}
