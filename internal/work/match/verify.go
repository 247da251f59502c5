package match

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// verifyQueries find breaches: each row is one, named by its first column.
var verifyQueries = []struct{ what, query string }{
	{"whoever holds a place is busy in its windows", `
		SELECT s.engagement_id FROM match_stint s
		WHERE s.state = 'booked' AND NOT EXISTS (
			SELECT 1 FROM match_busy b WHERE b.person_id = s.person_id AND b.engagement_id = s.engagement_id)`},
	{"nobody is busy with a place they do not hold", `
		SELECT b.engagement_id FROM match_busy b
		LEFT JOIN match_stint s ON s.person_id = b.person_id AND s.engagement_id = b.engagement_id
		WHERE s.state IS NULL OR s.state <> 'booked' OR s.job_id <> b.job_id`},
	{"nobody holds two places at one time", `
		SELECT b.engagement_id FROM match_busy a
		JOIN match_busy b ON b.person_id = a.person_id AND b.engagement_id > a.engagement_id
			AND b.start_us < a.end_us AND a.start_us < b.end_us
		WHERE a.end_us > a.start_us AND b.end_us > b.start_us`},
	{"nobody is told of a job that has ended or begun", `
		SELECT r.job_id FROM match_ring r JOIN match_job j ON j.job_id = r.job_id
		WHERE r.told_us > j.ended_us OR r.sounded_us > j.ended_us OR r.told_us >= j.start_us OR r.sounded_us >= j.start_us`},
	{"every ring belongs to a job and a wave of it", `
		SELECT r.job_id FROM match_ring r LEFT JOIN match_job j ON j.job_id = r.job_id
		WHERE j.job_id IS NULL OR j.facts IS NULL OR r.wave > j.waves OR r.wave < 1`},
	{"whoever is verified and looks for work can be found, and nobody else", `
		SELECT t.person_id FROM match_trade t JOIN match_worker w ON w.person_id = t.person_id
		WHERE t.ready IS DISTINCT FROM (w.verified AND w.looking)
		UNION ALL
		SELECT a.person_id FROM match_area a JOIN match_worker w ON w.person_id = a.person_id
		WHERE a.ready IS DISTINCT FROM (w.verified AND w.looking)`},
}

// Verify checks the module's invariants over all rows. It returns what it
// checked and one sentence for each breach, at most five of a kind.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "match.Verify")
	for _, c := range verifyQueries {
		var bad tally
		err := q.Rows(ctx, c.query, nil, func(r db.Row) error {
			var id string
			err := r.Scan(&id)
			bad.add(c.what, id)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
		checked, broken = append(checked, "match: "+c.what), append(broken, bad.sentences...)
	}
	for _, check := range []func(context.Context, db.Q) (string, tally, error){verifyScores, verifyHours} {
		what, bad, err := check(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		checked, broken = append(checked, "match: "+what), append(broken, bad.sentences...)
	}
	return checked, broken, nil
}

// tally keeps the first breaches of a kind.
type tally struct{ sentences []string }

func (t *tally) add(what, id string) {
	if len(t.sentences) < 5 {
		t.sentences = append(t.sentences, fmt.Sprintf("match: not so that %s: %s", what, id))
	}
}

// verifyScores adds up every ring's parts again.
func verifyScores(ctx context.Context, q db.Q) (what string, bad tally, err error) {
	what = "every ring's score is the sum of its parts under the weights of its day"
	err = q.Rows(ctx, `SELECT job_id, score, CAST(facts AS TEXT), weights FROM match_ring`, nil, func(r db.Row) error {
		var id, doc string
		var score int64
		var day core.Date
		var f Facts
		if err := r.Scan(&id, &score, &doc, &day); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(doc), &f); err != nil {
			return err
		}
		w := WeightsOn(day)
		if _, sum := f.points(&w); sum != score || w.From != day {
			bad.add(what, id)
		}
		return nil
	})
	return what, bad, err
}

// verifyHours looks for a phone that sounded too often within an hour.
func verifyHours(ctx context.Context, q db.Q) (what string, bad tally, err error) {
	what = fmt.Sprintf("nobody's phone sounds more than %d times an hour", RingsAnHour)
	var who core.PersonID
	var last []time.Time // of who, at most RingsAnHour
	// The person's index gives their rings together.
	err = q.Rows(ctx, `
		SELECT person_id, sounded_us FROM match_ring
		WHERE sounded_us IS NOT NULL ORDER BY person_id, sounded_us`, nil, func(r db.Row) error {
		var id core.PersonID
		var us int64
		if err := r.Scan(&id, &us); err != nil {
			return err
		}
		if id != who {
			who, last = id, nil
		}
		at := db.Instant(us)
		if len(last) == RingsAnHour {
			if at.Sub(last[0]) < ringWindow {
				bad.add(what, string(id))
			}
			last = last[1:]
		}
		last = append(last, at)
		return nil
	})
	return what, bad, err
}
