package county

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/people/employer"
)

const day = core.Date("2026-01-01")

func full(t *testing.T, seed uint64) *County {
	t.Helper()
	c, err := New(seed, 2026, FullSize, reference.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shared is the county of seed 1, made up once for all tests.
func shared(t *testing.T) *County {
	t.Helper()
	c, err := first()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var first = sync.OnceValues(func() (*County, error) { return New(1, 2026, FullSize, reference.Embedded()) })

func hash(t *testing.T, c *County) string {
	t.Helper()
	doc, err := json.Marshal([]any{c.People, c.Employers, c.Week(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)), c.Accounts()})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:8])
}

// A changed hash means that everyone's demo changes: on purpose only.
const golden = "ee5483d73eff20e0"

func TestSeed(t *testing.T) {
	t.Parallel()
	one := shared(t)
	t.Run("same number, same county", func(t *testing.T) {
		t.Parallel()
		if got, again := hash(t, one), hash(t, full(t, 1)); got != again || got != golden {
			t.Errorf("hash %s, then %s; want %s", got, again, golden)
		}
	})
	t.Run("another number, another county", func(t *testing.T) {
		t.Parallel()
		if hash(t, one) == hash(t, full(t, 2)) {
			t.Error("seeds 1 and 2 give the same county")
		}
	})
	t.Run("fewer people are the beginning of more", func(t *testing.T) {
		t.Parallel()
		few, err := New(1, 2026, Size{300, FullSize.Employers, FullSize.Orders}, reference.Embedded())
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(one.People[:300], few.People); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(one.Employers, few.Employers); d != "" {
			t.Error(d)
		}
	})
	t.Run("a county too small is refused", func(t *testing.T) {
		t.Parallel()
		for _, s := range []Size{{59, 12, 20}, {60, 11, 20}, {131, 60, 20}, {60, 12, 19}, {-1, -1, -1}} {
			if _, err := New(1, 2026, s, reference.Embedded()); err == nil {
				t.Errorf("%v was taken", s)
			}
		}
	})
}

