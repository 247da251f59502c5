package wallet

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

// Kinds of jobs.
const (
	sendJob  = "wallet.send"  // hand an order to the custodian
	queryJob = "wallet.query" // ask what became of it
)

// When we ask about an order of which nothing was heard: soon, then less often.
const (
	queryFirst = 5 * time.Second
	queryMost  = 10 * time.Minute
)

// Listen registers the module's jobs. It hears no events.
func (s *Service) Listen(_ *outbox.Outbox, q *jobs.Queue) {
	q.HandleOutside(sendJob, 30*time.Second, s.send)
	q.HandleOutside(queryJob, 30*time.Second, s.query)
}

// ask notes an order and plans its way to the custodian.
func (s *Service) ask(ctx context.Context, tx db.Tx, o Order) error {
	if err := insertOrder(ctx, tx, o); err != nil {
		return err
	}
	return s.Jobs.Schedule(ctx, tx, sendJob, o.Ref, o.At, nil)
}

// send hands the order over. If the line breaks it is sent again, with the same
// Ref.
func (s *Service) send(ctx context.Context, ref string, _ []byte) (func(context.Context, db.Tx) error, error) {
	o, err := orderOf(ctx, s.DB.Reader(), ref)
	if err != nil || o.State != Asked {
		return nil, err
	}
	in, err := s.instruction(ctx, o)
	if err != nil {
		return nil, err
	}
	call := s.Bank.Collect
	if o.Kind == PayOut {
		call = s.Bank.PayOut
	}
	if err := call(ctx, in); err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx db.Tx) error {
		return s.Jobs.Schedule(ctx, tx, queryJob, ref, s.Now().Add(queryFirst), 1)
	}, nil
}

// query asks about an order, until there is an answer.
func (s *Service) query(ctx context.Context, ref string, _ []byte) (func(context.Context, db.Tx) error, error) {
	o, err := orderOf(ctx, s.DB.Reader(), ref)
	if err != nil || o.State != Asked {
		return nil, err
	}
	n, err := s.Bank.Query(ctx, ref)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx db.Tx) error {
		switch n.State {
		case NoticeUnknown:
			return s.Jobs.Schedule(ctx, tx, sendJob, ref, s.Now(), nil)
		case NoticePending:
			wait := min(max(queryFirst, s.Now().Sub(o.At)), queryMost)
			return s.Jobs.Schedule(ctx, tx, queryJob, ref, s.Now().Add(wait), nil)
		}
		return s.Confirm(ctx, tx, n)
	}, nil
}

func (s *Service) instruction(ctx context.Context, o Order) (in Instruction, err error) {
	q := s.DB.Reader()
	in = Instruction{Ref: o.Ref, Amount: o.Amount}
	if o.Kind == Collect {
		in.Name, err = s.Employers.Name(ctx, q, core.EmployerID(ownerID(o.Owner)))
		in.Memo = "驿路 工钱"
		return in, err
	}
	c, err := s.store.cardOf(ctx, q, o.Owner, o.Card)
	if err != nil {
		return in, err
	}
	in.Name, in.Card, in.Memo = c.Holder.Reveal(), c.Number.Reveal(), "驿路 取款"
	return in, nil
}

// Confirm takes the custodian's word on an order. Late, twice or out of order, it
// settles an order once; words that settle nothing are passed over.
func (s *Service) Confirm(ctx context.Context, tx db.Tx, n Notice) (err error) {
	defer fault.Wrap(&err, "wallet.Confirm(%s, %s)", n.Ref, n.State)

	if n.State != NoticeDone && n.State != NoticeFailed {
		return nil
	}
	o, err := lockOrder(ctx, tx, n.Ref)
	if errors.Is(err, db.ErrNoRow) {
		return nil // not ours
	}
	if err != nil || o.State != Asked {
		return err
	}
	o.Settled, o.Reason, o.State = s.Now(), n.Reason, Done
	if n.State == NoticeFailed {
		o.State = Failed
	}
	if err := settleOrder(ctx, tx, o); err != nil {
		return err
	}
	if err := s.Jobs.Cancel(ctx, tx, queryJob, o.Ref); err != nil {
		return err
	}
	if o.Kind == Collect {
		return s.collected(ctx, tx, o)
	}
	return s.paidOut(ctx, tx, o)
}

