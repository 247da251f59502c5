package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

var errFull = fault.New(fault.Conflict, "probe.full", "已经满了。", "It is full.")

type addInput struct {
	ID   string `path:"id" maxLength:"20"`
	Body struct {
		N    int64  `json:"n" minimum:"1" maximum:"100"`
		Name string `json:"name" minLength:"1" maxLength:"10"`
		Fail bool   `json:"fail,omitempty"`
	}
}

type added struct {
	Calls int `json:"calls"`
}

func server(t *testing.T, d *db.DB) (http.Handler, *int) {
	calls := 0
	s := api.New(api.Config{DB: d, Now: core.SystemClock, Log: slog.New(slog.DiscardHandler), Version: "test",
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			switch token {
			case "ana":
				return "0190f5f0-0000-7000-8000-00000000000a", nil, nil
			case "rita":
				return "0190f5f0-0000-7000-8000-00000000000b", []core.Grant{{Role: core.Reviewer}}, nil
			}
			return "", nil, nil
		}})
	api.Act(s, api.Op{ID: "add", Method: "POST", Path: "/probes/{id}/adds", Tag: "probe", Summary: "Add"},
		func(_ context.Context, _ db.Tx, _ core.Actor, in *addInput) (added, error) {
			calls++
			if in.Body.Fail {
				return added{}, errFull.With("n", in.Body.N)
			}
			return added{calls}, nil
		})
	api.Read(s, api.Op{ID: "list", Method: "GET", Path: "/probes", Tag: "probe", Summary: "List", Roles: []core.Role{core.Reviewer}},
		func(_ context.Context, _ core.Actor, in *struct{ api.PageQuery }) (api.List[int], error) {
			return api.List[int]{Items: []int{in.Limit}}, nil
		})
	api.Read(s, api.Op{ID: "broken", Method: "GET", Path: "/broken", Tag: "probe", Summary: "Break", Public: true},
		func(context.Context, core.Actor, *struct{}) (string, error) { return "", errors.New("secret detail") })
	return s.Handler(), &calls
}

func call(h http.Handler, method, path, token, key, body string, headers ...string) (int, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Result().Body)
	return w.Code, string(bytes.TrimSpace(b))
}

