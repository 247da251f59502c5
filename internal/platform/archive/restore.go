package archive

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Archive is an archive that is open for reading.
type Archive struct {
	Manifest
	zip *zip.Reader
}

// Open reads what is in an archive.
//
// Errors: ErrDamaged, ErrNewer.
func Open(r io.ReaderAt, size int64) (*Archive, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	a := &Archive{zip: z}
	doc, err := a.content("manifest.json")
	if err == nil {
		err = json.Unmarshal(doc, &a.Manifest)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case a.Format > format:
		return nil, ErrNewer
	}
	return a, nil
}

func (a *Archive) content(name string) ([]byte, error) {
	f, err := a.zip.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// KeyText returns the keys that are inside; nil for none.
func (a *Archive) KeyText() ([]byte, error) {
	if !a.Keys {
		return nil, nil
	}
	return a.content("keys")
}

// Restore fills an empty database: the tables as they were, then every row, in
// one transaction. Before it commits, each table is read back and compared.
//
// Errors: ErrNotEmpty, ErrDamaged, ErrNewer, db.ErrChanged.
func (a *Archive) Restore(ctx context.Context, d *db.DB, modules []db.Steps, told func(Sum)) (err error) {
	defer fault.Wrap(&err, "archive.Restore")
	steps, err := a.known(modules)
	if err != nil {
		return err
	}
	return fill(ctx, d, steps, a.sums(), told, func(t db.Table) rows {
		return func(each func([]any) error) error { return a.lines(t, each) }
	})
}

// known returns the steps that had run, with their texts.
func (a *Archive) known(modules []db.Steps) (out []db.Steps, err error) {
	left := len(a.Steps)
	for _, m := range modules {
		s := db.Steps{Module: m.Module, Files: m.Files}
		for _, step := range a.Steps {
			if step.Module != m.Module || !slices.Contains(m.Names, step.Name) {
				continue
			}
			is, err := stepOf(m, step.Name)
			if err != nil {
				return nil, err
			}
			if is != step {
				return nil, fmt.Errorf("%s %s: %w", m.Module, step.Name, db.ErrChanged)
			}
			s.Names = append(s.Names, step.Name)
		}
		left -= len(s.Names)
		out = append(out, s)
	}
	if left > 0 {
		return nil, ErrNewer
	}
	return out, nil
}

func (a *Archive) sums() map[string]Sum {
	out := map[string]Sum{}
	for _, s := range a.Tables {
		out[s.Table] = s
	}
	return out
}

// lines gives the rows of a table in the archive.
func (a *Archive) lines(t db.Table, each func([]any) error) error {
	f, err := a.zip.Open(tableEntry(t.Name))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<16)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrDamaged, t.Name, err)
		}
		row, err := parse(t, line)
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrDamaged, t.Name, err)
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

// fill makes the tables of the steps and writes the rows of those in want. A
// Sum without a SHA256 is not known beforehand: it is that of what is written.
func fill(ctx context.Context, d *db.DB, steps []db.Steps, want map[string]Sum, told func(Sum), from func(db.Table) rows) error {
	if err := empty(ctx, d, steps); err != nil {
		return err
	}
	for _, s := range steps {
		if err := d.MigrateSteps(ctx, s); err != nil {
			return err
		}
	}
	tables, err := db.Shape(ctx, steps)
	if err != nil {
		return err
	}
	var done []Sum
	err = d.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		done = done[:0]
		for _, t := range slices.Backward(tables) {
			// What a step itself wrote is among the rows that come.
			if _, err := tx.Exec(ctx, `DELETE FROM `+t.Name); err != nil {
				return err
			}
		}
		for _, t := range tables {
			is, wanted := want[t.Name]
			if !wanted {
				continue
			}
			sum, err := insert(ctx, tx, t, from(t))
			if err != nil {
				return fmt.Errorf("table %s: %w", t.Name, err)
			}
			if is.SHA256 != "" && sum != is {
				return fmt.Errorf("%w: table %s has %d rows and other content than it says (%d rows)", ErrDamaged, t.Name, sum.Rows, is.Rows)
			}
			back, err := sumOf(ctx, tx, t, io.Discard)
			if err != nil {
				return err
			}
			if back != sum {
				return fmt.Errorf("table %s: wrote %d rows %s, read back %d rows %s", t.Name, sum.Rows, sum.SHA256, back.Rows, back.SHA256)
			}
			done = append(done, back)
		}
		return nil
	})
	if err == nil && told != nil {
		for _, s := range done {
			told(s)
		}
	}
	return err
}

