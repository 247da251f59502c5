package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
)

const testMax = 100_000

func folder(t *testing.T) (*Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	f, err := NewFolder(dir, testMax)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f, dir
}

// files lists every file under dir.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			names = append(names, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func newID() core.FileID { return core.NewID[core.File](core.SystemClock()) }

func contentOf(t *testing.T, s Store, id core.FileID) string {
	t.Helper()
	r, _, err := s.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err := errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestStore holds what every Store promises.
func TestStore(t *testing.T) {
	t.Parallel()
	stores := map[string]func(*testing.T) Store{
		"folder": func(t *testing.T) Store { f, _ := folder(t); return f },
	}
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conform(t, open)
		})
	}
}

func conform(t *testing.T, open func(*testing.T) Store) {
	t.Run("what is put is there, with its size and kind", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		want := Info{ID: id, Size: 9, Type: PDF}
		got, err := s.Put(t.Context(), id, strings.NewReader("%PDF-1.7\n"))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("Put: %s %v", diff, err)
		}
		got, err = s.Stat(t.Context(), id)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("Stat: %s %v", diff, err)
		}
		if c := contentOf(t, s, id); c != "%PDF-1.7\n" {
			t.Errorf("content %q", c)
		}
	})
	t.Run("a second put replaces the first, for those who open after it", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		mustPut(t, s, id, "one")
		early, _, err := s.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		mustPut(t, s, id, "second")
		old, err := io.ReadAll(early)
		if err := errors.Join(err, early.Close()); err != nil || string(old) != "one" {
			t.Errorf("the early reader got %q, %v", old, err)
		}
		if c := contentOf(t, s, id); c != "second" {
			t.Errorf("content %q", c)
		}
	})
	t.Run("what is not there is missing, and may be deleted", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		if _, err := s.Stat(t.Context(), id); !errors.Is(err, ErrMissing) {
			t.Errorf("Stat: %v", err)
		}
		if _, _, err := s.Open(t.Context(), id); !errors.Is(err, ErrMissing) {
			t.Errorf("Open: %v", err)
		}
		if err := s.Delete(t.Context(), id); err != nil {
			t.Errorf("Delete: %v", err)
		}
	})
	t.Run("what is deleted is missing, and its neighbours stay", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		near := id[:35] + core.FileID(rune('0'+(id[35]+1)%10))
		mustPut(t, s, id, "x")
		mustPut(t, s, near, "y")
		if err := s.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Stat(t.Context(), id); !errors.Is(err, ErrMissing) {
			t.Errorf("Stat: %v", err)
		}
		if c := contentOf(t, s, near); c != "y" {
			t.Errorf("neighbour %q", c)
		}
	})
	t.Run("an id that is not one is refused", func(t *testing.T) {
		t.Parallel()
		s := open(t)
		for _, id := range []core.FileID{"", "x", "../../../../../../../../etc/passwd.....", core.FileID(strings.Repeat("/", 36)),
			core.FileID(strings.ToUpper("0190a0b0-0000-7000-8000-00000000000a"))} {
			_, putErr := s.Put(t.Context(), id, strings.NewReader("x"))
			_, _, openErr := s.Open(t.Context(), id)
			_, statErr := s.Stat(t.Context(), id)
			for _, err := range []error{putErr, openErr, statErr, s.Delete(t.Context(), id)} {
				if !errors.Is(err, core.ErrID) {
					t.Errorf("%q: %v", id, err)
				}
			}
		}
	})
	t.Run("the largest file fits and one byte more does not, and leaves the old", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		mustPut(t, s, id, strings.Repeat("a", testMax))
		_, err := s.Put(t.Context(), id, strings.NewReader(strings.Repeat("b", testMax+1)))
		if !errors.Is(err, ErrSize) || !strings.Contains(err.Error(), "97 KB") {
			t.Errorf("Put: %v", err)
		}
		if c := contentOf(t, s, id); c != strings.Repeat("a", testMax) {
			t.Errorf("content changed: %d bytes", len(c))
		}
	})
	t.Run("a source that fails leaves nothing", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		broken := errors.New("the line went dead")
		_, err := s.Put(t.Context(), id, io.MultiReader(strings.NewReader("half"), failing{broken}))
		if !errors.Is(err, broken) {
			t.Errorf("Put: %v", err)
		}
		if _, err := s.Stat(t.Context(), id); !errors.Is(err, ErrMissing) {
			t.Errorf("Stat: %v", err)
		}
	})
	t.Run("a caller that has gone gets nothing done", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		mustPut(t, s, id, "x")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, putErr := s.Put(ctx, newID(), strings.NewReader("y"))
		_, _, openErr := s.Open(ctx, id)
		for _, err := range []error{putErr, openErr, s.Delete(ctx, id)} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		}
		if c := contentOf(t, s, id); c != "x" {
			t.Errorf("content %q", c)
		}
	})
	t.Run("writers of one id never mix", func(t *testing.T) {
		t.Parallel()
		s, id := open(t), newID()
		var wg sync.WaitGroup
		for _, c := range "abcdefgh" {
			wg.Go(func() {
				if _, err := s.Put(t.Context(), id, strings.NewReader(strings.Repeat(string(c), 50_000))); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		c := contentOf(t, s, id)
		if c != strings.Repeat(c[:1], 50_000) {
			t.Error("the content is of more than one writer")
		}
	})
}

func mustPut(t *testing.T, s Store, id core.FileID, content string) {
	t.Helper()
	if _, err := s.Put(t.Context(), id, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestFolder(t *testing.T) {
	t.Parallel()
	t.Run("files are for their owner only and nothing else lies about", func(t *testing.T) {
		t.Parallel()
		f, dir := folder(t)
		id := newID()
		mustPut(t, f, id, "x")
		if _, err := f.Put(t.Context(), newID(), failing{io.ErrUnexpectedEOF}); err == nil {
			t.Error("a failing source was stored")
		}
		want := filepath.Join(string(id[34:]), string(id))
		if diff := cmp.Diff([]string{want}, files(t, dir)); diff != "" {
			t.Error(diff)
		}
		for _, name := range []string{".", string(id[34:]), want} {
			info, err := os.Stat(filepath.Join(dir, name))
			if err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s: %v, %v", name, info.Mode(), err)
			}
		}
	})
	t.Run("a restart finds the files and removes what dead writers left", func(t *testing.T) {
		t.Parallel()
		f, dir := folder(t)
		id := newID()
		mustPut(t, f, id, "x")
		dead, alive := filepath.Join(dir, halfDone, "dead"), filepath.Join(dir, halfDone, "alive")
		for _, name := range []string{dead, alive} {
			if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		old := core.SystemClock().Add(-25 * time.Hour)
		if err := os.Chtimes(dead, old, old); err != nil {
			t.Fatal(err)
		}
		again, err := NewFolder(dir, testMax)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = again.Close() })
		if c := contentOf(t, again, id); c != "x" {
			t.Errorf("content %q", c)
		}
		want := []string{filepath.Join(string(id[34:]), string(id)), filepath.Join(halfDone, "alive")}
		if diff := cmp.Diff(want, files(t, dir)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a link does not lead out of the folder", func(t *testing.T) {
		t.Parallel()
		f, dir := folder(t)
		id := newID()
		outside := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(dir, string(id[34:])), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(outside, filepath.Join(dir, string(id[34:]), string(id))); err != nil {
			t.Fatal(err)
		}
		if r, _, err := f.Open(t.Context(), id); err == nil {
			_ = r.Close()
			t.Error("the link was followed")
		}
	})
	t.Run("an empty file is a file", func(t *testing.T) {
		t.Parallel()
		f, _ := folder(t)
		id := newID()
		if info, err := f.Put(t.Context(), id, bytes.NewReader(nil)); err != nil || info.Size != 0 || info.Type != Unknown {
			t.Errorf("Put = %+v, %v", info, err)
		}
		if c := contentOf(t, f, id); c != "" {
			t.Errorf("content %q", c)
		}
	})
}
