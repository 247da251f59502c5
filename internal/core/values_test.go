package core

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestIDOrder is not parallel: an id drawn for another millisecond in between
// begins the sequence anew.
func TestIDOrder(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	last := NewID[Job](at)
	for range 3000 {
		id := NewID[Job](at)
		if id <= last {
			t.Fatalf("%s after %s", id, last)
		}
		last = id
	}
}

func TestNewID(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	t.Run("carries the instant, the version and the variant", func(t *testing.T) {
		// An hour that no other test uses: they use up the numbers of a millisecond.
		at := at.Add(-time.Duration(1+rand.IntN(1e5)) * time.Hour)
		id := NewID[Job](at)
		if got, err := ParseID[Job](string(id)); err != nil || got != id {
			t.Fatalf("%s: %v", id, err)
		}
		ms, ok := new(big.Int).SetString(string(id[:8])+string(id[9:13]), 16)
		if !ok || ms.Int64() != at.UnixMilli() {
			t.Errorf("%s holds %v ms, want %d", id, ms, at.UnixMilli())
		}
		if id[14] != '7' || id[19] < '8' || id[19] > 'b' {
			t.Errorf("%s is not a UUIDv7", id)
		}
	})
	t.Run("later sorts after earlier", func(t *testing.T) {
		t.Parallel()
		if a, b := NewID[Job](at), NewID[Job](at.Add(time.Millisecond)); a >= b {
			t.Errorf("%s >= %s", a, b)
		}
	})
	t.Run("no id twice, whoever asks", func(t *testing.T) {
		t.Parallel()
		var mu sync.Mutex
		seen := map[ID[Job]]bool{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 2000 {
					id := NewID[Job](at)
					mu.Lock()
					if seen[id] {
						t.Errorf("%s twice", id)
					}
					seen[id] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
	})
	for _, s := range []string{"", "x", "018f0000-0000-7000-8000-00000000000G", "018F0000-0000-7000-8000-000000000000",
		"018f0000x0000-7000-8000-000000000000", "018f0000-0000-7000-8000-0000000000001", "018f0000-0000-7000-8000-00000000000\xff"} {
		if got, err := ParseID[Job](s); !errors.Is(err, ErrID) || got != "" {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
}

var minors = rapid.OneOf(rapid.Int64Range(-MaxMinor, MaxMinor), rapid.Int64Range(-100, 100))

func TestMoneyTimes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ m, num, den, want int64 }{
		{7, 1, 2, 4}, {-7, 1, 2, -4}, {5, 1, 3, 2}, {4, 1, 3, 1}, {1, 49, 100, 0}, {1, 50, 100, 1},
		{30000, 0, 1, 0}, {MaxMinor, 1, 1, MaxMinor}, {-MaxMinor, 7, 7, -MaxMinor},
	} {
		if got, err := Yuan(c.m).Times(c.num, c.den); err != nil || got != Yuan(c.want) {
			t.Errorf("%d × %d/%d = %v, %v, want %d", c.m, c.num, c.den, got, err, c.want)
		}
	}
	t.Run("is the exact product, rounded once half away from zero", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			m := minors.Draw(t, "m")
			num := rapid.Int64Range(0, MaxMinor).Draw(t, "num")
			den := rapid.Int64Range(1, MaxMinor).Draw(t, "den")
			// floor((2·|m|·num + den) / (2·den)), then the sign
			n := new(big.Int).Mul(big.NewInt(m), big.NewInt(num))
			n.Abs(n).Lsh(n, 1).Add(n, big.NewInt(den)).Div(n, big.NewInt(2*den))
			got, err := Yuan(m).Times(num, den)
			if n.Cmp(big.NewInt(MaxMinor)) > 0 {
				if !errors.Is(err, ErrOverflow) || got != (Money{}) {
					t.Fatalf("got %v, %v, want overflow", got, err)
				}
				return
			}
			want := n.Int64()
			if m < 0 {
				want = -want
			}
			if err != nil || got != Yuan(want) {
				t.Fatalf("got %v, %v, want %d", got, err, want)
			}
		})
	})
	t.Run("refuses a ratio that is none", func(t *testing.T) {
		t.Parallel()
		for _, r := range [][2]int64{{1, 0}, {1, -1}, {-1, 1}} {
			if got, err := Yuan(1).Times(r[0], r[1]); err == nil {
				t.Errorf("%v gave %v", r, got)
			}
		}
	})
}

