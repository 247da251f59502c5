package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/archive"
	"yilu/internal/platform/config"
	"yilu/internal/platform/db"
	"yilu/internal/platform/seal"
)

// passing are tables of the moment: who serves and what they just told each
// other. They stay out of backups.
var passing = []string{"bus_process", "bus_word"}

// Modules are all tables of the program with their migrations by name.
func Modules() ([]db.Steps, error) {
	var out []db.Steps
	for _, s := range Schemas {
		names, err := db.Migrations(s.Files)
		if err != nil {
			return nil, err
		}
		for i := range names {
			names[i] = path.Base(names[i])
		}
		out = append(out, db.Steps{Module: s.Module, Files: s.Files, Names: names})
	}
	return out, nil
}

// keys opens the keys of personal data and sees to it that they are the
// database's own. Keys are made for a database that has none yet, and for no
// other.
func (a *App) keys(ctx context.Context) (err error) {
	if a.Ring == nil {
		if err := seal.Known(ctx, a.DB, a.KeyPath()); err != nil {
			return err
		}
		if a.Ring, err = a.Keyring(); err != nil {
			return err
		}
	}
	return seal.Check(ctx, a.DB, a.Ring)
}

// openExisting opens a database without bringing it up to date. One in a file
// must be there already.
func openExisting(ctx context.Context, target string) (*db.DB, error) {
	if file, ok := strings.CutPrefix(target, "sqlite:"); ok {
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("there is no database: %w", err)
		}
	}
	return db.Open(ctx, target)
}

// keysOf reads the keys of an installation, without making any.
func keysOf(s config.Settings) (text []byte, fingerprint string, err error) {
	if at := s.KeyPath(); at != "" {
		if text, err = os.ReadFile(at); errors.Is(err, fs.ErrNotExist) {
			return nil, "", nil
		}
	}
	if err != nil {
		return nil, "", err
	}
	ring, err := s.Keyring()
	if err != nil {
		return nil, "", err
	}
	return text, ring.Fingerprint(), nil
}

// Backup writes everything of the installation to w, as of one moment, while it
// goes on serving. The keys of personal data come along only if withKeys says so.
func Backup(ctx context.Context, s config.Settings, w io.Writer, withKeys bool) (m archive.Manifest, err error) {
	defer fault.Wrap(&err, "app.Backup")
	modules, err := Modules()
	if err != nil {
		return m, err
	}
	keys, ring, err := keysOf(s)
	if err != nil {
		return m, err
	}
	if withKeys && keys == nil {
		return m, errors.New("there is no key file to put into the backup: keys that are a setting stay where they are set")
	}
	if !withKeys {
		keys = nil
	}
	d, err := openExisting(ctx, s.DatabaseTarget())
	if err != nil {
		return m, err
	}
	src := archive.Source{DB: d, Modules: modules, Skip: passing, Program: Version, At: core.SystemClock(), Ring: ring, Keys: keys}
	if info, err := os.Stat(s.FilesDir()); err == nil && info.IsDir() {
		src.Files = os.DirFS(s.FilesDir())
	}
	m, err = archive.Write(ctx, w, src)
	return m, errors.Join(err, d.Close())
}

// Restored says what Restore did and what is still missing.
type Restored struct {
	archive.Manifest
	Tables  []archive.Sum
	Files   int
	Missing []string // sentences for the operator
}

// Restore fills an empty installation from a backup and brings its tables up to
// date. Nothing that is there already is changed or overwritten.
//
// Errors: archive.ErrNotEmpty, archive.ErrDamaged, archive.ErrNewer.
func Restore(ctx context.Context, s config.Settings, r io.ReaderAt, size int64) (out Restored, err error) {
	defer fault.Wrap(&err, "app.Restore")
	a, err := archive.Open(r, size)
	if err != nil {
		return out, err
	}
	out.Manifest = a.Manifest
	modules, err := Modules()
	if err != nil {
		return out, err
	}
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return out, err
	}
	writeKeys, err := out.keys(s, a)
	if err != nil {
		return out, err
	}
	d, err := db.Open(ctx, s.DatabaseTarget())
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if out.Files, err = a.RestoreFiles(s.FilesDir()); err != nil {
		return out, err
	}
	if err := a.Restore(ctx, d, modules, func(sum archive.Sum) { out.Tables = append(out.Tables, sum) }); err != nil {
		return out, errors.Join(err, os.RemoveAll(s.FilesDir())) // they are all from the backup
	}
	if err := writeKeys(); err != nil {
		return out, err
	}
	return out, Migrate(ctx, d)
}

