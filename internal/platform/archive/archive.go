// Package archive carries a whole installation, its rows and its files, into one
// file and back, from either engine to either engine.
//
// An archive is a zip file: manifest.json says what is in it, tables/NAME.jsonl
// holds a table as one JSON list a row in the order of its key, files/ the files
// that people handed in, and keys, if asked for, the keys of personal data.
// Instants and money are whole numbers, sealed data stays sealed, bytes are
// base64, yes and no are 1 and 0. Rows are written the same whatever engine they
// come from, so that a table's SHA-256 tells whether two databases hold the same.
//
// An archive knows the migrations that had run. Restoring makes the tables as
// they were then, and the program brings them forward as it does at every start.
package archive

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Errors that an operator can do something about.
var (
	ErrNotEmpty = errors.New("the target is not empty")
	ErrDamaged  = errors.New("the backup is damaged")
	ErrNewer    = errors.New("the backup was made by a newer program; install that first")
)

// format is the version of the layout.
const format = 1

// Manifest says what an archive holds.
type Manifest struct {
	Format  int       `json:"format"`
	Program string    `json:"program"`
	At      time.Time `json:"at"`
	Engine  string    `json:"engine"` // that the rows come from
	Steps   []Step    `json:"steps"`  // migrations that had run, in order
	Tables  []Sum     `json:"tables"`
	LeftOut []string  `json:"left_out,omitempty"` // modules that the program did not know
	Files   int       `json:"files"`
	Ring    string    `json:"ring,omitempty"` // fingerprint of the keys that sealed the data
	Keys    bool      `json:"keys"`           // whether the keys are inside
}

// Step is a migration that had run.
type Step struct {
	Module string `json:"module"`
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // of its text, in the spelling that is common to all engines
}

// Sum tells a table's content.
type Sum struct {
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Source is what an archive is made of.
type Source struct {
	DB      *db.DB
	Modules []db.Steps // with all steps that the program knows
	Skip    []string   // tables of the moment, which stay out
	Files   fs.FS      // nil for none
	Program string
	At      time.Time
	Ring    string
	Keys    []byte // nil to leave them out
}

// Write makes an archive of one moment, while others write on.
func Write(ctx context.Context, w io.Writer, s Source) (m Manifest, err error) {
	defer fault.Wrap(&err, "archive.Write")
	z := zip.NewWriter(w)
	m = Manifest{Format: format, Program: s.Program, At: s.At, Engine: string(s.DB.Dialect()), Ring: s.Ring, Keys: s.Keys != nil}
	err = s.DB.Snapshot(ctx, func(ctx context.Context, q db.Q) error {
		known, err := m.steps(ctx, q, s.Modules)
		if err != nil {
			return err
		}
		tables, err := shape(ctx, known, s.Skip)
		if err != nil {
			return err
		}
		for _, t := range tables {
			entry, err := z.CreateHeader(&zip.FileHeader{Name: tableEntry(t.Name), Method: zip.Deflate, Modified: s.At})
			if err != nil {
				return err
			}
			sum, err := sumOf(ctx, q, t, entry)
			if err != nil {
				return err
			}
			m.Tables = append(m.Tables, sum)
		}
		return nil
	})
	if err != nil {
		return Manifest{}, err
	}
	if err := m.rest(z, s); err != nil {
		return Manifest{}, err
	}
	return m, z.Close()
}

// rest adds what is not a table.
func (m *Manifest) rest(z *zip.Writer, s Source) (err error) {
	if s.Files != nil {
		if m.Files, err = addFiles(z, s.Files); err != nil {
			return err
		}
	}
	if s.Keys != nil {
		if err := add(z, "keys", s.Keys, s.At); err != nil {
			return err
		}
	}
	doc, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return err
	}
	return add(z, "manifest.json", append(doc, '\n'), s.At)
}

func add(z *zip.Writer, name string, content []byte, at time.Time) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

func tableEntry(name string) string { return "tables/" + name + ".jsonl" }

// steps notes what has run and returns, of the modules, the steps that have.
func (m *Manifest) steps(ctx context.Context, q db.Q, modules []db.Steps) ([]db.Steps, error) {
	applied, err := db.Applied(ctx, q)
	if err != nil {
		return nil, err
	}
	var known []db.Steps
	for _, mod := range modules {
		done := applied[mod.Module]
		delete(applied, mod.Module)
		for _, name := range done {
			if !slices.Contains(mod.Names, name) {
				return nil, fmt.Errorf("the database has the step %s %s, which this program does not know: %w", mod.Module, name, ErrNewer)
			}
			step, err := stepOf(mod, name)
			if err != nil {
				return nil, err
			}
			m.Steps = append(m.Steps, step)
		}
		known = append(known, db.Steps{Module: mod.Module, Files: mod.Files, Names: done})
	}
	for name := range applied {
		m.LeftOut = append(m.LeftOut, name)
	}
	slices.Sort(m.LeftOut)
	return known, nil
}

// stepOf describes a step of a module.
func stepOf(m db.Steps, name string) (Step, error) {
	text, err := fs.ReadFile(m.Files, "migrations/"+name)
	hash := sha256.Sum256(text)
	return Step{m.Module, name, hex.EncodeToString(hash[:])}, err
}

// shape returns the tables of the steps, without those to skip.
func shape(ctx context.Context, steps []db.Steps, skip []string) ([]db.Table, error) {
	tables, err := db.Shape(ctx, steps)
	return slices.DeleteFunc(tables, func(t db.Table) bool { return slices.Contains(skip, t.Name) }), err
}

// halfDone is the folder of files that are being written (platform/blob).
const halfDone = "tmp"

// addFiles adds every file of the folder. One that is deleted meanwhile was not
// kept by anyone.
func addFiles(z *zip.Writer, files fs.FS) (n int, err error) {
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case name == halfDone:
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		f, err := files.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: path.Join("files", name), Method: zip.Store, Modified: info.ModTime()})
		if err != nil {
			return err
		}
		n++
		_, err = io.Copy(w, f)
		return err
	})
	return n, err
}
