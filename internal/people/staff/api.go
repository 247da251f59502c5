package staff

import (
	"context"
	"net/http"
	"strings"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// The inputs of strangers and of members themselves.

type logInInput struct {
	Body struct {
		Phone    string `json:"phone" minLength:"1" maxLength:"40" example:"13800138000"`
		Password string `json:"password" minLength:"1" maxLength:"200"`
		Code     string `json:"code" minLength:"1" maxLength:"40" doc:"Six digits of the authenticator, or a code of the recovery sheet." example:"123456"`
		Device   string `json:"device,omitempty" maxLength:"200" doc:"What the computer is called; shown in the list of sessions."`
	}
}

type renewInput struct {
	Body struct {
		Ticket   string `json:"ticket" minLength:"1" maxLength:"100" doc:"From the log-in."`
		Password string `json:"password" minLength:"1" maxLength:"200" doc:"The new one."`
		Device   string `json:"device,omitempty" maxLength:"200"`
	}
}

type lookInput struct {
	Body struct {
		Token string `json:"token" minLength:"1" maxLength:"100" doc:"What stands in the link after /setup/."`
	}
}

type setupInput struct {
	Body struct {
		Token    string `json:"token" minLength:"1" maxLength:"100"`
		Phone    string `json:"phone" minLength:"1" maxLength:"40" doc:"For an invitation or a reset: the number it was made for."`
		Name     string `json:"name,omitempty" maxLength:"60" doc:"Of an office's first holder; otherwise left out."`
		Password string `json:"password" minLength:"1" maxLength:"200" doc:"A new one; the present one where needs_present_password says so."`
		Code     string `json:"code" minLength:"1" maxLength:"20" doc:"Six digits of the authenticator that was just set up."`
		SMSCode  string `json:"sms_code,omitempty" maxLength:"20" doc:"Where needs_sms_code says so."`
		Device   string `json:"device,omitempty" maxLength:"200"`
	}
}

type passwordInput struct {
	Bearer
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"200" doc:"The present one."`
		New      string `json:"new_password" minLength:"1" maxLength:"200"`
	}
}

type sheetInput struct {
	Body struct {
		Password string `json:"password" minLength:"1" maxLength:"200"`
		Code     string `json:"code" minLength:"1" maxLength:"40" doc:"Of the authenticator, or of the sheet that is about to be replaced."`
	}
}

type sheetView struct {
	Recovery []string `json:"recovery_codes" nullable:"false" doc:"The new sheet, shown only here. The old one is void."`
}

type doneView struct {
	Done bool `json:"done"`
}

// Bearer is the token of the request, which tells its session from the others.
type Bearer struct {
	Authorization string `header:"Authorization" hidden:"true" json:"-"`
}

func (b Bearer) token() string {
	token, _ := strings.CutPrefix(b.Authorization, "Bearer ")
	return token
}

// sealed is an act whose remembered answer is sealed, because it names people.
func sealed[I, O any](fn func(ctx context.Context, tx db.Tx, a core.Actor, in *I) (O, error)) func(context.Context, core.Actor, *I, api.Decide[O]) (O, error) {
	return func(ctx context.Context, a core.Actor, in *I, decide api.Decide[O]) (O, error) {
		return decide(ctx, func(ctx context.Context, tx db.Tx) (O, error) { return fn(ctx, tx, a, in) })
	}
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Secret(a, api.Op{
		ID: "staff-log-in", Method: http.MethodPost, Path: "/staff/sessions", Tag: "staff", Public: true, Status: http.StatusCreated,
		Summary: "Log in as staff", Doc: "Password and one-time code. Nothing tells which of them was wrong. Five wrong tries lock the number for half an hour. A password that has run out leads to a ticket with which it can be changed, and to nothing else.",
	}, s.Keys, s.logIn)
	api.Secret(a, api.Op{
		ID: "renew-staff-password", Method: http.MethodPost, Path: "/staff/renewals", Tag: "staff", Public: true, Status: http.StatusCreated,
		Summary: "Change a password that has run out, and log in",
	}, s.Keys, s.renewWith)
	api.Secret(a, api.Op{
		ID: "look-at-staff-setup", Method: http.MethodPost, Path: "/staff/setups/look", Tag: "staff", Public: true,
		Summary: "What a set-up link is for", Doc: "Uses nothing up. The secret of the authenticator stays the same until the link is used or replaced.",
	}, s.Keys, s.lookAt)
	api.Secret(a, api.Op{
		ID: "set-up-staff", Method: http.MethodPost, Path: "/staff/setups", Tag: "staff", Public: true, Status: http.StatusCreated,
		Summary: "Set up a staff log-in with a link, and log in", Doc: "Works once for each link. The answer holds the recovery sheet.",
	}, s.Keys, s.setUp)
	api.Read(a, api.Op{ID: "get-staff-me", Method: http.MethodGet, Path: "/staff/me", Tag: "staff", Summary: "I as a member of staff"}, s.me)
	api.Secret(a, api.Op{
		ID: "change-staff-password", Method: http.MethodPost, Path: "/staff/me/password", Tag: "staff",
		Summary: "Change my password", Doc: "Ends my other staff sessions.",
	}, s.Keys, s.changePassword)
	api.Secret(a, api.Op{
		ID: "new-staff-recovery-codes", Method: http.MethodPost, Path: "/staff/me/recovery-codes", Tag: "staff", Status: http.StatusCreated,
		Summary: "Replace my recovery sheet",
	}, s.Keys, s.newRecovery)
	s.registerAdmin(a)
}

func (s *Service) logIn(ctx context.Context, a core.Actor, in *logInInput, decide api.Decide[EnteredView]) (EnteredView, error) {
	phone, err := parsePhone(in.Body.Phone)
	if err != nil {
		return EnteredView{}, err
	}
	c, err := s.check(ctx, phone, in.Body.Password)
	if err != nil {
		return EnteredView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (EnteredView, error) {
		e, err := s.logInTx(ctx, tx, a, c, in.Body.Code, in.Body.Device)
		return viewEntered(e), err
	})
}

func (s *Service) renewWith(ctx context.Context, a core.Actor, in *renewInput, decide api.Decide[EnteredView]) (EnteredView, error) {
	p, err := s.renewal(ctx, in.Body.Ticket, in.Body.Password)
	if err != nil {
		return EnteredView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (EnteredView, error) {
		e, err := s.renew(ctx, tx, a, p, in.Body.Device)
		return viewEntered(e), err
	})
}

func (s *Service) lookAt(ctx context.Context, _ core.Actor, in *lookInput, _ api.Decide[setupView]) (setupView, error) {
	u, err := s.Setup(ctx, s.DB.Reader(), strings.TrimSpace(in.Body.Token))
	if err != nil {
		return setupView{}, err
	}
	return setupView{u.Kind, u.Role, u.Name.Reveal(), u.Phone.String(), u.Secret.Reveal(), u.Address, u.SMS, u.Asks, u.Expires, s.Policy.PasswordLeast}, nil
}

func (s *Service) setUp(ctx context.Context, a core.Actor, in *setupInput, decide api.Decide[joinedView]) (joinedView, error) {
	b := in.Body
	phone, err := parsePhone(b.Phone)
	if err != nil {
		return joinedView{}, err
	}
	f := Form{Token: strings.TrimSpace(b.Token), Phone: phone, Password: b.Password, Code: b.Code, SMSCode: tidyCode(b.SMSCode), Device: b.Device}
	if b.Name != "" {
		if f.Name, err = parseName(b.Name); err != nil {
			return joinedView{}, err
		}
	}
	p, err := s.prepare(ctx, f)
	if err != nil {
		return joinedView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (joinedView, error) {
		j, err := s.join(ctx, tx, a, f, p)
		return joinedView{viewEntered(j.Entered), j.Recovery}, err
	})
}

func (s *Service) me(ctx context.Context, a core.Actor, in *struct{ Bearer }) (MeView, error) {
	q := s.DB.Reader()
	t, err := s.Status(ctx, q, a.Person)
	if err != nil {
		return MeView{}, notStaff(err)
	}
	names, err := s.givers(ctx, q, t)
	if err != nil {
		return MeView{}, err
	}
	session, err := s.Sessions.Current(ctx, q, a.Person, in.token())
	return s.viewMe(t, a, names, session), err
}

func (s *Service) changePassword(ctx context.Context, a core.Actor, in *passwordInput, decide api.Decide[doneView]) (doneView, error) {
	c, err := s.own(ctx, a, in.Body.Password)
	if err != nil {
		return doneView{}, err
	}
	hash := ""
	if c.right { // whoever doesn't know the present one learns nothing about the rest
		if hash, err = s.freshOf(ctx, s.DB.Reader(), a.Person, in.Body.New, "body.new_password"); err != nil {
			return doneView{}, err
		}
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (doneView, error) {
		err := s.changeTx(ctx, tx, a, c, hash, in.token())
		return doneView{err == nil}, err
	})
}

func (s *Service) newRecovery(ctx context.Context, a core.Actor, in *sheetInput, decide api.Decide[sheetView]) (sheetView, error) {
	c, err := s.own(ctx, a, in.Body.Password)
	if err != nil {
		return sheetView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (sheetView, error) {
		sheet, err := s.sheetTx(ctx, tx, a, c, in.Body.Code)
		return sheetView{sheet}, err
	})
}
