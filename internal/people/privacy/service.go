package privacy

import (
	"embed"
	"log/slog"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Deps is what the module needs.
type Deps struct {
	DB       *db.DB
	Now      core.Clock
	Log      *slog.Logger
	Outbox   *outbox.Outbox
	Jobs     *jobs.Queue
	Notify   *notify.Center
	Keys     *crypto.Keyring
	Ref      reference.Source
	Store    blob.Store // of exports
	People   People
	Accounts Accounts
	Files    Files
	// Holders are all that keep something of people, in the order in which an
	// export shows them and an erasure asks them: who says which files stay comes
	// before the files, and who knows a number comes last.
	Holders []Holder
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

func (s *Service) today() core.Date { return core.DateOf(s.Now()) }
