// Package simbank is the built-in stand-in for the custodian: it takes orders,
// answers later, and misbehaves like the real ones: late, twice, never.
//
// What happens to an order follows from its ref alone, so that the same run goes
// the same way twice. It forgets nothing while the process lives; after a restart
// it knows no orders, says so when asked, and gets them again.
package simbank

import (
	"context"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"time"

	"yilu/internal/core"
	"yilu/internal/work/wallet"
)

// Manners say how the bank behaves. Of every hundred orders so many are
// confirmed late, twice or never; the zero Manners is a perfect bank without
// delay.
type Manners struct {
	Delay     time.Duration // until an ordinary confirmation
	Late      time.Duration // until a late one
	LatePct   uint32
	TwicePct  uint32
	NeverPct  uint32 // no confirmation; a query tells
	BrokenPct uint32 // the first call fails on the line
}

// RefusedTail is the end of card numbers that the bank refuses, and of amounts
// (in fen) that the payer's bank refuses.
const (
	RefusedTail   = "0000"
	RefusedAmount = 444_44
)

// order is what the bank knows of one.
type order struct {
	notice wallet.Notice
	due    time.Time // when it is decided
	tell   []time.Time
}

// Bank is a wallet.Bank. Safe for concurrent use.
type Bank struct {
	now     core.Clock
	manners Manners
	confirm func(ctx context.Context, n wallet.Notice) error
	mu      sync.Mutex
	orders  map[string]*order
	called  map[string]int
	waiting []string // refs with something to tell
}

// New returns a bank that tells confirm what became of orders, when Tell runs.
func New(now core.Clock, m Manners, confirm func(ctx context.Context, n wallet.Notice) error) *Bank {
	return &Bank{now: now, manners: m, confirm: confirm, orders: map[string]*order{}, called: map[string]int{}}
}

type brokenLine struct{}

func (brokenLine) Error() string { return "simbank: the line broke" }

// Collect takes an order to collect.
func (b *Bank) Collect(_ context.Context, in wallet.Instruction) error {
	var refusal core.Text
	if in.Amount.Minor == RefusedAmount {
		refusal = core.Text{ZH: "付款账户余额不足，请换一个账户再付。", EN: "The paying account is short of money; please pay from another."}
	}
	return b.take(in, refusal)
}

// PayOut takes an order to pay out.
func (b *Bank) PayOut(_ context.Context, in wallet.Instruction) error {
	var refusal core.Text
	if strings.HasSuffix(in.Card, RefusedTail) {
		refusal = core.Text{ZH: "收款行说这张卡不能收款，请换一张卡。", EN: "The receiving bank says that this card can't take money; please use another."}
	}
	return b.take(in, refusal)
}

// Query says what the bank knows of an order.
func (b *Bank) Query(_ context.Context, ref string) (wallet.Notice, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o := b.orders[ref]
	switch {
	case o == nil:
		return wallet.Notice{Ref: ref, State: wallet.NoticeUnknown}, nil
	case b.now().Before(o.due):
		return wallet.Notice{Ref: ref, State: wallet.NoticePending}, nil
	}
	return o.notice, nil
}

// take notes an order once; the same ref again is the same order.
func (b *Bank) take(in wallet.Instruction, refusal core.Text) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.called[in.Ref]++
	if b.orders[in.Ref] != nil {
		return nil
	}
	if b.lot(in.Ref, "broken") < b.manners.BrokenPct && b.called[in.Ref] == 1 {
		return brokenLine{}
	}
	o := &order{notice: wallet.Notice{Ref: in.Ref, State: wallet.NoticeDone}, due: b.now().Add(b.manners.Delay)}
	if refusal != (core.Text{}) {
		o.notice.State, o.notice.Reason = wallet.NoticeFailed, refusal
	}
	o.tell = []time.Time{o.due}
	switch {
	case b.lot(in.Ref, "never") < b.manners.NeverPct:
		o.tell = nil
	case b.lot(in.Ref, "late") < b.manners.LatePct:
		o.tell = []time.Time{o.due.Add(b.manners.Late)}
	case b.lot(in.Ref, "twice") < b.manners.TwicePct:
		o.tell = append(o.tell, o.due.Add(b.manners.Delay))
	}
	b.orders[in.Ref] = o
	if len(o.tell) > 0 {
		b.waiting = append(b.waiting, in.Ref)
	}
	return nil
}

// lot draws 0 to 99 for an order and a kind of luck.
func (b *Bank) lot(ref, what string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(what + ref))
	return h.Sum32() % 100
}

// Tell confirms what is due by the clock and returns how many confirmations were
// taken. One that is not taken is told again next time.
func (b *Bank) Tell(ctx context.Context) (told int, err error) {
	b.mu.Lock()
	now := b.now()
	var due []wallet.Notice
	for _, ref := range b.waiting {
		if o := b.orders[ref]; !now.Before(o.tell[0]) {
			due = append(due, o.notice)
		}
	}
	b.mu.Unlock()
	for _, n := range due {
		if err := b.confirm(ctx, n); err != nil {
			return told, err
		}
		told++
		b.mu.Lock()
		o := b.orders[n.Ref]
		if len(o.tell) > 0 { // who tells beside us may have told it
			o.tell = o.tell[1:]
		}
		if len(o.tell) == 0 {
			b.waiting = slices.DeleteFunc(b.waiting, func(r string) bool { return r == n.Ref })
		}
		b.mu.Unlock()
	}
	return told, nil
}

// NextDue returns when there is next something to tell; false for nothing.
func (b *Bank) NextDue() (at time.Time, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, ref := range b.waiting {
		if t := b.orders[ref].tell[0]; !ok || t.Before(at) {
			at, ok = t, true
		}
	}
	return at, ok
}

// Run tells until ctx ends.
func (b *Bank) Run(ctx context.Context) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			_, _ = b.Tell(ctx) // what was not taken is told again
		}
	}
}
