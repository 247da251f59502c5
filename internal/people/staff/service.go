package staff

import (
	"context"
	"log/slog"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
)

// Deps is what the module needs.
type Deps struct {
	DB       *db.DB
	Now      core.Clock
	Jobs     *jobs.Queue
	Keys     *crypto.Keyring
	Ref      reference.Source // regions
	Log      *slog.Logger
	Accounts Accounts
	Sessions Sessions
	Roles    Roles

	PublicURL string // of links; "" takes the address of the request
	Policy    Policy // DefaultPolicy if zero
	// Digits makes recovery codes; crypto.Digits if nil.
	Digits func(n int) string
}

// Service is the module's front door. Safe for concurrent use.
type Service struct {
	Deps
	hashing chan struct{} // one for each hash that may be made at a time
	dummy   string        // the hash of no password, for numbers that are nobody's
}

// hashesAtOnce bounds the memory that log-ins take together: 64 MiB each.
const hashesAtOnce = 4

// New returns a Service.
func New(d Deps) *Service {
	if d.Policy == (Policy{}) {
		d.Policy = DefaultPolicy
	}
	if d.Digits == nil {
		d.Digits = crypto.Digits
	}
	return &Service{Deps: d, hashing: make(chan struct{}, hashesAtOnce), dummy: crypto.NoPassword(d.Policy.Hash)}
}

// nobody is a person who is not: the steps of a log-in are walked for them when
// a number is unknown, so that it takes as long.
const nobody = core.PersonID("00000000-0000-0000-0000-000000000000")

// hash makes the hash of a password; it waits while too many are being made.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
		return crypto.HashPassword(password, s.Policy.Hash), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// passwordIs is hash for checking.
func (s *Service) passwordIs(ctx context.Context, hash, password string) (bool, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
		return crypto.PasswordIs(hash, password), nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// columns are those that are sealed.
type columns struct {
	name     crypto.Column[core.PersonID, crypto.Name]
	totp     crypto.Column[core.PersonID, crypto.Hidden]
	password crypto.Column[core.ID[password], crypto.Hidden]
	link     crypto.Column[core.ID[Link], crypto.Hidden]
}

func (s *Service) columns() columns {
	return columns{
		name:     crypto.NewColumn[core.PersonID, crypto.Name](s.Keys, "staff_member.name"),
		totp:     crypto.NewColumn[core.PersonID, crypto.Hidden](s.Keys, "staff_member.totp"),
		password: crypto.NewColumn[core.ID[password], crypto.Hidden](s.Keys, "staff_password.hash"),
		link:     crypto.NewColumn[core.ID[Link], crypto.Hidden](s.Keys, "staff_link.totp"),
	}
}

// who stands for a number among the wrong tries.
func (s *Service) who(p core.Phone) []byte { return s.Keys.Index("staff_try.phone", string(p)) }

// recoveryMAC is what is kept of a recovery code: a keyed hash, for a bare one
// could be found by trying.
func (s *Service) recoveryMAC(person core.PersonID, code string) []byte {
	return s.Keys.Index("staff_recovery.mac", string(person)+"/"+tidyCode(code))
}
