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

// People says how a person is called.
type People interface {
	// ShownName is the person's name, masked; "" if none is known.
	ShownName(ctx context.Context, q db.Q, person core.PersonID) (string, error)
}
