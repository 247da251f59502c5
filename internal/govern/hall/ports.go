package hall

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// People finds and shows those who come to a desk.
type People interface {
	// PersonByPhone and PersonByDocument return whose they are; a fault of kind
	// NotFound if nobody's.
	PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (core.PersonID, error)
	PersonByDocument(ctx context.Context, q db.Q, kind core.DocumentKind, number string) (core.PersonID, error)
	// Cards show people, masked; who is unknown is shown as no more than an id.
	Cards(ctx context.Context, q db.Q, people []core.PersonID, lang core.Lang) (map[core.PersonID]Card, error)
}

// Registrar takes in people whose document a clerk has seen.
type Registrar interface {
	// Enrol makes the account of the number and settles its real name.
	Enrol(ctx context.Context, tx db.Tx, a core.Actor, n Newcomer) (core.PersonID, error)
	// DisclosePhone gives a person's number in full to the actor, and lets the
	// person see that, when and why.
	DisclosePhone(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, reason string) (string, error)
}

// Employers says who speaks for an employer.
type Employers interface {
	// Agents returns the persons; none for an employer that does not exist.
	Agents(ctx context.Context, q db.Q, employer core.EmployerID) ([]core.PersonID, error)
	// Of returns the employers that a person speaks for.
	Of(ctx context.Context, q db.Q, person core.PersonID) ([]core.EmployerID, error)
	// MaskedNames gives each employer's name as anyone may see it.
	MaskedNames(ctx context.Context, q db.Q, employers []core.EmployerID) (map[core.EmployerID]string, error)
}

// Jobs posts and pays for the jobs of employers. Actors are their agents.
type Jobs interface {
	Post(ctx context.Context, tx db.Tx, a core.Actor, employer core.EmployerID, o Order) (core.JobID, error)
	Fund(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID) error
	// Job shows a job; a fault of kind NotFound if there is none.
	Job(ctx context.Context, q db.Q, job core.JobID, lang core.Lang) (Job, error)
}

// Places finds, gives and takes back places. Actors are the workers.
type Places interface {
	Open(ctx context.Context, q db.Q, a core.Actor, s Search) ([]JobCard, error)
	Grab(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID) (Taken, error)
	Withdraw(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID, reason string) error
}

// Teams shows and settles those who have a place in one job.
type Teams interface {
	// Team returns all who have or had a place, oldest first, to the employer's agent.
	Team(ctx context.Context, q db.Q, agent core.Actor, job core.JobID) ([]Member, error)
	// Mark records what happened to one of them: came (by the agent), left and
	// hours (by the worker).
	Mark(ctx context.Context, tx db.Tx, a core.Actor, e core.EngagementID, m Mark) error
	AcceptAll(ctx context.Context, tx db.Tx, agent core.Actor, job core.JobID) (Settlement, error)
}

// Matcher says whom a job suits and when people work.
type Matcher interface {
	// Candidates returns whom the job suits now, best first.
	Candidates(ctx context.Context, q db.Q, job core.JobID, limit int) ([]Candidate, error)
	// Worked returns when people are at work within a span.
	Worked(ctx context.Context, q db.Q, people []core.PersonID, in core.Span) (map[core.PersonID][]core.Span, error)
	// Suits reports whether the job suits one person, full or not.
	Suits(ctx context.Context, q db.Q, job core.JobID, person core.PersonID) (bool, error)
}

// Texts reaches people who have no smartphone.
type Texts interface {
	// Offer offers a job by SMS; the answer is a tap.
	Offer(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, job core.JobID) error
}

// Card is a person as a desk sees them.
type Card struct {
	Person    core.PersonID `json:"person"`
	Name      string        `json:"name" doc:"Masked; empty without a real name."`
	Phone     string        `json:"phone" doc:"Masked."`
	Verified  bool          `json:"verified" doc:"Has a real name."`
	Consented bool          `json:"consented" doc:"To the terms and to the handling of their data."`
	Looking   bool          `json:"looking"`
	Trades    []string      `json:"trades" nullable:"false" doc:"What they say they can do or want to do, in words."`
}

