// Package carry takes backups of the running program, restores them on either
// engine, and moves databases from one engine to the other.
package carry

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yilu/internal/app"
	"yilu/internal/platform/archive"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/dbtest"
	"yilu/test/load"
	"yilu/test/rig"
)

// engines are where a database may live; each call gives an empty one.
var engines = map[string]func(t *testing.T) string{
	"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "yilu.db") },
	"postgres": func(t *testing.T) string { return dbtest.PostgresURL(t) },
}

func settings(database, dir string) config.Settings {
	return config.Settings{DataDir: dir, Database: crypto.Hide[config.Target](database), Cipher: crypto.SM4GCM}
}

// photo is a file that somebody handed in.
const photo = "ab/0190a0a0-0000-7000-8000-0000000000ab"

func TestBackup(t *testing.T) {
	t.Parallel()
	for from, open := range engines {
		t.Run("from "+from, func(t *testing.T) {
			t.Parallel()
			database, dir := open(t), t.TempDir()
			r := rig.StartIn(t, database, dir)
			w := load.New(t, r.URL, func(staff *rig.Client) {
				if err := r.Grant(t, staff); err != nil {
					t.Fatal(err)
				}
				rig.Until(t, "the role counts", func() bool {
					reply, err := staff.Do("GET", "/reviews", nil)
					return err == nil && reply.Status == 200
				})
			})
			putPhoto(t, dir)
			stop := make(chan struct{})
			done := w.Load(stop)
			time.Sleep(2 * time.Second)
			acked := w.Acknowledged() // all this must be in the backup
			var file bytes.Buffer
			m, err := app.Backup(t.Context(), settings(database, dir), &file, true)
			time.Sleep(200 * time.Millisecond)
			close(stop)
			<-done
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d acts, then %d tables in %d bytes, then up to %d acts", acked, len(m.Tables), file.Len(), w.Acknowledged())
			if acked == 0 || w.Acknowledged() == acked {
				t.Error("nothing went on beside the backup")
			}
			for to, open := range engines {
				t.Run("to "+to, func(t *testing.T) {
					database, dir := open(t), t.TempDir()
					restore(t, settings(database, dir), file.Bytes(), m)
					r := rig.StartIn(t, database, dir)
					r.Sound(t)
					w.At(r.URL)
					w.CheckFirst(acked, "restored")
					w.Quiet()
				})
			}
		})
	}
}

