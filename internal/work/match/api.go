package match

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// ConditionView is a hard condition as the API shows it.
type ConditionView struct {
	Code string `json:"code" enum:"open,not_own,verified,looking,trade,age,area,hours,free,pay,tools"`
	Met  bool   `json:"met"`
	Text string `json:"text" doc:"One sentence: how it is met, or what to do."`
}

// PartView is one weight's share in a score as the API shows it.
type PartView struct {
	Code    string `json:"code" enum:"trade,distance,record,reliability,history"`
	Weight  int64  `json:"weight" doc:"Points that the whole part is worth; all weights sum to 100."`
	ShareBP int64  `json:"share_bp" doc:"How much of the part is reached, in basis points."`
	Points  int64  `json:"points_e2" doc:"Hundredths of a point; the points of all parts sum to the score."`
	Text    string `json:"text" doc:"What it was made of."`
	Why     string `json:"why" doc:"Why this part counts."`
}

// ExplanationView is a judgement as the API shows it.
type ExplanationView struct {
	Job        core.JobID      `json:"job"`
	Suited     bool            `json:"suited" doc:"Every condition is met."`
	Conditions []ConditionView `json:"conditions" nullable:"false"`
	Score      int64           `json:"score_e2" doc:"Hundredths of a point, at most 10,000; orders who is rung first."`
	Parts      []PartView      `json:"parts" nullable:"false"`
	Weights    core.Date       `json:"weights_from" doc:"The day from which these weights hold."`
}

// PlaceView is a point in WGS-84.
type PlaceView struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// RingView is a ring whose job still takes people.
type RingView struct {
	Job      core.JobID  `json:"job"`
	Title    string      `json:"title"`
	Trade    string      `json:"trade"`
	Region   string      `json:"region"`
	Place    PlaceView   `json:"place"`
	Windows  []core.Span `json:"windows" nullable:"false"`
	Pay      core.Money  `json:"pay"`
	PayUnit  string      `json:"pay_unit" enum:"job,hour,day,piece"`
	Open     int         `json:"open" doc:"Places still free."`
	Chooses  bool        `json:"chooses" doc:"The employer chooses among applicants."`
	Distance *int64      `json:"distance_m" doc:"From my place; null if I named none."`
	At       time.Time   `json:"at" doc:"When I was told."`
	Aloud    bool        `json:"aloud" doc:"It rang; otherwise it only went to the inbox, because of my quiet hours or too many rings."`
	Wave     int         `json:"wave" doc:"In which wave I was told, from 1."`
	Rank     int         `json:"rank" doc:"My rank in that wave, from 1."`
	Score    int64       `json:"score_e2"`
	Parts    []PartView  `json:"parts" nullable:"false" doc:"What the score was made of when I was told."`
	Weights  core.Date   `json:"weights_from"`
}

// QuietHours are when my phone must not sound, in China's time.
type QuietHours struct {
	From string `json:"from" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"22:00"`
	To   string `json:"to" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" example:"06:00" doc:"May be on the next day; equal to from means none."`
}

type ringCursor struct {
	AtUS int64     `json:"a"`
	Job  cursorJob `json:"j"`
}

// cursorJob is a job's id in a cursor, which may come back changed.
type cursorJob core.JobID

