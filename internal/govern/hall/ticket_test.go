package hall_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/govern/hall"
	"yilu/internal/platform/db"
)

func TestMoves(t *testing.T) {
	t.Parallel()
	all := []hall.State{hall.Waiting, hall.Called, hall.Done, hall.NoShow}
	want := map[hall.Move]map[hall.State]hall.State{
		hall.Call:   {hall.Waiting: hall.Called},
		hall.Recall: {hall.Called: hall.Called},
		hall.Absent: {hall.Called: hall.NoShow},
		hall.Again:  {hall.NoShow: hall.Called, hall.Done: hall.Called},
		hall.Finish: {hall.Called: hall.Done},
	}
	got := map[hall.Move]map[hall.State]hall.State{}
	for m := range want {
		got[m] = map[hall.State]hall.State{}
		for _, from := range all {
			if to, err := hall.Next(from, m); err == nil {
				got[m][from] = to
			}
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"A012": "A012", "a12": "A012", "Ｂ００７": "B007", " c1 ": "C001"} {
		if n, err := hall.ParseNumber(in); err != nil || n.String() != want {
			t.Errorf("%q is %v, %v; want %s", in, n, err, want)
		}
	}
	for _, in := range []string{"", "A", "A0", "12", "AA1", "A-1", "A99999", "Ä1"} {
		if n, err := hall.ParseNumber(in); !errors.Is(err, hall.ErrNoTicket) {
			t.Errorf("%q is %v, %v", in, n, err)
		}
	}
}

// TestAnyOrder lets clerks do anything with tickets beside a slow, obvious twin:
// the same is refused, the same one is called, and no invariant breaks.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(r *rapid.T) {
			w.clock.Set(begin) // one day, and another hall each time
			w.open()
			anyOrder(r, w)
			w.verified()
		})
	})
}

// twin is a ticket as the obvious model keeps it.
type twin struct {
	number  string
	state   hall.State
	first   bool
	counter int64
}

type model struct {
	w     *world
	order []*twin
	given map[string]int
}

func anyOrder(r *rapid.T, w *world) {
	m := &model{w: w, given: map[string]int{}}
	for range rapid.IntRange(5, 40).Draw(r, "steps") {
		w.clock.Add(time.Duration(rapid.IntRange(1, 600).Draw(r, "seconds")) * time.Second)
		switch what := rapid.SampledFrom([]string{"take", "take", "next", "next", "move", "move"}).Draw(r, "what"); what {
		case "take":
			m.take(r, rapid.SampledFrom([]string{"A", "B"}).Draw(r, "service"), rapid.Bool().Draw(r, "first"))
		case "next":
			m.next(r, int64(rapid.IntRange(1, 4).Draw(r, "counter")))
		default:
			m.move(r)
		}
	}
}

func (m *model) take(r *rapid.T, service string, first bool) {
	var got hall.Ticket
	m.w.write(func(ctx context.Context, tx db.Tx) (err error) {
		got, err = m.w.hall.Take(ctx, tx, actor(clara), m.w.id, service, first)
		return err
	})
	m.given[service]++
	if want := fmt.Sprintf("%s%03d", service, m.given[service]); got.Number.String() != want {
		r.Fatalf("took %s, want %s", got.Number, want)
	}
	m.order = append(m.order, &twin{number: got.Number.String(), state: hall.Waiting, first: first})
}

func (m *model) at(counter int64) *twin {
	i := slices.IndexFunc(m.order, func(t *twin) bool { return t.state == hall.Called && t.counter == counter })
	if i < 0 {
		return nil
	}
	return m.order[i]
}

