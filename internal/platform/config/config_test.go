package config

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"yilu/internal/platform/crypto"
)

// env is an environment of its own, so that tests share none.
func env(pairs ...string) Lookup {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) { v, ok := m[name]; return v, ok }
}

// write makes a settings file for its owner alone.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "yilu.conf")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func parse(t *testing.T, args []string, e Lookup) Settings {
	t.Helper()
	s, err := Parse(args, e)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// defaults are promises to operators.
func defaults() Settings {
	return Settings{
		Addr: ":8080", DataDir: "var", Cipher: crypto.SM4GCM, DemoSeed: 1, LogLevel: "info", LogFormat: "text",
		SMS: "log", BankDelay: 2 * time.Second, BankLate: time.Minute, StopWithin: 15 * time.Second, TracesPct: 10,
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s := parse(t, nil, env())
	if diff := cmp.Diff(defaults(), s); diff != "" {
		t.Error(diff)
	}
	if got := s.DatabaseTarget(); got != "sqlite:var/yilu.db" {
		t.Errorf("database %s", got)
	}
}

func TestLaterSourcesWin(t *testing.T) {
	t.Parallel()
	file := write(t, "\uFEFF# our county\n\nYILU_DATA_DIR=/file\r\nYILU_LOG_LEVEL = warn \nYILU_TILES=\"https://t/{z}/{x}/{y}?k=a=b\"\nYILU_DEMO=true\nYILU_BANK_DELAY='5m'\nYILU_PUBLIC_URL=\n")
	e := env("YILU_DATA_DIR", "/env", "YILU_DEMO_SEED", "7", "YILU_LOG_LEVEL", "", "YILU_BANK_LATE_PCT", "20")
	want := defaults()
	want.Config, want.DataDir, want.LogLevel, want.Tiles = file, "/flag", "warn", "https://t/{z}/{x}/{y}?k=a=b"
	want.Demo, want.BankDelay, want.DemoSeed, want.BankLatePct = true, 5*time.Minute, 7, 20
	if diff := cmp.Diff(want, parse(t, []string{"--config", file, "--data-dir=/flag"}, e)); diff != "" {
		t.Error(diff)
	}
	want.DataDir = "/env"
	if diff := cmp.Diff(want, parse(t, []string{"--config", file}, e)); diff != "" {
		t.Errorf("without the flag: %s", diff)
	}
	t.Run("the environment can name the file, and a flag another", func(t *testing.T) {
		t.Parallel()
		other := write(t, "YILU_LOG_LEVEL=error\n")
		e := env("YILU_CONFIG", file)
		if s := parse(t, nil, e); s.LogLevel != "warn" || s.Config != file || s.DataDir != "/file" {
			t.Errorf("%+v", s)
		}
		if s := parse(t, []string{"--config", other}, e); s.LogLevel != "error" || s.DataDir != "var" {
			t.Errorf("%+v", s)
		}
	})
}

func TestEverySettingCanBeGivenInEveryWay(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"addr": "127.0.0.1:9", "public-url": "https://a.cn", "data-dir": "d", "database": "sqlite:x.db", "cipher": "aes-256-gcm",
		"key-file": "k", "keys": "text", "demo": "true", "demo-seed": "9", "tiles": "https://t/{z}{x}{y}", "log-level": "debug",
		"log-format": "json", "sms": "log", "bank-delay": "3s", "bank-late": "4s", "bank-late-pct": "1", "bank-twice-pct": "2",
		"bank-never-pct": "3", "bank-broken-pct": "4", "tls-cert": "c.pem", "tls-key": "k.pem", "trusted-proxies": "10.0.0.7, fd00::/8",
		"watch-addr": "127.0.0.1:9090", "drain": "5s", "stop-within": "30s", "traces": "http://localhost:4318", "traces-pct": "1",
	}
	for _, row := range Table() {
		if row.Name == configName {
			continue
		}
		v, ok := values[row.Name]
		if !ok {
			t.Errorf("no example of %s", row.Name)
			continue
		}
		path := write(t, row.Env+"="+v)
		byFlag := parse(t, []string{"--" + row.Name + "=" + v}, env())
		byEnv := parse(t, nil, env(row.Env, v))
		byFile := parse(t, []string{"--config", path}, env())
		byFile.Config = ""
		if diff := cmp.Diff(byFlag, byEnv); diff != "" {
			t.Errorf("%s by environment: %s", row.Name, diff)
		}
		if diff := cmp.Diff(byFlag, byFile); diff != "" {
			t.Errorf("%s by file: %s", row.Name, diff)
		}
		if v != row.Default && cmp.Equal(byFlag, defaults()) {
			t.Errorf("%s changes nothing", row.Name)
		}
	}
}

