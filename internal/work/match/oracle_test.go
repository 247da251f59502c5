package match_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/outbox"
	"yilu/internal/work/match"
)

// oracle is the plain meaning of the events: it looks at every person for every
// job, in the simplest words.
type oracle struct {
	verified map[core.PersonID]bool
	birth    map[core.PersonID]core.Date
	profile  map[core.PersonID]event.ProfileChanged
	record   map[core.PersonID]event.RecordChanged
	places   map[core.EngagementID]*held
	agents   agents
}

// held is a place that someone has or had.
type held struct {
	event.Booked
	state string
}

type ranked struct {
	Person core.PersonID
	Score  int64
	Metres int64
}

// rank is everyone whom the job suits, the best first.
func (o *oracle) rank(j event.JobOpened, today core.Date) (out []ranked) {
	for id := range o.profile {
		f, ok := o.facts(id, j)
		if !ok {
			continue
		}
		score, _ := f.Explain(match.WeightsOn(today))
		out = append(out, ranked{id, score, f.DistanceM})
	}
	far := func(r ranked) int64 {
		if r.Metres < 0 {
			return 20_000
		}
		return r.Metres
	}
	slices.SortFunc(out, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(far(a), far(b)), cmp.Compare(a.Person, b.Person))
	})
	return out
}

// facts are the person's for the job; ok is false if it does not suit them.
func (o *oracle) facts(id core.PersonID, j event.JobOpened) (f match.Facts, ok bool) {
	p, r := o.profile[id], o.record[id]
	f = match.Facts{DistanceM: -1, Stars: r.Stars, Rated: r.Rated, Done: r.Done, Late: r.Late}
	if !o.verified[id] || !p.Looking || slices.Contains(o.agents[j.Employer], id) || j.Tools && !p.OwnTools {
		return f, false
	}
	if o.birth[id].YearsAt(core.DateOf(j.Windows[0].Start)) < max(16, j.MinAge) {
		return f, false
	}
	whole, _, _ := strings.Cut(j.Trade, "/")
	for _, t := range p.Trades {
		if t.Trade == j.Trade || t.Trade == whole {
			f.Level = max(f.Level, t.Level)
			f.Trade = max(f.Trade, 1)
		}
		if t.Trade == j.Trade {
			f.Trade = 2
		}
	}
	area := slices.ContainsFunc(p.Regions, func(r string) bool { return strings.HasPrefix(j.Region, r) })
	if p.Centre != (core.Place{}) {
		f.DistanceM = int64(math.Round(p.Centre.DistanceM(j.Place)))
		area = area || p.RadiusM > 0 && f.DistanceM <= p.RadiusM
	}
	if f.Trade == 0 || !area || !o.willing(p, j) || !o.freeFor(id, j) {
		return f, false
	}
	for _, h := range o.places {
		if h.Worker == id && h.Employer == j.Employer {
			f.PaidHere += map[string]int64{"paid": 1}[h.state]
			f.LateHere += map[string]int64{"late": 1}[h.state]
		}
	}
	return f, true
}

func (o *oracle) willing(p event.ProfileChanged, j event.JobOpened) bool {
	pay := j.HourPay.Minor
	if p.PayUnit == "day" {
		pay = j.Pay.Minor // the oracle's jobs of several windows are paid by the day
		if j.PayUnit == "hour" {
			pay = j.Pay.Minor * int64(j.Windows[0].Duration()/time.Minute) / 60
		}
	}
	if p.LowestPay.Minor > pay {
		return false
	}
	for _, w := range j.Windows {
		for m := w.Start; m.Before(w.End) && len(p.WeekHours) > 0; m = m.Add(time.Minute) {
			c := m.In(core.China)
			now := c.Hour()*60 + c.Minute()
			if !slices.ContainsFunc(p.WeekHours, func(h event.HourRange) bool {
				return time.Weekday(h.Weekday%7) == c.Weekday() && h.From <= now && now < h.To
			}) {
				return false
			}
		}
	}
	return true
}

func (o *oracle) freeFor(id core.PersonID, j event.JobOpened) bool {
	for _, h := range o.places {
		if h.Worker != id {
			continue
		}
		if h.Job == j.Job {
			return false
		}
		for _, busy := range h.Windows {
			if h.state == "booked" && slices.ContainsFunc(j.Windows, busy.Overlaps) {
				return false
			}
		}
	}
	return true
}

