package reputation

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
