package person

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Worker returns what other modules ask of a person. Someone unknown, or without
// a real name, is not verified: that is no error.
func (s *Service) Worker(ctx context.Context, q db.Q, person core.PersonID) (_ Worker, err error) {
	defer fault.Wrap(&err, "person.Worker(%s)", person)
	all, err := s.Workers(ctx, q, []core.PersonID{person})
	return all[person], err
}

// Workers is Worker for many people, set by set; each is in the answer.
func (s *Service) Workers(ctx context.Context, q db.Q, people []core.PersonID) (_ map[core.PersonID]Worker, err error) {
	defer fault.Wrap(&err, "person.Workers(%d)", len(people))
	out := make(map[core.PersonID]Worker, len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		consents, err := grantsOf(ctx, q, part)
		if err != nil {
			return err
		}
		for _, id := range part {
			out[id] = Worker{Person: id, Consented: required(consents[id])}
		}
		return s.namesOf(ctx, q, part, func(w Worker) {
			w.Consented = out[w.Person].Consented
			out[w.Person] = w
		})
	})
}

// Verified reports whether a person has a real name.
func (s *Service) Verified(ctx context.Context, q db.Q, person core.PersonID) (bool, error) {
	w, err := s.Worker(ctx, q, person)
	return w.Verified, err
}

// MaskedNames returns the names of people as lists show them: 王*明. Who has no
// real name is left out.
func (s *Service) MaskedNames(ctx context.Context, q db.Q, people []core.PersonID) (_ map[core.PersonID]string, err error) {
	defer fault.Wrap(&err, "person.MaskedNames(%d)", len(people))
	out := make(map[core.PersonID]string, len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		return s.namesOf(ctx, q, part, func(w Worker) { out[w.Person] = core.MaskName(w.Name.Reveal()) })
	})
}

// Titles returns how people are called in public: 王师傅. Who has no real name is
// left out.
func (s *Service) Titles(ctx context.Context, q db.Q, people []core.PersonID) (_ map[core.PersonID]string, err error) {
	defer fault.Wrap(&err, "person.Titles(%d)", len(people))
	out := make(map[core.PersonID]string, len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		return s.namesOf(ctx, q, part, func(w Worker) { out[w.Person] = title(w.Name) })
	})
}

// NameMatches reports whether a name is the person's real one, however a bank
// writes it; false without a real name. It tells nobody the name.
func (s *Service) NameMatches(ctx context.Context, q db.Q, person core.PersonID, name string) (_ bool, err error) {
	defer fault.Wrap(&err, "person.NameMatches(%s)", person)
	p, err := s.personOf(ctx, q, person)
	if errors.Is(err, db.ErrNoRow) {
		return false, nil
	}
	return err == nil && sameName(p.Name.Reveal(), name), err
}

// Reseal brings the names and documents of the next people after one under the
// current key, a few at a time: the work of a key's rotation. It returns where to
// go on, "" at the end, and how many values it wrote.
func (s *Service) Reseal(ctx context.Context, tx db.Tx, after core.PersonID) (next core.PersonID, changed int, err error) {
	defer fault.Wrap(&err, "person.Reseal(%s)", after)
	names, documents, err := sealedAfter(ctx, tx, after, db.MaxRows)
	if err != nil || len(names) == 0 {
		return "", 0, err
	}
	next = names[len(names)-1].Row
	if names, err = s.names().Reseal(names); err != nil {
		return "", 0, err
	}
	if documents, err = s.documents().Reseal(documents); err != nil {
		return "", 0, err
	}
	for _, c := range names {
		if err := writeName(ctx, tx, c); err != nil {
			return "", 0, err
		}
	}
	for _, c := range documents {
		if err := writeDocument(ctx, tx, c); err != nil {
			return "", 0, err
		}
	}
	return next, len(names) + len(documents), nil
}
