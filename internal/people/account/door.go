package account

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Prove uses the code that was sent to a number, for another door than the
// phone's. A wrong code is counted: the caller must commit (api.Keep).
//
// Errors: ErrCodeWrong, ErrCodeEnded.
func (s *Service) Prove(ctx context.Context, tx db.Tx, phone core.Phone, code string) (err error) {
	defer fault.Wrap(&err, "account.Prove(%s)", phone.Mask())
	return s.useCode(ctx, tx, s.Now(), s.phoneIndex(phone), code)
}

// EndSessions logs a person out of some places, and returns how many there were.
func (s *Service) EndSessions(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, ids ...core.ID[Session]) (n int, err error) {
	defer fault.Wrap(&err, "account.EndSessions(%s)", person)
	return s.end(ctx, tx, a, person, ids...)
}
