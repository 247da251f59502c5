package audit

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// Search is what an auditor looks for; zero fields ask nothing.
type Search struct {
	Subject string
	Actor   string
	Act     string
	From    time.Time // at or after
	To      time.Time // before
}

// Names tells who people are, as they may be shown to an auditor: masked.
type Names func(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]string, error)

// errPeriod refuses a time that is none.
var errPeriod = fault.New(fault.Invalid, "audit.period", "开始时间要早于结束时间。", "The beginning must be before the end.").At("query.from")

type searchInput struct {
	api.PageQuery
	Subject string    `query:"subject" maxLength:"36" doc:"Whom or what it concerns: the id of a person or an employer."`
	Actor   string    `query:"actor" maxLength:"36" doc:"Who did it: a person's id."`
	Act     string    `query:"act" maxLength:"60" doc:"What was done, as person.reveal."`
	From    time.Time `query:"from" doc:"At or after."`
	To      time.Time `query:"to" doc:"Before."`
}

// EntryView is an entry as the API shows it.
type EntryView struct {
	ID          core.ID[Entry] `json:"id"`
	At          time.Time      `json:"at"`
	Actor       core.PersonID  `json:"actor" doc:"Empty: the system, or somebody who is not logged in."`
	ActorName   string         `json:"actor_name" doc:"Masked; may be empty."`
	Act         string         `json:"act" example:"person.reveal"`
	Subject     string         `json:"subject"`
	SubjectName string         `json:"subject_name" doc:"Masked; empty if it is no person's."`
	Object      string         `json:"object"`
	Reason      string         `json:"reason"`
	Channel     core.Channel   `json:"channel" enum:"h5,api,console,agent,hall,call,sms,kiosk,system"`
	Address     string         `json:"address"`
}

// ChainView is the state of the chain.
type ChainView struct {
	Entries int64      `json:"entries" doc:"How many are linked."`
	Head    string     `json:"head" doc:"Number and hash of the newest. Written down elsewhere, it proves what stood before it."`
	At      *time.Time `json:"at,omitempty"`
	Whole   *bool      `json:"whole,omitempty" doc:"Whether the check found it whole; only after a check."`
	Broken  []string   `json:"broken" nullable:"false" doc:"What the check found."`
}

// Register adds the auditor's operations.
func (c *Chain) Register(s *api.Server, names Names) {
	auditors := []core.Role{core.AuditAdmin}
	api.Look(s, api.Op{
		ID: "search-audit", Method: http.MethodGet, Path: "/console/audit", Tag: "audit", Roles: auditors,
		Summary: "The record of acts and looks, newest first", Doc: "Searching is itself recorded.",
	}, func(ctx context.Context, tx db.Tx, a core.Actor, in *searchInput) (api.List[EntryView], error) {
		return c.search(ctx, tx, a, in, names)
	})
	api.Read(s, api.Op{ID: "get-audit-chain", Method: http.MethodGet, Path: "/console/audit/chain", Tag: "audit", Roles: auditors, Summary: "The state of the record's chain"},
		func(ctx context.Context, _ core.Actor, _ *struct{}) (ChainView, error) {
			h, err := HeadOf(ctx, c.db.Reader())
			return viewOf(h), err
		})
	api.Direct(s, api.Op{
		ID: "check-audit-chain", Method: http.MethodPost, Path: "/console/audit/checks", Tag: "audit", Roles: auditors,
		Summary: "Compute the whole chain anew", Doc: "Finds one changed, missing or slipped-in byte.",
	}, func(ctx context.Context, a core.Actor, _ api.Key, _ *struct{}) (ChainView, error) {
		return c.check(ctx, a)
	})
}

func viewOf(h Head) ChainView {
	v := ChainView{Entries: h.Link, Broken: []string{}}
	if h.Link > 0 {
		v.Head, v.At = h.Text(), &h.At
	}
	return v
}

func (c *Chain) check(ctx context.Context, a core.Actor) (ChainView, error) {
	_, broken, err := c.Verify(ctx, c.db.Reader())
	if err != nil {
		return ChainView{}, err
	}
	h, err := HeadOf(ctx, c.db.Reader())
	if err != nil {
		return ChainView{}, err
	}
	v, whole := viewOf(h), len(broken) == 0
	v.Whole, v.Broken = &whole, append(v.Broken, broken...)
	return v, c.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		return Append(ctx, tx, By(a, c.now(), string(a.Person), "audit.check", fmt.Sprint(whole), ""))
	})
}

func (c *Chain) search(ctx context.Context, tx db.Tx, a core.Actor, in *searchInput, names Names) (l api.List[EntryView], err error) {
	if !in.From.IsZero() && !in.To.IsZero() && !in.From.Before(in.To) {
		return l, errPeriod
	}
	before, _, err := api.DecodeCursor[core.ID[Entry]](in.Cursor)
	if err != nil {
		return l, err
	}
	limit := in.Page().Cut()
	found, err := page(ctx, tx, Search{in.Subject, in.Actor, in.Act, in.From, in.To}, before, limit+1)
	if err != nil {
		return l, err
	}
	if len(found) > limit {
		found = found[:limit]
		l.Next = api.EncodeCursor(found[limit-1].ID)
	}
	if l.Items, err = show(ctx, tx, found, names); err != nil || before != "" {
		return l, err
	}
	what := fmt.Sprintf("subject=%s actor=%s act=%s", in.Subject, in.Actor, in.Act)
	return l, Append(ctx, tx, By(a, c.now(), string(a.Person), "audit.search", what, ""))
}

// show adds names to entries.
func show(ctx context.Context, q db.Q, found []Entry, names Names) ([]EntryView, error) {
	out := make([]EntryView, 0, len(found))
	var people []core.PersonID
	for _, e := range found {
		for _, id := range []string{string(e.Actor), e.Subject} {
			if p, err := core.ParseID[core.Person](id); err == nil {
				people = append(people, p)
			}
		}
	}
	known, err := names(ctx, q, people)
	for _, e := range found {
		out = append(out, EntryView{
			ID: e.ID, At: e.At, Actor: e.Actor, ActorName: known[e.Actor], Act: e.Act, Subject: e.Subject, SubjectName: known[core.PersonID(e.Subject)],
			Object: e.Object, Reason: e.Reason, Channel: e.Channel, Address: e.Addr,
		})
	}
	return out, err
}

// idRange gives the ids of a period: they begin with their millisecond. A zero
// time is no bound.
func idRange(from, to time.Time) (first, end core.ID[Entry]) {
	return idAt(from, "00000000-0000-0000-0000-000000000000"), idAt(to, "ffffffff-ffff-ffff-ffff-ffffffffffff")
}

func idAt(t time.Time, otherwise core.ID[Entry]) core.ID[Entry] {
	if t.IsZero() || t.UnixMilli() < 0 {
		return otherwise
	}
	ms := fmt.Sprintf("%012x", t.UnixMilli())
	return core.ID[Entry](ms[:8] + "-" + ms[8:12] + "-0000-0000-000000000000")
}
