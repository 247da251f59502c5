package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"yilu/internal/core"
)

// Kind is what the values of a setting look like.
type Kind string

// The kinds.
const (
	Text     Kind = "text"
	Private  Kind = "private" // text that is never shown whole
	Choice   Kind = "choice"
	Number   Kind = "number"   // whole, not negative
	Yes      Kind = "yes/no"   // true or false
	Duration Kind = "duration" // 90s, 5m, 2h
)

// Setting is a row of the table of settings.
type Setting struct {
	Name    string // of the flag, without its dashes: "data-dir"
	Env     string // in the environment and in the file: "YILU_DATA_DIR"
	Kind    Kind
	Default string
	Choices []string  // of a Choice
	About   core.Text // one sentence
}

// Table returns all settings, in the order of Settings.
func Table() []Setting {
	var rows []Setting
	for f := range reflect.TypeFor[Settings]().Fields() {
		s := Setting{
			Name:    f.Tag.Get("name"),
			Default: f.Tag.Get("default"),
			About:   core.Text{ZH: f.Tag.Get("zh"), EN: f.Tag.Get("help")},
			Kind:    kindOf(f),
		}
		if s.Name == "" {
			s.Name = dashed(f.Name)
		}
		if s.Kind == Choice {
			s.Choices = strings.Split(f.Tag.Get("enum"), ",")
		}
		s.Env = "YILU_" + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
		rows = append(rows, s)
	}
	return rows
}

// Example returns a file with every setting at its default, commented out, with
// its sentence in both languages.
func Example() string {
	var b strings.Builder
	for _, s := range Table() {
		if s.Name == configName {
			continue // a file does not name itself
		}
		fmt.Fprintf(&b, "# %s\n# %s\n#%s=%s\n\n", s.About.ZH, s.About.EN, s.Env, s.Default)
	}
	return b.String()
}

// Markdown returns the table of settings for the operators' guide.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| flag | environment and file | default | what it does |\n| --- | --- | --- | --- |\n")
	for _, s := range Table() {
		fallback := "–"
		switch {
		case s.Default != "":
			fallback = "`" + s.Default + "`"
		case s.Kind == Yes:
			fallback = "`false`"
		}
		fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s |\n", s.Name, s.Env, fallback, strings.ReplaceAll(s.About.EN, "|", "\\|"))
	}
	return b.String()
}

// configName is the setting that names the file.
const configName = "config"

func kindOf(f reflect.StructField) Kind {
	switch {
	case f.Tag.Get("enum") != "":
		return Choice
	case f.Type == reflect.TypeFor[time.Duration]():
		return Duration
	case reflect.PointerTo(f.Type).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return Private
	case f.Type.Kind() == reflect.Bool:
		return Yes
	case f.Type.Kind() == reflect.Uint64, f.Type.Kind() == reflect.Uint32:
		return Number
	}
	return Text
}

// dashed writes a field's name as kong does: DataDir is data-dir.
func dashed(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
