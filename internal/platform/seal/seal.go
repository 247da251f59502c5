// Package seal keeps the program from serving a database with keys that are not
// its own: a second process in a fresh folder, or a backup that was restored
// without its key file, would seal what nobody else can open.
package seal

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// ErrOther reports keys that are not those of the database.
var ErrOther = errors.New("these are not the keys that sealed the personal data of this database: put its own key file in place, or name it with --key-file")

// ErrMissing reports that the keys of a database are not where they should be.
var ErrMissing = errors.New("the keys that sealed the personal data of this database are missing: put its key file in place, or name it with --key-file")

// Known refuses a database that remembers keys while there is no file at path;
// "" for keys that are a setting.
//
// Errors: ErrMissing.
func Known(ctx context.Context, d *db.DB, path string) error {
	if path == "" {
		return nil
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	was := ""
	// Which keys they were, if it has any.
	err := d.Reader().Row(ctx, `SELECT fingerprint FROM seal_ring WHERE name = 'ring'`).Scan(&was)
	if errors.Is(err, db.ErrNoRow) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%w (%s with the fingerprint %s)", ErrMissing, path, was)
	}
	return err
}

// Check remembers the ring's fingerprint at the first start, and compares it at
// every later one.
//
// Errors: ErrOther.
func Check(ctx context.Context, d *db.DB, ring *crypto.Keyring) error {
	here, was := ring.Fingerprint(), ""
	err := d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		// The first one to start says which keys they are.
		if _, err := tx.Exec(ctx, `INSERT INTO seal_ring (name, fingerprint) VALUES ('ring', $1) ON CONFLICT (name) DO NOTHING`, here); err != nil {
			return err
		}
		// What it was then.
		return tx.Row(ctx, `SELECT fingerprint FROM seal_ring WHERE name = 'ring'`).Scan(&was)
	})
	if err == nil && was != here {
		err = fmt.Errorf("%w (here %s, there %s)", ErrOther, here, was)
	}
	return err
}