// chance draws people and jobs.
type chance struct{ *rand.Rand }

func pickOf[T any](c chance, all ...T) T { return all[c.IntN(len(all))] }

var oracleTrades = []string{"4-02-05-01", "4-10-01-06", "4-10-01-06/01", "4-10-01-06/02"}

func (c chance) place() core.Place {
	// Most within the county, some far off.
	spread := pickOf(c, 0.05, 0.3, 0.3, 2)
	return must(core.PlaceAt(26.73+spread*(2*c.Float64()-1), 117.47+spread*(2*c.Float64()-1)))
}

func (c chance) profile(id core.PersonID) event.ProfileChanged {
	p := event.ProfileChanged{
		Person: id, Looking: c.IntN(10) > 0, OwnTools: c.IntN(2) == 0, PayUnit: pickOf(c, "hour", "day"),
		Birth: core.Date("1950-01-01").AddDays(c.IntN(60 * 366)),
	}
	for range c.IntN(4) {
		p.Trades = append(p.Trades, event.TradeLevel{Trade: pickOf(c, oracleTrades...), Level: c.IntN(8)})
	}
	slices.SortFunc(p.Trades, func(a, b event.TradeLevel) int { return cmp.Compare(a.Trade, b.Trade) })
	p.Trades = slices.CompactFunc(p.Trades, func(a, b event.TradeLevel) bool { return a.Trade == b.Trade })
	if c.IntN(5) > 0 {
		p.Centre, p.RadiusM = c.place(), pickOf[int64](c, 0, 1000, 5000, 20_000, 49_999, 50_000, 50_001, 300_000)
	}
	for range c.IntN(3) {
		p.Regions = append(p.Regions, pickOf(c, "", "35", "3504", "350428", "350428100", "350428101", "350429"))
	}
	if c.IntN(3) == 0 {
		for day := 1; day <= 7; day++ {
			from := 60 * c.IntN(12)
			p.WeekHours = append(p.WeekHours, event.HourRange{Weekday: day, From: from, To: min(1440, from+60*(1+c.IntN(24)))})
		}
	}
	if c.IntN(2) == 0 {
		p.LowestPay = core.Yuan(pickOf[int64](c, 1, 2000, 2500, 20_000, 30_000))
	}
	return p
}

func (c chance) job(now time.Time, employer core.EmployerID) event.JobOpened {
	j := event.JobOpened{
		Job: core.NewID[core.Job](now), Employer: employer, Title: "搬货", Trade: pickOf(c, oracleTrades...),
		Region: pickOf(c, "350428100", "350428101", "350429", "350428"), Place: c.place(), Places: 40,
		Pay: core.Yuan(pickOf[int64](c, 15_000, 20_000, 30_000)), PayUnit: "day", HourPay: core.Yuan(pickOf[int64](c, 1900, 2000, 2500, 3000)),
		Tools: c.IntN(4) == 0, MinAge: pickOf(c, 16, 18),
	}
	start := core.DateOf(now).AddDays(1 + c.IntN(5)).Start().Add(time.Duration(6+c.IntN(14)) * time.Hour)
	for i := range 1 + c.IntN(3) {
		from := start.AddDate(0, 0, i)
		j.Windows = append(j.Windows, core.Span{Start: from, End: from.Add(time.Duration(1+c.IntN(10)) * time.Hour)})
	}
	if len(j.Windows) == 1 && c.IntN(2) == 0 {
		j.PayUnit, j.Pay = "hour", j.HourPay
	}
	return j
}

