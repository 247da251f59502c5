// Package app is the composition root: the only place that sees everything. It
// opens the database, makes every module, joins their ports, and serves.
//
// To see who talks to whom, read wire.go; which tables there are, schemas.go.
package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
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
	"yilu/internal/platform/blob"
	"yilu/internal/platform/bus"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/platform/trace"
	"yilu/internal/standing/reputation"
	"yilu/internal/work/gig"
	"yilu/internal/work/match"
	"yilu/internal/work/reply"
	"yilu/internal/work/wallet"
	"yilu/internal/work/wallet/simbank"
)

// Version is the program's, set at build.
var Version = "dev"

// Config is what an App needs beyond the settings. The zero value of a field
// means the ordinary choice.
type Config struct {
	config.Settings
	Now    core.Clock      // SystemClock
	Log    *slog.Logger    // discards
	Ring   *crypto.Keyring // as set
	Limits api.Limits      // DefaultLimits
	Group  int             // writes that share a commit on SQLite; the usual bound
	Silent bool            // messages stay in the house: nothing is pushed to anybody
}

// App is the whole program. Make it with New, then Run, serve Handler, Close.
type App struct {
	Config
	DB       *db.DB
	Bus      *bus.Bus
	Outbox   *outbox.Outbox
	Jobs     *jobs.Queue
	Audit    *audit.Chain
	Notify   *notify.Center
	Ref      *reference.Holder
	RefStore *reference.Store
	Bank     *simbank.Bank

	Account    *account.Service
	Person     *person.Service
	Privacy    *privacy.Service
	Intake     *intake.Service
	Staff      *staff.Service
	Employer   *employer.Service
	File       *file.Service
	Oversight  *oversight.Service
	Gig        *gig.Service
	Wallet     *wallet.Service
	Match      *match.Service
	Reputation *reputation.Service
	Figures    *figures.Service
	Hall       *hall.Service
	Kiosk      *kiosk.Service
	Reply      *reply.Service

	server  *api.Server
	metrics *prometheus.Registry
	tracer  *trace.Tracer // nil: no traces
	stop    context.CancelFunc
	running sync.WaitGroup
	leaving atomic.Bool
	leave   context.CancelFunc // of the bus, after all the rest
	telling sync.WaitGroup
}

// New opens everything and brings the schema up to date. It serves nothing and
// starts no clock yet.
func New(ctx context.Context, c Config) (a *App, err error) {
	defer fault.Wrap(&err, "app.New")
	if c.Now == nil {
		c.Now = core.SystemClock
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, err
	}
	a = &App{Config: c, metrics: prometheus.NewRegistry()}
	if c.Group > 0 {
		a.DB, err = db.OpenGrouped(ctx, c.DatabaseTarget(), c.Group)
	} else {
		a.DB, err = db.Open(ctx, c.DatabaseTarget())
	}
	if err != nil {
		return nil, err
	}
	if err := a.build(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	return a, nil
}

// build makes the floors and the modules, from the bottom up.
func (a *App) build(ctx context.Context) error {
	if err := Migrate(ctx, a.DB); err != nil {
		return err
	}
	if err := a.keys(ctx); err != nil {
		return err
	}
	a.Bus = bus.New(a.DB, a.Log)
	a.Outbox = outbox.New(a.DB, a.Now, a.Log)
	a.Audit = audit.NewChain(a.DB, a.Ring, a.Now, a.Log)
	a.Jobs = jobs.New(a.DB, a.Now, a.Log)
	sender := notify.LogSender{Log: a.Log, Show: a.Demo}
	var push notify.Sender
	if !a.Silent {
		push = sender
	}
	a.Notify = notify.New(a.DB, a.Now, a.Jobs, push)
	a.Notify.Share(a.Bus)
	a.RefStore, a.Ref = &reference.Store{Now: a.Now}, reference.NewHolder()
	if err := a.Ref.Refresh(ctx, a.DB.Reader(), a.RefStore); err != nil {
		return err
	}
	files, err := blob.NewFolder(filepath.Join(a.DataDir, "files"), blob.MaxUpload)
	if err != nil {
		return err
	}
	a.modules(files, sender)
	if a.Privacy, err = a.privacyModule(); err != nil {
		return err
	}
	if err := a.trace(ctx); err != nil {
		return err
	}
	proxies, err := a.Proxies()
	if err != nil {
		return err
	}
	a.server = api.New(api.Config{DB: a.DB, Now: a.Now, Log: a.Log, Auth: a.Account.Authenticate, Metrics: a.metrics, Version: Version,
		Limits: a.Limits, Proxies: proxies, Tracer: a.tracer})
	if a.Figures, err = a.figuresModule(ctx); err != nil {
		return err
	}
	a.wire()
	a.pages()
	a.watch()
	return a.plan(ctx)
}

// Handler serves everything: API, faces, health and metrics.
func (a *App) Handler() http.Handler { return a.server.Handler() }

// Start begins what goes on beside requests: delivery of events, clocks, the
// built-in bank, the batches of hot writes. It ends with Close.
func (a *App) Start(ctx context.Context) {
	var onBus context.Context
	onBus, a.leave = context.WithCancel(context.WithoutCancel(ctx))
	a.telling.Go(func() { a.Bus.Run(onBus) })
	ctx, a.stop = context.WithCancel(ctx)
	a.Gig.Start(ctx)
	for _, run := range []func(context.Context){a.Outbox.Run, a.Jobs.Run, a.Bank.Run, a.Audit.Run, a.refresh} {
		a.running.Go(func() { run(ctx) })
	}
}

// Close ends open streams and what Start began, then closes the database.
func (a *App) Close() error {
	a.Notify.Close()
	if a.stop != nil {
		a.stop()
		a.running.Wait()
		a.leave()
		a.telling.Wait()
	}
	return errors.Join(a.endTraces(), a.DB.Close())
}

// Settle does all that is due by the clock, until nothing is: events, clocks and
// the bank. For tests, imports and the demo's past, in place of Start.
func (a *App) Settle(ctx context.Context) error {
	for {
		if err := a.Outbox.Drain(ctx); err != nil {
			return err
		}
		ran, err := a.Jobs.RunDue(ctx)
		if err != nil {
			return err
		}
		told, err := a.Bank.Tell(ctx)
		if err != nil {
			return err
		}
		if ran+told == 0 {
			return a.Audit.Seal(ctx)
		}
	}
}
