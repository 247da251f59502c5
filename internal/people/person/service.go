package person

import (
	"log/slog"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
)

// Deps is what the module needs.
type Deps struct {
	DB      *db.DB
	Now     core.Clock
	Outbox  *outbox.Outbox
	Keys    *crypto.Keyring
	Ref     reference.Source
	Phones  Phones
	Checker IdentityChecker // StandIn if nil
	Numbers Numbers         // nil: staff's lists show no numbers and are not searched by them
	Log     *slog.Logger
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service {
	if d.Checker == nil {
		d.Checker = StandIn{}
	}
	return &Service{d}
}

const (
	// checkFor is how long a register may take to answer.
	checkFor = 10 * time.Second
	// maxAttempts is how often a person may have a document checked in a day: a
	// check costs money, and nobody should find out documents by trying. Ours.
	maxAttempts = 10
)

func (s *Service) today() core.Date { return core.DateOf(s.Now()) }

func (s *Service) names() crypto.Column[core.PersonID, crypto.Name] {
	return crypto.NewColumn[core.PersonID, crypto.Name](s.Keys, "person_person.name")
}

func (s *Service) documents() crypto.Column[core.PersonID, crypto.Document] {
	return crypto.NewColumn[core.PersonID, crypto.Document](s.Keys, "person_person.document")
}

// documentIndex finds a document. The kind is part of it: a pass and a passport
// may have the same digits.
func (s *Service) documentIndex(kind core.DocumentKind, n crypto.Private[crypto.Document]) []byte {
	return s.Keys.Index("person_document", string(kind)+" "+n.Reveal())
}
