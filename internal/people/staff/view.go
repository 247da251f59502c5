package staff

import (
	"context"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// EnteredView is what a log-in leads to.
type EnteredView struct {
	Outcome       string        `json:"outcome" enum:"open,change_password" doc:"open: logged in. change_password: the password has run out; use the ticket at /staff/renewals."`
	Person        core.PersonID `json:"person"`
	Token         string        `json:"token,omitempty" doc:"Send it as Authorization: Bearer. It is shown only here."`
	Session       string        `json:"session,omitempty"`
	ExpiresAt     *time.Time    `json:"expires_at,omitempty" doc:"Moves on while the session is used."`
	Ticket        string        `json:"ticket,omitempty"`
	TicketExpires *time.Time    `json:"ticket_expires_at,omitempty"`
	RecoveryLeft  *int          `json:"recovery_left,omitempty" doc:"Codes left on the recovery sheet, if one was used now."`
}

func viewEntered(e Entered) EnteredView {
	v := EnteredView{Outcome: "open", Person: e.Person, Token: e.Sign.Token, Session: e.Sign.Session, ExpiresAt: opt(e.Sign.Expires)}
	if e.Ticket != "" {
		v.Outcome, v.Ticket, v.TicketExpires = "change_password", e.Ticket, opt(e.TicketEnds)
	}
	if e.RecoveryLeft >= 0 {
		v.RecoveryLeft = &e.RecoveryLeft
	}
	return v
}

type setupView struct {
	Kind      Kind      `json:"kind" enum:"office,invite,factor,both" doc:"office: the first administrator of a kind. invite: a new member. factor: a new authenticator, the password stays. both: a new password, too."`
	Role      core.Role `json:"role,omitempty" doc:"Of an office: what the person will be."`
	Name      string    `json:"name,omitempty" doc:"Of a member: as the administrator gave it. For an office it is asked for."`
	Phone     string    `json:"phone,omitempty" doc:"Of a member, masked. The whole number is asked for."`
	Secret    string    `json:"secret" doc:"For an authenticator app, typed in by hand: base32."`
	URI       string    `json:"otpauth_uri" doc:"The same for a QR code." example:"otpauth://totp/Yilu:138****0000?algorithm=SHA1&digits=6&issuer=Yilu&period=30&secret=JBSWY3DPEHPK3PXP"`
	NeedsSMS  bool      `json:"needs_sms_code" doc:"A code sent to the phone is asked for: have it sent with POST /auth/codes."`
	NeedsOld  bool      `json:"needs_present_password" doc:"The password is the present one, not a new one."`
	ExpiresAt time.Time `json:"expires_at"`
	Least     int       `json:"password_least" doc:"Characters that a password has at least."`
}

type joinedView struct {
	EnteredView
	Recovery []string `json:"recovery_codes" nullable:"false" doc:"The recovery sheet, shown only here: each code stands once for a code of the authenticator."`
}

type sessionView struct {
	ID        string    `json:"id"`
	Device    string    `json:"device"`
	Address   string    `json:"address" doc:"Network address, masked; may be empty."`
	BegunAt   time.Time `json:"begun_at"`
	SeenAt    time.Time `json:"seen_at"`
	ExpiresAt time.Time `json:"expires_at"`
	Current   bool      `json:"current" doc:"The session of this request."`
}

// GrantView is a role that somebody holds, held or will hold.
type GrantView struct {
	Role     core.Role       `json:"role"`
	Area     core.RegionCode `json:"area" doc:"With all below it; empty is everywhere."`
	AreaName string          `json:"area_name" doc:"In the caller's language; empty is everywhere."`
	State    string          `json:"state" enum:"later,in_force,ended"`
	From     time.Time       `json:"from"`
	To       *time.Time      `json:"to,omitempty" doc:"Absent: until it is revoked."`
	By       core.PersonID   `json:"by,omitempty" doc:"Absent: the operator's command line, or the first start."`
	ByName   string          `json:"by_name"`
}

// MemberView is a member of staff as administrators see them.
type MemberView struct {
	ID           core.PersonID `json:"id"`
	Name         string        `json:"name"`
	Phone        string        `json:"phone" doc:"Masked."`
	State        State         `json:"state" enum:"invited,active,locked" doc:"invited: the log-in is not set up. locked: by an administrator."`
	LockedWhy    string        `json:"locked_reason,omitempty"`
	LockedAt     *time.Time    `json:"locked_at,omitempty"`
	LockedUntil  *time.Time    `json:"locked_until,omitempty" doc:"By wrong tries; absent if not."`
	HasFactor    bool          `json:"has_authenticator"`
	PasswordAt   *time.Time    `json:"password_at,omitempty" doc:"When the password was set."`
	PasswordDue  *time.Time    `json:"password_due_at,omitempty" doc:"When it must be changed."`
	RecoveryLeft int           `json:"recovery_left" doc:"Unused codes of the recovery sheet."`
	LinkUntil    *time.Time    `json:"link_expires_at,omitempty" doc:"Of a set-up link that waits to be used."`
	InvitedAt    time.Time     `json:"invited_at"`
	JoinedAt     *time.Time    `json:"joined_at,omitempty"`
	SeenAt       *time.Time    `json:"seen_at,omitempty" doc:"Last log-in."`
	Grants       []GrantView   `json:"grants" nullable:"false" doc:"Roles in force now or later; with ended ones where one member is shown."`
	Sessions     int           `json:"sessions" doc:"Places where the member is logged in."`
}

// MeView is a member of staff as they see themselves.
type MeView struct {
	ID           core.PersonID `json:"id"`
	Name         string        `json:"name"`
	Phone        string        `json:"phone" doc:"Masked."`
	Roles        []core.Role   `json:"roles" nullable:"false" doc:"In force in this session, each once."`
	Grants       []GrantView   `json:"grants" nullable:"false" doc:"Given and not ended."`
	HasFactor    bool          `json:"has_authenticator" doc:"False for those who log in by SMS in the demo."`
	PasswordAt   *time.Time    `json:"password_at,omitempty"`
	PasswordAge  int           `json:"password_age_days"`
	PasswordDue  *time.Time    `json:"password_due_at,omitempty"`
	RecoveryLeft int           `json:"recovery_left"`
	Sessions     []sessionView `json:"sessions" nullable:"false" doc:"Through the staff door, newest first."`
	MostSessions int           `json:"sessions_most"`
}

type actView struct {
	ID       core.ID[Act]    `json:"id"`
	Person   core.PersonID   `json:"person"`
	Name     string          `json:"name"`
	Act      string          `json:"act" enum:"granted,revoked"`
	Role     core.Role       `json:"role"`
	Area     core.RegionCode `json:"area"`
	AreaName string          `json:"area_name"`
	From     *time.Time      `json:"from,omitempty"`
	To       *time.Time      `json:"to,omitempty"`
	By       core.PersonID   `json:"by,omitempty"`
	ByName   string          `json:"by_name"`
	At       time.Time       `json:"at"`
	Reason   string          `json:"reason"`
}

func opt(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// areaName is the area in words; "" for everywhere.
func (s *Service) areaName(area core.RegionCode, lang core.Lang) string {
	if area == "" {
		return ""
	}
	return s.Ref.Set().FullName(area, core.DateOf(s.Now())).In(lang)
}

func (s *Service) viewGrants(all []Grant, names map[core.PersonID]string, lang core.Lang, ended bool) []GrantView {
	now := s.Now()
	out := make([]GrantView, 0, len(all))
	for _, g := range all {
		state := "later"
		switch {
		case g.ended(now) && !ended:
			continue
		case g.ended(now):
			state = "ended"
		case g.inForce(now):
			state = "in_force"
		}
		out = append(out, GrantView{g.Role, g.Area, s.areaName(g.Area, lang), state, g.From, opt(g.To), g.By, names[g.By]})
	}
	return out
}

func (s *Service) viewMember(t Status, names map[core.PersonID]string, lang core.Lang, ended bool) MemberView {
	return MemberView{
		ID: t.Person, Name: t.Name.Reveal(), Phone: t.Phone.String(), State: t.state(), LockedWhy: t.BarredWhy, LockedAt: opt(t.Barred),
		LockedUntil: opt(t.LockedUntil), HasFactor: !t.totp.IsZero(), PasswordAt: opt(t.PasswordSince), PasswordDue: opt(t.PasswordUntil),
		RecoveryLeft: t.RecoveryLeft, LinkUntil: opt(t.LinkUntil), InvitedAt: t.Invited, JoinedAt: opt(t.Joined), SeenAt: opt(t.Seen),
		Grants: s.viewGrants(t.Grants, names, lang, ended), Sessions: len(t.Sessions),
	}
}

func (s *Service) viewMe(t Status, a core.Actor, names map[core.PersonID]string, session string) MeView {
	v := MeView{
		ID: t.Person, Name: t.Name.Reveal(), Phone: t.Phone.String(), Roles: a.RoleNames(), Grants: s.viewGrants(t.Grants, names, a.Lang, false),
		HasFactor: !t.totp.IsZero(), PasswordAt: opt(t.PasswordSince), PasswordDue: opt(t.PasswordUntil), RecoveryLeft: t.RecoveryLeft,
		Sessions: make([]sessionView, 0, len(t.Sessions)), MostSessions: s.Policy.Sessions,
	}
	if !t.PasswordSince.IsZero() {
		v.PasswordAge = int(s.Now().Sub(t.PasswordSince) / (24 * time.Hour))
	}
	for _, ses := range t.Sessions {
		v.Sessions = append(v.Sessions, sessionView{ses.ID, ses.Device, ses.Address, ses.Begun, ses.Seen, ses.Expires, ses.ID == session})
	}
	return v
}

// givers returns the names of those who gave roles.
func (s *Service) givers(ctx context.Context, q db.Q, all ...Status) (map[core.PersonID]string, error) {
	var ids []core.PersonID
	for _, t := range all {
		for _, g := range t.Grants {
			if g.By != "" {
				ids = append(ids, g.By)
			}
		}
	}
	slices.Sort(ids)
	return s.Names(ctx, q, slices.Compact(ids))
}

// viewActs shows a page of the record.
func (s *Service) viewActs(ctx context.Context, q db.Q, rows []Act, limit int, lang core.Lang) (api.List[actView], error) {
	var ids []core.PersonID
	for _, r := range rows {
		ids = append(ids, r.Person)
		if r.By != "" {
			ids = append(ids, r.By)
		}
	}
	slices.Sort(ids)
	names, err := s.Names(ctx, q, slices.Compact(ids))
	if err != nil {
		return api.List[actView]{}, err
	}
	return api.CutPage(rows, limit, func(r Act) any { return r.ID }, func(r Act) actView {
		return actView{r.ID, r.Person, names[r.Person], r.What, r.Role, r.Area, s.areaName(r.Area, lang), opt(r.From), opt(r.To), r.By, names[r.By], r.At, r.Reason}
	}), nil
}
