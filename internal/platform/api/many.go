package api

import (
	"bytes"
	"context"
	"encoding/json"

	"yilu/internal/platform/db"
)

// Past is what is remembered about a key: an answer, or Err because the key was
// used for another request; neither if the key is new or was not given.
type Past struct {
	Found bool
	Answer
	Err error
}

// RecallMany is Recall for the keys of a batch: one Past for each, in order.
func RecallMany(ctx context.Context, q db.Q, keys []Key) ([]Past, error) {
	out := make([]Past, len(keys))
	at := make(map[[2]string][]int, len(keys))
	given := make([][2]string, 0, len(keys))
	for i, k := range keys {
		if !k.Given() {
			continue
		}
		name := [2]string{k.Scope, k.Name}
		if at[name] == nil {
			given = append(given, name)
		}
		at[name] = append(at[name], i)
	}
	err := db.Chunks(given, func(part [][2]string) error {
		rows := db.Padded(len(part))
		args := make([]any, 0, 2*rows)
		for i := range rows {
			name := part[min(i, len(part)-1)]
			args = append(args, name[0], name[1])
		}
		// Each key is looked up by the primary key.
		return q.Rows(ctx, `
			WITH v (scope, key) AS (VALUES `+db.Values(rows, 2)+`)
			SELECT a.scope, a.key, a.hash, a.refused, CAST(a.body AS TEXT)
			FROM v JOIN api_answer a ON a.scope = v.scope AND a.key = v.key`, args, func(r db.Row) error {
			var name [2]string
			var hash []byte
			var doc string
			var a Answer
			if err := r.Scan(&name[0], &name[1], &hash, &a.Refused, &doc); err != nil {
				return err
			}
			a.Body = []byte(doc)
			for _, i := range at[name] {
				out[i] = Past{Found: true, Answer: a}
				out[i].Key = keys[i]
				if !bytes.Equal(hash, keys[i].Hash) {
					out[i] = Past{Err: errKeyReused}
				}
			}
			return nil
		})
	})
	return out, err
}

// Into gives the remembered answer again: into body, or as the refusal it was.
func (a Answer) Into(body any) error {
	if a.Refused {
		return refusal(a.Body)
	}
	return json.Unmarshal(a.Body, body)
}

// SameRequest refuses a key that comes twice in one batch for two requests.
//
// Errors: request.key_reused.
func SameRequest(a, b Key) error {
	if !bytes.Equal(a.Hash, b.Hash) {
		return errKeyReused
	}
	return nil
}
