package notify

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// All returns a person's messages, newest first, at most limit.
func (c *Center) All(ctx context.Context, q db.Q, person core.PersonID, limit int) (_ []Message, err error) {
	defer fault.Wrap(&err, "notify.All(%s)", person)
	return messagesBefore(ctx, q, person, "ffffffff-ffff-ffff-ffff-ffffffffffff", limit)
}

// Forget removes all messages of a person; those on their way out stay behind.
func (c *Center) Forget(ctx context.Context, tx db.Tx, person core.PersonID) (err error) {
	defer fault.Wrap(&err, "notify.Forget(%s)", person)
	// A prefix of the primary key.
	_, err = tx.Exec(ctx, `DELETE FROM notify_message WHERE person_id = $1`, person)
	return err
}

// Count returns how many messages people have together.
func (c *Center) Count(ctx context.Context, q db.Q, people []core.PersonID) (n int64, err error) {
	defer fault.Wrap(&err, "notify.Count")
	err = db.Chunks(people, func(part []core.PersonID) error {
		args := db.Fill(part)
		var some int64
		// By the primary key, which begins with the person.
		err := q.Row(ctx, `SELECT COUNT(*) FROM notify_message WHERE person_id IN `+db.In(1, len(args)), args...).Scan(&some)
		n += some
		return err
	})
	return n, err
}
