package app

import (
	"context"
	"sync"
	"time"

	"yilu/internal/engine/reference"
	"yilu/internal/govern/hall"
	"yilu/internal/govern/kiosk"
	"yilu/internal/govern/oversight"
	"yilu/internal/people/account"
	"yilu/internal/people/employer"
	"yilu/internal/people/file"
	"yilu/internal/people/intake"
	"yilu/internal/people/person"
	"yilu/internal/people/staff"
	"yilu/internal/platform/api"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/platform/pdf"
	"yilu/internal/standing/reputation"
	"yilu/internal/work/gig"
	"yilu/internal/work/match"
	"yilu/internal/work/reply"
	"yilu/internal/work/wallet"
	"yilu/internal/work/wallet/simbank"
	"yilu/web"
)

// modules makes every module and joins their ports: who asks whom.
func (a *App) modules(files blob.Store, sms notify.LogSender) {
	a.Account = account.New(account.Deps{DB: a.DB, Now: a.Now, Jobs: a.Jobs, Keys: a.Ring, Ref: a.Ref, SMS: sms, Log: a.Log, Bus: a.Bus, Demo: a.Demo})
	a.Person = person.New(person.Deps{DB: a.DB, Now: a.Now, Outbox: a.Outbox, Keys: a.Ring, Ref: a.Ref, Phones: a.Account, Numbers: a.Account, Log: a.Log})
	a.Staff = staff.New(staff.Deps{DB: a.DB, Now: a.Now, Jobs: a.Jobs, Keys: a.Ring, Ref: a.Ref, Log: a.Log, PublicURL: a.PublicURL,
		Accounts: a.Account, Sessions: staffDoor{a.Account}, Roles: roles{a.Account}})
	a.File = file.New(file.Deps{DB: a.DB, Now: a.Now, Jobs: a.Jobs, Store: files})
	a.Employer = employer.New(employer.Deps{DB: a.DB, Now: a.Now, Outbox: a.Outbox, Notify: a.Notify, Keys: a.Ring, Ref: a.Ref,
		People: people{a.Person}, Accounts: a.Account, Files: a.File})
	known := intakePeople{people{a.Person}}
	a.Intake = intake.New(intake.Deps{DB: a.DB, Now: a.Now, Log: a.Log, Jobs: a.Jobs, Notify: a.Notify, Keys: a.Ring, Ref: a.Ref,
		Identities: known, Names: known, Profiles: known, Consents: known, Places: a.Person, Accounts: a.Account, Door: intakeDoor{a.Account},
		Printer: printer(), PublicURL: a.PublicURL})
	a.Oversight = oversight.New(oversight.Deps{DB: a.DB, Now: a.Now, Outbox: a.Outbox, Notify: a.Notify,
		Employers: a.Employer, People: people{a.Person}})
	a.Reputation = reputation.New(reputation.Deps{DB: a.DB, Now: a.Now, Outbox: a.Outbox, Jobs: a.Jobs, Notify: a.Notify, Ref: a.Ref,
		Employers: a.Employer})
	a.Match = match.New(match.Deps{DB: a.DB, Now: a.Now, Jobs: a.Jobs, Notify: a.Notify, Employers: a.Employer, Log: a.Log})
	a.Bank = simbank.New(a.Now, simbank.Manners{Delay: a.BankDelay, Late: a.BankLate, LatePct: a.BankLatePct,
		TwicePct: a.BankTwicePct, NeverPct: a.BankNeverPct, BrokenPct: a.BankBrokenPct}, a.confirm)
	a.Wallet = wallet.New(wallet.Deps{DB: a.DB, Now: a.Now, Outbox: a.Outbox, Jobs: a.Jobs, Notify: a.Notify, Log: a.Log, Ring: a.Ring,
		Bank: a.Bank, People: people{a.Person}, Employers: employers{a.Employer}, Printer: printer(), PublicURL: a.PublicURL,
		Labels: labels{a}})
	a.Hall = hall.New(hall.Deps{DB: a.DB, Now: a.Now, Notify: a.Notify, Keys: a.Ring, People: counters{a}, Registrar: counters{a},
		Employers: a.Employer, Jobs: floor{a}, Places: floor{a}, Teams: floor{a}, Matcher: floor{a}, Texts: texts{a}, Printer: printer()})
	a.Reply = reply.New(reply.Deps{DB: a.DB, Now: a.Now, Jobs: a.Jobs, Keys: a.Ring, Market: texts{a}, Phones: texts{a}, SMS: sms, Demo: a.Demo})
	a.Kiosk = kiosk.New(kiosk.Deps{DB: a.DB, Now: a.Now, Jobs: a.Jobs, Notify: a.Notify, Keys: a.Ring, Halls: machines{a}, People: machines{a},
		Doors: machines{a}, Slips: machines{a}, SMS: sms, Printer: printer(), Demo: a.Demo, Site: a.PublicURL})
	a.Gig = gig.New(gig.Deps{DB: a.DB, Now: a.Now, Log: a.Log, Outbox: a.Outbox, Jobs: a.Jobs, Notify: a.Notify, Ref: a.Ref, Ring: a.Ring,
		People: people{a.Person}, Employers: employers{a.Employer}, Escrow: a.Wallet, Holdings: a.Wallet, Records: a.Reputation, Files: a.File, Weather: weather{a.Ref},
		Stories: stories{a.Match, a.Reputation}})
}

