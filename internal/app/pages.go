package app

import (
	"context"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yilu/web"
)

// pages adds what is not an operation: health, metrics and the faces.
func (a *App) pages() {
	mux := a.server.Mux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", a.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /verify/{code}", a.verifyPage)
	mux.HandleFunc("GET /verify", a.verifyPage)
	face, err := web.Face("h5")
	if err != nil {
		mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
			say(w, http.StatusServiceUnavailable, "The faces are not built: run `make faces`, then build again.")
		})
		return
	}
	mux.Handle("GET /", a.face(face))
	for _, name := range desks {
		if face, err := web.Face(name); err == nil {
			mux.Handle("GET /"+name+"/", http.StripPrefix("/"+name, a.face(face)))
			mux.Handle("GET /"+name, http.RedirectHandler("/"+name+"/", http.StatusMovedPermanently))
		}
	}
}

// desks are the faces beside the H5, each under its name.
var desks = []string{"console"}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

// ready says whether this process can take requests.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := a.DB.Ping(ctx); err != nil {
		say(w, http.StatusServiceUnavailable, "the database does not answer")
		return
	}
	say(w, http.StatusOK, "ready")
}

// policy lets a page load what we serve, and nothing else: no foreign script, no
// frame around it. Map tiles come from where the operator says.
func (a *App) policy() string {
	img := "img-src 'self' data: blob:"
	if a.Tiles != "" {
		img += " https:"
	}
	return "default-src 'self'; " + img + "; style-src 'self' 'unsafe-inline'; connect-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
}

// face serves a face: its page with first data, its files for ever.
func (a *App) face(files fs.FS) http.Handler {
	static := http.FileServerFS(files)
	page, err := fs.ReadFile(files, "index.html")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/" && err == nil:
			body, e := web.Boot(page, a.boot())
			if e != nil {
				body = page
			}
			h := w.Header()
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Cache-Control", "no-cache")
			h.Set("Content-Security-Policy", a.policy())
			_, _ = w.Write(body)
		case strings.HasPrefix(r.URL.Path, "/assets/"):
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			static.ServeHTTP(w, r)
		default:
			static.ServeHTTP(w, r)
		}
	})
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

// refresh takes over reference data that another process imported.
func (a *App) refresh(ctx context.Context) {
	tick := time.NewTicker(30 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := a.Ref.Refresh(ctx, a.DB.Reader(), a.RefStore); err != nil && ctx.Err() == nil {
				a.Log.WarnContext(ctx, "reference: refresh", "error", err)
			}
		}
	}
}
