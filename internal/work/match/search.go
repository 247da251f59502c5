package match

import (
	"context"
	"encoding/json"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// found is what the search reads of a person: enough for the conditions that
// the statements do not decide, and for the score.
type found struct {
	w     Worker
	hours string
}

// suited returns everyone whom the job suits but for what they are busy with,
// without order. The statements decide on verified, looking, trade, age, pay and
// tools, and narrow down the area; the rest is decided here, by the same
// functions as in judge.
func suited(ctx context.Context, q db.Q, j *Job) (all map[core.PersonID]*found, err error) {
	defer fault.Wrap(&err, "match.suited(%s)", j.Job)
	all = map[core.PersonID]*found{}
	for _, trade := range tradesFor(j.Trade) {
		if err := byPlace(ctx, q, j, trade, all); err != nil {
			return nil, err
		}
		if err := byRegion(ctx, q, j, trade, all); err != nil {
			return nil, err
		}
	}
	for id, f := range all {
		if !inArea(&f.w, j, fromHome(&f.w, j)) {
			delete(all, id)
			continue
		}
		if f.hours != "[]" {
			if err := json.Unmarshal([]byte(f.hours), &f.w.Hours); err != nil {
				return nil, err
			}
		}
		if !inHours(f.w.Hours, j) {
			delete(all, id)
		}
	}
	return all, nil
}

const foundColumns = `w.person_id, t.trade, t.level, w.lat_e7, w.lon_e7, w.radius_m, CAST(w.hours AS TEXT),
	w.stars_e2, w.rated, w.done, w.late, w.quiet_from, w.quiet_to`

// willing are the conditions on the person's row; its parameters are $2 to $7.
const willing = `w.birth <> '' AND w.birth <= $2 AND (w.tools OR NOT $3)
	AND (w.lowest_hour_minor = 0 OR w.lowest_hour_minor <= $4 AND w.lowest_currency = $5)
	AND (w.lowest_day_minor = 0 OR w.lowest_day_minor <= $6 AND w.lowest_currency = $7)`

// searchArgs are the trade, the parameters of willing, and more.
func searchArgs(j *Job, trade string, more ...any) []any {
	return append([]any{trade, bornBy(j), j.Tools, j.HourPay.Minor, j.HourPay.Currency, j.DayPay.Minor, j.DayPay.Currency}, more...)
}

// byPlace finds those who have the trade and whose radius may reach the job: in
// the block of the grid around it, and among those whose radius is too large
// for the grid.
func byPlace(ctx context.Context, q db.Q, j *Job, trade string, into map[core.PersonID]*found) error {
	for _, block := range []cells{cellsAround(j.Place), far} {
		// One range of the index; columns and box sort out before a worker's row is read.
		if err := q.Rows(ctx, `
			SELECT `+foundColumns+`
			FROM match_trade t JOIN match_worker w ON w.person_id = t.person_id
			WHERE t.ready AND t.trade = $1 AND t.cell BETWEEN $8 AND $9 AND t.cell % 7200 BETWEEN $10 AND $11
				AND $12 BETWEEN t.south_e7 AND t.north_e7 AND $13 BETWEEN t.west_e7 AND t.east_e7
				AND `+willing,
			searchArgs(j, trade, block.First, block.Last, block.West, block.East, j.Place.LatE7, j.Place.LonE7),
			collect(into)); err != nil {
			return err
		}
	}
	return nil
}

// byRegion finds those who have the trade and look in a region that contains
// the job's.
func byRegion(ctx context.Context, q db.Q, j *Job, trade string, into map[core.PersonID]*found) error {
	for _, region := range regionsAround(core.RegionCode(j.Region)) {
		// One posting list of the index.
		if err := q.Rows(ctx, `
			SELECT `+foundColumns+`
			FROM match_area a JOIN match_trade t ON t.person_id = a.person_id AND t.trade = a.trade
				JOIN match_worker w ON w.person_id = a.person_id
			WHERE a.ready AND a.trade = $1 AND a.region = $8 AND `+willing,
			searchArgs(j, trade, region), collect(into, region)); err != nil {
			return err
		}
	}
	return nil
}

// regionsAround are the codes that contain the region, itself first.
func regionsAround(c core.RegionCode) (out []core.RegionCode) {
	for ; c != ""; c = c.Parent() {
		out = append(out, c)
	}
	return append(out, "")
}

// collect adds rows to the people found; a person may be found by two trades, by
// place and by region.
func collect(into map[core.PersonID]*found, regions ...core.RegionCode) func(db.Row) error {
	return func(r db.Row) error {
		var f found
		var s event.TradeLevel
		w := &f.w
		if err := r.Scan(&w.Person, &s.Trade, &s.Level, &w.Centre.LatE7, &w.Centre.LonE7, &w.RadiusM, &f.hours,
			&w.Record.Stars, &w.Record.Rated, &w.Record.Done, &w.Record.Late, &w.Quiet.From, &w.Quiet.To); err != nil {
			return err
		}
		p := into[w.Person]
		if p == nil {
			p = &f
			into[w.Person] = p
		}
		p.w.Skills = append(p.w.Skills, s)
		p.w.Regions = append(p.w.Regions, regions...)
		return nil
	}
}