// empty checks that no table of ours has a row.
//
// Errors: ErrNotEmpty.
func empty(ctx context.Context, d *db.DB, steps []db.Steps) error {
	applied, err := db.Applied(ctx, d.Reader())
	if err != nil {
		return err
	}
	var there []db.Steps
	for _, s := range steps {
		there = append(there, db.Steps{Module: s.Module, Files: s.Files, Names: applied[s.Module]})
		for _, name := range applied[s.Module] {
			if !slices.Contains(s.Names, name) {
				return fmt.Errorf("%w: its tables are newer than the backup (%s %s)", ErrNotEmpty, s.Module, name)
			}
		}
	}
	tables, err := db.Shape(ctx, there)
	if err != nil {
		return err
	}
	for _, t := range tables {
		var n int
		// Whether there is any row.
		if err := d.Reader().Row(ctx, `SELECT COUNT(*) FROM `+t.Name).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%w: the table %s has rows", ErrNotEmpty, t.Name)
		}
	}
	return nil
}

// RestoreFiles writes the files into the folder, which must not have any. If one
// fails, none stays.
//
// Errors: ErrNotEmpty.
func (a *Archive) RestoreFiles(dir string) (n int, err error) {
	defer fault.Wrap(&err, "archive.RestoreFiles(%s)", dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	there, err := countFiles(root.FS())
	if err == nil && there > 0 {
		err = fmt.Errorf("%w: the folder %s has %d files", ErrNotEmpty, dir, there)
	}
	if err != nil {
		return 0, err
	}
	for _, f := range a.zip.File {
		name, is := strings.CutPrefix(f.Name, "files/")
		if !is || !fs.ValidPath(name) {
			continue
		}
		if err := a.writeFile(root, name, f); err != nil {
			return 0, errors.Join(err, os.RemoveAll(dir))
		}
		n++
	}
	return n, nil
}

// countFiles counts the files of the folder, but for those half done.
func countFiles(files fs.FS) (n int, err error) {
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if name == halfDone {
			return fs.SkipDir
		}
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	return n, err
}

func (a *Archive) writeFile(root *os.Root, name string, f *zip.File) (err error) {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close(), root.Chtimes(name, f.Modified, f.Modified))
}

// Move copies everything from one database into another, empty one, and returns
// the sums of the tables, which were read back from both. Nobody may be writing:
// what is written meanwhile is not carried over.
//
// Errors: ErrNotEmpty, ErrNewer.
func Move(ctx context.Context, from, to *db.DB, modules []db.Steps, skip []string, told func(Sum)) (m Manifest, err error) {
	defer fault.Wrap(&err, "archive.Move")
	err = from.Snapshot(ctx, func(ctx context.Context, q db.Q) error {
		steps, err := m.steps(ctx, q, modules)
		if err != nil {
			return err
		}
		tables, err := shape(ctx, steps, skip)
		if err != nil {
			return err
		}
		want := map[string]Sum{}
		for _, t := range tables {
			sum, err := sumOf(ctx, q, t, io.Discard)
			if err != nil {
				return err
			}
			want[t.Name] = sum
			m.Tables = append(m.Tables, sum)
		}
		return fill(ctx, to, steps, want, told, func(t db.Table) rows { return stored(ctx, q, t) })
	})
	return m, err
}
