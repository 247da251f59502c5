package person

import (
	"context"
	"encoding/json"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// upsertProfiles writes at most MaxRows profiles over those there were.
func upsertProfiles(ctx context.Context, tx db.Tx, all []Profiled) error {
	const cols = 3
	args := make([]any, 0, cols*len(all))
	for _, p := range all {
		doc, err := json.Marshal(p.Profile)
		if err != nil {
			return err
		}
		args = append(args, p.Person, string(doc), db.Micros(p.Changed))
	}
	// A profile is always written whole.
	_, err := tx.Exec(ctx, `
		INSERT INTO person_profile (person, doc, changed_us) VALUES `+db.Values(len(all), cols)+`
		ON CONFLICT (person) DO UPDATE SET doc = excluded.doc, changed_us = excluded.changed_us`, args...)
	return err
}

// profileOf returns a profile; db.ErrNoRow if there is none.
func profileOf(ctx context.Context, q db.Q, person core.PersonID) (p Profiled, err error) {
	// One row by its primary key.
	return scanProfile(q.Row(ctx, `SELECT person, CAST(doc AS TEXT), changed_us FROM person_profile WHERE person = $1`, person))
}

func scanProfile(r db.Row) (p Profiled, err error) {
	var doc string
	var us int64
	if err := r.Scan(&p.Person, &doc, &us); err != nil {
		return p, err
	}
	p.Changed = db.Instant(us)
	return p, json.Unmarshal([]byte(doc), &p.Profile)
}

// insertConsents records consents, at most MaxRows.
func insertConsents(ctx context.Context, tx db.Tx, all []Consent) error {
	const cols = 10
	args := make([]any, 0, cols*len(all))
	for _, c := range all {
		args = append(args, c.Person, string(c.Kind), c.ID, c.Granted, c.Version, string(c.Lang), c.Hash, string(c.Channel), string(c.Operator), db.Micros(c.At))
	}
	// Consents are only ever added.
	_, err := tx.Exec(ctx, `
		INSERT INTO person_consent (person, kind, id, granted, version, lang, hash, channel, operator, at_us)
		VALUES `+db.Values(len(all), cols), args...)
	return err
}

// consentsOf returns a person's latest consent of each kind.
func consentsOf(ctx context.Context, q db.Q, person core.PersonID) (map[ConsentKind]Consent, error) {
	out := map[ConsentKind]Consent{}
	// A person has a handful; the last of a kind stays in the map.
	err := q.Rows(ctx, `
		SELECT id, kind, granted, version, lang, hash, channel, operator, at_us FROM person_consent
		WHERE person = $1 ORDER BY kind, at_us, id`, []any{person}, func(r db.Row) error {
		c := Consent{Person: person}
		var us int64
		if err := r.Scan(&c.ID, &c.Kind, &c.Granted, &c.Version, &c.Lang, &c.Hash, &c.Channel, &c.Operator, &us); err != nil {
			return err
		}
		c.At = db.Instant(us)
		out[c.Kind] = c
		return nil
	})
	return out, err
}

// grantsOf returns, of at most MaxRows people, who has accepted which of the
// required kinds, whatever the version.
func grantsOf(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]map[ConsentKind]Consent, error) {
	out := make(map[core.PersonID]map[ConsentKind]Consent, len(people))
	args := append([]any{string(Terms), string(Privacy)}, ids(people)...)
	// The last of a person and kind stays in the map.
	err := q.Rows(ctx, `
		SELECT person, kind, granted FROM person_consent
		WHERE kind IN ($1, $2) AND person IN `+db.In(3, len(people))+` ORDER BY person, kind, at_us, id`, args, func(r db.Row) error {
		var c Consent
		if err := r.Scan(&c.Person, &c.Kind, &c.Granted); err != nil {
			return err
		}
		if out[c.Person] == nil {
			out[c.Person] = map[ConsentKind]Consent{}
		}
		out[c.Person][c.Kind] = c
		return nil
	})
	return out, err
}

// insertLook records that somebody saw a full value.
func insertLook(ctx context.Context, tx db.Tx, l Look) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO person_look (person, id, looker, role, field, reason, channel, at_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		l.Person, l.ID, string(l.Looker), string(l.Role), string(l.Field), l.Reason, string(l.Channel), db.Micros(l.At))
	return err
}

// looksBefore returns who looked at a person's data, newest first.
func looksBefore(ctx context.Context, q db.Q, person core.PersonID, before core.ID[Look], limit int) ([]Look, error) {
	var out []Look
	// A prefix of the primary key, backwards; ids ascend with time.
	err := q.Rows(ctx, `
		SELECT id, looker, role, field, reason, channel, at_us FROM person_look
		WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, []any{person, before, limit}, func(r db.Row) error {
		l := Look{Person: person}
		var us int64
		if err := r.Scan(&l.ID, &l.Looker, &l.Role, &l.Field, &l.Reason, &l.Channel, &us); err != nil {
			return err
		}
		l.At = db.Instant(us)
		out = append(out, l)
		return nil
	})
	return out, err
}
