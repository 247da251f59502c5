package person

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

// firstID and lastID sort before and after every identifier.
const (
	firstID = "00000000-0000-0000-0000-000000000000"
	lastID  = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// claimDocument gives a document to a person if nobody has it, and returns whose
// it is.
func claimDocument(ctx context.Context, tx db.Tx, index []byte, person core.PersonID) (owner core.PersonID, err error) {
	// Setting a value to itself makes the row come back, whoever's it is.
	err = tx.Row(ctx, `
		INSERT INTO person_document (document_index, person) VALUES ($1, $2)
		ON CONFLICT (document_index) DO UPDATE SET person = person_document.person
		RETURNING person`, index, person).Scan(&owner)
	return owner, err
}

// claimDocuments gives documents to people and returns how many were free.
func claimDocuments(ctx context.Context, tx db.Tx, indexes [][]byte, people []Person) (int64, error) {
	args := make([]any, 0, 2*len(people))
	for i, p := range people {
		args = append(args, indexes[i], p.ID)
	}
	// A document that somebody has is passed over, and so missing in the count.
	return tx.Exec(ctx, `
		INSERT INTO person_document (document_index, person) VALUES `+db.Values(len(people), 2)+`
		ON CONFLICT (document_index) DO NOTHING`, args...)
}

// insertPeople writes at most MaxRows real names and returns how many are new;
// people who have one keep it.
func (s *Service) insertPeople(ctx context.Context, tx db.Tx, people []Person) (int64, error) {
	const cols = 6
	names, documents := s.names(), s.documents()
	args := make([]any, 0, cols*len(people))
	for _, p := range people {
		args = append(args, p.ID, names.Seal(p.ID, p.Name), string(p.Kind), documents.Seal(p.ID, p.Number), string(p.Birth), db.Micros(p.Verified))
	}
	return tx.Exec(ctx, `
		INSERT INTO person_person (person, name, kind, document, birth, verified_us) VALUES `+db.Values(len(people), cols)+`
		ON CONFLICT (person) DO NOTHING`, args...)
}

// personOf returns a real name; db.ErrNoRow if there is none.
func (s *Service) personOf(ctx context.Context, q db.Q, id core.PersonID) (p Person, err error) {
	// One row by its primary key.
	return s.scanPerson(q.Row(ctx, `SELECT person, name, kind, document, birth, verified_us FROM person_person WHERE person = $1`, id))
}

func (s *Service) scanPerson(r db.Row) (p Person, err error) {
	var us int64
	err = r.Scan(&p.ID, s.names().Into(&p.ID, &p.Name), &p.Kind, s.documents().Into(&p.ID, &p.Number), &p.Birth, &us)
	p.Verified = db.Instant(us)
	return p, err
}

// namesOf calls each for the name and birth of those of at most MaxRows people
// who have a real name. Documents stay sealed.
func (s *Service) namesOf(ctx context.Context, q db.Q, people []core.PersonID, each func(Worker)) error {
	column := s.names()
	args := db.Fill(people)
	// Rows by their primary key.
	return q.Rows(ctx, `SELECT person, name, birth FROM person_person WHERE person IN `+db.In(1, len(args)), args, func(r db.Row) error {
		w := Worker{Verified: true}
		if err := r.Scan(&w.Person, column.Into(&w.Person, &w.Name), &w.Birth); err != nil {
			return err
		}
		each(w)
		return nil
	})
}

func ids(people []core.PersonID) []any {
	args := make([]any, len(people))
	for i, p := range people {
		args[i] = p
	}
	return args
}

// insertAttempt records a question to the register and drops those of other days.
func insertAttempt(ctx context.Context, tx db.Tx, person core.PersonID, try core.ID[attempt], now time.Time) error {
	// Older ones count for nothing any more; the audit has them.
	if _, err := tx.Exec(ctx, `DELETE FROM person_attempt WHERE person = $1 AND at_us <= $2`, person, db.Micros(now.AddDate(0, 0, -1))); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO person_attempt (person, id, at_us, outcome) VALUES ($1, $2, $3, 'asked')`, person, try, db.Micros(now))
	return err
}

// countAttempts counts the questions since a moment that the register answered,
// or may still answer.
func countAttempts(ctx context.Context, tx db.Tx, person core.PersonID, since time.Time) (n int, err error) {
	// That the register was not there is not the person's doing.
	err = tx.Row(ctx, `SELECT COUNT(*) FROM person_attempt WHERE person = $1 AND at_us > $2 AND outcome <> 'unavailable'`, person, db.Micros(since)).Scan(&n)
	return n, err
}

// endAttempt records how a question ended.
func endAttempt(ctx context.Context, tx db.Tx, person core.PersonID, try core.ID[attempt], outcome string) error {
	_, err := tx.Exec(ctx, `UPDATE person_attempt SET outcome = $3 WHERE person = $1 AND id = $2`, person, try, outcome)
	return err
}

// sealedAfter returns the sealed columns of the next people after one, locked.
func sealedAfter(ctx context.Context, tx db.Tx, after core.PersonID, limit int) (names, documents []crypto.Cell[core.PersonID], err error) {
	if after == "" {
		after = firstID
	}
	// In key order, so that two walks can't wait for each other.
	err = tx.Rows(ctx, `SELECT person, name, document FROM person_person WHERE person > $1 ORDER BY person LIMIT $2`+db.ForUpdate(tx),
		[]any{after, limit}, func(r db.Row) error {
			var n, d crypto.Cell[core.PersonID]
			err := r.Scan(&n.Row, &n.Sealed, &d.Sealed)
			d.Row = n.Row
			names, documents = append(names, n), append(documents, d)
			return err
		})
	return names, documents, err
}

// writeName replaces a sealed name.
func writeName(ctx context.Context, tx db.Tx, c crypto.Cell[core.PersonID]) error {
	_, err := tx.Exec(ctx, `UPDATE person_person SET name = $2 WHERE person = $1`, c.Row, c.Sealed)
	return err
}

// writeDocument replaces a sealed document number.
func writeDocument(ctx context.Context, tx db.Tx, c crypto.Cell[core.PersonID]) error {
	_, err := tx.Exec(ctx, `UPDATE person_person SET document = $2 WHERE person = $1`, c.Row, c.Sealed)
	return err
}
