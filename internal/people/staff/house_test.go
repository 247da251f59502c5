package staff

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

var begin = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

var (
	errUnknown = fault.New(fault.NotFound, "account.unknown", "没有这个账号。", "There is no such account.")
	errSMS     = fault.New(fault.Invalid, "account.code_wrong", "验证码不对。", "The code is wrong.")
)

// town stands in for the module account: numbers, sessions and roles, in memory.
type town struct {
	mu       sync.Mutex
	now      core.Clock
	people   map[core.Phone]core.PersonID
	tokens   map[string]core.PersonID
	sessions map[core.PersonID][]Session
	grants   []Grant
	asked    int // how often a number was looked up
}

func (w *town) Ensure(_ context.Context, _ db.Tx, phone core.Phone) (core.PersonID, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p, ok := w.people[phone]; ok {
		return p, false, nil
	}
	w.people[phone] = core.NewID[core.Person](w.now())
	return w.people[phone], true, nil
}

func (w *town) PersonByPhone(_ context.Context, _ db.Q, phone core.Phone) (core.PersonID, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	if p, ok := w.people[phone]; ok {
		return p, nil
	}
	return "", errUnknown
}

func (w *town) Phones(_ context.Context, _ db.Q, people []core.PersonID) (map[core.PersonID]crypto.Private[crypto.Phone], error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[core.PersonID]crypto.Private[crypto.Phone]{}
	for phone, p := range w.people {
		if slices.Contains(people, p) {
			out[p] = crypto.Hide[crypto.Phone](string(phone))
		}
	}
	return out, nil
}

// Prove takes the last six digits of the number for its code.
func (w *town) Prove(_ context.Context, _ db.Tx, phone core.Phone, code string) error {
	if code != string(phone[5:]) {
		return api.Keep(errSMS)
	}
	return nil
}

func (w *town) Open(_ context.Context, _ db.Tx, _ core.Actor, person core.PersonID, device string) (Sign, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := Session{ID: string(core.NewID[Session](w.now())), Device: device, Begun: w.now(), Seen: w.now(), Expires: w.now().Add(30 * time.Minute)}
	w.sessions[person] = append(w.sessions[person], s)
	w.tokens[s.ID] = person
	return Sign{s.ID, s.ID, s.Expires}, nil // a session's token is its id
}

func (w *town) Staff(_ context.Context, _ db.Q, person core.PersonID) ([]Session, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sessions[person]), nil
}

func (w *town) Current(_ context.Context, _ db.Q, person core.PersonID, token string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tokens[token] == person {
		return token, nil
	}
	return "", nil
}

func (w *town) End(_ context.Context, _ db.Tx, _ core.Actor, person core.PersonID, ids ...string) (n int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sessions[person] = slices.DeleteFunc(w.sessions[person], func(s Session) bool {
		if !slices.Contains(ids, s.ID) {
			return false
		}
		delete(w.tokens, s.ID)
		n++
		return true
	})
	return n, nil
}

func (w *town) Grant(_ context.Context, _ db.Tx, a core.Actor, g Grant) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(core.Roles, g.Role) {
		return ErrRole
	}
	if g.From.IsZero() {
		g.From = w.now()
	}
	g.By = a.Person
	w.grants = append(w.grants, g)
	return nil
}

func (w *town) Revoke(_ context.Context, _ db.Tx, _ core.Actor, person core.PersonID, role core.Role, area core.RegionCode) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, g := range w.grants {
		if g.Person == person && g.Role == role && g.Area == area && !g.ended(w.now()) {
			w.grants[i].To = w.now()
		}
	}
	return nil
}

func (w *town) Grants(_ context.Context, _ db.Q, person core.PersonID) (out []Grant, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, g := range w.grants {
		if g.Person == person {
			out = append(out, g)
		}
	}
	return out, nil
}

func (w *town) Holders(_ context.Context, _ db.Q, role core.Role) (out []core.PersonID, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, g := range w.grants {
		if g.Role == role && g.inForce(w.now()) && !slices.Contains(out, g.Person) {
			out = append(out, g.Person)
		}
	}
	return out, nil
}

