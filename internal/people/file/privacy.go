package file

import (
	"context"
	"errors"
	"io"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "file.Dossier(%s)", person)
	part := dossier.Part{Key: "files", Title: core.Text{ZH: "您交的照片和文件", EN: "Photos and papers you handed in"}, Columns: []dossier.Column{
		dossier.Col("name", "文件名", "Name"), dossier.Col("size", "大小（字节）", "Size (bytes)"), dossier.Col("shared", "公开", "Public"), dossier.Col("at", "时间", "When"),
	}}
	all, err := filesOf(ctx, q, person)
	for _, f := range all {
		part.Add(dossier.Plain(nameOf(f)), dossier.Cell{Value: f.Size, Text: dossier.Count(f.Size)}, dossier.Bool(f.Shared), dossier.At(f.At))
	}
	return []dossier.Part{part}, err
}

func nameOf(f File) string {
	if f.Type == blob.PDF {
		return string(f.ID) + ".pdf"
	}
	return string(f.ID) + ".jpg"
}

// Contents calls each for the person's files, newest first, until most bytes are
// reached.
func (s *Service) Contents(ctx context.Context, q db.Q, person core.PersonID, most int64, each func(name string, content []byte)) (err error) {
	defer fault.Wrap(&err, "file.Contents(%s)", person)
	all, err := filesOf(ctx, q, person)
	if err != nil {
		return err
	}
	for _, f := range all {
		if most -= f.Size; most < 0 {
			return nil
		}
		in, info, err := s.Store.Open(ctx, f.ID)
		if errors.Is(err, blob.ErrMissing) {
			continue // on its way out
		}
		if err != nil {
			return err
		}
		content, err := io.ReadAll(io.LimitReader(in, info.Size))
		if err := errors.Join(err, in.Close()); err != nil {
			return err
		}
		each(nameOf(f), content)
	}
	return nil
}

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase deletes the person's files, but for those that others still need; their
// content goes right after.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "file.Erase(%s)", e.Person)
	all, err := filesOf(ctx, tx, e.Person)
	if err != nil {
		return err
	}
	for _, f := range all {
		if e.Keeps(f.ID) {
			e.Keep("keep_service")
			continue
		}
		if err := deleteFile(ctx, tx, f.ID); err != nil {
			return err
		}
		if err := s.Jobs.Cancel(ctx, tx, expireJob, string(f.ID)); err != nil {
			return err
		}
		if err := s.Jobs.Schedule(ctx, tx, eraseJob, string(f.ID), s.Now(), nil); err != nil {
			return err
		}
	}
	return nil
}

// Remains tells what is left of people who were erased: nothing but what others
// use and nobody outside sees.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "file.Remains")
	return dossier.AllLeft(ctx, q, gone, dossier.Query{What: "public or unused files", SQL: `SELECT COUNT(*) FROM file_file WHERE (shared OR NOT kept) AND owner IN`})
}

// filesOf returns a person's files, newest first.
func filesOf(ctx context.Context, q db.Q, owner core.PersonID) (out []File, err error) {
	// By the index of owners.
	err = q.Rows(ctx, selectFile+` WHERE owner = $1 ORDER BY at_us DESC, id DESC`, []any{owner}, func(r db.Row) error {
		f, err := scanFile(r)
		out = append(out, f)
		return err
	})
	return out, err
}

// deleteFile removes a file's row, whoever uses it.
func deleteFile(ctx context.Context, tx db.Tx, id core.FileID) error {
	_, err := tx.Exec(ctx, `DELETE FROM file_file WHERE id = $1`, id)
	return err
}
