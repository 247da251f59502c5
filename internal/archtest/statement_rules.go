package archtest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// statementText checks the wording of every statement.
func statementText(t *Tree) []Finding {
	var out []Finding
	for _, s := range statements(t) {
		for _, what := range faults(s.text) {
			out = append(out, s.file.find(s.pos, what))
		}
	}
	return out
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// statementArguments checks that each of $1 to $n is used, and that there are n
// arguments where both can be counted.
func statementArguments(t *Tree) []Finding {
	var out []Finding
	for _, s := range statements(t) {
		used, highest := map[int]bool{}, 0
		for _, m := range placeholder.FindAllStringSubmatch(withoutLiterals(s.text), -1) {
			n, _ := strconv.Atoi(m[1])
			used[n] = true
			highest = max(highest, n)
		}
		limit := highest
		if s.holes() {
			limit = max(s.provided-1, 0)
		}
		for n := 1; n <= limit; n++ {
			if !used[n] {
				out = append(out, s.file.find(s.pos, fmt.Sprintf("$%d is not used", n)))
			}
		}
		if !s.holes() && s.args >= 0 && s.args != highest {
			out = append(out, s.file.find(s.pos, fmt.Sprintf("%d placeholders, %d arguments", highest, s.args)))
		}
	}
	return out
}

var (
	// source finds the tables that a statement reads or writes.
	source = regexp.MustCompile(`(?i)(\bDISTINCT\s+)?\b(?:FROM|JOIN|INTO|UPDATE)\s+([A-Za-z_]\w*)`)
	// naming finds the names that a statement gives to its own parts.
	naming = regexp.MustCompile(`(?i)(?:\bWITH\s+(?:RECURSIVE\s+)?|,\s*)(\w+)\s*(?:\([^()]*\)\s*)?AS\s*(?:MATERIALIZED\s*)?\(`)
)

// statementTables checks that a module or engine names only its own tables.
func statementTables(t *Tree) []Finding {
	var out []Finding
	for _, s := range statements(t) {
		pkg := s.file.Package()
		if inFolder(pkg, "internal/app") || inFolder(pkg, "internal/platform/db") {
			continue // the root sees everything; db keeps the record of migrations
		}
		code := withoutComments(withoutLiterals(s.text))
		own := map[string]bool{"set": true}
		for _, m := range naming.FindAllStringSubmatch(code, -1) {
			own[strings.ToLower(m[1])] = true
		}
		for _, m := range source.FindAllStringSubmatch(code, -1) {
			if m[1] == "" && !own[strings.ToLower(m[2])] && !owns(pkg, m[2]) {
				out = append(out, s.file.find(s.pos, fmt.Sprintf("%s uses the table %s", pkg, m[2])))
			}
		}
	}
	return out
}

// owns reports whether a table's name begins with a folder of the package's
// path, as internal/work/gig owns gig_job.
func owns(pkg, table string) bool {
	return slices.ContainsFunc(strings.Split(pkg, "/"), func(part string) bool {
		return strings.HasPrefix(table, part+"_")
	})
}

// statementComment checks for a sentence above each statement, or above the
// function that holds it.
func statementComment(t *Tree) []Finding {
	var out []Finding
	for _, s := range statements(t) {
		if !s.named && strings.TrimSpace(s.doc) == "" {
			out = append(out, s.file.find(s.pos, "no sentence above it says what the statement is for"))
		}
	}
	return out
}
