// Package replicas runs three processes on one PostgreSQL: what happens at one is
// heard at the others, and killing them at random loses and doubles nothing.
package replicas

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"yilu/test/load"
	"yilu/test/pgcluster"
	"yilu/test/rig"
)

func TestMain(m *testing.M) { load.Main(m) }

// rounds is how often one of the three is killed.
const rounds = 8

func TestReplicas(t *testing.T) {
	cluster, err := pgcluster.Start(pgcluster.Options{Durable: true})
	if errors.Is(err, pgcluster.ErrMissing) && os.Getenv("YILU_REQUIRE_POSTGRES") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop() //nolint:errcheck // a test's end

	dir := t.TempDir() // keys and files, shared as on a common folder
	var all []*load.Child
	var wg sync.WaitGroup
	for i := range 3 { // the first makes the keys and the tables
		c := &load.Child{T: t, Database: cluster.URL(), Dir: dir, Addr: load.Free(t), Within: 60 * time.Second}
		all = append(all, c)
		if i == 0 {
			c.Start()
			continue
		}
		wg.Go(c.Start)
	}
	wg.Wait()
	door := open(t, all)
	w := load.New(t, door.url, func(staff *rig.Client) {
		all[0].Grant(staff)
		for _, c := range all {
			rig.Until(t, "the role counts", func() bool {
				reply, err := at(staff, c).Do("GET", "/reviews", nil)
				return err == nil && reply.Status == 200
			})
		}
	})

	t.Run("a job posted at one rings at another, and the grab there is seen at the third", func(t *testing.T) {
		rings(t, w, all)
	})
	t.Run("a session that ends at one is refused at the others before their caches forget it", func(t *testing.T) {
		ended(t, all)
	})
	survive(t, w, all)
}

// at is the same person at another process.
func at(c *rig.Client, at *load.Child) *rig.Client {
	other := *c
	other.Base = at.URL() + "/api/v1"
	other.Live = other.Base
	return &other
}

func rings(t *testing.T, w *load.World, all []*load.Child) {
	boss, worker := at(w.Boss, all[0]), at(w.Workers[0], all[1])
	bossPage, workerPage := at(boss, all[2]).Stream(t), worker.Stream(t)
	see(t, bossPage, "hello", "")
	see(t, workerPage, "hello", "")
	begun := time.Now()
	posted := boss.Must(t, "POST", "/jobs", w.Job())
	job := rig.Str(posted, "id")
	boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	ring := see(t, workerPage, "message", "job.ring")
	t.Logf("rang at the other process %s after the post", time.Since(begun).Round(time.Millisecond))
	if got := rig.Str(ring.Data, "link"); got == "" {
		t.Errorf("the ring leads nowhere: %v", ring.Data)
	}
	begun = time.Now()
	if got := worker.Must(t, "POST", "/jobs/"+job+"/grabs", nil); rig.Str(got, "result") != "booked" {
		t.Fatal(got)
	}
	for e := see(t, bossPage, "signal", ""); rig.Str(e.Data, "id") != job; e = see(t, bossPage, "signal", "") {
	}
	t.Logf("the employer's page at the third saw it after %s", time.Since(begun).Round(time.Millisecond))
}

// see waits for an event of the name and, for a message, of the kind.
func see(t *testing.T, page <-chan rig.Event, name, kind string) rig.Event {
	t.Helper()
	late := time.After(15 * time.Second)
	for {
		select {
		case e, ok := <-page:
			if !ok {
				t.Fatal("the stream ended")
			}
			if e.Name == name && (kind == "" || rig.Str(e.Data, "kind") == kind) {
				return e
			}
		case <-late:
			t.Fatalf("no %s %s within 15 seconds", name, kind)
		}
	}
}

func ended(t *testing.T, all []*load.Child) {
	c := (&rig.Rig{URL: all[0].URL()}).Newcomer(t)
	for _, r := range all { // all of them have it in their caches now
		at(c, r).Must(t, "GET", "/auth/sessions", nil)
	}
	at(c, all[0]).Must(t, "DELETE", "/auth/sessions/current", nil)
	begun := time.Now()
	for _, r := range all[1:] {
		rig.Until(t, "it is refused", func() bool {
			reply, err := at(c, r).Do("GET", "/auth/sessions", nil)
			return err == nil && reply.Status == 401
		})
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("refused after %s: nobody told them", took)
	} else {
		t.Logf("refused everywhere after %s", took.Round(time.Millisecond))
	}
}

// survive kills one of the three at a time, at random, under load.
func survive(t *testing.T, w *load.World, all []*load.Child) {
	for round := range rounds {
		stop := make(chan struct{})
		done := w.Load(stop)
		time.Sleep(time.Second + rand.N(2*time.Second))
		victim := all[rand.IntN(len(all))]
		victim.Kill()
		time.Sleep(rand.N(2 * time.Second)) // the others go on
		close(stop)
		<-done
		w.Check(fmt.Sprintf("round %d, with one process less", round+1))
		victim.Start()
	}
	w.Quiet()
	w.Check("at the end")
	w.Effects()
	for _, c := range all {
		c.Kill()
	}
	t.Logf("%d kills; acknowledged: %d holds, %d grabs, %d releases; %d invariants hold", rounds, w.Count("hold"), w.Count("grab"), w.Count("release"), all[0].Sound())
	if w.Count("grab") < 20 || w.Count("release") < 5 || w.Count("hold") < 5 {
		t.Error("there was too little load to tell")
	}
}