func (m *model) next(r *rapid.T, counter int64) {
	serves := map[int64]string{1: "A", 2: "AB", 3: "B"}[counter]
	var want *twin
	for _, first := range []bool{true, false} {
		for _, t := range m.order {
			if want == nil && t.state == hall.Waiting && t.first == first && slices.Contains([]byte(serves), t.number[0]) {
				want = t
			}
		}
	}
	got, err := m.try(func(ctx context.Context, tx db.Tx) (hall.Ticket, error) {
		return m.w.hall.CallNext(ctx, tx, actor(carl), m.w.id, counter)
	})
	switch {
	case serves == "":
		m.refused(r, err, hall.ErrNoCounter)
	case m.at(counter) != nil:
		m.refused(r, err, hall.ErrBusy)
	case want == nil:
		m.refused(r, err, hall.ErrNobody)
	case err != nil || got.Number.String() != want.number:
		r.Fatalf("called %v, %v; want %s", got.Number, err, want.number)
	default:
		want.state, want.counter = hall.Called, counter
	}
}

func (m *model) move(r *rapid.T) {
	if len(m.order) == 0 {
		return
	}
	t := rapid.SampledFrom(m.order).Draw(r, "ticket")
	move := rapid.SampledFrom([]hall.Move{hall.Call, hall.Recall, hall.Absent, hall.Again, hall.Finish}).Draw(r, "move")
	counter := int64(rapid.IntRange(1, 3).Draw(r, "counter"))
	n, _ := hall.ParseNumber(t.number)
	got, err := m.try(func(ctx context.Context, tx db.Tx) (hall.Ticket, error) {
		return m.w.hall.Do(ctx, tx, actor(clara), m.w.id, n, move, counter)
	})
	to, refused := hall.Next(t.state, move)
	calls := move == hall.Call || move == hall.Again
	switch {
	case calls && m.at(counter) != nil:
		m.refused(r, err, hall.ErrBusy)
	case refused != nil:
		m.refused(r, err, hall.ErrMove)
	case err != nil || got.State != to:
		r.Fatalf("%s of %s: %v, %v", move, t.number, got.State, err)
	default:
		if t.state = to; calls {
			t.counter = counter
		}
	}
}

func (m *model) try(fn func(context.Context, db.Tx) (hall.Ticket, error)) (t hall.Ticket, err error) {
	err = m.w.db.Write(m.w.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		t, err = fn(ctx, tx)
		return err
	})
	return t, err
}

func (m *model) refused(r *rapid.T, err, want error) {
	if !errors.Is(err, want) || fault.Of(err) == nil {
		r.Fatalf("refused with %v, want %v", err, want)
	}
}

func TestTwoCountersNeverCallTheSameNumber(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.open()
		for range 2 {
			w.call(201, "POST", "/hall/halls/"+string(w.id)+"/tickets", clara, `{"service":"A"}`, nil)
		}
		got := make([]hall.Ticket, 2)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				err := w.db.Write(w.Context(), func(ctx context.Context, tx db.Tx) (err error) {
					got[i], err = w.hall.CallNext(ctx, tx, actor(clara), w.id, int64(i+1))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got[0].Number == got[1].Number {
			t.Errorf("both called %s", got[0].Number)
		}
		w.verified()
	})
}

func TestWaitsAreCounted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.open()
		path := "/hall/halls/" + string(w.id)
		var taken, second hall.TakenView
		w.call(201, "POST", path+"/tickets", clara, `{"service":"A"}`, &taken)
		w.clock.Add(time.Minute)
		w.call(201, "POST", path+"/tickets", clara, `{"service":"A"}`, &second)
		if taken.Number != "A001" || second.Number != "A002" || second.Ahead != 1 || second.GuessS != 300 {
			t.Errorf("%+v %+v", taken, second)
		}
		w.clock.Add(4 * time.Minute)
		var called hall.TicketView
		w.call(200, "POST", path+"/counters/1/next", clara, ``, &called)
		if called.Number != "A001" || called.WaitS != 300 || called.Counter != 1 {
			t.Errorf("%+v", called)
		}
		w.clock.Add(time.Minute)
		w.call(200, "POST", path+"/tickets/a1/recall", clara, ``, nil)
		var board hall.BoardView
		w.call(200, "GET", path+"/board", "", ``, &board)
		if d := cmp.Diff([]hall.CallView{{Number: "A001", Service: "A", Counter: 1, CalledAt: w.clock.Now(), Calls: 2}}, board.Called); d != "" {
			t.Error(d)
		}
		w.clock.Add(time.Minute)
		w.call(200, "POST", path+"/tickets/A001/finish", clara, ``, nil)
		var sums struct{ Items []hall.SumView }
		w.call(200, "GET", path+"/day", clara, ``, &sums)
		want := []hall.SumView{{Service: "A", Taken: 2, Waiting: 1, Done: 1, MeanWaitS: 300, LongestS: 300, MeanS: 60}, {Service: "B"}}
		if d := cmp.Diff(want, sums.Items); d != "" {
			t.Error(d)
		}
		w.verified()
	})
}

