package core

import "slices"

// Role is a duty of staff, held for an area and a time. Being a worker needs no
// role, only a real name; speaking for an employer is a fact of that employer's
// agents.
type Role string

// The roles. The three administrators are apart from each other (GB/T 22239,
// DOMAIN §9.3): none of them can do what another does, and nobody is two of them.
const (
	Reviewer      Role = "reviewer"       // 审核员: decides on jobs and employers
	VillageAgent  Role = "village_agent"  // 村级代办员: registers others, and does for them what is listed
	HallClerk     Role = "hall_clerk"     // 大厅窗口人员: serves walk-ins, puts teams together
	Mediator      Role = "mediator"       // 调解员: hears both sides of a dispute
	Analyst       Role = "analyst"        // 分析员: sees figures, and no person
	SystemAdmin   Role = "system_admin"   // 系统管理员: staff accounts and settings
	SecurityAdmin Role = "security_admin" // 安全管理员: gives and takes roles
	AuditAdmin    Role = "audit_admin"    // 审计管理员: reads the record of acts
)

// Roles are all roles.
var Roles = []Role{Reviewer, VillageAgent, HallClerk, Mediator, Analyst, SystemAdmin, SecurityAdmin, AuditAdmin}

// Admins are the roles that exclude each other.
var Admins = []Role{SystemAdmin, SecurityAdmin, AuditAdmin}

// Channel is the door an act came through.
type Channel string

// The doors.
const (
	ByPhone   Channel = "h5"      // the person's own phone
	ByAPI     Channel = "api"     // a program
	ByConsole Channel = "console" // staff at a desk
	ByAgent   Channel = "agent"   // a village agent, for someone
	ByHall    Channel = "hall"    // a clerk at the counter, for someone
	ByCall    Channel = "call"    // a clerk on the telephone, for someone
	BySMS     Channel = "sms"     // the person's answer to a message
	ByKiosk   Channel = "kiosk"   // the hall's machine
	BySystem  Channel = "system"  // a clock or an event
)

// Grant is a role and where it holds.
type Grant struct {
	Role Role       `json:"role"`
	Area RegionCode `json:"area"` // with all below it; "" is everywhere
}

// Actor is who acts: every change records one.
type Actor struct {
	Person   PersonID // whose act it is; "" for the system and for strangers
	Operator PersonID // the member of staff who does it for Person; "" if Person does
	Grants   []Grant  // Person's, in force now
	Channel  Channel
	Addr     string // network address, without the port; "" for the system
	Lang     Lang
	Trace    string // the request's trace id
}

// System is the actor of clocks and event hearers.
var System = Actor{Channel: BySystem, Lang: ZH}

// Has reports whether the actor holds the role, wherever.
func (a Actor) Has(r Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r })
}

// HasAny reports whether the actor holds one of the roles, wherever.
func (a Actor) HasAny(roles ...Role) bool { return slices.ContainsFunc(roles, a.Has) }

// May reports whether the actor holds the role in a place. A place that is not
// known, "", is only for those whose role holds everywhere.
func (a Actor) May(r Role, where RegionCode) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r && g.Area.Contains(where) })
}

// Areas returns where the actor holds one of the roles, without areas that lie
// within others; [""] is everywhere, and none is nowhere.
func (a Actor) Areas(roles ...Role) []RegionCode {
	var all []RegionCode
	for _, g := range a.Grants {
		if slices.Contains(roles, g.Role) {
			all = append(all, g.Area)
		}
	}
	slices.Sort(all) // what contains comes before what it contains
	var out []RegionCode
	for _, area := range all {
		if !slices.ContainsFunc(out, func(o RegionCode) bool { return o.Contains(area) }) {
			out = append(out, area)
		}
	}
	return out
}

// RoleNames returns the roles that the actor holds, sorted, each once.
func (a Actor) RoleNames() []Role {
	out := make([]Role, 0, len(a.Grants))
	for _, g := range a.Grants {
		out = append(out, g.Role)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Known reports whether the actor is logged in.
func (a Actor) Known() bool { return a.Person != "" }

// Acting is the actor of what a member of staff does for a person: the person's
// act, marked with who did it and through which door.
func (a Actor) Acting(whom PersonID, by Channel) Actor {
	a.Person, a.Operator, a.Channel, a.Grants = whom, a.Person, by, nil
	return a
}

// Doer is who does it: the operator, or the person.
func (a Actor) Doer() PersonID {
	if a.Operator != "" {
		return a.Operator
	}
	return a.Person
}