// authenticate finds out whose a token is and what they may do.
func (w *town) authenticate(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.tokens[token]
	var out []core.Grant
	for _, g := range w.grants {
		if p != "" && g.Person == p && g.inForce(w.now()) {
			out = append(out, core.Grant{Role: g.Role, Area: g.Area})
		}
	}
	return p, out, nil
}

// house is the module with all it stands on.
type house struct {
	testing.TB
	*Service
	db    *db.DB
	clock *core.ManualClock
	jobs  *jobs.Queue
	town  *town
	log   *strings.Builder
	http  http.Handler
}

var schemas = []dbtest.Schema{
	{Module: "api", Files: api.Migrations}, {Module: "audit", Files: audit.Migrations}, {Module: "jobs", Files: jobs.Migrations},
	{Module: "staff", Files: Migrations},
}

// quick is the policy in force but for the work of a hash.
func quick() Policy {
	p := DefaultPolicy
	p.Hash = crypto.Cost{Rounds: 1, MemoryKiB: 8, Lanes: 1}
	return p
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		fn(t, h)
		h.holds()
	}, schemas...)
}

// opened counts houses: each has hours of its own, for ids made at one moment of
// two clocks are in no order.
var opened atomic.Int64

func open(t testing.TB, d *db.DB) *house {
	t.Helper()
	ring, err := crypto.Parse(crypto.NewKeys(), crypto.SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{TB: t, db: d, clock: core.NewManualClock(begin.Add(time.Duration(opened.Add(1)) * time.Hour)), log: &strings.Builder{}}
	log := slog.New(slog.NewTextHandler(h.log, nil))
	h.jobs = jobs.New(d, h.clock.Now, log)
	h.town = &town{now: h.clock.Now, people: map[core.Phone]core.PersonID{}, tokens: map[string]core.PersonID{}, sessions: map[core.PersonID][]Session{}}
	h.Service = New(Deps{DB: d, Now: h.clock.Now, Jobs: h.jobs, Keys: ring, Ref: reference.Embedded(), Log: log,
		Accounts: h.town, Sessions: h.town, Roles: h.town, Policy: quick()})
	h.Listen(outbox.New(d, h.clock.Now, log), h.jobs)
	s := api.New(api.Config{DB: d, Now: h.clock.Now, Log: log, Version: "test", Auth: h.town.authenticate, Limits: api.Limits{
		AccountWrites: 1e6, WriteBurst: 1e6, AccountReads: 1e6, ReadBurst: 1e6, AddressAll: 1e6, AddressBurst: 1e6}})
	h.Register(s)
	h.http = s.Handler()
	return h
}

// holds checks the module's invariants.
func (h *house) holds() {
	h.Helper()
	checked, broken, err := h.Verify(context.Background(), h.db.Reader())
	if err != nil || len(checked) != 2 || len(broken) > 0 {
		h.Error(checked, broken, err)
	}
}

// answer is what came back.
type answer struct {
	status int
	text   string
	doc    map[string]any
}

func (a answer) str(key string) string { s, _ := a.doc[key].(string); return s }

func (a answer) list(key string) (out []string) {
	all, _ := a.doc[key].([]any)
	for _, x := range all {
		s, _ := x.(string)
		out = append(out, s)
	}
	return out
}

// doc is a request's body.
type doc map[string]any

func (h *house) call(method, path, token string, body doc, headers ...string) answer {
	h.Helper()
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			h.Fatal(err)
		}
		text = string(b)
	}
	h.clock.Add(time.Millisecond) // ids of different milliseconds are in order
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(text))
	r.RemoteAddr = "192.0.2.7:4711"
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.http.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Body)
	a := answer{status: w.Code, text: string(b)}
	if err := json.Unmarshal(b, &a.doc); err != nil {
		h.Fatalf("%s %s: %d %s", method, path, w.Code, b)
	}
	return a
}

func (h *house) want(a answer, status int, code string) answer {
	h.Helper()
	if a.status != status || a.str("code") != code {
		h.Errorf("got %d %s, want %d %s", a.status, a.text, status, code)
	}
	return a
}

func (h *house) write(fn func(ctx context.Context, tx db.Tx) error) {
	h.Helper()
	if err := h.db.Write(h.Context(), fn); err != nil {
		h.Fatal(err)
	}
}

