package reputation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// insertEngagement makes the engagement known; false if it was.
func insertEngagement(ctx context.Context, tx db.Tx, e Engagement) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO reputation_engagement (id, worker, employer, trade, outcome, ended_by, late)
		VALUES ($1, $2, $3, '', 'booked', '', FALSE)
		ON CONFLICT (id) DO NOTHING`, e.ID, e.Worker, e.Employer)
	return n == 1, err
}

// updateEngagement writes all that changes; the caller holds the row's lock.
func updateEngagement(ctx context.Context, tx db.Tx, e Engagement) error {
	_, err := tx.Exec(ctx, `
		UPDATE reputation_engagement
		SET trade = $2, outcome = $3, ended_by = $4, late = $5, ended_us = $6, first_us = $7, shown_us = $8
		WHERE id = $1`, e.ID, e.Trade, string(e.Outcome), e.By, e.Late, db.OptMicros(e.Ended), db.OptMicros(e.First), db.OptMicros(e.Shown))
	return err
}

const selectEngagement = `
	SELECT id, worker, employer, trade, outcome, ended_by, late, ended_us, first_us, shown_us
	FROM reputation_engagement`

func scanEngagement(r db.Row) (e Engagement, err error) {
	var ended, first, shown *int64
	err = r.Scan(&e.ID, &e.Worker, &e.Employer, &e.Trade, &e.Outcome, &e.By, &e.Late, &ended, &first, &shown)
	e.Ended, e.First, e.Shown = db.OptInstant(ended), db.OptInstant(first), db.OptInstant(shown)
	return e, err
}

// engagementOf returns one engagement; db.ErrNoRow if it is not known.
func engagementOf(ctx context.Context, q db.Q, id core.EngagementID) (Engagement, error) {
	return scanEngagement(q.Row(ctx, selectEngagement+` WHERE id = $1`, id))
}

// lockEngagement is engagementOf, with the row locked until commit.
func lockEngagement(ctx context.Context, tx db.Tx, id core.EngagementID) (Engagement, error) {
	return scanEngagement(tx.Row(ctx, selectEngagement+` WHERE id = $1`+db.ForUpdate(tx), id))
}

func insertRating(ctx context.Context, tx db.Tx, r Rating) error {
	doc, err := json.Marshal(r.Tags)
	if err != nil {
		return err
	}
	// Hidden at first; the key refuses a second one about the same side.
	_, err = tx.Exec(ctx, `
		INSERT INTO reputation_rating (subject, engagement, side, author, stars, tags, words, after_seeing, at_us, reply)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '')`,
		string(r.Subject), r.Engagement, string(r.Side), r.Author, int64(r.Stars), string(doc), r.Words, r.AfterSeeing, db.Micros(r.At))
	return err
}

// showRating ends the hiding of a rating.
func showRating(ctx context.Context, tx db.Tx, r Rating, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE reputation_rating SET shown_us = $3 WHERE subject = $1 AND engagement = $2`,
		string(r.Subject), r.Engagement, db.Micros(at))
	return err
}

// writeReply keeps the answer of who is rated.
func writeReply(ctx context.Context, tx db.Tx, r Rating) error {
	_, err := tx.Exec(ctx, `UPDATE reputation_rating SET reply = $3, reply_us = $4 WHERE subject = $1 AND engagement = $2`,
		string(r.Subject), r.Engagement, r.Reply, db.Micros(r.Replied))
	return err
}

const selectRating = `
	SELECT subject, engagement, side, author, stars, CAST(tags AS TEXT), words, after_seeing, at_us, shown_us, reply, reply_us
	FROM reputation_rating`

func scanRating(row db.Row) (r Rating, err error) {
	var doc string
	var at int64
	var shown, replied *int64
	if err := row.Scan(&r.Subject, &r.Engagement, &r.Side, &r.Author, &r.Stars, &doc, &r.Words, &r.AfterSeeing, &at, &shown, &r.Reply, &replied); err != nil {
		return Rating{}, err
	}
	r.At, r.Shown, r.Replied = db.Instant(at), db.OptInstant(shown), db.OptInstant(replied)
	if err := json.Unmarshal([]byte(doc), &r.Tags); err != nil {
		return Rating{}, fmt.Errorf("tags of %s: %w", r.Engagement, err)
	}
	return r, nil
}

// ratingsOf returns what a side gave and what it got; nil for none.
func ratingsOf(ctx context.Context, q db.Q, e Engagement, side Side) (mine, theirs *Rating, err error) {
	for _, s := range []Side{side, side.other()} {
		r, err := scanRating(q.Row(ctx, selectRating+` WHERE subject = $1 AND engagement = $2`, string(e.subject(s.other())), e.ID))
		if errors.Is(err, db.ErrNoRow) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if s == side {
			mine = &r
		} else {
			theirs = &r
		}
	}
	return mine, theirs, nil
}

// comment is a shown rating and the trade of the work.
type comment struct {
	Rating
	trade string
}

// place is where a page of comments goes on.
type place struct {
	US         int64             `json:"us"`
	Engagement core.EngagementID `json:"engagement"`
}

// shownRatings returns the ratings of a subject that are shown, newest first,
// older than a place.
func shownRatings(ctx context.Context, q db.Q, subject Subject, before place, limit int) (out []comment, err error) {
	err = q.Rows(ctx, `
		SELECT r.stars, CAST(r.tags AS TEXT), r.words, r.after_seeing, r.at_us, r.shown_us, r.reply, r.reply_us, r.engagement, r.side, e.trade
		FROM reputation_rating r JOIN reputation_engagement e ON e.id = r.engagement
		WHERE r.subject = $1 AND r.shown_us IS NOT NULL AND (r.shown_us, r.engagement) < ($2, $3)
		ORDER BY r.shown_us DESC, r.engagement DESC LIMIT $4`,
		[]any{string(subject), before.US, before.Engagement, limit}, func(row db.Row) error {
			var c comment
			var doc string
			var at, shown int64
			var replied *int64
			if err := row.Scan(&c.Stars, &doc, &c.Words, &c.AfterSeeing, &at, &shown, &c.Reply, &replied, &c.Engagement, &c.Side, &c.trade); err != nil {
				return err
			}
			c.At, c.Shown, c.Replied = db.Instant(at), db.Instant(shown), db.OptInstant(replied)
			out = append(out, c)
			return json.Unmarshal([]byte(doc), &out[len(out)-1].Tags)
		})
	return out, err
}
