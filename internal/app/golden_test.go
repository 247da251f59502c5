package app

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/platform/config"
)

var update = flag.Bool("update", false, "write the goldens anew: go test ./internal/app -run Golden -update")

// Golden compares got with the committed file.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("..", "..", "docs", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("docs/%s is not what the program makes; if the change is meant, write it anew with -update\n%s", name, cmp.Diff(string(want), string(got)))
	}
}

// A reviewer sees every change of the API.
func TestGoldenOpenAPI(t *testing.T) {
	t.Parallel()
	a := newApp(t, config.Settings{})
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	var doc bytes.Buffer
	if err := json.Indent(&doc, w.Body.Bytes(), "", " "); err != nil {
		t.Fatal(err)
	}
	doc.WriteByte('\n')
	Golden(t, "openapi.json", doc.Bytes())
}