// keys compares the keys that are here with those that sealed the data.
func (r *Restored) keys(s config.Settings, a *archive.Archive) (write func() error, err error) {
	inside, err := a.KeyText()
	if err != nil {
		return nil, err
	}
	_, here, err := keysOf(s)
	nothing := func() error { return nil }
	switch {
	case err != nil:
		return nil, err
	case here != "" && a.Ring != "" && here != a.Ring:
		return nil, fmt.Errorf("%w: it has other keys (%s) than those that sealed the data (%s); move them away first", archive.ErrNotEmpty, here, a.Ring)
	case here != "" || a.Ring == "":
		return nothing, nil
	case inside == nil:
		r.Missing = append(r.Missing, fmt.Sprintf(
			"The keys of personal data (fingerprint %s) are not in this backup. Put your copy of the key file at %s before the first start; without it names, phones, documents and cards cannot be read again.",
			a.Ring, s.KeyPath()))
		return nothing, nil
	}
	at := s.KeyPath()
	return func() error {
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return err
		}
		f, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, bytes.NewReader(inside))
		return errors.Join(err, f.Sync(), f.Close())
	}, nil
}

// Move copies one database into another, empty one, and compares both: rows and
// checksum of every table, and the books account by account. Files and keys stay
// where they are.
//
// Errors: archive.ErrNotEmpty, archive.ErrNewer.
func Move(ctx context.Context, from, to string, told func(line string)) (err error) {
	defer fault.Wrap(&err, "app.Move")
	modules, err := Modules()
	if err != nil {
		return err
	}
	src, err := openExisting(ctx, from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	dst, err := db.Open(ctx, to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	m, err := archive.Move(ctx, src, dst, modules, passing, func(s archive.Sum) {
		told(fmt.Sprintf("%-28s %9d rows  %s  same on both", s.Table, s.Rows, s.SHA256[:16]))
	})
	if err != nil {
		return err
	}
	for _, name := range m.LeftOut {
		told(fmt.Sprintf("%-28s left out: this program does not know it", name))
	}
	if err := sameBooks(ctx, src, dst, told); err != nil {
		return err
	}
	return Migrate(ctx, dst)
}

// books is what an asset's accounts hold.
type books struct {
	accounts, balances, postings, posted int64
}

// booksOf sums up the ledger by asset, and lists every balance.
func booksOf(ctx context.Context, q db.Q) (byAsset map[string]books, balances map[string]int64, err error) {
	byAsset, balances = map[string]books{}, map[string]int64{}
	// Every balance of every account.
	err = q.Rows(ctx, `SELECT id, asset, balance_minor FROM ledger_account`, nil, func(r db.Row) error {
		var id, asset string
		var minor int64
		err := r.Scan(&id, &asset, &minor)
		balances[id+" "+asset] = minor
		b := byAsset[asset]
		b.accounts, b.balances = b.accounts+1, b.balances+minor
		byAsset[asset] = b
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	// What was ever posted, by asset.
	err = q.Rows(ctx, `
		SELECT asset, COUNT(*), CAST(COALESCE(SUM(CASE WHEN amount_minor > 0 THEN amount_minor ELSE 0 END), 0) AS BIGINT)
		FROM ledger_posting GROUP BY asset`, nil, func(r db.Row) error {
		var asset string
		var n, posted int64
		err := r.Scan(&asset, &n, &posted)
		b := byAsset[asset]
		b.postings, b.posted = n, posted
		byAsset[asset] = b
		return err
	})
	return byAsset, balances, err
}

// sameBooks compares the ledgers of two databases account by account.
func sameBooks(ctx context.Context, from, to *db.DB, told func(string)) error {
	was, wasEach, err := booksOf(ctx, from.Reader())
	if err != nil {
		return err
	}
	is, isEach, err := booksOf(ctx, to.Reader())
	if err != nil {
		return err
	}
	if len(wasEach) != len(isEach) {
		return fmt.Errorf("the books have %d accounts here and %d there", len(wasEach), len(isEach))
	}
	for account, minor := range wasEach {
		if there, ok := isEach[account]; !ok || there != minor {
			return fmt.Errorf("the account %s holds %d here and %d there", account, minor, there)
		}
	}
	for asset, b := range was {
		if is[asset] != b {
			return fmt.Errorf("the books of %s differ: %+v here, %+v there", asset, b, is[asset])
		}
		told(fmt.Sprintf("books of %s: %d accounts hold %d, %d postings moved %d; the same on both, account by account",
			asset, b.accounts, b.balances, b.postings, b.posted))
	}
	return nil
}