// The search finds exactly whom a look at everybody finds, in the same order,
// while people change, take places and leave them.
func TestRankingAgainstEverybody(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w, c := newWorld(t, d), chance{rand.New(rand.NewPCG(seed, 1))}
				o := &oracle{
					verified: map[core.PersonID]bool{}, birth: map[core.PersonID]core.Date{}, profile: map[core.PersonID]event.ProfileChanged{},
					record: map[core.PersonID]event.RecordChanged{}, places: map[core.EngagementID]*held{}, agents: w.agents,
				}
				people, employers := o.settle(w, c, 180)
				suited := 0
				for range 30 {
					o.stir(w, c, people, employers)
					j := c.job(w.clock.Now(), pickOf(c, employers...))
					w.hear(j)
					w.run()
					want := o.rank(j, core.DateOf(w.clock.Now()))
					suited += len(want)
					if diff := gocmp.Diff(want, w.rung(j.Job)); diff != "" {
						t.Fatalf("%+v (-everybody +search)\n%s", j, diff)
					}
					w.explains(o, j, people)
					w.hear(event.JobEnded{Job: j.Job, Why: "done"})
					w.clock.Add(7 * time.Minute) // below twelve an hour, and out of the quiet hours
				}
				if suited < 150 {
					t.Errorf("only %d were suited: the test says little", suited)
				}
				w.verify()
			}, schemas...)
		})
	}
}

// settle enters n people and four employers.
func (o *oracle) settle(w *world, c chance, n int) (people []core.PersonID, employers []core.EmployerID) {
	for range n {
		people = append(people, person())
	}
	for range 4 {
		e := core.NewID[core.Employer](begin)
		employers = append(employers, e)
		w.agents[e] = []core.PersonID{pickOf(c, people...), pickOf(c, people...)}
	}
	var facts []outbox.Event
	for _, id := range people {
		p := c.profile(id)
		o.profile[id], o.birth[id] = p, p.Birth
		facts = append(facts, p)
		if c.IntN(10) > 0 {
			o.verified[id] = true
			facts = append(facts, event.PersonVerified{Person: id, Birth: p.Birth})
		}
	}
	w.hear(facts...)
	return people, employers
}

// stir lets a few things happen.
func (o *oracle) stir(w *world, c chance, people []core.PersonID, employers []core.EmployerID) {
	var facts []outbox.Event
	for range 4 {
		id := pickOf(c, people...)
		p := c.profile(id)
		p.Birth = o.birth[id]
		o.profile[id] = p
		r := event.RecordChanged{Person: id, Stars: c.Int64N(501), Rated: c.Int64N(50), Done: c.Int64N(80), Late: c.Int64N(5)}
		o.record[id] = r
		facts = append(facts, p, r)
		j := c.job(w.clock.Now(), pickOf(c, employers...))
		b := event.Booked{Engagement: core.NewID[core.Engagement](w.clock.Now()), Job: j.Job, Employer: j.Employer, Worker: id, Windows: j.Windows}
		if o.freeFor(id, j) {
			o.places[b.Engagement] = &held{b, "booked"}
			facts = append(facts, b)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(o.places)) { // in one order, so that a seed is one run
		h := o.places[id]
		if h.state != "booked" || c.IntN(4) > 0 {
			continue
		}
		switch h.state = pickOf(c, "left", "late", "paid"); h.state {
		case "paid":
			facts = append(facts, event.Paid{Engagement: id, Job: h.Job, Employer: h.Employer, Worker: h.Worker})
		default:
			facts = append(facts, event.Unbooked{Engagement: id, Job: h.Job, Employer: h.Employer, Worker: h.Worker, By: "worker", Late: h.state == "late"})
		}
	}
	w.hear(facts...)
}

// rung is who was rung for the job, in order.
func (w *world) rung(job core.JobID) (out []ranked) {
	w.Helper()
	if err := w.db.Reader().Rows(w.Context(), `
		SELECT person_id, score, distance_m FROM match_ring WHERE job_id = $1 ORDER BY rank`, []any{job}, func(r db.Row) error {
		var x ranked
		err := r.Scan(&x.Person, &x.Score, &x.Metres)
		out = append(out, x)
		return err
	}); err != nil {
		w.Fatal(err)
	}
	return out
}

// explains asks for the reasons of some people and compares them with the oracle.
func (w *world) explains(o *oracle, j event.JobOpened, people []core.PersonID) {
	w.Helper()
	for _, id := range people[:20] {
		e, err := w.service.Suits(w.Context(), w.db.Reader(), j.Job, id)
		if err != nil {
			w.Fatal(err)
		}
		f, suits := o.facts(id, j)
		score, _ := f.Explain(match.WeightsOn(core.DateOf(w.clock.Now())))
		if e.Suited != suits || suits && e.Score != score {
			w.Errorf("%s: suited %v with %d, the oracle says %v with %d: %+v", id, e.Suited, e.Score, suits, score, e.Conditions)
		}
	}
}
