package intake

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/pdf"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Deps is what the module needs.
type Deps struct {
	DB     *db.DB
	Now    core.Clock
	Log    *slog.Logger
	Jobs   *jobs.Queue
	Notify *notify.Center
	Keys   *crypto.Keyring
	Ref    reference.Source

	Identities Identities
	Names      Names
	Profiles   Profiles
	Consents   Consents
	Accounts   Accounts
	Door       Door
	Places     Places

	Printer   func() (*pdf.Printer, error) // of slips
	PublicURL string                       // on slips; "" is where the caller reached us
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

const (
	// slipLife is how long a slip's code opens. Ours: a person gets to a phone within a month.
	slipLife = 30 * 24 * time.Hour
	// triesPerHour is how many wrong codes one network address, or one phone, may try.
	triesPerHour = 10
	// keepImports is how long the rows of a table are kept.
	keepImports = 30 * 24 * time.Hour
	// importsPerDay is how many tables one operator may upload in a day.
	importsPerDay = 40
	// minReason is the shortest reason for a contest, in characters.
	minReason = 4
)

func (s *Service) today() core.Date { return core.DateOf(s.Now()) }
func (s *Service) words() words     { return words{s.Ref.Set(), s.today()} }

// regionOf is where a person is: where they were registered, or else what their
// profile says; "" if nobody knows.
func (s *Service) regionOf(ctx context.Context, q db.Q, person core.PersonID) (core.RegionCode, error) {
	r, err := registeredOf(ctx, q, person)
	if err == nil && r.Region != "" {
		return r.Region, nil
	}
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return "", err
	}
	all, err := s.Places.Regions(ctx, q, []core.PersonID{person})
	return all[person], err
}

// mine refuses a person who is not in the actor's area.
//
// Errors: ErrMissing.
func (s *Service) mine(ctx context.Context, q db.Q, a core.Actor, person core.PersonID) (region core.RegionCode, err error) {
	defer fault.Wrap(&err, "intake.mine(%s)", person)
	region, err = s.regionOf(ctx, q, person)
	if err == nil && (region == "" || !may(a, region)) {
		return "", ErrMissing
	}
	return region, err
}
