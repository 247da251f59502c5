package person

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Faults of the profile.
var (
	ErrTrade       = fault.New(fault.Invalid, "person.trade", "没有这个工种，请从列表里选。", "There is no such trade; please choose from the list.")
	ErrTradeTwice  = fault.New(fault.Invalid, "person.trade_twice", "这个工种填了两次，留一个就行。", "This trade is there twice; please keep one.")
	ErrTradeIdle   = fault.New(fault.Invalid, "person.trade_idle", "请选这个工种是想干、会干，还是两样都是。", "Please say whether you want to do this trade, can do it, or both.")
	ErrRegion      = fault.New(fault.Invalid, "person.region", "没有这个地区，请从列表里选。", "There is no such region; please choose from the list.")
	ErrRegionTwice = fault.New(fault.Invalid, "person.region_twice", "这个地区填了两次，留一个就行。", "This region is there twice; please keep one.")
	ErrRadius      = fault.New(fault.Invalid, "person.radius", "选了地点，还要选多远以内。", "Please say how far from the place you go.").At("body.radius_m")
	ErrCentre      = fault.New(fault.Invalid, "person.centre", "选了多远以内，还要选从哪里算起。", "Please say from which place the distance counts.").At("body.centre")
	ErrHours       = fault.New(fault.Invalid, "person.hours", "结束时间要晚于开始时间；过了半夜，请分成两天填。", "The end must be after the start; a night goes over two days.")
	ErrHoursTwice  = fault.New(fault.Invalid, "person.hours_twice", "这段时间和同一天的另一段重叠了。", "This overlaps another time of the same day.")
	ErrPay         = fault.New(fault.Invalid, "person.pay", "最低工钱要用人民币，并且大于 0；不限就不填。", "The lowest pay must be in CNY and above zero; leave it out for any.").At("body.lowest_pay")
	ErrPayUnit     = fault.New(fault.Invalid, "person.pay_unit", "请选最低工钱是按小时还是按天。", "Please say whether the lowest pay is per hour or per day.").At("body.pay_unit")
	ErrNoWish      = fault.New(fault.Invalid, "person.no_wish", "要接活，请至少选一个想干的工种。", "To be offered work, please choose at least one trade that you want to do.").At("body.trades")
	ErrNoWhere     = fault.New(fault.Invalid, "person.no_where", "要接活，请选在哪里干：一个地点和距离，或者几个地区。", "To be offered work, please say where: a place and a distance, or some regions.").At("body.regions")
)

// Profile is what work a person looks for. The JSON form is also how it lies in
// the database.
type Profile struct {
	Looking    bool        `json:"looking" doc:"Whether I want to be offered work at present."`
	Trades     []Trade     `json:"trades" nullable:"false" maxItems:"30"`
	Centre     *Point      `json:"centre,omitempty" doc:"From where the distance counts."`
	RadiusM    int64       `json:"radius_m" required:"false" minimum:"0" maximum:"300000" doc:"How far from the centre, in metres; 0 with no centre."`
	Regions    []string    `json:"regions" required:"false" nullable:"false" maxItems:"30" doc:"Codes of regions, besides or instead of the circle."`
	WeekHours  []Hours     `json:"week_hours" required:"false" nullable:"false" maxItems:"50" doc:"When I can work; empty is any time."`
	LowestPay  *core.Money `json:"lowest_pay,omitempty" doc:"Leave out for any."`
	PayUnit    string      `json:"pay_unit" required:"false" enum:",hour,day" doc:"Of the lowest pay."`
	OwnTools   bool        `json:"own_tools" required:"false"`
	Vehicle    string      `json:"vehicle" required:"false" enum:",ebike,motorbike,car,van,truck"`
	Experience int64       `json:"experience_years" required:"false" minimum:"0" maximum:"80"`
}

// Trade is a trade someone wants to do, can do, or both.
type Trade struct {
	Trade string `json:"trade" minLength:"1" maxLength:"40" doc:"A code from /trades." example:"4-10-01-06/01"`
	Level int64  `json:"level" required:"false" minimum:"0" maximum:"7" doc:"The person's own statement: 0 none or apprentice, 1 junior, 2 intermediate, 3 senior, 4 technician, 5 senior, 6 special, 7 chief technician."`
	Wants bool   `json:"wants" required:"false" doc:"Offer me this work."`
	Can   bool   `json:"can" required:"false" doc:"I can do this."`
}

// Point is a place in WGS-84.
type Point struct {
	Lat float64 `json:"lat" minimum:"-90" maximum:"90" example:"26.73"`
	Lon float64 `json:"lon" minimum:"-180" maximum:"180" example:"117.47"`
}

// Hours is a stretch of a weekday, in China's time.
type Hours struct {
	Weekday int64 `json:"weekday" minimum:"1" maximum:"7" doc:"1 Monday to 7 Sunday."`
	From    int64 `json:"from" minimum:"0" maximum:"1439" doc:"Minutes after midnight."`
	To      int64 `json:"to" minimum:"1" maximum:"1440" doc:"Minutes after midnight, after from."`
}

// empty is the profile of someone who never made one.
func empty() Profile { return Profile{Trades: []Trade{}, Regions: []string{}, WeekHours: []Hours{}} }

// SetProfile replaces the actor's profile.
//
// Errors: the faults of the profile, all that apply.
func (s *Service) SetProfile(ctx context.Context, tx db.Tx, a core.Actor, p Profile) (err error) {
	defer fault.Wrap(&err, "person.SetProfile(%s)", a.Person)
	p, err = p.check(s.Ref.Set(), s.today())
	if err != nil {
		return err
	}
	now := s.Now()
	if err := upsertProfiles(ctx, tx, []Profiled{{a.Person, p, now}}); err != nil {
		return err
	}
	if err := s.enlist(ctx, tx, rolled{Person: a.Person, Region: s.regionOf(&p), Since: now, By: a.Doer(), Channel: a.Channel}); err != nil {
		return err
	}
	if err := s.publishProfile(ctx, tx, a.Person); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, now, string(a.Person), "person.set_profile", "", ""))
}

// Profiled is someone's profile and when it was last changed.
type Profiled struct {
	Person core.PersonID
	Profile
	Changed time.Time // zero: never made
}

// ProfileOf returns a person's profile, an empty one if there is none.
func (s *Service) ProfileOf(ctx context.Context, q db.Q, person core.PersonID) (_ Profiled, err error) {
	defer fault.Wrap(&err, "person.ProfileOf(%s)", person)
	p, err := profileOf(ctx, q, person)
	if errors.Is(err, db.ErrNoRow) {
		return Profiled{Person: person, Profile: empty()}, nil
	}
	return p, err
}

// publishProfile tells what the person looks for now; nothing without a profile.
func (s *Service) publishProfile(ctx context.Context, tx db.Tx, person core.PersonID) error {
	p, err := profileOf(ctx, tx, person)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return nil
	case err != nil:
		return err
	}
	w, err := s.Worker(ctx, tx, person)
	if err != nil {
		return err
	}
	return s.Outbox.Publish(ctx, tx, changed(p, w))
}
