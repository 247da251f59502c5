package figures

import (
	"context"
	"embed"
	"errors"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Deps is what a Service needs.
type Deps struct {
	DB      *db.DB
	Now     core.Clock
	Ref     reference.Source
	People  People
	Work    Work
	Reviews Reviews
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

// rebuildJob makes the figures of what happened before there were any.
const rebuildJob = "figures.rebuild"

// Plan sees to it that the figures of an installation that is older than this
// module are made, once.
func (s *Service) Plan(ctx context.Context, tx db.Tx, q *jobs.Queue) error {
	// The row stands for all that was before.
	n, err := tx.Exec(ctx, `INSERT INTO figures_state (name, at_us) VALUES ('built', $1) ON CONFLICT (name) DO NOTHING`, db.Micros(s.Now()))
	if err != nil || n == 0 {
		return err
	}
	return q.Schedule(ctx, tx, rebuildJob, "all", s.Now(), nil)
}

// Rebuild makes all figures anew from the modules that own the facts. What is
// heard meanwhile counts once, for each row names its fact.
func (s *Service) Rebuild(ctx context.Context, tx db.Tx) (err error) {
	defer fault.Wrap(&err, "figures.Rebuild")
	// Whatever was counted wrongly goes with the rest.
	for _, clear := range []string{`DELETE FROM figures_person`, `DELETE FROM figures_job`, `DELETE FROM figures_paid`} {
		if _, err := tx.Exec(ctx, clear); err != nil {
			return err
		}
	}
	people, work, paid, err := s.facts(ctx, tx)
	if err != nil {
		return err
	}
	// The tables are empty, so nothing can conflict.
	return errors.Join(
		db.InsertRows(ctx, tx, `INSERT INTO figures_person (person, region, week)`, 3, people),
		db.InsertRows(ctx, tx, `INSERT INTO figures_job (job, region, week, opened_us, filled_us)`, 5, work),
		db.InsertRows(ctx, tx, `INSERT INTO figures_paid (engagement, region, week, amount_minor)`, 4, paid),
	)
}
