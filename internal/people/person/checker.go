package person

import (
	"context"
	"errors"
)

// Synthetic numbers, well-formed and nobody's, that let refusals be tried.
const (
	// MismatchDocument belongs to another name, whatever the name.
	MismatchDocument = "350428199001019985"
	// UnavailableDocument can't be checked at present.
	UnavailableDocument = "350428199001019993"
)

// StandIn is the IdentityChecker without a register behind it: it believes every
// well-formed claim but those with the two numbers above.
type StandIn struct{}

// Check implements IdentityChecker.
func (StandIn) Check(_ context.Context, c Claim) (Verdict, error) {
	switch c.Number.Reveal() {
	case MismatchDocument:
		return Mismatch, nil
	case UnavailableDocument:
		return "", errors.New("person: the stand-in plays a register that does not answer")
	}
	return Consistent, nil
}
