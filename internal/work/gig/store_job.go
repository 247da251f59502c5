package gig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// insertJob writes a new job.
func (s *Service) insertJob(ctx context.Context, tx db.Tx, j Job) error {
	windows, err := windowsDoc(j.Windows)
	if err != nil {
		return err
	}
	photos, err := json.Marshal(append([]core.FileID{}, j.Photos...))
	if err != nil {
		return err
	}
	findings, err := json.Marshal(append([]Finding{}, j.Findings...))
	if err != nil {
		return err
	}
	args := []any{
		j.ID, j.Employer, j.Poster, string(j.State), string(j.Mode), j.Trade, j.Title, j.Note, string(j.Region),
		j.Place.LatE7, j.Place.LonE7, cellOf(j.Place), j.Address, s.seal.door.Seal(j.ID, j.Door), s.seal.name.Seal(j.ID, j.ContactName),
		s.seal.phone.Seal(j.ID, j.Phone), windows, db.Micros(j.Start()), db.Micros(j.End()), j.People, j.Pay.Minor, j.Pay.Currency,
		string(j.Unit), j.Quantity, j.WorkMinutes, j.HourMinor, j.EachMinor, j.Tools, j.Meals, j.Outdoor, j.MinAge, j.RadiusM,
		db.OptMicros(j.ChooseBy), string(photos), string(findings), searchText(j.Offer), j.Places, db.Micros(j.Created),
	}
	// The counters, the money and the end begin at their defaults.
	_, err = tx.Exec(ctx, `
		INSERT INTO gig_job (id, employer_id, poster_id, state, mode, trade, title, note, region,
			lat_e7, lon_e7, cell, address, door, contact_name,
			contact_phone, windows, start_us, end_us, people, pay_minor, currency,
			pay_unit, quantity, work_minutes, hour_minor, each_minor, tools, meals, outdoor, min_age, radius_m,
			choose_us, photos, findings, search, places, created_us)
		VALUES `+db.Values(1, len(args)), args...)
	return err
}

// windowsDoc is how windows are kept: [[start, end], …] in microseconds.
func windowsDoc(windows []core.Span) (string, error) {
	pairs := make([][2]int64, len(windows))
	for i, w := range windows {
		pairs[i] = [2]int64{db.Micros(w.Start), db.Micros(w.End)}
	}
	doc, err := json.Marshal(pairs)
	return string(doc), err
}

const jobColumns = `id, employer_id, poster_id, state, mode, trade, title, note, region, lat_e7, lon_e7, address, door, contact_name,
	contact_phone, CAST(windows AS TEXT), people, pay_minor, currency, pay_unit, quantity, work_minutes, hour_minor, each_minor,
	tools, meals, outdoor, min_age, radius_m, choose_us, CAST(photos AS TEXT), CAST(findings AS TEXT), places, booked, line_in, line_out,
	shut, funding, held_minor, paid_minor, back_minor, reason, revision, steps, created_us, opened_us, ended_us`

// scanJob reads one row of jobColumns.
func (s *Service) scanJob(r db.Row) (j Job, err error) {
	var windows, photos, findings string
	var choose *int64
	var created, opened, ended int64
	err = r.Scan(&j.ID, &j.Employer, &j.Poster, &j.State, &j.Mode, &j.Trade, &j.Title, &j.Note, &j.Region, &j.Place.LatE7, &j.Place.LonE7,
		&j.Address, s.seal.door.Into(&j.ID, &j.Door), s.seal.name.Into(&j.ID, &j.ContactName), s.seal.phone.Into(&j.ID, &j.Phone),
		&windows, &j.People, &j.Pay.Minor, &j.Pay.Currency, &j.Unit, &j.Quantity, &j.WorkMinutes, &j.HourMinor, &j.EachMinor,
		&j.Tools, &j.Meals, &j.Outdoor, &j.MinAge, &j.RadiusM, &choose, &photos, &findings, &j.Places, &j.Booked, &j.LineIn, &j.LineOut,
		&j.Shut, &j.Funding, &j.HeldMinor, &j.PaidMinor, &j.BackMinor, &j.Reason, &j.Revision, &j.Steps, &created, &opened, &ended)
	if err != nil {
		return Job{}, err
	}
	var pairs [][2]int64
	err = errors.Join(json.Unmarshal([]byte(windows), &pairs), json.Unmarshal([]byte(photos), &j.Photos), json.Unmarshal([]byte(findings), &j.Findings))
	if err != nil || len(pairs) == 0 {
		return Job{}, fmt.Errorf("job %s can't be read: %w", j.ID, err)
	}
	for _, p := range pairs {
		j.Windows = append(j.Windows, core.Span{Start: db.Instant(p[0]), End: db.Instant(p[1])})
	}
	j.ChooseBy, j.Created, j.Opened, j.Ended = db.OptInstant(choose), db.Instant(created), instantOr0(opened), instantOr0(ended)
	if j.State == Open {
		j.State = live(JobFacts{Places: j.Places, Booked: j.Booked})
	}
	return j, nil
}

