// Package crash kills the program in the middle of load, many times, and checks
// after each restart that what was acknowledged is there: every grab, hold and
// release; that the books balance; and that no event is missing or doubled in
// effect.
package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"yilu/test/pgcluster"
	"yilu/test/rig"
)

// The environment of a child, which is this test binary serving the program.
const (
	envDatabase = "YILU_CRASH_DATABASE"
	envFolder   = "YILU_CRASH_FOLDER"
	envAddr     = "YILU_CRASH_ADDR"
)

func TestMain(m *testing.M) {
	if os.Getenv(envDatabase) != "" {
		if err := serve(os.Getenv(envDatabase), os.Getenv(envFolder), os.Getenv(envAddr)); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
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

// child is the program as a process of its own.
type child struct {
	t              *testing.T
	database, dir  string
	addr           string
	cmd            *exec.Cmd
	beforeRestart  func() // what else comes back after a kill; may be nil
	alsoKill       func() // what else dies with it; may be nil
	startedOrFatal time.Duration
	most           time.Duration // that a round of load takes
}

func (c *child) start() {
	c.t.Helper()
	self, err := os.Executable()
	if err != nil {
		c.t.Fatal(err)
	}
	c.cmd = exec.Command(self)
	c.cmd.Env = append(os.Environ(), envDatabase+"="+c.database, envFolder+"="+c.dir, envAddr+"="+c.addr)
	c.cmd.Stderr = os.Stderr
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	for end := time.Now().Add(c.startedOrFatal); ; time.Sleep(20 * time.Millisecond) {
		res, err := http.Get("http://" + c.addr + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(end) {
			c.t.Fatalf("the program did not come back: %v", err)
		}
	}
}

// kill ends the process as a power cut would.
func (c *child) kill() {
	c.t.Helper()
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.t.Fatal(err)
	}
	_ = c.cmd.Wait()
	if c.alsoKill != nil {
		c.alsoKill()
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// rounds is how often the program is killed on each engine.
const rounds = 8

func TestKillSQLite(t *testing.T) {
	dir := t.TempDir()
	c := &child{t: t, database: "sqlite:" + filepath.Join(dir, "yilu.db"), dir: dir, addr: freeAddr(t), startedOrFatal: 30 * time.Second, most: 2500 * time.Millisecond}
	survive(t, c)
}

// On PostgreSQL every second round kills the database server, too.
func TestKillPostgres(t *testing.T) {
	cluster, err := pgcluster.Start(pgcluster.Options{Durable: true})
	if errors.Is(err, pgcluster.ErrMissing) && os.Getenv("YILU_REQUIRE_POSTGRES") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop() //nolint:errcheck // a test's end
	dir, n := t.TempDir(), 0
	c := &child{t: t, database: cluster.URL(), dir: dir, addr: freeAddr(t), startedOrFatal: 60 * time.Second, most: 5 * time.Second}
	c.alsoKill = func() {
		if n++; n%2 == 1 {
			return
		}
		cluster.Kill()
		if err := cluster.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	survive(t, c)
}

// survive kills and restarts under load, then looks at everything.
func survive(t *testing.T, c *child) {
	t.Helper()
	c.start()
	w := settle(t, "http://"+c.addr, c)
	for round := range rounds {
		stop := make(chan struct{})
		done := w.load(stop)
		time.Sleep(c.most/4 + rand.N(c.most*3/4))
		c.kill()
		close(stop)
		<-done
		c.start()
		w.check(fmt.Sprintf("round %d", round+1))
	}
	w.quiet()
	w.check("at the end")
	w.effects()
	c.kill()
	a, err := rig.Open(t.Context(), c.database, c.dir, "http://"+c.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // a test's end
	checked, broken, err := a.Verify(t.Context())
	if err != nil || len(broken) > 0 {
		t.Errorf("%v; %d broken, the first: %q", err, len(broken), broken[:min(5, len(broken))])
	}
	t.Logf("%d rounds; acknowledged: %d holds, %d grabs, %d releases; %d invariants hold", rounds, w.count("hold"), w.count("grab"), w.count("release"), len(checked))
	if w.count("grab") < 20 || w.count("release") < 5 || w.count("hold") < 5 {
		t.Error("there was too little load to tell")
	}
}
