package kiosk_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/govern/kiosk"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

const (
	clara = core.PersonID("0190f5f0-0000-7000-8000-00000000000a") // a clerk
	wang  = core.PersonID("0190f5f0-0000-7000-8000-00000000000b") // 王大娘
	here  = "0190f5f0-0000-7000-8000-0000000000f1"                // a hall
	there = "0190f5f0-0000-7000-8000-0000000000f2"                // another county's
	known = "11010519491231002X"
)

// nobody is a good number that nobody registered.
var nobody = "35042819800101001" + string(core.CitizenCheck("35042819800101001"))

var nothing = fault.New(fault.NotFound, "test.nothing", "没有。", "Nothing.")

// neighbours stands for the other modules.
type neighbours struct{ texts []string }

func (*neighbours) Hall(_ context.Context, _ db.Q, id string) (kiosk.Hall, error) {
	switch id {
	case here:
		return kiosk.Hall{ID: here, Name: core.Text{ZH: "将乐大厅", EN: "Jiangle hall"}, Area: "350428"}, nil
	case there:
		return kiosk.Hall{ID: there, Area: "350402"}, nil
	}
	return kiosk.Hall{}, nothing
}

func (n *neighbours) First(ctx context.Context, q db.Q) (kiosk.Hall, error) {
	return n.Hall(ctx, q, here)
}

func (*neighbours) Take(_ context.Context, _ db.Tx, a core.Actor, hall, service string) (kiosk.Ticket, error) {
	return kiosk.Ticket{Number: service + "001 at " + hall + " by " + string(a.Channel)}, nil
}

func (*neighbours) PersonByDocument(_ context.Context, _ db.Q, _ core.DocumentKind, number string) (core.PersonID, error) {
	if number == known {
		return wang, nil
	}
	return "", nothing
}

func (*neighbours) Title(context.Context, db.Q, core.PersonID) (string, error) {
	return "王师傅", nil
}

func (*neighbours) OpenAtKiosk(_ context.Context, _ db.Tx, a core.Actor, id core.PersonID, _ string) (string, time.Time, error) {
	return "token of " + string(id) + " by " + string(a.Channel), time.Time{}, nil
}

func (*neighbours) PhoneOf(context.Context, db.Q, core.PersonID) (string, error) {
	return "13800138000", nil
}

func (*neighbours) Codes() kiosk.CodeLimits {
	return kiosk.CodeLimits{Digits: 6, Tries: 3, Valid: 5 * time.Minute, Gap: time.Minute}
}

func (n *neighbours) SendSMS(_ context.Context, phone, text string) error {
	n.texts = append(n.texts, phone+": "+text)
	return nil
}

func (*neighbours) Slip(context.Context, db.Q, core.Actor, core.EngagementID) (kiosk.Slip, error) {
	return kiosk.Slip{}, nothing
}

// world is the module with its floors, on an empty database, not in the demo.
type world struct {
	testing.TB
	*neighbours
	db    *db.DB
	clock *core.ManualClock
	queue *jobs.Queue
	kiosk *kiosk.Service
	code  string // the next one that is made
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{TB: t, neighbours: &neighbours{}, db: d, clock: core.NewManualClock(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)), code: "123456"}
		log := slog.New(slog.DiscardHandler)
		w.queue = jobs.New(d, w.clock.Now, log)
		ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
		if err != nil {
			t.Fatal(err)
		}
		w.kiosk = kiosk.New(kiosk.Deps{DB: d, Now: w.clock.Now, Jobs: w.queue, Notify: notify.New(d, w.clock.Now, w.queue, nil), Keys: ring,
			Halls: w, People: w, Doors: w, Slips: w, SMS: w, Digits: func(n int) string { return w.code[:n] }})
		w.kiosk.Listen(outbox.New(d, w.clock.Now, log), w.queue)
		fn(t, w)
	},
		dbtest.Schema{Module: "outbox", Files: outbox.Migrations}, dbtest.Schema{Module: "jobs", Files: jobs.Migrations},
		dbtest.Schema{Module: "notify", Files: notify.Migrations}, dbtest.Schema{Module: "audit", Files: audit.Migrations},
		dbtest.Schema{Module: "api", Files: api.Migrations}, dbtest.Schema{Module: "kiosk", Files: kiosk.Migrations})
}

// do runs fn in a transaction; what is refused but kept (api.Keep) stays.
func (w *world) do(fn func(ctx context.Context, tx db.Tx) error) (err error) {
	w.Helper()
	bad := w.db.Write(w.Context(), func(ctx context.Context, tx db.Tx) error {
		if err = fn(ctx, tx); fault.Of(err) != nil {
			return nil
		}
		return err
	})
	return errors.Join(err, bad)
}

// machine registers a machine.
func (w *world) machine() (kiosk.Machine, string) {
	w.Helper()
	var m kiosk.Machine
	var key string
	if err := w.do(func(ctx context.Context, tx db.Tx) (err error) {
		m, key, err = w.kiosk.Add(ctx, tx, clerk, here, "一号机")
		return err
	}); err != nil {
		w.Fatal(err)
	}
	return m, key
}

var clerk = core.Actor{Person: clara, Grants: []core.Grant{{Role: core.HallClerk, Area: "350428"}}, Channel: core.ByConsole}
