package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

// hole stands in a statement's text for a part that only the running program
// knows.
const hole = "\uFFFD"

// statement is one SQL text in Go source.
type statement struct {
	file *GoFile
	pos  token.Pos
	text string
	// provided is the first placeholder that a hole brings along, as db.In(3, n)
	// brings $3 and more; 0 if no hole brings any that we could know.
	provided int
	doc      string // the comments of the function around it, and just above
	named    bool   // it is a constant; whoever uses it has the sentence
	args     int    // how many arguments it is given; -1 if we cannot know
}

// holes reports whether the text has parts that we do not know.
func (s statement) holes() bool { return strings.Contains(s.text, hole) }

// begins tells a statement from other texts.
var begins = regexp.MustCompile(`^\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s|DELETE\s+FROM\s|WITH\s+(?:RECURSIVE\s+)?\w+\s*(?:\([^)]*\)\s*)?AS\s)`)

// statements returns all SQL in the program's own code. Tests may ask as they
// like, and so may a file for one engine alone: NAME_sqlite.go, NAME_postgres.go.
func statements(t *Tree) []statement {
	constants := texts(t)
	var out []statement
	for _, f := range t.Go {
		if f.Test() || !inFolder(f.Package(), "internal") || oneEngine(f.Path) {
			continue
		}
		r := &reader{file: f, constants: constants[f.Package()]}
		for _, d := range f.Syntax.Decls {
			r.doc, r.named = docOf(d)
			ast.Inspect(d, r.visit)
		}
		out = append(out, r.found...)
	}
	return out
}

func oneEngine(path string) bool {
	return strings.HasSuffix(path, "_sqlite.go") || strings.HasSuffix(path, "_postgres.go")
}

// docOf returns what is written above d, and whether d is a constant or variable.
func docOf(d ast.Decl) (doc string, named bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Doc.Text(), false
	case *ast.GenDecl:
		return d.Doc.Text(), true
	}
	return "", false
}

// texts returns each package's constants and variables of literal text.
func texts(t *Tree) map[string]map[string]ast.Expr {
	out := map[string]map[string]ast.Expr{}
	for _, f := range t.Go {
		if f.Test() {
			continue
		}
		names := out[f.Package()]
		if names == nil {
			names = map[string]ast.Expr{}
			out[f.Package()] = names
		}
		for _, d := range f.Syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				v, ok := s.(*ast.ValueSpec)
				for i := 0; ok && i < len(v.Names) && i < len(v.Values); i++ {
					names[v.Names[i].Name] = v.Values[i]
				}
			}
		}
	}
	return out
}

// reader collects the statements of one file.
type reader struct {
	file      *GoFile
	constants map[string]ast.Expr
	doc       string
	named     bool // in a declaration whose name says what it is
	found     []statement
}

func (r *reader) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		if i := textArgument(n); i >= 0 && r.take(n.Args[i], given(n)) {
			for j, a := range n.Args {
				if j != i {
					ast.Inspect(a, r.visit)
				}
			}
			ast.Inspect(n.Fun, r.visit)
			return false
		}
	case *ast.BinaryExpr, *ast.BasicLit:
		return !r.take(n.(ast.Expr), -1)
	}
	return true
}

// take records e if it is a statement.
func (r *reader) take(e ast.Expr, args int) bool {
	if id, ok := e.(*ast.Ident); ok && r.constants[id.Name] == nil {
		return false
	}
	s := statement{file: r.file, pos: e.Pos(), args: args, named: r.named}
	s.doc = r.doc + r.above(e.Pos())
	s.text = r.resolve(e, &s, 0)
	if !begins.MatchString(s.text) {
		return false
	}
	r.found = append(r.found, s)
	return true
}

// resolve returns the text of e as far as the source tells.
func (r *reader) resolve(e ast.Expr, s *statement, depth int) string {
	if depth > 20 {
		return hole
	}
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return text
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return r.resolve(e.X, s, depth+1) + r.resolve(e.Y, s, depth+1)
		}
	case *ast.ParenExpr:
		return r.resolve(e.X, s, depth+1)
	case *ast.Ident:
		if c := r.constants[e.Name]; c != nil {
			return r.resolve(c, s, depth+1)
		}
	case *ast.CallExpr:
		return r.call(e, s)
	}
	return hole
}

// call knows the helpers of platform/db.
func (r *reader) call(e *ast.CallExpr, s *statement) string {
	sel, ok := e.Fun.(*ast.SelectorExpr)
	if !ok {
		return hole
	}
	if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "db" {
		return hole
	}
	switch sel.Sel.Name {
	case "ForUpdate", "SkipLocked":
		return ""
	case "In":
		if n, ok := e.Args[0].(*ast.BasicLit); ok {
			s.provided, _ = strconv.Atoi(n.Value)
		}
	case "Values":
		s.provided = 1
	}
	return hole
}

// textArgument returns which argument of a call is a statement: that of
// Exec(ctx, text, …), Row and Rows; -1 for other calls.
func textArgument(c *ast.CallExpr) int {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || len(c.Args) < 2 {
		return -1
	}
	switch sel.Sel.Name {
	case "Exec", "Row", "Rows":
		return 1
	}
	return -1
}

// given counts the arguments that such a call gives its statement.
func given(c *ast.CallExpr) int {
	if c.Ellipsis.IsValid() {
		return -1
	}
	if c.Fun.(*ast.SelectorExpr).Sel.Name != "Rows" {
		return len(c.Args) - 2
	}
	if len(c.Args) != 4 {
		return -1
	}
	switch a := c.Args[2].(type) {
	case *ast.CompositeLit:
		return len(a.Elts)
	case *ast.Ident:
		if a.Name == "nil" {
			return 0
		}
	}
	return -1
}

// above returns the comment within three lines above pos, where a call with its
// statement begins.
func (r *reader) above(pos token.Pos) string {
	line := r.file.line(pos)
	for _, c := range r.file.Syntax.Comments {
		if end := r.file.line(c.End()); end < line && end >= line-3 {
			return c.Text()
		}
	}
	return ""
}
