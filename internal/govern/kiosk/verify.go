package kiosk

import (
	"context"
	"fmt"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over the data and returns what it
// checked and a sentence for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "kiosk.Verify")
	const claim = "a code holds for no longer than a day after it was asked for"
	// Codes are few: one for each document.
	err = q.Rows(ctx, `SELECT person FROM kiosk_code WHERE expires_us < asked_us OR expires_us > asked_us + 86400000000`, nil, func(r db.Row) error {
		var person string
		err := r.Scan(&person)
		broken = append(broken, fmt.Sprintf("not so: %s: %s", claim, person))
		return err
	})
	return []string{claim}, broken, err
}
