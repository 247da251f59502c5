package employer

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
)

// Kind is what sort of employer it is (DOMAIN §1.3).
type Kind string

// The kinds.
const (
	Person             Kind = "person"              // 个人: under their own real name
	IndividualBusiness Kind = "individual_business" // 个体工商户
	Enterprise         Kind = "enterprise"          // 企业
	Cooperative        Kind = "cooperative"         // 合作社
	PublicBody         Kind = "public_body"         // 机关事业
	SocialOrganisation Kind = "social_organisation" // 社会组织
	VillageCollective  Kind = "village_collective"  // 村集体
)

// State is where an employer stands.
type State string

// The states.
const (
	Pending   State = "pending"   // 待审核
	Approved  State = "approved"  // 已通过
	Refused   State = "refused"   // 未通过: may be corrected and sent again
	Suspended State = "suspended" // 已暂停: by staff
)

// Employer is one that gives work, as it is kept.
type Employer struct {
	ID           core.EmployerID
	Kind         Kind
	USCC         core.USCC                   // "" for a person
	Name         string                      // as anyone may see it: a person's is masked
	RealName     crypto.Private[crypto.Name] // a person's; zero for all others
	Region       core.RegionCode             // a county or below
	Address      crypto.Private[crypto.Address]
	ContactName  crypto.Private[crypto.Name]
	ContactPhone crypto.Private[crypto.Phone]
	Industry     string      // free text; may be ""
	Licence      core.FileID // photo of the licence; "" for a person
	Creator      core.PersonID
	State        State
	Reason       string // of a refusal or suspension
	Revision     int64  // counts what was sent for review
	At           time.Time
	Changed      time.Time
}

// FullName is the name in full: for contracts and payments, not for show.
func (e Employer) FullName() crypto.Private[crypto.Name] {
	if e.Kind == Person {
		return e.RealName
	}
	return crypto.Hide[crypto.Name](e.Name)
}

// AgentState says whether an agent has agreed.
type AgentState string

// The states of an agent.
const (
	Invited AgentState = "invited" // has not answered yet, and may do nothing
	Active  AgentState = "active"
)

// Agent is a person who speaks for an employer (经办人).
type Agent struct {
	Employer  core.EmployerID
	Person    core.PersonID
	State     AgentState
	Principal bool        // the legal representative (法定代表人), or the person themselves
	Letter    core.FileID // letter of authority (委托书); "" only for a principal
	At        time.Time   // of the invitation, then of its acceptance
}

// Facts are what other modules ask of an employer.
type Facts struct {
	ID         core.EmployerID
	Kind       Kind
	Name       crypto.Private[crypto.Name] // in full
	MaskedName string                      // as anyone may see it
	Region     core.RegionCode
	Industry   string
	Approved   bool
}

func factsOf(e Employer) Facts {
	return Facts{e.ID, e.Kind, e.FullName(), e.Name, e.Region, e.Industry, e.State == Approved}
}

// The most agents of one employer and the most applications of one person that
// are not through. Ours, against mistakes and mischief.
const (
	maxAgents = 20
	maxOpen   = 5
)
