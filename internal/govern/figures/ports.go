package figures

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// People knows where people are.
type People interface {
	// RegionOf is where a person is; "" if that is not known.
	RegionOf(ctx context.Context, q db.Q, person core.PersonID) (core.RegionCode, error)
	// EachVerified gives everyone with a real name: where they are, and since when.
	EachVerified(ctx context.Context, q db.Q, each func(person core.PersonID, region core.RegionCode, since time.Time)) error
	// MaskedNames gives each person's name as others may see it.
	MaskedNames(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]string, error)
}

// Work knows jobs and what was paid for them.
type Work interface {
	// RegionOfJob is where a job is.
	RegionOfJob(ctx context.Context, q db.Q, job core.JobID) (core.RegionCode, error)
	// EachOpened gives every job that went live: where, when, and when the last of
	// its places was taken, zero if they are not.
	EachOpened(ctx context.Context, q db.Q, each func(job core.JobID, region core.RegionCode, opened, filled time.Time)) error
	// EachPaid gives every engagement that was paid.
	EachPaid(ctx context.Context, q db.Q, each func(id core.EngagementID, region core.RegionCode, m core.Money, at time.Time)) error
	// OpenContests counts the engagements whose sides differ now, by region.
	OpenContests(ctx context.Context, q db.Q) (map[core.RegionCode]int64, error)
}

// Reviews knows what waits for a reviewer.
type Reviews interface {
	// OpenByRegion counts what waits now.
	OpenByRegion(ctx context.Context, q db.Q) (map[core.RegionCode]int64, error)
}
