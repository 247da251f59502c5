package notify

import (
	"context"
	"encoding/json"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// insertMessages stores messages that Send has numbered.
func insertMessages(ctx context.Context, tx db.Tx, messages []Message) error {
	const cols = 11
	rows := make([]any, 0, len(messages)*cols)
	for _, m := range messages {
		doc, err := json.Marshal(m.Data)
		if err != nil {
			return err
		}
		rows = append(rows, m.Person, m.ID, m.Kind, m.Title.ZH, m.Title.EN, m.Body.ZH, m.Body.EN, m.Link, string(doc), m.Ring, db.Micros(m.At))
	}
	// Messages are unread at first.
	return db.InsertRows(ctx, tx, `INSERT INTO notify_message
		(person_id, id, kind, title_zh, title_en, body_zh, body_en, link, data, ring, at_us)`, cols, rows)
}

const columns = `id, kind, title_zh, title_en, body_zh, body_en, link, CAST(data AS TEXT), ring, at_us, read_us`

func scanMessage(r db.Row, person core.PersonID) (Message, error) {
	m := Message{Person: person}
	var doc string
	var at int64
	var read *int64
	err := r.Scan(&m.ID, &m.Kind, &m.Title.ZH, &m.Title.EN, &m.Body.ZH, &m.Body.EN, &m.Link, &doc, &m.Ring, &at, &read)
	m.Data, m.At, m.Read = json.RawMessage(doc), db.Instant(at), db.OptInstant(read)
	return m, err
}

// messageOf returns one message of the person; db.ErrNoRow if there is none.
func messageOf(ctx context.Context, q db.Q, person core.PersonID, id core.ID[Message]) (Message, error) {
	return scanMessage(q.Row(ctx, `SELECT `+columns+` FROM notify_message WHERE person_id = $1 AND id = $2`, person, id), person)
}

// messagesBefore returns the person's messages older than before, newest first.
func messagesBefore(ctx context.Context, q db.Q, person core.PersonID, before core.ID[Message], limit int) (out []Message, err error) {
	err = q.Rows(ctx, `
		SELECT `+columns+` FROM notify_message
		WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		[]any{person, before, limit}, func(r db.Row) error {
			m, err := scanMessage(r, person)
			out = append(out, m)
			return err
		})
	return out, err
}

// messagesAfter returns the person's messages newer than after, oldest first.
func messagesAfter(ctx context.Context, q db.Q, person core.PersonID, after core.ID[Message], limit int) (out []Message, err error) {
	err = q.Rows(ctx, `
		SELECT `+columns+` FROM notify_message
		WHERE person_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
		[]any{person, after, limit}, func(r db.Row) error {
			m, err := scanMessage(r, person)
			out = append(out, m)
			return err
		})
	return out, err
}

// unread counts what the person has not read.
func unread(ctx context.Context, q db.Q, person core.PersonID) (n int64, err error) {
	err = q.Row(ctx, `SELECT COUNT(*) FROM notify_message WHERE person_id = $1 AND read_us IS NULL`, person).Scan(&n)
	return n, err
}

// markRead marks the person's messages up to and including upTo.
func markRead(ctx context.Context, tx db.Tx, person core.PersonID, upTo core.ID[Message], atUS int64) error {
	_, err := tx.Exec(ctx, `
		UPDATE notify_message SET read_us = $3
		WHERE person_id = $1 AND id <= $2 AND read_us IS NULL`, person, upTo, atUS)
	return err
}
