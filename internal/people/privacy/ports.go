package privacy

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Holder is one that keeps something of people.
type Holder interface {
	// Dossier is what it keeps of a person, for the person.
	Dossier(ctx context.Context, q db.Q, person core.PersonID) ([]dossier.Part, error)
	// Hindrances are what must be brought to an end before the person is erased.
	Hindrances(ctx context.Context, q db.Q, person core.PersonID) ([]dossier.Hindrance, error)
	// Erase removes what is personal, and says what it keeps by which rule.
	Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) error
	// Remains tells what is left of people who were erased: nothing, if all is well.
	Remains(ctx context.Context, q db.Q, gone []core.PersonID) ([]string, error)
}

// Identity is a name and a document, as stated.
type Identity struct {
	Name     string            `json:"name"`
	Kind     core.DocumentKind `json:"kind"`
	Document string            `json:"document"`
	Birth    core.Date         `json:"birth,omitempty"`
}

// People knows names and documents.
type People interface {
	// Whole gives a person's name and document in full; zero without a real name.
	Whole(ctx context.Context, q db.Q, person core.PersonID) (name crypto.Private[crypto.Name], document crypto.Private[crypto.Document], err error)
	// Read says what is wrong with what is stated, and gives its normal form.
	Read(i Identity) (Identity, error)
	// Ask puts it to the register, outside of transactions; asked is false if the
	// register could not be reached.
	Ask(ctx context.Context, i Identity) (consistent, asked bool)
	// CorrectIdentity replaces a person's name and document.
	CorrectIdentity(ctx context.Context, tx db.Tx, actor core.Actor, person core.PersonID, i Identity) error
	// Home is the region that a person belongs to; "" if none is known.
	Home(ctx context.Context, q db.Q, person core.PersonID) (core.RegionCode, error)
}

// Accounts knows phones.
type Accounts interface {
	// Phone is a person's number; a fault of the kind NotFound without an account.
	Phone(ctx context.Context, q db.Q, person core.PersonID) (crypto.Private[crypto.Phone], error)
	// ReadPhone reads a number as somebody typed it.
	ReadPhone(text string) (core.Phone, error)
	// UseCode ends the number's code if it is the given one: the proof of the phone.
	UseCode(ctx context.Context, tx db.Tx, phone core.Phone, code string) error
	// ChangePhone makes another number the account's, and logs it out everywhere.
	ChangePhone(ctx context.Context, tx db.Tx, actor core.Actor, person core.PersonID, phone core.Phone) error
	// Text plans a message to a number.
	Text(ctx context.Context, tx db.Tx, phone core.Phone, text string) error
}

// Files keeps what people hand in.
type Files interface {
	// Keep says that a file is in use; Release that it is not any more.
	Keep(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) error
	Release(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) error
	// Contents calls each for the person's files until most bytes are reached.
	Contents(ctx context.Context, q db.Q, person core.PersonID, most int64, each func(name string, content []byte)) error
}
