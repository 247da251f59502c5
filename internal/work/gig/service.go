package gig

import (
	"context"
	"embed"
	"log/slog"
	"sync/atomic"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/batch"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Deps is what a Service needs.
type Deps struct {
	DB     *db.DB
	Now    core.Clock
	Log    *slog.Logger
	Outbox *outbox.Outbox
	Jobs   *jobs.Queue
	Notify *notify.Center
	Ref    reference.Source
	Ring   *crypto.Keyring

	People    People
	Employers Employers
	Escrow    Escrow
	Holdings  Holdings // nil: Verify does not look into the escrow
	Records   Records
	Files     Files
	Weather   Weather // nil: no forecast, so no finding about heat
	Stories   Stories // nil: staff see what happened in this module alone
}

// Service is the module's front door. Safe for concurrent use.
type Service struct {
	db     *db.DB
	now    core.Clock
	log    *slog.Logger
	outbox *outbox.Outbox
	jobs   *jobs.Queue
	notify *notify.Center
	ref    reference.Source

	people    People
	employers Employers
	escrow    Escrow
	holdings  Holdings
	records   Records
	files     Files
	weather   Weather
	stories   Stories

	ring  *crypto.Keyring
	seal  sealer
	grabs atomic.Pointer[batch.Batcher[GrabRequest, GrabResult]]
}

// New returns a Service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, now: d.Now, log: d.Log, outbox: d.Outbox, jobs: d.Jobs, notify: d.Notify, ref: d.Ref,
		people: d.People, employers: d.Employers, escrow: d.Escrow, holdings: d.Holdings, records: d.Records,
		files: d.Files, weather: d.Weather, stories: d.Stories, ring: d.Ring, seal: newSealer(d.Ring),
	}
}

// Start lets taps share transactions until ctx ends. Without it each tap has
// its own.
func (s *Service) Start(ctx context.Context) { s.grabs.Store(batch.New(ctx, s.db, s.GrabMany)) }

// sealer seals the private parts of jobs.
type sealer struct {
	door  crypto.Column[core.JobID, crypto.Address]
	name  crypto.Column[core.JobID, crypto.Name]
	phone crypto.Column[core.JobID, crypto.Phone]
}

func newSealer(ring *crypto.Keyring) sealer {
	return sealer{
		door:  crypto.NewColumn[core.JobID, crypto.Address](ring, "gig_job.door"),
		name:  crypto.NewColumn[core.JobID, crypto.Name](ring, "gig_job.contact_name"),
		phone: crypto.NewColumn[core.JobID, crypto.Phone](ring, "gig_job.contact_phone"),
	}
}

// Job returns a job, for the program itself: views for people are in view.go.
//
// Errors: ErrNoJob.
func (s *Service) Job(ctx context.Context, q db.Q, id core.JobID) (Job, error) {
	return s.jobOf(ctx, q, id)
}

// Engagement returns an engagement, for the program itself.
//
// Errors: ErrNoEngagement.
func (s *Service) Engagement(ctx context.Context, q db.Q, id core.EngagementID) (Engagement, error) {
	return engagementOf(ctx, q, id)
}
