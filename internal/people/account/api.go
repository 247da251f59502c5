package account

import (
	"context"
	"net/http"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type askInput struct {
	Body struct {
		Phone string `json:"phone" minLength:"1" maxLength:"40" doc:"A mobile number in China; +86, blanks and dashes are forgiven." example:"13800138000"`
	}
}

type askedView struct {
	ExpiresAt time.Time `json:"expires_at" doc:"When the code ends."`
	AgainAt   time.Time `json:"again_at" doc:"When the next code may be asked for."`
	DemoCode  string    `json:"demo_code,omitempty" doc:"The code itself, in the demo alone."`
}

type logInInput struct {
	Body struct {
		Phone  string `json:"phone" minLength:"1" maxLength:"40" example:"13800138000"`
		Code   string `json:"code" minLength:"1" maxLength:"20" doc:"The six digits that came by SMS." example:"123456"`
		Device string `json:"device,omitempty" maxLength:"200" doc:"What the person calls this phone, or the program calls itself; shown in the list of sessions."`
	}
}

type signView struct {
	Token     string        `json:"token" doc:"Send it as Authorization: Bearer. It is shown only here."`
	Person    core.PersonID `json:"person"`
	Session   string        `json:"session"`
	ExpiresAt time.Time     `json:"expires_at" doc:"Moves on while the session is used."`
}

type sessionView struct {
	ID        core.ID[Session] `json:"id"`
	Door      Door             `json:"door" enum:"phone,staff,kiosk" doc:"phone: a code by SMS. staff: a password and a one-time code. kiosk: the hall's machine."`
	Device    string           `json:"device"`
	Address   string           `json:"address" doc:"Network address, masked; may be empty." example:"192.0.2.*"`
	BegunAt   time.Time        `json:"begun_at"`
	SeenAt    time.Time        `json:"seen_at" doc:"When it was last used, a few minutes behind."`
	ExpiresAt time.Time        `json:"expires_at"`
	Current   bool             `json:"current" doc:"The session of this request."`
}

// Bearer is the token of the request, which tells its session from the others.
type Bearer struct {
	Authorization string `header:"Authorization" hidden:"true" json:"-"`
}

func (b Bearer) token() string {
	token, _ := strings.CutPrefix(b.Authorization, "Bearer ")
	return token
}

type endInput struct {
	Bearer
	ID string `path:"id" maxLength:"36" pattern:"^(current|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$" doc:"A session's id, or current."`
}

type endedView struct {
	Ended int `json:"ended" doc:"How many sessions this ended."`
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	s.registerChange(a)
	api.Secret(a, api.Op{
		ID: "ask-code", Method: http.MethodPost, Path: "/auth/codes", Tag: "auth", Public: true, Status: http.StatusCreated,
		Summary: "Have a log-in code sent",
		Doc:     "Six digits by SMS. The answer is the same whether or not the number has an account. A code ends the one before.",
	}, s.Keys, s.askCode)
	api.Secret(a, api.Op{
		ID: "log-in", Method: http.MethodPost, Path: "/auth/sessions", Tag: "auth", Public: true, Status: http.StatusCreated,
		Summary: "Log in", Doc: "The first log-in with a number makes its account.",
	}, s.Keys, s.logIn)
	api.Read(a, api.Op{ID: "list-sessions", Method: http.MethodGet, Path: "/auth/sessions", Tag: "auth", Summary: "Where I am logged in, newest first"},
		s.listSessions)
	api.Act(a, api.Op{ID: "end-session", Method: http.MethodDelete, Path: "/auth/sessions/{id}", Tag: "auth", Summary: "Log out of one place"},
		s.endSession)
	api.Act(a, api.Op{ID: "end-other-sessions", Method: http.MethodDelete, Path: "/auth/sessions", Tag: "auth", Summary: "Log out everywhere else"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct{ Bearer }) (endedView, error) {
			n, err := s.EndOthers(ctx, tx, a, in.token())
			return endedView{n}, err
		})
}

func (s *Service) askCode(ctx context.Context, a core.Actor, in *askInput, decide api.Decide[askedView]) (askedView, error) {
	phone, err := parsePhone(in.Body.Phone)
	if err != nil {
		return askedView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (askedView, error) {
		asked, err := s.AskCode(ctx, tx, a, phone)
		if err != nil {
			return askedView{}, err
		}
		v := askedView{ExpiresAt: asked.Expires, AgainAt: asked.Again}
		if s.Demo {
			v.DemoCode = asked.Code.Reveal()
		}
		return v, nil
	})
}

func (s *Service) logIn(ctx context.Context, a core.Actor, in *logInInput, decide api.Decide[signView]) (signView, error) {
	phone, err := parsePhone(in.Body.Phone)
	if err != nil {
		return signView{}, err
	}
	code, err := parseCode(in.Body.Code, s.codes().Digits)
	if err != nil {
		return signView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (signView, error) {
		sign, err := s.LogIn(ctx, tx, a, phone, code, in.Body.Device)
		return signView{sign.Token, sign.Person, string(sign.ID), sign.Expires}, err
	})
}

func (s *Service) listSessions(ctx context.Context, a core.Actor, in *struct{ Bearer }) (api.List[sessionView], error) {
	all, current, err := s.Sessions(ctx, s.DB.Reader(), a.Person, in.token())
	l := api.List[sessionView]{Items: make([]sessionView, 0, len(all))}
	for _, ses := range all {
		l.Items = append(l.Items, sessionView{ses.ID, ses.Door, ses.Device, ses.Addr, ses.Begun, ses.Seen, ses.Expires, ses.ID == current})
	}
	return l, err
}

func (s *Service) endSession(ctx context.Context, tx db.Tx, a core.Actor, in *endInput) (endedView, error) {
	id := core.ID[Session](in.ID)
	if in.ID == "current" {
		_, current, err := s.Sessions(ctx, tx, a.Person, in.token())
		if err != nil {
			return endedView{}, err
		}
		id = current
	}
	return endedView{1}, s.EndSession(ctx, tx, a, id)
}
