package app

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/platform/config"
	"yilu/internal/platform/db"
)

var update = flag.Bool("update", false, "write the goldens anew: go test ./internal/app -run Golden -update")

// golden compares got with the committed file.
func golden(t *testing.T, name string, got []byte) {
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

// A reviewer sees every table as each engine gets it.
func TestGoldenSchemas(t *testing.T) {
	t.Parallel()
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		var out bytes.Buffer
		for _, s := range Schemas {
			names, err := db.Migrations(s.Files)
			if err != nil || len(names) == 0 {
				t.Fatal(s.Module, names, err)
			}
			for _, name := range names {
				text, err := db.MigrationText(s.Files, name, dialect)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&out, "-- %s %s\n\n%s\n", s.Module, filepath.Base(name), text)
			}
		}
		golden(t, "schema/"+string(dialect)+".sql", out.Bytes())
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
	golden(t, "openapi.json", doc.Bytes())
}
