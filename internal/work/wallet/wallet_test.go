package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/event"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/work/wallet"
	"yilu/internal/work/wallet/simbank"
)

var noon = time.Date(2026, 8, 22, 4, 0, 0, 0, time.UTC)

var schemas = []dbtest.Schema{
	{Module: "outbox", Files: outbox.Migrations}, {Module: "jobs", Files: jobs.Migrations}, {Module: "audit", Files: audit.Migrations},
	{Module: "notify", Files: notify.Migrations}, {Module: "api", Files: api.Migrations}, {Module: "ledger", Files: ledger.Migrations},
	{Module: "wallet", Files: wallet.Migrations},
}

// house is a wallet with everything around it, and a clock to turn.
type house struct {
	*wallet.Service
	t      *testing.T
	d      *db.DB
	clock  *core.ManualClock
	bank   *simbank.Bank
	out    *outbox.Outbox
	jobs   *jobs.Queue
	funded []event.JobFunded
	failed []event.FundingFailed
}

// others stands for the people and employers of other modules.
type others struct{ boss core.PersonID }

func (o others) NameMatches(_ context.Context, _ db.Q, _ core.PersonID, name string) (bool, bool, error) {
	return name == "张测试", true, nil
}
func (o others) FullName(context.Context, db.Q, core.PersonID) (string, error) {
	return "张测试", nil
}
func (o others) MayAct(_ context.Context, _ db.Q, p core.PersonID, _ core.EmployerID) error {
	if p != o.boss {
		return wallet.ErrEmployer
	}
	return nil
}
func (o others) Name(context.Context, db.Q, core.EmployerID) (string, error) {
	return "测试家具店", nil
}
func (o others) Agents(context.Context, db.Q, core.EmployerID) ([]core.PersonID, error) {
	return []core.PersonID{o.boss}, nil
}

func newHouse(t *testing.T, d *db.DB, m simbank.Manners) *house {
	t.Helper()
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	h := &house{t: t, d: d, clock: core.NewManualClock(noon)}
	h.out, h.jobs = outbox.New(d, h.clock.Now, log), jobs.New(d, h.clock.Now, log)
	h.bank = simbank.New(h.clock.Now, m, func(ctx context.Context, n wallet.Notice) error {
		return d.Write(ctx, func(ctx context.Context, tx db.Tx) error { return h.Confirm(ctx, tx, n) })
	})
	o := others{boss: core.NewID[core.Person](noon)}
	h.Service = wallet.New(wallet.Deps{DB: d, Now: h.clock.Now, Outbox: h.out, Jobs: h.jobs, Log: log, Ring: ring,
		Notify: notify.New(d, h.clock.Now, h.jobs, nil), Bank: h.bank, People: o, Employers: o, PublicURL: "http://localhost"})
	h.Listen(h.out, h.jobs)
	outbox.Hear(h.out, "test", func(_ context.Context, tx db.Tx, e event.JobFunded) error {
		tx.AfterCommit(func() { h.funded = append(h.funded, e) })
		return nil
	})
	outbox.Hear(h.out, "test", func(_ context.Context, tx db.Tx, e event.FundingFailed) error {
		tx.AfterCommit(func() { h.failed = append(h.failed, e) })
		return nil
	})
	return h
}

func (h *house) write(fn func(ctx context.Context, tx db.Tx) error) error {
	h.t.Helper()
	return h.d.Write(h.t.Context(), fn)
}

// turn lets time pass, doing what falls due.
func (h *house) turn(d time.Duration) {
	h.t.Helper()
	for end := h.clock.Now().Add(d); h.clock.Now().Before(end); h.clock.Add(time.Second) {
		for {
			n, err := h.jobs.RunDue(h.t.Context())
			told, err2 := h.bank.Tell(h.t.Context())
			if err := errors.Join(err, err2, h.out.Drain(h.t.Context())); err != nil {
				h.t.Fatal(err)
			}
			if n+told == 0 {
				break
			}
		}
	}
}

func (h *house) boss() core.Actor {
	return core.Actor{Person: h.Employers.(others).boss, Channel: core.ByAPI}
}

func (h *house) balance(a ledger.Account) int64 {
	h.t.Helper()
	m, err := h.Balance(h.t.Context(), h.d.Reader(), a)
	if err != nil {
		h.t.Fatal(err)
	}
	return m.Minor
}

func (h *house) fund(employer core.EmployerID, job core.JobID, fen int64) error {
	return h.write(func(ctx context.Context, tx db.Tx) error {
		return h.Fund(ctx, tx, h.boss(), employer, job, core.Yuan(fen))
	})
}

func (h *house) sound() {
	h.t.Helper()
	_, broken, err := h.Verify(h.t.Context(), h.d.Reader())
	_, more, err2 := ledger.Verify(h.t.Context(), h.d.Reader())
	if err := errors.Join(err, err2); err != nil || len(broken)+len(more) > 0 {
		h.t.Error(err, broken, more)
	}
}

