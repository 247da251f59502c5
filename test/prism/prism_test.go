package prism_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"yilu/test/prism"
)

const document = `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{
"/api/v1/regions":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"object"}}}}}}},
"/true":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}},
"/false":{"get":{"responses":{"200":{"description":"","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}},
"components":{"schemas":{"A":{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}}}}`

// TestStart says that an answer which is not as described does not pass.
func TestStart(t *testing.T) {
	t.Parallel()
	answers := map[string]string{"/openapi.json": document, "/api/v1/regions": "{}", "/true": `{"a":1}`, "/false": `{"a":"one"}`}
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answers[r.URL.Path])
	}))
	defer upstream.Close()
	url := prism.Start(t, upstream.URL)
	for path, want := range map[string]bool{"/true": true, "/false": false} {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if (res.StatusCode < 300) != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}
