package app

import (
	"context"
	"io/fs"

	"yilu/internal/engine/ledger"
	"yilu/internal/engine/reference"
	"yilu/internal/govern/figures"
	"yilu/internal/govern/hall"
	"yilu/internal/govern/kiosk"
	"yilu/internal/govern/oversight"
	"yilu/internal/people/account"
	"yilu/internal/people/employer"
	"yilu/internal/people/file"
	"yilu/internal/people/intake"
	"yilu/internal/people/person"
	"yilu/internal/people/privacy"
	"yilu/internal/people/staff"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/bus"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/platform/seal"
	"yilu/internal/standing/reputation"
	"yilu/internal/work/gig"
	"yilu/internal/work/match"
	"yilu/internal/work/reply"
	"yilu/internal/work/wallet"
)

// Schema is one module's migrations under its name.
type Schema struct {
	Module string
	Files  fs.FS
}

// Schemas are all tables of the program, in the order in which they are made.
var Schemas = []Schema{
	{"outbox", outbox.Migrations},
	{"bus", bus.Migrations},
	{"seal", seal.Migrations},
	{"jobs", jobs.Migrations},
	{"audit", audit.Migrations},
	{"notify", notify.Migrations},
	{"api", api.Migrations},
	{"ledger", ledger.Migrations},
	{"reference", reference.Migrations},
	{"account", account.Migrations},
	{"person", person.Migrations},
	{"intake", intake.Migrations},
	{"employer", employer.Migrations},
	{"staff", staff.Migrations},
	{"file", file.Migrations},
	{"oversight", oversight.Migrations},
	{"gig", gig.Migrations},
	{"wallet", wallet.Migrations},
	{"match", match.Migrations},
	{"reputation", reputation.Migrations},
	{"figures", figures.Migrations},
	{"hall", hall.Migrations},
	{"privacy", privacy.Migrations},
	{"kiosk", kiosk.Migrations},
	{"reply", reply.Migrations},
}

// Migrate brings every module's tables up to date.
func Migrate(ctx context.Context, d *db.DB) error {
	for _, s := range Schemas {
		if err := d.Migrate(ctx, s.Module, s.Files); err != nil {
			return err
		}
	}
	return nil
}
