package app

import (
	"context"

	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the invariants of every module over all rows. It returns what
// was checked, and one sentence for each breach. Nothing may be writing.
func (a *App) Verify(ctx context.Context) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "app.Verify")
	q := a.DB.Reader()
	for _, verify := range []func(context.Context, db.Q) ([]string, []string, error){
		ledger.Verify, a.Account.Verify, a.Person.Verify, a.Intake.Verify, a.Staff.Verify, a.Employer.Verify, a.File.Verify, a.Oversight.Verify,
		a.Gig.Verify, a.Wallet.Verify, a.Match.Verify, a.Reputation.Verify, a.Figures.Verify, a.Hall.Verify, a.Kiosk.Verify, a.Reply.Verify, a.Privacy.Verify, a.Audit.Verify,
	} {
		c, b, err := verify(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		checked, broken = append(checked, c...), append(broken, b...)
	}
	return checked, broken, nil
}
