package event

import (
	"time"

	"yilu/internal/core"
)

// JobOpened says that a job is funded and wants people: it may ring.
// Published by gig when a job goes live. Heard by match.
type JobOpened struct {
	Job      core.JobID      `json:"job"`
	Employer core.EmployerID `json:"employer"`
	Title    string          `json:"title"`
	Trade    string          `json:"trade"`
	Region   string          `json:"region"`
	Place    core.Place      `json:"place"`
	Windows  []core.Span     `json:"windows"`
	Places   int             `json:"places"` // still open
	Pay      core.Money      `json:"pay"`
	PayUnit  string          `json:"pay_unit"` // job, hour, day or piece
	HourPay  core.Money      `json:"hour_pay"` // what an hour comes to by the declared hours
	Tools    bool            `json:"tools"`    // the worker must bring tools
	MinAge   int             `json:"min_age"`  // 16 or 18
	Chooses  bool            `json:"chooses"`  // the employer chooses among applicants
}

// Topic names the kind of fact.
func (JobOpened) Topic() string { return "gig.job_opened" }

// Key is the job.
func (e JobOpened) Key() string { return string(e.Job) }

// JobPlaces says how many places of an open job are still free.
// Published by gig after every grab, withdrawal and cancellation. Heard by match.
type JobPlaces struct {
	Job  core.JobID `json:"job"`
	Open int        `json:"open"`
}

// Topic names the kind of fact.
func (JobPlaces) Topic() string { return "gig.job_places" }

// Key is the job.
func (e JobPlaces) Key() string { return string(e.Job) }

// JobEnded says that a job takes nobody any more.
// Published by gig. Heard by match.
type JobEnded struct {
	Job core.JobID `json:"job"`
	Why string     `json:"why"` // done, cancelled or expired
}

// Topic names the kind of fact.
func (JobEnded) Topic() string { return "gig.job_ended" }

// Key is the job.
func (e JobEnded) Key() string { return string(e.Job) }

// Booked says that a worker has a place: by tap, choice or promotion.
// Published by gig. Heard by match (busy then) and reputation (may rate later).
type Booked struct {
	Engagement core.EngagementID `json:"engagement"`
	Job        core.JobID        `json:"job"`
	Employer   core.EmployerID   `json:"employer"`
	Worker     core.PersonID     `json:"worker"`
	Windows    []core.Span       `json:"windows"`
}

// Topic names the kind of fact.
func (Booked) Topic() string { return "gig.booked" }

// Key is the worker.
func (e Booked) Key() string { return string(e.Worker) }

// Unbooked says that an engagement ended before its work was paid.
// Published by gig. Heard by match (free again) and reputation (record).
type Unbooked struct {
	Engagement core.EngagementID `json:"engagement"`
	Job        core.JobID        `json:"job"`
	Employer   core.EmployerID   `json:"employer"`
	Worker     core.PersonID     `json:"worker"`
	By         string            `json:"by"`   // worker, employer or clock
	Late       bool              `json:"late"` // inside a tier that counts
	NoShow     bool              `json:"no_show"`
}

// Topic names the kind of fact.
func (Unbooked) Topic() string { return "gig.unbooked" }

// Key is the worker.
func (e Unbooked) Key() string { return string(e.Worker) }

// Finished says that a worker ended the work, perhaps before the time: what is
// left of the windows is free again.
// Published by gig. Heard by match.
type Finished struct {
	Engagement core.EngagementID `json:"engagement"`
	Worker     core.PersonID     `json:"worker"`
	At         time.Time         `json:"at"`
}

// Topic names the kind of fact.
func (Finished) Topic() string { return "gig.finished" }

// Key is the worker.
func (e Finished) Key() string { return string(e.Worker) }

// Paid says that the work was accepted and what was released to the worker.
// Published by gig. Heard by reputation (both may rate), match (record).
type Paid struct {
	Engagement core.EngagementID `json:"engagement"`
	Job        core.JobID        `json:"job"`
	Employer   core.EmployerID   `json:"employer"`
	Worker     core.PersonID     `json:"worker"`
	Trade      string            `json:"trade"`
	Amount     core.Money        `json:"amount"`
	Worked     time.Duration     `json:"worked_ns"`
	At         time.Time         `json:"at"`
}

// Topic names the kind of fact.
func (Paid) Topic() string { return "gig.paid" }

// Key is the worker.
func (e Paid) Key() string { return string(e.Worker) }

// JobFunded says that a job's whole wage is held at the custodian.
// Published by wallet. Heard by gig, which opens the job.
type JobFunded struct {
	Job    core.JobID `json:"job"`
	Amount core.Money `json:"amount"`
}

// Topic names the kind of fact.
func (JobFunded) Topic() string { return "wallet.job_funded" }

// Key is the job.
func (e JobFunded) Key() string { return string(e.Job) }

// FundingFailed says that the employer's payment did not come.
// Published by wallet. Heard by gig, which tells the employer.
type FundingFailed struct {
	Job    core.JobID `json:"job"`
	Reason core.Text  `json:"reason"`
}

// Topic names the kind of fact.
func (FundingFailed) Topic() string { return "wallet.funding_failed" }

// Key is the job.
func (e FundingFailed) Key() string { return string(e.Job) }

// RecordChanged says how good a record now is.
// Published by reputation. Heard by match, which rings good workers first.
type RecordChanged struct {
	Person core.PersonID `json:"person"`
	Stars  int64         `json:"stars_e2"` // mean, in hundredths of a star; 0: none yet
	Rated  int64         `json:"rated"`
	Done   int64         `json:"done"`
	Late   int64         `json:"late"` // late cancellations and no-shows
}

// Topic names the kind of fact.
func (RecordChanged) Topic() string { return "reputation.record_changed" }

// Key is the person.
func (e RecordChanged) Key() string { return string(e.Person) }
