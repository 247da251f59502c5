package oversight

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Employers says who speaks for an employer.
type Employers interface {
	// Agents returns the persons; none for an employer that does not exist.
	Agents(ctx context.Context, q db.Q, employer core.EmployerID) ([]core.PersonID, error)
}

// People says how people are called.
type People interface {
	// MaskedNames gives each person's name as others may see it; persons without a
	// real name are missing.
	MaskedNames(ctx context.Context, q db.Q, persons []core.PersonID) (map[core.PersonID]string, error)
}
