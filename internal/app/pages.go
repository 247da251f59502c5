package app

import (
	"context"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"yilu/web"
)

// pages adds what is not an operation: health, figures and the faces.
func (a *App) pages() {
	mux := a.server.Mux()
	a.health(mux)
	if a.WatchAddr == "" {
		a.figures(mux)
	}
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
var desks = []string{"console", "hall", "kiosk", "agent"}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
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
