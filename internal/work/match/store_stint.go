package match

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// stint is a place that a person has or had.
type stint struct {
	person     core.PersonID
	engagement core.EngagementID
	employer   core.EmployerID
	job        core.JobID
	state      string
}

// The states of a stint. A later one replaces booked, and paid replaces all.
const (
	booked   = "booked"
	left     = "left"
	leftLate = "late"
	paid     = "paid"
)

// upsertStint records the place's state and reports whether that changed it.
func upsertStint(ctx context.Context, tx db.Tx, s stint) (changed bool, err error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO match_stint (person_id, engagement_id, employer_id, job_id, state) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, engagement_id) DO UPDATE SET state = excluded.state
		WHERE match_stint.state = 'booked' AND excluded.state <> 'booked'
			OR match_stint.state <> 'paid' AND excluded.state = 'paid'`,
		s.person, s.engagement, s.employer, s.job, s.state)
	return n == 1, err
}

// insertBusy keeps the windows of a place. Windows that begin at the same time
// count as the longest of them.
func insertBusy(ctx context.Context, tx db.Tx, s stint, windows []core.Span) error {
	for _, w := range windows {
		if _, err := tx.Exec(ctx, `
			INSERT INTO match_busy (person_id, engagement_id, start_us, end_us, job_id) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (person_id, engagement_id, start_us) DO UPDATE SET end_us = excluded.end_us
			WHERE match_busy.end_us < excluded.end_us`,
			s.person, s.engagement, db.Micros(w.Start), db.Micros(w.End), s.job); err != nil {
			return err
		}
	}
	return nil
}

// shortenBusy ends the windows of a place at a moment; windows after it become
// empty, and stay to show that the place is held.
func shortenBusy(ctx context.Context, tx db.Tx, person core.PersonID, e core.EngagementID, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE match_busy SET end_us = CASE WHEN start_us > $3 THEN start_us ELSE $3 END
		WHERE person_id = $1 AND engagement_id = $2 AND end_us > $3`, person, e, db.Micros(at))
	return err
}

// deleteBusy gives the windows of a place free.
func deleteBusy(ctx context.Context, tx db.Tx, s stint) error {
	_, err := tx.Exec(ctx, `DELETE FROM match_busy WHERE person_id = $1 AND engagement_id = $2`, s.person, s.engagement)
	return err
}

// busyElsewhere returns the person's busy spans that meet the span, except for
// those of the job itself.
func busyElsewhere(ctx context.Context, q db.Q, person core.PersonID, job core.JobID, s core.Span) (out []core.Span, err error) {
	err = q.Rows(ctx, `
		SELECT start_us, end_us FROM match_busy
		WHERE person_id = $1 AND job_id <> $2 AND end_us > $3 AND start_us < $4 AND end_us > start_us`,
		[]any{person, job, db.Micros(s.Start), db.Micros(s.End)}, func(r db.Row) error {
			var from, to int64
			err := r.Scan(&from, &to)
			out = append(out, core.Span{Start: db.Instant(from), End: db.Instant(to)})
			return err
		})
	return out, err
}

// allBusy returns everyone's busy spans that meet the span.
func allBusy(ctx context.Context, q db.Q, s core.Span) (map[core.PersonID][]core.Span, error) {
	out := map[core.PersonID][]core.Span{}
	err := q.Rows(ctx, `
		SELECT person_id, start_us, end_us FROM match_busy
		WHERE end_us > $1 AND start_us < $2 AND end_us > start_us`,
		[]any{db.Micros(s.Start), db.Micros(s.End)}, func(r db.Row) error {
			var id core.PersonID
			var from, to int64
			err := r.Scan(&id, &from, &to)
			out[id] = append(out[id], core.Span{Start: db.Instant(from), End: db.Instant(to)})
			return err
		})
	return out, err
}

// placedIn returns who has or had a place in the employer's job.
func placedIn(ctx context.Context, q db.Q, employer core.EmployerID, job core.JobID) (map[core.PersonID]bool, error) {
	out := map[core.PersonID]bool{}
	err := q.Rows(ctx, `SELECT person_id FROM match_stint WHERE employer_id = $1 AND job_id = $2`, []any{employer, job}, func(r db.Row) error {
		var id core.PersonID
		err := r.Scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// histories returns what each person had with the employer.
func histories(ctx context.Context, q db.Q, employer core.EmployerID) (map[core.PersonID]History, error) {
	out := map[core.PersonID]History{}
	err := q.Rows(ctx, `
		SELECT person_id, COUNT(*) FILTER (WHERE state = 'paid'), COUNT(*) FILTER (WHERE state = 'late')
		FROM match_stint WHERE employer_id = $1 GROUP BY person_id`, []any{employer}, func(r db.Row) error {
		var id core.PersonID
		var h History
		err := r.Scan(&id, &h.Paid, &h.Late)
		out[id] = h
		return err
	})
	return out, err
}

// historyOf is histories for one person.
func historyOf(ctx context.Context, q db.Q, employer core.EmployerID, person core.PersonID) (h History, err error) {
	err = q.Row(ctx, `
		SELECT COUNT(*) FILTER (WHERE state = 'paid'), COUNT(*) FILTER (WHERE state = 'late')
		FROM match_stint WHERE employer_id = $1 AND person_id = $2`, employer, person).Scan(&h.Paid, &h.Late)
	return h, err
}

// soundedSince returns when whose phone sounded after the instant, oldest first.
func soundedSince(ctx context.Context, q db.Q, after time.Time) (map[core.PersonID][]time.Time, error) {
	out := map[core.PersonID][]time.Time{}
	err := q.Rows(ctx, `
		SELECT person_id, sounded_us FROM match_ring
		WHERE sounded_us IS NOT NULL AND sounded_us > $1 ORDER BY sounded_us`, []any{db.Micros(after)}, func(r db.Row) error {
		var id core.PersonID
		var us int64
		err := r.Scan(&id, &us)
		out[id] = append(out[id], db.Instant(us))
		return err
	})
	return out, err
}

// soundedOf is soundedSince for some people.
func soundedOf(ctx context.Context, q db.Q, people []core.PersonID, after time.Time) (map[core.PersonID][]time.Time, error) {
	out := map[core.PersonID][]time.Time{}
	err := db.Chunks(people, func(part []core.PersonID) error {
		return q.Rows(ctx, `
			SELECT person_id, sounded_us FROM match_ring
			WHERE sounded_us IS NOT NULL AND sounded_us > $1 AND person_id IN `+db.In(2, len(part))+`
			ORDER BY sounded_us`, append([]any{db.Micros(after)}, args(part)...), func(r db.Row) error {
			var id core.PersonID
			var us int64
			err := r.Scan(&id, &us)
			out[id] = append(out[id], db.Instant(us))
			return err
		})
	})
	return out, err
}
