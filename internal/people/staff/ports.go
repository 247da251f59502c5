package staff

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Accounts knows whose a number is.
type Accounts interface {
	// Ensure returns the account of a number and makes it where there is none.
	Ensure(ctx context.Context, tx db.Tx, phone core.Phone) (person core.PersonID, fresh bool, err error)
	// PersonByPhone returns whose account a number is; a fault of the kind NotFound
	// if nobody's.
	PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (core.PersonID, error)
	// Phones gives the numbers of people; who has no account is left out.
	Phones(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]crypto.Private[crypto.Phone], error)
	// Prove uses the code that was sent to a number; a fault if it is not the one.
	Prove(ctx context.Context, tx db.Tx, phone core.Phone, code string) error
}

// Session is one place where a member is logged in through the staff door.
type Session struct {
	ID      string
	Device  string
	Address string // masked
	Begun   time.Time
	Seen    time.Time
	Expires time.Time
}

// Sign is the sign that a member is logged in; the token is shown once.
type Sign struct {
	Session string
	Token   string
	Expires time.Time
}

// Sessions opens and ends log-ins through the staff door.
type Sessions interface {
	// Open logs a person in through the staff door.
	Open(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, device string) (Sign, error)
	// Staff returns where a person is logged in through the staff door, oldest first.
	Staff(ctx context.Context, q db.Q, person core.PersonID) ([]Session, error)
	// Current returns which session the token opens; "" for none of this person's.
	Current(ctx context.Context, q db.Q, person core.PersonID, token string) (string, error)
	// End ends some of a person's sessions, and returns how many there were.
	End(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, ids ...string) (int, error)
}

// Grant is a role that a person holds, held or will hold.
type Grant struct {
	Person core.PersonID
	Role   core.Role
	Area   core.RegionCode // "" is everywhere
	From   time.Time       // zero: now
	To     time.Time       // zero: until it is revoked
	By     core.PersonID   // "" is the operator's command line, or the program
}

// Roles gives and takes roles.
type Roles interface {
	// Grant gives a role; giving what is held changes nothing.
	Grant(ctx context.Context, tx db.Tx, a core.Actor, g Grant) error
	// Revoke ends all grants of a role in exactly this area now.
	Revoke(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, role core.Role, area core.RegionCode) error
	// Grants returns every role a person was ever given.
	Grants(ctx context.Context, q db.Q, person core.PersonID) ([]Grant, error)
	// Holders returns who holds a role at present.
	Holders(ctx context.Context, q db.Q, role core.Role) ([]core.PersonID, error)
}
