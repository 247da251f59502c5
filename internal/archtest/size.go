package archtest

import (
	"fmt"
	"go/ast"
	"path"
	"strings"
)

// The limits, in lines. Tests may be longer, because their tables are.
const (
	maxFile     = 400
	maxTestFile = 600
	maxFunction = 60
)

// fileSize checks the length of every file.
func fileSize(t *Tree) []Finding {
	var out []Finding
	check := func(f TextFile, test bool) {
		limit := maxFile
		if test {
			limit = maxTestFile
		}
		if n := f.Lines(); n > limit && !f.generated() {
			out = append(out, Finding{File: f.Path, What: fmt.Sprintf("%d lines, at most %d", n, limit)})
		}
	}
	for _, f := range t.Go {
		check(f.TextFile, f.Test())
	}
	for _, f := range t.Other {
		if path.Ext(f.Path) != ".sql" {
			check(f, strings.Contains(f.Path, ".test.") || strings.Contains(f.Path, ".spec."))
		}
	}
	return out
}

// functionSize checks the length of every function outside tests.
func functionSize(t *Tree) []Finding {
	var out []Finding
	for _, f := range t.Go {
		if f.Test() || f.generated() {
			continue
		}
		for _, d := range f.Syntax.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				name := "a function"
				switch n := n.(type) {
				case *ast.FuncDecl:
					name = n.Name.Name
				case *ast.FuncLit:
				default:
					return true
				}
				lines := f.line(n.End()) - f.line(n.Pos()) + 1
				if lines > maxFunction {
					out = append(out, f.find(n.Pos(), fmt.Sprintf("%s has %d lines, at most %d", name, lines, maxFunction)))
					return false // what is inside it is part of the same finding
				}
				return true
			})
		}
	}
	return out
}
