// Package trace tells a collector, by OTLP over HTTP, where the time of a request
// went: the operation, the writes within it, and the clocks and events that run
// beside requests.
//
// A span has names of operations, topics and kinds, and figures; never what
// people wrote or who they are. Without a collector nothing is made.
package trace

import (
	"context"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"

	"yilu/internal/fault"
)

// Tracer makes traces. A nil Tracer makes none. Safe for concurrent use.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   api.Tracer
}

// Start returns a Tracer that sends to the collector at url, "http://host:4318"
// or with a path of its own, and traces pct of a hundred requests; one that comes
// with a trace goes as its sender says.
func Start(ctx context.Context, url string, pct uint32, version string) (_ *Tracer, err error) {
	defer fault.Wrap(&err, "trace.Start(%s)", url)
	if base := strings.TrimSuffix(url, "/"); strings.Count(base, "/") == 2 {
		url = base + "/v1/traces" // where the protocol puts it
	}
	out, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(url))
	if err != nil {
		return nil, err
	}
	p := sdk.NewTracerProvider(
		sdk.WithBatcher(out),
		sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(float64(pct)/100))),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", "yilu"), attribute.String("service.version", version))),
	)
	return &Tracer{p, p.Tracer(scope)}, nil
}

// scope names who made a span.
const scope = "yilu"

// Close sends what waits.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// Request begins the span of a request, within the caller's trace if it names
// one. It returns the trace's id, "" without a Tracer. Operation and end follow
// when they are known.
func (t *Tracer) Request(ctx context.Context, h http.Header) (_ context.Context, traceID string) {
	if t == nil {
		return ctx, ""
	}
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(h))
	ctx, span := t.tracer.Start(ctx, "request", api.WithSpanKind(api.SpanKindServer))
	return ctx, span.SpanContext().TraceID().String()
}

// Operation names the request under way.
func Operation(ctx context.Context, name, method, route string) {
	if span := api.SpanFromContext(ctx); span.IsRecording() {
		span.SetName(name)
		span.SetAttributes(attribute.String("http.request.method", method), attribute.String("http.route", route))
	}
}

// Answered ends the span of a request with its status.
func Answered(ctx context.Context, status int) {
	span := api.SpanFromContext(ctx)
	if span.IsRecording() {
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, http.StatusText(status))
		}
	}
	span.End()
}

// Begin begins a span of what runs beside requests; end it with what came of it.
func (t *Tracer) Begin(ctx context.Context, name string) (_ context.Context, end func(error)) {
	if t == nil {
		return ctx, func(error) {}
	}
	return begin(ctx, t.tracer, name)
}

// Step begins a span within the one under way; nothing where none is.
func Step(ctx context.Context, name string) (_ context.Context, end func(error)) {
	parent := api.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, func(error) {}
	}
	return begin(ctx, parent.TracerProvider().Tracer(scope), name)
}

func begin(ctx context.Context, t api.Tracer, name string) (context.Context, func(error)) {
	ctx, span := t.Start(ctx, name)
	return ctx, func(err error) {
		if f := fault.Of(err); f != nil {
			span.SetAttributes(attribute.String("yilu.fault", f.Code))
		} else if err != nil {
			span.SetStatus(codes.Error, "failed") // the text may tell about people; it is in the log
		}
		span.End()
	}
}
