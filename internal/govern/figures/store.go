package figures

import (
	"cmp"
	"context"
	"slices"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Count counts by town and week, newest week first, within areas and from a week
// on; "" is from the beginning.
func (s *Service) Count(ctx context.Context, q db.Q, areas []core.RegionCode, region core.RegionCode, from core.Date) ([]Row, error) {
	rows := map[Row]*Row{} // by week and region alone
	at := func(week core.Date, region core.RegionCode) *Row {
		key := Row{Week: week, Region: region}
		if rows[key] == nil {
			rows[key] = &Row{Week: week, Region: region}
		}
		return rows[key]
	}
	for _, one := range []struct {
		query string
		scan  func(r db.Row) error
	}{
		{`SELECT week, region, COUNT(*) FROM figures_person`, func(r db.Row) error {
			var n Row
			err := r.Scan(&n.Week, &n.Region, &n.Registered)
			at(n.Week, n.Region).add(n)
			return err
		}},
		{`SELECT week, region, COUNT(*), COUNT(filled_us), CAST(COALESCE(SUM(filled_us - opened_us), 0) AS BIGINT) FROM figures_job`, func(r db.Row) error {
			var n Row
			var us int64
			err := r.Scan(&n.Week, &n.Region, &n.Posted, &n.Filled, &us)
			n.FillS = us / 1e6
			at(n.Week, n.Region).add(n)
			return err
		}},
		{`SELECT week, region, COUNT(*), CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM figures_paid`, func(r db.Row) error {
			var n Row
			err := r.Scan(&n.Week, &n.Region, &n.Paid, &n.PaidMinor)
			at(n.Week, n.Region).add(n)
			return err
		}},
	} {
		var w db.Where
		w.From("week", string(from))
		w.Begins("region", core.Codes(areas)...)
		if region != "" {
			w.Begins("region", string(region))
		}
		// A stretch of the index of weeks.
		if err := q.Rows(ctx, one.query+w.SQL()+` GROUP BY week, region ORDER BY week, region`, w.Args(), one.scan); err != nil {
			return nil, err
		}
	}
	out := make([]Row, 0, len(rows))
	for _, r := range rows {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b Row) int { return cmp.Or(cmp.Compare(b.Week, a.Week), cmp.Compare(a.Region, b.Region)) })
	return out, nil
}
