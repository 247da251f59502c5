package match

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Employers knows who speaks for an employer: they are not rung for its jobs.
type Employers interface {
	// Agents returns the active agents of the employer; none for an unknown one.
	Agents(ctx context.Context, q db.Q, employer core.EmployerID) ([]core.PersonID, error)
}
