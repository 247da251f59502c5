package file

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// The module's clocks: the week in which a file must be used, and the deletion
// of content whose row is gone.
const (
	expireJob = "file.expire"
	eraseJob  = "file.erase"
)

// Listen registers the module's jobs. It hears no event.
func (s *Service) Listen(_ *outbox.Outbox, q *jobs.Queue) {
	q.Handle(expireJob, s.onExpire)
	q.HandleOutside(eraseJob, time.Minute, s.onErase)
}

// onExpire takes away a file that nothing uses; its content goes afterwards.
func (s *Service) onExpire(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "file.onExpire(%s)", key)
	gone, err := deleteUnused(ctx, tx, core.FileID(key))
	if err != nil || !gone {
		return err
	}
	return s.Jobs.Schedule(ctx, tx, eraseJob, key, s.Now(), nil)
}

// onErase deletes content; doing it twice does no harm.
func (s *Service) onErase(ctx context.Context, key string, _ []byte) (func(context.Context, db.Tx) error, error) {
	return nil, s.Store.Delete(ctx, core.FileID(key))
}
