package employer

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
)

// kinds says what each kind is called and what its code may begin with. The
// sources do not say where mass organisations (群团, 13) belong, so they may call
// themselves a public body or a social organisation.
var kinds = []struct {
	kind   Kind
	name   core.Text
	bodies []core.BodyKind
}{
	{Person, core.Text{ZH: "个人", EN: "a person"}, nil},
	{IndividualBusiness, core.Text{ZH: "个体工商户", EN: "a self-employed business"}, []core.BodyKind{core.IndividualBusiness}},
	{Enterprise, core.Text{ZH: "企业", EN: "an enterprise"}, []core.BodyKind{core.Enterprise}},
	{Cooperative, core.Text{ZH: "合作社", EN: "a cooperative"}, []core.BodyKind{core.Cooperative}},
	{PublicBody, core.Text{ZH: "机关事业单位", EN: "a public body"}, []core.BodyKind{core.Agency, core.Institution, core.MassOrganisation}},
	{SocialOrganisation, core.Text{ZH: "社会组织", EN: "a social organisation"}, []core.BodyKind{core.Association, core.PrivateInstitution, core.Foundation, core.MassOrganisation}},
	{VillageCollective, core.Text{ZH: "村集体", EN: "a village collective"}, []core.BodyKind{core.RuralCollective, core.VillageCommittee}},
}

// nameOf is what a kind is called.
func nameOf(k Kind) core.Text {
	for _, x := range kinds {
		if x.kind == k {
			return x.name
		}
	}
	return core.Text{}
}

// fits reports whether an organisation with this code may be of the kind.
func fits(k Kind, c core.USCC) bool {
	for _, x := range kinds {
		if x.kind == k {
			return slices.Contains(x.bodies, c.Body())
		}
	}
	return false
}

// Application is what an employer writes into the form. Texts are as typed.
type Application struct {
	Kind         Kind
	Name         string // "" for a person
	USCC         string // "" for a person
	Region       string
	Address      string
	ContactName  string // "" means the applicant
	ContactPhone string
	Industry     string
	Licence      core.FileID
	Principal    bool // the applicant is the legal representative; a person always is
	Letter       core.FileID
}

// known is what else an application is judged by.
type known struct {
	realName crypto.Private[crypto.Name] // of the applicant
	region   func(core.RegionCode) bool  // whether there is such a region
}

// employer returns the employer that the application describes, without what
// only a service knows, and the applicant as its agent.
//
// Errors: the faults of fields, all at once.
func (a Application) employer(k known) (Employer, Agent, error) {
	var bad []*fault.Fault
	must := func(ok bool, f *fault.Fault) {
		if !ok {
			bad = append(bad, f)
		}
	}
	e := Employer{Kind: a.Kind, Name: core.Tidy(a.Name), Industry: core.Tidy(a.Industry), Licence: a.Licence}
	agent := Agent{State: Active, Principal: a.Principal, Letter: a.Letter}
	if a.Kind == Person {
		must(e.Name == "", ErrPersonName)
		must(core.Tidy(a.USCC) == "", ErrPersonUSCC)
		e.RealName, e.Name, e.Licence = k.realName, k.realName.String(), ""
		agent.Principal, agent.Letter = true, ""
	} else {
		must(length(e.Name, 2, 80) && hasLetter(e.Name), ErrName)
		var f *fault.Fault
		e.USCC, f = codeFor(a.Kind, a.USCC)
		must(f == nil, f)
		must(a.Licence != "", ErrLicence)
		must(a.Principal || a.Letter != "", ErrLetter)
	}
	region, err := core.ParseRegion(a.Region)
	must(err == nil && region.Level() >= core.CountyLevel && k.region(region), ErrRegion)
	e.Region = region
	address := core.Tidy(a.Address)
	must(length(address, 4, 120), ErrAddress)
	e.Address = crypto.Hide[crypto.Address](address)
	if e.ContactName = k.realName; core.Tidy(a.ContactName) != "" {
		name, err := core.ParseName(a.ContactName)
		must(err == nil, ErrContactName)
		e.ContactName = crypto.Hide[crypto.Name](name)
	}
	phone, err := core.ParseContact(a.ContactPhone)
	must(err == nil, ErrContactPhone)
	e.ContactPhone = crypto.Hide[crypto.Phone](string(phone))
	must(length(e.Industry, 0, 40), ErrIndustry)
	return e, agent, fault.Join(bad)
}

