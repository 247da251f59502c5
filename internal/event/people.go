package event

import "yilu/internal/core"

// PersonVerified says that a person's real name and document were accepted.
// Published by person. Heard by match.
type PersonVerified struct {
	Person core.PersonID `json:"person"`
	Birth  core.Date     `json:"birth"`
}

// Topic names the kind of fact.
func (PersonVerified) Topic() string { return "person.verified" }

// Key is the person.
func (e PersonVerified) Key() string { return string(e.Person) }

// TradeLevel is a trade that someone wants to do or can do.
type TradeLevel struct {
	Trade string `json:"trade"` // occupation code with local suffix
	Level int    `json:"level"` // 0 to 7, DOMAIN §2.2; 0 is no certificate
}

// ProfileChanged says what work a person now looks for. An empty Wants, or
// Looking false, means none.
// Published by person. Heard by match.
type ProfileChanged struct {
	Person    core.PersonID `json:"person"`
	Birth     core.Date     `json:"birth"`
	Looking   bool          `json:"looking"`
	Trades    []TradeLevel  `json:"trades"`
	Centre    core.Place    `json:"centre"`
	RadiusM   int64         `json:"radius_m"`   // 0: anywhere in Regions
	Regions   []string      `json:"regions"`    // codes; may be empty
	WeekHours []HourRange   `json:"week_hours"` // empty: any time
	LowestPay core.Money    `json:"lowest_pay"` // zero: any
	PayUnit   string        `json:"pay_unit"`   // hour or day
	OwnTools  bool          `json:"own_tools"`
	Vehicle   string        `json:"vehicle"` // "", ebike, motorbike, car, van, truck
}

// HourRange is a stretch of a weekday, in China's time.
type HourRange struct {
	Weekday int `json:"weekday"` // 1 Monday to 7 Sunday
	From    int `json:"from"`    // minutes after midnight
	To      int `json:"to"`      // minutes after midnight, above From
}

// Topic names the kind of fact.
func (ProfileChanged) Topic() string { return "person.profile_changed" }

// Key is the person.
func (e ProfileChanged) Key() string { return string(e.Person) }

// ReviewAsked says that something must be looked at by staff before it goes on.
// Published by employer (a new employer) and gig (a job that trips a warning).
// Heard by oversight.
type ReviewAsked struct {
	Kind     string      `json:"kind"`    // employer or job
	Subject  string      `json:"subject"` // the employer's or job's id
	Region   string      `json:"region"`
	Title    string      `json:"title"`
	Findings []core.Text `json:"findings"` // why it must be looked at
	Sources  []string    `json:"sources"`  // the rule behind each finding; "" for none
	// Asker is the person who asks; neither they nor an agent of Employer may
	// decide.
	Asker    core.PersonID   `json:"asker"`
	Employer core.EmployerID `json:"employer"` // whose case it is
	// Revision counts the changes of the subject; the decision repeats it, so that
	// the asker can tell a decision about an older text.
	Revision int64 `json:"revision"`
}

// Topic names the kind of fact.
func (ReviewAsked) Topic() string { return "review.asked" }

// Key is the subject.
func (e ReviewAsked) Key() string { return e.Subject }

// ReviewDecided says what staff decided, and why.
// Published by oversight. Heard by employer and gig; each takes its own Kind.
type ReviewDecided struct {
	Kind     string        `json:"kind"`
	Subject  string        `json:"subject"`
	Approved bool          `json:"approved"`
	Reason   string        `json:"reason"`
	By       core.PersonID `json:"by"`
	Revision int64         `json:"revision"` // of the subject, as it was asked about
}

// Topic names the kind of fact.
func (ReviewDecided) Topic() string { return "review.decided" }

// Key is the subject.
func (e ReviewDecided) Key() string { return e.Subject }

// PersonErased says that a person's data were erased at their wish: whoever keeps
// a copy drops it, also what an older fact brings late.
// Published by person. Heard by match and figures.
type PersonErased struct {
	Person core.PersonID `json:"person"`
}

// Topic names the kind of fact.
func (PersonErased) Topic() string { return "person.erased" }

// Key is the person.
func (e PersonErased) Key() string { return string(e.Person) }

// PersonCorrected says that a person's real name or document was corrected.
// Published by person. Heard by employer, which keeps the names of those who
// give work under their own.
type PersonCorrected struct {
	Person core.PersonID `json:"person"`
}

// Topic names the kind of fact.
func (PersonCorrected) Topic() string { return "person.corrected" }

// Key is the person.
func (e PersonCorrected) Key() string { return string(e.Person) }
