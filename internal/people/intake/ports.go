package intake

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Match is whose a document is already.
type Match struct {
	Person   core.PersonID // "" if nobody has it
	SameName bool
}

// Given names a text that somebody accepted.
type Given struct {
	Kind    string
	Version string
}

// Enrolment is one person to be taken in.
type Enrolment struct {
	Person   core.PersonID
	Stated   Stated
	Consents []string
	Wishes   Wishes
}

// Identities knows who people are.
type Identities interface {
	// Read checks what is stated and returns it in its normal form.
	Read(s Stated) (Stated, error)
	// Ask puts it to the register, outside of transactions; asked is false if the
	// register could not be reached.
	Ask(ctx context.Context, s Stated) (consistent, asked bool)
	// Enrol takes people in: all, or nobody.
	Enrol(ctx context.Context, tx db.Tx, a core.Actor, all []Enrolment) error
	// Matches looks up documents: one Match for each, in order.
	Matches(ctx context.Context, q db.Q, all []Stated) ([]Match, error)
}

// Names are names as others may see them, and in full for a slip.
type Names interface {
	ShownNames(ctx context.Context, q db.Q, ids []core.PersonID) (map[core.PersonID]string, error)
	Verified(ctx context.Context, q db.Q, id core.PersonID) (bool, error)
}

// Profiles are what work people look for.
type Profiles interface {
	// Check says all that is wrong with wishes.
	Check(w Wishes) error
	// Profile returns a person's wishes, and the whole profile for keeping.
	Profile(ctx context.Context, q db.Q, person core.PersonID) (Wishes, []byte, error)
	// SetWishes changes the actor's wishes and leaves the rest of the profile; it
	// returns the whole.
	SetWishes(ctx context.Context, tx db.Tx, a core.Actor, w Wishes) ([]byte, error)
	// Restore brings back a profile that was kept.
	Restore(ctx context.Context, tx db.Tx, a core.Actor, kept []byte) error
}

// Consents are what people agreed to.
type Consents interface {
	// Accepted returns the kinds, if all that must be given are, in their current text.
	Accepted(given []Given) ([]string, error)
	// Withdraw takes the actor's consents back.
	Withdraw(ctx context.Context, tx db.Tx, a core.Actor, kinds []string) error
}

// Accounts knows numbers.
type Accounts interface {
	ReadPhone(text string) (core.Phone, error)
	EnsureAll(ctx context.Context, tx db.Tx, phones []core.Phone) (all []core.PersonID, fresh int, err error)
	PeopleByPhones(ctx context.Context, q db.Q, phones []core.Phone) (map[core.Phone]core.PersonID, error)
	Phones(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]crypto.Private[crypto.Phone], error)
}

// Opened is a session that was begun.
type Opened struct {
	Token   string
	Session string
	Expires string // RFC 3339
}

// Door lets people in.
type Door interface {
	UseCode(ctx context.Context, tx db.Tx, phone core.Phone, code string) error
	Give(ctx context.Context, tx db.Tx, a core.Actor, phone core.Phone, to, from core.PersonID) error
	LogIn(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, device string) (Opened, error)
	// Holders returns who holds a role at present.
	Holders(ctx context.Context, q db.Q, role core.Role) ([]core.PersonID, error)
}

// Places knows where people are.
type Places interface {
	// Regions leaves out whose region is not known.
	Regions(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]core.RegionCode, error)
	// Locate says where somebody was registered whose wishes name no place.
	Locate(ctx context.Context, tx db.Tx, person core.PersonID, region core.RegionCode) error
}
