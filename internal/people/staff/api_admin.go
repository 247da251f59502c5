package staff

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// The inputs of administrators.

// MemberPath is the member that an operation is about.
type MemberPath struct {
	ID core.PersonID `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}

type listInput struct {
	Phone string `query:"phone" maxLength:"40" doc:"The member with this number alone."`
	Role  string `query:"role" maxLength:"40" doc:"Those alone who hold this role, now or later."`
	State string `query:"state" enum:"invited,active,locked" doc:"Those alone who stand so."`
	api.PageQuery
}

type inviteInput struct {
	Body struct {
		Phone string `json:"phone" minLength:"1" maxLength:"40"`
		Name  string `json:"name" minLength:"1" maxLength:"60"`
	}
}

type linkInput struct {
	MemberPath
	Body struct {
		Kind   Kind   `json:"kind" enum:"invite,factor,both" doc:"invite: again, for one who has not set up a log-in. factor: the authenticator is lost; the password stays. both: the password is forgotten, too; not for administrators."`
		Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Needed for factor and both: 4 to 200 characters."`
	}
}

type linkView struct {
	Member    core.PersonID `json:"member"`
	Kind      Kind          `json:"kind" enum:"invite,factor,both"`
	Link      string        `json:"link" doc:"To be handed over in person or by a safe way. It is shown only here and works once."`
	Token     string        `json:"token"`
	ExpiresAt time.Time     `json:"expires_at"`
}

type reasonInput struct {
	MemberPath
	Body struct {
		Reason string `json:"reason" maxLength:"1000" doc:"4 to 200 characters; it stands in the audit."`
	}
}

type endedView struct {
	Ended int `json:"ended" doc:"How many sessions this ended."`
}

type grantInput struct {
	MemberPath
	Body struct {
		Role   core.Role  `json:"role" enum:"reviewer,village_agent,hall_clerk,mediator,analyst,system_admin,security_admin,audit_admin"`
		Area   string     `json:"area" maxLength:"20" doc:"Code of a province, city, county, town or village; empty is everywhere." example:"350428"`
		From   *time.Time `json:"from,omitempty" doc:"Now, if left out or past."`
		To     *time.Time `json:"to,omitempty" doc:"Until it is revoked, if left out."`
		Reason string     `json:"reason" maxLength:"1000" doc:"4 to 200 characters; it stands in the record."`
	}
}

type revokeInput struct {
	MemberPath
	Body struct {
		Role   core.Role `json:"role" enum:"reviewer,village_agent,hall_clerk,mediator,analyst,system_admin,security_admin,audit_admin"`
		Area   string    `json:"area" maxLength:"20" doc:"Exactly the area of the grant."`
		Reason string    `json:"reason" maxLength:"1000" doc:"4 to 200 characters; it stands in the record."`
	}
}

type actsInput struct {
	Person string `query:"person" maxLength:"36" pattern:"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$" doc:"Of this member alone."`
	api.PageQuery
}

