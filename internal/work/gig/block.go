package gig

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Block keeps the two sides of an engagement apart from now on: the one who
// blocks wants no more of the other. Blocking twice changes nothing.
//
// Errors: ErrNoEngagement, ErrReason.
func (s *Service) Block(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, reason string) (err error) {
	defer fault.Wrap(&err, "gig.Block(%s)", id)
	if reason == "" {
		return ErrReason
	}
	e, side, err := s.sideOf(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	// The first reason stays.
	_, err = tx.Exec(ctx, `
		INSERT INTO gig_block (worker_id, employer_id, side, reason, by_id, at_us) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (worker_id, employer_id, side) DO NOTHING`,
		e.Worker, e.Employer, string(side), reason, actor.Person, db.Micros(s.now()))
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(actor, s.now(), string(e.Worker), "gig.block", string(e.Employer), reason))
}

// Unblock takes one's own side's block back.
//
// Errors: ErrNoEngagement.
func (s *Service) Unblock(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID) (err error) {
	defer fault.Wrap(&err, "gig.Unblock(%s)", id)
	e, side, err := s.sideOf(ctx, tx, actor, id)
	if err != nil {
		return err
	}
	// The other side's block stays.
	_, err = tx.Exec(ctx, `DELETE FROM gig_block WHERE worker_id = $1 AND employer_id = $2 AND side = $3`, e.Worker, e.Employer, string(side))
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(actor, s.now(), string(e.Worker), "gig.unblock", string(e.Employer), ""))
}

// blocks reports whether the side wants no more of the other side of the engagement.
func blocks(ctx context.Context, q db.Q, e Engagement, side Side) (bool, error) {
	var n int64
	// By the primary key.
	err := q.Row(ctx, `SELECT COUNT(*) FROM gig_block WHERE worker_id = $1 AND employer_id = $2 AND side = $3`,
		e.Worker, e.Employer, string(side)).Scan(&n)
	return n > 0, err
}

// sideOf returns an engagement and on which side of it the actor stands.
//
// Errors: ErrNoEngagement.
func (s *Service) sideOf(ctx context.Context, q db.Q, actor core.Actor, id core.EngagementID) (Engagement, Side, error) {
	e, err := engagementOf(ctx, q, id)
	if err != nil {
		return Engagement{}, "", err
	}
	agents, err := s.agentsOf(ctx, q, e.Employer)
	if err != nil {
		return Engagement{}, "", err
	}
	c := &change{actor: actor, agents: agents}
	side, err := c.side(&e)
	return e, side, err
}
