// Package deps checks what we are built with.
package deps

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// allowed are the licences that an Apache-2.0 program of ours may carry: npm's
// names.
var allowed = regexp.MustCompile(`^\(?(MIT|MIT-0|ISC|BSD-2-Clause|BSD-3-Clause|0BSD|Apache-2\.0|BlueOak-1\.0\.0|MPL-2\.0|Python-2\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|OFL-1\.1|MIT AND OFL-1\.1|WTFPL)( (OR|AND) [\w.-]+)*\)?$`)

// old packages say their licence, MIT, in a form of before 2015, which lock files
// leave out. They come with Prism, a tool of the tests.
var old = regexp.MustCompile(`^node_modules/(compute-(gcd|lcm)|validate\.io-(array|function|integer|integer-array|number))$`)

// licences tell licences by words that only they have.
var licences = []string{"Permission is hereby granted, free of charge", "Redistribution and use in source and binary forms", "Apache License", "Permission to use, copy, modify", "Mozilla Public License"}

// TestModules says that every Go module we build with is what its checksum says,
// comes by an exact version, and under a licence that allows it.
func TestModules(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		path, dir, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || seen[path] {
			continue
		}
		seen[path] = true
		if !licensed(dir) {
			t.Errorf("%s: no licence that we know", path)
		}
	}
	if len(seen) < 20 {
		t.Error("only", len(seen), "modules were looked at")
	}
}

func licensed(dir string) bool {
	for ; len(dir) > 1; dir = filepath.Dir(dir) {
		files, _ := filepath.Glob(filepath.Join(dir, "[LlCc][IiOo][CcPp]*"))
		for _, f := range files {
			text, err := os.ReadFile(f)
			for _, words := range licences {
				if err == nil && bytes.Contains(text, []byte(words)) {
					return true
				}
			}
		}
		if strings.Contains(filepath.Base(dir), "@") {
			return false
		}
	}
	return false
}

// TestPackages says the same of the npm packages.
func TestPackages(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"../../web", "../../test/prism"} {
		var lock struct {
			Packages map[string]struct {
				Version, Integrity, License, Resolved string
				Link                                  bool
			}
		}
		read(t, filepath.Join(folder, "package-lock.json"), &lock)
		for path, p := range lock.Packages {
			if path == "" {
				continue
			}
			if p.Integrity == "" || !allowed.MatchString(p.License) && !old.MatchString(path) {
				t.Errorf("%s %s: licence %q, checksum %q", folder, path, p.License, p.Integrity)
			}
			if p.Resolved != "" {
				t.Errorf("%s %s: the lock file names a registry", folder, path)
			}
		}
		var own struct{ Dependencies, DevDependencies map[string]string }
		read(t, filepath.Join(folder, "package.json"), &own)
		for _, all := range []map[string]string{own.Dependencies, own.DevDependencies} {
			for name, version := range all {
				if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(version) {
					t.Errorf("%s %s: %q is not one version", folder, name, version)
				}
			}
		}
	}
}

func read(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}
