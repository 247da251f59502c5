package db_test

import (
	"context"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

var shapes = fstest.MapFS{
	"migrations/0001_init.sql": {Data: []byte(`
-- A parent.
CREATE TABLE shape_parent (
	region TEXT COLLATE "C" NOT NULL,
	id UUID NOT NULL,
	doc JSONB NOT NULL,
	sealed BYTEA,
	PRIMARY KEY (region, id)
);

CREATE INDEX shape_parent_id ON shape_parent (id) WHERE sealed IS NOT NULL;
`)},
	"migrations/0002_child.sql": {Data: []byte(`
CREATE TABLE shape_child (
	n BIGINT NOT NULL PRIMARY KEY,
	region TEXT COLLATE "C" NOT NULL,
	id UUID NOT NULL,
	FOREIGN KEY (region, id) REFERENCES shape_parent (region, id)
);

ALTER TABLE shape_parent ADD COLUMN open BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE shape_parent ADD COLUMN share DOUBLE PRECISION;
`)},
}

func TestShape(t *testing.T) {
	t.Parallel()
	parent := db.Table{Name: "shape_parent", Key: []string{"region", "id"},
		Columns: []db.Column{{"region", db.Text}, {"id", db.UUID}, {"doc", db.JSON}, {"sealed", db.Bytes}}}
	child := db.Table{Name: "shape_child", Key: []string{"n"}, Columns: []db.Column{{"n", db.Int}, {"region", db.Text}, {"id", db.UUID}}}
	later := parent
	later.Columns = append(parent.Columns[:4:4], db.Column{Name: "open", Kind: db.Bool}, db.Column{Name: "share", Kind: db.Real})
	for _, tt := range []struct {
		name  string
		steps []string
		want  []db.Table
	}{
		{"the first step", []string{"0001_init.sql"}, []db.Table{parent}},
		{"all steps, what is referred to first", []string{"0001_init.sql", "0002_child.sql"}, []db.Table{later, child}},
		{"none", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := db.Shape(t.Context(), []db.Steps{{Module: "shape", Files: shapes, Names: tt.steps}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		applied := func(want ...string) {
			t.Helper()
			got, err := db.Applied(t.Context(), d.Reader())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got["shape"]); diff != "" {
				t.Error(diff)
			}
		}
		applied()
		if err := d.MigrateSteps(t.Context(), db.Steps{Module: "shape", Files: shapes, Names: []string{"0001_init.sql"}}); err != nil {
			t.Fatal(err)
		}
		applied("0001_init.sql")
		if err := d.Migrate(t.Context(), "shape", shapes); err != nil {
			t.Fatal(err)
		}
		applied("0001_init.sql", "0002_child.sql")
	})
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context(), "shape", shapes); err != nil {
			t.Fatal(err)
		}
		add := func(id string) {
			t.Helper()
			if err := d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO shape_parent (region, id, doc) VALUES ('35', $1, '{}')`, id)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		count := func(q db.Q) (n int) {
			t.Helper()
			if err := q.Row(t.Context(), `SELECT COUNT(*) FROM shape_parent`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		add("0190a0a0-0000-7000-8000-000000000001")
		err := d.Snapshot(t.Context(), func(_ context.Context, q db.Q) error {
			before := count(q)
			add("0190a0a0-0000-7000-8000-000000000002")
			if after := count(q); before != 1 || after != 1 {
				t.Errorf("it saw %d rows, then %d", before, after)
			}
			return nil
		})
		if err != nil || count(d.Reader()) != 2 {
			t.Error(count(d.Reader()), err)
		}
	})
}