// count counts the rows of a query that ends as given.
func (h *house) count(from string, args ...any) (n int) {
	h.Helper()
	if err := h.db.Reader().Row(h.Context(), `SELECT COUNT(*) FROM `+from, args...).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

// staffer is somebody of the tests.
type staffer struct {
	phone, name, password string
	id                    core.PersonID
	secret                crypto.Secret
	sheet                 []string
	token                 string
}

// newStaffer makes up the nth.
func newStaffer(n int) *staffer {
	return &staffer{phone: "138001380" + strconv.Itoa(10+n), name: "陈" + string([]rune("春夏秋冬梅兰竹菊松柏")[n%10]) + "生", password: "Lantern-" + strconv.Itoa(700+n) + "-Ferry"}
}

// code is what the authenticator shows now.
func (h *house) code(p *staffer) string {
	h.Helper()
	c, err := crypto.TOTPCode(p.secret, h.clock.Now().Unix()/30)
	if err != nil {
		h.Fatal(err)
	}
	return c
}

// next lets the authenticator show its next code, which was never used.
func (h *house) next() { h.clock.Add(30 * time.Second) }

// setUp sets somebody up with a link's token.
func (h *house) setUp(p *staffer, token string) answer {
	h.Helper()
	look := h.call("POST", "/staff/setups/look", "", doc{"token": token})
	if look.status != 200 {
		h.Fatal(look.text)
	}
	p.secret = crypto.Hide[crypto.Hidden](look.str("secret"))
	a := h.call("POST", "/staff/setups", "", h.form(p, token))
	if a.status == 201 {
		p.id, p.token, p.sheet = core.PersonID(a.str("person")), a.str("token"), a.list("recovery_codes")
	}
	return a
}

func (h *house) form(p *staffer, token string) doc {
	return doc{"token": token, "phone": p.phone, "name": p.name, "password": p.password, "code": h.code(p), "sms_code": p.phone[5:], "device": "测试"}
}

// logIn tries to log in with the code of the moment.
func (h *house) logIn(p *staffer) answer {
	h.Helper()
	return h.tryWith(p, p.password, h.code(p))
}

func (h *house) tryWith(p *staffer, password, code string) answer {
	h.Helper()
	a := h.call("POST", "/staff/sessions", "", doc{"phone": p.phone, "password": password, "code": code})
	if a.status == 201 && a.str("token") != "" {
		p.token = a.str("token")
	}
	return a
}

// offices sets up the three administrators with the links of the first start.
func (h *house) offices() (system, security, audits *staffer) {
	h.Helper()
	var links []OfficeLink
	h.write(func(ctx context.Context, tx db.Tx) (err error) {
		links, err = h.OfficeLinks(ctx, tx)
		return err
	})
	if len(links) != 3 {
		h.Fatal(links)
	}
	out := make([]*staffer, 3)
	for i, l := range links {
		out[i] = newStaffer(i)
		if a := h.setUp(out[i], l.Token); a.status != 201 {
			h.Fatal(a.text)
		}
	}
	h.next()
	return out[0], out[1], out[2]
}

// hire invites somebody and sets them up.
func (h *house) hire(system *staffer, n int) *staffer {
	h.Helper()
	p := newStaffer(n)
	inv := h.call("POST", "/staff/members", system.token, doc{"phone": p.phone, "name": p.name})
	if inv.status != 201 {
		h.Fatal(inv.text)
	}
	if a := h.setUp(p, inv.str("token")); a.status != 201 {
		h.Fatal(a.text)
	}
	h.next()
	return p
}

func (h *house) grant(by, to *staffer, role core.Role, area string) answer {
	h.Helper()
	return h.call("POST", "/staff/members/"+string(to.id)+"/grants", by.token, doc{"role": role, "area": area, "reason": "到岗履职"})
}

func (h *house) revoke(by, of *staffer, role core.Role, area string) answer {
	h.Helper()
	return h.call("POST", "/staff/members/"+string(of.id)+"/revocations", by.token, doc{"role": role, "area": area, "reason": "调离岗位"})
}

// actor is somebody without roles.
func (h *house) actor() core.Actor { return core.Actor{Channel: core.ByConsole} }
