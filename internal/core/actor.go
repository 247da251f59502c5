package core

// Role is a permission that an account holds.
type Role string

// The roles of the first loop. Being a worker needs no role, only a real name;
// speaking for an employer is a fact of that employer's agents.
const (
	Reviewer Role = "reviewer" // 审核员: decides on jobs and employers
)

// Channel is the door an act came through.
type Channel string

// The doors.
const (
	ByPhone  Channel = "h5"     // the person's own phone
	ByAPI    Channel = "api"    // a program
	BySystem Channel = "system" // a clock or an event
)

// Actor is who acts: every change records one.
type Actor struct {
	Person  PersonID // the account's person; "" for the system and for strangers
	Roles   []Role
	Channel Channel
	Addr    string // network address, without the port; "" for the system
	Lang    Lang
	Trace   string // the request's trace id
}

// System is the actor of clocks and event hearers.
var System = Actor{Channel: BySystem, Lang: ZH}

// Has reports whether the actor holds the role.
func (a Actor) Has(r Role) bool {
	for _, x := range a.Roles {
		if x == r {
			return true
		}
	}
	return false
}

// Known reports whether the actor is logged in.
func (a Actor) Known() bool { return a.Person != "" }