// UnmarshalText accepts nothing but an id.
func (c *cursorJob) UnmarshalText(text []byte) error {
	id, err := core.ParseID[core.Job](string(text))
	*c = cursorJob(id)
	return err
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Read(a, api.Op{ID: "list-rings", Method: http.MethodGet, Path: "/me/rings", Tag: "matches",
		Summary: "Jobs that rang for me and still take people, newest first",
		Doc:     "Each with what my rank was made of. Jobs in which I have a place are left out."}, s.listRings)
	api.Read(a, api.Op{ID: "explain-match", Method: http.MethodGet, Path: "/matches/{job}", Tag: "matches",
		Summary: "Why a job is or is not for me",
		Doc:     "Every hard condition, met or not, and the score that orders who is rung first, part by part. Being told already, or having a place in the job, does not count."}, s.explainMatch)
	api.Read(a, api.Op{ID: "get-quiet-hours", Method: http.MethodGet, Path: "/me/quiet-hours", Tag: "matches",
		Summary: "When my phone must not sound", Doc: "22:00 to 06:00 unless I said otherwise."},
		func(ctx context.Context, a core.Actor, _ *struct{}) (QuietHours, error) {
			w, err := s.QuietHours(ctx, s.DB.Reader(), a.Person)
			return QuietHours{clockText(w.From), clockText(w.To)}, err
		})
	api.Act(a, api.Op{ID: "set-quiet-hours", Method: http.MethodPut, Path: "/me/quiet-hours", Tag: "matches",
		Summary: "Say when my phone must not sound", Doc: "Suited jobs then go to the inbox alone, and ring afterwards if they still take people."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct{ Body QuietHours }) (QuietHours, error) {
			from, okFrom := minutesOf(in.Body.From)
			to, okTo := minutesOf(in.Body.To)
			switch {
			case !okFrom:
				return QuietHours{}, ErrQuiet.At("body.from")
			case !okTo:
				return QuietHours{}, ErrQuiet.At("body.to")
			}
			return in.Body, s.SetQuietHours(ctx, tx, a, Quiet{from, to})
		})
}

func (s *Service) listRings(ctx context.Context, a core.Actor, in *struct{ api.PageQuery }) (api.List[RingView], error) {
	after, ok, err := api.DecodeCursor[ringCursor](in.Cursor)
	if err != nil {
		return api.List[RingView]{}, err
	}
	var before time.Time
	if ok {
		before = db.Instant(after.AtUS)
	}
	limit := in.Page().Cut()
	rows, err := s.RingsBefore(ctx, s.DB.Reader(), a.Person, before, core.JobID(after.Job), limit+1)
	return api.CutPage(rows, limit,
		func(r OpenRing) any { return ringCursor{db.Micros(r.Told), cursorJob(r.Ring.Job)} },
		func(r OpenRing) RingView { return ringView(r, a.Lang) }), err
}

func (s *Service) explainMatch(ctx context.Context, a core.Actor, in *struct {
	Job string `path:"job" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}) (ExplanationView, error) {
	e, err := s.Suits(ctx, s.DB.Reader(), core.JobID(in.Job), a.Person)
	v := ExplanationView{Job: e.Job, Suited: e.Suited, Score: e.Score, Parts: partViews(e.Parts, a.Lang), Weights: e.Weights}
	for _, c := range e.Conditions {
		v.Conditions = append(v.Conditions, ConditionView{c.Code, c.Met, c.Text.In(a.Lang)})
	}
	return v, err
}

func ringView(r OpenRing, lang core.Lang) RingView {
	j := r.Job
	v := RingView{
		Job: j.Job, Title: j.Title, Trade: j.Trade, Region: j.Region, Place: PlaceView{j.Place.Lat(), j.Place.Lon()},
		Windows: append([]core.Span{}, j.Windows...), Pay: j.Pay, PayUnit: j.PayUnit, Open: j.Open, Chooses: j.Chooses,
		At: r.Told, Aloud: !r.Sounded.IsZero(), Wave: r.Wave, Rank: r.Rank, Score: r.Score,
		Parts: partViews(r.Parts, lang), Weights: r.Weights,
	}
	if r.Facts.DistanceM >= 0 {
		v.Distance = &r.Facts.DistanceM
	}
	return v
}

func partViews(all []Part, lang core.Lang) []PartView {
	out := make([]PartView, len(all))
	for i, p := range all {
		out[i] = PartView{p.Code, p.Weight, p.ShareBP, p.Points, p.Text.In(lang), p.Why.In(lang)}
	}
	return out
}

// clockText gives minutes after midnight as "22:00".
func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// minutesOf reads what clockText wrote.
func minutesOf(text string) (minutes int, ok bool) {
	t, err := time.Parse("15:04", text)
	return t.Hour()*60 + t.Minute(), err == nil
}
