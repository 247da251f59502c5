package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

const (
	lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// compactJSON is a document without what a database adds or changes in blanks and
// order.
func compactJSON(doc []byte) []byte {
	var v any
	if err := json.Unmarshal(doc, &v); err != nil {
		return bytes.TrimSpace(doc)
	}
	out, err := json.Marshal(v)
	if err != nil {
		return doc
	}
	return out
}

// insertRegistered writes people who were registered for the first time.
func insertRegistered(ctx context.Context, tx db.Tx, all []Registered) error {
	rows := make([]any, 0, 6*len(all))
	for _, r := range all {
		rows = append(rows, r.Person, string(r.Region), r.Operator, string(r.Channel), r.Phone, db.Micros(r.First))
	}
	// An account of a bare phone may have been registered before, and reversed.
	return db.UpsertRows(ctx, tx, `INSERT INTO intake_person (person, region, operator, channel, phone, first_us)`, 6, rows, `
		ON CONFLICT (person) DO UPDATE SET region = excluded.region, operator = excluded.operator, channel = excluded.channel, phone = excluded.phone`)
}

// upsertRegion writes where a known person lives.
func upsertRegion(ctx context.Context, tx db.Tx, r Registered) error {
	// Who registered first stays.
	_, err := tx.Exec(ctx, `
		INSERT INTO intake_person (person, region, operator, channel, phone, first_us) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person) DO UPDATE SET region = excluded.region`,
		r.Person, string(r.Region), r.Operator, string(r.Channel), r.Phone, db.Micros(r.First))
	return err
}

// moveHome writes where a person lives, as it was before.
func moveHome(ctx context.Context, tx db.Tx, person core.PersonID, region core.RegionCode) error {
	_, err := tx.Exec(ctx, `UPDATE intake_person SET region = $2 WHERE person = $1`, person, string(region))
	return err
}

// setTaken records when a person took their account over, the first time.
func setTaken(ctx context.Context, tx db.Tx, person core.PersonID, at time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE intake_person SET phone = TRUE, taken_us = COALESCE(taken_us, $2) WHERE person = $1`, person, db.Micros(at))
	return err
}

// registeredOf returns a registered person; db.ErrNoRow if nobody registered them.
func registeredOf(ctx context.Context, q db.Q, person core.PersonID) (r Registered, err error) {
	var first int64
	var taken *int64
	// One row by its primary key.
	err = q.Row(ctx, `SELECT person, region, operator, channel, phone, first_us, taken_us FROM intake_person WHERE person = $1`, person).
		Scan(&r.Person, &r.Region, &r.Operator, &r.Channel, &r.Phone, &first, &taken)
	r.First, r.Taken = db.Instant(first), db.OptInstant(taken)
	return r, err
}

// registeredAll is registeredOf for many.
func registeredAll(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]Registered, error) {
	out := make(map[core.PersonID]Registered, len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		args := db.Fill(part)
		// Rows by their primary key.
		return q.Rows(ctx, `SELECT person, region, operator, channel, phone, first_us, taken_us FROM intake_person WHERE person IN `+db.In(1, len(args)), args, func(r db.Row) error {
			var p Registered
			var first int64
			var taken *int64
			err := r.Scan(&p.Person, &p.Region, &p.Operator, &p.Channel, &p.Phone, &first, &taken)
			p.First, p.Taken = db.Instant(first), db.OptInstant(taken)
			out[p.Person] = p
			return err
		})
	})
}

const recordColumns = `person, id, operator, channel, kind, region, region_before, CAST(before AS TEXT), CAST(after AS TEXT), consents, state, at_us`

func scanRecord(row db.Row) (r Record, err error) {
	var before, after, consents, state string
	var us int64
	err = row.Scan(&r.Person, &r.ID, &r.Operator, &r.Channel, &r.Kind, &r.Region, &r.RegionBefore, &before, &after, &consents, &state, &us)
	r.Before, r.After, r.Reversed, r.At = []byte(before), []byte(after), state == "reversed", db.Instant(us)
	if consents != "" {
		r.Consents = strings.Split(consents, ",")
	}
	return r, err
}

// insertRecords writes acts of registering.
func insertRecords(ctx context.Context, tx db.Tx, all []Record) error {
	rows := make([]any, 0, 12*len(all))
	for _, r := range all {
		rows = append(rows, r.Person, r.ID, r.Operator, string(r.Channel), string(r.Kind), string(r.Region), string(r.RegionBefore),
			string(r.Before), string(r.After), strings.Join(r.Consents, ","), "kept", db.Micros(r.At))
	}
	// Records are only ever added.
	return db.InsertRows(ctx, tx, `INSERT INTO intake_record (person, id, operator, channel, kind, region, region_before, before, after, consents, state, at_us)`, 12, rows)
}

// setReversed marks a record as taken back.
func setReversed(ctx context.Context, tx db.Tx, person core.PersonID, id core.ID[Record]) error {
	_, err := tx.Exec(ctx, `UPDATE intake_record SET state = 'reversed' WHERE person = $1 AND id = $2`, person, id)
	return err
}

// recordsOf returns what was registered of a person, newest first.
func recordsOf(ctx context.Context, q db.Q, person core.PersonID) (out []Record, err error) {
	// The person's rows by the primary key: a handful.
	err = q.Rows(ctx, `SELECT `+recordColumns+` FROM intake_record WHERE person = $1 ORDER BY id DESC`, []any{person}, func(row db.Row) error {
		r, err := scanRecord(row)
		out = append(out, r)
		return err
	})
	return out, err
}

// recordsBy returns what an operator registered, newest first, older than a record.
func recordsBy(ctx context.Context, q db.Q, operator core.PersonID, before core.ID[Record], limit int) (out []Record, err error) {
	if before == "" {
		before = lastID
	}
	// The operator's rows by their index.
	err = q.Rows(ctx, `SELECT `+recordColumns+` FROM intake_record WHERE operator = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		[]any{operator, before, limit}, func(row db.Row) error {
			r, err := scanRecord(row)
			out = append(out, r)
			return err
		})
	return out, err
}

