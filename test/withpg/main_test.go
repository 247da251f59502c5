package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"yilu/test/pgcluster"
)

// asMain makes this test binary behave as withpg.
const asMain = "YILU_WITHPG_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asMain) != "" {
		main()
	}
	os.Exit(m.Run())
}

// withpg returns the command and the folder in which its server must leave
// nothing behind.
func withpg(t *testing.T, args ...string) (cmd *exec.Cmd, folder string) {
	t.Helper()
	if _, err := pgcluster.BinDir(); err != nil && os.Getenv("YILU_REQUIRE_POSTGRES") == "" {
		t.Skip(err)
	}
	// Not t.TempDir: the server's account must be able to enter it.
	folder, err := os.MkdirTemp("", "withpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asMain+"=1", "TMPDIR="+folder, "TEST_POSTGRES_URL=not this one")
	return cmd, folder
}

// code is the exit code that err of Run or Wait tells.
func code(t *testing.T, err error) int {
	t.Helper()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0
}

func wantEmpty(t *testing.T, folder string) {
	t.Helper()
	if left, _ := filepath.Glob(folder + "/*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		args []string
		code int
		out  string // a part of what is printed
	}{
		{"the command learns the address", []string{"--", "sh", "-c", "echo $TEST_POSTGRES_URL"}, 0, "postgres://yilu:"},
		{"the second engine is required", []string{"--", "sh", "-c", "echo [$YILU_REQUIRE_POSTGRES]"}, 0, "[1]"},
		{"a failure keeps its code", []string{"--", "sh", "-c", "exit 7"}, 7, ""},
		{"a signal is 128 and its number", []string{"--", "sh", "-c", "kill -KILL $$"}, 137, ""},
		{"no such command", []string{"--", "there-is-no-such-command"}, failed, "executable file not found"},
		{"no command", nil, failed, "usage"},
		{"unknown flag", []string{"-fast", "--", "true"}, failed, "-durable"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cmd, folder := withpg(t, tt.args...)
			out, err := cmd.CombinedOutput()
			if got := code(t, err); got != tt.code {
				t.Errorf("exit code %d, want %d", got, tt.code)
			}
			if !strings.Contains(string(out), tt.out) {
				t.Errorf("printed %q, want %q in it", out, tt.out)
			}
			wantEmpty(t, folder)
		})
	}
}

func TestSignals(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(s.String()+" reaches the command, and all is tidied", func(t *testing.T) {
			t.Parallel()
			cmd, folder := withpg(t, "--", "sh", "-c",
				`trap 'echo told; exit 3' INT TERM HUP; echo ready; while :; do sleep 0.05; done`)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			var errs bytes.Buffer
			cmd.Stderr = &errs
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			said := bufio.NewScanner(out)
			if !said.Scan() || said.Text() != "ready" {
				t.Fatalf("the command did not start: %q %s", said.Text(), &errs)
			}
			if err := cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
			if !said.Scan() || said.Text() != "told" {
				t.Errorf("the command said %q, want told", said.Text())
			}
			if got := code(t, cmd.Wait()); got != 3 {
				t.Errorf("exit code %d, want the command's 3", got)
			}
			wantEmpty(t, folder)
		})
	}
}
