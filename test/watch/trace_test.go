package watch

import (
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"yilu/internal/platform/config"
	"yilu/test/rig"
)

// stand takes traces as a collector does.
type stand struct {
	t       *testing.T
	mu      sync.Mutex
	spans   []*spans.Span
	service string
}

// ServeHTTP implements http.Handler.
func (s *stand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" {
		s.t.Error(err, r.URL.Path, r.Header)
	}
	var in collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &in); err != nil {
		s.t.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, res := range in.ResourceSpans {
		for _, a := range res.Resource.Attributes {
			if a.Key == "service.name" {
				s.service = a.Value.GetStringValue()
			}
		}
		for _, scope := range res.ScopeSpans {
			s.spans = append(s.spans, scope.Spans...)
		}
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
}

// named returns the spans of a name within a trace; any trace if it is "".
func (s *stand) named(name, trace string) (out []*spans.Span) {
	for _, one := range s.spans {
		if one.Name == name && (trace == "" || hex.EncodeToString(one.TraceId) == trace) {
			out = append(out, one)
		}
	}
	return out
}

func attribute(s *spans.Span, key string) string {
	for _, a := range s.Attributes {
		if a.Key == key {
			if n := a.Value.GetIntValue(); n != 0 {
				return http.StatusText(int(n))
			}
			return a.Value.GetStringValue()
		}
	}
	return ""
}

func TestTraces(t *testing.T) {
	t.Parallel()
	at := &stand{t: t}
	front := httptest.NewServer(at)
	defer front.Close()
	r, end := run(t, func(s *config.Settings) { s.Traces, s.TracesPct = front.URL, 100 }, slog.New(slog.DiscardHandler))

	const caller = "4bf92f3577b34da6a3ce929d0e0e4736"
	phone := "19900001234"
	req, err := http.NewRequest("POST", r.URL+"/api/v1/auth/codes", strings.NewReader(`{"phone":"`+phone+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Traceparent", "00-"+caller+"-00f067aa0ba902b7-01")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if got := res.Header.Get("Trace-Id"); got != caller {
		t.Errorf("the answer names the trace %s", got)
	}
	r.Worker(t, "安师傅", 1966, mover) // events are delivered
	rig.Until(t, "no event waits", func() bool {
		waiting, _, err := r.App.Outbox.Lag(t.Context())
		return err == nil && waiting == 0
	})
	end()

	at.mu.Lock()
	defer at.mu.Unlock()
	asked := at.named("ask-code", caller)
	if len(asked) != 1 {
		var names []string
		for _, s := range at.spans {
			names = append(names, s.Name)
		}
		t.Fatalf("%d spans of the request, among %d: %.500q", len(asked), len(at.spans), names)
	}
	if s := asked[0]; s.Kind != spans.Span_SPAN_KIND_SERVER || hex.EncodeToString(s.ParentSpanId) != "00f067aa0ba902b7" ||
		attribute(s, "http.route") != "/api/v1/auth/codes" || attribute(s, "http.response.status_code") != "Created" {
		t.Error(s)
	}
	writes := at.named("db.write", caller)
	if len(writes) == 0 || string(writes[0].ParentSpanId) != string(asked[0].SpanId) {
		t.Error("its write is not within it:", writes)
	}
	if at.service != "yilu" || len(at.named("event person.verified", "")) == 0 && !hasPrefix(at.spans, "event ") {
		t.Error("no delivery of an event is traced by", at.service)
	}
	for _, s := range at.spans {
		if text := s.String(); strings.Contains(text, phone) || strings.Contains(text, "安师傅") {
			t.Error("a span tells about a person:", text)
		}
	}
}

func hasPrefix(all []*spans.Span, prefix string) bool {
	for _, s := range all {
		if strings.HasPrefix(s.Name, prefix) {
			return true
		}
	}
	return false
}

func TestNoTracesWithoutACollector(t *testing.T) {
	t.Parallel()
	r, end := run(t, nil, slog.New(slog.DiscardHandler))
	defer end()
	res, err := http.Get(r.URL + "/api/v1/trades")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if got := res.Header.Get("Trace-Id"); len(got) != 32 || res.StatusCode != 200 {
		t.Error(got, res.Status)
	}
}