func TestMoneySplit(t *testing.T) {
	t.Parallel()
	got, err := Yuan(100).Split([]int64{1, 1, 1})
	if d := cmp.Diff([]Money{Yuan(34), Yuan(33), Yuan(33)}, got); err != nil || d != "" {
		t.Error(err, d)
	}
	t.Run("the shares sum to the whole and stay within one of the exact share", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			m := rapid.Int64Range(0, MaxMinor).Draw(t, "m")
			w := rapid.SliceOfN(rapid.Int64Range(0, MaxMinor/8), 1, 8).Draw(t, "weights")
			total := new(big.Int)
			for _, x := range w {
				total.Add(total, big.NewInt(x))
			}
			got, err := Yuan(m).Split(w)
			if total.Sign() == 0 {
				if err == nil {
					t.Fatal("split over nothing")
				}
				return
			}
			if err != nil || len(got) != len(w) {
				t.Fatal(got, err)
			}
			var sum int64
			for i, s := range got {
				sum += s.Minor
				low := new(big.Int).Mul(big.NewInt(m), big.NewInt(w[i]))
				low.Div(low, total)
				if over := s.Minor - low.Int64(); over < 0 || over > 1 || w[i] == 0 && s.Minor != 0 || s.Currency != CNY {
					t.Fatalf("share %d of weight %d is %v", i, w[i], s)
				}
			}
			if sum != m {
				t.Fatalf("%v sums to %d, want %d", got, sum, m)
			}
		})
	})
	t.Run("refuses debts, negative weights and too heavy ones", func(t *testing.T) {
		t.Parallel()
		if got, err := Yuan(-1).Split([]int64{1}); err == nil {
			t.Error(got)
		}
		if got, err := Yuan(1).Split([]int64{2, -1}); err == nil {
			t.Error(got)
		}
		if got, err := Yuan(1).Split([]int64{MaxMinor, 1}); !errors.Is(err, ErrOverflow) {
			t.Error(got, err)
		}
		if got, err := Yuan(1).Split(nil); err == nil {
			t.Error(got)
		}
	})
}

func TestMoneyAdd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := minors.Draw(t, "a"), minors.Draw(t, "b")
		got, err := Yuan(a).Add(Yuan(b))
		if sum := a + b; sum > MaxMinor || sum < -MaxMinor {
			if !errors.Is(err, ErrOverflow) {
				t.Fatal(got, err)
			}
		} else if err != nil || got != Yuan(sum) {
			t.Fatal(got, err)
		}
	})
	if _, err := Yuan(1).Add(Money{1, "POINT"}); !errors.Is(err, ErrCurrency) {
		t.Error(err)
	}
	for minor, want := range map[int64]string{0: "0.00", 5: "0.05", 30000: "300.00", -30005: "-300.05", -5: "-0.05"} {
		if got := Yuan(minor).Text(); got != want {
			t.Errorf("%d: %s, want %s", minor, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, day Date
		want      int
	}{
		{"2004-02-29", "2022-02-28", 17}, {"2004-02-29", "2022-03-01", 18}, {"2004-02-29", "2024-02-29", 20},
		{"2010-11-23", "2026-11-22", 15}, {"2010-11-23", "2026-11-23", 16}, {"2010-11-23", "2010-11-23", 0},
	} {
		if got := c.born.YearsAt(c.day); got != c.want {
			t.Errorf("%s at %s: %d, want %d", c.born, c.day, got, c.want)
		}
	}
	for _, s := range []string{"2023-02-29", "2024-2-1", "20240201", "", "2024-02-01T00:00", "2024-13-01"} {
		if got, err := ParseDate(s); !errors.Is(err, ErrDate) || got != "" {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	t.Run("a day begins at midnight in China", func(t *testing.T) {
		t.Parallel()
		at := time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)
		if DateOf(at) != "2026-11-23" || DateOf(at.Add(-time.Microsecond)) != "2026-11-22" || !Date("2026-11-23").Start().Equal(at) {
			t.Error(DateOf(at), Date("2026-11-23").Start())
		}
	})
	t.Run("days add up and text sorts by time", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			d := Date("2000-01-01").AddDays(rapid.IntRange(-30000, 30000).Draw(t, "day"))
			n := rapid.IntRange(0, 3000).Draw(t, "n")
			later := d.AddDays(n)
			if later.AddDays(-n) != d || (later > d) != (n > 0) {
				t.Fatalf("%s + %d = %s", d, n, later)
			}
			if _, err := ParseDate(string(later)); err != nil {
				t.Fatal(err)
			}
		})
	})
}

func TestSpan(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return time.Date(2026, 11, 23, h, 0, 0, 0, time.UTC) }
	day := Span{at(8), at(12)}
	for _, c := range []struct {
		promise string
		o       Span
		want    bool
	}{
		{"ends where it begins", Span{at(6), at(8)}, false},
		{"begins where it ends", Span{at(12), at(14)}, false},
		{"reaches in", Span{at(6), at(9)}, true},
		{"lies within", Span{at(9), at(10)}, true},
		{"lies around", Span{at(6), at(14)}, true},
		{"is the same", day, true},
	} {
		if day.Overlaps(c.o) != c.want || c.o.Overlaps(day) != c.want {
			t.Errorf("a span that %s: overlaps is %v", c.promise, !c.want)
		}
	}
	if day.Duration() != 4*time.Hour {
		t.Error(day.Duration())
	}
}

