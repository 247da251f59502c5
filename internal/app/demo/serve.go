package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"yilu/internal/app"
	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/platform/config"
)

// Listen serves a handler until ctx ends: ready is called once with the address,
// closing before requests under way are waited for.
type Listen func(ctx context.Context, h http.Handler, ready func(url string), closing func()) error

// Serve runs a county in an app of its own until ctx ends. The handler answers
// from the first moment: with a page that tells how far the county has come,
// until it is there.
func Serve(ctx context.Context, s config.Settings, log *slog.Logger, listen Listen) error {
	clock := &Clock{}
	a, err := app.New(ctx, app.Config{Settings: s, Log: log, Now: clock.Now, Silent: true})
	if err != nil {
		return err
	}
	d, err := New(ctx, a, clock, s.DemoSeed, county.Size{})
	if err != nil {
		return errors.Join(err, a.Close())
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var work sync.WaitGroup
	door := newDoor(a.Handler(), d.Accounts())
	err = listen(ctx, door, func(url string) {
		fmt.Fprintf(os.Stderr, "Yilu makes the demo county number %d; in a moment it is on %s\n", d.county.Seed, url)
		if d.county.Seed != s.DemoSeed {
			fmt.Fprintf(os.Stderr, "The data folder %s holds this county already; for number %d choose another with --data-dir.\n", s.DataDir, s.DemoSeed)
		}
		work.Go(func() {
			if err := d.Seed(ctx, door.tell); err != nil {
				stop(err)
				return
			}
			a.Start(context.WithoutCancel(ctx)) // it ends with Close, after the requests under way
			door.open()
			welcome(os.Stderr, url, d.Accounts())
			d.Live(ctx)
		})
	}, a.Notify.Close)
	stop(nil)
	work.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(err, cause)
	}
	return errors.Join(err, a.Close())
}

// door shows the progress of the settling until the county is there, then the
// app; the accounts always.
type door struct {
	app      http.Handler
	accounts []county.Account
	progress atomic.Pointer[Progress]
	opened   atomic.Bool
}

func newDoor(h http.Handler, accounts []county.Account) *door {
	o := &door{app: h, accounts: accounts}
	o.progress.Store(&Progress{What: settlingPeople, Of: 1})
	return o
}

func (o *door) tell(p Progress) { o.progress.Store(&p) }
func (o *door) open()           { o.opened.Store(true) }

//go:embed wait.html
var waitPage string

var waitTemplate = template.Must(template.New("wait").Parse(waitPage))

// ServeHTTP implements http.Handler.
func (o *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/demo/accounts" && r.Method == http.MethodGet:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(views(o.accounts))
	case o.opened.Load() || r.URL.Path == "/healthz":
		o.app.ServeHTTP(w, r)
	case r.URL.Path == "/" || strings.HasPrefix(r.URL.Path, "/index"):
		p := o.progress.Load()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_ = waitTemplate.Execute(w, struct {
			What    core.Text
			Percent int
		}{p.What, 100 * p.Done / max(1, p.Of)})
	default:
		w.Header().Set("Retry-After", "5")
		http.Error(w, "The demo county is being made. Please try again in a few seconds.", http.StatusServiceUnavailable)
	}
}

// View is an account as /demo/accounts lists it.
type View struct {
	Phone core.Phone `json:"phone"`
	Name  string     `json:"name"` // empty: no real name yet
	Roles []string   `json:"roles"`
	Note  core.Text  `json:"note"`
}

func views(all []county.Account) []View {
	out := make([]View, len(all))
	for i, a := range all {
		out[i] = View(a)
	}
	return out
}

// welcome tells in the terminal who can log in and how.
func welcome(w io.Writer, url string, all []county.Account) {
	fmt.Fprintf(w, "\n  Yilu 驿路 is on %s\n\n", url)
	fmt.Fprintln(w, "  Log in with one of these numbers; the code is shown on the page. 用这些号码登录，验证码显示在页面上。")
	for _, a := range all {
		role := strings.Join(a.Roles, ", ")
		if role == "" {
			role = "new"
		}
		fmt.Fprintf(w, "  %s  %-9s %s  %s\n", a.Phone, role, a.Name, a.Note.ZH)
		fmt.Fprintf(w, "  %24s%s\n", "", a.Note.EN)
	}
	fmt.Fprintln(w)
}
