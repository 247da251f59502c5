package wallet

import (
	"context"
	"embed"
	"log/slog"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
	"yilu/internal/platform/pdf"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Faults of this module.
var (
	ErrFunded     = fault.New(fault.Conflict, "wallet.funded", "这个活的工钱已经付过了。", "This job is funded already.")
	ErrFunds      = fault.New(fault.Conflict, "wallet.funds", "钱包里只有 {have} 元，取不了 {want} 元。", "The wallet holds {have} yuan; {want} can't be taken out.")
	ErrHeld       = fault.New(fault.Conflict, "wallet.held", "这个活留存的工钱不够。", "Less is held for this job than that.")
	ErrAmount     = fault.New(fault.Invalid, "wallet.amount", "金额要大于 0。", "The amount must be above zero.")
	ErrMonth      = fault.New(fault.Invalid, "wallet.month", "月份要写成 2026-11 这样。", "Write the month like 2026-11.").At("query.month")
	ErrPeriod     = fault.New(fault.Invalid, "wallet.period", "时间段不对：要从早到晚，最长两年，不能是将来。", "The period must run forward, last two years at most, and not lie in the future.").At("body.from")
	ErrCardForm   = fault.New(fault.Invalid, "wallet.card_form", "银行卡号是 13 到 19 位数字，请再看一眼卡。", "A card number has 13 to 19 digits; please look at the card again.").At("body.number")
	ErrCardKnown  = fault.New(fault.Conflict, "wallet.card_known", "这张卡已经加过了。", "This card is on your list already.").At("body.number")
	ErrCardMost   = fault.New(fault.Conflict, "wallet.card_most", "最多可以加 5 张卡，请先去掉一张。", "Five cards at most; please remove one first.")
	ErrNoCard     = fault.New(fault.NotFound, "wallet.no_card", "没有这张卡，请先加卡。", "There is no such card; please add it first.").At("body.card_id")
	ErrHolder     = fault.New(fault.Invalid, "wallet.holder", "持卡人要和实名的名字一样。工钱只能付给本人。", "The holder must be the verified name: wages are paid to the worker alone.").Cite("保障农民工工资支付条例第十一条").At("body.holder")
	ErrUnverified = fault.New(fault.Forbidden, "wallet.unverified", "请先完成实名，再取钱。", "Please verify your real name first.")
	ErrNoProof    = fault.New(fault.NotFound, "wallet.no_proof", "没有这个验证码，请核对收入证明上的编号。", "No proof has this code; please check it on the paper.")
	ErrNoPayout   = fault.New(fault.NotFound, "wallet.no_payout", "没有这笔取款。", "There is no such payout.")
	ErrEmployer   = fault.New(fault.Forbidden, "wallet.not_agent", "您不是这家用工方的经办人。", "You do not act for this employer.")
)

// Custodian mirrors what the custodian holds.
const Custodian = ledger.Account(ledger.World + "custodian")

// EmployerAccount is an employer's free money.
func EmployerAccount(id core.EmployerID) ledger.Account { return ledger.Account("employer:" + id) }

// JobAccount is what is held for a job.
func JobAccount(id core.JobID) ledger.Account { return ledger.Account("job:" + id) }

// PersonAccount is a worker's wallet.
func PersonAccount(id core.PersonID) ledger.Account { return ledger.Account("person:" + id) }

func transitAccount(ref string) ledger.Account { return ledger.Account("transit:" + ref) }

// Kinds of transfers, as statements show them.
const (
	KindCollect = "collect" // the employer's money arrived
	KindHold    = "hold"    // set aside for a job
	KindWage    = "wage"    // released to the worker
	KindReturn  = "return"  // back to the employer
	KindPayout  = "payout"  // on its way to a card
	KindPaid    = "paid"    // arrived at the card
	KindBounced = "bounced" // did not arrive; back in the wallet
)

// OrderKind says which way money moves between us and the custodian's outside.
type OrderKind string

// The kinds of orders.
const (
	Collect OrderKind = "collect"
	PayOut  OrderKind = "payout"
)

// OrderState is what became of an order.
type OrderState string

// The states: asked → done or failed.
const (
	Asked  OrderState = "asked"
	Done   OrderState = "done"
	Failed OrderState = "failed"
)

// Order is one collection or payout at the custodian.
type Order struct {
	Ref     string // ours, known to the custodian; unique
	Kind    OrderKind
	Owner   string     // "person:ID" or "employer:ID"
	Job     core.JobID // of a collection
	Card    CardID     // of a payout
	Amount  core.Money
	State   OrderState
	Reason  core.Text // of a failure
	By      core.PersonID
	At      time.Time
	Settled time.Time // zero while asked
}

// Card is a bank card that money can be paid to.
type Card struct {
	ID     CardID
	Owner  string
	Number crypto.Private[crypto.Card]
	Holder crypto.Private[crypto.Name]
	Bank   string // as the owner wrote it; may be empty
	At     time.Time
}

// CardID identifies a card.
type CardID = core.ID[Card]

// Deps is what a Service needs.
type Deps struct {
	DB        *db.DB
	Now       core.Clock
	Outbox    *outbox.Outbox
	Jobs      *jobs.Queue
	Notify    *notify.Center
	Log       *slog.Logger
	Ring      *crypto.Keyring
	Bank      Bank
	People    People
	Employers Employers
	Labels    Labels                       // nil: staff see accounts without names
	Printer   func() (*pdf.Printer, error) // of the income proof
	PublicURL string                       // where strangers verify, without a slash at the end
}

// Service is the module's front door. Safe for concurrent use.
type Service struct {
	Deps
	store store
}

// New returns a Service.
func New(d Deps) *Service {
	if d.Labels == nil {
		d.Labels = Unlabelled{}
	}
	return &Service{d, newStore(d.Ring)}
}

// Balance returns what the account holds.
func (s *Service) Balance(ctx context.Context, q db.Q, a ledger.Account) (core.Money, error) {
	return ledger.Balance(ctx, q, a, core.CNY)
}
