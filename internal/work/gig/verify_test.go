package gig_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/work/gig"
)

// TestVerifySees breaks the data on purpose, one invariant at a time.
func TestVerifySees(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ statement, says string }{
		"a winner too many":         {`UPDATE gig_engagement SET state = 'cancelled' WHERE state = 'booked'`, "booked places are its engagements"},
		"a counter that slipped":    {`UPDATE gig_job SET booked = 0`, "booked places are its engagements"},
		"an orphan":                 {`UPDATE gig_engagement SET employer_id = worker_id`, "belongs to a job"},
		"two jobs at once":          {`UPDATE gig_slot SET start_us = start_us - 90000000000, end_us = end_us + 90000000000 WHERE kind = 'booked'`, "windows overlap"},
		"two places in one":         {`UPDATE gig_engagement SET worker_id = (SELECT MIN(worker_id) FROM gig_engagement)`, "two places in one job"},
		"a line that lost someone":  {`DELETE FROM gig_line WHERE n = 1`, "a job's line"},
		"a number not given out":    {`UPDATE gig_line SET n = 99 WHERE n = 1`, "a job's line"},
		"someone who waits unaware": {`DELETE FROM gig_slot WHERE kind = 'line'`, "line and ties agree"},
		"a place kept from a line":  {`UPDATE gig_job SET places = places + 1`, "nobody waits while a place is free"},
		"booked, and not bound":     {`DELETE FROM gig_slot WHERE kind = 'booked'`, "bound for the job's windows"},
		"over, and not over":        {`UPDATE gig_job SET state = 'closed'`, "a job that is over"},
		"live without money":        {`UPDATE gig_job SET funding = 'none'`, "whose wage is held"},
		"paid, and still held":      {`UPDATE gig_engagement SET state = 'paid'`, "all paid or gone back"},
		"stated without a figure":   {`UPDATE gig_engagement SET state = 'stated'`, "all paid or gone back"},
		"shut with a place":         {`UPDATE gig_job SET shut = TRUE, places = places + 1`, "as many places as people"},
		"money without a use":       {`UPDATE gig_job SET held_minor = held_minor + 1`, "keeps 30001 and needs 30000"},
		"an escrow that differs":    {`UPDATE bank_move SET minor = minor - 1`, "the escrow has 29999"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, dbtest.SQLite(t, schemas...))
			ws := w.workers(3)
			for i := range 2 {
				id := w.live(func(p *gig.Posting) {
					p.People = 1
					p.Windows[0].Start, p.Windows[0].End = p.Windows[0].Start.Add(time.Duration(i)*24*time.Hour), p.Windows[0].End.Add(time.Duration(i)*24*time.Hour)
				})
				w.mustGrab(ws[0], id, gig.Got)
				w.mustGrab(ws[1+i], id, gig.Waits)
			}
			w.sound()
			if name == "two places in one" {
				id := w.live(func(p *gig.Posting) {
					p.Windows[0].Start, p.Windows[0].End = p.Windows[0].Start.Add(96*time.Hour), p.Windows[0].End.Add(96*time.Hour)
				})
				w.mustGrab(ws[1], id, gig.Got)
				w.mustGrab(ws[2], id, gig.Got)
			}
			w.do(func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, tt.statement); return err })
			_, broken, err := w.gig.Verify(t.Context(), w.d.Reader())
			if err != nil || !strings.Contains(strings.Join(broken, "\n"), tt.says) {
				t.Errorf("%q, %v", broken, err)
			}
		})
	}
}
