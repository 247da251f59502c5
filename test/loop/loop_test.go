// Package loop walks the county's whole loop through the JSON API alone, on both
// engines: a job posted and funded, phones that ring, taps, work, money.
package loop

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/platform/dbtest"
	"yilu/test/prism"
	"yilu/test/rig"
)

const mover = "4-02-05-01/01" // 搬家工

// each runs fn on a program over each engine.
func each(t *testing.T, fn func(t *testing.T, r *rig.Rig)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, rig.Start(t, dbtest.PostgresURL(t)))
	})
	// Behind an independent reader of the document: every answer matches it.
	t.Run("prism", func(t *testing.T) {
		t.Parallel()
		r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
		r.Front = prism.Start(t, r.URL)
		fn(t, r)
	})
}

// within waits for an event of the stream.
func within(t *testing.T, stream <-chan rig.Event, what string, wanted func(rig.Event) bool) rig.Event {
	t.Helper()
	timeout := time.After(10 * time.Second)
	for {
		select {
		case e, ok := <-stream:
			if !ok {
				t.Fatalf("the stream ended before: %s", what)
			}
			if wanted(e) {
				return e
			}
		case <-timeout:
			t.Fatalf("did not come: %s", what)
		}
	}
}

func message(kind string) func(rig.Event) bool {
	return func(e rig.Event) bool { return e.Name == "message" && rig.Str(e.Data, "kind") == kind }
}

func signal(topic string) func(rig.Event) bool {
	return func(e rig.Event) bool { return e.Name == "signal" && rig.Str(e.Data, "topic") == topic }
}

func TestLoop(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		staff := r.Reviewer(t)
		boss, employer := r.Employer(t, "陈老板", staff)
		ann := r.Worker(t, "安师傅", 1966, mover)
		ben := r.Worker(t, "本师傅", 1990, mover)
		cat := r.Worker(t, "查师傅", 1985, mover)
		annHears, bossHears := ann.Stream(t), boss.Stream(t)

		posted := boss.Must(t, "POST", "/jobs", rig.Job(employer, mover, "搬家两车家具", 1, 30000))
		job := rig.Str(posted, "id")
		if got := rig.Str(boss.Must(t, "GET", "/jobs/"+job, nil), "state"); got != "unfunded" {
			t.Fatalf("state %s before it is funded", got)
		}
		ann.Refused(t, "POST", "/jobs/"+job+"/grabs", nil, "gig.not_open")

		boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
		ring := within(t, annHears, "the ring", message("job.ring"))
		if ring.Data["ring"] != true || !strings.Contains(rig.Str(ring.Data, "link"), job) {
			t.Errorf("%v", ring.Data)
		}
		card := ann.Must(t, "GET", "/jobs/"+job, nil)
		if card["held"] != true || rig.Num(card, "pay.minor") != 30000 || card["can_take"] != true {
			t.Errorf("%v", card)
		}

		won := ann.Must(t, "POST", "/jobs/"+job+"/grabs", nil)
		within(t, bossHears, "the employer sees the tap", signal("job"))
		line := ben.Must(t, "POST", "/jobs/"+job+"/grabs", nil)
		second := cat.Must(t, "POST", "/jobs/"+job+"/grabs", nil)
		if rig.Str(won, "result") != "booked" || rig.Str(line, "result") != "waiting" || rig.Num(line, "place") != 1 || rig.Num(second, "place") != 2 {
			t.Errorf("%v %v %v", won, line, second)
		}

		benHears := ben.Stream(t)
		ann.Must(t, "POST", "/jobs/"+job+"/withdrawals", rig.Obj{"reason": "家里有事"})
		within(t, benHears, "the promotion", func(e rig.Event) bool { return e.Name == "message" })
		mine := ben.Must(t, "GET", "/engagements", nil)
		e := rig.Str(mine, "items.0.id")
		if e == "" {
			t.Fatalf("ben is not promoted: %v", mine)
		}

		workThrough(t, boss, ben, e)
		r.Sound(t)
	})
}

