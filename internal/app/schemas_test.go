package app_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"yilu/internal/app"
	"yilu/internal/app/demo"
	"yilu/internal/platform/db"
)

// A reviewer sees every table as each engine gets it, the demo county's last.
func TestGoldenSchemas(t *testing.T) {
	t.Parallel()
	all := append(append([]app.Schema{}, app.Schemas...), app.Schema{Module: "demo", Files: demo.Migrations})
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		var out bytes.Buffer
		for _, s := range all {
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
		app.Golden(t, "schema/"+string(dialect)+".sql", out.Bytes())
	}
}