func TestOnlyClerksOfTheAreaCall(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.open()
		path := "/hall/halls/" + string(w.id)
		for _, who := range []core.PersonID{otto, anna, sam} {
			w.call(403, "POST", path+"/tickets", who, `{"service":"A"}`, nil)
			w.call(403, "POST", path+"/counters/1/next", who, ``, nil)
			w.call(403, "GET", path+"/tickets", who, ``, nil)
			w.call(403, "GET", path+"/day", who, ``, nil)
		}
		w.call(401, "POST", path+"/tickets", "", `{"service":"A"}`, nil)
		w.call(403, "POST", "/hall/halls", clara, `{"name":{"zh":"大厅","en":"Hall"},"area":"350428","services":[],"counters":[]}`, nil)
		w.call(404, "GET", "/hall/halls/nope", "", ``, nil)
		w.call(404, "POST", path+"/tickets", clara, `{"service":"Z"}`, nil)
		w.call(404, "POST", path+"/tickets/A001/finish", clara, ``, nil)
		w.call(409, "POST", path+"/counters/1/next", clara, ``, nil)
	})
}

func TestYesterdaysNumbersAreOver(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.open()
		path := "/hall/halls/" + string(w.id)
		w.call(201, "POST", path+"/tickets", clara, `{"service":"A"}`, nil)
		w.clock.Add(24 * time.Hour)
		w.call(409, "POST", path+"/counters/1/next", clara, ``, nil)
		var taken hall.TakenView
		w.call(201, "POST", path+"/tickets", clara, `{"service":"A"}`, &taken)
		if taken.Number != "A001" || taken.Ahead != 0 {
			t.Errorf("%+v", taken)
		}
		var l struct{ Items []hall.TicketView }
		w.call(200, "GET", path+"/tickets?day=2026-11-23", clara, ``, &l)
		if len(l.Items) != 1 || len(l.Items[0].Next) != 0 {
			t.Errorf("%+v", l)
		}
	})
}

func TestAHallIsPutAsAWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.open()
		for name, tc := range map[string]struct {
			change func(*hall.Hall)
			want   error
		}{
			"no name":             {func(h *hall.Hall) { h.Name.EN = "" }, hall.ErrName},
			"twice a letter":      {func(h *hall.Hall) { h.Services[1].Code = "A" }, hall.ErrServices},
			"no service":          {func(h *hall.Hall) { h.Services = nil }, hall.ErrServices},
			"a counter twice":     {func(h *hall.Hall) { h.Counters[1].N = 1 }, hall.ErrCounters},
			"an unknown service":  {func(h *hall.Hall) { h.Counters[0].Services = []string{"Z"} }, hall.ErrCounters},
			"a counter of naught": {func(h *hall.Hall) { h.Counters[0].Services = nil }, hall.ErrCounters},
		} {
			h := county()
			tc.change(&h)
			err := w.db.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
				_, err := w.hall.Put(ctx, tx, actor(sam), h)
				return err
			})
			if !errors.Is(err, tc.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		h := county()
		h.ID, h.Counters = w.id, h.Counters[:1]
		w.write(func(ctx context.Context, tx db.Tx) error {
			_, err := w.hall.Put(ctx, tx, actor(sam), h)
			return err
		})
		got, err := w.hall.Hall(t.Context(), w.db.Reader(), w.id)
		if err != nil || len(got.Counters) != 1 || len(got.Services) != 2 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