// wire registers every operation, subscription and clock. Each module names its
// own in api.go and listen.go.
func (a *App) wire() {
	for _, m := range []interface {
		Register(s *api.Server)
		Listen(o *outbox.Outbox, q *jobs.Queue)
	}{
		a.Account,    // auth/codes, auth/sessions
		a.Person,     // me, people; publishes PersonVerified, ProfileChanged, PersonCorrected, PersonErased
		a.Staff,      // staff
		a.Intake,     // intake, me/acts
		a.File,       // files
		a.Employer,   // employers; publishes ReviewAsked, hears ReviewDecided, PersonCorrected
		a.Oversight,  // reviews; hears ReviewAsked, publishes ReviewDecided
		a.Gig,        // jobs, engagements; hears JobFunded, FundingFailed, ReviewDecided, Booked; publishes JobOpened, JobPlaces, JobEnded, Booked, Unbooked, Finished, Paid, ReviewAsked
		a.Wallet,     // wallet; publishes JobFunded, FundingFailed
		a.Match,      // rings; hears PersonVerified, ProfileChanged, PersonErased, RecordChanged, JobOpened, JobPlaces, JobEnded, Booked, Unbooked, Finished, Paid
		a.Reply,      // answers by SMS
		a.Kiosk,      // the hall's machine
		a.Hall,       // hall; hears Booked, Unbooked, JobEnded
		a.Privacy,    // me/exports, me/erasure, me/corrections; publishes ReviewAsked, hears ReviewDecided
		a.Figures,    // console/figures; hears PersonVerified, ProfileChanged, PersonErased, JobOpened, JobPlaces, Paid
		a.Reputation, // ratings, records; hears Booked, Unbooked, Paid; publishes RecordChanged
	} {
		m.Register(a.server)
		m.Listen(a.Outbox, a.Jobs)
	}
	reference.Register(a.server, a.Ref, a.Now) // regions, trades
	a.Notify.Register(a.server)                // inbox, stream
	a.Audit.Register(a.server, a.called)
	a.Jobs.Handle(forgetJob, a.forget)
}

// confirm takes the built-in bank's word.
func (a *App) confirm(ctx context.Context, n wallet.Notice) error {
	return a.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error { return a.Wallet.Confirm(ctx, tx, n) })
}

// printer reads the fonts of documents when one is first printed: they are large.
func printer() func() (*pdf.Printer, error) {
	return sync.OnceValues(func() (*pdf.Printer, error) {
		font, err := web.Font()
		if err != nil {
			return nil, err
		}
		rare, err := web.RareFont()
		if err != nil {
			return nil, err
		}
		return pdf.New(font, rare)
	})
}

const forgetEvery = time.Hour

// forgetJob removes remembered answers that are past their time, once an hour.
const forgetJob = "app.forget"

func (a *App) forget(ctx context.Context, tx db.Tx, key string, _ []byte) error {
	now := a.Now()
	if err := api.Forget(ctx, tx, now); err != nil {
		return err
	}
	return a.Jobs.Schedule(ctx, tx, forgetJob, key, now.Add(forgetEvery), nil)
}

// plan sees to it that the program's own clocks are set.
func (a *App) plan(ctx context.Context) error {
	return a.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := a.Person.PlanRoll(ctx, tx, a.Jobs); err != nil {
			return err
		}
		return a.Jobs.Schedule(ctx, tx, forgetJob, "answers", a.Now().Add(forgetEvery), nil)
	})
}
