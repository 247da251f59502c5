package account

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

const (
	// tokenLen is the length of a token in characters.
	tokenLen = 43
	// seenEvery is how far the record of a session's use may lag behind.
	seenEvery = 5 * time.Minute
	// maxSessions is how many places a person can be logged in at; one more ends
	// the one that was used least recently.
	maxSessions = 20
)

// Authenticate says who holds a token: an api.Authenticator. A token that opens
// nothing is nobody's, without an error. It reads the database once in cacheLife
// for a token in use, and writes once in seenEvery.
func (s *Service) Authenticate(ctx context.Context, token string) (_ core.PersonID, _ []core.Grant, err error) {
	defer fault.Wrap(&err, "account.Authenticate")
	if len(token) != tokenLen {
		return "", nil, nil
	}
	now, hash := s.Now(), crypto.HashToken(token)
	if h, ok := s.cache.get(string(hash), now); ok {
		return h.person, h.grants, nil
	}
	age := s.cache.age()
	ses, err := sessionOf(ctx, s.DB.Reader(), hash)
	switch {
	case errors.Is(err, db.ErrNoRow) || err == nil && !now.Before(ses.Expires):
		return "", nil, nil
	case err != nil:
		return "", nil, err
	}
	var grants []core.Grant
	if ses.Door == StaffDoor || s.Demo {
		if grants, err = grantsAt(ctx, s.DB.Reader(), ses.Person, now); err != nil {
			return "", nil, err
		}
	}
	life := lives[ses.Door]
	if now.Sub(ses.Seen) >= min(seenEvery, life/3) {
		s.touch(ctx, now, hash, life)
	}
	s.cache.put(string(hash), age, holder{ses.Person, grants, earlier(now.Add(cacheLife), ses.Expires)})
	return ses.Person, grants, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// touch records that a session is in use and moves its end. That it can't be
// recorded is no reason to send the person away.
func (s *Service) touch(ctx context.Context, now time.Time, hash []byte, life time.Duration) {
	addr := maskAddr(api.ActorOf(ctx).Addr)
	err := s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		return touchSession(ctx, tx, hash, addr, now, now.Add(life))
	})
	if err != nil && ctx.Err() == nil {
		s.Log.WarnContext(ctx, "account: session not touched", "error", err)
	}
}

// Sessions returns where a person is logged in, newest first; current tells
// which of them the token opens.
func (s *Service) Sessions(ctx context.Context, q db.Q, person core.PersonID, token string) (all []Session, current core.ID[Session], err error) {
	defer fault.Wrap(&err, "account.Sessions(%s)", person)
	now := s.Now()
	all, err = sessionsOf(ctx, q, person, now)
	if err != nil || len(token) != tokenLen {
		return all, "", err
	}
	ses, err := sessionOf(ctx, q, crypto.HashToken(token))
	switch {
	case errors.Is(err, db.ErrNoRow):
		return all, "", nil
	case err != nil:
		return nil, "", err
	}
	return all, ses.ID, nil
}

// Open logs a person in through a door whose checks were made.
func (s *Service) Open(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, door Door, device string) (_ Sign, err error) {
	defer fault.Wrap(&err, "account.Open(%s, %s)", person, door)
	now := s.Now()
	sign := Sign{Token: crypto.Token(), Session: Session{
		ID: core.NewID[Session](now), Person: person, Door: door, Device: tidyDevice(device), Addr: maskAddr(a.Addr),
		Begun: now, Seen: now, Expires: now.Add(lives[door]),
	}}
	if err := insertSession(ctx, tx, crypto.HashToken(sign.Token), sign.Session); err != nil {
		return Sign{}, err
	}
	if err := s.endSurplus(ctx, tx, person); err != nil {
		return Sign{}, err
	}
	a.Person = person
	return sign, audit.Append(ctx, tx, audit.By(a, now, string(person), "account.log_in", string(sign.ID), ""))
}

// EndDoor logs a person out of every place they came to through a door.
func (s *Service) EndDoor(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, door Door) (n int, err error) {
	defer fault.Wrap(&err, "account.EndDoor(%s, %s)", person, door)
	all, err := sessionsOf(ctx, tx, person, s.Now())
	if err != nil {
		return 0, err
	}
	var ids []core.ID[Session]
	for _, ses := range all {
		if ses.Door == door {
			ids = append(ids, ses.ID)
		}
	}
	return s.end(ctx, tx, a, person, ids...)
}

// EndSession logs a person out of one place.
//
// Errors: ErrSession.
func (s *Service) EndSession(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Session]) (err error) {
	defer fault.Wrap(&err, "account.EndSession(%s)", id)
	n, err := s.end(ctx, tx, a, a.Person, id)
	if err == nil && n == 0 {
		return ErrSession
	}
	return err
}

// EndOthers logs a person out everywhere but where the token opens, and returns
// how many sessions that ended.
func (s *Service) EndOthers(ctx context.Context, tx db.Tx, a core.Actor, token string) (n int, err error) {
	defer fault.Wrap(&err, "account.EndOthers(%s)", a.Person)
	all, current, err := s.Sessions(ctx, tx, a.Person, token)
	if err != nil {
		return 0, err
	}
	var ids []core.ID[Session]
	for _, ses := range all {
		if ses.ID != current {
			ids = append(ids, ses.ID)
		}
	}
	return s.end(ctx, tx, a, a.Person, ids...)
}

// end removes sessions of a person, and this process forgets them at the commit.
func (s *Service) end(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, ids ...core.ID[Session]) (int, error) {
	hashes, err := deleteSessions(ctx, tx, person, ids)
	if err != nil || len(hashes) == 0 {
		return 0, err
	}
	if err := s.forgetSessions(tx, hashes); err != nil {
		return 0, err
	}
	entries := make([]audit.Entry, 0, len(ids))
	for _, id := range ids {
		entries = append(entries, audit.By(a, s.Now(), string(person), "account.end_session", string(id), ""))
	}
	return len(hashes), audit.Append(ctx, tx, entries...)
}

// endSurplus ends sessions that have run out, and those above maxSessions.
func (s *Service) endSurplus(ctx context.Context, tx db.Tx, person core.PersonID) error {
	now := s.Now()
	if err := deleteExpired(ctx, tx, person, now); err != nil {
		return err
	}
	all, err := sessionsOf(ctx, tx, person, now)
	if err != nil || len(all) <= maxSessions {
		return err
	}
	var ids []core.ID[Session]
	for _, ses := range leastUsed(all, len(all)-maxSessions) {
		ids = append(ids, ses.ID)
	}
	_, err = s.end(ctx, tx, core.System, person, ids...)
	return err
}
