// Package archtest turns the rules of the house into a test that prints the
// reason: who may import whom, how large a file may grow, what a module's folder
// holds, and which SQL runs the same on every engine.
//
// A Rule reads the source as text and syntax, and runs nothing. Each has a bad
// snippet beside it in the tests that must turn it red.
//
// # Sources
//
// ARCHITECTURE.md for the import table, CONTRIBUTING.md for sizes and folders,
// docs/sql.md for the portable subset of SQL.
package archtest

import "fmt"

// Rule is one rule of the house.
type Rule struct {
	Name  string
	Why   string // the reason, printed with each finding that has none of its own
	Check func(*Tree) []Finding
}

// Finding is one place that breaks a rule.
type Finding struct {
	File string // from the module's root
	Line int    // 0 for the whole file
	What string
	Why  string
}

func (f Finding) String() string {
	return fmt.Sprintf("%s:%d: %s\n\twhy: %s", f.File, f.Line, f.What, f.Why)
}

// Rules returns all rules.
func Rules() []Rule {
	return []Rule{
		{"imports", "the map in ARCHITECTURE.md keeps every floor replaceable", imports},
		{"test imports", "real modules meet in app and test/e2e; elsewhere a fake stands in", testImports},
		{"file size", "a file that outgrows its reader hides what it holds; split it by subject", fileSize},
		{"function size", "a function is read in one look; give its steps names", functionSize},
		{"package doc", "the first thing a newcomer reads about a package", packageDoc},
		{"module doc", "a module says what it keeps true, what it owns and whom it talks to", moduleDoc},
		{"clock", "time is passed in, so that a test turns a week in a millisecond", clock},
		{"migration numbers", "each step runs once, in an order that everyone agrees on", migrationNumbers},
		{"table names", "no module touches another's tables; the name says whose it is", tableNames},
		{"table text", "one migration text makes the same table on every engine", tableText},
		{"statement text", "one statement text gives the same answer on every engine", statementText},
		{"statement arguments", "a placeholder without its argument fails only when it runs", statementArguments},
		{"statement tables", "no module reads another's tables: ask through a port, or keep a copy from events", statementTables},
		{"statement comment", "SQL says how; a sentence above it says what for", statementComment},
	}
}

// Run returns what all rules find in t.
func Run(t *Tree) []Finding {
	var out []Finding
	for _, r := range Rules() {
		for _, f := range r.Check(t) {
			if f.Why == "" {
				f.Why = r.Why
			}
			f.What = r.Name + ": " + f.What
			out = append(out, f)
		}
	}
	return out
}
