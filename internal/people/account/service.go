package account

import (
	"log/slog"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/bus"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
)

// Deps is what the module needs.
type Deps struct {
	DB   *db.DB
	Now  core.Clock
	Jobs *jobs.Queue
	Keys *crypto.Keyring
	Ref  reference.Source // limits of codes
	SMS  SMS
	Log  *slog.Logger
	Bus  *bus.Bus // nil: this process is alone

	// Demo puts the code into the answer, for there is no phone to send it to, lifts
	// the limits of an address, and lets roles be in force without a second factor.
	Demo bool
	// Address limits codes; DefaultAddressLimits if zero.
	Address AddressLimits
	// Digits makes codes; crypto.Digits if nil.
	Digits func(n int) string
}

// Service is the module's front door. Safe for concurrent use.
type Service struct {
	Deps
	cache *cache
}

// New returns a Service.
func New(d Deps) *Service {
	if d.Address == (AddressLimits{}) {
		d.Address = DefaultAddressLimits
	}
	if d.Digits == nil {
		d.Digits = crypto.Digits
	}
	s := &Service{Deps: d, cache: newCache()}
	s.share()
	return s
}

// codes returns the limits of log-in codes that hold today.
func (s *Service) codes() reference.OTP { return s.Ref.Set().OTP(core.DateOf(s.Now())) }

// phones is the column of the numbers.
func (s *Service) phones() crypto.Column[core.PersonID, crypto.Phone] {
	return crypto.NewColumn[core.PersonID, crypto.Phone](s.Keys, "account_account.phone")
}

func (s *Service) phoneIndex(p core.Phone) []byte {
	return s.phones().Index(crypto.Hide[crypto.Phone](string(p)))
}
