package api

import (
	"context"
	"encoding/json"
	"errors"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Decide runs fn in the one transaction that decides a request, together with
// the record of its answer. An operation calls it at most once; fn may run again
// after a lost race.
type Decide[O any] func(ctx context.Context, fn func(ctx context.Context, tx db.Tx) (O, error)) (O, error)

// Secret registers an operation that changes something and whose request or
// answer must not lie open in the database: log-ins, document numbers. It is
// Act, but the key's record is blinded and the answer in it sealed; and fn may
// talk to the world before it decides, or refuse without deciding.
func Secret[I, O any](s *Server, op Op, ring *crypto.Keyring, fn func(ctx context.Context, a core.Actor, in *I, decide Decide[O]) (O, error)) {
	Direct(s, op, func(ctx context.Context, a core.Actor, k Key, in *I) (body O, err error) {
		v := vault[O]{ring, k}
		if k.Given() {
			// The bare hash of a phone is found by trying all phones.
			v.key.Hash = ring.Index("api_answer.hash", string(k.Hash))
			if body, found, err := v.recall(ctx, s.db.Reader()); err != nil || found {
				return body, err
			}
		}
		body, err = fn(ctx, a, in, func(ctx context.Context, fn func(context.Context, db.Tx) (O, error)) (O, error) {
			return v.decide(ctx, s, fn)
		})
		if f := fault.Of(err); k.Given() && f != nil && lasting(f) {
			err = s.rememberRefusal(ctx, v.key, f, err)
		}
		return body, err
	})
}

// kept is a refusal whose traces stay.
type kept struct{ *fault.Fault }

func (k kept) Unwrap() error { return k.Fault }

// Keep marks a refusal as one that takes effect: Secret commits the transaction
// that ends with it. So a wrong try is counted although it is refused.
func Keep(f *fault.Fault) error { return kept{f} }

// vault remembers the answers of one key sealed.
type vault[O any] struct {
	ring *crypto.Keyring
	key  Key
}

// decide is the transaction of Act with Keep and the seal.
func (v vault[O]) decide(ctx context.Context, s *Server, fn func(context.Context, db.Tx) (O, error)) (body O, err error) {
	var refused error
	err = s.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		body, refused = *new(O), nil
		if v.key.Given() {
			was, found, err := v.recall(ctx, tx)
			if found {
				body, refused = was, err
				return nil
			}
			if err != nil {
				return err
			}
		}
		got, err := fn(ctx, tx)
		if k, ok := errors.AsType[kept](err); ok {
			refused = err
			return v.remember(ctx, tx, s, Answer{Refused: true, Body: RefusalBody(k.Fault)}, lasting(k.Fault))
		}
		if err != nil {
			return err
		}
		body = got
		doc, err := v.seal(got)
		if err != nil {
			return err
		}
		return v.remember(ctx, tx, s, Answer{Body: doc}, true)
	})
	if err == nil {
		err = refused
	}
	return body, err
}

func (v vault[O]) remember(ctx context.Context, tx db.Tx, s *Server, a Answer, lasts bool) error {
	if !v.key.Given() || !lasts {
		return nil
	}
	a.Key, a.At = v.key, s.now()
	return Remember(ctx, tx, a)
}

// recall gives the key's answer again, if there is one; a refusal is the error.
func (v vault[O]) recall(ctx context.Context, q db.Q) (body O, found bool, err error) {
	was, found, err := Recall(ctx, q, v.key)
	if err != nil || !found {
		return body, false, err
	}
	if was.Refused {
		return body, true, refusal(was.Body)
	}
	var sealed []byte
	if err := json.Unmarshal(was.Body, &sealed); err != nil {
		return body, true, err
	}
	doc, err := v.ring.Open(sealed, v.place())
	if err != nil {
		return body, true, err
	}
	return body, true, json.Unmarshal(doc, &body)
}

// seal makes the JSON that is remembered: a text, base64 of the sealed answer.
func (v vault[O]) seal(body O) ([]byte, error) {
	doc, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return json.Marshal(v.ring.Seal(doc, v.place()))
}

func (v vault[O]) place() string { return crypto.At("api_answer.body", v.key.Scope+"/"+v.key.Name) }
