package load

import (
	"io"
	"net/http"
	"strings"
	"time"

	"yilu/test/rig"
)

// Check looks for everything that was acknowledged.
func (w *World) Check(when string) {
	w.t.Helper()
	w.CheckFirst(w.Acknowledged(), when)
}

// Acknowledged returns how much was acknowledged so far.
func (w *World) Acknowledged() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acks)
}

// CheckFirst is Check for the first n acts alone.
func (w *World) CheckFirst(n int, when string) {
	w.t.Helper()
	lost := 0
	for _, a := range w.acks[:n] {
		var ok bool
		switch a.kind {
		case "hold":
			seen := w.Boss.Must(w.t, "GET", "/jobs/"+a.job, nil)
			ok = seen["held"] == true
		case "grab":
			r, err := a.worker.Do("GET", "/engagements/"+a.engagement, nil)
			ok = err == nil && r.Status == 200
		case "release":
			seen := a.worker.Must(w.t, "GET", "/engagements/"+a.engagement, nil)
			ok = rig.Str(seen, "state") == "paid" && rig.Num(seen, "paid.minor") == a.fen
		}
		if !ok {
			if lost++; lost <= 3 {
				w.t.Errorf("%s: lost: %+v", when, a)
			}
		}
	}
	if lost > 0 {
		w.t.Fatalf("%s: %d of %d acknowledged acts are gone", when, lost, n)
	}
}

// Quiet waits until all events are delivered and nothing moves any more.
func (w *World) Quiet() {
	w.t.Helper()
	last, same := "", 0
	for end := time.Now().Add(60 * time.Second); same < 2; time.Sleep(1100 * time.Millisecond) { // the figures are of the last second
		now := w.waiting()
		if now == last && strings.HasSuffix(now, " 0") {
			same++
		} else {
			last, same = now, 0
		}
		if time.Now().After(end) {
			w.t.Fatalf("events still wait: %s", now)
		}
	}
}

// waiting is the metric of events that are not delivered yet.
func (w *World) waiting() string {
	res, err := http.Get(strings.TrimSuffix(w.Boss.Base, "/api/v1") + "/metrics")
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(doc), "\n") {
		if strings.HasPrefix(line, "yilu_outbox_waiting ") {
			return line
		}
	}
	w.t.Fatal("there is no metric yilu_outbox_waiting")
	return ""
}

// Effects compares what hearers made of the events with the facts: each paid
// engagement counts once on the worker's record, each booking is told once, and
// the wallet holds the sum of what was paid.
func (w *World) Effects() {
	w.t.Helper()
	for _, c := range w.Workers {
		me := c.Must(w.t, "GET", "/me", nil)
		waiting, paid, sum := 0, 0, int64(0)
		w.pages(c, "/engagements?limit=100", func(e any) {
			if rig.Str(e, "state") == "booked" {
				waiting++
			}
			if rig.Str(e, "state") == "paid" {
				paid++
			}
			sum += rig.Num(e, "paid.minor")
		})
		rec := c.Must(w.t, "GET", "/people/"+rig.Str(me, "person")+"/record", nil)
		if got := rig.Num(rec, "done"); got != int64(paid) {
			w.t.Errorf("%d paid engagements count as %d done", paid, got)
		}
		if got := rig.Num(c.Must(w.t, "GET", "/wallet", nil), "balance.minor"); got != sum {
			w.t.Errorf("paid %d, the wallet holds %d", sum, got)
		}
		told := map[string]int{} // who was quicker than the message is not told any more
		w.pages(c, "/inbox?limit=100", func(m any) {
			if rig.Str(m, "kind") == "engagement.booked" {
				told[rig.Str(m, "link")]++
			}
		})
		for link, n := range told {
			if n != 1 {
				w.t.Errorf("told %d times of %s", n, link)
			}
		}
		if len(told) < waiting {
			w.t.Errorf("%d engagements wait, told of %d", waiting, len(told))
		}
	}
}

// pages gives every item of a list.
func (w *World) pages(c *rig.Client, path string, each func(item any)) {
	w.t.Helper()
	for cursor := ""; ; {
		l := c.Must(w.t, "GET", path+"&cursor="+cursor, nil)
		items, _ := l["items"].([]any)
		for _, it := range items {
			each(it)
		}
		if cursor = rig.Str(l, "next"); cursor == "" {
			return
		}
	}
}
