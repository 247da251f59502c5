package match

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Candidate is someone whom a job suits.
type Candidate struct {
	Person core.PersonID
	Score  int64 // hundredths
	Facts  Facts
	Told   bool // of the job, in silence or aloud
}

// Candidates returns at most limit people whom the job suits now, the best
// first, told or not: while it is full, those who could stand in its line. Nobody
// once it has begun or ended.
//
// Errors: ErrJob.
func (s *Service) Candidates(ctx context.Context, q db.Q, job core.JobID, limit int) (_ []Candidate, err error) {
	defer fault.Wrap(&err, "match.Candidates(%s)", job)
	j, known, err := jobOf(ctx, q, job)
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, ErrJob
	}
	if !j.Ended.IsZero() || !s.Now().Before(j.Start()) {
		return nil, nil
	}
	told, err := toldOf(ctx, q, job)
	if err != nil {
		return nil, err
	}
	ranked, err := s.ranking(ctx, q, &j, nil)
	if err != nil {
		return nil, err
	}
	ranked = ranked[:min(limit, len(ranked))]
	out := make([]Candidate, len(ranked))
	for i, c := range ranked {
		_, was := told[c.person]
		out[i] = Candidate{c.person, c.score, c.facts, was}
	}
	return out, nil
}
