package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"yilu/internal/app"
	"yilu/internal/core"
	"yilu/internal/people/account"
	"yilu/internal/people/employer"
	"yilu/internal/people/person"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

const (
	workers   = 2_000
	dayJobs   = 20 // jobs of one day
	mover     = "4-02-05-01/01"
	phoneBase = 19900000000
)

// town is the whole program on one database, with 2,000 workers, an employer and
// open jobs.
type town struct {
	app     *app.App
	dir     string
	clock   *core.ManualClock
	workers []core.PersonID
	boss    core.Actor
	shop    core.EmployerID
	jobs    []core.JobID
}

// ring is fixed, so that recorded statements find the same blind indexes.
var ring = func() *crypto.Keyring {
	r, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		panic(err)
	}
	return r
}()

func openTown(ctx context.Context, target string, group int) (*town, error) {
	dir, err := os.MkdirTemp("", "yilu-bench-files")
	if err != nil {
		return nil, err
	}
	w := &town{dir: dir, clock: core.NewManualClock(noon)}
	w.app, err = app.New(ctx, app.Config{Ring: ring, Now: w.clock.Now, Group: group,
		Settings: config.Settings{DataDir: dir, Database: crypto.Hide[config.Target](target)}})
	return w, err
}

func (w *town) close() error { return errors.Join(w.app.Close(), os.RemoveAll(w.dir)) }

// settle makes people, an approved employer and jobs of the given size.
func (w *town) settle(ctx context.Context, jobs, places int) error {
	if err := w.people(ctx); err != nil {
		return fmt.Errorf("people: %w", err)
	}
	if err := w.employer(ctx); err != nil {
		return fmt.Errorf("employer: %w", err)
	}
	for j := range jobs {
		if err := w.job(ctx, j, places); err != nil {
			return fmt.Errorf("job %d: %w", j, err)
		}
	}
	return w.app.Settle(ctx)
}

func (w *town) people(ctx context.Context) error {
	const part = 500
	for from := 0; from <= workers; from += part {
		err := w.app.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
			var phones []core.Phone
			for i := from; i < from+part; i++ {
				phones = append(phones, core.Phone(fmt.Sprint(phoneBase+i)))
			}
			ids, _, err := w.app.Account.EnsureAll(ctx, tx, phones)
			if err != nil {
				return err
			}
			var all []person.Enrolment
			for i, id := range ids {
				body := fmt.Sprintf("350428%04d%02d%02d%03d", 1960+(from+i)%40, 1+(from+i)/40%12, 1+(from+i)/480%28, (from+i)%1000)
				all = append(all, person.Enrolment{Person: id, Stated: person.Stated{Name: "测试人", Kind: core.CitizenID, Number: body + string(core.CitizenCheck(body))}})
			}
			w.workers = append(w.workers, ids...)
			return w.app.Person.Enrol(ctx, tx, core.System, all)
		})
		if err != nil {
			return err
		}
	}
	w.boss = core.Actor{Person: w.workers[workers], Channel: core.ByAPI}
	w.workers = w.workers[:workers]
	return w.app.Settle(ctx)
}

func (w *town) employer(ctx context.Context) error {
	staff := core.Actor{Person: w.workers[0], Grants: []core.Grant{{Role: core.Reviewer}}, Channel: core.ByAPI}
	err := w.app.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := w.app.Account.Grant(ctx, tx, core.System, account.Grant{Person: staff.Person, Role: core.Reviewer}); err != nil {
			return err
		}
		e, err := w.app.Employer.Apply(ctx, tx, w.boss, employer.Application{Kind: employer.Person, Region: "350428100", Address: "古镛镇府前路1号", ContactPhone: fmt.Sprint(phoneBase)})
		w.shop = e.ID
		return err
	})
	if err != nil {
		return err
	}
	if err := w.app.Settle(ctx); err != nil {
		return err
	}
	err = w.app.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		_, err := w.app.Oversight.Decide(ctx, tx, staff, string(w.shop), true, "")
		return err
	})
	return errors.Join(err, w.app.Settle(ctx))
}

// job posts and funds the j-th job; twenty of them share a day.
func (w *town) job(ctx context.Context, j, places int) error {
	start := core.DateOf(noon).AddDays(1 + j/dayJobs).Start().Add(8 * time.Hour)
	return w.app.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		posted, err := w.app.Gig.Post(ctx, tx, w.boss, gig.Posting{Employer: w.shop, Trade: mover, Title: "搬家两车家具", Region: "350428100",
			Place: gig.Coordinates{Lat: 26.7286, Lon: 117.4714}, Address: "古镛镇府前路", Phone: fmt.Sprint(phoneBase),
			Windows: []core.Span{{Start: start, End: start.Add(4 * time.Hour)}}, People: int64(places), Pay: core.Yuan(20000), Unit: "job"})
		if err != nil {
			return err
		}
		w.jobs = append(w.jobs, posted.ID)
		_, err = w.app.Gig.Fund(ctx, tx, w.boss, posted.ID)
		return err
	})
}
