package employer

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// columns are those that hold personal data, sealed.
type columns struct {
	realName, contactName crypto.Column[core.EmployerID, crypto.Name]
	address               crypto.Column[core.EmployerID, crypto.Address]
	contactPhone          crypto.Column[core.EmployerID, crypto.Phone]
}

func columnsOf(ring *crypto.Keyring) columns {
	return columns{
		realName:     crypto.NewColumn[core.EmployerID, crypto.Name](ring, "employer_employer.real_name"),
		contactName:  crypto.NewColumn[core.EmployerID, crypto.Name](ring, "employer_employer.contact_name"),
		address:      crypto.NewColumn[core.EmployerID, crypto.Address](ring, "employer_employer.address"),
		contactPhone: crypto.NewColumn[core.EmployerID, crypto.Phone](ring, "employer_employer.contact_phone"),
	}
}

// values are what insert and update write, in the order of their columns.
func (s *Service) values(e Employer) []any {
	c := s.columns
	return []any{
		e.ID, string(e.Kind), string(e.USCC), e.Name, c.realName.Seal(e.ID, e.RealName), string(e.Region),
		c.address.Seal(e.ID, e.Address), c.contactName.Seal(e.ID, e.ContactName), c.contactPhone.Seal(e.ID, e.ContactPhone),
		e.Industry, string(e.Licence), string(e.State), e.Reason, e.Revision, db.Micros(e.Changed),
	}
}

func (s *Service) insert(ctx context.Context, tx db.Tx, e Employer) error {
	// A new employer; its id is fresh.
	_, err := tx.Exec(ctx, `
		INSERT INTO employer_employer (id, kind, uscc, name, real_name, region, address, contact_name, contact_phone,
			industry, licence, state, reason, revision, changed_us, creator, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		append(s.values(e), e.Creator, db.Micros(e.At))...)
	return err
}

func (s *Service) update(ctx context.Context, tx db.Tx, e Employer) error {
	// All but who made it and when; the caller holds the row's lock.
	_, err := tx.Exec(ctx, `
		UPDATE employer_employer SET kind = $2, uscc = $3, name = $4, real_name = $5, region = $6, address = $7, contact_name = $8,
			contact_phone = $9, industry = $10, licence = $11, state = $12, reason = $13, revision = $14, changed_us = $15
		WHERE id = $1`, s.values(e)...)
	return err
}

const selectEmployer = `
	SELECT e.id, e.kind, e.uscc, e.name, e.real_name, e.region, e.address, e.contact_name, e.contact_phone,
		e.industry, e.licence, e.state, e.reason, e.revision, e.changed_us, e.creator, e.at_us
	FROM employer_employer e`

func (s *Service) scan(r db.Row) (e Employer, err error) {
	var changed, at int64
	c := s.columns
	err = r.Scan(&e.ID, &e.Kind, &e.USCC, &e.Name, c.realName.Into(&e.ID, &e.RealName), &e.Region,
		c.address.Into(&e.ID, &e.Address), c.contactName.Into(&e.ID, &e.ContactName), c.contactPhone.Into(&e.ID, &e.ContactPhone),
		&e.Industry, &e.Licence, &e.State, &e.Reason, &e.Revision, &changed, &e.Creator, &at)
	e.Changed, e.At = db.Instant(changed), db.Instant(at)
	return e, err
}

// get returns one employer; db.ErrNoRow if there is none.
func (s *Service) get(ctx context.Context, q db.Q, id core.EmployerID) (Employer, error) {
	return s.scan(q.Row(ctx, selectEmployer+` WHERE e.id = $1`, id))
}

// lock is get, with the row locked until commit.
func (s *Service) lock(ctx context.Context, tx db.Tx, id core.EmployerID) (Employer, error) {
	return s.scan(tx.Row(ctx, selectEmployer+` WHERE e.id = $1`+db.ForUpdate(tx), id))
}

// many returns the employers that exist among ids, in no order.
func (s *Service) many(ctx context.Context, q db.Q, ids []core.EmployerID, each func(Employer)) error {
	return db.Chunks(ids, func(part []core.EmployerID) error {
		args := db.Fill(part)
		// Each by its key.
		return q.Rows(ctx, selectEmployer+` WHERE e.id IN `+db.In(1, len(args)), args, func(r db.Row) error {
			e, err := s.scan(r)
			each(e)
			return err
		})
	})
}

// ofPerson returns the employers a person speaks for or is invited by, newest
// first, older than before.
func (s *Service) ofPerson(ctx context.Context, q db.Q, person core.PersonID, before core.EmployerID, limit int) (out []Employer, err error) {
	err = q.Rows(ctx, selectEmployer+`
		JOIN employer_agent a ON a.employer = e.id
		WHERE a.person = $1 AND e.id < $2
		ORDER BY e.id DESC LIMIT $3`, []any{person, before, limit}, func(r db.Row) error {
		e, err := s.scan(r)
		out = append(out, e)
		return err
	})
	return out, err
}

// countOpen counts a person's applications that are not through.
func countOpen(ctx context.Context, q db.Q, creator core.PersonID) (n int, err error) {
	err = q.Row(ctx, `SELECT COUNT(*) FROM employer_employer WHERE creator = $1 AND state IN ('pending', 'refused')`, creator).Scan(&n)
	return n, err
}

// setState moves a locked employer.
func setState(ctx context.Context, tx db.Tx, e Employer) error {
	_, err := tx.Exec(ctx, `UPDATE employer_employer SET state = $2, reason = $3, changed_us = $4 WHERE id = $1`,
		e.ID, string(e.State), e.Reason, db.Micros(e.Changed))
	return err
}

// claim takes the employer's identity for it; it may have it already.
//
// Errors: ErrTaken, ErrPersonTaken.
func claim(ctx context.Context, tx db.Tx, e Employer) error {
	// Whoever comes second waits for the first to commit, then finds it taken.
	n, err := tx.Exec(ctx, `INSERT INTO employer_claim (identity, employer) VALUES ($1, $2) ON CONFLICT (identity) DO NOTHING`, e.identity(), e.ID)
	if err != nil || n == 1 {
		return err
	}
	if e.Kind == Person {
		return ErrPersonTaken
	}
	return ErrTaken
}

// release gives up what the employer claims.
func release(ctx context.Context, tx db.Tx, id core.EmployerID) error {
	_, err := tx.Exec(ctx, `DELETE FROM employer_claim WHERE employer = $1`, id)
	return err
}
