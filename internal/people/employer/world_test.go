package employer_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/people/employer"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
	"yilu/internal/platform/outbox"
)

const (
	zhang = core.PersonID("0190f5f0-0000-7000-8000-00000000000a") // applies
	wang  = core.PersonID("0190f5f0-0000-7000-8000-00000000000b") // is invited
	chen  = core.PersonID("0190f5f0-0000-7000-8000-00000000000c") // has nothing to do with it
	nobod = core.PersonID("0190f5f0-0000-7000-8000-00000000000d") // has no real name
	rita  = core.PersonID("0190f5f0-0000-7000-8000-00000000000e") // a reviewer

	licence = core.FileID("0190f5f0-0000-7000-8000-0000000000f1")
	letter  = core.FileID("0190f5f0-0000-7000-8000-0000000000f2")
	scan    = core.FileID("0190f5f0-0000-7000-8000-0000000000f3")

	wangPhone = "13800138000"
	codeFirm  = "91110000600037341L"
)

var begin = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

var realNames = map[core.PersonID]string{zhang: "张三丰", wang: "王小明", chen: "陈立", rita: "林青"}

// neighbours stands for the other modules.
type neighbours struct {
	mu       sync.Mutex
	kept     map[core.FileID]core.PersonID
	released []core.FileID
}

func (n *neighbours) FullName(_ context.Context, _ db.Q, p core.PersonID) (string, error) {
	return realNames[p], nil
}

func (n *neighbours) MaskedNames(_ context.Context, _ db.Q, ps []core.PersonID) (map[core.PersonID]string, error) {
	out := map[core.PersonID]string{}
	for _, p := range ps {
		if realNames[p] != "" {
			out[p] = core.MaskName(realNames[p])
		}
	}
	return out, nil
}

func (n *neighbours) PersonByPhone(_ context.Context, _ db.Q, phone core.Phone) (core.PersonID, error) {
	switch phone {
	case wangPhone:
		return wang, nil
	case "13800138001":
		return nobod, nil
	}
	return "", fault.New(fault.NotFound, "account.unknown", "没有", "none")
}

func (n *neighbours) Keep(_ context.Context, _ db.Tx, owner core.PersonID, ids ...core.FileID) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, id := range ids {
		if owner != zhang || id != licence && id != letter && id != scan {
			return fault.New(fault.NotFound, "file.missing", "没有", "none")
		}
		n.kept[id] = owner
	}
	return nil
}

func (n *neighbours) Release(_ context.Context, _ db.Tx, _ core.PersonID, ids ...core.FileID) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.released = append(n.released, ids...)
	return nil
}

// world is the module with its floors, on an empty database.
type world struct {
	testing.TB
	db      *db.DB
	clock   *core.ManualClock
	out     *outbox.Outbox
	keys    *crypto.Keyring
	others  *neighbours
	service *employer.Service
	http    http.Handler

	mu    sync.Mutex
	asked []event.ReviewAsked
}

func newWorld(t testing.TB, d *db.DB) *world {
	w := &world{TB: t, db: d, clock: core.NewManualClock(begin), others: &neighbours{kept: map[core.FileID]core.PersonID{}}}
	log := slog.New(slog.DiscardHandler)
	ring, err := crypto.OpenFile(filepath.Join(t.TempDir(), "keys"), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	w.keys = ring
	w.out = outbox.New(d, w.clock.Now, log)
	queue := jobs.New(d, w.clock.Now, log)
	center := notify.New(d, w.clock.Now, queue, nil)
	w.service = employer.New(employer.Deps{
		DB: d, Now: w.clock.Now, Outbox: w.out, Notify: center, Keys: ring, Ref: reference.Embedded(),
		People: w.others, Accounts: w.others, Files: w.others,
	})
	w.service.Listen(w.out, queue)
	outbox.Hear(w.out, "test.asked", func(_ context.Context, _ db.Tx, e event.ReviewAsked) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.asked = append(w.asked, e)
		return nil
	})
	s := api.New(api.Config{DB: d, Now: w.clock.Now, Log: log, Version: "test",
		Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
			if core.PersonID(token) == rita {
				return rita, []core.Grant{{Role: core.Reviewer}}, nil
			}
			return core.PersonID(token), nil, nil
		}})
	w.service.Register(s)
	center.Register(s)
	w.http = s.Handler()
	return w
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newWorld(t, d)) }, schemas...)
}

