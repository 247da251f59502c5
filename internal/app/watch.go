package app

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
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

// watch registers the figures that are read when they are asked for.
func (a *App) watch() {
	gauge := func(name, help string, read func() float64) {
		a.metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
	}
	lag := func(pick func(waiting, parked int64) int64) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
			defer cancel()
			waiting, parked, err := a.Outbox.Lag(ctx)
			if err != nil {
				return -1
			}
			return float64(pick(waiting, parked))
		}
	}
	gauge("yilu_outbox_waiting", "Events not delivered yet.", lag(func(w, _ int64) int64 { return w }))
	gauge("yilu_outbox_parked", "Events given up after many tries.", lag(func(_, p int64) int64 { return p }))
	gauge("yilu_streams_open", "Pages with an open live stream.", func() float64 { return float64(a.Notify.Listeners()) })
	parked := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "yilu_parked_total", Help: "Jobs and events given up, by kind."}, []string{"kind"})
	a.metrics.MustRegister(parked, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a.Jobs.OnParked(func(kind string) { parked.WithLabelValues("job " + kind).Inc() })
	a.Outbox.OnParked(func(topic string) { parked.WithLabelValues("event " + topic).Inc() })
}