func newIDs() (core.EmployerID, core.JobID, core.PersonID) {
	return core.NewID[core.Employer](noon), core.NewID[core.Job](noon), core.NewID[core.Person](noon)
}

// Whatever the bank's manners, money arrives once and the books balance.
func TestFundAndPay(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]simbank.Manners{
		"prompt": {Delay: time.Second},
		"late":   {Delay: time.Second, Late: 10 * time.Minute, LatePct: 100},
		"twice":  {Delay: time.Second, TwicePct: 100},
		"never":  {Delay: time.Second, NeverPct: 100},
		"broken": {Delay: time.Second, BrokenPct: 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				h := newHouse(t, d, m)
				employer, job, worker := newIDs()
				if err := errors.Join(h.fund(employer, job, 30000), h.fund(employer, job, 30000)); err != nil {
					t.Fatal(err)
				}
				if h.balance(wallet.JobAccount(job)) != 0 || len(h.funded) != 0 {
					t.Fatal("held before the bank said so")
				}
				h.turn(time.Minute)
				if diff := cmp.Diff([]event.JobFunded{{Job: job, Amount: core.Yuan(30000)}}, h.funded); diff != "" {
					t.Fatal(diff)
				}
				if err := h.fund(employer, job, 30000); !errors.Is(err, wallet.ErrFunded) {
					t.Error(err)
				}
				err := h.write(func(ctx context.Context, tx db.Tx) error {
					return errors.Join(
						h.Release(ctx, tx, "engagement:e:wage", job, worker, core.Yuan(20000)),
						h.Release(ctx, tx, "engagement:e:wage", job, worker, core.Yuan(20000)),
						h.Return(ctx, tx, "engagement:e:rest", job, employer, core.Yuan(10000)))
				})
				if err != nil || h.balance(wallet.PersonAccount(worker)) != 20000 || h.balance(wallet.EmployerAccount(employer)) != 10000 {
					t.Error(err)
				}
				err = h.write(func(ctx context.Context, tx db.Tx) error {
					return h.Release(ctx, tx, "engagement:f:wage", job, worker, core.Yuan(1))
				})
				if !errors.Is(err, wallet.ErrHeld) {
					t.Error(err)
				}
				h.turn(20 * time.Minute) // what comes late or twice changes nothing
				if len(h.funded) != 1 || h.balance(wallet.Custodian) != -30000 {
					t.Error(h.funded, h.balance(wallet.Custodian))
				}
				h.payout(worker)
				h.sound()
			}, schemas...)
		})
	}
}

// payout takes 150.00 of the worker's 200.00 out, and fails to take 100.00 more.
func (h *house) payout(worker core.PersonID) {
	h.t.Helper()
	owner, me := string(wallet.PersonAccount(worker)), core.Actor{Person: worker, Channel: core.ByAPI}
	var good, bad wallet.Card
	err := h.write(func(ctx context.Context, tx db.Tx) (err error) {
		if good, _, err = h.AddCard(ctx, tx, me, owner, wallet.NewCard{Number: "6228 4804 3210 9876 545", Holder: "张测试"}); err != nil {
			return err
		}
		bad, _, err = h.AddCard(ctx, tx, me, owner, wallet.NewCard{Number: "6228480432109870000", Holder: "张测试"})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	take := func(c wallet.CardID, fen int64) error {
		return h.write(func(ctx context.Context, tx db.Tx) error {
			_, err := h.Withdraw(ctx, tx, me, owner, c, core.Yuan(fen))
			return err
		})
	}
	if err := errors.Join(take(good.ID, 15000), take(bad.ID, 5000)); err != nil {
		h.t.Fatal(err)
	}
	if err := take(good.ID, 1); !errors.Is(err, wallet.ErrFunds) {
		h.t.Error(err)
	}
	h.sound()
	h.turn(time.Minute)
	if got := h.balance(ledger.Account(owner)); got != 5000 || h.balance(wallet.Custodian) != -15000 {
		h.t.Errorf("wallet %d, custodian %d", got, h.balance(wallet.Custodian))
	}
}

func TestFundingThatFails(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, simbank.Manners{Delay: time.Second})
		employer, job, _ := newIDs()
		if err := h.fund(employer, job, simbank.RefusedAmount); err != nil {
			t.Fatal(err)
		}
		h.turn(time.Minute)
		if len(h.failed) != 1 || len(h.funded) != 0 || h.failed[0].Reason.ZH == "" {
			t.Fatal(h.failed, h.funded)
		}
		if err := h.fund(employer, job, 100); err != nil { // another try, another amount
			t.Fatal(err)
		}
		h.turn(time.Minute)
		if len(h.funded) != 1 || h.balance(wallet.JobAccount(job)) != 100 {
			t.Error(h.funded)
		}
		t.Run("free money is used first", func(t *testing.T) {
			_, second, _ := newIDs()
			if err := h.write(func(ctx context.Context, tx db.Tx) error {
				return h.Return(ctx, tx, "job:x:rest", job, employer, core.Yuan(100))
			}); err != nil {
				t.Fatal(err)
			}
			if err := h.fund(employer, second, 100); err != nil {
				t.Fatal(err)
			}
			if h.balance(wallet.JobAccount(second)) != 100 {
				t.Error("not held at once")
			}
		})
		t.Run("a stranger can't fund", func(t *testing.T) {
			_, third, stranger := newIDs()
			err := h.write(func(ctx context.Context, tx db.Tx) error {
				return h.Fund(ctx, tx, core.Actor{Person: stranger}, employer, third, core.Yuan(5))
			})
			if !errors.Is(err, wallet.ErrEmployer) {
				t.Error(err)
			}
		})
		h.sound()
	}, schemas...)
}

