package reputation

import (
	"context"

	"yilu/internal/platform/db"
)

const recordColumns = `stars_1, stars_2, stars_3, stars_4, stars_5, booked, done, late, no_shows`

// into are the places of recordColumns in r.
func (r *Record) into() []any {
	return []any{&r.Stars[0], &r.Stars[1], &r.Stars[2], &r.Stars[3], &r.Stars[4], &r.Booked, &r.Done, &r.Late, &r.NoShows}
}

// values are the values of recordColumns.
func (r Record) values() []any {
	return []any{r.Stars[0], r.Stars[1], r.Stars[2], r.Stars[3], r.Stars[4], r.Booked, r.Done, r.Late, r.NoShows}
}

// addToRecord moves a record by a difference and returns it as it then is.
func addToRecord(ctx context.Context, tx db.Tx, subject Subject, side Side, by Record) (now Record, err error) {
	// Make the row exist, then add: a difference may be negative, and a fresh row
	// may not.
	if _, err := tx.Exec(ctx, `
		INSERT INTO reputation_record (subject, side, `+recordColumns+`) VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		ON CONFLICT (subject) DO NOTHING`, string(subject), string(side)); err != nil {
		return Record{}, err
	}
	err = tx.Row(ctx, `
		UPDATE reputation_record SET stars_1 = stars_1 + $2, stars_2 = stars_2 + $3, stars_3 = stars_3 + $4, stars_4 = stars_4 + $5,
			stars_5 = stars_5 + $6, booked = booked + $7, done = done + $8, late = late + $9, no_shows = no_shows + $10
		WHERE subject = $1
		RETURNING `+recordColumns, append([]any{string(subject)}, by.values()...)...).Scan(now.into()...)
	return now, err
}

// recordsOf returns the records among subjects; who has none is missing.
func recordsOf(ctx context.Context, q db.Q, subjects []Subject) (map[Subject]Record, error) {
	out := make(map[Subject]Record, len(subjects))
	err := db.Chunks(subjects, func(part []Subject) error {
		args := db.Fill(part)
		return q.Rows(ctx, `SELECT subject, `+recordColumns+` FROM reputation_record WHERE subject IN `+db.In(1, len(args)), args, func(row db.Row) error {
			var s Subject
			var r Record
			err := row.Scan(append([]any{&s}, r.into()...)...)
			out[s] = r
			return err
		})
	})
	return out, err
}
