package figures

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// facts asks the modules that own them for all facts, as rows to write.
func (s *Service) facts(ctx context.Context, q db.Q) (people, work, paid []any, err error) {
	err = s.People.EachVerified(ctx, q, func(person core.PersonID, region core.RegionCode, since time.Time) {
		people = append(people, person, string(townOf(region)), string(WeekOf(since)))
	})
	if err != nil {
		return nil, nil, nil, err
	}
	err = s.Work.EachOpened(ctx, q, func(job core.JobID, region core.RegionCode, opened, filled time.Time) {
		work = append(work, job, string(townOf(region)), string(WeekOf(opened)), db.Micros(opened), db.OptMicros(notBefore(filled, opened)))
	})
	if err != nil {
		return nil, nil, nil, err
	}
	err = s.Work.EachPaid(ctx, q, func(id core.EngagementID, region core.RegionCode, m core.Money, at time.Time) {
		paid = append(paid, id, string(townOf(region)), string(WeekOf(at)), m.Minor)
	})
	return people, work, paid, err
}

// notBefore is t, or from if t came before it; zero stays zero.
func notBefore(t, from time.Time) time.Time {
	if !t.IsZero() && t.Before(from) {
		return from
	}
	return t
}
