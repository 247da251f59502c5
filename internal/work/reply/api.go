package reply

import (
	"context"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Inbound is a message as a provider, or the bridge to one, delivers it.
type Inbound struct {
	ID   string `json:"id" minLength:"1" maxLength:"100" doc:"The provider's; the same again is the same message."`
	From string `json:"from" maxLength:"40"`
	Text string `json:"text" maxLength:"1000"`
}

// Heard is the answer to a message that was taken in, whatever it asked for.
type Heard struct {
	Heard bool `json:"heard"`
}

type inboundInput struct {
	Timestamp string `header:"Yilu-Timestamp" maxLength:"20" json:"-" doc:"Seconds since 1970; within five minutes of now."`
	Signature string `header:"Yilu-Signature" maxLength:"64" json:"-" doc:"HMAC-SHA256, in hexadecimal, of the timestamp, a line break and the body, under the secret."`
	RawBody   []byte `json:"-"`
	Body      Inbound
}

// SecretView is what to set at the provider.
type SecretView struct {
	Secret string `json:"secret"`
}

const tag = "sms"

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Secret(a, api.Op{ID: "hear-sms", Method: http.MethodPost, Path: "/sms/inbound", Tag: tag, Public: true, Summary: "A text message came in",
		Doc: "For the SMS provider. Someone who was offered a job answers its digit: that is a tap. The person is answered by SMS."}, s.Keys,
		func(ctx context.Context, _ core.Actor, in *inboundInput, decide api.Decide[Heard]) (Heard, error) {
			if err := genuine(s.Secret(), in.Timestamp, in.Signature, in.RawBody, s.Now()); err != nil {
				return Heard{}, err
			}
			return decide(ctx, func(ctx context.Context, tx db.Tx) (Heard, error) {
				return Heard{true}, s.Hear(ctx, tx, Message(in.Body))
			})
		})
	api.Look(a, api.Op{ID: "get-sms-secret", Method: http.MethodGet, Path: "/sms/secret", Tag: tag, Roles: []core.Role{core.SystemAdmin},
		Summary: "What the provider signs with"},
		func(ctx context.Context, tx db.Tx, a core.Actor, _ *struct{}) (SecretView, error) {
			return SecretView{s.Secret()}, audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "reply.read_secret", "", ""))
		})
	if s.Demo {
		api.Secret(a, api.Op{ID: "text-as-phone", Method: http.MethodPost, Path: "/sms/demo", Tag: tag, Public: true,
			Summary: "Stand in for somebody's telephone", Doc: "In the demo alone."}, s.Keys,
			func(ctx context.Context, _ core.Actor, in *struct{ Body Inbound }, decide api.Decide[Heard]) (Heard, error) {
				return decide(ctx, func(ctx context.Context, tx db.Tx) (Heard, error) {
					return Heard{true}, s.Hear(ctx, tx, Message(in.Body))
				})
			})
	}
}