func instantOr0(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return db.Instant(us)
}

func microsOr0(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

// stored is how a state is kept: Filled is Open with all places taken.
func stored(s JobState) string {
	if s == Filled {
		return string(Open)
	}
	return string(s)
}

// jobOf returns a job.
//
// Errors: ErrNoJob.
func (s *Service) jobOf(ctx context.Context, q db.Q, id core.JobID) (Job, error) {
	// One row by its primary key.
	return known(s.scanJob(q.Row(ctx, `SELECT `+jobColumns+` FROM gig_job WHERE id = $1`, id)))(ErrNoJob)
}

// lockJob returns a job and keeps it, its line and its engagements from changing
// until commit: every act begins here.
//
// Errors: ErrNoJob.
func (s *Service) lockJob(ctx context.Context, tx db.Tx, id core.JobID) (Job, error) {
	// One row by its primary key.
	return known(s.scanJob(tx.Row(ctx, `SELECT `+jobColumns+` FROM gig_job WHERE id = $1`+db.ForUpdate(tx), id)))(ErrNoJob)
}

// known turns "no row" into the given fault.
func known[T any](v T, err error) func(*fault.Fault) (T, error) {
	return func(none *fault.Fault) (T, error) {
		if errors.Is(err, db.ErrNoRow) {
			return v, none
		}
		return v, err
	}
}

// updateJob writes what can change in a job.
func updateJob(ctx context.Context, tx db.Tx, j Job) error {
	findings, err := json.Marshal(append([]Finding{}, j.Findings...))
	if err != nil {
		return err
	}
	// The offer itself never changes.
	_, err = tx.Exec(ctx, `
		UPDATE gig_job SET state = $2, places = $3, booked = $4, line_in = $5, line_out = $6, shut = $7, funding = $8, held_minor = $9,
			paid_minor = $10, back_minor = $11, reason = $12, findings = $13, revision = $14, opened_us = $15, ended_us = $16, steps = $17
		WHERE id = $1`,
		j.ID, stored(j.State), j.Places, j.Booked, j.LineIn, j.LineOut, j.Shut, string(j.Funding), j.HeldMinor,
		j.PaidMinor, j.BackMinor, j.Reason, string(findings), j.Revision, microsOr0(j.Opened), microsOr0(j.Ended), j.Steps)
	return err
}

// draftsOf returns the jobs that wait for the employer's approval.
func draftsOf(ctx context.Context, q db.Q, employer core.EmployerID) (ids []core.JobID, err error) {
	err = q.Rows(ctx, `SELECT id FROM gig_job WHERE employer_id = $1 AND state = 'draft' ORDER BY id`, []any{employer}, func(r db.Row) error {
		var id core.JobID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// lastID is above every id: pages of the newest begin below it.
const lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// jobsOfEmployer returns the employer's jobs, newest first, older than before.
func (s *Service) jobsOfEmployer(ctx context.Context, q db.Q, employer core.EmployerID, before core.JobID, limit int) (out []Job, err error) {
	// Ids ascend with time.
	err = q.Rows(ctx, `
		SELECT `+jobColumns+` FROM gig_job WHERE employer_id = $1 AND id < $2
		ORDER BY id DESC LIMIT $3`, []any{employer, before, limit}, s.eachJob(&out))
	return out, err
}

// jobsByID returns the jobs that exist among the ids, in no order.
func (s *Service) jobsByID(ctx context.Context, q db.Q, ids []core.JobID) (out []Job, err error) {
	err = db.Chunks(ids, func(part []core.JobID) error {
		args := db.Fill(part)
		// By the primary key.
		return q.Rows(ctx, `SELECT `+jobColumns+` FROM gig_job WHERE id IN `+db.In(1, len(args)), args, s.eachJob(&out))
	})
	return out, err
}

func (s *Service) eachJob(out *[]Job) func(db.Row) error {
	return func(r db.Row) error {
		j, err := s.scanJob(r)
		*out = append(*out, j)
		return err
	}
}
