package archtest

import (
	"strings"
	"testing"
)

// exec is a function of a store that runs one statement.
func exec(sql, args string) string {
	return "// f does.\nfunc f() { tx.Exec(ctx, `" + sql + "`" + args + ") }"
}

const store = "internal/work/gig/store.go"

var sqlSnippets = []struct {
	rule, name string
	text       string
	want       string
}{
	{"statement text", "the engine's clock", exec("UPDATE gig_job SET at_us = now() WHERE id = $1", ", id"), "time is passed in"},
	{"statement text", "another clock", exec("SELECT CURRENT_TIMESTAMP", ""), "time is passed in"},
	{"statement text", "pages by number", exec("SELECT id FROM gig_job ORDER BY id LIMIT 10 OFFSET $1", ", n"), "page by key"},
	{"statement text", "a total over pages", exec("SELECT id, COUNT(*) OVER () FROM gig_job", ""), "page by key"},
	{"statement text", "an array of keys", exec("SELECT id FROM gig_job WHERE id = ANY($1)", ", ids"), "db.In"},
	{"statement text", "the greater of two", exec("UPDATE gig_job SET n = GREATEST(n, $1)", ", n"), "CASE, or in Go"},
	{"statement text", "the greater of two, SQLite's way", exec("UPDATE gig_job SET n = MAX(n, $1)", ", n"), "CASE, or in Go"},
	{"statement text", "a short cast", exec("SELECT id::TEXT FROM gig_job", ""), "CAST(x AS"},
	{"statement text", "an arrow into JSON", exec("SELECT doc ->> 'k' FROM gig_job", ""), "no reaching into JSON"},
	{"statement text", "a function on JSON", exec("SELECT jsonb_array_length(doc) FROM gig_job", ""), "no reaching into JSON"},
	{"statement text", "a question mark", exec("SELECT id FROM gig_job WHERE id = ?", ""), "placeholders are $1"},
	{"statement text", "a lock written out", exec("SELECT id FROM gig_job WHERE id = $1 FOR UPDATE", ", id"), "db.ForUpdate"},
	{"statement text", "a search that folds case", exec("SELECT id FROM gig_job WHERE title ILIKE $1", ", t"), "folded in Go"},
	{"statement text", "folding in SQL", exec("SELECT id FROM gig_job WHERE lower(title) = $1", ", t"), "folded in Go"},
	{"statement text", "all columns", exec("SELECT * FROM gig_job", ""), "name the columns"},
	{"statement text", "all columns of one table", exec("SELECT j.* FROM gig_job j", ""), "name the columns"},
	{"statement text", "an insert without columns", exec("INSERT INTO gig_job VALUES ($1)", ", id"), "column list"},
	{"statement text", "SQLite's upsert", exec("INSERT OR IGNORE INTO gig_job (id) VALUES ($1)", ", id"), "ON CONFLICT (columns)"},
	{"statement text", "an upsert by constraint", exec("INSERT INTO gig_job (id) VALUES ($1) ON CONFLICT ON CONSTRAINT gig_job_pkey DO NOTHING", ", id"), "ON CONFLICT (columns)"},
	{"statement text", "a write inside WITH", exec("WITH d AS (DELETE FROM gig_job RETURNING id) SELECT id FROM d", ""), "two statements"},
	{"statement text", "the first of each", exec("SELECT DISTINCT ON (a) b FROM gig_job", ""), "SQLite has no such thing"},
	{"statement text", "an id of the engine", exec("INSERT INTO gig_job (id) VALUES (gen_random_uuid())", ""), "not on both engines"},
	{"statement text", "a limit without an order", exec("SELECT id FROM gig_job LIMIT 1", ""), "LIMIT without ORDER BY"},
	{"statement text", "a bare sum", exec("SELECT SUM(n) FROM gig_job", ""), "CAST(COALESCE(SUM"},
	{"statement text", "a sum that may be NULL", exec("SELECT CAST(SUM(n) AS BIGINT) FROM gig_job", ""), "CAST(COALESCE(SUM"},
	{"statement text", "a placeholder in a literal", exec("SELECT id FROM gig_job WHERE a = $1 AND t LIKE '$1%'", ", a"), "inside a literal"},
	{"statement text", "in a constant", "const q = `SELECT * FROM gig_job`", "name the columns"},
	{"statement text", "in a table of checks", "// V checks.\nfunc V() { for range []string{`SELECT * FROM gig_job`} {} }", "name the columns"},
	{"statement text", "put together", "// f does.\nfunc f() { tx.Exec(ctx, `SELECT a ` + `FROM gig_job OFFSET 3`) }", "page by key"},
	{"statement text", "with a constant part", "const cols = `a, now()`\n// f does.\nfunc f() { tx.Exec(ctx, `SELECT ` + cols + ` FROM gig_job`) }", "time is passed in"},
	{"statement text", "the words of a literal", exec("SELECT id FROM gig_job WHERE a = 'now() OFFSET ::'", ""), ""},
	{"statement text", "the words of a comment", exec("SELECT id -- not now()\nFROM gig_job", ""), ""},
	{"statement text", "a good statement", "// f does.\nfunc f() { q.Rows(ctx, `SELECT id, COUNT(*) FROM gig_job WHERE (at_us, id) < ($1, $2) GROUP BY id ORDER BY at_us DESC, id DESC LIMIT $3` + db.ForUpdate(tx), []any{a, b, n}, g) }", ""},
	{"statement text", "a good sum", exec("SELECT CAST(COALESCE(SUM(n) FILTER (WHERE a), 0) AS BIGINT) FROM gig_job", ""), ""},
	{"statement text", "sums by group and in conditions", exec("SELECT a, CAST(SUM(n) AS BIGINT) FROM gig_job WHERE n < (SELECT SUM(n) FROM gig_job) GROUP BY a HAVING SUM(n) > 0", ""), ""},
	{"statement text", "a sentence in English", `var s = "Select the best and never OFFSET, now()?" + "DELETE nothing::"`, ""},

	{"statement arguments", "a number left out", exec("SELECT id FROM gig_job WHERE a = $1 AND b = $3", ", a, b, c"), "$2 is not used"},
	{"statement arguments", "too few", exec("SELECT id FROM gig_job WHERE a = $1 AND b = $2", ", a"), "2 placeholders, 1 arguments"},
	{"statement arguments", "too many", exec("SELECT id FROM gig_job WHERE a = $1", ", a, b"), "1 placeholders, 2 arguments"},
	{"statement arguments", "too few in a list", "// f does.\nfunc f() { q.Rows(ctx, `SELECT id FROM gig_job WHERE a = $1`, []any{}, g) }", "1 placeholders, 0 arguments"},
	{"statement arguments", "none in a list", "// f does.\nfunc f() { q.Rows(ctx, `SELECT id FROM gig_job WHERE a = $1`, nil, g) }", "1 placeholders, 0 arguments"},
	{"statement arguments", "a number left out before a list", "// f does.\nfunc f() { q.Rows(ctx, `SELECT id FROM gig_job WHERE b = $2 AND a IN ` + db.In(3, n), args, g) }", "$1 is not used"},
	{"statement arguments", "used twice and out of order", exec("UPDATE gig_job SET a = $2, b = $2 WHERE id = $1", ", id, a"), ""},
	{"statement arguments", "a spread", exec("SELECT id FROM gig_job WHERE a = $1 AND b = $2", ", args..."), ""},
	{"statement arguments", "rows of values", "// f does.\nfunc f() { tx.Exec(ctx, `INSERT INTO gig_job (a, b) VALUES ` + db.Values(n, 2), args...) }", ""},

	{"statement tables", "another's table", exec("SELECT id FROM wallet_account", ""), "internal/work/gig uses the table wallet_account"},
	{"statement tables", "a join with another's", exec("SELECT g.id FROM gig_job g JOIN person_person p ON p.id = g.person", ""), "uses the table person_person"},
	{"statement tables", "a change of another's", exec("UPDATE wallet_account SET n = 1", ""), "uses the table wallet_account"},
	{"statement tables", "its own, and names of its own", exec("WITH v (a) AS (VALUES (1)), w AS (SELECT a FROM v) INSERT INTO gig_job (a) SELECT w.a FROM w WHERE w.a IS DISTINCT FROM b ON CONFLICT (a) DO UPDATE SET a = excluded.a", ""), ""},

	{"statement comment", "nothing above", "func f() { tx.Exec(ctx, `SELECT id FROM gig_job`) }", "no sentence above"},
	{"statement comment", "a sentence above the function", exec("SELECT id FROM gig_job", ""), ""},
	{"statement comment", "a sentence above the statement", "func f() {\n\t// All jobs.\n\ttx.Exec(ctx, `SELECT id FROM gig_job`)\n}", ""},
	{"statement comment", "a constant, whose user has the sentence", "const q = `SELECT id FROM gig_job`", ""},
	{"statement comment", "a constant used without a sentence", "const q = `SELECT id FROM gig_job`\nfunc f() { tx.Exec(ctx, q) }", "no sentence above"},
}

func TestStatements(t *testing.T) {
	t.Parallel()
	for _, tt := range sqlSnippets {
		t.Run(tt.rule+"/"+tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, found(t, tt.rule, map[string]string{store: tt.text}), tt.want)
		})
	}
	t.Run("tests and files for one engine may write as they like", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"store_test.go", "store_sqlite.go", "store_postgres.go"} {
			got := found(t, "statement text", map[string]string{"internal/work/gig/" + name: exec("SELECT * FROM gig_job", "")})
			check(t, got, "")
		}
	})
	t.Run("a finding names the line of the statement", func(t *testing.T) {
		t.Parallel()
		got := found(t, "statement text", map[string]string{store: "\n\n" + exec("SELECT * FROM gig_job", "")})
		if len(got) != 1 || !strings.HasPrefix(got[0], store+":5:") {
			t.Errorf("found %v", got)
		}
	})
}
