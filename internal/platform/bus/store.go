package bus

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// process is a row of who serves.
type process struct {
	id          core.ID[Bus]
	name        string
	beat, words int64
	ended       bool
}

// numbered is a word with its number among those of its process.
type numbered struct {
	n int64
	word
}

// wordsMost is the most words read at once.
const wordsMost = 1000

// insertProcess writes down a process that begins.
func insertProcess(ctx context.Context, tx db.Tx, id core.ID[Bus], name string, nowUS int64) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO bus_process (id, name, since_us, beat, words) VALUES ($1, $2, $3, 0, 0)
		ON CONFLICT (id) DO NOTHING`, id, name, nowUS)
	return err
}

// beatProcess gives a sign of life. One that was away for so long that it was
// forgotten comes back.
func beatProcess(ctx context.Context, tx db.Tx, id core.ID[Bus], name string, nowUS, words int64) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO bus_process (id, name, since_us, beat, words) VALUES ($1, $2, $3, 1, $4)
		ON CONFLICT (id) DO UPDATE SET beat = bus_process.beat + 1, ended = FALSE`, id, name, nowUS, words)
	return err
}

// setWords says up to which number a process has told.
func setWords(ctx context.Context, tx db.Tx, id core.ID[Bus], words int64) error {
	_, err := tx.Exec(ctx, `UPDATE bus_process SET words = $2 WHERE id = $1`, id, words)
	return err
}

// endProcess says that a process has left in order.
func endProcess(ctx context.Context, tx db.Tx, id core.ID[Bus]) error {
	_, err := tx.Exec(ctx, `UPDATE bus_process SET ended = TRUE WHERE id = $1`, id)
	return err
}

// processes returns all that are written down, in the order of their ids.
func processes(ctx context.Context, q db.Q) (all []process, err error) {
	err = q.Rows(ctx, `SELECT id, name, beat, words, ended FROM bus_process ORDER BY id`, nil, func(r db.Row) error {
		var p process
		err := r.Scan(&p.id, &p.name, &p.beat, &p.words, &p.ended)
		all = append(all, p)
		return err
	})
	return all, err
}

// insertWords writes words down, numbered from told on.
func insertWords(ctx context.Context, tx db.Tx, id core.ID[Bus], told int64, words []word) error {
	const cols = 4
	rows := make([]any, 0, len(words)*cols)
	for i, w := range words {
		rows = append(rows, id, told+int64(i)+1, w.topic, w.doc)
	}
	// A commit whose answer was lost is tried again with the same numbers.
	return db.UpsertRows(ctx, tx, `INSERT INTO bus_word (process, n, topic, doc)`, cols, rows, `ON CONFLICT (process, n) DO NOTHING`)
}

// wordsAfter returns words of a process in order, above after and up to upTo.
func wordsAfter(ctx context.Context, q db.Q, id core.ID[Bus], after, upTo int64) (all []numbered, err error) {
	err = q.Rows(ctx, `
		SELECT n, topic, CAST(doc AS TEXT) FROM bus_word
		WHERE process = $1 AND n > $2 AND n <= $3 ORDER BY n LIMIT $4`, []any{id, after, upTo, wordsMost}, func(r db.Row) error {
		var w numbered
		err := r.Scan(&w.n, &w.topic, &w.doc)
		all = append(all, w)
		return err
	})
	return all, err
}

// deleteWords removes words of a process up to a number.
func deleteWords(ctx context.Context, tx db.Tx, id core.ID[Bus], upTo int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM bus_word WHERE process = $1 AND n <= $2`, id, upTo)
	return err
}

// deleteProcess forgets a process that is gone, and its words.
func deleteProcess(ctx context.Context, tx db.Tx, id core.ID[Bus]) error {
	if _, err := tx.Exec(ctx, `DELETE FROM bus_word WHERE process = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM bus_process WHERE id = $1`, id)
	return err
}
