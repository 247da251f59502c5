package pgcluster_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yilu/test/pgcluster"
)

// hold, when set, makes this test binary start a cluster, say where it is, and
// wait to be killed.
const hold = "YILU_PGCLUSTER_HOLD"

func TestMain(m *testing.M) {
	if os.Getenv(hold) == "" {
		os.Exit(m.Run())
	}
	c, err := pgcluster.Start(pgcluster.Options{})
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(c.Dir() + "\n" + c.URL() + "\n")
	select {}
}

func start(t *testing.T, opts pgcluster.Options) *pgcluster.Cluster {
	t.Helper()
	c, err := pgcluster.Start(opts)
	if errors.Is(err, pgcluster.ErrMissing) && os.Getenv("YILU_REQUIRE_POSTGRES") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(c.Dir()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("after Stop the folder is still there: %v", err)
		}
	})
	return c
}

// query returns one text from the server.
func query(t *testing.T, c *pgcluster.Cluster, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var out string
	if err := conn.QueryRow(t.Context(), sql).Scan(&out); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

func TestCluster(t *testing.T) {
	t.Parallel()
	t.Run("settings suit tests", func(t *testing.T) {
		t.Parallel()
		c := start(t, pgcluster.Options{Settings: map[string]string{"work_mem": "8MB"}})
		for name, want := range map[string]string{
			"fsync": "off", "jit": "off", "max_connections": "300", "listen_addresses": "127.0.0.1", "work_mem": "8MB",
		} {
			if got := query(t, c, "SHOW "+name); got != want {
				t.Errorf("%s = %q, want %q", name, got, want)
			}
		}
	})
	t.Run("text without a collation sorts as English, not as bytes", func(t *testing.T) {
		t.Parallel()
		c := start(t, pgcluster.Options{})
		got := query(t, c, `SELECT STRING_AGG(x, '' ORDER BY x) FROM (VALUES ('B'), ('a'), ('A'), ('b')) AS v (x)`)
		if got != "aAbB" {
			t.Errorf("sorted %q, want %q", got, "aAbB")
		}
	})
	t.Run("a stranger without the password is refused", func(t *testing.T) {
		t.Parallel()
		c := start(t, pgcluster.Options{})
		before, after, _ := strings.Cut(c.URL(), "yilu:")
		_, host, _ := strings.Cut(after, "@")
		if _, err := pgx.Connect(t.Context(), before+"yilu:guess@"+host); err == nil {
			t.Error("a wrong password was accepted")
		}
	})
	t.Run("two clusters live side by side", func(t *testing.T) {
		t.Parallel()
		a, b := start(t, pgcluster.Options{}), start(t, pgcluster.Options{})
		run(t, a, "CREATE TABLE only_here (x TEXT)")
		if got := query(t, b, "SELECT COALESCE(CAST(to_regclass('only_here') AS TEXT), 'nothing')"); got != "nothing" {
			t.Errorf("the other cluster has %q", got)
		}
	})
}

func TestKill(t *testing.T) {
	t.Parallel()
	t.Run("what was committed is there after a crash", func(t *testing.T) {
		t.Parallel()
		c := start(t, pgcluster.Options{Durable: true})
		if got := query(t, c, "SHOW fsync"); got != "on" {
			t.Errorf("fsync = %q, want on", got)
		}
		run(t, c, "CREATE TABLE kept (x TEXT)")
		url := c.URL()
		for _, x := range []string{"one", "two", "three"} {
			run(t, c, "INSERT INTO kept (x) VALUES ('"+x+"')")
			if err := c.Kill(); err != nil {
				t.Fatal(err)
			}
			if _, err := pgx.Connect(t.Context(), url); err == nil {
				t.Fatal("a killed server answered")
			}
			if err := c.Restart(); err != nil {
				t.Fatal(err)
			}
		}
		if got := query(t, c, "SELECT STRING_AGG(x, ' ') FROM kept"); got != "one two three" {
			t.Errorf("kept %q", got)
		}
		if c.URL() != url {
			t.Errorf("the address changed from %s to %s", url, c.URL())
		}
	})
	t.Run("a running server restarts in order", func(t *testing.T) {
		t.Parallel()
		c := start(t, pgcluster.Options{})
		before := query(t, c, "SELECT CAST(pg_postmaster_start_time() AS TEXT)")
		if err := c.Restart(); err != nil {
			t.Fatal(err)
		}
		if after := query(t, c, "SELECT CAST(pg_postmaster_start_time() AS TEXT)"); after == before {
			t.Error("it is still the same server")
		}
	})
	t.Run("killing and stopping twice changes nothing", func(t *testing.T) {
		t.Parallel()
		c := start(t, pgcluster.Options{})
		for _, do := range []func() error{c.Kill, c.Kill, c.Stop, c.Stop} {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Restart(); err == nil {
			t.Error("a stopped cluster started again")
		}
	})
}

func TestKilledOwner(t *testing.T) {
	t.Parallel()
	if _, err := pgcluster.BinDir(); err != nil && os.Getenv("YILU_REQUIRE_POSTGRES") == "" {
		t.Skip(err)
	}
	owner := exec.Command(os.Args[0])
	owner.Env = append(os.Environ(), hold+"=1")
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewScanner(out)
	said.Scan()
	dir := said.Text()
	said.Scan()
	url := said.Text()
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait() // reports the kill
	if dir == "" {
		t.Fatal("the owner started no cluster")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for gone := false; !gone; {
		_, err := os.Stat(dir)
		gone = errors.Is(err, os.ErrNotExist)
		select {
		case <-ctx.Done():
			t.Fatalf("the folder of a killed owner is still there: %s", dir)
		case <-time.After(20 * time.Millisecond):
		}
	}
	if _, err := pgx.Connect(ctx, url); err == nil {
		t.Error("the server of a killed owner still answers")
	}
}

// run runs one statement.
func run(t *testing.T, c *pgcluster.Cluster, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}
