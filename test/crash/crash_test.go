// Package crash kills the program in the middle of load, many times, and checks
// after each restart that what was acknowledged is there: every grab, hold and
// release; that the books balance; and that no event is missing or doubled in
// effect.
package crash

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yilu/test/load"
	"yilu/test/pgcluster"
	"yilu/test/rig"
)

func TestMain(m *testing.M) { load.Main(m) }

// rounds is how often the program is killed on each engine.
const rounds = 8

func TestKillSQLite(t *testing.T) {
	dir := t.TempDir()
	c := &load.Child{T: t, Database: "sqlite:" + filepath.Join(dir, "yilu.db"), Dir: dir, Addr: load.Free(t), Within: 30 * time.Second}
	survive(t, c, 2500*time.Millisecond)
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
	c := &load.Child{T: t, Database: cluster.URL(), Dir: dir, Addr: load.Free(t), Within: 60 * time.Second}
	c.AlsoKill = func() {
		if n++; n%2 == 1 {
			return
		}
		cluster.Kill()
		if err := cluster.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	survive(t, c, 5*time.Second)
}

// survive kills and restarts under load, then looks at everything. A round of
// load takes at most most.
func survive(t *testing.T, c *load.Child, most time.Duration) {
	t.Helper()
	c.Start()
	w := load.New(t, c.URL(), func(staff *rig.Client) {
		c.Kill()
		c.Grant(staff)
		c.Start()
	})
	for round := range rounds {
		stop := make(chan struct{})
		done := w.Load(stop)
		time.Sleep(most/4 + rand.N(most*3/4))
		c.Kill()
		close(stop)
		<-done
		c.Start()
		w.Check(fmt.Sprintf("round %d", round+1))
	}
	w.Quiet()
	w.Check("at the end")
	w.Effects()
	c.Kill()
	t.Logf("%d rounds; acknowledged: %d holds, %d grabs, %d releases; %d invariants hold", rounds, w.Count("hold"), w.Count("grab"), w.Count("release"), c.Sound())
	if w.Count("grab") < 20 || w.Count("release") < 5 || w.Count("hold") < 5 {
		t.Error("there was too little load to tell")
	}
}
