package privacy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// AskExport begins an export of all that is kept of the actor.
//
// Errors: ErrExports.
func (s *Service) AskExport(ctx context.Context, tx db.Tx, a core.Actor) (e Export, err error) {
	defer fault.Wrap(&err, "privacy.AskExport(%s)", a.Person)
	now := s.Now()
	most := int(s.Ref.Set().Value("export_day", s.today()))
	n, err := countExports(ctx, tx, a.Person, now.Add(-24*time.Hour))
	if err != nil {
		return e, err
	}
	if n >= most {
		return e, ErrExports.With("max", most)
	}
	e = Export{Person: a.Person, ID: core.NewID[Export](now), Lang: langOf(a), State: Asked, Asked: now}
	if err := insertExport(ctx, tx, e); err != nil {
		return e, err
	}
	if err := s.Jobs.Schedule(ctx, tx, exportJob, string(e.ID), now, e.Person); err != nil {
		return e, err
	}
	return e, audit.Append(ctx, tx, audit.By(a, now, string(a.Person), "privacy.ask_export", string(e.ID), ""))
}

func langOf(a core.Actor) core.Lang {
	if a.Lang == core.EN {
		return core.EN
	}
	return core.ZH
}

// book gathers all that is kept of a person.
func (s *Service) book(ctx context.Context, q db.Q, person core.PersonID, lang core.Lang) (dossier.Book, error) {
	b := dossier.Book{Lang: lang, At: s.Now(), Owner: core.Text{ZH: "您", EN: "yours"}.In(lang)}
	name, _, err := s.People.Whole(ctx, q, person)
	if err != nil {
		return b, err
	}
	if !name.IsZero() {
		b.Owner = name.Reveal()
	}
	for _, h := range append([]Holder{s}, s.Holders...) {
		parts, err := h.Dossier(ctx, q, person)
		if err != nil {
			return b, err
		}
		b.Parts = append(b.Parts, parts...)
	}
	err = s.Files.Contents(ctx, q, person, maxFiles, func(name string, content []byte) {
		b.Files = append(b.Files, dossier.File{Name: name, Bytes: content})
	})
	return b, err
}

var (
	readyTitle = core.Text{ZH: "您的个人信息整理好了", EN: "Your data are ready"}
	readyBody  = core.Text{ZH: "可以下载了，保存到 {day}，过后自动删除。", EN: "You can download them until {day}; then they are deleted."}
)

// makeExport is the job that puts an export together. It may run twice: the file
// is then written anew.
func (s *Service) makeExport(ctx context.Context, key string, payload []byte) (_ func(context.Context, db.Tx) error, err error) {
	defer fault.Wrap(&err, "privacy.makeExport(%s)", key)
	person, err := personIn(payload)
	if err != nil {
		return nil, err
	}
	q := s.DB.Reader()
	e, err := exportOf(ctx, q, person, core.ID[Export](key))
	if errors.Is(err, db.ErrNoRow) || err == nil && e.State != Asked {
		return nil, nil // erased, or made already
	}
	if err != nil {
		return nil, err
	}
	b, err := s.book(ctx, q, person, e.Lang)
	if err != nil {
		return nil, err
	}
	var zip bytes.Buffer
	if err := b.Pack(&zip); err != nil {
		return nil, err
	}
	sealed := s.Keys.Seal(zip.Bytes(), sealAt("privacy_export.file", e.ID))
	if _, err := s.Store.Put(ctx, core.FileID(e.ID), bytes.NewReader(sealed)); err != nil {
		return nil, err
	}
	return func(ctx context.Context, tx db.Tx) error { return s.ready(ctx, tx, e, int64(zip.Len())) }, nil
}

// ready records that an export can be fetched, and tells its owner.
func (s *Service) ready(ctx context.Context, tx db.Tx, e Export, size int64) error {
	e.State, e.Size, e.Ready = Ready, size, s.Now()
	e.Expires = e.Ready.Add(s.Ref.Set().Duration("export_life", s.today()))
	there, err := updateExport(ctx, tx, e)
	if err != nil {
		return err
	}
	if !there { // its owner was erased meanwhile
		return s.Jobs.Schedule(ctx, tx, dropJob, string(e.ID), s.Now(), e.Person)
	}
	if err := s.Jobs.Schedule(ctx, tx, expireJob, string(e.ID), e.Expires, e.Person); err != nil {
		return err
	}
	return s.Notify.Send(ctx, tx, notify.Message{
		Person: e.Person, Kind: "privacy.export_ready", Title: readyTitle, Body: readyBody.Fill("day", string(core.DateOf(e.Expires))), Link: "/me/data", Data: map[string]string{"export": string(e.ID)},
	})
}

// Fetch gives an export to its owner.
//
// Errors: ErrNoExport, ErrMaking.
func (s *Service) Fetch(ctx context.Context, a core.Actor, id core.ID[Export]) (e Export, zip []byte, err error) {
	defer fault.Wrap(&err, "privacy.Fetch(%s)", id)
	e, err = exportOf(ctx, s.DB.Reader(), a.Person, id)
	switch {
	case errors.Is(err, db.ErrNoRow), err == nil && (e.State == Gone || e.State == Ready && !s.Now().Before(e.Expires)):
		return e, nil, ErrNoExport
	case err != nil:
		return e, nil, err
	case e.State == Asked:
		return e, nil, ErrMaking
	}
	in, info, err := s.Store.Open(ctx, core.FileID(e.ID))
	if errors.Is(err, blob.ErrMissing) {
		return e, nil, ErrNoExport
	}
	if err != nil {
		return e, nil, err
	}
	sealed, err := io.ReadAll(io.LimitReader(in, info.Size))
	if err := errors.Join(err, in.Close()); err != nil {
		return e, nil, err
	}
	if zip, err = s.Keys.Open(sealed, sealAt("privacy_export.file", e.ID)); err != nil {
		return e, nil, err
	}
	return e, zip, s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		return audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "privacy.fetch_export", string(e.ID), ""))
	})
}

// expire is the job that ends an export; its file goes right after.
func (s *Service) expire(ctx context.Context, tx db.Tx, key string, payload []byte) (err error) {
	defer fault.Wrap(&err, "privacy.expire(%s)", key)
	person, err := personIn(payload)
	if err != nil {
		return err
	}
	if err := endExport(ctx, tx, person, core.ID[Export](key)); err != nil {
		return err
	}
	return s.Jobs.Schedule(ctx, tx, dropJob, key, s.Now(), person)
}

// drop is the job that deletes an export's file.
func (s *Service) drop(ctx context.Context, key string, _ []byte) (func(context.Context, db.Tx) error, error) {
	return nil, s.Store.Delete(ctx, core.FileID(key))
}
