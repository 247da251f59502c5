package file

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Deps is what a Service needs.
type Deps struct {
	DB    *db.DB
	Now   core.Clock
	Jobs  *jobs.Queue
	Store blob.Store
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

// Upload keeps a picture or a PDF for the actor, who must use it within a week.
// It draws its own transaction, because the content is written before; also, if
// not nil, runs within. media is what the sender calls the content; "" is
// nothing.
//
// Errors: ErrTooMany, those of blob.Document, and also's.
func (s *Service) Upload(ctx context.Context, actor core.Actor, content io.Reader, media string, also func(ctx context.Context, tx db.Tx, f File) error) (f File, err error) {
	defer fault.Wrap(&err, "file.Upload")
	now := s.Now()
	n, err := countSince(ctx, s.DB.Reader(), actor.Person, db.Micros(now.Add(-24*time.Hour)))
	if err != nil {
		return File{}, err
	}
	if n >= maxPerDay {
		return File{}, ErrTooMany.With("max", maxPerDay)
	}
	if !welcome(media) {
		return File{}, blob.ErrType.With("types", "JPG / PNG / PDF")
	}
	drawn, err := blob.Document(ctx, io.LimitReader(content, MaxUpload+1), media)
	if err != nil {
		return File{}, err
	}
	f = File{ID: core.NewID[core.File](now), Owner: actor.Person, Type: drawn.Type, Width: drawn.Width, Height: drawn.Height, At: now}
	info, err := s.Store.Put(ctx, f.ID, bytes.NewReader(drawn.Bytes))
	if err != nil {
		return File{}, err
	}
	f.Size = info.Size
	if err := s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error { return s.enter(ctx, tx, actor, f, also) }); err != nil {
		return File{}, errors.Join(err, s.Store.Delete(context.WithoutCancel(ctx), f.ID))
	}
	return f, nil
}

// enter writes the row of a file whose content is stored.
func (s *Service) enter(ctx context.Context, tx db.Tx, actor core.Actor, f File, also func(context.Context, db.Tx, File) error) error {
	if err := insertFile(ctx, tx, f); err != nil {
		return err
	}
	if err := s.Jobs.Schedule(ctx, tx, expireJob, string(f.ID), f.At.Add(unusedFor), nil); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, audit.By(actor, f.At, string(f.Owner), "file.upload", string(f.ID), "")); err != nil {
		return err
	}
	if also == nil {
		return nil
	}
	return also(ctx, tx, f)
}

// welcome reports whether a sender may call content so. A sender that does not
// say, or says only that it is bytes, is welcome, too.
func welcome(media string) bool {
	if media == "" {
		return true
	}
	m, _, err := mime.ParseMediaType(media)
	return err == nil && (strings.HasPrefix(m, "image/") || m == string(blob.PDF) || m == "application/octet-stream")
}

// Keep says that something uses the owner's files, so that they stay.
//
// Errors: blob.ErrMissing, for files of others, too.
func (s *Service) Keep(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) (err error) {
	defer fault.Wrap(&err, "file.Keep")
	return s.mark(ctx, tx, owner, keepFile, ids)
}

// Release says that nothing uses the owner's files any more: nobody else sees
// them, and in a week they are deleted. Files of others stay as they are.
func (s *Service) Release(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) (err error) {
	defer fault.Wrap(&err, "file.Release")
	for _, id := range ids {
		mine, err := releaseFile(ctx, tx, owner, id)
		if err != nil {
			return err
		}
		if !mine {
			continue
		}
		if err := s.Jobs.Schedule(ctx, tx, expireJob, string(id), s.Now().Add(unusedFor), nil); err != nil {
			return err
		}
	}
	return nil
}

// Publish is Keep for pictures that anyone may see from now on.
//
// Errors: blob.ErrMissing, ErrNotPicture.
func (s *Service) Publish(ctx context.Context, tx db.Tx, owner core.PersonID, ids ...core.FileID) (err error) {
	defer fault.Wrap(&err, "file.Publish")
	for _, id := range ids {
		f, err := fileOf(ctx, tx, id)
		if err == nil && f.Owner == owner && f.Type != blob.JPEG {
			return ErrNotPicture
		}
	}
	return s.mark(ctx, tx, owner, shareFile, ids)
}

func (s *Service) mark(ctx context.Context, tx db.Tx, owner core.PersonID, set func(context.Context, db.Tx, core.PersonID, core.FileID) (bool, error), ids []core.FileID) error {
	for _, id := range ids {
		ok, err := set(ctx, tx, owner, id)
		if err != nil {
			return err
		}
		if !ok {
			return blob.ErrMissing
		}
		if err := s.Jobs.Cancel(ctx, tx, expireJob, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Read returns a file and its content to someone who may see it. A reviewer's
// look at another's file is recorded.
//
// Errors: blob.ErrMissing.
func (s *Service) Read(ctx context.Context, actor core.Actor, id core.FileID) (f File, content []byte, err error) {
	defer fault.Wrap(&err, "file.Read(%s)", id)
	f, err = fileOf(ctx, s.DB.Reader(), id)
	mine := f.Shared || actor.Known() && f.Owner == actor.Person
	switch {
	case errors.Is(err, db.ErrNoRow), err == nil && !mine && !actor.Has(core.Reviewer):
		return File{}, nil, blob.ErrMissing
	case err != nil:
		return File{}, nil, err
	case !mine:
		err = s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
			return audit.Append(ctx, tx, audit.By(actor, s.Now(), string(f.Owner), "file.read", string(f.ID), ""))
		})
		if err != nil {
			return File{}, nil, err
		}
	}
	in, info, err := s.Store.Open(ctx, id)
	if err != nil {
		return File{}, nil, err
	}
	content, err = io.ReadAll(io.LimitReader(in, info.Size))
	return f, content, errors.Join(err, in.Close())
}

// Verify checks the module's invariants over rows and content.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "file.Verify")
	checked = []string{"every file's content is in the store, of the size and kind that its row says"}
	err = eachFile(ctx, q, func(f File) error {
		info, err := s.Store.Stat(ctx, f.ID)
		switch {
		case errors.Is(err, blob.ErrMissing):
			broken = append(broken, fmt.Sprintf("file %s has no content", f.ID))
		case err != nil:
			return err
		case info.Size != f.Size || info.Type != f.Type:
			broken = append(broken, fmt.Sprintf("file %s should be %d bytes of %s, and is %d of %s", f.ID, f.Size, f.Type, info.Size, info.Type))
		}
		return nil
	})
	return checked, broken, err
}