func TestStatementAndProof(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, simbank.Manners{})
		employer, job, worker := newIDs()
		if err := h.fund(employer, job, 90000); err != nil {
			t.Fatal(err)
		}
		h.turn(10 * time.Second)
		for i, days := range []int{0, 20, 15} { // 22 Aug, 11 Sep, 26 Sep
			h.clock.Add(time.Duration(days) * 24 * time.Hour)
			if err := h.write(func(ctx context.Context, tx db.Tx) error {
				return h.Release(ctx, tx, fmt.Sprintf("engagement:%d:wage", i), job, worker, core.Yuan(int64(10000*(i+1))))
			}); err != nil {
				t.Fatal(err)
			}
		}
		for month, want := range map[string][3]int64{"2026-07": {0, 0, 0}, "2026-08": {0, 10000, 10000}, "2026-09": {10000, 50000, 60000}, "2026-10": {60000, 0, 60000}} {
			st, err := h.Statement(t.Context(), d.Reader(), wallet.PersonAccount(worker), month)
			if got := [3]int64{st.Opening.Minor, st.Earned.Minor, st.Closing.Minor}; err != nil || got != want {
				t.Errorf("%s: %v, want %v (%v)", month, got, want, err)
			}
		}
		if _, err := h.Statement(t.Context(), d.Reader(), wallet.PersonAccount(worker), "2026-13"); !errors.Is(err, wallet.ErrMonth) {
			t.Error(err)
		}
		var p wallet.Proof
		me := core.Actor{Person: worker, Channel: core.ByAPI}
		if err := h.write(func(ctx context.Context, tx db.Tx) (err error) {
			p, err = h.MakeProof(ctx, tx, me, "2026-09-01", "2026-09-26")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		again, err := h.ProofOf(t.Context(), d.Reader(), "  "+string(p.Code[:4])+string(p.Code[5:])+" ")
		if diff := cmp.Diff([]wallet.MonthSum{{Month: "2026-09", Sum: core.Yuan(50000), Count: 2}}, again.Months); err != nil || diff != "" || again.Name.Reveal() != "张测试" {
			t.Error(diff, err)
		}
		if _, err := h.ProofOf(t.Context(), d.Reader(), "AAAA-BBBB-CCCC-DDDD"); !errors.Is(err, wallet.ErrNoProof) {
			t.Error(err)
		}
		for _, bad := range [][2]core.Date{{"2026-09-02", "2026-09-01"}, {"2026-09-01", "2027-01-01"}, {"2020-01-01", "2026-09-01"}} {
			err := h.write(func(ctx context.Context, tx db.Tx) error {
				_, err := h.MakeProof(ctx, tx, me, bad[0], bad[1])
				return err
			})
			if !errors.Is(err, wallet.ErrPeriod) {
				t.Error(bad, err)
			}
		}
	}, schemas...)
}

func TestCards(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, schemas...)
	h := newHouse(t, d, simbank.Manners{})
	_, _, worker := newIDs()
	owner, me := string(wallet.PersonAccount(worker)), core.Actor{Person: worker, Channel: core.ByAPI}
	for _, tt := range []struct {
		number, holder string
		want           error
		luhn           bool
	}{
		{"6228480432109876545", "张测试", nil, true},
		{"6228480432109876545", "张测试", wallet.ErrCardKnown, false},
		{"６２２８480432109876546", "张测试", nil, false},
		{"62284804", "张测试", wallet.ErrCardForm, false},
		{"6228480432109876545x", "张测试", wallet.ErrCardForm, false},
		{"6228480432109876553", "李测试", wallet.ErrHolder, false},
	} {
		err := h.write(func(ctx context.Context, tx db.Tx) error {
			_, luhn, err := h.AddCard(ctx, tx, me, owner, wallet.NewCard{Number: tt.number, Holder: tt.holder})
			if luhn != tt.luhn {
				t.Errorf("%s: luhn %v", tt.number, luhn)
			}
			return err
		})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.number, err, tt.want)
		}
	}
	t.Run("no number lies open in the table", func(t *testing.T) {
		var found int
		if err := d.Reader().Row(t.Context(), `SELECT COUNT(*) FROM wallet_card WHERE CAST(number_sealed AS TEXT) LIKE '%6228%' OR CAST(holder_sealed AS TEXT) LIKE '%张%'`).Scan(&found); err != nil || found != 0 {
			t.Error(found, err)
		}
	})
}
