package reputation

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// TagView is a tag in the caller's language.
type TagView struct {
	Code string `json:"code" example:"punctual"`
	Text string `json:"text"`
	Good bool   `json:"good" doc:"Praise, or a complaint."`
}

// GivenView is a rating as the two sides see it.
type GivenView struct {
	Stars       int        `json:"stars" minimum:"1" maximum:"5"`
	Tags        []TagView  `json:"tags" nullable:"false"`
	Words       string     `json:"words"`
	AfterSeeing bool       `json:"after_seeing" doc:"It was written when the other side's was shown already."`
	At          time.Time  `json:"at"`
	Reply       string     `json:"reply" doc:"Of who is rated; may be empty."`
	RepliedAt   *time.Time `json:"replied_at,omitempty"`
}

// PairView is what an engagement's two sides said of each other.
type PairView struct {
	Side        Side       `json:"side" enum:"worker,employer" doc:"Yours."`
	MayRate     bool       `json:"may_rate"`
	WhyNot      string     `json:"why_not" doc:"If you may not rate: the reason, in your language."`
	RateUntil   *time.Time `json:"rate_until,omitempty" doc:"Absent while the engagement is not over."`
	Mine        *GivenView `json:"mine,omitempty"`
	Theirs      *GivenView `json:"theirs,omitempty" doc:"Absent until it is shown."`
	TheirsGiven bool       `json:"theirs_given" doc:"The other side has rated, shown or not."`
	RevealAt    *time.Time `json:"reveal_at,omitempty" doc:"When a hidden rating is shown at the latest."`
	MayReply    bool       `json:"may_reply" doc:"You got a rating that you may answer once."`
	Catalogue   []TagView  `json:"catalogue" nullable:"false" doc:"The tags that you can choose from."`
}

// RecordView is how someone stands. It names nobody.
type RecordView struct {
	StarsE2 int64    `json:"stars_e2" doc:"Mean in hundredths of a star, rounded half up; 0 if nobody has rated." example:"475"`
	Rated   int64    `json:"rated" doc:"How many ratings count."`
	ByStars [5]int64 `json:"by_stars" doc:"How many ratings of 1, 2, 3, 4 and 5 stars."`
	Explain string   `json:"explain" doc:"How the mean comes about, in one sentence."`
	Booked  int64    `json:"booked"`
	Done    int64    `json:"done" doc:"Engagements that were paid."`
	Late    int64    `json:"late" doc:"Cancelled by them, late."`
	NoShows int64    `json:"no_shows" doc:"Of a worker: did not come."`
	api.List[CommentView]
}

// CommentView is a shown rating without its author.
type CommentView struct {
	Stars       int       `json:"stars" minimum:"1" maximum:"5"`
	Tags        []TagView `json:"tags" nullable:"false"`
	Words       string    `json:"words"`
	Trade       string    `json:"trade" doc:"Code of the work; may be empty."`
	AfterSeeing bool      `json:"after_seeing"`
	Reply       string    `json:"reply"`
	ShownAt     time.Time `json:"shown_at"`
}

func tagViews(side Side, codes []string, lang core.Lang) []TagView {
	out := []TagView{}
	for _, c := range codes {
		v := TagView{Code: c, Text: c} // a code that a later catalogue lacks
		for _, t := range catalogue[side] {
			if t.Code == c {
				v.Text, v.Good = t.Text.In(lang), t.Good
			}
		}
		out = append(out, v)
	}
	return out
}

func givenView(r *Rating, lang core.Lang) *GivenView {
	if r == nil {
		return nil
	}
	return &GivenView{
		Stars: r.Stars, Tags: tagViews(r.Side, r.Tags, lang), Words: r.Words, AfterSeeing: r.AfterSeeing, At: r.At,
		Reply: r.Reply, RepliedAt: given(r.Replied),
	}
}

// given is nil for the zero time.
func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// pair is what the actor sees of an engagement's ratings.
//
// Errors: ErrNotFound, ErrSelf.
func (s *Service) pair(ctx context.Context, q db.Q, actor core.Actor, id core.EngagementID) (PairView, error) {
	e, err := engagementOf(ctx, q, id)
	if err != nil {
		return PairView{}, orElse(err, ErrNotFound)
	}
	side, _, err := s.sideOf(ctx, q, e, actor.Person)
	if err != nil {
		return PairView{}, err
	}
	mine, theirs, err := ratingsOf(ctx, q, e, side)
	if err != nil {
		return PairView{}, err
	}
	v := PairView{Side: side, Mine: givenView(mine, actor.Lang), TheirsGiven: theirs != nil, Catalogue: []TagView{}}
	for _, t := range catalogue[side] {
		v.Catalogue = append(v.Catalogue, TagView{t.Code, t.Text.In(actor.Lang), t.Good})
	}
	why := e.mayRate(mine != nil, s.Now())
	if v.MayRate = why == nil; why != nil {
		f := fault.Of(why)
		v.WhyNot = core.Text{ZH: f.ZH, EN: f.EN}.In(actor.Lang)
	}
	if !e.Ended.IsZero() {
		v.RateUntil = given(e.Ended.Add(RateWithin))
	}
	if !e.First.IsZero() && e.Shown.IsZero() {
		v.RevealAt = given(e.First.Add(RevealAfter))
	}
	if theirs != nil && !theirs.Shown.IsZero() {
		v.Theirs, v.MayReply = givenView(theirs, actor.Lang), theirs.Reply == ""
	}
	return v, nil
}

// record is a subject's record and a page of what was said of it.
//
// Errors: request.cursor.
func (s *Service) record(ctx context.Context, actor core.Actor, subject Subject, page core.Page) (RecordView, error) {
	before, more, err := api.DecodeCursor[place](page.Cursor)
	if err != nil {
		return RecordView{}, err
	}
	if !more {
		before = place{1<<63 - 1, "ffffffff-ffff-ffff-ffff-ffffffffffff"}
	}
	if _, err := core.ParseID[core.Engagement](string(before.Engagement)); err != nil {
		return RecordView{}, errCursor
	}
	q, limit := s.DB.Reader(), page.Cut()
	all, err := recordsOf(ctx, q, []Subject{subject})
	rows, err2 := shownRatings(ctx, q, subject, before, limit+1)
	if err := errors.Join(err, err2); err != nil {
		return RecordView{}, err
	}
	r := all[subject]
	return RecordView{
		StarsE2: r.StarsE2(), Rated: r.Rated(), ByStars: r.Stars, Explain: r.Explain().In(actor.Lang),
		Booked: r.Booked, Done: r.Done, Late: r.Late, NoShows: r.NoShows,
		List: api.CutPage(rows, limit, func(c comment) any { return place{db.Micros(c.Shown), c.Engagement} }, func(c comment) CommentView {
			return CommentView{c.Stars, tagViews(c.Side, c.Tags, actor.Lang), c.Words, c.trade, c.AfterSeeing, c.Reply, c.Shown}
		}),
	}, nil
}

// errCursor refuses a position that we did not give out.
var errCursor = fault.New(fault.Invalid, "request.cursor", "翻页的位置不对，请从第一页重新看。",
	"This page position is not ours. Please begin at the first page.").At("query.cursor")