func (s *Service) registerAdmin(a *api.Server) {
	system, security := []core.Role{core.SystemAdmin}, []core.Role{core.SecurityAdmin}
	api.Look(a, api.Op{ID: "list-staff", Method: http.MethodGet, Path: "/staff/members", Tag: "staff", Roles: core.Admins, Summary: "The members of staff"}, s.list)
	api.Look(a, api.Op{ID: "get-staff-member", Method: http.MethodGet, Path: "/staff/members/{id}", Tag: "staff", Roles: core.Admins,
		Summary: "One member of staff, with all roles ever held"}, s.get)
	api.Secret(a, api.Op{ID: "invite-staff", Method: http.MethodPost, Path: "/staff/members", Tag: "staff", Roles: system, Status: http.StatusCreated,
		Summary: "Make somebody a member of staff", Doc: "Gives no role: the security administrator does."}, s.Keys, s.invite)
	api.Secret(a, api.Op{ID: "make-staff-link", Method: http.MethodPost, Path: "/staff/members/{id}/links", Tag: "staff", Roles: system, Status: http.StatusCreated,
		Summary: "Invite again, or reset a log-in", Doc: "A reset makes the authenticator and the recovery sheet void and ends the member's sessions at once."}, s.Keys, s.makeLink)
	api.Secret(a, api.Op{ID: "lock-staff", Method: http.MethodPost, Path: "/staff/members/{id}/lock", Tag: "staff", Roles: system, Summary: "Lock a member out"},
		s.Keys, sealed(func(ctx context.Context, tx db.Tx, a core.Actor, in *reasonInput) (MemberView, error) {
			return s.because(ctx, tx, a, in, s.Bar)
		}))
	api.Secret(a, api.Op{ID: "unlock-staff", Method: http.MethodPost, Path: "/staff/members/{id}/unlock", Tag: "staff", Roles: system,
		Summary: "Let a member in again", Doc: "Also one whom wrong tries have locked."},
		s.Keys, sealed(func(ctx context.Context, tx db.Tx, a core.Actor, in *reasonInput) (MemberView, error) {
			return s.because(ctx, tx, a, in, s.Unbar)
		}))
	api.Act(a, api.Op{ID: "end-staff-sessions", Method: http.MethodDelete, Path: "/staff/members/{id}/sessions", Tag: "staff", Roles: system,
		Summary: "Log a member out everywhere"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct{ MemberPath }) (endedView, error) {
			n, err := s.EndSessions(ctx, tx, a, in.ID)
			return endedView{n}, err
		})
	api.Secret(a, api.Op{ID: "grant-role", Method: http.MethodPost, Path: "/staff/members/{id}/grants", Tag: "staff", Roles: security, Status: http.StatusCreated,
		Summary: "Give a role", Doc: "Within the area in which the caller is security administrator, and never to the caller."},
		s.Keys, sealed(s.giveRole))
	api.Secret(a, api.Op{ID: "revoke-role", Method: http.MethodPost, Path: "/staff/members/{id}/revocations", Tag: "staff", Roles: security, Summary: "Take a role"},
		s.Keys, sealed(s.takeRole))
	api.Read(a, api.Op{ID: "list-role-acts", Method: http.MethodGet, Path: "/staff/acts", Tag: "staff", Roles: core.Admins,
		Summary: "Who was given and lost which role, by whom, newest first"}, s.acts)
}

// notStaff turns "no such member" into what the caller is told about themselves.
func notStaff(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return ErrNotStaff
	}
	return err
}

// looked is how many members are read at a time while a filter passes over some.
const looked = 100

func (s *Service) list(ctx context.Context, tx db.Tx, a core.Actor, in *listInput) (api.List[MemberView], error) {
	after, _, err := api.DecodeCursor[core.PersonID](in.Cursor)
	if err != nil {
		return api.List[MemberView]{}, err
	}
	rows, err := s.matching(ctx, tx, in, after)
	if err != nil {
		return api.List[MemberView]{}, err
	}
	names, err := s.givers(ctx, tx, rows...)
	if err != nil {
		return api.List[MemberView]{}, err
	}
	filter := strings.TrimSpace(in.State + " " + in.Role)
	if err := audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "staff.list_members", filter, "")); err != nil {
		return api.List[MemberView]{}, err
	}
	return api.CutPage(rows, in.Limit, func(t Status) any { return t.Person }, func(t Status) MemberView { return s.viewMember(t, names, a.Lang, false) }), nil
}

