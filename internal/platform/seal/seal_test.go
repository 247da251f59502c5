package seal_test

import (
	"errors"
	"path/filepath"
	"testing"

	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/seal"
)

func ring(t *testing.T, path string) *crypto.Keyring {
	t.Helper()
	k, err := crypto.OpenFile(path, crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestCheck(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		own, other := filepath.Join(t.TempDir(), "keys"), filepath.Join(t.TempDir(), "keys")
		if err := seal.Known(t.Context(), d, own); err != nil {
			t.Error("a new database:", err)
		}
		mine := ring(t, own)
		for range 2 {
			if err := seal.Check(t.Context(), d, mine); err != nil {
				t.Fatal(err)
			}
		}
		if err := seal.Check(t.Context(), d, ring(t, other)); !errors.Is(err, seal.ErrOther) {
			t.Error("other keys:", err)
		}
		if err := seal.Known(t.Context(), d, filepath.Join(t.TempDir(), "keys")); !errors.Is(err, seal.ErrMissing) {
			t.Error("no keys:", err)
		}
		if err := seal.Known(t.Context(), d, own); err != nil {
			t.Error(err)
		}
		if _, err := mine.Rotate(); err != nil {
			t.Fatal(err)
		}
		if err := seal.Check(t.Context(), d, ring(t, own)); err != nil {
			t.Error("the same keys after a new one was added:", err)
		}
	}, dbtest.Schema{Module: "seal", Files: seal.Migrations})
}
