package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// words maps the closed list of PostgreSQL spellings that migrations may use
// to SQLite's. A migration that needs more gets a NAME.sqlite.sql beside it.
var words = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`\bBIGINT\b`), "INTEGER"},
	{regexp.MustCompile(`\bBOOLEAN\b`), "INTEGER"},
	{regexp.MustCompile(`\bUUID\b`), "TEXT"},
	{regexp.MustCompile(`\bJSONB\b`), "TEXT"},
	{regexp.MustCompile(`\bBYTEA\b`), "BLOB"},
	{regexp.MustCompile(`\bDOUBLE PRECISION\b`), "REAL"},
	{regexp.MustCompile(` COLLATE "C"`), ""},
	{regexp.MustCompile(`\bDEFAULT FALSE\b`), "DEFAULT 0"},
	{regexp.MustCompile(`\bDEFAULT TRUE\b`), "DEFAULT 1"},
}

var endTable = regexp.MustCompile(`(?m)^\);$`)

// ForSQLite rewrites one migration. Tables become STRICT, so that a value of
// the wrong type, or an overflow into floating point, is refused.
func ForSQLite(sqlText string) string {
	for _, w := range words {
		sqlText = w.from.ReplaceAllString(sqlText, w.to)
	}
	return endTable.ReplaceAllString(sqlText, ") STRICT, WITHOUT ROWID;")
}

// ErrChanged reports that a migration which has run reads differently now.
var ErrChanged = errors.New("a migration that has run was changed afterwards")

// Migrate applies, in order, each of the module's migrations/NNNN_name.sql that
// are not yet recorded. Every file runs in its own transaction, together with
// its record; two processes that start at once wait for each other on that row.
//
// Errors: ErrChanged.
func (d *DB) Migrate(ctx context.Context, module string, files fs.FS) error {
	return d.migrate(ctx, module, files, func(string) bool { return true })
}

// migrate applies the module's steps that are wanted.
func (d *DB) migrate(ctx context.Context, module string, files fs.FS, wanted func(name string) bool) error {
	if err := d.versionTable(ctx); err != nil {
		return err
	}
	names, err := Migrations(files)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !wanted(name) {
			continue
		}
		text, err := MigrationText(files, name, d.dialect)
		if err != nil {
			return err
		}
		if err := d.migrateOne(ctx, module, path.Base(name), text); err != nil {
			return fmt.Errorf("migrate %s %s: %w", module, name, err)
		}
	}
	return nil
}

// migrateOne runs one step together with its record, unless it has run before.
func (d *DB) migrateOne(ctx context.Context, module, name, text string) error {
	hash := sha256.Sum256([]byte(text))
	sum := hex.EncodeToString(hash[:])
	return d.Write(ctx, func(ctx context.Context, tx Tx) error {
		n, err := tx.Exec(ctx, `
			INSERT INTO schema_version (module, name, checksum) VALUES ($1, $2, $3)
			ON CONFLICT (module, name) DO NOTHING`, module, name, sum)
		if err != nil {
			return err
		}
		if n == 0 {
			var was string
			if err := tx.Row(ctx, `SELECT checksum FROM schema_version WHERE module = $1 AND name = $2`, module, name).Scan(&was); err != nil {
				return err
			}
			if was != sum {
				return ErrChanged
			}
			return nil
		}
		_, err = tx.Exec(ctx, text)
		return err
	})
}

// versionTable makes the record of migrations. Two first starts may collide in
// PostgreSQL's own catalogue; the loser sees the table on its next look.
func (d *DB) versionTable(ctx context.Context) (err error) {
	for range 5 {
		err = d.Write(ctx, func(ctx context.Context, tx Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_version (
				module TEXT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (module, name))`)
			return err
		})
		if !errors.Is(err, ErrUnique) {
			return err
		}
	}
	return err
}

// Migrations lists the module's migration files in order. NAME.dialect.sql is
// read in place of NAME.sql and is not listed itself.
func Migrations(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(n string) bool { return strings.Count(n, ".") > 1 })
	slices.Sort(names)
	return names, nil
}

// MigrationText returns the text that the engine runs for a listed migration.
func MigrationText(files fs.FS, name string, dialect Dialect) (string, error) {
	base := strings.TrimSuffix(name, ".sql")
	if b, err := fs.ReadFile(files, base+"."+string(dialect)+".sql"); err == nil {
		return string(b), nil
	}
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return "", err
	}
	if dialect == SQLite {
		return ForSQLite(string(b)), nil
	}
	return string(b), nil
}