// matching returns members that pass the filters, one more than the page holds.
func (s *Service) matching(ctx context.Context, q db.Q, in *listInput, after core.PersonID) (out []Status, err error) {
	only := core.PersonID("")
	if in.Phone != "" {
		phone, err := parsePhone(in.Phone)
		if err != nil {
			return nil, err
		}
		only, err = s.Accounts.PersonByPhone(ctx, q, phone)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	for len(out) <= in.Limit {
		page, err := s.membersAfter(ctx, q, after, looked)
		if err != nil || len(page) == 0 {
			return out, err
		}
		after = page[len(page)-1].Person
		page = slices.DeleteFunc(page, func(m Member) bool {
			return only != "" && m.Person != only || in.State != "" && m.state() != State(in.State)
		})
		ids := make([]core.PersonID, len(page))
		for i, m := range page {
			ids[i] = m.Person
		}
		phones, err := s.Accounts.Phones(ctx, q, ids)
		if err != nil {
			return nil, err
		}
		for _, m := range page {
			t, err := s.statusOf(ctx, q, m, phones[m.Person])
			if err != nil {
				return nil, err
			}
			if in.Role != "" && !slices.ContainsFunc(current(t.Grants, s.Now()), func(g Grant) bool { return g.Role == core.Role(in.Role) }) {
				continue
			}
			if out = append(out, t); len(out) > in.Limit {
				return out, nil
			}
		}
	}
	return out, nil
}

func (s *Service) get(ctx context.Context, tx db.Tx, a core.Actor, in *struct{ MemberPath }) (MemberView, error) {
	v, err := s.view(ctx, tx, a, in.ID)
	if err != nil {
		return MemberView{}, err
	}
	return v, audit.Append(ctx, tx, audit.By(a, s.Now(), string(in.ID), "staff.read_member", "", ""))
}

// view shows one member with all roles ever held.
func (s *Service) view(ctx context.Context, q db.Q, a core.Actor, person core.PersonID) (MemberView, error) {
	t, err := s.Status(ctx, q, person)
	if err != nil {
		return MemberView{}, err
	}
	names, err := s.givers(ctx, q, t)
	return s.viewMember(t, names, a.Lang, true), err
}

func (s *Service) invite(ctx context.Context, a core.Actor, in *inviteInput, decide api.Decide[linkView]) (linkView, error) {
	phone, err := parsePhone(in.Body.Phone)
	if err != nil {
		return linkView{}, err
	}
	name, err := parseName(in.Body.Name)
	if err != nil {
		return linkView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (linkView, error) {
		person, token, l, err := s.Invite(ctx, tx, a, phone, name)
		return s.viewLink(ctx, person, token, l), err
	})
}

func (s *Service) viewLink(ctx context.Context, person core.PersonID, token string, l Link) linkView {
	return linkView{person, l.Kind, s.LinkTo(api.SiteOf(ctx), token), token, l.Expires}
}

func (s *Service) makeLink(ctx context.Context, a core.Actor, in *linkInput, decide api.Decide[linkView]) (linkView, error) {
	reason := ""
	if in.Body.Kind != ForInvite {
		var err error
		if reason, err = parseReason(in.Body.Reason); err != nil {
			return linkView{}, err
		}
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (linkView, error) {
		var token string
		var l Link
		var err error
		if in.Body.Kind == ForInvite {
			token, l, err = s.InviteAgain(ctx, tx, a, in.ID)
		} else {
			token, l, err = s.Reset(ctx, tx, a, in.ID, in.Body.Kind, reason)
		}
		return s.viewLink(ctx, in.ID, token, l), err
	})
}

// because does what needs a reason and shows the member after it.
func (s *Service) because(ctx context.Context, tx db.Tx, a core.Actor, in *reasonInput,
	do func(context.Context, db.Tx, core.Actor, core.PersonID, string) error) (MemberView, error) {
	reason, err := parseReason(in.Body.Reason)
	if err != nil {
		return MemberView{}, err
	}
	if err := do(ctx, tx, a, in.ID, reason); err != nil {
		return MemberView{}, err
	}
	return s.view(ctx, tx, a, in.ID)
}

func (s *Service) giveRole(ctx context.Context, tx db.Tx, a core.Actor, in *grantInput) (MemberView, error) {
	b := in.Body
	area, err := parseArea(s.Ref.Set(), b.Area, core.DateOf(s.Now()))
	if err != nil {
		return MemberView{}, err
	}
	reason, err := parseReason(b.Reason)
	if err != nil {
		return MemberView{}, err
	}
	g := Grant{Person: in.ID, Role: b.Role, Area: area}
	if b.From != nil {
		g.From = b.From.UTC().Truncate(time.Microsecond)
	}
	if b.To != nil {
		g.To = b.To.UTC().Truncate(time.Microsecond)
	}
	if _, err := s.Grant(ctx, tx, a, g, reason); err != nil {
		return MemberView{}, err
	}
	return s.view(ctx, tx, a, in.ID)
}

func (s *Service) takeRole(ctx context.Context, tx db.Tx, a core.Actor, in *revokeInput) (MemberView, error) {
	reason, err := parseReason(in.Body.Reason)
	if err != nil {
		return MemberView{}, err
	}
	// Not checked against the regions of today: what was given can be taken.
	if err := s.Revoke(ctx, tx, a, in.ID, in.Body.Role, core.RegionCode(strings.TrimSpace(in.Body.Area)), reason); err != nil {
		return MemberView{}, err
	}
	return s.view(ctx, tx, a, in.ID)
}

func (s *Service) acts(ctx context.Context, a core.Actor, in *actsInput) (api.List[actView], error) {
	before, _, err := api.DecodeCursor[core.ID[Act]](in.Cursor)
	if err != nil {
		return api.List[actView]{}, err
	}
	rows, err := s.Acts(ctx, s.DB.Reader(), core.PersonID(in.Person), before, in.Limit+1)
	if err != nil {
		return api.List[actView]{}, err
	}
	return s.viewActs(ctx, s.DB.Reader(), rows, in.Limit, a.Lang)
}
