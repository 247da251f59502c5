package staff

import (
	"context"
	"embed"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// password is a password that a member has or had.
type password struct {
	ID   core.ID[password]
	Hash crypto.Secret
	At   time.Time
}

// insertMember records a member; false if the person is one already.
func (s *Service) insertMember(ctx context.Context, tx db.Tx, m Member) (bool, error) {
	// One that another adds at the same moment is waited for, and then stays.
	n, err := tx.Exec(ctx, `
		INSERT INTO staff_member (person, name, totp_step, barred_by, barred_why, invited_by, invited_us, joined_us)
		VALUES ($1, $2, 0, '', '', $3, $4, $5)
		ON CONFLICT (person) DO NOTHING`,
		m.Person, s.columns().name.Seal(m.Person, m.Name), string(m.InvitedBy), db.Micros(m.Invited), db.OptMicros(m.Joined))
	return n == 1, err
}

// updateMember writes what may change of a member; the caller holds its lock.
func (s *Service) updateMember(ctx context.Context, tx db.Tx, m Member) error {
	c := s.columns()
	// One row by its primary key.
	_, err := tx.Exec(ctx, `
		UPDATE staff_member SET name = $2, totp = $3, totp_step = $4, barred_us = $5, barred_by = $6, barred_why = $7, joined_us = $8, seen_us = $9
		WHERE person = $1`, m.Person, c.name.Seal(m.Person, m.Name), c.totp.Seal(m.Person, m.totp), m.step, db.OptMicros(m.Barred),
		string(m.BarredBy), m.BarredWhy, db.OptMicros(m.Joined), db.OptMicros(m.Seen))
	return err
}

const selectMember = `
	SELECT person, name, totp, totp_step, barred_us, barred_by, barred_why, invited_by, invited_us, joined_us, seen_us
	FROM staff_member`

func (s *Service) scanMember(r db.Row) (m Member, err error) {
	var barred, joined, seen *int64
	var invited int64
	c := s.columns()
	err = r.Scan(&m.Person, c.name.Into(&m.Person, &m.Name), c.totp.Into(&m.Person, &m.totp), &m.step, &barred, &m.BarredBy, &m.BarredWhy,
		&m.InvitedBy, &invited, &joined, &seen)
	m.Barred, m.Invited, m.Joined, m.Seen = db.OptInstant(barred), db.Instant(invited), db.OptInstant(joined), db.OptInstant(seen)
	return m, err
}

// memberOf returns a member; db.ErrNoRow if the person is none.
func (s *Service) memberOf(ctx context.Context, q db.Q, person core.PersonID) (Member, error) {
	// One row by its primary key.
	return s.scanMember(q.Row(ctx, selectMember+` WHERE person = $1`, person))
}

// lockMember is memberOf for one that is about to change.
func (s *Service) lockMember(ctx context.Context, tx db.Tx, person core.PersonID) (Member, error) {
	// Whatever changes a member's log-in takes this lock first.
	return s.scanMember(tx.Row(ctx, selectMember+` WHERE person = $1`+db.ForUpdate(tx), person))
}

// membersAfter returns the next members by their ids.
func (s *Service) membersAfter(ctx context.Context, q db.Q, after core.PersonID, limit int) (out []Member, err error) {
	if after == "" {
		after = nobody
	}
	// The table is small: hundreds of rows.
	err = q.Rows(ctx, selectMember+` WHERE person > $1 ORDER BY person LIMIT $2`, []any{after, limit}, func(r db.Row) error {
		m, err := s.scanMember(r)
		out = append(out, m)
		return err
	})
	return out, err
}

// membersOf returns those of the people who are members.
func (s *Service) membersOf(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]Member, error) {
	out := make(map[core.PersonID]Member, len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		args := db.Fill(part)
		// Rows by their primary key.
		return q.Rows(ctx, selectMember+` WHERE person IN `+db.In(1, len(args)), args, func(r db.Row) error {
			m, err := s.scanMember(r)
			out[m.Person] = m
			return err
		})
	})
}

// insertPassword makes a password the member's current one.
func (s *Service) insertPassword(ctx context.Context, tx db.Tx, person core.PersonID, p password) error {
	// Ids ascend with time, so the newest is the current one.
	_, err := tx.Exec(ctx, `INSERT INTO staff_password (person, id, hash, at_us) VALUES ($1, $2, $3, $4)`,
		person, p.ID, s.columns().password.Seal(p.ID, p.Hash), db.Micros(p.At))
	return err
}

// passwordsOf returns the member's passwords, newest first: the first is the
// current one.
func (s *Service) passwordsOf(ctx context.Context, q db.Q, person core.PersonID, limit int) (out []password, err error) {
	// A prefix of the primary key.
	err = q.Rows(ctx, `SELECT id, hash, at_us FROM staff_password WHERE person = $1 ORDER BY id DESC LIMIT $2`, []any{person, limit}, func(r db.Row) error {
		var p password
		var us int64
		err := r.Scan(&p.ID, s.columns().password.Into(&p.ID, &p.Hash), &us)
		p.At = db.Instant(us)
		out = append(out, p)
		return err
	})
	return out, err
}

// deletePasswords forgets passwords older than one of the member's.
func deletePasswords(ctx context.Context, tx db.Tx, person core.PersonID, before core.ID[password]) error {
	// They may come again.
	_, err := tx.Exec(ctx, `DELETE FROM staff_password WHERE person = $1 AND id < $2`, person, before)
	return err
}

// replaceRecovery gives the member a new sheet of recovery codes; none, and the
// old sheet is void.
func replaceRecovery(ctx context.Context, tx db.Tx, person core.PersonID, macs [][]byte) error {
	// Used ones go, too: a sheet is replaced as a whole.
	if _, err := tx.Exec(ctx, `DELETE FROM staff_recovery WHERE person = $1`, person); err != nil {
		return err
	}
	flat := make([]any, 0, 2*len(macs))
	for _, m := range macs {
		flat = append(flat, person, m)
	}
	if len(flat) == 0 {
		return nil
	}
	// Codes are random: two alike on one sheet do not happen.
	return db.InsertRows(ctx, tx, `INSERT INTO staff_recovery (person, mac)`, 2, flat)
}

// useRecovery uses a recovery code up; false if there is none, or it was used.
func useRecovery(ctx context.Context, tx db.Tx, person core.PersonID, mac []byte, now time.Time) (bool, error) {
	// Whoever comes first has it.
	n, err := tx.Exec(ctx, `UPDATE staff_recovery SET used_us = $3 WHERE person = $1 AND mac = $2 AND used_us IS NULL`, person, mac, db.Micros(now))
	return n == 1, err
}

// recoveryLeft counts the codes of the member's sheet that can be used.
func recoveryLeft(ctx context.Context, q db.Q, person core.PersonID) (n int, err error) {
	// A prefix of the primary key.
	err = q.Row(ctx, `SELECT COUNT(*) FROM staff_recovery WHERE person = $1 AND used_us IS NULL`, person).Scan(&n)
	return n, err
}
