// Package load is people at work through the API, with notes of all that was
// acknowledged to them: for tests that kill the program meanwhile and look
// afterwards whether everything is there.
package load

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yilu/test/rig"
)

const mover = "4-02-05-01/01" // 搬家工

// World is the load: employers that post, workers that grab and work, and the
// notes of what was acknowledged to them.
type World struct {
	t       *testing.T
	Boss    *rig.Client
	shop    string
	Workers []*rig.Client
	n       atomic.Int64 // makes keys and jobs different

	mu   sync.Mutex
	acks []ack
	open []string // jobs that were seen open
}

// ack is something that the program said had happened.
type ack struct {
	kind       string // hold, grab or release
	job        string
	engagement string
	worker     *rig.Client
	fen        int64
}

// New makes the people, through the API of the program at url; grant gives a
// person the role of a reviewer, which no request can.
func New(t *testing.T, url string, grant func(staff *rig.Client)) *World {
	t.Helper()
	r := &rig.Rig{URL: url}
	staff := r.Person(t, "审核员", 1985)
	grant(staff)
	w := &World{t: t}
	w.Boss, w.shop = r.Employer(t, "陈老板", staff)
	for i := range 24 {
		w.Workers = append(w.Workers, r.Worker(t, fmt.Sprintf("工人%c", '一'+rune(i)), 1990, mover))
	}
	return w
}

// At turns everyone to the program at another address.
func (w *World) At(url string) {
	for _, c := range append(w.Workers, w.Boss) {
		c.Base = url + "/api/v1"
	}
}

// Job is a posting of the employer's, for work that begins soon.
func (w *World) Job() rig.Obj { return rig.Job(w.shop, mover, "搬家两车家具", 3, 20000) }

// note keeps an acknowledgement; the same tap again is the same grab.
func (w *World) note(a ack) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.acks {
		if o.kind == a.kind && o.job == a.job && o.engagement == a.engagement {
			return
		}
	}
	w.acks = append(w.acks, a)
}

// Count returns how many acts of a kind were acknowledged: hold, grab or release.
func (w *World) Count(kind string) (n int) {
	for _, a := range w.acks {
		if a.kind == kind {
			n++
		}
	}
	return n
}

// Load runs until stop; requests that fail because the program is gone are
// simply not acknowledged.
func (w *World) Load(stop chan struct{}) (done chan struct{}) {
	done = make(chan struct{})
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { until(stop, w.post) })
	}
	for i, c := range w.Workers {
		wg.Go(func() { until(stop, func() { w.work(c, i) }) })
	}
	go func() { wg.Wait(); close(done) }()
	return done
}

func until(stop chan struct{}, fn func()) {
	for {
		select {
		case <-stop:
			return
		default:
			fn()
		}
	}
}

// post puts up a job for the near or for a far day, funds it and waits for the
// money to be held.
func (w *World) post() {
	n := w.n.Add(1)
	p := w.Job()
	if n%2 == 0 { // far days leave room for a worker to take several
		start := time.Now().Add(time.Duration(24+n%50*24) * time.Hour).UTC().Truncate(24 * time.Hour).Add(2 * time.Hour)
		p["windows"] = []rig.Obj{{"start": start, "end": start.Add(3 * time.Hour)}}
	}
	posted, ok := w.try(w.Boss, "POST", "/jobs", p)
	if !ok {
		return
	}
	job := rig.Str(posted, "id")
	if _, ok := w.try(w.Boss, "POST", "/jobs/"+job+"/fund", nil); !ok {
		return
	}
	for range 100 {
		seen, ok := w.try(w.Boss, "GET", "/jobs/"+job, nil)
		if !ok {
			return
		}
		if seen["held"] == true {
			w.note(ack{kind: "hold", job: job, fen: 60000})
			w.mu.Lock()
			w.open = append(w.open, job)
			w.mu.Unlock()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// work takes a place in one of the newest jobs and, if it is for now, does it.
func (w *World) work(c *rig.Client, i int) {
	w.mu.Lock()
	var job string
	if n := len(w.open); n > 0 {
		job = w.open[max(0, n-1-(i+int(w.n.Load()))%6)]
	}
	w.mu.Unlock()
	if job == "" {
		time.Sleep(20 * time.Millisecond)
		return
	}
	got, ok := w.try(c, "POST", "/jobs/"+job+"/grabs", nil)
	if !ok || rig.Str(got, "result") != "booked" {
		time.Sleep(5 * time.Millisecond)
		return
	}
	e := rig.Str(got, "engagement")
	w.note(ack{kind: "grab", job: job, engagement: e, worker: c})
	at := "/engagements/" + e
	code, ok := w.try(w.Boss, "POST", at+"/start-code", nil)
	if !ok {
		return
	}
	if _, ok := w.try(c, "POST", at+"/check-in", rig.Obj{"code": rig.Str(code, "code")}); !ok {
		return
	}
	if _, ok := w.try(c, "POST", at+"/finish", nil); !ok {
		return
	}
	if _, ok := w.try(c, "POST", at+"/hours", rig.Obj{"quantity": 100}); !ok {
		return
	}
	if _, ok := w.try(w.Boss, "POST", at+"/accept", nil); ok {
		w.note(ack{kind: "release", job: job, engagement: e, worker: c, fen: 20000})
	}
}

// try reports whether the request was answered with success.
func (w *World) try(c *rig.Client, method, path string, body any) (rig.Obj, bool) {
	r, err := c.Do(method, path, body)
	if err != nil || r.Status >= 300 {
		if err == nil && r.Status >= 500 {
			w.t.Errorf("%s %s: %d %s", method, path, r.Status, r.Body)
		}
		return nil, false
	}
	return r.Obj(w.t), true
}
