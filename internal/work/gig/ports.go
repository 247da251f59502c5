package gig

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
)

// People answers about persons, many in one statement: the hot write asks it.
type People interface {
	// Births gives the day of birth of each person whose real name was accepted;
	// the others are missing.
	Births(ctx context.Context, q db.Q, persons []core.PersonID) (map[core.PersonID]core.Date, error)
	// MaskedNames gives each person's name as others may see it (王*明); persons
	// without one are missing.
	MaskedNames(ctx context.Context, q db.Q, persons []core.PersonID) (map[core.PersonID]string, error)
	// DisclosePhone gives a person's number in full to the actor, and lets the
	// person see that, when and why.
	DisclosePhone(ctx context.Context, tx db.Tx, actor core.Actor, person core.PersonID, reason string) (string, error)
}

// Employers answers about employers, many in one statement.
type Employers interface {
	// AgentsOf gives the persons who may act for each employer; employers that do
	// not exist are missing.
	AgentsOf(ctx context.Context, q db.Q, employers []core.EmployerID) (map[core.EmployerID][]core.PersonID, error)
	// MaskedNames gives each employer's name as anyone may see it.
	MaskedNames(ctx context.Context, q db.Q, employers []core.EmployerID) (map[core.EmployerID]string, error)
	// Approved reports whether staff have approved the employer.
	Approved(ctx context.Context, q db.Q, employer core.EmployerID) (bool, error)
}

// Escrow moves the wages of jobs, each call in the caller's transaction.
type Escrow interface {
	// Fund begins to hold the wage of a job. JobFunded or FundingFailed tells how
	// it went; calling it while money is on its way changes nothing.
	Fund(ctx context.Context, tx db.Tx, actor core.Actor, employer core.EmployerID, job core.JobID, amount core.Money) error
	// Release pays a part of what is held to a worker; the same ref pays once. A
	// ref begins with its cause, engagement:ID: or job:ID:, to which the wallet's
	// entries lead back.
	Release(ctx context.Context, tx db.Tx, ref string, job core.JobID, worker core.PersonID, m core.Money) error
	// Return gives a part of what is held back to the employer; the same ref
	// returns once.
	Return(ctx context.Context, tx db.Tx, ref string, job core.JobID, employer core.EmployerID, m core.Money) error
}

// Holdings says what is held for a job now; Verify compares.
type Holdings interface {
	Held(ctx context.Context, q db.Q, job core.JobID) (core.Money, error)
}

// Records answers how good someone's record is. Those without one are missing.
type Records interface {
	OfWorkers(ctx context.Context, q db.Q, persons []core.PersonID) (map[core.PersonID]event.RecordChanged, error)
	OfEmployers(ctx context.Context, q db.Q, employers []core.EmployerID) (map[core.EmployerID]event.RecordChanged, error)
}

// Files makes uploaded pictures visible to all.
type Files interface {
	// Publish does so for pictures that the owner uploaded.
	Publish(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) error
}

// Weather forecasts heat (日最高气温).
type Weather interface {
	// Highest gives the day's highest temperature in the region, in whole °C;
	// false if there is no forecast.
	Highest(ctx context.Context, region core.RegionCode, day core.Date) (celsius int, known bool)
}

// Told is one thing that happened to a job elsewhere.
type Told struct {
	At   time.Time
	Who  string // worker, employer, staff or clock
	Name string // whom it is about, masked; may be empty
	What string
}

// Stories tells what happened to a job elsewhere: rings, ratings.
type Stories interface {
	OfJob(ctx context.Context, q db.Q, job core.JobID, engagements []core.EngagementID, lang core.Lang) ([]Told, error)
}
