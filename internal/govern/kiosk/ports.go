package kiosk

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Halls are where machines stand. Their ids are text here.
type Halls interface {
	// Hall shows one; a fault of kind NotFound if there is none.
	Hall(ctx context.Context, q db.Q, id string) (Hall, error)
	// First is the one that a machine of the demo stands in.
	First(ctx context.Context, q db.Q) (Hall, error)
	// Take gives out the next number of a service.
	Take(ctx context.Context, tx db.Tx, a core.Actor, hall, service string) (Ticket, error)
}

// People says whose a document is, and shows names.
type People interface {
	// PersonByDocument is whose a number is; a fault of kind NotFound if nobody's.
	PersonByDocument(ctx context.Context, q db.Q, kind core.DocumentKind, number string) (core.PersonID, error)
	// Title is how a person is called in public (王师傅); "" without a real name.
	Title(ctx context.Context, q db.Q, id core.PersonID) (string, error)
}

// Doors opens sessions and knows numbers.
type Doors interface {
	// OpenAtKiosk logs a person in at a machine.
	OpenAtKiosk(ctx context.Context, tx db.Tx, a core.Actor, id core.PersonID, device string) (token string, until time.Time, err error)
	// PhoneOf gives a person's number for a code; a fault of kind NotFound without one.
	PhoneOf(ctx context.Context, q db.Q, id core.PersonID) (string, error)
	// Codes are the installation's limits of log-in codes.
	Codes() CodeLimits
}

// Slips says what a worker takes home about a place.
type Slips interface {
	// Slip is for the one who has the place; a fault of kind NotFound for others.
	Slip(ctx context.Context, q db.Q, a core.Actor, e core.EngagementID) (Slip, error)
}

// SMS sends a text to a mobile number. Called outside of transactions.
type SMS interface {
	SendSMS(ctx context.Context, phone, text string) error
}

// CodeLimits are how codes are made and how long they hold.
type CodeLimits struct {
	Digits, Tries int
	Valid, Gap    time.Duration
}

// Hall is a hall as a machine shows it.
type Hall struct {
	ID       string          `json:"id"`
	Name     core.Text       `json:"name"`
	Area     core.RegionCode `json:"area"`
	Services []Offering      `json:"services" nullable:"false"`
}

// Offering is what one can take a number for.
type Offering struct {
	Code string    `json:"code"`
	Name core.Text `json:"name"`
}

// Ticket is a number that was given out.
type Ticket struct {
	Number string `json:"number" example:"A012"`
	Ahead  int64  `json:"ahead"`
	GuessS int64  `json:"guess_s" doc:"How long it will wait, in seconds."`
}

// Slip is what a worker takes home about a place.
type Slip struct {
	Title, Employer, PayText, Address, Door, Contact, Phone string
	Windows                                                 []core.Span
	State                                                   string
	Opens, Closes                                           time.Time // of checking in
}
