package person

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Births returns the days of birth of those who have a real name; the others are
// missing. It opens nothing that is sealed: the hottest write asks it.
func (s *Service) Births(ctx context.Context, q db.Q, people []core.PersonID) (_ map[core.PersonID]core.Date, err error) {
	defer fault.Wrap(&err, "person.Births(%d)", len(people))
	out := make(map[core.PersonID]core.Date, len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		args := db.Fill(part)
		// Rows by their primary key.
		return q.Rows(ctx, `SELECT person, birth FROM person_person WHERE person IN `+db.In(1, len(args)), args, func(r db.Row) error {
			var id core.PersonID
			var birth core.Date
			err := r.Scan(&id, &birth)
			out[id] = birth
			return err
		})
	})
}

// FullName returns a person's real name; "" without one. It is for contracts,
// cards and proofs that name the person, not for show.
func (s *Service) FullName(ctx context.Context, q db.Q, person core.PersonID) (string, error) {
	w, err := s.Worker(ctx, q, person)
	return w.Name.Reveal(), err
}
