package reply

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Market knows jobs and gives places.
type Market interface {
	// Job tells what an offer says; a fault of kind NotFound if there is none.
	Job(ctx context.Context, q db.Q, job core.JobID) (Job, error)
	// Grab takes a place for the actor. A refusal is told as words, for the person.
	Grab(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID) (Taken, error)
}

// Phones knows numbers.
type Phones interface {
	// PersonByPhone is whose account a number is; a fault of kind NotFound if nobody's.
	PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (core.PersonID, error)
	// PhoneOf is a person's number; a fault of kind NotFound without one.
	PhoneOf(ctx context.Context, q db.Q, id core.PersonID) (string, error)
}

// SMS sends a text to a mobile number. Called outside of transactions.
type SMS interface {
	SendSMS(ctx context.Context, phone, text string) error
}

// Job is what an offer says of a job, in Chinese.
type Job struct {
	Title   string
	PayText string
	Address string
	Start   time.Time
	Free    int64
	Open    bool // takes people, or lets them stand in its line
}

// Taken is what a tap led to.
type Taken struct {
	Result  string // booked, waiting or applied
	Place   int64  // in line, from 1
	Refused string // why not, in Chinese; "" if it was not refused
}
