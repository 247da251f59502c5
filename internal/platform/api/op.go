package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Op describes one operation. Its path is below /api/v1.
type Op struct {
	ID      string // stable, a verb of the business: "grab-job"
	Method  string
	Path    string // "/jobs/{id}/grabs"
	Tag     string // the module's noun
	Summary string
	Doc     string      // what a caller needs to know beyond the summary
	Public  bool        // no login needed
	Roles   []core.Role // it needs one of them; none for any account
	Status  int         // of success; 200 if zero
	MaxBody int64       // in bytes; 64 KiB if zero
}

// out is every operation's answer.
type out[O any] struct {
	Status int
	Body   O
}

// Read registers an operation that changes nothing.
func Read[I, O any](s *Server, op Op, fn func(ctx context.Context, a core.Actor, in *I) (O, error)) {
	seen(op, reflect.TypeFor[I]())
	huma.Register(s.huma, s.Operation(op), func(ctx context.Context, in *I) (*out[O], error) {
		body, err := fn(ctx, ActorOf(ctx), in)
		return reply(ctx, s, op, body, err)
	})
}

// Look registers an operation that shows personal data to staff: fn reads, and
// records in the same transaction whose data was seen. It may run again.
func Look[I, O any](s *Server, op Op, fn func(ctx context.Context, tx db.Tx, a core.Actor, in *I) (O, error)) {
	Read(s, op, func(ctx context.Context, a core.Actor, in *I) (body O, err error) {
		err = s.db.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			body, err = fn(ctx, tx, a, in)
			return err
		})
		return body, err
	})
}

// Act registers an operation that changes something. fn runs in one transaction
// together with the record of its answer: the same Idempotency-Key gets the same
// answer, be it a result or a refusal. fn may run again after a lost race.
func Act[I, O any](s *Server, op Op, fn func(ctx context.Context, tx db.Tx, a core.Actor, in *I) (O, error)) {
	Direct(s, op, func(ctx context.Context, a core.Actor, k Key, in *I) (body O, err error) {
		err = s.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
			body = *new(O)
			if k.Given() {
				was, found, err := Recall(ctx, tx, k)
				if err != nil {
					return err
				}
				if found {
					return replay(was, &body)
				}
			}
			if body, err = fn(ctx, tx, a, in); err != nil || !k.Given() {
				return err
			}
			doc, err := json.Marshal(body)
			if err != nil {
				return err
			}
			return Remember(ctx, tx, Answer{Key: k, Body: doc, At: s.now()})
		})
		if f := fault.Of(err); k.Given() && f != nil && lasting(f) {
			err = s.rememberRefusal(ctx, k, f, err)
		}
		return body, err
	})
}

// Direct registers an operation that changes something and draws its own
// transactions: the hot writes that go through a batch. It must recall and
// remember the key itself.
func Direct[I, O any](s *Server, op Op, fn func(ctx context.Context, a core.Actor, k Key, in *I) (O, error)) {
	seen(op, reflect.TypeFor[I]())
	huma.Register(s.huma, s.writing(op), func(ctx context.Context, in *I) (*out[O], error) {
		a := ActorOf(ctx)
		var body O
		k, err := keyOf(a, stateOf(ctx).key, op.ID, in)
		if err == nil {
			body, err = fn(ctx, a, k, in)
		}
		return reply(ctx, s, op, body, err)
	})
}

// seen refuses an input of which the library would not see a part: it passes over
// embedded types that are not exported, without a word.
func seen(op Op, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && !f.IsExported() {
			panic("api: " + op.ID + ": the input embeds " + f.Name + ", which must be exported to be read")
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			seen(op, f.Type)
		}
	}
}

// replay gives a remembered answer again.
func replay[O any](was Answer, body *O) error {
	if was.Refused {
		return refusal(was.Body)
	}
	return json.Unmarshal(was.Body, body)
}

// lasting reports whether a refusal is part of the key's answer. Limits and
// lost log-ins are not: the same request may succeed later.
func lasting(f *fault.Fault) bool {
	switch f.Kind {
	case fault.Invalid, fault.NotFound, fault.Forbidden, fault.Conflict:
		return f.Code != errKeyReused.Code
	}
	return false
}

// rememberRefusal keeps a refusal after its transaction was rolled back.
func (s *Server) rememberRefusal(ctx context.Context, k Key, f *fault.Fault, was error) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if _, found, err := Recall(ctx, tx, k); err != nil || found {
			return err
		}
		return Remember(ctx, tx, Answer{Key: k, Refused: true, Body: RefusalBody(f), At: s.now()})
	})
	if err != nil && fault.Of(err) == nil {
		return errors.Join(err, was)
	}
	return was
}

// reply shapes the answer of an operation, or its problem.
func reply[O any](ctx context.Context, s *Server, op Op, body O, err error) (*out[O], error) {
	if err != nil {
		return nil, problemOf(ctx, s.log, err)
	}
	return &out[O]{Status: max(op.Status, http.StatusOK), Body: body}, nil
}

// Operation fills in what all operations share; for the few that are registered
// by hand because their answer is not JSON.
func (s *Server) Operation(op Op) huma.Operation {
	o := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: Base + op.Path, Tags: []string{op.Tag},
		Summary: op.Summary, Description: op.Doc, DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody,
		Metadata: map[string]any{"op": op},
		Errors:   []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusInternalServerError},
	}
	if o.MaxBodyBytes == 0 {
		o.MaxBodyBytes = 64 << 10
	}
	if !op.Public {
		o.Security = []map[string][]string{{"bearer": {}}}
		o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(op.Path, "{") {
		o.Errors = append(o.Errors, http.StatusNotFound)
	}
	return o
}

// writing is Operation for one that changes something.
func (s *Server) writing(op Op) huma.Operation {
	o := s.Operation(op)
	o.Errors = append(o.Errors, http.StatusConflict)
	o.Parameters = append(o.Parameters, &huma.Param{
		Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: "string"},
		Description: "Sent again with the same key, a write happens once and gives the same answer. 8 to 128 letters, digits or - _ . : characters; remembered for 7 days.",
	})
	return o
}
