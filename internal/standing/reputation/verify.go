package reputation

import (
	"context"
	"fmt"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// expected is what each record should be: the sum over engagements and shown
// ratings.
const expected = `
	WITH part AS (
		SELECT worker AS subject, 0 AS s1, 0 AS s2, 0 AS s3, 0 AS s4, 0 AS s5, 1 AS booked,
			CASE WHEN outcome = 'paid' THEN 1 ELSE 0 END AS done,
			CASE WHEN outcome = 'cancelled' AND late AND ended_by = 'worker' THEN 1 ELSE 0 END AS late,
			CASE WHEN outcome = 'no_show' THEN 1 ELSE 0 END AS no_shows
		FROM reputation_engagement
		UNION ALL
		SELECT employer, 0, 0, 0, 0, 0, 1,
			CASE WHEN outcome = 'paid' THEN 1 ELSE 0 END,
			CASE WHEN outcome = 'cancelled' AND late AND ended_by = 'employer' THEN 1 ELSE 0 END, 0
		FROM reputation_engagement
		UNION ALL
		SELECT subject, CASE WHEN stars = 1 THEN 1 ELSE 0 END, CASE WHEN stars = 2 THEN 1 ELSE 0 END, CASE WHEN stars = 3 THEN 1 ELSE 0 END,
			CASE WHEN stars = 4 THEN 1 ELSE 0 END, CASE WHEN stars = 5 THEN 1 ELSE 0 END, 0, 0, 0, 0
		FROM reputation_rating WHERE shown_us IS NOT NULL
	), expected AS (
		SELECT subject, SUM(s1) AS s1, SUM(s2) AS s2, SUM(s3) AS s3, SUM(s4) AS s4, SUM(s5) AS s5,
			SUM(booked) AS booked, SUM(done) AS done, SUM(late) AS late, SUM(no_shows) AS no_shows
		FROM part GROUP BY subject
	)`

// grace is how far the clock that shows ratings may be behind.
const graceUS = 3600 * 1_000_000

// checks are the invariants over the data; each query finds the breaches. $1 is
// the instant before which a first rating must be shown.
var checks = []struct {
	claim, breach, query string
	timed                bool
}{
	{
		claim: "every record equals the sum over its engagements and shown ratings", breach: "the record of %s is not what it should be",
		query: expected + `
		SELECT CAST(x.subject AS TEXT) FROM expected x LEFT JOIN reputation_record r ON r.subject = x.subject
		WHERE r.subject IS NULL OR r.stars_1 <> x.s1 OR r.stars_2 <> x.s2 OR r.stars_3 <> x.s3 OR r.stars_4 <> x.s4 OR r.stars_5 <> x.s5
			OR r.booked <> x.booked OR r.done <> x.done OR r.late <> x.late OR r.no_shows <> x.no_shows`,
	},
	{
		claim: "no record is of nothing", breach: "the record of %s has no source",
		query: expected + `
		SELECT CAST(r.subject AS TEXT) FROM reputation_record r LEFT JOIN expected x ON x.subject = r.subject
		WHERE x.subject IS NULL`,
	},
	{
		claim: "two ratings of one engagement are shown, and a single one after 7 days", breach: "a rating of engagement %s is still hidden", timed: true,
		query: `
		SELECT CAST(r.engagement AS TEXT) FROM reputation_rating r
		WHERE r.shown_us IS NULL AND (r.at_us < $1
			OR EXISTS (SELECT 1 FROM reputation_rating o WHERE o.engagement = r.engagement AND o.subject <> r.subject))`,
	},
	{
		claim: "ratings are of engagements that were paid or not come to, and by those who were part of them", breach: "engagement %s should not be rated so",
		query: `
		SELECT CAST(e.id AS TEXT) FROM reputation_rating r JOIN reputation_engagement e ON e.id = r.engagement
		WHERE e.outcome IN ('booked', 'cancelled') OR (r.side = 'worker') <> (r.author = e.worker)
			OR r.subject <> CASE WHEN r.side = 'worker' THEN e.employer ELSE e.worker END`,
	},
}

// Verify checks the module's invariants over the data and returns what it
// checked and a sentence for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "reputation.Verify")
	for _, c := range checks {
		checked = append(checked, c.claim)
		var args []any
		if c.timed {
			args = []any{db.Micros(s.Now().Add(-RevealAfter)) - graceUS}
		}
		if err := q.Rows(ctx, c.query, args, func(r db.Row) error {
			var id string
			err := r.Scan(&id)
			broken = append(broken, fmt.Sprintf(c.breach, id))
			return err
		}); err != nil {
			return nil, nil, err
		}
	}
	return checked, broken, nil
}
