package match

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
)

func TestScoreOfKnownFacts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		f    Facts
		each [parts]int64
		want int64
	}{
		// trade 60 % of 30, nothing away 30, four stars of five 80 % of 20, 4 of 5 kept 80 % of 15.
		"a newcomer at the door": {Facts{Trade: exactTrade}, [parts]int64{1800, 3000, 1600, 1200, 0}, 7600},
		"the best there is": {
			Facts{Trade: exactTrade, Level: 7, Stars: 500, Rated: 995, Done: 995, PaidHere: 4},
			[parts]int64{3000, 3000, 1998, 1499, 500}, 9997},
		"the occupation, 5 km away": {
			Facts{Trade: occupation, Level: 0, DistanceM: 5000}, [parts]int64{900, 1500, 1600, 1200, 0}, 5200},
		"no place named":           {Facts{Trade: exactTrade, DistanceM: -1}, [parts]int64{1800, 600, 1600, 1200, 0}, 5200},
		"often late":               {Facts{Trade: exactTrade, Done: 4, Late: 4}, [parts]int64{1800, 3000, 1600, 571, 0}, 6971},
		"late here cancels worked": {Facts{Trade: exactTrade, PaidHere: 1, LateHere: 2}, [parts]int64{1800, 3000, 1600, 1200, 0}, 7600},
	} {
		t.Run(name, func(t *testing.T) {
			w := WeightsOn("2026-03-02")
			each, score := tt.f.points(&w)
			if each != tt.each || score != tt.want {
				t.Errorf("%v = %d, want %v = %d", each, score, tt.each, tt.want)
			}
		})
	}
}

func drawFacts(t *rapid.T) Facts {
	n := func(name string) int64 { return rapid.Int64Range(0, 1<<40).Draw(t, name) }
	return Facts{
		Trade: rapid.IntRange(0, 2).Draw(t, "trade"), Level: rapid.IntRange(0, 7).Draw(t, "level"),
		DistanceM: rapid.Int64Range(-1, 20_037_600).Draw(t, "distance"),
		Stars:     rapid.Int64Range(0, 500).Draw(t, "stars"), Rated: n("rated"), Done: n("done"), Late: n("late"),
		PaidHere: n("paid"), LateHere: n("late here"),
	}
}

func TestPartsAddUpToTheScore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		score, all := f.Explain(WeightsOn("2026-03-02"))
		var sum int64
		for _, p := range all {
			sum += p.Points
			if p.Points < 0 || p.Points > p.Weight*100 || p.ShareBP < 0 || p.ShareBP > fullBP || p.Text.ZH == "" || p.Text.EN == "" || p.Why.ZH == "" {
				t.Fatalf("%+v", p)
			}
		}
		if sum != score || score > 10_000 || len(all) != parts {
			t.Fatalf("parts sum to %d, score %d", sum, score)
		}
	})
}

// Being better in one thing never lowers the score.
func TestBetterIsNeverWorse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		better := f
		switch rapid.IntRange(0, 5).Draw(t, "thing") {
		case 0:
			better.Trade = min(f.Trade+1, exactTrade)
		case 1:
			better.Level = min(f.Level+1, 7)
		case 2:
			better.DistanceM = max(f.DistanceM/2, 0)
			if f.DistanceM < 0 {
				better.DistanceM = unknownM
			}
		case 3:
			better.Done++
		case 4:
			better.Late = f.Late / 2
		case 5:
			better.PaidHere++
		}
		w := WeightsOn("2026-03-02")
		_, a := f.points(&w)
		if _, b := better.points(&w); b < a {
			t.Fatalf("%+v has %d, %+v has %d", f, a, better, b)
		}
	})
}

func TestWeightsTable(t *testing.T) {
	t.Parallel()
	const head = "from,part,weight,scale,why_zh,why_en\n"
	set := func(day, trade string) string {
		return strings.NewReplacer("D", day, "T", trade).Replace("D,trade,T,6000,甲,a\nD,distance,30,5000,甲,a\nD,record,20,5,甲,a\nD,reliability,15,4,甲,a\nD,history,5,4,甲,a\n")
	}
	for name, text := range map[string]string{
		"no rows":        head,
		"sum is not 100": head + set("2026-01-01", "31"),
		"a part twice":   head + set("2026-01-01", "30") + "2026-01-01,trade,30,6000,甲,a\n",
		"a part missing": head + "2026-01-01,trade,100,6000,甲,a\n",
		"unknown part":   head + "2026-01-01,luck,100,6000,甲,a\n",
		"no such day":    head + set("2026-02-30", "30"),
		"no scale":       head + "2026-01-01,trade,100,0,甲,a\n",
		"no reason":      head + "2026-01-01,trade,100,1,,a\n",
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if got, err := parseWeights(text); err == nil {
				t.Errorf("%+v", got)
			}
		})
	}
	t.Run("holds from its day on", func(t *testing.T) {
		all, err := parseWeights(head + set("2026-05-01", "30") + set("2026-01-01", "30"))
		if err != nil || len(all) != 2 || all[0].From != "2026-01-01" {
			t.Fatal(all, err)
		}
		var from []string
		for _, day := range []string{"2020-01-01", "2026-01-01", "2026-12-31"} {
			d := core.Date(day)
			from = append(from, string(WeightsOn(d).From))
		}
		if diff := cmp.Diff([]string{"2026-01-01", "2026-01-01", "2026-01-01"}, from); diff != "" {
			t.Error(diff)
		}
	})
}