func putPhoto(t *testing.T, dir string) {
	t.Helper()
	at := filepath.Join(dir, "files", photo)
	if err := errors.Join(os.MkdirAll(filepath.Dir(at), 0o700), os.WriteFile(at, []byte("a photo"), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// restore fills the installation, and checks that it is filled only once.
func restore(t *testing.T, s config.Settings, file []byte, m archive.Manifest) {
	t.Helper()
	got, err := app.Restore(t.Context(), s, bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Tables) != len(m.Tables) || got.Files != 1 || len(got.Missing) != 0 {
		t.Errorf("%d tables of %d, %d files, missing %q", len(got.Tables), len(m.Tables), got.Files, got.Missing)
	}
	if text, err := os.ReadFile(filepath.Join(s.FilesDir(), photo)); string(text) != "a photo" || err != nil {
		t.Error(string(text), err)
	}
	if _, err := app.Restore(t.Context(), s, bytes.NewReader(file), int64(len(file))); !errors.Is(err, archive.ErrNotEmpty) {
		t.Error("a second time:", err)
	}
	s.DataDir = t.TempDir()
	if _, err := app.Restore(t.Context(), s, bytes.NewReader(file), int64(len(file))); !errors.Is(err, archive.ErrNotEmpty) {
		t.Error("a second time, with another folder:", err)
	}
}

// small is an installation with a little in it, stopped.
func small(t *testing.T, database string) config.Settings {
	t.Helper()
	s := settings(database, t.TempDir())
	a, err := app.New(t.Context(), app.Config{Settings: s})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeysStayApart(t *testing.T) {
	t.Parallel()
	s := small(t, engines["sqlite"](t))
	var file bytes.Buffer
	if _, err := app.Backup(t.Context(), s, &file, false); err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(s.KeyPath())
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(secret)) {
		if bytes.Contains(file.Bytes(), []byte(strings.TrimSpace(line))) {
			t.Error("the backup holds a key")
		}
	}
	into := settings(engines["sqlite"](t), t.TempDir())
	got, err := app.Restore(t.Context(), into, bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil || len(got.Missing) != 1 || !strings.Contains(got.Missing[0], into.KeyPath()) {
		t.Errorf("%q %v", got.Missing, err)
	}
	if _, err := os.Stat(into.KeyPath()); !errors.Is(err, os.ErrNotExist) {
		t.Error("keys from nowhere:", err)
	}
	t.Run("other keys are refused", func(t *testing.T) {
		other := small(t, engines["sqlite"](t))
		other.Database = crypto.Hide[config.Target](engines["sqlite"](t))
		if _, err := app.Restore(t.Context(), other, bytes.NewReader(file.Bytes()), int64(file.Len())); !errors.Is(err, archive.ErrNotEmpty) {
			t.Error(err)
		}
	})
}

func TestDamage(t *testing.T) {
	t.Parallel()
	s := small(t, engines["sqlite"](t))
	var whole bytes.Buffer
	if _, err := app.Backup(t.Context(), s, &whole, true); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		t.Fatal(err)
	}
	harm := map[string][]byte{"cut": whole.Bytes()[:whole.Len()-100]}
	for _, f := range z.File {
		if f.CompressedSize64 > 30 {
			at, err := f.DataOffset()
			if err != nil {
				t.Fatal(err)
			}
			file := bytes.Clone(whole.Bytes())
			file[at+int64(f.CompressedSize64/2)] ^= 0x40
			harm[f.Name] = file
		}
	}
	if len(harm) < 4 {
		t.Fatal("there is little to harm")
	}
	for what, file := range harm {
		into := settings(engines["sqlite"](t), t.TempDir())
		_, err := app.Restore(t.Context(), into, bytes.NewReader(file), int64(len(file)))
		if err == nil {
			t.Errorf("harm to %s was not seen", what)
			continue
		}
		// Nothing came of it: the whole one goes in afterwards.
		if _, err := app.Restore(t.Context(), into, bytes.NewReader(whole.Bytes()), int64(whole.Len())); err != nil {
			t.Errorf("after harm to %s: %v", what, err)
		}
	}
}

func TestMove(t *testing.T) {
	t.Parallel()
	for from, to := range map[string]string{"sqlite": "postgres", "postgres": "sqlite"} {
		t.Run(from+" to "+to, func(t *testing.T) {
			t.Parallel()
			database, dir := engines[from](t), t.TempDir()
			a, err := rig.Open(t.Context(), database, dir, "http://x")
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			r := rig.StartIn(t, database, dir)
			boss, shop := r.Employer(t, "陈老板", r.Reviewer(t))
			job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(shop, "4-02-05-01/01", "搬家", 2, 20000)), "id")
			boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
			rig.Until(t, "the money is held", func() bool { return boss.Must(t, "GET", "/jobs/"+job, nil)["held"] == true })
			rig.Until(t, "no event waits", func() bool {
				waiting, _, err := r.App.Outbox.Lag(t.Context())
				return err == nil && waiting == 0
			})
			target := engines[to](t)
			var lines []string
			if err := app.Move(t.Context(), database, target, func(line string) { lines = append(lines, line) }); err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(lines, "\n"); !strings.Contains(all, "books of CNY:") || !strings.Contains(all, "ledger_posting") {
				t.Error(all)
			}
			moved := rig.StartIn(t, target, dir)
			moved.Sound(t)
			boss.Base = moved.URL + "/api/v1"
			if seen := boss.Must(t, "GET", "/jobs/"+job, nil); seen["held"] != true {
				t.Error(fmt.Sprint(seen))
			}
			if err := app.Move(t.Context(), database, target, func(string) {}); !errors.Is(err, archive.ErrNotEmpty) {
				t.Error("a second time:", err)
			}
		})
	}
}
