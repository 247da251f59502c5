package kiosk

import (
	"context"
	"embed"
	"errors"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
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
	DB      *db.DB
	Now     core.Clock
	Jobs    *jobs.Queue
	Notify  *notify.Center
	Keys    *crypto.Keyring
	Halls   Halls
	People  People
	Doors   Doors
	Slips   Slips
	SMS     SMS
	Printer func() (*pdf.Printer, error)
	// Demo lets a machine without a key stand in the first hall, and puts codes into
	// the answer, for there is no phone to send them to.
	Demo bool
	// Site is the address of links in documents; "" for that of the request.
	Site string
	// Digits makes codes; crypto.Digits if nil.
	Digits func(n int) string
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service {
	if d.Digits == nil {
		d.Digits = crypto.Digits
	}
	return &Service{d}
}

// Add registers a machine of a hall and returns its key, which is shown once.
//
// Errors: ErrName, auth.area, those of halls.
func (s *Service) Add(ctx context.Context, tx db.Tx, a core.Actor, hall, name string) (m Machine, key string, err error) {
	defer fault.Wrap(&err, "kiosk.Add(%s)", hall)
	h, err := s.Halls.Hall(ctx, tx, hall)
	if err != nil {
		return m, "", err
	}
	if err := api.Within(a, h.Area, core.SystemAdmin, core.HallClerk); err != nil {
		return m, "", err
	}
	if n := utf8.RuneCountInString(name); n < 2 || n > 30 {
		return m, "", ErrName
	}
	now := s.Now()
	key = crypto.Token()
	m = Machine{ID: core.NewID[Machine](now), Hall: h.ID, Name: name, By: a.Person, Made: now}
	return m, key, errors.Join(insertMachine(ctx, tx, m, crypto.HashToken(key)),
		audit.Append(ctx, tx, audit.By(a, now, h.ID, "kiosk.add", string(m.ID), name)))
}

// Remove ends a machine. Removing one twice changes nothing.
//
// Errors: ErrNoMachine, auth.area, those of halls.
func (s *Service) Remove(ctx context.Context, tx db.Tx, a core.Actor, hall string, id core.ID[Machine]) (err error) {
	defer fault.Wrap(&err, "kiosk.Remove(%s)", id)
	h, err := s.Halls.Hall(ctx, tx, hall)
	if err != nil {
		return err
	}
	if err := api.Within(a, h.Area, core.SystemAdmin, core.HallClerk); err != nil {
		return err
	}
	n, err := endMachine(ctx, tx, h.ID, id, s.Now())
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNoMachine
	}
	return audit.Append(ctx, tx, audit.By(a, s.Now(), h.ID, "kiosk.remove", string(id), ""))
}

// Machines returns a hall's machines that are in use, oldest first.
//
// Errors: auth.area, those of halls.
func (s *Service) Machines(ctx context.Context, q db.Q, a core.Actor, hall string) (_ []Machine, err error) {
	defer fault.Wrap(&err, "kiosk.Machines(%s)", hall)
	h, err := s.Halls.Hall(ctx, q, hall)
	if err != nil {
		return nil, err
	}
	if err := api.Within(a, h.Area, core.SystemAdmin, core.HallClerk); err != nil {
		return nil, err
	}
	return machinesOf(ctx, q, h.ID)
}

// at returns the hall of the machine that holds the key.
//
// Errors: ErrMachine.
func (s *Service) at(ctx context.Context, q db.Q, key string) (Hall, error) {
	if key == "" && s.Demo {
		h, err := s.Halls.First(ctx, q)
		if fault.KindOf(err) == fault.NotFound {
			return Hall{}, ErrMachine
		}
		return h, err
	}
	hall, err := hallOfKey(ctx, q, crypto.HashToken(key))
	if errors.Is(err, db.ErrNoRow) {
		return Hall{}, ErrMachine
	}
	if err != nil {
		return Hall{}, err
	}
	return s.Halls.Hall(ctx, q, hall)
}

// Take gives out a number at a machine.
//
// Errors: ErrMachine, those of halls.
func (s *Service) Take(ctx context.Context, tx db.Tx, a core.Actor, key, service string) (_ Ticket, err error) {
	defer fault.Wrap(&err, "kiosk.Take(%s)", service)
	h, err := s.at(ctx, tx, key)
	if err != nil {
		return Ticket{}, err
	}
	a.Channel = core.ByKiosk
	return s.Halls.Take(ctx, tx, a, h.ID, service)
}

// Signed is somebody logged in at a machine.
type Signed struct {
	Person core.PersonID
	Name   string // 王师傅; "" without a real name
	Token  string
}

// open logs a person in at a machine and tells them, for it might be somebody else.
func (s *Service) open(ctx context.Context, tx db.Tx, a core.Actor, h Hall, person core.PersonID) (Signed, error) {
	a.Person, a.Channel = person, core.ByKiosk
	token, _, err := s.Doors.OpenAtKiosk(ctx, tx, a, person, h.Name.ZH)
	if err != nil {
		return Signed{}, err
	}
	name, err := s.People.Title(ctx, tx, person)
	if err != nil {
		return Signed{}, err
	}
	return Signed{person, name, token}, s.Notify.Send(ctx, tx, notify.Message{
		Person: person, Kind: "kiosk.log_in", Link: "/me/sessions",
		Title: core.Text{ZH: "您在自助机上登录了", EN: "You logged in at a machine"},
		Body: core.Text{
			ZH: "地点：" + h.Name.ZH + "。不是您本人，请点开退出，并告诉大厅。",
			EN: "At " + h.Name.EN + ". If that was not you, end it here and tell the hall.",
		},
	})
}
