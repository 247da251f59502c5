package app

import (
	"context"

	"yilu/internal/govern/figures"
	"yilu/internal/platform/db"
)

// figuresModule makes the module that counts, and sees to it that it counts what
// was before it.
func (a *App) figuresModule(ctx context.Context) (*figures.Service, error) {
	s := figures.New(figures.Deps{DB: a.DB, Now: a.Now, Ref: a.Ref, People: a.Person, Work: a.Gig, Reviews: a.Oversight})
	return s, a.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error { return s.Plan(ctx, tx, a.Jobs) })
}
