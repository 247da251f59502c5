package gig

import (
	"cmp"
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Search is what open jobs are looked for by. The zero Search finds all.
type Search struct {
	Near     *core.Place
	RadiusM  float64 // around Near; at most maxRadiusM
	Region   core.RegionCode
	Trade    string // a code, or its beginning
	Day      core.Date
	MinHour  int64  // the least an hour may come to, in fen
	Text     string // words, all of which must be found
	Nearest  bool   // nearest first; otherwise newest first
	Distance int64  // of the last one seen, in decimetres, when Nearest
	Opened   int64  // of the last one seen, in microseconds, otherwise
	After    core.JobID
}

// maxRadiusM is the widest search around a place, in metres.
const maxRadiusM = 100_000

// scanMax is how many open jobs one page looks through at most, and sift how
// many at once.
const (
	scanMax = 20_000
	sift    = 500
)

// candidate is an open job as the search sees it.
type candidate struct {
	id      core.JobID
	place   core.Place
	region  string
	trade   string
	windows string
	startUS int64
	endUS   int64
	hour    int64
	text    string
	opened  int64
	away    int64 // decimetres from Near
}

// Find returns the ids of at most limit open jobs with free places, in order,
// and for each what the next page begins after.
func (s *Service) Find(ctx context.Context, q db.Q, f Search, limit int) (_ []core.JobID, _ func(core.JobID) Search, err error) {
	defer fault.Wrap(&err, "gig.Find")
	f.Text = foldedText(f.Text)
	var found []candidate
	if f.Near != nil {
		found, err = s.findNear(ctx, q, f, limit)
	} else {
		found, err = s.findNewest(ctx, q, f, limit)
	}
	ids := make([]core.JobID, len(found))
	for i, c := range found {
		ids[i] = c.id
	}
	return ids, func(id core.JobID) Search {
		c := found[slices.Index(ids, id)]
		return Search{Distance: c.away, Opened: c.opened, After: c.id}
	}, err
}

// findNear looks through the cells around the place.
func (s *Service) findNear(ctx context.Context, q db.Q, f Search, limit int) ([]candidate, error) {
	var all []candidate
	bands := bandsAround(*f.Near, f.RadiusM)
	args := make([]any, 0, 2*db.MaxRows)
	n := db.Padded(len(bands))
	for i := range n {
		b := bands[min(i, len(bands)-1)]
		args = append(args, b[0], b[1])
	}
	// A row of cells is a stretch of numbers.
	err := q.Rows(ctx, candidateSelect+bandsWhere(n), args, func(r db.Row) error {
		c, err := scanCandidate(r)
		if err != nil || len(all) >= scanMax {
			return err
		}
		m := f.Near.DistanceM(c.place)
		c.away = int64(math.Round(m * 10))
		if m <= f.RadiusM && s.fits(f, c) && f.beyond(c) {
			all = append(all, c)
		}
		return nil
	})
	slices.SortFunc(all, f.compare)
	return all[:min(limit, len(all))], err
}

// compare is the order of the answer.
func (f Search) compare(a, b candidate) int {
	if f.Nearest {
		return cmp.Or(cmp.Compare(a.away, b.away), cmp.Compare(a.id, b.id))
	}
	return cmp.Or(cmp.Compare(b.opened, a.opened), cmp.Compare(b.id, a.id))
}

// beyond reports whether the candidate comes after the last one seen.
func (f Search) beyond(c candidate) bool {
	return f.After == "" || f.compare(candidate{id: f.After, away: f.Distance, opened: f.Opened}, c) < 0
}

// findNewest goes back in time until the page is full.
func (s *Service) findNewest(ctx context.Context, q db.Q, f Search, limit int) (out []candidate, err error) {
	at, id := f.Opened, f.After
	if id == "" {
		at, id = math.MaxInt64, lastID
	}
	for looked := 0; len(out) < limit && looked < scanMax; {
		rows := 0
		// The index on the time of opening gives the order.
		err := q.Rows(ctx, candidateSelect+` AND (opened_us, id) < ($1, $2) AND region >= $3 AND region < $4
			ORDER BY opened_us DESC, id DESC LIMIT $5`, []any{at, id, string(f.Region), string(f.Region) + ":", sift}, func(r db.Row) error {
			c, err := scanCandidate(r)
			if err != nil {
				return err
			}
			rows++
			at, id = c.opened, c.id
			if len(out) < limit && s.fits(f, c) {
				out = append(out, c)
			}
			return nil
		})
		if err != nil || rows < sift {
			return out, err
		}
		looked += rows
	}
	return out, nil
}

// candidateSelect begins every search: live jobs with free places.
const candidateSelect = `SELECT id, lat_e7, lon_e7, region, trade, CAST(windows AS TEXT), start_us, end_us, hour_minor, search, opened_us
	FROM gig_job WHERE state = 'open' AND NOT shut AND booked < places`

func scanCandidate(r db.Row) (c candidate, err error) {
	err = r.Scan(&c.id, &c.place.LatE7, &c.place.LonE7, &c.region, &c.trade, &c.windows, &c.startUS, &c.endUS, &c.hour, &c.text, &c.opened)
	return c, err
}

// bandsWhere limits a search to n stretches of cells.
func bandsWhere(n int) string {
	var b strings.Builder
	b.WriteString(" AND (")
	for i := range n {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString("cell BETWEEN $" + itoa(2*i+1) + " AND $" + itoa(2*i+2))
	}
	b.WriteByte(')')
	return b.String()
}

// fits holds a candidate against what the query could not.
func (s *Service) fits(f Search, c candidate) bool {
	switch {
	case !strings.HasPrefix(c.region, string(f.Region)), !strings.HasPrefix(c.trade, f.Trade), c.hour < f.MinHour:
		return false
	case c.startUS <= db.Micros(s.now()): // its clock is about to shut it
		return false
	case f.Day != "" && !f.onDay(c):
		return false
	}
	if f.Text == "" {
		return true
	}
	trade, _ := s.ref.Set().Trade(c.trade, core.DateOf(s.now()))
	text := c.text + " " + foldedText(trade.Name.ZH+" "+trade.Name.EN+" "+strings.Join(trade.Aliases, " "))
	for _, word := range strings.Fields(f.Text) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// onDay reports whether there is work on the day asked for.
func (f Search) onDay(c candidate) bool {
	from, to := db.Micros(f.Day.Start()), db.Micros(f.Day.AddDays(1).Start())
	if c.endUS <= from || c.startUS >= to {
		return false
	}
	var windows [][2]int64
	if json.Unmarshal([]byte(c.windows), &windows) != nil {
		return false
	}
	return slices.ContainsFunc(windows, func(w [2]int64) bool { return w[0] < to && from < w[1] })
}
