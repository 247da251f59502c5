package oversight

import (
	"context"
	"encoding/json"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// place is where a page of reviews goes on: the sorting instant and the subject.
type place struct {
	US      int64  `json:"us"`
	Subject string `json:"subject"`
}

// putReview opens the subject's review, or brings an open one up to date; one
// that was decided begins its next round. It keeps the time of an open round, so
// that a correction does not lose its place in the queue. A revision that it has
// seen, or an older one, changes nothing; askers that do not count say 0.
func putReview(ctx context.Context, tx db.Tx, r Review) error {
	doc, err := json.Marshal(r.Findings)
	if err != nil {
		return err
	}
	// An asked review is open, whatever it was.
	_, err = tx.Exec(ctx, `
		INSERT INTO oversight_review (subject, kind, region, title, findings, asker, employer, revision, round, state, asked_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 'open', $9)
		ON CONFLICT (subject) DO UPDATE SET
			kind = excluded.kind, region = excluded.region, title = excluded.title, findings = excluded.findings,
			asker = excluded.asker, employer = excluded.employer, revision = excluded.revision,
			round = oversight_review.round + CASE WHEN oversight_review.state = 'open' THEN 0 ELSE 1 END,
			asked_us = CASE WHEN oversight_review.state = 'open' THEN oversight_review.asked_us ELSE excluded.asked_us END,
			state = 'open', decided_us = NULL
		WHERE excluded.revision = 0 OR excluded.revision > oversight_review.revision`,
		r.Subject, r.Kind, string(r.Region), r.Title, string(doc), string(r.Asker), string(r.Employer), r.Revision, db.Micros(r.Asked))
	return err
}

// lockReview keeps other reviewers out until commit; db.ErrNoRow if there is no
// such review.
func lockReview(ctx context.Context, tx db.Tx, subject string) error {
	var one int
	return tx.Row(ctx, `SELECT 1 FROM oversight_review WHERE subject = $1`+db.ForUpdate(tx), subject).Scan(&one)
}

// insertDecision closes the review's round.
func insertDecision(ctx context.Context, tx db.Tx, r Review) error {
	d := r.Decision
	// The key makes a second decision of one round impossible.
	if _, err := tx.Exec(ctx, `
		INSERT INTO oversight_decision (subject, round, approved, reason, reviewer, reviewer_name, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.Subject, d.Round, d.Approved, d.Reason, string(d.Reviewer), d.Name, db.Micros(d.At)); err != nil {
		return err
	}
	// The caller holds the row's lock and has seen it open.
	_, err := tx.Exec(ctx, `UPDATE oversight_review SET state = $2, decided_us = $3 WHERE subject = $1`,
		r.Subject, string(r.State), db.Micros(d.At))
	return err
}

// selectReview reads reviews with the decision of their present round.
const selectReview = `
	SELECT r.subject, r.kind, r.region, r.title, CAST(r.findings AS TEXT), r.asker, r.employer, r.revision, r.round, r.state, r.asked_us,
		COALESCE(d.approved, FALSE), COALESCE(d.reason, ''), COALESCE(d.reviewer, ''), COALESCE(d.reviewer_name, ''), COALESCE(d.at_us, 0)
	FROM oversight_review r
	LEFT JOIN oversight_decision d ON d.subject = r.subject AND d.round = r.round`

func scanReview(row db.Row) (Review, error) {
	var r Review
	var doc string
	var asked, at int64
	d := &r.Decision
	if err := row.Scan(&r.Subject, &r.Kind, &r.Region, &r.Title, &doc, &r.Asker, &r.Employer, &r.Revision, &r.Round, &r.State, &asked,
		&d.Approved, &d.Reason, &d.Reviewer, &d.Name, &at); err != nil {
		return Review{}, err
	}
	if err := json.Unmarshal([]byte(doc), &r.Findings); err != nil {
		return Review{}, fmt.Errorf("findings of %s: %w", r.Subject, err)
	}
	r.Asked = db.Instant(asked)
	if r.State != Open {
		d.Round, d.At = r.Round, db.Instant(at)
	}
	return r, nil
}

// reviewOf returns the subject's review; db.ErrNoRow if there is none.
func reviewOf(ctx context.Context, q db.Q, subject string) (Review, error) {
	return scanReview(q.Row(ctx, selectReview+` WHERE r.subject = $1`, subject))
}

// openReviews returns the queue of areas after a place, oldest first; kind "" is
// any.
func openReviews(ctx context.Context, q db.Q, areas []core.RegionCode, kind string, after place, limit int) ([]Review, error) {
	inside, args := db.Inside("r.region", 5, areas)
	return reviews(ctx, q, selectReview+` WHERE r.state = 'open' AND (r.asked_us, r.subject) > ($1, $2) AND ($4 = '' OR r.kind = $4) AND `+inside+`
		ORDER BY r.asked_us, r.subject LIMIT $3`, append([]any{after.US, after.Subject, limit, kind}, args...)...)
}

// closedReviews returns what was decided one way in areas before a place, newest
// first; kind "" is any.
func closedReviews(ctx context.Context, q db.Q, areas []core.RegionCode, state State, kind string, before place, limit int) ([]Review, error) {
	inside, args := db.Inside("r.region", 6, areas)
	return reviews(ctx, q, selectReview+` WHERE r.state = $4 AND (r.decided_us, r.subject) < ($1, $2) AND ($5 = '' OR r.kind = $5) AND `+inside+`
		ORDER BY r.decided_us DESC, r.subject DESC LIMIT $3`, append([]any{before.US, before.Subject, limit, string(state), kind}, args...)...)
}

func reviews(ctx context.Context, q db.Q, query string, args ...any) (out []Review, err error) {
	err = q.Rows(ctx, query, args, func(row db.Row) error {
		r, err := scanReview(row)
		out = append(out, r)
		return err
	})
	return out, err
}

// decisionsBefore returns what was decided in the rounds before one, newest first.
func decisionsBefore(ctx context.Context, q db.Q, subject string, round int64) (out []Decision, err error) {
	err = q.Rows(ctx, `
		SELECT round, approved, reason, reviewer, reviewer_name, at_us
		FROM oversight_decision
		WHERE subject = $1 AND round < $2
		ORDER BY round DESC`, []any{subject, round}, func(row db.Row) error {
		var d Decision
		var at int64
		var by string
		err := row.Scan(&d.Round, &d.Approved, &d.Reason, &by, &d.Name, &at)
		d.Reviewer, d.At = core.PersonID(by), db.Instant(at)
		out = append(out, d)
		return err
	})
	return out, err
}
