package hall

import (
	"context"
	"embed"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
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
	Notify *notify.Center
	Keys   *crypto.Keyring // requests that name people lie sealed

	People    People
	Registrar Registrar
	Employers Employers
	Jobs      Jobs
	Places    Places
	Teams     Teams
	Matcher   Matcher
	Texts     Texts
	Printer   func() (*pdf.Printer, error) // of rolls
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

// today is the day whose tickets are called.
func (s *Service) today() core.Date { return core.DateOf(s.Now()) }

// Put makes a hall, or changes the one of h.ID. Numbers that were given out stay.
//
// Errors: ErrName, ErrServices, ErrCounters, ErrNoHall, auth.area.
func (s *Service) Put(ctx context.Context, tx db.Tx, a core.Actor, h Hall) (_ Hall, err error) {
	defer fault.Wrap(&err, "hall.Put(%s)", h.ID)
	if err := h.check(); err != nil {
		return Hall{}, err
	}
	if err := within(a, h.Area, core.SystemAdmin); err != nil {
		return Hall{}, err
	}
	now := s.Now()
	h.Created, h.Changed = now, now
	if h.ID == "" {
		h.ID = core.NewID[Hall](now)
	} else {
		was, err := hallOf(ctx, tx, h.ID)
		if err != nil {
			return Hall{}, err
		}
		if err := within(a, was.Area, core.SystemAdmin); err != nil {
			return Hall{}, err
		}
		h.Created = was.Created
	}
	if err := putHall(ctx, tx, h); err != nil {
		return Hall{}, err
	}
	if err := audit.Append(ctx, tx, audit.By(a, now, string(h.ID), "hall.put", h.Name.ZH, "")); err != nil {
		return Hall{}, err
	}
	return h, s.signal(ctx, tx, h.ID)
}

// within is api.Within, but the system may do anything.
func within(a core.Actor, area core.RegionCode, roles ...core.Role) error {
	if a.Channel == core.BySystem {
		return nil
	}
	return api.Within(a, area, roles...)
}

// Hall returns a hall.
//
// Errors: ErrNoHall.
func (s *Service) Hall(ctx context.Context, q db.Q, id core.ID[Hall]) (_ Hall, err error) {
	defer fault.Wrap(&err, "hall.Hall(%s)", id)
	return hallOf(ctx, q, id)
}

// Halls returns all halls, by area and age.
func (s *Service) Halls(ctx context.Context, q db.Q) (_ []Hall, err error) {
	defer fault.Wrap(&err, "hall.Halls")
	return halls(ctx, q)
}

// mine returns a hall in which the actor is a clerk.
//
// Errors: ErrNoHall, auth.area.
func (s *Service) mine(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall]) (Hall, error) {
	h, err := hallOf(ctx, q, id)
	if err != nil {
		return Hall{}, err
	}
	return h, within(a, h.Area, core.HallClerk)
}

// signalTopic is what open pages of halls listen for.
const signalTopic = "hall"

// signal tells the clerks' open pages that something in a hall changed.
func (s *Service) signal(ctx context.Context, tx db.Tx, id core.ID[Hall]) error {
	return s.Notify.SignalRole(ctx, tx, core.HallClerk, signalTopic, string(id))
}
