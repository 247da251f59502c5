package app

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yilu/internal/platform/trace"
)

// health adds the two questions that whoever runs us asks.
func (a *App) health(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", a.ready)
}

// figures adds the metrics.
func (a *App) figures(mux *http.ServeMux) {
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics, promhttp.HandlerOpts{}))
}

// Watch serves metrics, health and readiness alone, for an address of their own.
func (a *App) Watch() http.Handler {
	mux := http.NewServeMux()
	a.health(mux)
	a.figures(mux)
	return mux
}

// Leave says from now on that this process is not ready, so that new requests go
// elsewhere. Those that come are still served.
func (a *App) Leave() { a.leaving.Store(true) }

// trace starts traces, if they are set.
func (a *App) trace(ctx context.Context) (err error) {
	if a.Traces == "" {
		return nil
	}
	if a.tracer, err = trace.Start(ctx, a.Traces, a.TracesPct, Version); err != nil {
		return err
	}
	a.Jobs.Trace(a.tracer)
	a.Outbox.Trace(a.tracer)
	return nil
}

// endTraces sends what waits. A collector that is away is no reason not to end.
func (a *App) endTraces() error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := a.tracer.Close(ctx); err != nil {
		a.Log.WarnContext(ctx, "traces", "error", err)
	}
	return nil
}

// ready says whether this process can take requests.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	if a.leaving.Load() {
		say(w, http.StatusServiceUnavailable, "this process is stopping")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.DB.Ping(ctx); err != nil {
		say(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	say(w, http.StatusOK, "ready")
}
