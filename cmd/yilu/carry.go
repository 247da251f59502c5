package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"yilu/internal/app"
	"yilu/internal/platform/archive"
	"yilu/internal/platform/config"
)

type backupCmd struct {
	File     string `arg:"" help:"File to write; it must not be there yet. - is standard output."`
	WithKeys bool   `help:"Put the keys of personal data into the file, too. Whoever has such a file can read everything: keep it in a safe."`
}

// Run writes a backup.
func (c backupCmd) Run(ctx context.Context, s *config.Settings) (err error) {
	var m archive.Manifest
	if c.File == "-" {
		m, err = app.Backup(ctx, *s, os.Stdout, c.WithKeys)
	} else {
		m, err = c.toFile(ctx, *s)
	}
	if err != nil {
		return err
	}
	var rows int64
	for _, t := range m.Tables {
		rows += t.Rows
	}
	fmt.Fprintf(os.Stderr, "%s: %d tables, %d rows, %d files, as of %s\n", c.File, len(m.Tables), rows, m.Files, m.At.Format("2006-01-02 15:04:05 MST"))
	for _, name := range m.LeftOut {
		fmt.Fprintf(os.Stderr, "left out: the tables of %s, which this program does not know\n", name)
	}
	if m.Keys {
		fmt.Fprintln(os.Stderr, "The keys of personal data are in this file: whoever has it can read everything.")
	} else if m.Ring != "" {
		fmt.Fprintf(os.Stderr, "The keys of personal data (fingerprint %s) are NOT in this file: keep a copy of the key file elsewhere. Without it names, phones, documents and cards cannot be read again.\n", m.Ring)
	}
	return nil
}

// toFile writes the file under another name first, so that one with the right
// name is always whole.
func (c backupCmd) toFile(ctx context.Context, s config.Settings) (m archive.Manifest, err error) {
	if _, err := os.Lstat(c.File); err == nil {
		return m, fmt.Errorf("%s is there already; name another file", c.File)
	}
	part := c.File + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return m, err
	}
	m, err = app.Backup(ctx, s, f, c.WithKeys)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return m, errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, c.File); err != nil {
		return m, err
	}
	dir, err := os.Open(filepath.Dir(c.File))
	if err != nil {
		return m, err
	}
	return m, errors.Join(dir.Sync(), dir.Close())
}

type restoreCmd struct {
	File string `arg:"" type:"existingfile" help:"A backup."`
}

// Run fills an empty installation.
func (c restoreCmd) Run(ctx context.Context, s *config.Settings) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	r, err := app.Restore(ctx, *s, f, size)
	if errors.Is(err, archive.ErrNotEmpty) {
		return fmt.Errorf("%w; restore only into an empty database and an empty data folder", err)
	}
	if err != nil {
		return err
	}
	for _, t := range r.Tables {
		fmt.Printf("%-28s %9d rows  %s\n", t.Table, t.Rows, t.SHA256[:16])
	}
	fmt.Printf("Restored %d tables and %d files as of %s, made by Yilu %s on %s. Every table was read back and is the same.\n",
		len(r.Tables), r.Files, r.At.Format("2006-01-02 15:04:05 MST"), r.Program, r.Engine)
	for _, missing := range r.Missing {
		fmt.Println("MISSING:", missing)
	}
	fmt.Println("Next: yilu verify")
	return nil
}

type moveCmd struct {
	From string `required:"" placeholder:"TARGET" help:"Database to copy: sqlite:PATH or postgres://…; stop the server first."`
	To   string `required:"" placeholder:"TARGET" help:"Empty database to fill."`
}

// Run copies and compares.
func (c moveCmd) Run(ctx context.Context) error {
	err := app.Move(ctx, c.From, c.To, func(line string) { fmt.Println(line) })
	if err != nil {
		return err
	}
	fmt.Println("Moved. Files and keys stay in the data folder. Next: set YILU_DATABASE to the new database, then yilu verify")
	return nil
}