// collected books money that came for a job, and holds it.
func (s *Service) collected(ctx context.Context, tx db.Tx, o Order) error {
	f, err := lockFunding(ctx, tx, o.Job)
	if err != nil {
		return err
	}
	if o.State == Failed {
		f.state = "failed"
		if err := putFunding(ctx, tx, f, db.Micros(o.Settled)); err != nil {
			return err
		}
		return errors.Join(
			s.Outbox.Publish(ctx, tx, event.FundingFailed{Job: o.Job, Reason: o.Reason}),
			s.signalOwner(ctx, tx, o.Owner))
	}
	t := ledger.Move(o.Ref, KindCollect, o.Amount, Custodian, ledger.Account(o.Owner), o.Settled)
	if _, err := ledger.Post(ctx, tx, t); err != nil {
		return err
	}
	return s.hold(ctx, tx, f)
}

// paidOut ends a payout: the money is out, or back in the wallet.
func (s *Service) paidOut(ctx context.Context, tx db.Tx, o Order) error {
	t := ledger.Move(o.Ref+":done", KindPaid, o.Amount, transitAccount(o.Ref), Custodian, o.Settled)
	say := notify.Message{Kind: "wallet.paid_out", Link: "/wallet/payouts/" + o.Ref + ofEmployer(o.Owner),
		Title: core.Text{ZH: "钱已到卡 {sum} 元", EN: "{sum} yuan reached your card"}.Fill("sum", o.Amount.Text())}
	if o.State == Failed {
		t = ledger.Move(o.Ref+":back", KindBounced, o.Amount, transitAccount(o.Ref), ledger.Account(o.Owner), o.Settled)
		say.Kind = "wallet.bounced"
		say.Title = core.Text{ZH: "取款没有成功，{sum} 元已退回钱包", EN: "The payout failed; {sum} yuan are back in the wallet"}.Fill("sum", o.Amount.Text())
		say.Body = o.Reason
	}
	if _, err := ledger.Post(ctx, tx, t); err != nil {
		return err
	}
	people, err := s.people(ctx, tx, o.Owner)
	if err != nil {
		return err
	}
	for _, p := range people {
		say.Person = p
		if err := s.Notify.Send(ctx, tx, say); err != nil {
			return err
		}
	}
	return s.signalOwner(ctx, tx, o.Owner)
}

// ownerID is the id in an account's name.
func ownerID(owner string) string {
	for i := range owner {
		if owner[i] == ':' {
			return owner[i+1:]
		}
	}
	return owner
}

// ofEmployer is what a page's address ends with when it is about an employer's
// wallet; "" for a worker's.
func ofEmployer(owner string) string {
	if strings.HasPrefix(owner, "employer:") {
		return "?employer=" + ownerID(owner)
	}
	return ""
}

// people are those who should hear of an account: the worker, or the agents.
func (s *Service) people(ctx context.Context, q db.Q, owner string) ([]core.PersonID, error) {
	if len(owner) > 7 && owner[:7] == "person:" {
		return []core.PersonID{core.PersonID(owner[7:])}, nil
	}
	return s.Employers.Agents(ctx, q, core.EmployerID(ownerID(owner)))
}

func (s *Service) signalOwner(ctx context.Context, tx db.Tx, owner string) error {
	people, err := s.people(ctx, tx, owner)
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := s.Notify.Signal(ctx, tx, p, "wallet", owner); err != nil {
			return fmt.Errorf("signal %s: %w", p, err)
		}
	}
	return nil
}
