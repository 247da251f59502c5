package figures

import (
	"time"

	"yilu/internal/core"
)

// Row is the figures of one place in one week, or of many together.
type Row struct {
	Week       core.Date       // its Monday; "" for all weeks together
	Region     core.RegionCode // "" for all places together, or where none is known
	Registered int64           // people with a real name
	Posted     int64           // jobs that went live
	Filled     int64           // of them, those whose places were all taken
	FillS      int64           // seconds from live to filled, of all filled together
	Paid       int64           // engagements that were paid
	PaidMinor  int64
}

// add adds what another row counts.
func (r *Row) add(o Row) {
	r.Registered += o.Registered
	r.Posted += o.Posted
	r.Filled += o.Filled
	r.FillS += o.FillS
	r.Paid += o.Paid
	r.PaidMinor += o.PaidMinor
}

// MeanFillS is the mean time to fill a job, in seconds; 0 if none was filled.
func (r Row) MeanFillS() int64 {
	if r.Filled == 0 {
		return 0
	}
	return r.FillS / r.Filled
}

// WeekOf is the Monday of the week in which an instant falls, in China.
func WeekOf(t time.Time) core.Date {
	local := t.In(core.China)
	back := (int(local.Weekday()) + 6) % 7
	return core.DateOf(local.AddDate(0, 0, -back))
}

// townOf is where something counts: its town; what lies higher counts there.
func townOf(region core.RegionCode) core.RegionCode {
	if town := region.Town(); town != "" {
		return town
	}
	return region
}
