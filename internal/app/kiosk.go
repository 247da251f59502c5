package app

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/govern/hall"
	"yilu/internal/govern/kiosk"
	"yilu/internal/people/account"
	"yilu/internal/platform/db"
)

// machines answers what the hall's machines ask.
type machines struct{ *App }

// Hall shows a hall.
func (m machines) Hall(ctx context.Context, q db.Q, id string) (kiosk.Hall, error) {
	h, err := m.App.Hall.Hall(ctx, q, core.ID[hall.Hall](id))
	return viewHall(h), err
}

func viewHall(h hall.Hall) kiosk.Hall {
	v := kiosk.Hall{ID: string(h.ID), Name: h.Name, Area: h.Area, Services: []kiosk.Offering{}}
	for _, o := range h.Services {
		v.Services = append(v.Services, kiosk.Offering{Code: o.Code, Name: o.Name})
	}
	return v
}

// First is the hall of a demo's machine.
func (m machines) First(ctx context.Context, q db.Q) (kiosk.Hall, error) {
	all, err := m.App.Hall.Halls(ctx, q)
	if err != nil || len(all) == 0 {
		return kiosk.Hall{}, notFound(err)
	}
	return viewHall(all[0]), nil
}

func notFound(err error) error {
	if err != nil {
		return err
	}
	return hall.ErrNoHall
}

// Take gives out a number.
func (m machines) Take(ctx context.Context, tx db.Tx, a core.Actor, id, service string) (kiosk.Ticket, error) {
	t, ahead, guess, err := m.App.Hall.TakeAlone(ctx, tx, a, core.ID[hall.Hall](id), service)
	return kiosk.Ticket{Number: t.Number.String(), Ahead: ahead, GuessS: int64(guess / time.Second)}, err
}

// PersonByDocument is whose document a number is.
func (m machines) PersonByDocument(ctx context.Context, q db.Q, kind core.DocumentKind, number string) (core.PersonID, error) {
	return m.Person.ByDocument(ctx, q, kind, number)
}

// Title is how a person is called.
func (m machines) Title(ctx context.Context, q db.Q, id core.PersonID) (string, error) {
	all, err := m.Person.Titles(ctx, q, []core.PersonID{id})
	return all[id], err
}

// OpenAtKiosk logs a person in at a machine.
func (m machines) OpenAtKiosk(ctx context.Context, tx db.Tx, a core.Actor, id core.PersonID, device string) (string, time.Time, error) {
	s, err := m.Account.Open(ctx, tx, a, id, account.KioskDoor, device)
	return s.Token, s.Expires, err
}

// PhoneOf is a person's number.
func (m machines) PhoneOf(ctx context.Context, q db.Q, id core.PersonID) (string, error) {
	p, err := m.Account.Phone(ctx, q, id)
	return p.Reveal(), err
}

// Codes are the limits of log-in codes.
func (m machines) Codes() kiosk.CodeLimits {
	l := m.Ref.Set().OTP(core.DateOf(m.Now()))
	return kiosk.CodeLimits{Digits: l.Digits, Tries: int(l.Tries), Valid: l.Valid, Gap: l.Gap}
}

// Slip is what a worker takes home about a place.
func (m machines) Slip(ctx context.Context, q db.Q, a core.Actor, id core.EngagementID) (kiosk.Slip, error) {
	e, err := m.Gig.SeeEngagement(ctx, q, a, id)
	if err != nil {
		return kiosk.Slip{}, err
	}
	s := kiosk.Slip{
		Title: e.Job.Title, Employer: e.Job.Employer.Name, PayText: e.Job.PayText, Address: e.Job.Address, Windows: e.Job.Windows,
		State: string(e.State), Opens: e.CheckIn.Opens, Closes: e.CheckIn.Closes,
	}
	if e.Contact != nil {
		s.Door, s.Contact, s.Phone = e.Contact.Door, e.Contact.Name, e.Contact.Phone
	}
	return s, nil
}
