package oversight_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAnOpenQueueHearsOfChanges(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		srv := httptest.NewServer(w.http)
		w.Cleanup(srv.Close)
		w.Cleanup(w.notify.Close) // first, so that the streams end
		listen := func(token string) *bufio.Scanner {
			r, err := http.NewRequestWithContext(w.Context(), "GET", srv.URL+"/api/v1/stream", nil)
			if err != nil {
				w.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			client := http.Client{Timeout: 10 * time.Second}
			res, err := client.Do(r)
			if err != nil {
				w.Fatal(err)
			}
			w.Cleanup(func() { _ = res.Body.Close() })
			return bufio.NewScanner(res.Body)
		}
		until := func(lines *bufio.Scanner, what string) bool {
			for lines.Scan() {
				if strings.Contains(lines.Text(), what) {
					return true
				}
			}
			return false
		}
		lines := listen(string(ruth))
		if !until(lines, "hello") {
			w.Fatal("no stream")
		}
		signal := `"topic":"review","id":"` + string(other) + `"`
		w.ask(asked(other, 1))
		if !until(lines, signal) {
			w.Error("a new review was not signalled")
		}
		w.call(200, "POST", "/reviews/"+string(other)+"/decision", rita, `{"approved":true}`, nil)
		if !until(lines, signal) {
			w.Error("the decision was not signalled")
		}
	})
}
