package archtest

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// byPackage groups the Go files by folder, tests left out.
func byPackage(t *Tree) map[string][]*GoFile {
	out := map[string][]*GoFile{}
	for _, f := range t.Go {
		if !f.Test() {
			out[f.Package()] = append(out[f.Package()], f)
		}
	}
	return out
}

// packageDoc checks that every package says what it is.
func packageDoc(t *Tree) []Finding {
	var out []Finding
	all := byPackage(t)
	for _, pkg := range slices.Sorted(maps.Keys(all)) {
		files := all[pkg]
		want := "Package " + files[0].Syntax.Name.Name + " "
		if files[0].Syntax.Name.Name == "main" {
			want = "Command " + path.Base(pkg) + " "
		}
		if !slices.ContainsFunc(files, func(f *GoFile) bool { return strings.HasPrefix(f.Syntax.Doc.Text(), want) }) {
			out = append(out, Finding{File: files[0].Path, Line: 1,
				What: fmt.Sprintf("no file of %s has a doc comment that begins with %q", pkg, want)})
		}
	}
	return out
}

// moduleDoc checks each domain module's doc.go.
func moduleDoc(t *Tree) []Finding {
	var out []Finding
	for pkg, files := range byPackage(t) {
		if domain(pkg) != pkg {
			continue
		}
		i := slices.IndexFunc(files, func(f *GoFile) bool { return path.Base(f.Path) == "doc.go" })
		if i < 0 {
			out = append(out, Finding{File: pkg, What: "the module has no doc.go"})
			continue
		}
		text := files[i].Syntax.Doc.Text()
		for _, part := range []string{"Invariants", "Owns", "Talks"} {
			if !strings.Contains(text, "\n# "+part+"\n") && !strings.Contains(text, "\n"+part+":") {
				out = append(out, Finding{File: files[i].Path, Line: 1, What: "its doc comment has no part " + part})
			}
		}
	}
	return out
}

// untimed are the folders where asking for the time is in order.
var untimed = []string{"internal/core", "internal/platform", "internal/app", "cmd", "test", "bench", "web"}

// clock checks that nobody else asks the system for the time.
func clock(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Go {
		at := f.Package()
		if f.Test() || slices.ContainsFunc(untimed, func(dir string) bool { return inFolder(at, dir) }) {
			continue
		}
		name := importName(f, "time")
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if ok && name != "" && x.Name == name && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
				out = append(out, f.find(n.Pos(), "time."+sel.Sel.Name+" asks the system; take a core.Clock"))
			}
			return true
		})
	}
	return out
}

// importName returns what f calls the package, "" if it does not import it.
func importName(f *GoFile, pkg string) string {
	for _, spec := range f.Syntax.Imports {
		if name, _ := strconv.Unquote(spec.Path.Value); name == pkg {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path.Base(pkg)
		}
	}
	return ""
}