// countBy counts whom an operator registered.
func countBy(ctx context.Context, q db.Q, operator core.PersonID) (n int64, err error) {
	// By the operator's index.
	err = q.Row(ctx, `SELECT COUNT(*) FROM intake_record WHERE operator = $1 AND kind = 'fresh'`, operator).Scan(&n)
	return n, err
}

// codes is the column of slips' codes.
func (s *Service) sealCode(c Slip) []byte {
	return s.Keys.Seal([]byte(c.Code), crypto.At("intake_slip.code", c.Person))
}

// insertSlips writes slips.
func (s *Service) insertSlips(ctx context.Context, tx db.Tx, all []Slip) error {
	rows := make([]any, 0, 6*len(all))
	for _, c := range all {
		rows = append(rows, s.codeIndex(c.Code), c.Person, s.sealCode(c), c.By, db.Micros(c.Made), db.Micros(c.Expires))
	}
	// Two slips of one code would be a wonder; then nothing is written.
	return db.InsertRows(ctx, tx, `INSERT INTO intake_slip (code_index, person, code, made_by, made_us, expires_us)`, 6, rows)
}

// deleteSlips ends the slips of people.
func deleteSlips(ctx context.Context, tx db.Tx, people []core.PersonID) error {
	return db.Chunks(people, func(part []core.PersonID) error {
		args := db.Fill(part)
		// By the index of people.
		_, err := tx.Exec(ctx, `DELETE FROM intake_slip WHERE person IN `+db.In(1, len(args)), args...)
		return err
	})
}

func (s *Service) scanSlip(row db.Row) (c Slip, err error) {
	var sealed []byte
	var made, expires int64
	if err := row.Scan(&c.Person, &sealed, &c.By, &made, &expires); err != nil {
		return c, err
	}
	plain, err := s.Keys.Open(sealed, crypto.At("intake_slip.code", c.Person))
	c.Code, c.Made, c.Expires = Code(plain), db.Instant(made), db.Instant(expires)
	return c, err
}

// slipOf returns a person's slip; db.ErrNoRow without one.
func (s *Service) slipOf(ctx context.Context, q db.Q, person core.PersonID) (Slip, error) {
	// By the index of people: there is one at most.
	return s.scanSlip(q.Row(ctx, `SELECT person, code, made_by, made_us, expires_us FROM intake_slip WHERE person = $1 ORDER BY made_us DESC LIMIT 1`, person))
}

// slipByCode returns the slip of a code; db.ErrNoRow if there is none.
func (s *Service) slipByCode(ctx context.Context, q db.Q, c Code) (Slip, error) {
	// One row by its primary key.
	return s.scanSlip(q.Row(ctx, `SELECT person, code, made_by, made_us, expires_us FROM intake_slip WHERE code_index = $1`, s.codeIndex(c)))
}

// insertTry records a wrong code, and drops those of other days.
func insertTry(ctx context.Context, tx db.Tx, asker []byte, now time.Time) error {
	// Older ones count for nothing any more.
	if _, err := tx.Exec(ctx, `DELETE FROM intake_try WHERE asker = $1 AND at_us < $2`, asker, db.Micros(now.AddDate(0, 0, -1))); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO intake_try (asker, id, at_us) VALUES ($1, $2, $3)`, asker, core.NewID[Slip](now), db.Micros(now))
	return err
}

// countTries counts wrong codes since a moment.
func countTries(ctx context.Context, tx db.Tx, asker []byte, since time.Time) (n int, err error) {
	// The asker's rows by the primary key.
	err = tx.Row(ctx, `SELECT COUNT(*) FROM intake_try WHERE asker = $1 AND at_us > $2`, asker, db.Micros(since)).Scan(&n)
	return n, err
}
