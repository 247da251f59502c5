package staff

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// newLink makes a link and the token that opens it. An operator's link can be
// shown again while it is unused: its token follows from its id by the ring's
// key, so that nothing but its hash needs to be kept.
func (s *Service) newLink(kind Kind, office core.Role, person, by core.PersonID, life time.Duration) (token string, l Link) {
	now := s.Now()
	l = Link{ID: core.NewID[Link](now), Kind: kind, Role: office, Person: person, MadeBy: by, Made: now, Expires: now.Add(life)}
	if kind != forPassword {
		l.totp = crypto.NewTOTP()
	}
	token = crypto.Token()
	if l.vouched() {
		token = s.tokenOf(l)
	}
	l.hash = crypto.HashToken(token)
	return token, l
}

// tokenOf is the token of an operator's link.
func (s *Service) tokenOf(l Link) string {
	return base64.RawURLEncoding.EncodeToString(s.Keys.Sign("staff_link.token", []byte(l.ID)))
}

// replaceLink records a link; the ones before it for the same person or office
// end.
func (s *Service) replaceLink(ctx context.Context, tx db.Tx, l Link) error {
	if err := endLinks(ctx, tx, l.Person, l.Role, l.Made); err != nil {
		return err
	}
	return s.insertLink(ctx, tx, l)
}

// LinkTo is where a set-up link leads. The token stands after the #, so that no
// server on the way sees or logs it.
func (s *Service) LinkTo(site, token string) string {
	if s.PublicURL != "" {
		site = s.PublicURL
	}
	return strings.TrimSuffix(site, "/") + "/console/#/setup/" + token
}

// OfficeLink is the set-up link of an office that nobody can act in.
type OfficeLink struct {
	Role    core.Role
	Token   string
	Expires time.Time
}

// OfficeLinks returns a link for each of the three offices that nobody can act
// in: the one that is there if it is unused, otherwise a fresh one. None once
// there are three administrators.
func (s *Service) OfficeLinks(ctx context.Context, tx db.Tx) (out []OfficeLink, err error) {
	defer fault.Wrap(&err, "staff.OfficeLinks")
	if err := lockOffices(ctx, tx); err != nil {
		return nil, err
	}
	now := s.Now()
	for _, role := range core.Admins {
		held, err := s.held(ctx, tx, role, "", "")
		if err != nil {
			return nil, err
		}
		if held {
			continue
		}
		open, err := s.openLinks(ctx, tx, "", role, now)
		if err != nil {
			return nil, err
		}
		if len(open) > 0 {
			out = append(out, OfficeLink{role, s.tokenOf(open[0]), open[0].Expires})
			continue
		}
		token, l := s.newLink(ForOffice, role, "", "", s.Policy.LinkLife)
		if err := s.replaceLink(ctx, tx, l); err != nil {
			return nil, err
		}
		if err := audit.Append(ctx, tx, audit.By(core.System, now, "", "staff.office_link", string(role), "")); err != nil {
			return nil, err
		}
		out = append(out, OfficeLink{role, token, l.Expires})
	}
	return out, nil
}

// held reports whether somebody but one person can act in an office over all of
// an area, without an end in sight.
func (s *Service) held(ctx context.Context, q db.Q, office core.Role, area core.RegionCode, but core.PersonID) (bool, error) {
	people, err := s.Roles.Holders(ctx, q, office)
	if err != nil {
		return false, err
	}
	members, err := s.membersOf(ctx, q, people)
	if err != nil {
		return false, err
	}
	for _, m := range members {
		if m.Person == but || !m.usable() {
			continue
		}
		grants, err := s.Roles.Grants(ctx, q, m.Person)
		if err != nil {
			return false, err
		}
		for _, g := range grants {
			if g.Role == office && g.lasting(s.Now()) && g.Area.Contains(area) {
				return true, nil
			}
		}
	}
	return false, nil
}

// Setup is what a link is for, as its holder sees it before setting up.
type Setup struct {
	Link
	Name    crypto.Private[crypto.Name]  // "" for an office
	Phone   crypto.Private[crypto.Phone] // "" for an office
	Secret  crypto.Secret                // of the authenticator; "" for a ticket
	Address string                       // the same for a QR code
	SMS     bool                         // a code sent to the phone is asked for
	Asks    bool                         // the password that is held already is asked for
}

// Setup shows what a link is for. Looking uses nothing up.
//
// Errors: ErrLink.
func (s *Service) Setup(ctx context.Context, q db.Q, token string) (_ Setup, err error) {
	defer fault.Wrap(&err, "staff.Setup")
	l, err := s.openLink(ctx, q, token)
	if err != nil {
		return Setup{}, err
	}
	if l.Kind == forPassword {
		return Setup{}, ErrLink
	}
	out := Setup{Link: l, Secret: l.totp, SMS: !l.vouched() && l.Kind != ForFactor, Asks: l.Kind == ForFactor}
	account := string(l.Role)
	if l.Person != "" {
		m, err := s.member(ctx, q, l.Person)
		if err != nil {
			return Setup{}, err
		}
		phones, err := s.Accounts.Phones(ctx, q, []core.PersonID{l.Person})
		if err != nil {
			return Setup{}, err
		}
		out.Name, out.Phone = m.Name, phones[l.Person]
		account = out.Phone.String()
	}
	out.Address = crypto.TOTPAddress(l.totp, issuer, account)
	return out, nil
}

// issuer is what authenticator apps call this platform.
const issuer = "Yilu"

// openLink returns the link of a token.
//
// Errors: ErrLink.
func (s *Service) openLink(ctx context.Context, q db.Q, token string) (Link, error) {
	l, err := s.linkOf(ctx, q, crypto.HashToken(token))
	if errors.Is(err, db.ErrNoRow) || err == nil && !l.open(s.Now()) {
		return Link{}, ErrLink
	}
	return l, err
}

// take uses a link up in the transaction that acts on it.
//
// Errors: ErrLink.
func (s *Service) take(ctx context.Context, tx db.Tx, l Link) error {
	ok, err := useLink(ctx, tx, l.hash, s.Now())
	if err == nil && !ok {
		return ErrLink
	}
	return err
}

// member is memberOf with a fault for nobody.
//
// Errors: ErrNoMember.
func (s *Service) member(ctx context.Context, q db.Q, person core.PersonID) (Member, error) {
	m, err := s.memberOf(ctx, q, person)
	if errors.Is(err, db.ErrNoRow) {
		return Member{}, ErrNoMember
	}
	return m, err
}

// locked is lockMember with a fault for nobody.
//
// Errors: ErrNoMember.
func (s *Service) locked(ctx context.Context, tx db.Tx, person core.PersonID) (Member, error) {
	m, err := s.lockMember(ctx, tx, person)
	if errors.Is(err, db.ErrNoRow) {
		return Member{}, ErrNoMember
	}
	return m, err
}
