package archtest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// house makes a tree of files; a file "x.go" without a package clause gets one.
func house(t *testing.T, files map[string]string) *Tree {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		if strings.HasSuffix(name, ".go") && !strings.Contains(text, "package ") {
			text = "package x\n" + text
		}
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// found returns what a rule finds, as lines without the reason.
func found(t *testing.T, rule string, files map[string]string) []string {
	t.Helper()
	for _, r := range Rules() {
		if r.Name != rule {
			continue
		}
		var out []string
		for _, f := range r.Check(house(t, files)) {
			out = append(out, fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What))
		}
		return out
	}
	t.Fatalf("no rule %q", rule)
	return nil
}

func lines(n int) string { return strings.Repeat("\n", n) }

func imp(name string) string { return "import _ \"" + name + "\"" }

const doc = "// Package x does.\n//\n// # Invariants\n//\n// # Owns\n//\n// # Talks\npackage x\n"

func table1(s string) string { return "CREATE TABLE gig_job (\n\t" + s + "\n);\n" }

// snippets are files that a rule must refuse, with what it says, and files that
// it must let pass.
var snippets = []struct {
	rule, name string
	path, text string
	want       string // a part of the only finding; "" for none
}{
	{"imports", "core imports fault", "internal/core/a.go", imp("yilu/internal/fault"), "internal/core imports yilu/internal/fault"},
	{"imports", "core imports a library", "internal/core/a.go", imp("golang.org/x/text/width"), "golang.org/x/text"},
	{"imports", "core imports the standard library", "internal/core/a.go", imp("database/sql"), ""},
	{"imports", "event imports fault", "internal/event/a.go", imp("yilu/internal/fault"), "internal/event imports"},
	{"imports", "event imports core", "internal/event/a.go", imp("yilu/internal/core"), ""},
	{"imports", "platform imports an engine", "internal/platform/db/a.go", imp("yilu/internal/engine/ledger"), "internal/platform/db imports"},
	{"imports", "platform imports a module", "internal/platform/api/a.go", imp("yilu/internal/work/gig"), "internal/platform/api imports"},
	{"imports", "platform imports platform and libraries", "internal/platform/db/a.go", imp("yilu/internal/platform/otel") + "\n" + imp("modernc.org/sqlite"), ""},
	{"imports", "an engine imports events", "internal/engine/ledger/a.go", imp("yilu/internal/event"), "internal/engine/ledger imports"},
	{"imports", "an engine imports another", "internal/engine/casework/a.go", imp("yilu/internal/engine/rules"), "internal/engine/casework imports"},
	{"imports", "an engine imports its own part", "internal/engine/rules/a.go", imp("yilu/internal/engine/rules/bitmap"), ""},
	{"imports", "a module imports another", "internal/work/gig/a.go", imp("yilu/internal/work/wallet"), "internal/work/gig imports yilu/internal/work/wallet"},
	{"imports", "a module's part imports another module", "internal/work/gig/sub/a.go", imp("yilu/internal/people/person"), "internal/work/gig/sub imports"},
	{"imports", "a module imports its own part", "internal/work/gig/a.go", imp("yilu/internal/work/gig/sub"), ""},
	{"imports", "a module imports app", "internal/work/gig/a.go", imp("yilu/internal/app"), "internal/work/gig imports yilu/internal/app"},
	{"imports", "a module imports database/sql", "internal/work/gig/a.go", imp("database/sql"), "database/sql"},
	{"imports", "a module imports os", "internal/work/gig/a.go", imp("os"), "imports os"},
	{"imports", "a module imports os/exec", "internal/work/gig/a.go", imp("os/exec"), "imports os/exec"},
	{"imports", "a module imports a library", "internal/work/gig/a.go", imp("github.com/jackc/pgx/v5"), "pgx"},
	{"imports", "a module imports the floors below", "internal/work/gig/a.go", imp("yilu/internal/engine/ledger") + "\n" + imp("yilu/internal/platform/db"), ""},
	{"imports", "a module's test imports a library", "internal/work/gig/a_test.go", imp("github.com/google/go-cmp/cmp"), ""},
	{"imports", "app imports everything", "internal/app/a.go", imp("yilu/internal/work/gig") + "\n" + imp("os"), ""},
	{"imports", "the program imports its tests", "internal/app/a.go", imp("yilu/test/browser"), "imports yilu/test/browser"},

	{"test imports", "a module's test imports another module", "internal/work/gig/a_test.go", imp("yilu/internal/work/wallet"), "tests of internal/work/gig"},
	{"test imports", "a module's test imports app", "internal/work/gig/a_test.go", imp("yilu/internal/app"), "tests of internal/work/gig"},
	{"test imports", "a module's test imports itself and dbtest", "internal/work/gig/a_test.go", imp("yilu/internal/work/gig") + "\n" + imp("yilu/internal/platform/dbtest"), ""},

	{"file size", "a Go file of 401 lines", "internal/core/a.go", lines(400), "401 lines, at most 400"},
	{"file size", "a Go file of 400 lines", "internal/core/a.go", lines(399), ""},
	{"file size", "a test of 601 lines", "internal/core/a_test.go", lines(600), "601 lines, at most 600"},
	{"file size", "a test of 600 lines", "internal/core/a_test.go", lines(599), ""},
	{"file size", "a generated file", "internal/core/a.go", "// Code generated by hand. DO NOT EDIT.\n" + lines(500), ""},
	{"file size", "a component of 401 lines", "web/src/h5/A.vue", lines(401), "401 lines, at most 400"},
	{"file size", "a style of 401 lines", "web/src/h5/a.css", lines(401), "401 lines"},
	{"file size", "a front-end test of 500 lines", "web/src/h5/a.test.ts", lines(500), ""},
	{"file size", "another's component", "web/node_modules/a/a.ts", lines(999), ""},

	{"function size", "a function of 61 lines", "internal/core/a.go", "func f() {" + lines(60) + "}", "f has 61 lines, at most 60"},
	{"function size", "a function of 60 lines", "internal/core/a.go", "func f() {" + lines(59) + "}", ""},
	{"function size", "a nameless function of 61 lines", "internal/core/a.go", "var f = func() {" + lines(60) + "}", "a function has 61 lines"},
	{"function size", "a test function of 200 lines", "internal/core/a_test.go", "func f() {" + lines(199) + "}", ""},

	{"package doc", "a package without a doc comment", "internal/core/a.go", "package core", `"Package core "`},
	{"package doc", "a doc comment about something else", "internal/core/a.go", "// Core things.\npackage core", `"Package core "`},
	{"package doc", "a documented package", "internal/core/a.go", "// Package core holds values.\npackage core", ""},
	{"package doc", "a command without a doc comment", "cmd/yilu/main.go", "package main", `"Command yilu "`},
	{"package doc", "a documented command", "cmd/yilu/main.go", "// Command yilu runs it.\npackage main", ""},
	{"package doc", "a package of tests alone", "test/e2e/a_test.go", "package e2e", ""},

	{"module doc", "a module without doc.go", "internal/work/gig/gig.go", doc, "no doc.go"},
	{"module doc", "a module that owns nothing", "internal/work/gig/doc.go", strings.Replace(doc, "# Owns", "", 1), "no part Owns"},
	{"module doc", "a module without invariants", "internal/work/gig/doc.go", strings.Replace(doc, "# Invariants", "", 1), "no part Invariants"},
	{"module doc", "a module that talks to nobody", "internal/work/gig/doc.go", strings.Replace(doc, "# Talks", "", 1), "no part Talks"},
	{"module doc", "a complete doc.go", "internal/work/gig/doc.go", doc, ""},
	{"module doc", "parts with a colon", "internal/work/gig/doc.go", strings.NewReplacer("# Owns", "Owns: all", "# ", "").Replace(strings.NewReplacer("# Talks", "# Talks: x", "# Invariants", "# Invariants:").Replace(doc)), ""},

	{"clock", "a module asks for the time", "internal/work/gig/a.go", "import \"time\"\nvar t = time.Now()", "time.Now asks the system"},
	{"clock", "an engine asks how long ago", "internal/engine/rules/a.go", "import \"time\"\nvar t = time.Since(u)", "time.Since asks the system"},
	{"clock", "under another name", "internal/work/gig/a.go", "import zeit \"time\"\nvar t = zeit.Now", "time.Now asks the system"},
	{"clock", "platform asks for the time", "internal/platform/db/a.go", "import \"time\"\nvar t = time.Now()", ""},
	{"clock", "a test asks for the time", "internal/work/gig/a_test.go", "import \"time\"\nvar t = time.Now()", ""},
	{"clock", "another thing called time", "internal/work/gig/a.go", "var t = time.Now()", ""},

	{"migration numbers", "the first step is missing", "internal/work/gig/migrations/0002_a.sql", "", "step 0001 is missing"},
	{"migration numbers", "a name without a number", "internal/work/gig/migrations/init.sql", "", "not named NNNN_name.sql"},
	{"migration numbers", "an unknown engine", "internal/work/gig/migrations/0001_a.oracle.sql", "", "not named NNNN_name.sql"},
	{"migration numbers", "in place of nothing", "internal/work/gig/migrations/0001_a.sqlite.sql", "", "there is no 0001_a.sql"},
	{"migration numbers", "a good first step", "internal/work/gig/migrations/0001_init.sql", "", ""},

	{"table names", "another's table", "internal/work/gig/migrations/0001_a.sql", "CREATE TABLE job (\n);", "job does not begin with gig_"},
	{"table names", "an index under another name", "internal/work/gig/migrations/0001_a.sql", "CREATE UNIQUE INDEX job_x ON gig_job (a);", "job_x does not begin with gig_"},
	{"table names", "a reference to another's table", "internal/work/gig/migrations/0001_a.sql", table1("a UUID REFERENCES person_person (id)"), "person_person does not begin"},
	{"table names", "a change of another's table", "internal/work/gig/migrations/0001_a.sql", "ALTER TABLE wallet_account ADD COLUMN x BIGINT;", "wallet_account"},
	{"table names", "its own table", "internal/work/gig/migrations/0001_a.sql", "-- CREATE TABLE x\n" + table1("a UUID REFERENCES gig_shift (id) ON DELETE CASCADE"), ""},

	{"table text", "a serial", "internal/work/gig/migrations/0001_a.sql", table1("a BIGSERIAL"), "ids are made in Go"},
	{"table text", "an instant of the engine", "internal/work/gig/migrations/0001_a.sql", table1("a timestamptz"), "instants are BIGINT"},
	{"table text", "a fraction of money", "internal/work/gig/migrations/0001_a.sql", table1("a NUMERIC"), "money is BIGINT"},
	{"table text", "a short number", "internal/work/gig/migrations/0001_a.sql", table1("a INTEGER"), "whole numbers are BIGINT"},
	{"table text", "a limited text", "internal/work/gig/migrations/0001_a.sql", table1("a VARCHAR"), "texts are TEXT"},
	{"table text", "an enumeration", "internal/work/gig/migrations/0001_a.sql", "CREATE TYPE x AS y;", "a choice is TEXT"},
	{"table text", "a trigger", "internal/work/gig/migrations/0001_a.sql", "CREATE TRIGGER x;", "in Go, where it is tested"},
	{"table text", "a time of the engine", "internal/work/gig/migrations/0001_a.sql", table1("a BIGINT DEFAULT now()"), "time and ids come from Go"},
	{"table text", "an array", "internal/work/gig/migrations/0001_a.sql", table1("a TEXT[]"), "a list is rows"},
	{"table text", "a table that SQLite would not make strict", "internal/work/gig/migrations/0001_a.sql", "CREATE TABLE gig_job (a UUID);", "does not end with"},
	{"table text", "an engine's own words in its override", "internal/work/gig/migrations/0001_a.sqlite.sql", "CREATE TABLE gig_job (a INTEGER) STRICT;", ""},
	{"table text", "all that is allowed", "internal/work/gig/migrations/0001_a.sql", table1("a UUID PRIMARY KEY, at_us BIGINT, n_minor BIGINT, on_day TEXT, doc JSONB,\n\tkind TEXT CHECK (kind IN ('DATE', 'now()')) -- not a DATE\n"), ""},
}

