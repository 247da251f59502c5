package privacy

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yilu/internal/app"
	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/dbtest"
	"yilu/test/rig"
)

const mover = "4-02-05-01/01" // 搬家工

// house is the whole program with a clock that is turned by hand.
type house struct {
	*rig.Rig
	*testing.T
	clock *core.ManualClock
	ring  *crypto.Keyring
}

func each(t *testing.T, fn func(h *house)) {
	start := func(t *testing.T, database string) {
		ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
		if err != nil {
			t.Fatal(err)
		}
		clock := core.NewManualClock(time.Now())
		loose := api.Limits{AccountWrites: 1e4, WriteBurst: 1e4, AccountReads: 1e4, ReadBurst: 1e4, AddressAll: 1e5, AddressBurst: 1e5}
		a, err := app.New(t.Context(), app.Config{Ring: ring, Now: clock.Now, Limits: loose,
			Settings: config.Settings{DataDir: t.TempDir(), Demo: true, Database: crypto.Hide[config.Target](database)}})
		if err != nil {
			t.Fatal(err)
		}
		a.Start(t.Context())
		srv := httptest.NewServer(a.Handler())
		t.Cleanup(func() {
			a.Notify.Close()
			srv.Close()
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
		h := &house{&rig.Rig{App: a, URL: srv.URL}, t, clock, ring}
		fn(h)
		until(t, "all facts are heard", func() bool { return h.count(`SELECT COUNT(*) FROM outbox_event`) == 0 })
		if err := a.Audit.Seal(t.Context()); err != nil { // its clock is the wall's
			t.Error(err)
		}
		h.Sound(t)
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		start(t, dbtest.PostgresURL(t))
	})
}

// worked is a boss and a worker after a job that was done, paid, rated and taken
// out to a card.
func (h *house) worked() (staff, boss, worker *rig.Client, job, engagement string) {
	h.Helper()
	t := h.T
	staff = h.Reviewer(t)
	boss, employer := h.Employer(t, "陈大富", staff)
	worker = h.Worker(t, "安守信", 1966, mover)
	j := rig.Job(employer, mover, "搬家两车家具", 1, 30000)
	j["contact_phone"], j["note"] = boss.Phone, "找陈大富"
	job = rig.Str(boss.Must(t, "POST", "/jobs", j), "id")
	boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	until(t, "the job is open", func() bool { return rig.Str(boss.Must(t, "GET", "/jobs/"+job, nil), "state") == "open" })
	engagement = rig.Str(worker.Must(t, "POST", "/jobs/"+job+"/grabs", nil), "engagement")
	if engagement == "" {
		engagement = rig.Str(worker.Must(t, "GET", "/engagements", nil), "items.0.id")
	}
	at := "/engagements/" + engagement
	worker.Must(t, "POST", at+"/check-in", rig.Obj{"code": rig.Str(boss.Must(t, "POST", at+"/start-code", nil), "code")})
	worker.Must(t, "POST", at+"/finish", nil)
	worker.Must(t, "POST", at+"/hours", rig.Obj{"quantity": 100, "note": "安守信干的"})
	return staff, boss, worker, job, engagement
}

// settled ends what worked began.
func (h *house) settled(boss, worker *rig.Client, engagement string) {
	h.Helper()
	t, at := h.T, "/engagements/"+engagement
	boss.Must(t, "POST", at+"/accept", nil)
	until(t, "the worker may rate", func() bool {
		r, err := worker.Do("POST", at+"/rating", rig.Obj{"stars": 5, "words": "说话算数"})
		return err == nil && r.Status == 201
	})
	boss.Must(t, "POST", at+"/rating", rig.Obj{"stars": 4, "words": "安守信手脚麻利"})
}

func (h *house) takeOut(worker *rig.Client) {
	h.Helper()
	t := h.T
	card := worker.Must(t, "POST", "/wallet/cards", rig.Obj{"number": "6228480432109876545", "holder": worker.Name})
	worker.Must(t, "POST", "/wallet/proofs", rig.Obj{})
	worker.Must(t, "POST", "/wallet/payouts", rig.Obj{"card_id": rig.Str(card, "id"), "amount": rig.Obj{"minor": 30000, "currency": "CNY"}})
	until(t, "the money reached the card", func() bool {
		return rig.Str(worker.Must(t, "GET", "/wallet/payouts", nil), "items.0.state") == "done"
	})
}

func TestExport(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		staff, boss, worker, _, engagement := h.worked()
		h.settled(boss, worker, engagement)
		h.takeOut(worker)
		me := worker.Me(h)
		staff.Must(h, "POST", "/people/"+me+"/reveal", rig.Obj{"field": "phone", "reason": "核对联系方式"})

		made := worker.Must(h, "POST", "/me/exports", nil)
		path := "/me/exports/" + rig.Str(made, "id") + "/file"
		until(h, "the export is ready", func() bool {
			return rig.Str(worker.Must(h, "GET", "/me/exports", nil), "items.0.state") == "ready"
		})
		boss.Refused(h, "GET", path, nil, "privacy.no_export")
		staff.Refused(h, "GET", path, nil, "privacy.no_export")
		reply, err := worker.Do("GET", path, nil)
		if err != nil || reply.Status != 200 {
			h.Fatal(reply.Status, err)
		}
		files := unzip(h, reply.Body)
		page := files["index.html"]
		for _, want := range []string{"安守信的个人信息", "安守信", worker.Phone, "搬家两车家具", "300.00 元", "6228 **** **** 6545", "说话算数", "核对联系方式", "个人信息处理说明"} {
			if !strings.Contains(page, want) {
				h.Errorf("the page lacks %s", want)
			}
		}
		if strings.Contains(page, "6228480432109876545") || strings.Contains(page, "陈大富") {
			h.Error("the page tells a card in full, or the name of another")
		}
		var entries []rig.Obj
		if err := json.Unmarshal([]byte(files["data/entries.json"]), &entries); err != nil || len(entries) != 2 || rig.Num(entries[1], "amount.minor") != 30000 {
			h.Error(files["data/entries.json"], err)
		}
		for _, name := range []string{"identity", "profile", "consents", "engagements", "employers", "cards", "ratings_given", "ratings_got", "messages", "sessions", "looks", "done_for_me", "record", "files"} {
			if !json.Valid([]byte(files["data/"+name+".json"])) {
				h.Errorf("no data of %s", name)
			}
		}
		message := worker.Must(h, "GET", "/inbox", nil)
		if !strings.Contains(fmt.Sprint(message), "privacy.export_ready") {
			h.Errorf("%v", message)
		}

		h.clock.Add(time.Second) // the clock stands: one after the other
		worker.Must(h, "POST", "/me/exports", nil)
		worker.Refused(h, "POST", "/me/exports", nil, "privacy.exports")
		h.clock.Add(7*24*time.Hour + time.Minute)
		until(h, "the export is gone", func() bool {
			return rig.Str(worker.Must(h, "GET", "/me/exports", nil), "items.1.state") == "gone"
		})
		worker.Refused(h, "GET", path, nil, "privacy.no_export")
	})
}

