package config

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"yilu/internal/fault"
)

// Lookup finds a variable of the environment; os.LookupEnv is one.
type Lookup func(name string) (string, bool)

// Options are what kong.New needs to fill Settings, wherever they are embedded,
// and to tell in its help how each can be given.
func Options(env Lookup) []kong.Option {
	rows := Table()
	return []kong.Option{kong.Resolvers(&source{env: env, rows: rows}), kong.ValueFormatter(func(v *kong.Value) string {
		i := slices.IndexFunc(rows, func(r Setting) bool { return r.Name == v.Name })
		if i < 0 || v.Flag == nil {
			return kong.DefaultHelpValueFormatter(v)
		}
		return v.Help + " (" + rows[i].Env + ")"
	})}
}

// Parse reads settings from arguments that have nothing else: for programs
// without commands.
func Parse(args []string, env Lookup) (Settings, error) {
	var s Settings
	k, err := kong.New(&s, append(Options(env), kong.NoDefaultHelp())...)
	if err != nil {
		return Settings{}, err
	}
	if _, err := k.Parse(args); err != nil {
		return Settings{}, err
	}
	return s, nil
}

// source answers kong for what no flag says: from the environment, then from the
// file. It serves one parse.
type source struct {
	env  Lookup
	rows []Setting
	file map[string]given // by Env; nil until the file is read
}

// given is a value and where it stands, for messages.
type given struct{ value, where string }

// Validate implements kong.Resolver.
func (s *source) Validate(*kong.Application) error { return nil }

// Resolve implements kong.Resolver. Flags of commands are not ours.
func (s *source) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	i := slices.IndexFunc(s.rows, func(r Setting) bool { return r.Name == flag.Name })
	if i < 0 {
		return nil, nil
	}
	row := s.rows[i]
	g, ok := s.fromEnv(row)
	if !ok && row.Name != configName {
		if err := s.readFile(ctx); err != nil {
			return nil, err
		}
		g, ok = s.file[row.Env]
	}
	if !ok {
		return nil, nil
	}
	if problem := row.problem(g.value); problem != "" {
		return nil, fmt.Errorf("%s: %s", g.where, problem)
	}
	return g.value, nil
}

// fromEnv finds the setting in the environment.
func (s *source) fromEnv(row Setting) (given, bool) {
	if v, _ := s.env(row.Env); v != "" {
		return given{v, row.Env + " in the environment"}, true
	}
	if port, _ := s.env("PORT"); row.Name == "addr" && port != "" {
		return given{":" + port, "PORT in the environment"}, true
	}
	return given{}, false
}

// readFile reads the file that --config or YILU_CONFIG names, once.
func (s *source) readFile(ctx *kong.Context) error {
	if s.file != nil {
		return nil
	}
	s.file = map[string]given{}
	path, _ := s.env("YILU_CONFIG")
	for _, f := range ctx.Flags() {
		if v, ok := ctx.FlagValue(f).(string); ok && f.Name == configName && v != "" {
			path = v
		}
	}
	if path == "" {
		return nil
	}
	return s.read(path)
}

// read takes the settings from a file of NAME=VALUE lines.
func (s *source) read(path string) (err error) {
	defer fault.Wrap(&err, "settings file %s", path)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\uFEFF")) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), unquote(strings.TrimSpace(value))
		i := slices.IndexFunc(s.rows, func(r Setting) bool { return r.Env == name })
		switch {
		case !ok:
			return fmt.Errorf("line %d: there is no '=' between name and value", n)
		case i < 0 || s.rows[i].Name == configName:
			return fmt.Errorf("line %d: there is no setting %s", n, name)
		case s.file[name].where != "":
			return fmt.Errorf("line %d: %s is set a second time", n, name)
		case s.rows[i].Kind == Private && value != "" && info.Mode().Perm()&0o077 != 0:
			return fmt.Errorf("line %d: %s is secret and others may read the file (mode %04o); run: chmod 600 %s",
				n, name, info.Mode().Perm(), path)
		}
		if value != "" {
			s.file[name] = given{value, fmt.Sprintf("%s in %s, line %d", name, path, n)}
		}
	}
	return nil
}

// unquote takes off a pair of quotes around a value.
func unquote(v string) string {
	if len(v) >= 2 && (v[0] == '"' || v[0] == '\'') && v[len(v)-1] == v[0] {
		return v[1 : len(v)-1]
	}
	return v
}

// problem says what is wrong with a value's form; "" for nothing. It never
// repeats a private value.
func (s Setting) problem(v string) string {
	var err error
	want := ""
	switch s.Kind {
	case Number:
		_, err = strconv.ParseUint(v, 10, 64)
		want = "a whole number, not negative"
	case Yes:
		if v != "true" && v != "false" {
			err = strconv.ErrSyntax
		}
		want = "true or false"
	case Duration:
		_, err = time.ParseDuration(v)
		want = "a duration such as 90s, 5m or 2h"
	case Choice:
		if !slices.Contains(s.Choices, v) {
			err = strconv.ErrSyntax
		}
		want = "one of " + strings.Join(s.Choices, ", ")
	case Text, Private:
	}
	if err == nil {
		return ""
	}
	return fmt.Sprintf("%q is not %s", v, want)
}
