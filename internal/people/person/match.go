package person

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Match is whose a document is already. That somebody of another name has it must
// not be told to who doesn't know that name.
type Match struct {
	Person   core.PersonID // "" if nobody has it
	SameName bool
}

// Matches looks up the documents of claims: one Match for each, in order.
func (s *Service) Matches(ctx context.Context, q db.Q, claims []Claim) (_ []Match, err error) {
	defer fault.Wrap(&err, "person.Matches(%d)", len(claims))
	out := make([]Match, 0, len(claims))
	err = db.Chunks(claims, func(part []Claim) error {
		indexes := make([][]byte, len(part))
		for i, c := range part {
			indexes[i] = s.documentIndex(c.Kind, c.Number)
		}
		owners, err := documentOwners(ctx, q, indexes)
		if err != nil {
			return err
		}
		var known []core.PersonID
		for _, person := range owners {
			known = append(known, person)
		}
		workers, err := s.Workers(ctx, q, known)
		if err != nil {
			return err
		}
		for i, c := range part {
			person := owners[string(indexes[i])]
			out = append(out, Match{person, person != "" && sameName(workers[person].Name.Reveal(), c.Name.Reveal())})
		}
		return nil
	})
	return out, err
}

// documentOwners returns whose at most MaxRows documents are, by index.
func documentOwners(ctx context.Context, q db.Q, indexes [][]byte) (map[string]core.PersonID, error) {
	args := db.Fill(indexes)
	out := make(map[string]core.PersonID, len(indexes))
	// Rows by their primary key.
	return out, q.Rows(ctx, `SELECT document_index, person FROM person_document WHERE document_index IN `+db.In(1, len(args)), args, func(r db.Row) error {
		var index []byte
		var person core.PersonID
		err := r.Scan(&index, &person)
		out[string(index)] = person
		return err
	})
}

// Accepted returns which consents somebody gives who has given none yet, out of
// the texts that were read to them.
//
// Errors: ErrConsentMissing, ErrConsentVersion.
func (s *Service) Accepted(given []Given) (kinds []ConsentKind, err error) {
	if _, err := toGive(nil, given, s.today()); err != nil {
		return nil, err
	}
	for _, g := range given {
		t, err := textOn(g.Kind, s.today())
		switch {
		case err != nil:
			return nil, err
		case t.Version != g.Version:
			return nil, named(ErrConsentVersion, t)
		}
		kinds = append(kinds, g.Kind)
	}
	return kinds, nil
}

// CheckProfile says all that is wrong with a profile, and returns its normal form.
//
// Errors: the faults of the profile.
func (s *Service) CheckProfile(p Profile) (Profile, error) { return p.check(s.Ref.Set(), s.today()) }
