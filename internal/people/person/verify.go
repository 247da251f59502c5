package person

import (
	"bytes"
	"context"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over all rows: a sentence for each thing
// it checked, and one for each breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "person.Verify")
	v := verifier{service: s, owned: map[core.PersonID][]byte{}}
	for _, step := range []func(context.Context, db.Q) error{v.documents, v.people, v.strays, v.consents, v.profiles} {
		if err := step(ctx, q); err != nil {
			return nil, nil, err
		}
	}
	return []string{
		fmt.Sprintf("people: each of %d real names opens, has one document that finds it, a birth that agrees with it, and consents from before", v.n),
		fmt.Sprintf("people: each of %d profiles reads", v.read),
	}, v.broken, nil
}

type verifier struct {
	service *Service
	owned   map[core.PersonID][]byte // document indexes
	n, read int
	broken  []string
}

func (v *verifier) breach(format string, args ...any) {
	v.broken = append(v.broken, fmt.Sprintf(format, args...))
}

// documents reads whose the documents are.
func (v *verifier) documents(ctx context.Context, q db.Q) error {
	return q.Rows(ctx, `SELECT document_index, person FROM person_document`, nil, func(r db.Row) error {
		var index []byte
		var id core.PersonID
		if err := r.Scan(&index, &id); err != nil {
			return err
		}
		if _, twice := v.owned[id]; twice {
			v.breach("person %s has two documents", id)
		}
		v.owned[id] = index
		return nil
	})
}

// people opens every real name.
func (v *verifier) people(ctx context.Context, q db.Q) error {
	s := v.service
	// The sealed values are read as they lie: one that does not open is a breach.
	return q.Rows(ctx, `SELECT person, name, kind, document, birth FROM person_person`, nil, func(r db.Row) error {
		var name, number crypto.Cell[core.PersonID]
		var p Person
		if err := r.Scan(&p.ID, &name.Sealed, &p.Kind, &number.Sealed, &p.Birth); err != nil {
			return err
		}
		v.n++
		var nameErr, numberErr error
		p.Name, nameErr = s.names().Open(p.ID, name.Sealed)
		p.Number, numberErr = s.documents().Open(p.ID, number.Sealed)
		index := v.owned[p.ID]
		delete(v.owned, p.ID)
		if nameErr != nil || numberErr != nil {
			v.breach("the name or the document of person %s does not open", p.ID)
			return nil
		}
		if !bytes.Equal(index, s.documentIndex(p.Kind, p.Number)) {
			v.breach("person %s is not found by their document", p.ID)
		}
		if doc, err := core.ParseDocument(p.Kind, p.Number.Reveal(), ""); err != nil || doc.Birth != "" && doc.Birth != p.Birth {
			v.breach("the document of person %s is not well-formed, or tells another birth", p.ID)
		}
		return nil
	})
}

// strays are documents without a person.
func (v *verifier) strays(context.Context, db.Q) error {
	for id := range v.owned {
		v.breach("a document leads to person %s, who has no real name", id)
	}
	return nil
}

// consents finds people whose real name is older than their consent to it.
func (v *verifier) consents(ctx context.Context, q db.Q) error {
	for _, k := range Kinds {
		if !k.Required() {
			continue
		}
		err := q.Rows(ctx, `
			SELECT p.person FROM person_person p WHERE NOT EXISTS (
				SELECT 1 FROM person_consent c
				WHERE c.person = p.person AND c.kind = $1 AND c.granted AND c.at_us <= p.verified_us)`, []any{string(k)}, func(r db.Row) error {
			var id core.PersonID
			if err := r.Scan(&id); err != nil {
				return err
			}
			v.breach("person %s had not consented to %s before the real name", id, k)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// profiles reads every profile.
func (v *verifier) profiles(ctx context.Context, q db.Q) error {
	return q.Rows(ctx, `SELECT person, CAST(doc AS TEXT), changed_us FROM person_profile`, nil, func(r db.Row) error {
		v.read++
		if p, err := scanProfile(r); err != nil {
			v.breach("the profile of person %s does not read", p.Person)
		}
		return nil
	})
}
