package privacy

import (
	"encoding/json"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// The kinds of jobs.
const (
	exportJob = "privacy.export"
	expireJob = "privacy.expire"
	dropJob   = "privacy.drop"
	eraseJob  = "privacy.erase"
)

// Listen subscribes the module to what it hears, and takes its clocks.
func (s *Service) Listen(o *outbox.Outbox, q *jobs.Queue) {
	outbox.Hear(o, "privacy.decided", s.OnReviewDecided)
	q.HandleOutside(exportJob, 2*time.Minute, s.makeExport)
	q.Handle(expireJob, s.expire)
	q.HandleOutside(dropJob, time.Minute, s.drop)
	q.Handle(eraseJob, s.erase)
}

// personIn reads whose a job is.
func personIn(payload []byte) (person core.PersonID, err error) {
	return person, json.Unmarshal(payload, &person)
}
