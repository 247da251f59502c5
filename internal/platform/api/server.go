// Package api is the only door: JSON over HTTP, described by an OpenAPI 3.1
// document that is made from the Go types, with problems as RFC 9457.
//
// A module registers its operations with Read, Act and Direct in its api.go.
// Log-in, roles, idempotency, limits, languages, metrics and the shape of every
// refusal are handled here, so that no operation can forget them.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/platform/trace"
)

// Base is where the operations are.
const Base = "/api/v1"

// Authenticator says who holds a bearer token, "" if nobody does. An error means
// that it could not be looked up.
type Authenticator func(ctx context.Context, token string) (person core.PersonID, grants []core.Grant, err error)

// Config is what a Server needs.
type Config struct {
	DB      *db.DB
	Now     core.Clock
	Log     *slog.Logger
	Auth    Authenticator
	Metrics prometheus.Registerer // nil: none
	Version string                // of the program, shown in the document
	Limits  Limits
	Proxies []netip.Prefix // the proxies in front that are believed
	Tracer  *trace.Tracer  // nil: no traces
}

// Server holds the operations. Register everything before serving.
type Server struct {
	db      *db.DB
	now     core.Clock
	log     *slog.Logger
	auth    Authenticator
	mux     *http.ServeMux
	huma    huma.API
	seconds *prometheus.HistogramVec
	limits  *limiter
	proxies []netip.Prefix
	tracer  *trace.Tracer
}

// New returns a Server without operations.
func New(c Config) *Server {
	s := &Server{db: c.DB, now: c.Now, log: c.Log, auth: c.Auth, mux: http.NewServeMux(), limits: newLimiter(c.Limits), proxies: c.Proxies, tracer: c.Tracer}
	s.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "yilu_http_request_seconds", Help: "Time to answer, by operation and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"operation", "status"})
	if c.Metrics != nil {
		c.Metrics.MustRegister(s.seconds)
	}
	setHuma()
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	cfg := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Yilu", Version: c.Version,
				Description: "The public platform for people whose work is short-term or comes through an app. Money is in minor units (fen), instants are RFC 3339, coordinates WGS-84, ids opaque; lists page by cursor."},
			Components: &huma.Components{
				Schemas:         registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{"bearer": {Type: "http", Scheme: "bearer", Description: "The token from POST /auth/sessions."}},
			},
		},
		OpenAPIPath: "/openapi", Formats: map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}, DefaultFormat: "application/json",
	}
	s.huma = humago.New(s.mux, cfg)
	s.huma.UseMiddleware(s.identify)
	return s
}

// Huma is the API below, for the few operations of another shape (streams).
func (s *Server) Huma() huma.API { return s.huma }

// Mux takes what is not an operation: faces, health, metrics.
func (s *Server) Mux() *http.ServeMux { return s.mux }

// schemaName keeps types of different modules apart: gig.View is GigView, and a
// list of them GigViewList.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if generic, arg, ok := strings.Cut(t.Name(), "["); ok {
		pkg, of := path.Split(strings.TrimSuffix(arg, "]"))
		mod, of, found := strings.Cut(of, ".")
		if !found {
			return capital(pkg+mod) + generic // a list of strings
		}
		return prefixed(mod, of) + generic
	}
	mod := path.Base(t.PkgPath())
	if mod == "." || mod == "core" || mod == "api" || mod == "huma" || t.Name() == "" {
		return name
	}
	return prefixed(mod, name)
}

// prefixed puts the module before a type's name, unless it is there already.
func prefixed(mod, name string) string {
	mod, name = capital(mod), capital(name)
	if strings.HasPrefix(name, mod) {
		return name
	}
	return mod + name
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// state is what the door knows of the request under way.
type state struct {
	actor core.Actor
	key   string // the Idempotency-Key header
	site  string // how the caller reached us
}

type stateKey struct{}

func stateOf(ctx context.Context) state {
	s, _ := ctx.Value(stateKey{}).(state)
	return s
}

// SiteOf returns the address by which the caller reached this installation,
// without a slash at the end; "" outside of a request. It is what the caller
// says: use it only in answers to the caller.
func SiteOf(ctx context.Context) string { return stateOf(ctx).site }

// ActorOf returns who makes the request; the zero Actor outside of one.
func ActorOf(ctx context.Context) core.Actor { return stateOf(ctx).actor }

// WithActor returns a context in which ActorOf gives a: for programs within
// the process that call what expects a request.
func WithActor(ctx context.Context, a core.Actor) context.Context {
	s := stateOf(ctx)
	s.actor = a
	return context.WithValue(ctx, stateKey{}, s)
}

// identify finds out who asks, and refuses who may not.
func (s *Server) identify(hc huma.Context, next func(huma.Context)) {
	begun := time.Now()
	op, _ := hc.Operation().Metadata["op"].(Op)
	st := stateOf(hc.Context())
	st.key = hc.Header("Idempotency-Key")
	st.actor.Channel = core.ByAPI
	switch face := core.Channel(hc.Header("Yilu-Face")); face {
	case core.ByPhone, core.ByConsole, core.ByKiosk:
		st.actor.Channel = face
	}
	token, _ := strings.CutPrefix(hc.Header("Authorization"), "Bearer ")
	var err error
	if token != "" {
		st.actor.Person, st.actor.Grants, err = s.auth(hc.Context(), token)
	}
	ctx := context.WithValue(hc.Context(), stateKey{}, st)
	trace.Operation(ctx, op.ID, hc.Method(), hc.Operation().Path)
	switch {
	case err != nil:
	case !op.Public && !st.actor.Known():
		err = errLogin
	case len(op.Roles) > 0 && !st.actor.HasAny(op.Roles...):
		err = errRole
	case !s.limits.allow(st.actor, hc.Method()):
		hc.SetHeader("Retry-After", "2")
		err = errRate
	}
	if err != nil {
		p := problemOf(ctx, s.log, err)
		hc.SetHeader("Content-Type", p.ContentType(""))
		hc.SetStatus(p.Status)
		_ = jsonFormat.Marshal(hc.BodyWriter(), p)
	} else {
		next(huma.WithContext(hc, ctx))
	}
	s.observe(op.ID, hc.Status(), time.Since(begun))
}

// Within refuses an actor who holds none of the roles in a place; "" is a place
// that is not known.
//
// Errors: auth.area.
func Within(a core.Actor, where core.RegionCode, roles ...core.Role) error {
	for _, r := range roles {
		if a.May(r, where) {
			return nil
		}
	}
	return errArea
}