// workThrough takes a booked engagement from the start code to the rating.
func workThrough(t *testing.T, boss, worker *rig.Client, e string) {
	t.Helper()
	at := "/engagements/" + e
	bossHears, workerHears := boss.Stream(t), worker.Stream(t)
	code := rig.Str(boss.Must(t, "POST", at+"/start-code", nil), "code")
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	worker.Refused(t, "POST", at+"/check-in", rig.Obj{"code": wrong}, "gig.code")
	worker.Must(t, "POST", at+"/check-in", rig.Obj{"code": code})
	within(t, bossHears, "the employer sees who arrived", signal("engagement"))
	worker.Must(t, "POST", at+"/finish", nil)
	worker.Must(t, "POST", at+"/hours", rig.Obj{"quantity": 100})
	within(t, bossHears, "the employer is asked", func(ev rig.Event) bool { return ev.Name == "message" })

	boss.Must(t, "POST", at+"/contest", rig.Obj{"quantity": 80, "reason": "少搬了一车"})
	half := worker.Must(t, "GET", at, nil)
	if rig.Num(half, "paid.minor") != 24000 || rig.Num(half, "contested.minor") != 6000 || rig.Str(half, "state") != "contested" {
		t.Errorf("only the contested part stays held: %v", half)
	}
	if got := rig.Num(worker.Must(t, "GET", "/wallet", nil), "balance.minor"); got != 24000 {
		t.Errorf("wallet %d before the end of the contest", got)
	}
	boss.Must(t, "POST", at+"/accept", nil)
	within(t, workerHears, "the money", signal("wallet"))
	done := worker.Must(t, "GET", at, nil)
	if rig.Num(done, "paid.minor") != 30000 || rig.Str(done, "state") != "paid" {
		t.Errorf("%v", done)
	}
	if got := rig.Num(worker.Must(t, "GET", "/wallet", nil), "balance.minor"); got != 30000 {
		t.Errorf("wallet %d", got)
	}
	for _, entry := range worker.Must(t, "GET", "/wallet/entries", nil)["items"].([]any) {
		if rig.Str(entry, "about.kind") != "engagement" || rig.Str(entry, "about.id") != e {
			t.Errorf("a wage that does not lead to its work: %v", entry)
		}
	}
	rate(t, boss, worker, at)
	payOut(t, worker)
}

// rate lets both sides rate, and sees that neither shows before both have.
func rate(t *testing.T, boss, worker *rig.Client, at string) {
	t.Helper()
	rig.Until(t, "the worker may rate", func() bool {
		r, err := worker.Do("POST", at+"/rating", rig.Obj{"stars": 5, "words": "说话算数"})
		return err == nil && r.Status == 201
	})
	if seen := boss.Must(t, "GET", at+"/rating", nil); strings.Contains(fmt.Sprint(seen), "说话算数") {
		t.Errorf("the employer reads the rating before giving one: %v", seen)
	}
	boss.Must(t, "POST", at+"/rating", rig.Obj{"stars": 4, "words": "手脚麻利"})
	if seen := boss.Must(t, "GET", at+"/rating", nil); !strings.Contains(fmt.Sprint(seen), "说话算数") {
		t.Errorf("both have rated: %v", seen)
	}
}

// payOut takes everything out to a card, and proves the income to a stranger.
func payOut(t *testing.T, worker *rig.Client) {
	t.Helper()
	name := worker.Name
	worker.Refused(t, "POST", "/wallet/cards", rig.Obj{"number": "6228480432109876545", "holder": "别人"}, "wallet.holder")
	card := worker.Must(t, "POST", "/wallet/cards", rig.Obj{"number": "6228480432109876545", "holder": name})
	worker.Must(t, "POST", "/wallet/payouts", rig.Obj{"card_id": rig.Str(card, "id"), "amount": rig.Obj{"minor": 30000, "currency": "CNY"}})
	rig.Until(t, "the money reached the card", func() bool {
		return rig.Str(worker.Must(t, "GET", "/wallet/payouts", nil), "items.0.state") == "done"
	})
	proof := worker.Must(t, "POST", "/wallet/proofs", rig.Obj{})
	stranger := &rig.Client{Base: worker.Base}
	if seen := stranger.Must(t, "GET", "/wallet/proofs/"+rig.Str(proof, "code"), nil); rig.Num(seen, "total.minor") != 30000 || strings.Contains(fmt.Sprint(seen), name) {
		t.Errorf("%v", seen)
	}
}

// A thousandfold tap finds exactly as many winners as there are places.
func TestRace(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		staff := r.Reviewer(t)
		boss, employer := r.Employer(t, "陈老板", staff)
		const places, tappers = 4, 40
		crowd := make([]*rig.Client, tappers)
		for i := range crowd {
			crowd[i] = r.Worker(t, fmt.Sprintf("工人%c", '一'+rune(i)), 1990, mover)
		}
		job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(employer, mover, "搬家两车家具", places, 30000)), "id")
		boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
		rig.Until(t, "the job is open", func() bool { return rig.Str(boss.Must(t, "GET", "/jobs/"+job, nil), "state") == "open" })
		var wg sync.WaitGroup
		first, again := make([]rig.Reply, tappers), make([]rig.Reply, tappers)
		for i, c := range crowd {
			wg.Go(func() {
				key := fmt.Sprintf("tap-%08d", i)
				first[i], _ = c.DoKey("POST", "/jobs/"+job+"/grabs", key, nil)
				again[i], _ = c.DoKey("POST", "/jobs/"+job+"/grabs", key, nil)
			})
		}
		wg.Wait()
		won, line := 0, map[int64]bool{}
		for i := range crowd {
			if first[i].Status != 200 || string(first[i].Body) != string(again[i].Body) {
				t.Errorf("tapped twice: %s %s", first[i].Body, again[i].Body)
			}
			o := first[i].Obj(t)
			if rig.Str(o, "result") == "booked" {
				won++
			} else {
				line[rig.Num(o, "place")] = true
			}
		}
		if won != places || len(line) != tappers-places || !line[1] || !line[tappers-places] {
			t.Errorf("%d winners, line %v", won, line)
		}
		r.Sound(t)
	})
}
