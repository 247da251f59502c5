package reputation

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Of returns the records of persons as workers; who has none is missing.
func (s *Service) Of(ctx context.Context, q db.Q, persons []core.PersonID) (_ map[core.PersonID]Record, err error) {
	defer fault.Wrap(&err, "reputation.Of(%d)", len(persons))
	return records(ctx, q, persons)
}

// OfWorkers is Of in the form in which changes are told.
func (s *Service) OfWorkers(ctx context.Context, q db.Q, persons []core.PersonID) (map[core.PersonID]event.RecordChanged, error) {
	all, err := s.Of(ctx, q, persons)
	out := make(map[core.PersonID]event.RecordChanged, len(all))
	for p, r := range all {
		out[p] = changed(p, r)
	}
	return out, err
}

// OfEmployers is OfWorkers for employers; Person is empty.
func (s *Service) OfEmployers(ctx context.Context, q db.Q, employers []core.EmployerID) (_ map[core.EmployerID]event.RecordChanged, err error) {
	defer fault.Wrap(&err, "reputation.OfEmployers(%d)", len(employers))
	all, err := records(ctx, q, employers)
	out := make(map[core.EmployerID]event.RecordChanged, len(all))
	for e, r := range all {
		out[e] = changed("", r)
	}
	return out, err
}

func records[ID ~string](ctx context.Context, q db.Q, ids []ID) (map[ID]Record, error) {
	subjects := make([]Subject, len(ids))
	for i, id := range ids {
		subjects[i] = Subject(id)
	}
	all, err := recordsOf(ctx, q, subjects)
	out := make(map[ID]Record, len(all))
	for s, r := range all {
		out[ID(s)] = r
	}
	return out, err
}
