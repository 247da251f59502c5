package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"yilu/internal/platform/config"
)

var (
	namedSetting = regexp.MustCompile(`\bYILU_[A-Z_]+\b`)
	namedCommand = regexp.MustCompile("(?m)(?:^|[/`$ '])yilu ((?:--?[a-z][a-z-]*[ =])?[a-z]+)")
)

// What the guide and the files for operators name, there is.
func TestGuideAndFilesNameWhatThereIs(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range config.Table() {
		known[s.Env] = true
	}
	var c cli
	k, err := kong.New(&c, config.Options(os.LookupEnv)...)
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, n := range k.Model.Children {
		commands = append(commands, n.Name)
	}
	files, err := filepath.Glob("../../deploy/*")
	if err != nil || len(files) < 6 {
		t.Fatal(files, err)
	}
	asked := 0
	for _, file := range append(files, "../../docs/operate.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range namedSetting.FindAllString(string(text), -1) {
			if !known[name] {
				t.Errorf("%s: there is no setting %s", file, name)
			}
		}
		if !strings.HasSuffix(file, ".md") && !strings.HasSuffix(file, ".service") {
			continue
		}
		for _, m := range namedCommand.FindAllStringSubmatch(string(text), -1) {
			if asked++; !slices.Contains(commands, m[1]) {
				t.Errorf("%s: there is no command %q", file, m[1])
			}
		}
	}
	if asked < 10 {
		t.Error("the guide names few commands:", asked)
	}
}
