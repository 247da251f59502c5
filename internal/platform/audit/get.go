package audit

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Get returns one entry about a subject; db.ErrNoRow if there is none.
func Get(ctx context.Context, q db.Q, subject string, id core.ID[Entry]) (_ Entry, err error) {
	defer fault.Wrap(&err, "audit.Get(%s, %s)", subject, id)
	// One row by its primary key.
	return scanEntry(q.Row(ctx, `SELECT `+columns+` FROM audit_entry WHERE subject = $1 AND id = $2`, subject, id))
}