func unzip(t *house, content []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

func TestEraseWorker(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		_, boss, worker, job, engagement := h.worked()
		me := worker.Me(h)
		secrets := h.secretsOf(me)
		worker.Refused(h, "POST", "/me/erasure", rig.Obj{"confirmed": false}, "privacy.confirm")
		worker.Refused(h, "POST", "/me/erasure", rig.Obj{"confirmed": true}, "privacy.hindered")
		h.settled(boss, worker, engagement)
		if why := worker.Must(h, "GET", "/me/erasure", nil); !strings.Contains(rig.Str(why, "hindrances.0.text"), "300.00") {
			h.Errorf("the money in the wallet is not named: %v", why)
		}
		h.takeOut(worker)
		photo := h.photo(worker)

		asked := worker.Must(h, "POST", "/me/erasure", rig.Obj{"confirmed": true})
		if rig.Str(asked, "state") != "waiting" || len(asked["keeps"].([]any)) != 5 || !strings.Contains(rig.Str(asked, "keeps.0.source"), "第十五条") {
			h.Errorf("%v", asked)
		}
		worker.Refused(h, "POST", "/me/erasure", rig.Obj{"confirmed": true}, "privacy.waiting")
		worker.Must(h, "DELETE", "/me/erasure", nil)
		worker.Refused(h, "DELETE", "/me/erasure", nil, "privacy.not_waiting")
		worker.Must(h, "POST", "/me/erasure", rig.Obj{"confirmed": true})
		h.clock.Add(6 * 24 * time.Hour)
		worker.Must(h, "GET", "/me", nil)
		h.clock.Add(24*time.Hour + time.Minute)
		h.gone(worker)

		h.scan(secrets)
		boss.Refused(h, "GET", "/files/"+photo, nil, "file.missing")
		if n := h.count(`SELECT COUNT(*) FROM file_file WHERE owner = $1`, me); n != 0 {
			h.Error("files stay", n)
		}
		h.untold(boss, secrets, "/engagements/"+engagement, "/engagements/"+engagement+"/rating", "/jobs/"+job+"/engagements", "/people/"+me, "/people/"+me+"/record", "/jobs/"+job)
		// The books stay, under the identifier.
		if n := h.count(`SELECT COUNT(*) FROM gig_engagement WHERE worker_id = $1 AND paid_minor = 30000`, me); n != 1 {
			h.Error("the engagement is gone")
		}
		if n := h.count(`SELECT COUNT(*) FROM ledger_posting WHERE account = $1`, "person:"+me); n != 2 {
			h.Error("the books lost", n)
		}
		again := h.LogIn(h, worker.Phone)
		if fresh := again.Must(h, "GET", "/me", nil); rig.Str(fresh, "person") == me || fresh["verified"] == true {
			h.Errorf("the number leads to the person who was erased: %v", fresh)
		}
		again.Must(h, "PUT", "/me/identity", rig.Obj{"name": "安守信", "kind": "citizen_id", "document": secrets.document, "consents": rig.Consents(h, again, "terms", "privacy")})
	})
}