var schemas = []dbtest.Schema{
	{Module: "outbox", Files: outbox.Migrations},
	{Module: "jobs", Files: jobs.Migrations},
	{Module: "notify", Files: notify.Migrations},
	{Module: "audit", Files: audit.Migrations},
	{Module: "api", Files: api.Migrations},
	{Module: "employer", Files: employer.Migrations},
}

// keyed applies with an idempotency key and returns the answer's text.
func (w *world) keyed(key, in string) string {
	r := httptest.NewRequest("POST", "/api/v1/employers", strings.NewReader(in))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	r.Header.Set("Authorization", "Bearer "+string(zhang))
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	b, _ := io.ReadAll(rec.Result().Body)
	return string(b)
}

// call makes a request and reads the answer into body, unless it is nil.
func (w *world) call(status int, method, path string, who core.PersonID, in string, body any) (text string) {
	w.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(in))
	r.Header.Set("Content-Type", "application/json")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+string(who))
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	b, _ := io.ReadAll(rec.Result().Body)
	if rec.Code != status {
		w.Errorf("%s %s: %d %s", method, path, rec.Code, b)
		return string(b)
	}
	if body != nil {
		if err := json.Unmarshal(b, body); err != nil {
			w.Errorf("%s: %v", b, err)
		}
	}
	return string(b)
}

func (w *world) write(fn func(ctx context.Context, tx db.Tx) error) error {
	return w.db.Write(w.Context(), fn)
}

// drain delivers all events.
func (w *world) drain() {
	w.Helper()
	if err := w.out.Drain(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// decide is what oversight would say about the present revision.
func (w *world) decide(id core.EmployerID, revision int64, approved bool, reason string) {
	w.Helper()
	if err := w.write(func(ctx context.Context, tx db.Tx) error {
		return w.out.Publish(ctx, tx, event.ReviewDecided{Kind: "employer", Subject: string(id), Approved: approved, Reason: reason, By: rita, Revision: revision})
	}); err != nil {
		w.Fatal(err)
	}
	w.drain()
}

// state is where the employer stands.
func (w *world) state(id core.EmployerID) employer.State {
	w.Helper()
	e, _, err := w.service.Get(w.Context(), w.db.Reader(), id)
	if err != nil {
		w.Fatal(err)
	}
	return e.State
}

// inbox is the kinds of messages a person has, in the order of the alphabet:
// under a clock that stands, messages have no other.
func (w *world) inbox(who core.PersonID) string {
	var page struct {
		Items []struct{ Kind, Body string }
	}
	w.call(200, "GET", "/inbox", who, "", &page)
	var all []string
	for _, m := range page.Items {
		all = append(all, m.Kind)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func (w *world) verified() {
	w.Helper()
	if checked, broken, err := w.service.Verify(w.Context(), w.db.Reader()); err != nil || len(broken) > 0 || len(checked) == 0 {
		w.Errorf("verify: %v, broken: %q", err, broken)
	}
}

// firm is a good application of an enterprise by someone with a letter.
func firm() employer.Application {
	return employer.Application{
		Kind: employer.Enterprise, Name: "将乐县擂茶有限公司", USCC: codeFirm, Region: "350428100", Address: "福建省三明市将乐县古镛镇华山路1号",
		ContactName: "李师傅", ContactPhone: "0598-2260000", Industry: "餐饮", Licence: licence, Letter: letter,
	}
}

// person is a good application of a person.
func person() employer.Application {
	return employer.Application{Kind: employer.Person, Region: "350428", Address: "将乐县高唐镇常口村3号", ContactPhone: "13900139000"}
}

func as(p core.PersonID) core.Actor { return core.Actor{Person: p, Channel: core.ByAPI} }

// apply registers an employer through the service.
func (w *world) apply(who core.PersonID, a employer.Application) (e employer.Employer, err error) {
	err = w.write(func(ctx context.Context, tx db.Tx) (err error) {
		e, err = w.service.Apply(ctx, tx, as(who), a)
		return err
	})
	return e, err
}

// approved registers an employer and has it approved.
func (w *world) approved(who core.PersonID, a employer.Application) core.EmployerID {
	w.Helper()
	e, err := w.apply(who, a)
	if err != nil {
		w.Fatal(err)
	}
	w.decide(e.ID, 1, true, "")
	return e.ID
}
