package load

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"yilu/test/rig"
)

// The environment of a child, which is the test binary serving the program.
const (
	envDatabase = "YILU_CHILD_DATABASE"
	envFolder   = "YILU_CHILD_FOLDER"
	envAddr     = "YILU_CHILD_ADDR"
)

// Main is a TestMain for tests that start a Child: it runs the tests, or serves.
func Main(m *testing.M) {
	if os.Getenv(envDatabase) == "" {
		os.Exit(m.Run())
	}
	if err := serve(os.Getenv(envDatabase), os.Getenv(envFolder), os.Getenv(envAddr)); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
}

// serve runs the program until it is killed.
func serve(database, dir, addr string) error {
	ctx := context.Background()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	a, err := rig.Open(ctx, database, dir, "http://"+addr)
	if err != nil {
		return err
	}
	a.Start(ctx)
	srv := &http.Server{Handler: a.Handler(), ReadHeaderTimeout: 10 * time.Second}
	return srv.Serve(l)
}

// Child is the program as a process of its own.
type Child struct {
	T             *testing.T
	Database, Dir string
	Addr          string        // Free gives one
	AlsoKill      func()        // what else dies with it; may be nil
	Within        time.Duration // it starts, or the test fails

	cmd *exec.Cmd
}

// Free returns an address to listen on.
func Free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// URL is where it serves.
func (c *Child) URL() string { return "http://" + c.Addr }

// Start returns when it is ready.
func (c *Child) Start() {
	c.T.Helper()
	self, err := os.Executable()
	if err != nil {
		c.T.Fatal(err)
	}
	c.cmd = exec.Command(self)
	c.cmd.Env = append(os.Environ(), envDatabase+"="+c.Database, envFolder+"="+c.Dir, envAddr+"="+c.Addr)
	c.cmd.Stderr = os.Stderr
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.cmd.Start(); err != nil {
		c.T.Fatal(err)
	}
	for end := time.Now().Add(c.Within); ; time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(c.URL() + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(end) {
			c.T.Fatalf("the program did not come back: %v", err)
		}
	}
}

// Kill ends the process as a power cut would.
func (c *Child) Kill() {
	c.T.Helper()
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.T.Fatal(err)
	}
	_ = c.cmd.Wait()
	if c.AlsoKill != nil {
		c.AlsoKill()
	}
}

// Grant gives the role of a reviewer by the command line's way, beside the
// running program.
func (c *Child) Grant(staff *rig.Client) {
	c.T.Helper()
	a, err := rig.Open(c.T.Context(), c.Database, c.Dir, c.URL())
	if err != nil {
		c.T.Fatal(err)
	}
	if err := errors.Join((&rig.Rig{App: a}).Grant(c.T, staff), a.Close()); err != nil {
		c.T.Fatal(err)
	}
}

// Sound checks every invariant over all rows, once the program does not run.
func (c *Child) Sound() (checked int) {
	c.T.Helper()
	a, err := rig.Open(c.T.Context(), c.Database, c.Dir, c.URL())
	if err != nil {
		c.T.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // a test's end
	all, broken, err := a.Verify(c.T.Context())
	if err != nil || len(broken) > 0 {
		c.T.Errorf("%v; %d broken, the first: %q", err, len(broken), broken[:min(5, len(broken))])
	}
	return len(all)
}
