package api_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

var errWrong = fault.New(fault.Invalid, "probe.wrong", "不对。", "It is wrong.")

type guess struct {
	Body struct {
		Word string `json:"word" maxLength:"20"`
	}
}

type treasure struct {
	Value string `json:"value"`
}

// secretServer counts, in the database, how often a word was tried.
func secretServer(t *testing.T, d *db.DB) (h http.Handler, outside *int) {
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	outside = new(int)
	s := api.New(api.Config{DB: d, Now: core.SystemClock, Log: slog.New(slog.DiscardHandler), Version: "test",
		Auth: func(context.Context, string) (core.PersonID, []core.Grant, error) { return "", nil, nil }})
	api.Secret(s, api.Op{ID: "guess", Method: "POST", Path: "/guesses", Tag: "probe", Summary: "Guess", Public: true}, ring,
		func(ctx context.Context, _ core.Actor, in *guess, decide api.Decide[treasure]) (treasure, error) {
			*outside++
			if in.Body.Word == "early" {
				return treasure{}, errWrong
			}
			return decide(ctx, func(ctx context.Context, tx db.Tx) (treasure, error) {
				if err := api.Remember(ctx, tx, api.Answer{Key: api.Key{Scope: "tries", Name: in.Body.Word, Hash: []byte{1}}, Body: []byte("{}")}); err != nil {
					return treasure{}, err
				}
				switch in.Body.Word {
				case "sesame":
					return treasure{"gold-4711"}, nil
				case "gone":
					return treasure{}, errWrong
				}
				return treasure{}, api.Keep(errWrong)
			})
		})
	return s.Handler(), outside
}

func TestSecret(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, outside := secretServer(t, d)
		rows := func(where string) (n int) {
			t.Helper()
			if err := d.Reader().Row(t.Context(), `SELECT COUNT(*) FROM api_answer WHERE `+where).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for word, want := range map[string]struct{ status, traces int }{
			"sesame": {200, 1}, "open": {422, 1}, "gone": {422, 0}, "early": {422, 0},
		} {
			t.Run(word+": the same key runs once and answers alike", func(t *testing.T) {
				before := *outside
				status, first := call(h, "POST", "/api/v1/guesses", "", "key-of-"+word, `{"word":"`+word+`"}`)
				again, second := call(h, "POST", "/api/v1/guesses", "", "key-of-"+word, `{"word":"`+word+`"}`)
				if status != want.status || again != status || *outside != before+1 {
					t.Errorf("%d %s, then %d %s; ran %d times", status, first, again, second, *outside-before)
				}
				if status == 200 && (first != second || !strings.Contains(first, "gold-4711")) {
					t.Error(first, second)
				}
				if n := rows("scope = 'tries' AND key = '" + word + "'"); n != want.traces {
					t.Errorf("%d traces, want %d", n, want.traces)
				}
			})
		}
		t.Run("the record shows neither the answer nor a hash that can be tried", func(t *testing.T) {
			if n := rows("CAST(body AS TEXT) LIKE '%gold%'"); n != 0 {
				t.Error("answer in the open")
			}
		})
		t.Run("another request under the key is refused", func(t *testing.T) {
			if status, body := call(h, "POST", "/api/v1/guesses", "", "key-of-sesame", `{"word":"other"}`); status != 422 || !strings.Contains(body, "request.key_reused") {
				t.Error(status, body)
			}
		})
		t.Run("without a key each request counts", func(t *testing.T) {
			if status, body := call(h, "POST", "/api/v1/guesses", "", "", `{"word":"another"}`); status != 422 {
				t.Error(status, body)
			}
			if rows("key = 'another'") != 1 {
				t.Error("the refused try left no trace")
			}
		})
	}, dbtest.Schema{Module: "api", Files: api.Migrations})
}
