package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/platform/trace"
)

// Handler is the whole server: what every request meets before its operation.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, traceID := s.tracer.Request(r.Context(), r.Header)
		if traceID == "" {
			traceID = traceOf(r.Header.Get("Traceparent"))
		}
		st := state{actor: core.Actor{
			Channel: core.ByAPI, Addr: s.addrOf(r), Lang: langOf(r.Header.Get("Accept-Language")), Trace: traceID,
		}, site: siteOf(r)}
		ctx = context.WithValue(ctx, stateKey{}, st)
		answer := &watched{ResponseWriter: w, status: http.StatusOK}
		w = answer
		defer func() { trace.Answered(ctx, answer.status) }()
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Trace-Id", st.actor.Trace)
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler { //nolint:errorlint // the sentinel itself is thrown
				s.log.ErrorContext(ctx, "panic", "panic", p, "stack", string(debug.Stack()), "trace", st.actor.Trace)
				writeProblem(w, render(errInternal, 500, st.actor.Lang, st.actor.Trace))
			}
		}()
		s.route(w, r.WithContext(ctx), st.actor)
	})
}

// watched is a writer that remembers the status.
type watched struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements http.Flusher, which streams ask for.
func (w *watched) Flush() {
	if f, ok := w.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

// route answers with a problem what the mux would answer in plain text.
func (s *Server) route(w http.ResponseWriter, r *http.Request, a core.Actor) {
	inAPI := strings.HasPrefix(r.URL.Path, "/api/")
	if !readable(r.URL.Path) || !readable(r.URL.RawQuery) || !queryReadable(r) {
		writeProblem(w, render(errText, 400, a.Lang, a.Trace))
		return
	}
	// ServeMux would redirect these to a cleaned path.
	if inAPI && (strings.Contains(r.URL.Path, "//") || dotSegment(r.URL.Path)) {
		writeProblem(w, render(errPath, 404, a.Lang, a.Trace))
		return
	}
	if _, pattern := s.mux.Handler(r); inAPI && !strings.Contains(pattern, "/api/") {
		f, status := errPath, http.StatusNotFound
		if allowed := s.allowed(r); allowed != "" {
			f, status = errMethod, http.StatusMethodNotAllowed
			w.Header().Set("Allow", allowed)
		}
		writeProblem(w, render(f, status, a.Lang, a.Trace))
		return
	}
	s.mux.ServeHTTP(w, r)
}

func readable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

func queryReadable(r *http.Request) bool {
	for k, vs := range r.URL.Query() {
		for _, v := range append(vs, k) {
			if !readable(v) {
				return false
			}
		}
	}
	return true
}

func dotSegment(p string) bool {
	for seg := range strings.SplitSeq(p, "/") {
		if seg == "." || seg == ".." {
			return true
		}
	}
	return false
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = jsonFormat.Marshal(w, p)
}

// allowed lists the methods that the address takes; "" for an unknown address.
func (s *Server) allowed(r *http.Request) string {
	var out []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := s.mux.Handler(other); strings.Contains(pattern, "/api/") {
			out = append(out, m)
		}
	}
	return strings.Join(out, ", ")
}

// siteOf reads the address from the request, or from what a proxy in front says.
func siteOf(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// traceparent is the W3C header; its second part is the trace id.
var traceparent = regexp.MustCompile(`^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$`)

func traceOf(header string) string {
	if m := traceparent.FindStringSubmatch(header); m != nil {
		return m[1]
	}
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (s *Server) observe(operation string, status int, took time.Duration) {
	if operation == "" {
		operation = "other"
	}
	s.seconds.WithLabelValues(operation, strconv.Itoa(status)).Observe(took.Seconds())
}
