package employer

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// People says what people are called.
type People interface {
	// FullName is the person's accepted real name; "" if there is none yet.
	FullName(ctx context.Context, q db.Q, person core.PersonID) (string, error)
	// MaskedNames gives each person's name as others may see it; persons without a
	// real name are missing.
	MaskedNames(ctx context.Context, q db.Q, persons []core.PersonID) (map[core.PersonID]string, error)
}

// Accounts says whose a phone is.
type Accounts interface {
	// PersonByPhone returns whose account logs in with the number; a fault of the
	// kind NotFound if nobody's does.
	PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (core.PersonID, error)
}

// Files keeps what people upload.
type Files interface {
	// Keep says that files which the person uploaded are in use, so that they stay;
	// a fault of the kind NotFound if one is not there or not theirs.
	Keep(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) error
	// Release says that they are not in use any more.
	Release(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) error
}
