package archtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// floor is a row of the import table: what the packages of a folder may import
// of ours, besides themselves, and of others.
type floor struct {
	folder    string
	may       []string // folders of ours
	libraries bool     // third-party packages
	never     []string // of the standard library
	why       string
}

// table is the import table of ARCHITECTURE.md. A floor that is not in it may
// import everything.
var table = []floor{
	{"internal/core", nil, false, nil, "core is a leaf, so that anything may import it"},
	{"internal/fault", nil, false, nil, "fault is a leaf, so that anything may import it"},
	{"internal/event", []string{"internal/core"}, false, nil, "the published language knows only core"},
	{"internal/platform", []string{"internal/core", "internal/fault", "internal/platform"}, true, nil,
		"technology knows no business"},
	{"internal/engine", []string{"internal/core", "internal/fault", "internal/platform"}, true, nil,
		"a mechanism has no subject: it knows neither events nor modules nor another mechanism"},
	{"internal/archtest", nil, false, nil, "the judge of the source depends on none of it"},
}

// modules is the row of all domain modules.
var modules = floor{
	may:   []string{"internal/core", "internal/fault", "internal/event", "internal/platform", "internal/engine"},
	never: []string{"database/sql", "os"},
	why: "a domain module knows the floors below and no other module, library, file or driver; " +
		"it talks through event and through interfaces that it declares in ports.go",
}

// floorOf returns the row for a package, and the folder that counts as itself.
func floorOf(pkg string) (row floor, self string, ok bool) {
	if m := domain(pkg); m != "" {
		return modules, m, true
	}
	for _, f := range table {
		if !inFolder(pkg, f.folder) {
			continue
		}
		self = pkg
		if rest, deeper := strings.CutPrefix(pkg, f.folder+"/"); deeper {
			first, _, _ := strings.Cut(rest, "/")
			self = f.folder + "/" + first // engine/ledger and all below it
		}
		return f, self, true
	}
	return floor{}, "", false
}

// imports checks what each package imports.
func imports(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Go {
		if f.Test() {
			continue
		}
		row, self, ok := floorOf(f.Package())
		for _, spec := range f.Syntax.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			why := ""
			switch {
			case ok && !row.allows(name, self):
				why = row.why
			case inFolder(f.Package(), "internal") && inFolder(name, module+"test"):
				why = "the program does not depend on its tests"
			case inFolder(f.Package(), "internal") && name == module+"internal/app" && !inFolder(f.Package(), "internal/app"):
				why = "only commands and tests start the program"
			default:
				continue
			}
			found := f.find(spec.Pos(), fmt.Sprintf("%s imports %s", f.Package(), name))
			found.Why = why
			out = append(out, found)
		}
	}
	return out
}

// allows reports whether the floor's package self may import name.
func (f floor) allows(name, self string) bool {
	if ours, ok := strings.CutPrefix(name, module); ok {
		return inFolder(ours, self) || slices.ContainsFunc(f.may, func(dir string) bool { return inFolder(ours, dir) })
	}
	first, _, _ := strings.Cut(name, "/")
	if strings.Contains(first, ".") {
		return f.libraries
	}
	return !slices.ContainsFunc(f.never, func(std string) bool { return inFolder(name, std) })
}

// testImports checks that a module's tests do not use another module either.
func testImports(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Go {
		self := domain(f.Package())
		if !f.Test() || self == "" {
			continue
		}
		for _, spec := range f.Syntax.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			ours := strings.TrimPrefix(name, module)
			other := domain(ours)
			if other != "" && other != self || inFolder(ours, "internal/app") {
				out = append(out, f.find(spec.Pos(), fmt.Sprintf("tests of %s import %s", f.Package(), name)))
			}
		}
	}
	return out
}