func TestPort(t *testing.T) {
	t.Parallel()
	file := write(t, "YILU_ADDR=:2\n")
	for _, c := range []struct {
		args []string
		env  Lookup
		want string
	}{
		{nil, env("PORT", "9000"), ":9000"},
		{nil, env("PORT", "9000", "YILU_ADDR", "[::1]:7"), "[::1]:7"},
		{nil, env("PORT", "", "YILU_ADDR", ""), ":8080"},
		{[]string{"--addr=:1"}, env("PORT", "9000"), ":1"},
		{[]string{"--config", file}, env("PORT", "9000"), ":9000"},
		{[]string{"--config", file}, env(), ":2"},
	} {
		if got := parse(t, c.args, c.env).Addr; got != c.want {
			t.Errorf("%q: %s, want %s", c.args, got, c.want)
		}
	}
}

func TestErrorsNameTheSettingAndWhatIsWrong(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, c := range []struct {
		name string
		args []string
		env  Lookup
		file string
		says []string
	}{
		{name: "unknown flag", args: []string{"--adr=:1"}, says: []string{"unknown flag --adr"}},
		{name: "address without a port", args: []string{"--addr=8080"}, says: []string{"setting addr", `as :8080; it is "8080"`}},
		{name: "port that is none", env: env("PORT", "http"), says: []string{"setting addr", `":http"`}},
		{name: "port too large", env: env("PORT", "70000"), says: []string{"setting addr", "0 to 65535"}},
		{name: "empty data folder", args: []string{"--data-dir="}, says: []string{"setting data-dir is empty"}},
		{name: "cipher", args: []string{"--cipher=des"}, says: []string{"--cipher", `"sm4-gcm","aes-256-gcm"`, `"des"`}},
		{name: "cipher in the environment", env: env("YILU_CIPHER", "des"), says: []string{"YILU_CIPHER in the environment", `"des" is not one of sm4-gcm, aes-256-gcm`}},
		{name: "seed", env: env("YILU_DEMO_SEED", "-1"), says: []string{"YILU_DEMO_SEED in the environment", "whole number"}},
		{name: "yes or no", env: env("YILU_DEMO", "maybe"), says: []string{"YILU_DEMO in the environment", "true or false"}},
		{name: "duration", file: "\nYILU_BANK_DELAY=5", says: []string{"yilu.conf, line 2", "90s"}},
		{name: "negative delay", args: []string{"--bank-delay=-1s"}, says: []string{"setting bank-delay", "-1s"}},
		{name: "percent", args: []string{"--bank-never-pct=101"}, says: []string{"setting bank-never-pct", "101"}},
		{name: "number too large", env: env("YILU_BANK_LATE_PCT", "5000000000"), says: []string{"bank-late-pct"}},
		{name: "relative address", args: []string{"--public-url=yilu.cn"}, says: []string{"setting public-url", "https://"}},
		{name: "address with a tail", args: []string{"--public-url=https://yilu.cn/"}, says: []string{"setting public-url", "final '/'"}},
		{name: "tiles without a row", args: []string{"--tiles=https://t/{z}/{x}"}, says: []string{"setting tiles", "{y}"}},
		{name: "tiles of a file", args: []string{"--tiles=file:///{z}{x}{y}"}, says: []string{"setting tiles", "https://"}},
		{name: "database of another kind", args: []string{"--database=mysql://u:" + secret + "@h/d"}, says: []string{"setting database", "sqlite: or postgres://"}},
		{name: "database without a file", args: []string{"--database=sqlite:"}, says: []string{"setting database", "name a file"}},
		{name: "database without a host", args: []string{"--database=postgres:///d"}, says: []string{"setting database", "name a host"}},
		{name: "keys twice", args: []string{"--keys=" + secret, "--key-file=k"}, says: []string{"setting keys", "key-file"}},
		{name: "proxy that is none", args: []string{"--trusted-proxies=10.0.0.1,nginx"}, says: []string{"setting trusted-proxies", `"nginx" is neither an address nor a network`}},
		{name: "watching where all is", args: []string{"--watch-addr=:8080"}, says: []string{"setting watch-addr", "another address"}},
		{name: "watching nowhere", args: []string{"--watch-addr=localhost"}, says: []string{"setting watch-addr", "host:port"}},
		{name: "no patience", args: []string{"--stop-within=-1s"}, says: []string{"setting stop-within", "-1s"}},
		{name: "collector without a scheme", args: []string{"--traces=localhost:4318"}, says: []string{"setting traces", "http://"}},
		{name: "no such file", args: []string{"--config=no/such/file"}, says: []string{"settings file no/such/file", "no such file"}},
		{name: "line without a value", file: "YILU_DEMO\n", says: []string{"line 1", "no '='"}},
		{name: "unknown name in the file", file: "# x\nYILU_ADR=:1", says: []string{"line 2", "no setting YILU_ADR"}},
		{name: "file that names a file", file: "YILU_CONFIG=x", says: []string{"line 1", "no setting YILU_CONFIG"}},
		{name: "set twice", file: "YILU_ADDR=:1\nYILU_ADDR=:2", says: []string{"line 2", "YILU_ADDR is set a second time"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := c.env
			if e == nil {
				e = env()
			}
			if c.file != "" {
				c.args = append(c.args, "--config", write(t, c.file))
			}
			s, err := Parse(c.args, e)
			if err == nil || !cmp.Equal(s, Settings{}) {
				t.Fatalf("Parse = %+v, %v", s, err)
			}
			for _, part := range c.says {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q lacks %q", err, part)
				}
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the message tells a secret: %v", err)
			}
		})
	}
}

func TestSecretsInAFileThatOthersCanRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"YILU_KEYS", "YILU_DATABASE"} {
		path := write(t, name+"=sqlite:secret\n")
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Parse([]string{"--config", path}, env())
		if err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) || strings.Contains(err.Error(), "sqlite:secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	open := write(t, "YILU_LOG_LEVEL=warn\nYILU_KEYS=\n")
	if err := os.Chmod(open, 0o644); err != nil {
		t.Fatal(err)
	}
	if s := parse(t, []string{"--config", open}, env()); s.LogLevel != "warn" {
		t.Errorf("%+v", s)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	t.Parallel()
	s := parse(t, []string{"--database=postgres://yilu:hunter2@db.local:5432/yilu?password=hunter3"}, env("YILU_KEYS", "hunter4"))
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("settings", "all", s)
	shown := fmt.Sprintf("%+v %#v ", s, s) + log.String()
	if strings.Contains(shown, "hunter") || !strings.Contains(shown, "postgres://db.local:5432/yilu") {
		t.Error(shown)
	}
	if got := s.DatabaseTarget(); !strings.Contains(got, "yilu:hunter2@") {
		t.Errorf("the target lost its password: %s", got)
	}
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	made, err := parse(t, []string{"--data-dir", dir}, env()).Keyring()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "keys")
	named, err := parse(t, []string{"--key-file", path, "--cipher=aes-256-gcm"}, env()).Keyring()
	if err != nil || named.Fingerprint() != made.Fingerprint() || named.Cipher() != crypto.AESGCM {
		t.Errorf("by the file's name: %v, %v", named, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	given, err := parse(t, nil, env("YILU_KEYS", strings.Join(lines, ","))).Keyring()
	if err != nil || given.Fingerprint() != made.Fingerprint() {
		t.Errorf("by the keys themselves: %v, %v", given, err)
	}
}

func TestProxies(t *testing.T) {
	t.Parallel()
	got, err := parse(t, []string{"--trusted-proxies=10.0.0.7, 192.168.1.9/16 ,::1,"}, env()).Proxies()
	if diff := cmp.Diff("[10.0.0.7/32 192.168.0.0/16 ::1/128]", fmt.Sprint(got)); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range Table() {
		if seen[row.Name] || row.About.ZH == "" || row.About.EN == "" ||
			!strings.HasSuffix(row.About.ZH, "。") || !strings.HasSuffix(row.About.EN, ".") {
			t.Errorf("row %+v", row)
		}
		if row.Default != "" && row.problem(row.Default) != "" {
			t.Errorf("%s: %s", row.Name, row.problem(row.Default))
		}
		seen[row.Name] = true
	}
	for _, name := range []string{"addr", "data-dir", "public-url", "database", "sms", "demo-seed"} {
		if !seen[name] {
			t.Errorf("no row %s", name)
		}
	}
	t.Run("kong knows the same names", func(t *testing.T) {
		t.Parallel()
		var cli struct {
			Settings
			Serve struct{} `cmd:""`
		}
		k, err := kong.New(&cli, append(Options(env("PORT", "1")), kong.NoDefaultHelp())...)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range k.Model.Flags {
			names = append(names, f.Name)
		}
		var want []string
		for _, row := range Table() {
			want = append(want, row.Name)
		}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Error(diff)
		}
		if ctx, err := k.Parse([]string{"serve", "--demo"}); err != nil || ctx.Command() != "serve" || cli.Addr != ":1" || !cli.Demo {
			t.Errorf("%+v, %v", cli.Settings, err)
		}
		cli.Settings = Settings{}
		if _, err := k.Parse([]string{"serve", "--tiles=x"}); err == nil || !strings.Contains(err.Error(), "setting tiles") {
			t.Errorf("settings of a command are not checked: %v", err)
		}
	})
}

func TestExampleIsAFileOfTheDefaults(t *testing.T) {
	t.Parallel()
	live := strings.ReplaceAll(Example(), "#YILU_", "YILU_")
	path := write(t, live)
	s := parse(t, []string{"--config", path}, env())
	s.Config = ""
	if diff := cmp.Diff(defaults(), s); diff != "" {
		t.Error(diff)
	}
	if n := strings.Count(live, "\nYILU_"); n != len(Table())-1 {
		t.Errorf("%d settings in the example", n)
	}
}

func FuzzFile(f *testing.F) {
	f.Add("YILU_ADDR=:1\n")
	f.Add(Example())
	f.Add("\uFEFF YILU_KEYS = 'x' \r\n=\n#")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse([]string{"--config", write(t, text)}, env())
		if err == nil && s.Validate() != nil {
			t.Fatalf("%+v was accepted", s)
		}
	})
}
