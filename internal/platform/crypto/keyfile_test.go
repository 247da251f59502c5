package crypto

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, path string) *Keyring {
	t.Helper()
	k, err := OpenFile(path, SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// names lists the folder of the key file.
func names(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	t.Run("first start makes a file for its owner only, later starts read it", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "data", "keys")
		sealed := open(t, path).Seal([]byte("v"), "p")
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("mode %v, %v", info.Mode(), err)
		}
		if dir, err := os.Stat(filepath.Dir(path)); err != nil || dir.Mode().Perm() != 0o700 {
			t.Errorf("folder's mode %v, %v", dir.Mode(), err)
		}
		if got, err := open(t, path).Open(sealed, "p"); err != nil || string(got) != "v" {
			t.Errorf("after a restart: %q, %v", got, err)
		}
		if diff := cmp.Diff([]string{"keys"}, names(t, path)); diff != "" {
			t.Errorf("files left behind: %s", diff)
		}
	})
	t.Run("a file that others can read is refused, with the remedy", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		open(t, path)
		for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o644, 0o601} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			k, err := OpenFile(path, SM4GCM)
			if k != nil || !errors.Is(err, ErrKeys) || !strings.Contains(err.Error(), "chmod 600 "+path) {
				t.Errorf("mode %04o: %v", mode, err)
			}
		}
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		open(t, path) // read-only is fine
	})
	t.Run("an empty file is not filled with a new ring", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenFile(path, SM4GCM); !errors.Is(err, ErrKeys) {
			t.Errorf("OpenFile = %v", err)
		}
		if data, err := os.ReadFile(path); err != nil || len(data) != 0 {
			t.Errorf("file now holds %q, %v", data, err)
		}
	})
	t.Run("a folder in its place is refused", func(t *testing.T) {
		t.Parallel()
		if _, err := OpenFile(t.TempDir(), SM4GCM); !errors.Is(err, ErrKeys) {
			t.Errorf("OpenFile = %v", err)
		}
	})
	t.Run("many first starts at once agree on one ring", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		var wg sync.WaitGroup
		prints := make([]string, 8)
		for i := range prints {
			wg.Go(func() {
				k, err := OpenFile(path, SM4GCM)
				if err != nil {
					t.Error(err)
					return
				}
				prints[i] = k.Fingerprint() + k.Current()
			})
		}
		wg.Wait()
		for _, p := range prints {
			if p != prints[0] {
				t.Fatalf("rings differ: %q", prints)
			}
		}
	})
}

func TestRotate(t *testing.T) {
	t.Parallel()
	t.Run("the new key is current, old values open, indexes and signatures stay", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		k := open(t, path)
		first := k.Current()
		old, index, sig := k.Seal([]byte("v"), "p"), k.Index("d", "v"), k.Sign("d", []byte("v"))
		id, err := k.Rotate()
		if err != nil {
			t.Fatal(err)
		}
		for name, k := range map[string]*Keyring{"at once": k, "after a restart": open(t, path)} {
			if diff := cmp.Diff([]string{first, id}, k.IDs()); diff != "" || k.Current() != id {
				t.Errorf("%s: current %s, ids %s", name, k.Current(), diff)
			}
			if got, err := k.Open(old, "p"); err != nil || string(got) != "v" {
				t.Errorf("%s: old value: %q, %v", name, got, err)
			}
			if !k.Stale(old) || k.Stale(k.Seal(nil, "")) {
				t.Errorf("%s: stale is not told from current", name)
			}
			if !bytes.Equal(index, k.Index("d", "v")) || !k.Signed("d", []byte("v"), sig) {
				t.Errorf("%s: the index or the signature changed", name)
			}
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if diff := cmp.Diff([]string{"keys"}, names(t, path)); diff != "" {
			t.Errorf("files left behind: %s", diff)
		}
	})
	t.Run("another process meets the new key and reads it", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		a, b := open(t, path), open(t, path)
		if _, err := a.Rotate(); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Open(a.Seal([]byte("v"), "p"), "p"); err != nil || string(got) != "v" {
			t.Errorf("Open = %q, %v", got, err)
		}
		if a.Current() != b.Current() {
			t.Error("the other process did not take the key up")
		}
	})
	t.Run("two processes that rotate in turn lose no key", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		a, b := open(t, path), open(t, path)
		for _, k := range []*Keyring{a, b, a} {
			if _, err := k.Rotate(); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(open(t, path).IDs()); n != 4 {
			t.Errorf("%d keys after three rotations", n)
		}
	})
	t.Run("a rotation that was cut off blocks the next, with the remedy, and harms nothing", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		k := open(t, path)
		before := k.Current()
		if err := os.WriteFile(path+".new", []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := k.Rotate()
		if !errors.Is(err, ErrKeys) || !strings.Contains(err.Error(), "remove that file") {
			t.Errorf("Rotate = %v", err)
		}
		if k.Current() != before || open(t, path).Current() != before {
			t.Error("the ring changed")
		}
	})
	t.Run("a ring from a setting cannot rotate", func(t *testing.T) {
		t.Parallel()
		if _, err := ring(t, testKeys, SM4GCM).Rotate(); !errors.Is(err, ErrKeys) {
			t.Errorf("Rotate = %v", err)
		}
	})
	t.Run("a file with another root is not taken up", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		k := open(t, path)
		before := k.Fingerprint()
		other := ring(t, NewKeys().Reveal(), SM4GCM)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		open(t, path)
		if _, err := k.Open(other.Seal(nil, ""), ""); !errors.Is(err, ErrKeys) {
			t.Errorf("Open = %v", err)
		}
		if k.Fingerprint() != before {
			t.Error("the ring changed its root")
		}
	})
	t.Run("a key file serves as a setting", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "keys")
		k := open(t, path)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := ring(t, string(text), SM4GCM); got.Fingerprint() != k.Fingerprint() || got.Current() != k.Current() {
			t.Error("another ring")
		}
	})
}
