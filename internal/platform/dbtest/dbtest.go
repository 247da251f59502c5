// Package dbtest opens empty databases for tests, on every engine.
package dbtest

import (
	"context"
	"crypto/rand"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yilu/internal/platform/db"
)

// Schema is one module's migrations under its name.
type Schema struct {
	Module string
	Files  fs.FS
}

// Each runs fn once per engine, each time on an empty database with the given
// schemas applied. PostgreSQL is the server at TEST_POSTGRES_URL, as
// test/withpg starts one; without it that engine is skipped, unless
// YILU_REQUIRE_POSTGRES says that a skip is a failure.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB), schemas ...Schema) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"), schemas))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, open(t, PostgresURL(t), schemas))
	})
}

// SQLite opens one empty SQLite database.
func SQLite(t testing.TB, schemas ...Schema) *db.DB {
	t.Helper()
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"), schemas)
}

// PostgresURL makes an empty schema on the test server and returns the URL that
// opens it. It skips or fails the test where there is no server.
func PostgresURL(t testing.TB) string {
	t.Helper()
	base := os.Getenv("TEST_POSTGRES_URL")
	if base == "" {
		if os.Getenv("YILU_REQUIRE_POSTGRES") != "" {
			t.Fatal("TEST_POSTGRES_URL is not set: run through `go run ./test/withpg -- go test …`")
		}
		t.Skip("TEST_POSTGRES_URL is not set")
	}
	admin, err := db.Open(t.Context(), base)
	if err != nil {
		t.Fatal(err)
	}
	schema := "t_" + strings.ToLower(rand.Text()[:16])
	exec := func(ctx context.Context, text string) error {
		return admin.Write(ctx, func(ctx context.Context, tx db.Tx) error {
			_, err := tx.Exec(ctx, text)
			return err
		})
	}
	if err := exec(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = exec(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
		_ = admin.Close()
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func open(t testing.TB, target string, schemas []Schema) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	for _, s := range schemas {
		if err := d.Migrate(t.Context(), s.Module, s.Files); err != nil {
			t.Fatal(err)
		}
	}
	return d
}
