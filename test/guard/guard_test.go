package guard_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"yilu/test/guard"
)

// play, when set, makes this test binary watch that folder and its own child,
// then wait to be killed.
const play = "YILU_GUARD_PLAY"

func TestMain(m *testing.M) {
	dir := os.Getenv(play)
	if dir == "" {
		os.Exit(m.Run())
	}
	child := exec.Command("sleep", "600")
	if err := child.Start(); err != nil {
		panic(err)
	}
	pid := fmt.Sprintf("%d\n", child.Process.Pid)
	if err := os.WriteFile(filepath.Join(dir, "pid"), []byte(pid), 0o644); err != nil {
		panic(err)
	}
	if _, err := guard.Watch(ward(dir)); err != nil {
		panic(err)
	}
	os.Stdout.WriteString(pid)
	select {}
}

func ward(dir string) guard.Ward {
	return guard.Ward{Dir: dir, PIDFile: "pid", Signal: "TERM", Attr: &syscall.SysProcAttr{Setsid: true}}
}

func folder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ward")
	if err := os.MkdirAll(filepath.Join(dir, "deep", "er"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRelease(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		already bool // removed by its owner
	}{
		{"removes what is left", false},
		{"has nothing to do where the owner tidied", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			g, err := guard.Watch(ward(dir))
			if err != nil {
				t.Fatal(err)
			}
			if tt.already {
				if err := os.RemoveAll(dir); err != nil {
					t.Fatal(err)
				}
			}
			if err := g.Release(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("still there: %v", err)
			}
		})
	}
}

func TestKilledOwner(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	owner := exec.Command(os.Args[0])
	owner.Env = append(os.Environ(), play+"="+dir)
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	said.Scan()
	var pid int
	if _, err := fmt.Sscan(said.Text(), &pid); err != nil {
		t.Fatal(err)
	}
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait() // reports the kill
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		_, err := os.Stat(dir)
		if errors.Is(err, os.ErrNotExist) {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the folder of a killed owner is still there")
		}
	}
	// The child may remain as a zombie until the system's first process reaps it.
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err == nil && !zombie(stat) {
		t.Errorf("the process of a killed owner still runs:\n%s", stat)
	}
}

func zombie(status []byte) bool { return bytes.Contains(status, []byte("\nState:\tZ")) }