// Newcomer is someone to be taken in.
type Newcomer struct {
	Phone  core.Phone
	Kind   core.DocumentKind
	Number string
	Name   string
	Birth  core.Date // needed where the number carries none
	Trades []string  // codes; none: not looking for work yet
	Area   core.RegionCode
}

// Search is what a seeker looks for at a desk.
type Search struct {
	Area  core.RegionCode
	Trade string
	Text  string
	Day   core.Date
	Limit int
}

// JobCard is an open job as a seeker's desk shows it.
type JobCard struct {
	Job      core.JobID  `json:"job"`
	Title    string      `json:"title"`
	Trade    string      `json:"trade"`
	Employer string      `json:"employer"`
	Address  string      `json:"address"`
	PayText  string      `json:"pay_text"`
	Windows  []core.Span `json:"windows" nullable:"false"`
	Open     int64       `json:"open"`
	Waiting  int64       `json:"waiting"`
	Mine     string      `json:"mine" enum:",booked,waiting,applied" doc:"What binds the person to it already."`
	CanTake  bool        `json:"can_take"`
	WhyNot   string      `json:"why_not" doc:"Why the person can't take it, in words."`
}

// Taken is what a tap for someone led to.
type Taken struct {
	Result     string            `json:"result" enum:"booked,waiting,applied"`
	Engagement core.EngagementID `json:"engagement,omitempty"`
	Place      int64             `json:"place,omitempty" doc:"In line, from 1."`
	Open       int64             `json:"open" doc:"Places that are still free."`
}

// Job is a job as a dispatch sees it.
type Job struct {
	ID      core.JobID      `json:"id"`
	Region  core.RegionCode `json:"region"`
	State   string          `json:"state" enum:"draft,in_review,refused,unfunded,open,filled,closed,cancelled,expired"`
	Funding string          `json:"funding" enum:"none,asked,held,failed"`
	Title   string          `json:"title"`
	Trade   string          `json:"trade"`
	Address string          `json:"address"`
	PayText string          `json:"pay_text"`
	Whole   core.Money      `json:"whole" doc:"What is to be held for all."`
	Windows []core.Span     `json:"windows" nullable:"false"`
	Places  int64           `json:"places"`
	Booked  int64           `json:"booked"`
	Over    bool            `json:"over"`
}

// Candidate is someone whom a job suits.
type Candidate struct {
	Person    core.PersonID
	Score     int64 // hundredths
	Level     int64
	DistanceM int64 // −1: not known
	Stars     int64 // hundredths
	Done      int64
	Told      bool
}

// Member is one who has or had a place in a team's job.
type Member struct {
	Person     core.PersonID     `json:"person"`
	Engagement core.EngagementID `json:"engagement"`
	State      string            `json:"state" enum:"booked,working,finished,stated,contested,paid,cancelled,no_show"`
	In         bool              `json:"in" doc:"Counts: neither cancelled nor absent."`
	BookedAt   time.Time         `json:"booked_at"`
	StartedAt  *time.Time        `json:"started_at,omitempty"`
	FinishedAt *time.Time        `json:"finished_at,omitempty"`
	Stated     *Figure           `json:"stated,omitempty" doc:"The worker's figure."`
	Offered    *Figure           `json:"offered,omitempty" doc:"The employer's, if it is another."`
	Paid       core.Money        `json:"paid"`
	Contested  core.Money        `json:"contested" doc:"The part that stays held because the sides differ."`
	EndReason  string            `json:"end_reason,omitempty"`
}

// Figure is a quantity in words and what it comes to.
type Figure struct {
	Text   string     `json:"text"`
	Amount core.Money `json:"amount"`
}

// Mark is what is written on a muster roll about one member.
type Mark struct {
	What     string // came, left or hours
	Quantity int64  // of hours: in the unit of the pay
	Note     string
}

// Settlement is what accepting a team's figures came to.
type Settlement struct {
	Count int64      `json:"count"`
	Paid  core.Money `json:"paid"`
	Left  int64      `json:"left" doc:"How many are still to be settled."`
}
