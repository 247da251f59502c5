package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// module is the path of our own packages.
const module = "yilu/"

// Tree is the source of the house.
type Tree struct {
	Go    []*GoFile
	Other []TextFile // faces and migrations
}

// TextFile is a file with its path from the root.
type TextFile struct {
	Path string
	Text []byte
}

// Lines returns the number of lines.
func (f TextFile) Lines() int { return bytes.Count(f.Text, []byte("\n")) }

// generated reports the mark that tools put into what they write.
func (f TextFile) generated() bool {
	return bytes.Contains(f.Text, []byte("Code generated ")) && bytes.Contains(f.Text, []byte("DO NOT EDIT")) ||
		strings.Contains(f.Path, ".gen.") || strings.HasSuffix(f.Path, ".d.ts")
}

// GoFile is a parsed Go file.
type GoFile struct {
	TextFile
	Syntax *ast.File
	set    *token.FileSet
}

// Package returns the path of the file's package from the root: "internal/core".
func (f *GoFile) Package() string { return path.Dir(f.Path) }

// Test reports whether the file belongs to tests alone.
func (f *GoFile) Test() bool { return strings.HasSuffix(f.Path, "_test.go") }

func (f *GoFile) line(at token.Pos) int { return f.set.Position(at).Line }

func (f *GoFile) find(at token.Pos, what string) Finding {
	return Finding{File: f.Path, Line: f.line(at), What: what}
}

// Load reads the source under root. Folders that are not ours are left out.
func Load(root fs.FS) (*Tree, error) {
	t := &Tree{}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if foreign(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !wanted(name) {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f := TextFile{name, text}
		if path.Ext(name) != ".go" {
			t.Other = append(t.Other, f)
			return nil
		}
		set := token.NewFileSet()
		syntax, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		t.Go = append(t.Go, &GoFile{f, syntax, set})
		return nil
	})
	return t, err
}

func foreign(dir string) bool {
	switch path.Base(dir) {
	case "node_modules", "testdata", ".git":
		return true
	}
	return dir == "bin" || dir == "var" || dir == "web/dist" || dir == "test/shots"
}

// wanted picks Go everywhere, migrations, and the source of the faces.
func wanted(name string) bool {
	switch path.Ext(name) {
	case ".go":
		return true
	case ".sql":
		return path.Base(path.Dir(name)) == "migrations"
	case ".ts", ".vue", ".mjs", ".js", ".css":
		return strings.HasPrefix(name, "web/")
	}
	return false
}

// inFolder reports whether name is dir or lies in it.
func inFolder(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, dir+"/")
}

// scenes are the folders whose folders are the domain modules.
var scenes = []string{"people", "work", "rights", "life", "standing", "govern"}

// domain returns the domain module that dir is, or is part of:
// "internal/work/gig"; "" if none.
func domain(dir string) string {
	part := strings.Split(dir, "/")
	if len(part) >= 3 && part[0] == "internal" && slices.Contains(scenes, part[1]) {
		return strings.Join(part[:3], "/")
	}
	return ""
}
