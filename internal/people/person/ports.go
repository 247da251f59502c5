package person

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Phones knows the numbers of accounts.
type Phones interface {
	// Phone returns a person's number; a fault of kind NotFound without an account.
	Phone(ctx context.Context, q db.Q, person core.PersonID) (crypto.Private[crypto.Phone], error)
}

// Numbers knows the numbers of many accounts, and whose a number is.
type Numbers interface {
	// Phones gives the numbers of people; who has no account is left out.
	Phones(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]crypto.Private[crypto.Phone], error)
	// PersonByPhone gives whose a number is; a fault of kind NotFound if nobody's.
	PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (core.PersonID, error)
}

// Verdict is what a register says about a name and a document.
type Verdict string

// The verdicts. There is no verdict for "could not be asked": that is an error.
const (
	Consistent Verdict = "consistent"
	Mismatch   Verdict = "mismatch"
)

// IdentityChecker asks a register (公安人口信息核验) whether a name and a document
// belong together. It is called outside of transactions and with a deadline. Its
// errors must not quote the claim.
type IdentityChecker interface {
	Check(ctx context.Context, c Claim) (Verdict, error)
}
