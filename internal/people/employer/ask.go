package employer

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// MayAct returns nil if the person is an active agent of the employer, whatever
// state it is in: what was begun must be brought to its end.
//
// Errors: ErrNotAgent.
func (s *Service) MayAct(ctx context.Context, q db.Q, person core.PersonID, employer core.EmployerID) (err error) {
	defer fault.Wrap(&err, "employer.MayAct(%s, %s)", person, employer)
	a, err := agentOf(ctx, q, employer, person)
	if errors.Is(err, db.ErrNoRow) || err == nil && a.State != Active {
		return ErrNotAgent
	}
	return err
}

// Agents returns the persons who may act for the employer; none if there is no
// such employer.
func (s *Service) Agents(ctx context.Context, q db.Q, employer core.EmployerID) (_ []core.PersonID, err error) {
	all, err := s.AgentsOf(ctx, q, []core.EmployerID{employer})
	return all[employer], err
}

// AgentsOf is Agents for many.
func (s *Service) AgentsOf(ctx context.Context, q db.Q, employers []core.EmployerID) (_ map[core.EmployerID][]core.PersonID, err error) {
	defer fault.Wrap(&err, "employer.AgentsOf(%d)", len(employers))
	all, err := agentsOf(ctx, q, employers...)
	out := make(map[core.EmployerID][]core.PersonID, len(all))
	for id, agents := range all {
		for _, a := range agents {
			if a.State == Active {
				out[id] = append(out[id], a.Person)
			}
		}
	}
	return out, err
}

// Of returns the employers that the person may act for, oldest first.
func (s *Service) Of(ctx context.Context, q db.Q, person core.PersonID) (_ []core.EmployerID, err error) {
	defer fault.Wrap(&err, "employer.Of(%s)", person)
	return activeFor(ctx, q, person)
}

// Facts returns what others may ask of an employer.
//
// Errors: ErrNotFound.
func (s *Service) Facts(ctx context.Context, q db.Q, employer core.EmployerID) (_ Facts, err error) {
	defer fault.Wrap(&err, "employer.Facts(%s)", employer)
	e, err := s.get(ctx, q, employer)
	return factsOf(e), orElse(err, ErrNotFound)
}

// FactsOf is Facts for many; who does not exist is missing.
func (s *Service) FactsOf(ctx context.Context, q db.Q, employers []core.EmployerID) (_ map[core.EmployerID]Facts, err error) {
	defer fault.Wrap(&err, "employer.FactsOf(%d)", len(employers))
	out := make(map[core.EmployerID]Facts, len(employers))
	return out, s.many(ctx, q, employers, func(e Employer) { out[e.ID] = factsOf(e) })
}

// MaskedNames returns each employer's name as anyone may see it.
func (s *Service) MaskedNames(ctx context.Context, q db.Q, employers []core.EmployerID) (_ map[core.EmployerID]string, err error) {
	defer fault.Wrap(&err, "employer.MaskedNames(%d)", len(employers))
	out := make(map[core.EmployerID]string, len(employers))
	return out, s.many(ctx, q, employers, func(e Employer) { out[e.ID] = e.Name })
}

// Approved reports whether staff have approved the employer and it is not
// suspended.
func (s *Service) Approved(ctx context.Context, q db.Q, employer core.EmployerID) (bool, error) {
	f, err := s.Facts(ctx, q, employer)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return f.Approved, err
}

// FullName is the employer's name in full, for contracts and payments.
//
// Errors: ErrNotFound.
func (s *Service) FullName(ctx context.Context, q db.Q, employer core.EmployerID) (crypto.Private[crypto.Name], error) {
	f, err := s.Facts(ctx, q, employer)
	return f.Name, err
}

// Get returns the employer and all its agents, for those who may see them.
//
// Errors: ErrNotFound.
func (s *Service) Get(ctx context.Context, q db.Q, id core.EmployerID) (e Employer, agents []Agent, err error) {
	defer fault.Wrap(&err, "employer.Get(%s)", id)
	if e, err = s.get(ctx, q, id); err != nil {
		return Employer{}, nil, orElse(err, ErrNotFound)
	}
	all, err := agentsOf(ctx, q, id)
	return e, all[id], err
}