func TestEraseBoss(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		_, boss, worker, job, engagement := h.worked()
		secrets := h.secretsOf(boss.Me(h))
		boss.Refused(h, "POST", "/me/erasure", rig.Obj{"confirmed": true}, "privacy.hindered")
		h.settled(boss, worker, engagement)
		h.clock.Add(5 * time.Hour)
		until(h, "the job is over", func() bool {
			r, err := boss.Do("POST", "/me/erasure", rig.Obj{"confirmed": true})
			return err == nil && r.Status == 200
		})
		h.clock.Add(7*24*time.Hour + time.Minute)
		h.gone(boss)
		h.scan(secrets)
		h.untold(worker, secrets, "/engagements/"+engagement, "/jobs/"+job, "/inbox?limit=100")
	})
}

func TestEraseStopsForNewWork(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		staff := h.Reviewer(h)
		boss, employer := h.Employer(h, "陈大富", staff)
		worker := h.Worker(h, "安守信", 1966, mover)
		worker.Must(h, "POST", "/me/erasure", rig.Obj{"confirmed": true})
		h.clock.Add(7*24*time.Hour - 10*time.Minute)
		j := rig.Job(employer, mover, "搬家两车家具", 1, 30000)
		start := h.clock.Now().Add(2 * time.Hour).Truncate(time.Minute)
		j["windows"] = []rig.Obj{{"start": start, "end": start.Add(4 * time.Hour)}}
		job := rig.Str(boss.Must(h, "POST", "/jobs", j), "id")
		boss.Must(h, "POST", "/jobs/"+job+"/fund", nil)
		until(h, "the job is open", func() bool { return rig.Str(boss.Must(h, "GET", "/jobs/"+job, nil), "state") == "open" })
		worker.Must(h, "POST", "/jobs/"+job+"/grabs", nil)
		h.clock.Add(20 * time.Minute)
		until(h, "the erasure is stopped", func() bool { return rig.Str(worker.Must(h, "GET", "/me/erasure", nil), "state") == "stopped" })
		if me := worker.Must(h, "GET", "/me", nil); me["verified"] != true {
			h.Errorf("something was erased: %v", me)
		}
	})
}
