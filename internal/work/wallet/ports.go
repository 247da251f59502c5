package wallet

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// Bank is the custodian. Calls are made outside of transactions and at least
// once; the custodian knows an order by its Ref and does it once. What became of
// an order comes later, as a Notice to Confirm, and can be asked for by Query.
type Bank interface {
	// Collect asks the payer for money.
	Collect(ctx context.Context, o Instruction) error
	// PayOut sends money to a card.
	PayOut(ctx context.Context, o Instruction) error
	// Query says what became of an order.
	Query(ctx context.Context, ref string) (Notice, error)
}

// Instruction is an order as the custodian gets it.
type Instruction struct {
	Ref    string
	Amount core.Money
	Name   string // the payer's, or the card's holder
	Card   string // full number, of a payout
	Memo   string // what the other side's statement shows
}

// NoticeState is what the custodian says of an order.
type NoticeState string

// What it can say.
const (
	NoticeUnknown NoticeState = "unknown" // it never got the order: send it again
	NoticePending NoticeState = "pending"
	NoticeDone    NoticeState = "done"
	NoticeFailed  NoticeState = "failed"
)

// Notice is the custodian's word on an order.
type Notice struct {
	Ref    string
	State  NoticeState
	Reason core.Text // of a failure
}

// People says what a person's real name is.
type People interface {
	// NameMatches reports whether name is the person's verified name; verified is
	// false when there is none yet.
	NameMatches(ctx context.Context, q db.Q, person core.PersonID, name string) (matches, verified bool, err error)
	// FullName returns the verified name; "" when there is none yet.
	FullName(ctx context.Context, q db.Q, person core.PersonID) (string, error)
}

// Employers says who speaks for an employer.
type Employers interface {
	// MayAct returns an error unless person is an active agent of the employer.
	MayAct(ctx context.Context, q db.Q, person core.PersonID, employer core.EmployerID) error
	// Name returns the employer's name.
	Name(ctx context.Context, q db.Q, employer core.EmployerID) (string, error)
	// Agents returns those who speak for the employer.
	Agents(ctx context.Context, q db.Q, employer core.EmployerID) ([]core.PersonID, error)
}

// Label is what staff read beside an account.
type Label struct {
	Name       string          // masked, or the job's title
	Region     core.RegionCode // "" where it has none
	RegionName string
	Employer   string    // of a job
	Ends       time.Time // when a job's work ends
}

// Labels tells staff whose accounts are.
type Labels interface {
	// Of labels accounts by their names, "job:ID"; unknown ones are left out.
	Of(ctx context.Context, q db.Q, lang core.Lang, accounts []string) (map[string]Label, error)
	// MaskedNames gives each person's name as others may see it.
	MaskedNames(ctx context.Context, q db.Q, people []core.PersonID) (map[core.PersonID]string, error)
}
