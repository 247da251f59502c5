// Package rig starts the whole program inside a test and speaks to it as outside
// programs do: JSON over HTTP, and nothing else.
package rig

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"yilu/internal/app"
	"yilu/internal/platform/api"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
)

// Rig is a running program.
type Rig struct {
	App *app.App
	URL string // of the server, without a slash at the end
	// Front is what stands before it, if clients are to go through that.
	Front string
}

// loose limits let one test act for a whole town.
var loose = api.Limits{AccountWrites: 1e4, WriteBurst: 1e4, AccountReads: 1e4, ReadBurst: 1e4, AddressAll: 1e5, AddressBurst: 1e5}

// Start runs the program on the database, "sqlite:PATH" or a postgres URL, until
// the test ends. Codes come with the answers, as in the demo; the built-in bank
// answers after 50 milliseconds. YILU_TEST_LOG=1 shows the log.
func Start(t testing.TB, database string) *Rig {
	t.Helper()
	return StartIn(t, database, t.TempDir())
}

// StartIn is Start with keys and files in the folder.
func StartIn(t testing.TB, database, dir string) *Rig {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	a, err := Open(ctx, database, dir, "http://"+l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	a.Start(ctx)
	srv := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go srv.Serve(l) //nolint:errcheck // it ends with Close
	t.Cleanup(func() {
		a.Notify.Close()
		stop, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		_ = srv.Shutdown(stop)
		_ = srv.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Rig{App: a, URL: a.PublicURL}
}

// Open opens the program as Start runs it, with its keys in the folder, and
// starts nothing.
func Open(ctx context.Context, database, dir, url string) (*app.App, error) {
	s := config.Settings{DataDir: dir, Demo: true, BankDelay: 50 * time.Millisecond, PublicURL: url,
		Database: crypto.Hide[config.Target](database), Cipher: crypto.SM4GCM}
	out := io.Discard
	if os.Getenv("YILU_TEST_LOG") != "" {
		out = os.Stderr
	}
	log := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return app.New(ctx, app.Config{Settings: s, Limits: loose, Log: log})
}

// Sound checks every invariant over all rows.
func (r *Rig) Sound(t testing.TB) {
	t.Helper()
	_, broken, err := r.App.Verify(context.WithoutCancel(t.Context()))
	if err != nil || len(broken) > 0 {
		t.Errorf("%v; %d broken, the first: %q", err, len(broken), broken[:min(len(broken), 5)])
	}
}