func TestManualClock(t *testing.T) {
	t.Parallel()
	c := NewManualClock(time.Date(2026, 11, 23, 8, 0, 0, 1999, China))
	if got := c.Now(); got.Nanosecond() != 1000 || got.Location() != time.UTC {
		t.Error(got)
	}
	if got := c.Add(7 * 24 * time.Hour); !got.Equal(c.Now()) || DateOf(got) != "2026-11-30" {
		t.Error(got)
	}
	if c.Set(time.Unix(0, 1)); !c.Now().Equal(time.Unix(0, 0)) {
		t.Error(c.Now())
	}
	if now := SystemClock(); now.Nanosecond()%1000 != 0 || now.Location() != time.UTC {
		t.Error(now)
	}
}

func TestSmallValues(t *testing.T) {
	t.Parallel()
	text := Text{ZH: "差{n}元", EN: "{n} yuan short of {m}"}.Fill("n", "3", "m", "{n}")
	if d := cmp.Diff(Text{ZH: "差3元", EN: "3 yuan short of {n}"}, text); d != "" {
		t.Error(d)
	}
	if text.In(EN) != text.EN || text.In(ZH) != text.ZH || text.In("fr") != text.ZH {
		t.Error(text.In("fr"))
	}
	for limit, want := range map[int]int{-1: 20, 0: 20, 1: 1, 100: 100, 101: 100} {
		if got := (Page{Limit: limit}).Cut(); got != want {
			t.Errorf("limit %d gives %d", limit, got)
		}
	}
	a := Actor{Person: "p", Grants: []Grant{{Reviewer, "350428"}}}
	if !a.May(Reviewer, "350428100") || a.May(Reviewer, "3504") || a.May(Reviewer, "") || a.May(Mediator, "350428") {
		t.Error("a role holds beyond its area", a)
	}
	wide := Actor{Grants: []Grant{{Reviewer, "350428100"}, {Mediator, ""}, {Reviewer, "350428"}, {Reviewer, "3303"}}}
	if got := wide.Areas(Reviewer); !slices.Equal(got, []RegionCode{"3303", "350428"}) || len(wide.Areas(Analyst)) != 0 || wide.Areas(Mediator, Reviewer)[0] != "" {
		t.Error(got)
	}
	acting := a.Acting("q", ByHall)
	if acting.Person != "q" || acting.Doer() != "p" || a.Doer() != "p" || acting.Has(Reviewer) {
		t.Error(acting)
	}
	if !a.Known() || !a.Has(Reviewer) || a.Has("mayor") || System.Known() || System.Has(Reviewer) {
		t.Error(a, System)
	}
	if fen := Yuan(7); fen != (Money{7, "CNY"}) {
		t.Error(fen)
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	jiangle, err := PlaceAt(26.7286, 117.4709)
	if err != nil || jiangle != (Place{267286000, 1174709000}) {
		t.Fatal(jiangle, err)
	}
	for _, bad := range [][2]float64{{90.1, 0}, {-90.1, 0}, {0, 180.1}, {0, -180.1}, {nan(), 0}, {0, nan()}} {
		if p, err := PlaceAt(bad[0], bad[1]); !errors.Is(err, ErrPlace) || p != (Place{}) {
			t.Error(bad, p, err)
		}
	}
	// A degree of latitude is 111.195 km on a sphere of the mean radius.
	north, _ := PlaceAt(27.7286, 117.4709)
	if m := jiangle.DistanceM(north); m < 111_190 || m > 111_200 {
		t.Errorf("%f m", m)
	}
	t.Run("distance is symmetric, zero to itself, and at most half the Earth", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			p := make([]Place, 2)
			for i := range p {
				p[i] = Place{rapid.Int64Range(-900000000, 900000000).Draw(t, "lat"), rapid.Int64Range(-1800000000, 1800000000).Draw(t, "lon")}
			}
			d := p[0].DistanceM(p[1])
			if d != p[1].DistanceM(p[0]) || p[0].DistanceM(p[0]) != 0 || d < 0 || d > 20_015_200 {
				t.Fatalf("%v: %f", p, d)
			}
		})
	})
}

func nan() float64 { var zero float64; return zero / zero }

func TestFold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "　ＡＢｃ１２３　": "ABc123", "a\u200bb": "ab", "－−–—": "----", "将乐，县": "将乐,县", "\x00\x1f将乐\x7f": "将乐",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		once := Fold(rapid.String().Draw(t, "text"))
		if twice := Fold(once); twice != once {
			t.Fatalf("%q folds again to %q", once, twice)
		}
	})
	if !slices.Equal([]byte(compact(" 3504 28-x ")), []byte("350428X")) {
		t.Error(compact(" 3504 28-x "))
	}
}

// Goroutines that read the clock a moment apart still get ascending IDs, in the
// order in which they ask.
func TestIDsAscendAcrossReadings(t *testing.T) {
	at := time.Date(2031, 8, 22, 12, 0, 0, 0, time.UTC)
	last := NewID[Person](at)
	for i := range 20_000 {
		next := NewID[Person](at.Add(time.Duration(i%7-3) * time.Millisecond))
		if next <= last {
			t.Fatalf("%d: %s after %s", i, next, last)
		}
		last = next
	}
}
