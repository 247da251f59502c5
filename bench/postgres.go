package main

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"

	"yilu/internal/platform/db"
)

// freshPostgres makes a schema on the server at TEST_POSTGRES_URL.
func freshPostgres(ctx context.Context, id string) (target string, clean func(), err error) {
	base := os.Getenv("TEST_POSTGRES_URL")
	if base == "" {
		return "", nil, errors.New("TEST_POSTGRES_URL is not set: use `make bench`, or -engines sqlite")
	}
	admin, err := db.Open(ctx, base)
	if err != nil {
		return "", nil, err
	}
	schema := "b_" + strings.ReplaceAll(id, "-", "")
	exec := func(text string) error {
		return admin.Write(ctx, func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, text); return err })
	}
	if err := exec("CREATE SCHEMA " + schema); err != nil {
		return "", nil, errors.Join(err, admin.Close())
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", nil, err
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String(), func() {
		_ = exec("DROP SCHEMA " + schema + " CASCADE")
		_ = admin.Close()
	}, nil
}