func TestPeople(t *testing.T) {
	t.Parallel()
	c := shared(t)
	phones, documents, cards := map[core.Phone]bool{FreshPhone: true}, map[string]bool{}, map[core.BankCard]bool{}
	trades := map[string]bool{}
	for _, code := range Trades() {
		trades[code] = true
	}
	for n, p := range c.People {
		if phone, err := core.ParsePhone(string(p.Phone)); err != nil || phone != p.Phone || !strings.HasPrefix(string(phone), "154") {
			t.Errorf("person %d: phone %s: %v", n, p.Phone, err)
		}
		d, err := core.ParseDocument(p.Document.Kind, p.Document.Number, day)
		if err != nil || d != p.Document {
			t.Errorf("person %d: document %+v: %v", n, p.Document, err)
		}
		if name, err := core.ParseName(p.Name); err != nil || name != p.Name || !strings.ContainsAny(name, strings.Join(numerals, "")) {
			t.Errorf("person %d: name %s: %v", n, p.Name, err)
		}
		if card, err := core.ParseBankCard(string(p.Card)); err != nil || !card.Luhn() || !card.UnionPay() {
			t.Errorf("person %d: card %s: %v", n, p.Card, err)
		}
		if age := p.Age(day); age < 16 || age > 75 {
			t.Errorf("person %d is %d", n, age)
		}
		if phones[p.Phone] || documents[p.Document.Number] || cards[p.Card] {
			t.Errorf("person %d has what another has: %+v", n, p)
		}
		phones[p.Phone], documents[p.Document.Number], cards[p.Card] = true, true, true
		if far := p.Home.DistanceM(c.townOf(p.Town).centre); far > 4000 {
			t.Errorf("person %d lives %.0f m from %s", n, far, p.Town)
		}
		for _, w := range p.Profile.Trades {
			if !trades[w.Trade] || w.Level < 0 || w.Level > 7 {
				t.Errorf("person %d: trade %+v", n, w)
			}
		}
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	c := shared(t)
	share := func(what string, least, most int, is func(Person) bool) {
		t.Helper()
		n := 0
		for _, p := range c.People {
			if is(p) {
				n++
			}
		}
		if pm := 1000 * n / len(c.People); pm < least || pm > most {
			t.Errorf("%s: %d of a thousand, want %d to %d", what, pm, least, most)
		}
	}
	share("under 18", 8, 25, func(p Person) bool { return p.Age(day) < 18 })
	share("60 and over", 90, 180, func(p Person) bool { return p.Age(day) >= 60 })
	share("women", 470, 530, func(p Person) bool { return p.Document.Sex == core.Female })
	share("born in the county", 790, 850, func(p Person) bool { return p.Document.Region == Home })
	share("born where the code has ended", 30, 65, func(p Person) bool {
		r, ok := reference.Embedded().LastRegion(p.Document.Region)
		return ok && r.To != ""
	})
	share("with a residence permit", 0, 4, func(p Person) bool { return p.Document.Kind == core.HMTResidence })
	share("in the seat", 280, 360, func(p Person) bool { return p.Town == "350428100" })
	share("looking for work", 680, 760, func(p Person) bool { return p.Profile.Looking })
	for _, code := range Trades() {
		share(code, 8, 260, func(p Person) bool { return p.Profile.has(code) })
	}
	for _, r := range reference.Embedded().Children(Home, day) {
		share(string(r.Code), 10, 360, func(p Person) bool { return p.Town == r.Code })
	}
}

func TestEmployers(t *testing.T) {
	t.Parallel()
	c := shared(t)
	codes, kinds, agents := map[core.USCC]bool{}, map[employer.Kind]int{}, map[int]bool{}
	for n, e := range c.Employers {
		kinds[e.Kind]++
		if e.Kind == employer.Person != (e.USCC == "" && e.Name == "") {
			t.Errorf("employer %d: %+v", n, e)
		}
		if e.Kind != employer.Person {
			code, err := core.ParseUSCC(string(e.USCC))
			if err != nil || code != e.USCC || code.Region() != Home || !strings.HasSuffix(e.Name, "（演示）") || codes[code] {
				t.Errorf("employer %d: %+v: %v", n, e, err)
			}
			codes[code] = true
		}
		for _, a := range e.Agents {
			part, age := c.People[a].Part, c.People[a].Age(day)
			if agents[a] || part != Agent && part != VisitorEmployer || part.Reserved() != e.Visitor || age < 18 {
				t.Errorf("employer %d: agent %d is %s of %d years", n, a, part, age)
			}
			agents[a] = true
		}
	}
	for _, k := range []employer.Kind{person, business, enterprise, cooperative, collective} {
		if kinds[k] < 2 {
			t.Errorf("%d employers are of the kind %s", kinds[k], k)
		}
	}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	c := shared(t)
	roles := map[string]int{}
	for _, a := range c.Accounts() {
		for _, r := range append(a.Roles, "all") {
			roles[r]++
		}
		if a.Note.ZH == "" || a.Note.EN == "" || a.Name != "" && !strings.Contains(a.Name, "演示") {
			t.Errorf("%+v", a)
		}
	}
	if d := cmp.Diff(map[string]int{"employer": 3, "worker": 6, "reviewer": 1, "village_agent": 1, "hall_clerk": 1, "mediator": 1, "analyst": 1,
		"system_admin": 1, "security_admin": 1, "audit_admin": 1, "all": 18}, roles); d != "" {
		t.Error(d)
	}
	for _, p := range c.People[:firstReviewer][firstVisitorWorker:] {
		for _, e := range c.Employers[:visitorEmployers] {
			if !slices.ContainsFunc(e.Trades, p.Profile.has) {
				t.Errorf("reserved worker %d has no trade of reserved employer %d", p.N, e.N)
			}
		}
	}
}
