package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// KeepAnswers is how long the answer to an idempotency key is remembered.
const KeepAnswers = 7 * 24 * time.Hour

// Key is what makes a repeated write the same write: who, which key, and the
// hash of what was asked. The zero Key means none was given.
type Key struct {
	Scope string // the account's person, or "anon" with the address
	Name  string // the Idempotency-Key header
	Hash  []byte // SHA-256 of operation and request
}

// Given reports whether the caller sent a key.
func (k Key) Given() bool { return k.Name != "" }

// keyOf makes the Key of a request.
func keyOf(a core.Actor, name, operation string, in any) (Key, error) {
	if name == "" {
		return Key{}, nil
	}
	if len(name) < 8 || len(name) > 128 {
		return Key{}, errKeyForm
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !bytes.ContainsRune([]byte("-_.:"), rune(c)) {
			return Key{}, errKeyForm
		}
	}
	doc, err := json.Marshal(in)
	if err != nil {
		return Key{}, err
	}
	scope := string(a.Person)
	if scope == "" {
		scope = "anon " + a.Addr
	}
	h := sha256.New()
	h.Write([]byte(operation + "\n"))
	h.Write(doc)
	return Key{Scope: scope, Name: name, Hash: h.Sum(nil)}, nil
}

// Answer is a remembered answer: the result's JSON, or the refusal.
type Answer struct {
	Key     Key
	Refused bool
	Body    []byte // JSON of the result, or of the fault
	At      time.Time
}

// Recall finds the answers already given to keys, by scope and name. A key that
// was used for another request yields errKeyReused as its answer's error.
//
// Errors: request.key_reused.
func Recall(ctx context.Context, q db.Q, k Key) (a Answer, found bool, err error) {
	var hash []byte
	var doc string
	// One row by its primary key.
	err = q.Row(ctx, `SELECT hash, refused, CAST(body AS TEXT) FROM api_answer WHERE scope = $1 AND key = $2`, k.Scope, k.Name).
		Scan(&hash, &a.Refused, &doc)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return Answer{}, false, nil
	case err != nil:
		return Answer{}, false, err
	case !bytes.Equal(hash, k.Hash):
		return Answer{}, false, errKeyReused
	}
	a.Key, a.Body = k, []byte(doc)
	return a, true, nil
}

// Remember keeps answers in the transaction that made them true. It fails with
// db.ErrRetry if one of the keys was answered meanwhile: running again recalls it.
func Remember(ctx context.Context, tx db.Tx, answers ...Answer) error {
	const cols = 6
	rows := make([]any, 0, len(answers)*cols)
	for _, a := range answers {
		rows = append(rows, a.Key.Scope, a.Key.Name, a.Key.Hash, a.Refused, string(a.Body), db.Micros(a.At))
	}
	// A twin that commits first wins; this one then runs again.
	err := db.InsertRows(ctx, tx, `INSERT INTO api_answer (scope, key, hash, refused, body, at_us)`, cols, rows)
	if errors.Is(err, db.ErrUnique) {
		return db.ErrRetry
	}
	return err
}

// Forget removes answers older than KeepAnswers.
func Forget(ctx context.Context, tx db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM api_answer WHERE at_us < $1`, db.Micros(now.Add(-KeepAnswers)))
	return err
}

// ForgetOf removes the answers that one account was given.
func ForgetOf(ctx context.Context, tx db.Tx, person core.PersonID) error {
	// A prefix of the primary key.
	_, err := tx.Exec(ctx, `DELETE FROM api_answer WHERE scope = $1`, string(person))
	return err
}

// RefusalBody is the remembered form of a fault.
func RefusalBody(f *fault.Fault) []byte {
	doc, err := json.Marshal(f)
	if err != nil { // a Fault is plain strings
		return []byte(`{}`)
	}
	return doc
}

// refusal reads what RefusalBody wrote.
func refusal(body []byte) error {
	var f fault.Fault
	if err := json.Unmarshal(body, &f); err != nil {
		return err
	}
	return &f
}
