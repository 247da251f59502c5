package watch

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"yilu/internal/app"
	"yilu/internal/platform/api"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/test/rig"
)

const mover = "4-02-05-01/01" // 搬家工

// loose limits let one person make many mistakes.
var loose = api.Limits{AccountWrites: 1e4, WriteBurst: 1e4, AccountReads: 1e4, ReadBurst: 1e4, AddressAll: 1e5, AddressBurst: 1e5}

// run starts the program with settings and a log of the test's. end stops it and
// returns when everything is written.
func run(t *testing.T, change func(*config.Settings), log *slog.Logger) (r *rig.Rig, end func()) {
	t.Helper()
	dir := t.TempDir()
	s := config.Settings{DataDir: dir, Demo: true, BankDelay: 10 * time.Millisecond, Cipher: crypto.SM4GCM,
		Database: crypto.Hide[config.Target]("sqlite:" + filepath.Join(dir, "yilu.db"))}
	if change != nil {
		change(&s)
	}
	ctx := context.WithoutCancel(t.Context())
	a, err := app.New(ctx, app.Config{Settings: s, Log: log, Limits: loose})
	if err != nil {
		t.Fatal(err)
	}
	a.Start(ctx)
	srv := httptest.NewServer(a.Handler())
	ended := false
	end = func() {
		if ended {
			return
		}
		ended = true
		a.Notify.Close()
		srv.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(end)
	return &rig.Rig{App: a, URL: srv.URL}, end
}
