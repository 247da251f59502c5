package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// TestRecallMany says that a batch is told of each key what it would be told
// alone.
func TestRecallMany(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		key := func(i int, hash byte) api.Key {
			return api.Key{Scope: "ana", Name: fmt.Sprintf("key-%05d", i), Hash: []byte{hash}}
		}
		at := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
		var known []api.Answer
		for i := range 120 {
			a := api.Answer{Key: key(i, 1), Body: fmt.Appendf(nil, `{"calls":%d}`, i), At: at}
			if i%3 == 0 {
				a.Refused, a.Body = true, api.RefusalBody(errFull)
			}
			known = append(known, a)
		}
		if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error { return api.Remember(ctx, tx, known...) }); err != nil {
			t.Fatal(err)
		}
		keys := []api.Key{{}, key(500, 1), key(7, 2), {Scope: "ben", Name: "key-00007", Hash: []byte{1}}}
		for i := range 120 {
			keys = append(keys, key(i, 1), key(i, 1)) // twins, too
		}
		past, err := api.RecallMany(t.Context(), d.Reader(), keys)
		if err != nil || len(past) != len(keys) {
			t.Fatal(len(past), err)
		}
		for _, i := range []int{0, 1, 3} {
			if past[i].Found || past[i].Err != nil {
				t.Errorf("%d: %+v", i, past[i])
			}
		}
		if f := fault.Of(past[2].Err); past[2].Found || f == nil || f.Code != "request.key_reused" {
			t.Errorf("%+v", past[2])
		}
		for n, p := range past[4:] {
			i := n / 2
			var body added
			err := p.Into(&body)
			if refused := i%3 == 0; !p.Found || refused != (fault.Of(err) != nil) || !refused && (err != nil || body.Calls != i) {
				t.Errorf("%d: %+v, %v", i, p, err)
			}
		}
		if api.SameRequest(key(1, 1), key(1, 1)) != nil || api.SameRequest(key(1, 1), key(1, 2)) == nil {
			t.Error("hashes are not compared")
		}
	}, dbtest.Schema{Module: "api", Files: api.Migrations})
}