func TestRules(t *testing.T) {
	t.Parallel()
	red := map[string]bool{}
	for _, tt := range snippets {
		t.Run(tt.rule+"/"+tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, found(t, tt.rule, map[string]string{tt.path: tt.text}), tt.want)
		})
		red[tt.rule] = red[tt.rule] || tt.want != ""
	}
	for _, tt := range sqlSnippets {
		red[tt.rule] = red[tt.rule] || tt.want != ""
	}
	for _, r := range Rules() {
		if !red[r.Name] {
			t.Errorf("no snippet turns the rule %q red", r.Name)
		}
	}
}

// check compares findings with the one that is wanted.
func check(t *testing.T, got []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(got) > 0:
		t.Errorf("it found fault with it: %v", got)
	case want != "" && (len(got) != 1 || !strings.Contains(got[0], want)):
		t.Errorf("it found %q, want one finding with %q", got, want)
	}
}

func TestMigrationTwins(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		files []string
		want  string
	}{
		{"twins", []string{"0001_a.sql", "0001_b.sql"}, "the same number as"},
		{"a gap", []string{"0001_a.sql", "0003_b.sql"}, "step 0002 is missing"},
		{"an override beside its step", []string{"0001_a.sql", "0001_a.sqlite.sql", "0002_b.sql"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			for _, f := range tt.files {
				files["internal/work/gig/migrations/"+f] = ""
			}
			check(t, found(t, "migration numbers", files), tt.want)
		})
	}
}

func TestFindingPrintsTheReason(t *testing.T) {
	t.Parallel()
	all := Run(house(t, map[string]string{"internal/core/a.go": "// Package core x.\npackage core\n" + imp("yilu/internal/fault")}))
	if len(all) != 1 {
		t.Fatalf("found %v", all)
	}
	want := "internal/core/a.go:3: imports: internal/core imports yilu/internal/fault\n\twhy: core is a leaf, so that anything may import it"
	if got := all[0].String(); got != want {
		t.Errorf("it prints %q, want %q", got, want)
	}
}
