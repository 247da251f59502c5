package archtest

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// migrations groups the migrations by the folder of their module.
func migrations(t *Tree) map[string][]TextFile {
	out := map[string][]TextFile{}
	for _, f := range t.Other {
		if path.Ext(f.Path) == ".sql" {
			dir := path.Dir(path.Dir(f.Path))
			out[dir] = append(out[dir], f)
		}
	}
	return out
}

// stepName is NNNN_name.sql, or NNNN_name.dialect.sql in place of it.
var stepName = regexp.MustCompile(`^(\d{4})_([a-z0-9_]+)(\.(?:sqlite|postgres|cockroach|yugabyte|citus))?\.sql$`)

// migrationNumbers checks that each module's steps are 0001, 0002 and so on.
func migrationNumbers(t *Tree) []Finding {
	var out []Finding
	all := migrations(t)
	for _, dir := range slices.Sorted(maps.Keys(all)) {
		steps, overrides := map[int]string{}, []TextFile{}
		for _, f := range all[dir] {
			m := stepName.FindStringSubmatch(path.Base(f.Path))
			if m == nil {
				out = append(out, Finding{File: f.Path, What: "not named NNNN_name.sql or NNNN_name.dialect.sql"})
				continue
			}
			if m[3] != "" {
				overrides = append(overrides, f)
				continue
			}
			n, _ := strconv.Atoi(m[1])
			if twin, ok := steps[n]; ok {
				out = append(out, Finding{File: f.Path, What: "has the same number as " + path.Base(twin)})
			}
			steps[n] = f.Path
		}
		for n := 1; n <= len(steps); n++ {
			if _, ok := steps[n]; !ok {
				out = append(out, Finding{File: dir + "/migrations", What: fmt.Sprintf("step %04d is missing", n)})
			}
		}
		for _, f := range overrides {
			base := strings.Split(f.Path, ".")[0] + ".sql"
			if !slices.ContainsFunc(all[dir], func(b TextFile) bool { return b.Path == base }) {
				out = append(out, Finding{File: f.Path, What: "stands in place of nothing: there is no " + path.Base(base)})
			}
		}
	}
	return out
}

// named finds the tables and indexes that a migration makes, changes or refers to.
var named = regexp.MustCompile(`(?i)\b(?:CREATE\s+TABLE|ALTER\s+TABLE|DROP\s+TABLE|CREATE\s+(?:UNIQUE\s+)?INDEX(?:\s+CONCURRENTLY)?|REFERENCES|INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([A-Za-z_]\w*)`)

// tableNames checks that a module's migrations name only its own.
func tableNames(t *Tree) []Finding {
	var out []Finding
	for dir, files := range migrations(t) {
		if dir == "internal/platform/db" {
			continue // its migrations are those of its own tests
		}
		prefix := path.Base(dir) + "_"
		for _, f := range files {
			code := withoutComments(string(f.Text))
			for _, m := range named.FindAllStringSubmatchIndex(code, -1) {
				name := code[m[2]:m[3]]
				if !strings.HasPrefix(name, prefix) && !strings.EqualFold(name, "CASCADE") {
					out = append(out, at(f.Path, code, m[0], fmt.Sprintf("%s does not begin with %s", name, prefix)))
				}
			}
		}
	}
	return out
}

// noDDL are words that migrations do without.
var noDDL = []ban{
	no(`\bSERIAL\b|\bBIGSERIAL\b|\bSEQUENCE\b|\bGENERATED\b|\bAUTOINCREMENT\b`, "ids are made in Go"),
	no(`\bTIMESTAMP(TZ)?\b|\bDATE\b|\bINTERVAL\b`, "instants are BIGINT …_us, days are ISO TEXT"),
	no(`\bNUMERIC\b|\bDECIMAL\b|\bMONEY\b|\bREAL\b|\bFLOAT\b`, "money is BIGINT …_minor; a fraction is DOUBLE PRECISION"),
	no(`\bINT(EGER|2|4|8)?\b|\bSMALLINT\b`, "whole numbers are BIGINT on every engine"),
	no(`\bVARCHAR\b|\bCHAR\b|\bCITEXT\b`, "texts are TEXT; a length is a CHECK"),
	no(`\bENUM\b|\bCREATE\s+TYPE\b`, "a choice is TEXT with CHECK (… IN …)"),
	no(`\bTRIGGER\b|\bFUNCTION\b|\bPROCEDURE\b|\bCREATE\s+VIEW\b|\bEXTENSION\b`, "what happens is in Go, where it is tested"),
	no(`\bnow\(\)|\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\bgen_random_uuid\b`, "time and ids come from Go"),
	no(`\[\]|\bARRAY\b`, "a list is rows in a table"),
}

// tableText checks the wording of migrations. An override for one engine may
// use that engine's words.
func tableText(t *Tree) []Finding {
	var out []Finding
	for _, files := range migrations(t) {
		for _, f := range files {
			if m := stepName.FindStringSubmatch(path.Base(f.Path)); m == nil || m[3] != "" {
				continue
			}
			code := withoutComments(withoutLiterals(string(f.Text)))
			for _, b := range noDDL {
				for _, m := range b.pattern.FindAllStringIndex(code, -1) {
					out = append(out, at(f.Path, code, m[0], fmt.Sprintf("%q: %s", code[m[0]:m[1]], b.instead)))
				}
			}
			for _, m := range createTable.FindAllStringIndex(code, -1) {
				if end := strings.Index(code[m[0]:], ";"); end < 0 || !strings.HasSuffix(code[:m[0]+end], "\n)") {
					out = append(out, at(f.Path, code, m[0], "the table does not end with \");\" on a line of its own, so SQLite would not make it STRICT"))
				}
			}
		}
	}
	return out
}

var createTable = regexp.MustCompile(`(?i)\bCREATE\s+TABLE\b`)

// at makes a finding for an offset in text.
func at(file, text string, offset int, what string) Finding {
	return Finding{File: file, Line: 1 + strings.Count(text[:offset], "\n"), What: what}
}