func TestDoor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, calls := server(t, d)
		const ok = `{"n":5,"name":"a"}`
		for name, tt := range map[string]struct {
			method, path, token, body string
			status                    int
			code, says                string
		}{
			"no login":          {"POST", "/api/v1/probes/1/adds", "", ok, 401, "auth.required", "请先登录"},
			"bad token":         {"POST", "/api/v1/probes/1/adds", "nobody", ok, 401, "auth.required", ""},
			"wrong role":        {"GET", "/api/v1/probes", "ana", "", 403, "auth.role", ""},
			"unknown field":     {"POST", "/api/v1/probes/1/adds", "ana", `{"n":5,"name":"a","x":1}`, 422, "request.invalid", `"path":"body.x","code":"field.unknown"`},
			"missing field":     {"POST", "/api/v1/probes/1/adds", "ana", `{"n":5}`, 422, "request.invalid", `"path":"body.name","code":"field.required"`},
			"wrong type":        {"POST", "/api/v1/probes/1/adds", "ana", `{"n":"5","name":"a"}`, 422, "request.invalid", `"path":"body.n","code":"field.type"`},
			"fraction":          {"POST", "/api/v1/probes/1/adds", "ana", `{"n":5.5,"name":"a"}`, 422, "request.invalid", "field.type"},
			"huge number":       {"POST", "/api/v1/probes/1/adds", "ana", `{"n":1e400,"name":"a"}`, 400, "request.invalid", ""},
			"large number":      {"POST", "/api/v1/probes/1/adds", "ana", `{"n":1e30,"name":"a"}`, 422, "request.invalid", "field.too_large"},
			"too long":          {"POST", "/api/v1/probes/1/adds", "ana", `{"n":5,"name":"12345678901"}`, 422, "request.invalid", "最多 10 个"},
			"not json":          {"POST", "/api/v1/probes/1/adds", "ana", `{"n":5,`, 400, "request.syntax", ""},
			"two values":        {"POST", "/api/v1/probes/1/adds", "ana", ok + ok, 400, "request.syntax", ""},
			"not utf-8":         {"POST", "/api/v1/probes/1/adds", "ana", "{\"n\":5,\"name\":\"\xff\"}", 400, "request.text", ""},
			"nul":               {"POST", "/api/v1/probes/1/adds", "ana", `{"n":5,"name":"a\u0000"}`, 400, "request.text", ""},
			"too big":           {"POST", "/api/v1/probes/1/adds", "ana", `{"n":5,"name":"` + strings.Repeat("a", 70<<10) + `"}`, 413, "request.too_large", ""},
			"empty":             {"POST", "/api/v1/probes/1/adds", "ana", ``, 400, "request.invalid", ""},
			"no such path":      {"GET", "/api/v1/nothing", "ana", "", 404, "request.path", ""},
			"dots":              {"GET", "/api/v1/probes/./adds", "ana", "", 404, "request.path", ""},
			"double dots":       {"GET", "/api/v1/probes/%2e%2e", "ana", "", 404, "request.path", ""},
			"other method":      {"DELETE", "/api/v1/probes/1/adds", "ana", "", 405, "request.method", ""},
			"nul in path":       {"POST", "/api/v1/probes/%00/adds", "ana", ok, 400, "request.text", ""},
			"bad utf8 in query": {"GET", "/api/v1/probes?cursor=%ff", "rita", "", 400, "request.text", ""},
			"limit too large":   {"GET", "/api/v1/probes?limit=101", "rita", "", 422, "request.invalid", `"path":"query.limit"`},
			"limit not number":  {"GET", "/api/v1/probes?limit=x", "rita", "", 422, "request.invalid", `"path":"query.limit"`},
			"our defect":        {"GET", "/api/v1/broken", "", "", 500, "internal", "没有丢"},
		} {
			t.Run(name, func(t *testing.T) {
				before := *calls
				status, body := call(h, tt.method, tt.path, tt.token, "", tt.body)
				var p api.Problem
				if err := json.Unmarshal([]byte(body), &p); err != nil {
					t.Fatalf("%d %s", status, body)
				}
				if status != tt.status || p.Code != tt.code || p.Status != status || !strings.Contains(body, tt.says) || p.Trace == "" {
					t.Errorf("got %d %s", status, body)
				}
				if strings.Contains(body, "secret") || *calls != before {
					t.Error("leaked or ran")
				}
			})
		}

		t.Run("speaks the caller's language", func(t *testing.T) {
			_, body := call(h, "POST", "/api/v1/probes/1/adds", "ana", "", `{"n":0,"name":"a"}`, "Accept-Language", "en-GB,zh")
			if !strings.Contains(body, "It must be at least 1.") {
				t.Error(body)
			}
		})
		t.Run("same key, same answer", func(t *testing.T) {
			_, first := call(h, "POST", "/api/v1/probes/1/adds", "ana", "key-00001", ok)
			before := *calls
			status, again := call(h, "POST", "/api/v1/probes/1/adds", "ana", "key-00001", ok)
			if status != 200 || again != first || *calls != before {
				t.Errorf("%d %s, first %s", status, again, first)
			}
			if status, body := call(h, "POST", "/api/v1/probes/2/adds", "ana", "key-00001", ok); status != 422 || !strings.Contains(body, "request.key_reused") {
				t.Error(status, body)
			}
			if _, other := call(h, "POST", "/api/v1/probes/1/adds", "rita", "key-00001", ok); other == first {
				t.Error("another account got this answer")
			}
		})
		t.Run("a refusal is an answer, too", func(t *testing.T) {
			const bad = `{"n":5,"name":"a","fail":true}`
			_, first := call(h, "POST", "/api/v1/probes/1/adds", "ana", "key-00002", bad, "Accept-Language", "en")
			before := *calls
			status, again := call(h, "POST", "/api/v1/probes/1/adds", "ana", "key-00002", bad)
			if status != 409 || !strings.Contains(first, "It is full.") || !strings.Contains(again, "已经满了。") || *calls != before {
				t.Error(status, first, again)
			}
		})
		t.Run("taps at the same moment act once", func(t *testing.T) {
			var wg sync.WaitGroup
			answers := make([]string, 8)
			for i := range answers {
				wg.Go(func() { _, answers[i] = call(h, "POST", "/api/v1/probes/1/adds", "rita", "key-00003", ok) })
			}
			wg.Wait()
			for _, a := range answers {
				if a != answers[0] {
					t.Errorf("%q", answers)
				}
			}
		})
	}, dbtest.Schema{Module: "api", Files: api.Migrations})
}

func TestLimitStopsARunaway(t *testing.T) {
	t.Parallel()
	h, _ := server(t, dbtest.SQLite(t, dbtest.Schema{Module: "api", Files: api.Migrations}))
	refused := 0
	for range api.DefaultLimits.WriteBurst + 20 {
		if status, _ := call(h, "POST", "/api/v1/probes/1/adds", "ana", "", `{"n":5,"name":"a"}`); status == 429 {
			refused++
		}
	}
	if refused == 0 {
		t.Error("nothing refused")
	}
}