// codeFor reads the code of an employer of the kind.
func codeFor(k Kind, text string) (core.USCC, *fault.Fault) {
	code, err := core.ParseUSCC(text)
	switch {
	case err != nil:
		return "", ErrUSCC
	case !fits(k, code):
		name, f := nameOf(k), *ErrUSCCKind
		f.ZH = core.Text{ZH: f.ZH}.Fill("kind", name.ZH).ZH
		f.EN = core.Text{EN: f.EN}.Fill("kind", name.EN).EN
		return "", &f
	}
	return code, nil
}

func length(s string, least, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most
}

func hasLetter(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// identity is what only one employer may claim: its code, or the person.
func (e Employer) identity() string {
	if e.Kind == Person {
		return "person:" + string(e.Creator)
	}
	return "uscc:" + string(e.USCC)
}

// act is something that moves an employer from state to state.
type act string

const (
	correct act = "correct"
	approve act = "approve"
	refuse  act = "refuse"
	suspend act = "suspend"
	resume  act = "resume"
)

// moves is the whole state machine; what is not in it can't happen.
var moves = map[State]map[act]State{
	Pending:   {correct: Pending, approve: Approved, refuse: Refused},
	Refused:   {correct: Pending},
	Approved:  {suspend: Suspended},
	Suspended: {resume: Approved},
}

// after returns the state that the act leads to.
//
// Errors: ErrSettled, ErrSuspended, ErrState.
func (s State) after(a act) (State, error) {
	if next, ok := moves[s][a]; ok {
		return next, nil
	}
	switch {
	case a == correct && s == Approved:
		return "", ErrSettled
	case a == correct && s == Suspended:
		return "", ErrSuspended
	}
	return "", ErrState
}

// reasonOf returns a reason as it is kept: 4 to 500 characters, as for reviews.
//
// Errors: ErrReason.
func reasonOf(text string) (string, error) {
	const least, most = 4, 500
	r := core.Tidy(text)
	if !length(r, least, most) {
		return "", ErrReason.With("min", least, "max", most)
	}
	return r, nil
}

// rule26 is the article that says what must be looked at.
const rule26 = "人力资源市场暂行条例第二十六条"

// findings are what a reviewer should look at, and the rule behind each.
func findings(e Employer, a Agent) (texts []core.Text, sources []string) {
	add := func(source, zh, en string) {
		texts, sources = append(texts, core.Text{ZH: zh, EN: en}), append(sources, source)
	}
	if e.Kind == Person {
		add(rule26, "个人用工：核对实名与联系方式。", "A person gives work: check the real name and the contact.")
	} else {
		add(rule26, "核对执照照片上的名称、代码与填写的是否一致。", "Compare name and code with the photo of the licence.")
	}
	if !a.Principal {
		add(rule26, "经办人不是法定代表人，核对委托书。", "The agent is not the legal representative: check the letter of authority.")
	}
	if home := e.USCC.Region(); home != "" && !home.Contains(e.Region) && !e.Region.Contains(home) {
		add("GB 32100-2015", "代码登记在 "+home.GB()+"，填的地区是 "+e.Region.GB()+"。", "The code was registered in "+home.GB()+", the region given is "+e.Region.GB()+".")
	}
	if core.Phone(e.ContactPhone.Reveal()).Virtual() {
		add("", "联系电话是虚拟运营商号段，请留意。", "The contact's number is of a virtual operator: take care.")
	}
	return texts, sources
}
