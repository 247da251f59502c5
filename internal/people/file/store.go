package file

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

func insertFile(ctx context.Context, tx db.Tx, f File) error {
	// Nobody uses it yet, and only its owner sees it.
	_, err := tx.Exec(ctx, `
		INSERT INTO file_file (id, owner, type, size, width, height, at_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		f.ID, f.Owner, string(f.Type), f.Size, int64(f.Width), int64(f.Height), db.Micros(f.At))
	return err
}

// countSince counts what the owner uploaded since an instant.
func countSince(ctx context.Context, q db.Q, owner core.PersonID, us int64) (n int, err error) {
	err = q.Row(ctx, `SELECT COUNT(*) FROM file_file WHERE owner = $1 AND at_us > $2`, owner, us).Scan(&n)
	return n, err
}

const selectFile = `SELECT id, owner, type, size, width, height, kept, shared, at_us FROM file_file`

func scanFile(r db.Row) (f File, err error) {
	var us int64
	err = r.Scan(&f.ID, &f.Owner, &f.Type, &f.Size, &f.Width, &f.Height, &f.Kept, &f.Shared, &us)
	f.At = db.Instant(us)
	return f, err
}

// fileOf returns one file; db.ErrNoRow if there is none.
func fileOf(ctx context.Context, q db.Q, id core.FileID) (File, error) {
	return scanFile(q.Row(ctx, selectFile+` WHERE id = $1`, id))
}

// eachFile calls fn for every file.
func eachFile(ctx context.Context, q db.Q, fn func(File) error) error {
	return q.Rows(ctx, selectFile+` ORDER BY id`, nil, func(r db.Row) error {
		f, err := scanFile(r)
		if err != nil {
			return err
		}
		return fn(f)
	})
}

// keepFile marks the owner's file as used; false if the owner has no such file.
func keepFile(ctx context.Context, tx db.Tx, owner core.PersonID, id core.FileID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE file_file SET kept = TRUE WHERE id = $1 AND owner = $2`, id, owner)
	return n == 1, err
}

// shareFile is keepFile for a picture that anyone may see.
func shareFile(ctx context.Context, tx db.Tx, owner core.PersonID, id core.FileID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE file_file SET kept = TRUE, shared = TRUE WHERE id = $1 AND owner = $2`, id, owner)
	return n == 1, err
}

// releaseFile marks the owner's file as unused; false if the owner has no such file.
func releaseFile(ctx context.Context, tx db.Tx, owner core.PersonID, id core.FileID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE file_file SET kept = FALSE, shared = FALSE WHERE id = $1 AND owner = $2`, id, owner)
	return n == 1, err
}

// deleteUnused removes a file that nothing uses; false if it is used or gone. A
// Keep at the same moment comes before or after, never between.
func deleteUnused(ctx context.Context, tx db.Tx, id core.FileID) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM file_file WHERE id = $1 AND NOT kept`, id)
	return n == 1, err
}
