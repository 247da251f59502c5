package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

const (
	// halfDone is the folder of files that are being written.
	halfDone = "tmp"
	// abandonedAfter is when a half-written file is surely of a process that died.
	abandonedAfter = 24 * time.Hour
)

// Folder is a Store in a folder of this machine, or of a network that several
// machines share. A file stands in one of 256 folders named by the last two
// digits of its identifier, which are random.
type Folder struct {
	root *os.Root // nothing outside it is ever touched
	max  int64
}

var _ Store = (*Folder)(nil)

// NewFolder opens the folder, and makes it with mode 0700 if it is not there. It
// removes what writers that died a day ago or longer left half done. Files of
// more than max bytes are refused. Close it after use.
func NewFolder(dir string, max int64) (f *Folder, err error) {
	defer fault.Wrap(&err, "blob.NewFolder(%s)", dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f = &Folder{root, max}
	if err := f.sweep(core.SystemClock()); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Put implements Store.
func (f *Folder) Put(ctx context.Context, id core.FileID, content io.Reader) (info Info, err error) {
	defer fault.Wrap(&err, "blob.Put(%s)", id)
	name, err := place(id)
	if err != nil {
		return Info{}, err
	}
	// The name is fresh, so that two writers of one id do not share a file.
	half := path.Join(halfDone, string(core.NewID[core.File](core.SystemClock())))
	info, err = f.write(ctx, half, content)
	if err != nil {
		return Info{}, errors.Join(err, ignoreMissing(f.root.Remove(half)))
	}
	info.ID = id
	dir := path.Dir(name)
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return Info{}, errors.Join(err, f.root.Remove(half))
	}
	if err := f.root.Rename(half, name); err != nil {
		return Info{}, errors.Join(err, f.root.Remove(half))
	}
	// A name is durable when its folder is, and a new folder when its parent is.
	return info, errors.Join(f.sync(dir), f.sync("."))
}

// Open implements Store.
func (f *Folder) Open(ctx context.Context, id core.FileID) (_ io.ReadSeekCloser, info Info, err error) {
	defer fault.Wrap(&err, "blob.Open(%s)", id)
	if err := ctx.Err(); err != nil {
		return nil, Info{}, err
	}
	name, err := place(id)
	if err != nil {
		return nil, Info{}, err
	}
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Info{}, ErrMissing
	}
	if err != nil {
		return nil, Info{}, err
	}
	info, err = look(id, file)
	if err != nil {
		return nil, Info{}, errors.Join(err, file.Close())
	}
	return file, info, nil
}

// Stat implements Store.
func (f *Folder) Stat(ctx context.Context, id core.FileID) (info Info, err error) {
	file, info, err := f.Open(ctx, id)
	if err != nil {
		return Info{}, err
	}
	return info, file.Close()
}

// Delete implements Store.
func (f *Folder) Delete(ctx context.Context, id core.FileID) (err error) {
	defer fault.Wrap(&err, "blob.Delete(%s)", id)
	if err := ctx.Err(); err != nil {
		return err
	}
	name, err := place(id)
	if err != nil {
		return err
	}
	if err := f.root.Remove(name); err != nil {
		return ignoreMissing(err)
	}
	return f.sync(path.Dir(name))
}

// write makes a new file of the content, durable but for its name.
func (f *Folder) write(ctx context.Context, name string, content io.Reader) (info Info, err error) {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Info{}, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	head := &heading{w: file}
	// One byte more than is taken tells a file that is too large.
	n, err := io.Copy(head, io.LimitReader(reader{ctx, content}, f.max+1))
	if err != nil {
		return Info{}, err
	}
	if n > f.max {
		return Info{}, ErrSize.With("max", megabytes(f.max))
	}
	return Info{Size: n, Type: Sniff(head.seen.Bytes())}, file.Sync()
}

// sync makes the names in a folder durable.
func (f *Folder) sync(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// sweep removes half-written files whose writers are dead.
func (f *Folder) sweep(now time.Time) error {
	if err := f.root.MkdirAll(halfDone, 0o700); err != nil {
		return err
	}
	entries, err := fs.ReadDir(f.root.FS(), halfDone)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // its writer has just finished
		}
		if err != nil {
			return err
		}
		if now.Sub(info.ModTime()) < abandonedAfter {
			continue
		}
		if err := ignoreMissing(f.root.Remove(path.Join(halfDone, e.Name()))); err != nil {
			return err
		}
	}
	return nil
}

// place is the name of the file with the id, inside the folder.
//
// Errors: core.ErrID.
func place(id core.FileID) (string, error) {
	if _, err := core.ParseID[core.File](string(id)); err != nil {
		return "", err
	}
	return path.Join(string(id[len(id)-2:]), string(id)), nil
}

// look returns what is known of an open file, and leaves it at its beginning.
func look(id core.FileID, file *os.File) (Info, error) {
	stat, err := file.Stat()
	if err != nil {
		return Info{}, err
	}
	head := make([]byte, headLen)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return Info{}, err
	}
	return Info{ID: id, Size: stat.Size(), Type: Sniff(head[:n])}, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// megabytes writes a limit for people.
func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d MB", n>>20)
}

// reader stops when the context ends.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// heading passes everything on and remembers the beginning.
type heading struct {
	w    io.Writer
	seen bytes.Buffer
}

func (h *heading) Write(p []byte) (int, error) {
	if missing := headLen - h.seen.Len(); missing > 0 {
		h.seen.Write(p[:min(missing, len(p))])
	}
	return h.w.Write(p)
}
