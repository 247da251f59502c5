package account

import (
	"context"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type changeCodeInput struct {
	Body struct {
		Phone string `json:"phone,omitempty" maxLength:"40" doc:"The new number; leave out for a code to the number that the account has."`
	}
}

type changeInput struct {
	Body struct {
		OldCode string `json:"old_code" minLength:"1" maxLength:"20" doc:"The code that came to the old number."`
		Phone   string `json:"phone" minLength:"1" maxLength:"40" example:"13900139000"`
		Code    string `json:"code" minLength:"1" maxLength:"20" doc:"The code that came to the new number."`
	}
}

type changedView struct {
	Phone string `json:"phone" doc:"Masked." example:"139****9000"`
}

// registerChange adds the operations by which people change their own number.
func (s *Service) registerChange(a *api.Server) {
	api.Secret(a, api.Op{ID: "ask-change-code", Method: http.MethodPost, Path: "/me/phone/codes", Tag: "privacy", Status: http.StatusCreated,
		Summary: "Have a code sent to my number, or to the one that should replace it"}, s.Keys, s.askChangeCode)
	api.Secret(a, api.Op{ID: "change-phone", Method: http.MethodPut, Path: "/me/phone", Tag: "privacy", Summary: "Change my phone number",
		Doc: "With a code to each of the two numbers. Every session ends: log in with the new number. Who has lost the old number asks for a correction."}, s.Keys, s.changePhone)
}

func (s *Service) askChangeCode(ctx context.Context, a core.Actor, in *changeCodeInput, decide api.Decide[askedView]) (askedView, error) {
	return decide(ctx, func(ctx context.Context, tx db.Tx) (askedView, error) {
		own, err := s.Phone(ctx, tx, a.Person)
		if err != nil {
			return askedView{}, err
		}
		phone := core.Phone(own.Reveal())
		if in.Body.Phone != "" {
			if phone, err = parsePhone(in.Body.Phone); err != nil {
				return askedView{}, err
			}
			if string(phone) == own.Reveal() {
				return askedView{}, ErrSameNumber
			}
		}
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

func (s *Service) changePhone(ctx context.Context, a core.Actor, in *changeInput, decide api.Decide[changedView]) (changedView, error) {
	phone, err := parsePhone(in.Body.Phone)
	if err != nil {
		return changedView{}, err
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (changedView, error) {
		return changedView{phone.Mask()}, s.ChangeOwn(ctx, tx, a, in.Body.OldCode, phone, in.Body.Code)
	})
}

// atField points a fault at another field; a refusal that takes effect stays one.
func atField(err error, path string) error {
	f := fault.Of(err)
	switch {
	case f == nil:
		return err
	case f.Code == ErrCodeForm.Code:
		return f.At(path)
	}
	return api.Keep(f.At(path))
}
