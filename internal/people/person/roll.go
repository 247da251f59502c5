package person

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
)

// The roll is by what staff find people: where they are, since when they are
// known, and who registered them. It repeats what stands elsewhere in this module
// and can be written anew from it.

// nearM is how far from a town's point a person may be and still count as of that
// town. Ours: the towns of a county lie closer together.
const nearM = 60_000

// rolled is one line of the roll.
type rolled struct {
	Person   core.PersonID
	Name     crypto.Private[crypto.Name] // zero: no real name
	Region   core.RegionCode             // "": not known
	Since    time.Time
	By       core.PersonID // who registered them; themselves, or "" for the program
	Channel  core.Channel
	Verified bool
}

// nameIndex finds a name however it is spaced.
func (s *Service) nameIndex(name crypto.Private[crypto.Name]) []byte {
	if name.IsZero() {
		return nil
	}
	return s.Keys.Index("person_roll.name", core.Fold(name.Reveal()))
}

// regionOf is where a profile says that a person is: the first region they named,
// or the one around their place; "" for neither.
func (s *Service) regionOf(p *Profile) core.RegionCode {
	switch {
	case p == nil:
		return ""
	case len(p.Regions) > 0:
		return core.RegionCode(p.Regions[0])
	case p.Centre == nil:
		return ""
	}
	place, err := core.PlaceAt(p.Centre.Lat, p.Centre.Lon)
	if err != nil {
		return ""
	}
	region, _ := s.Ref.Set().Nearest(place, s.today(), nearM)
	return region
}

// enlist writes lines of the roll. What a line does not know leaves what stands.
func (s *Service) enlist(ctx context.Context, tx db.Tx, all ...rolled) error {
	const cols = 7
	rows := make([]any, 0, cols*len(all))
	for _, r := range all {
		rows = append(rows, r.Person, s.nameIndex(r.Name), string(r.Region), r.Verified, db.Micros(r.Since), string(r.By), string(r.Channel))
	}
	// Who is known longest counts; a name and a region are kept until there is another.
	return db.UpsertRows(ctx, tx, `INSERT INTO person_roll (person, name_index, region, verified, since_us, by_person, channel)`, cols, rows, `
		ON CONFLICT (person) DO UPDATE SET
			name_index = COALESCE(excluded.name_index, person_roll.name_index),
			region = CASE WHEN excluded.region = '' THEN person_roll.region ELSE excluded.region END,
			verified = person_roll.verified OR excluded.verified`)
}

// Locate says where a person was registered, for one whose profile names no
// place. Where one is known already it changes nothing.
func (s *Service) Locate(ctx context.Context, tx db.Tx, person core.PersonID, region core.RegionCode) (err error) {
	defer fault.Wrap(&err, "person.Locate(%s)", person)
	_, err = tx.Exec(ctx, `UPDATE person_roll SET region = $2 WHERE person = $1 AND region = ''`, person, string(region))
	return err
}

// RegionOf returns where a person is; "" if that is not known.
func (s *Service) RegionOf(ctx context.Context, q db.Q, person core.PersonID) (region core.RegionCode, err error) {
	defer fault.Wrap(&err, "person.RegionOf(%s)", person)
	// One row by its primary key.
	err = q.Row(ctx, `SELECT region FROM person_roll WHERE person = $1`, person).Scan(&region)
	if err == db.ErrNoRow { //nolint:errorlint // classify returns it bare
		err = nil
	}
	return region, err
}

// Regions is RegionOf for many; whose region is not known is left out.
func (s *Service) Regions(ctx context.Context, q db.Q, people []core.PersonID) (_ map[core.PersonID]core.RegionCode, err error) {
	defer fault.Wrap(&err, "person.Regions(%d)", len(people))
	out := make(map[core.PersonID]core.RegionCode, len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		args := db.Fill(part)
		// Rows by their primary key.
		return q.Rows(ctx, `SELECT person, region FROM person_roll WHERE region <> '' AND person IN `+db.In(1, len(args)), args, func(r db.Row) error {
			var p core.PersonID
			var region core.RegionCode
			err := r.Scan(&p, &region)
			out[p] = region
			return err
		})
	})
}

// rollJob writes the roll for those who were known before there was one.
const rollJob = "person.roll"

// PlanRoll sees to it that everyone is on the roll. Doing so again is cheap.
func (s *Service) PlanRoll(ctx context.Context, tx db.Tx, q *jobs.Queue) error {
	return q.Schedule(ctx, tx, rollJob, "all", s.Now(), nil)
}

// fillRoll enlists the next people who are missing, and goes on until none is.
func (s *Service) fillRoll(q *jobs.Queue) jobs.Handler {
	return func(ctx context.Context, tx db.Tx, key string, _ []byte) error {
		var all []rolled
		// Those with a real name and without a line.
		err := tx.Rows(ctx, `
			SELECT p.person, p.name, p.kind, p.document, p.birth, p.verified_us FROM person_person p
			WHERE NOT EXISTS (SELECT 1 FROM person_roll r WHERE r.person = p.person)
			ORDER BY p.person LIMIT $1`, []any{db.MaxRows}, func(r db.Row) error {
			p, err := s.scanPerson(r)
			all = append(all, rolled{Person: p.ID, Name: p.Name, Since: p.Verified, By: p.ID, Channel: core.BySystem, Verified: true})
			return err
		})
		if err != nil || len(all) == 0 {
			return err
		}
		for i, r := range all {
			profile, err := s.ProfileOf(ctx, tx, r.Person)
			if err != nil {
				return err
			}
			all[i].Region = s.regionOf(&profile.Profile)
		}
		if err := s.enlist(ctx, tx, all...); err != nil || len(all) < db.MaxRows {
			return err
		}
		return q.Schedule(ctx, tx, rollJob, key, s.Now(), nil)
	}
}

// EachVerified gives everyone with a real name: where they are, and since when.
func (s *Service) EachVerified(ctx context.Context, q db.Q, each func(person core.PersonID, region core.RegionCode, since time.Time)) (err error) {
	defer fault.Wrap(&err, "person.EachVerified")
	// Everyone: for counting anew, which is rare.
	return q.Rows(ctx, `
		SELECT p.person, COALESCE(r.region, ''), p.verified_us FROM person_person p
		LEFT JOIN person_roll r ON r.person = p.person`, nil, func(r db.Row) error {
		var id core.PersonID
		var region core.RegionCode
		var us int64
		err := r.Scan(&id, &region, &us)
		each(id, region, db.Instant(us))
		return err
	})
}
