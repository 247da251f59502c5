package match

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/event"
)

// at reads a time of China, on Monday 2 March 2026 unless it names a day.
func at(text string) time.Time {
	if len(text) == 5 {
		text = "2026-03-02 " + text
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", text, core.China)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func span(from, to string) core.Span { return core.Span{Start: at(from), End: at(to)} }

func jobOn(windows ...core.Span) *Job {
	j := &Job{JobOpened: event.JobOpened{Windows: windows, Places: 1}, Call: Call{Open: 1}}
	return j
}

func TestBestSkill(t *testing.T) {
	t.Parallel()
	const occ, part = "4-10-01-06", "4-10-01-06/01"
	for name, tt := range map[string]struct {
		skills     []event.TradeLevel
		trade      string
		fit, level int
	}{
		"the trade itself":                  {[]event.TradeLevel{{Trade: part, Level: 2}}, part, exactTrade, 2},
		"its occupation":                    {[]event.TradeLevel{{Trade: occ, Level: 3}}, part, occupation, 3},
		"both: the better fit and level":    {[]event.TradeLevel{{Trade: occ, Level: 5}, {Trade: part, Level: 1}}, part, exactTrade, 5},
		"a part does not give the whole":    {[]event.TradeLevel{{Trade: part, Level: 5}}, occ, noTrade, 0},
		"another part of it":                {[]event.TradeLevel{{Trade: occ + "/02", Level: 5}}, part, noTrade, 0},
		"a longer code is another":          {[]event.TradeLevel{{Trade: occ + "1", Level: 5}}, occ, noTrade, 0},
		"nothing":                           {nil, part, noTrade, 0},
		"a level beyond the last is a last": {[]event.TradeLevel{{Trade: occ, Level: 9}}, occ, exactTrade, 7},
	} {
		t.Run(name, func(t *testing.T) {
			if fit, level := bestSkill(tt.skills, tt.trade); fit != tt.fit || level != tt.level {
				t.Errorf("fit %d at level %d, want %d at %d", fit, level, tt.fit, tt.level)
			}
		})
	}
}

func TestAgeIsThatOfTheWorkDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		birth := core.Date("1950-01-01").AddDays(rapid.IntRange(0, 70*366).Draw(t, "birth"))
		// Around a birthday is where mistakes live.
		day := core.Date(fmt.Sprintf("%d%s", 2026+rapid.IntRange(0, 4).Draw(t, "year"), birth[4:]))
		if day.Start().IsZero() {
			day = day[:5] + "03-01"
		}
		day = day.AddDays(rapid.IntRange(-2, 2).Draw(t, "off"))
		minAge := rapid.SampledFrom([]int{0, 16, 18}).Draw(t, "min")
		j := jobOn(core.Span{Start: day.Start().Add(8 * time.Hour), End: day.Start().Add(9 * time.Hour)})
		j.MinAge = minAge
		if got, want := oldEnough(birth, j), birth.YearsAt(day) >= max(16, minAge); got != want {
			t.Fatalf("born %s, works %s, from %d: %v, want %v", birth, day, minAge, got, want)
		}
	})
	if oldEnough("", jobOn(span("08:00", "09:00"))) {
		t.Error("someone of unknown age is old enough")
	}
}

func TestInArea(t *testing.T) {
	t.Parallel()
	home, err := core.PlaceAt(26.73, 117.47)
	if err != nil {
		t.Fatal(err)
	}
	there, _ := core.PlaceAt(26.74, 117.47) // 1,112 m to the north
	for name, tt := range map[string]struct {
		w    Worker
		want bool
	}{
		"within the radius":         {Worker{Centre: home, RadiusM: 1112}, true},
		"a metre short":             {Worker{Centre: home, RadiusM: 1111}, false},
		"in a region":               {Worker{Regions: []core.RegionCode{"3504"}}, true},
		"in the town itself":        {Worker{Regions: []core.RegionCode{"110101", "350428100"}}, true},
		"in another town":           {Worker{Regions: []core.RegionCode{"350428101"}}, false},
		"anywhere":                  {Worker{Regions: []core.RegionCode{""}}, true},
		"a region mends the radius": {Worker{Centre: home, RadiusM: 5, Regions: []core.RegionCode{"350428"}}, true},
		"named neither":             {Worker{Centre: home}, false},
		"a radius around nothing":   {Worker{RadiusM: 40_000_000}, false},
	} {
		t.Run(name, func(t *testing.T) {
			j := &Job{JobOpened: event.JobOpened{Place: there, Region: "350428100"}}
			if got := inArea(&tt.w, j, fromHome(&tt.w, j)); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestPay(t *testing.T) {
	t.Parallel()
	day, two := []core.Span{span("08:00", "18:00")}, []core.Span{span("08:00", "18:00"), span("2026-03-03 08:00", "2026-03-03 12:00")}
	for name, tt := range map[string]struct {
		e    event.JobOpened
		want int64
	}{
		"by the day":         {event.JobOpened{PayUnit: "day", Pay: core.Yuan(30000), Windows: two}, 30000},
		"by the job, a day":  {event.JobOpened{PayUnit: "job", Pay: core.Yuan(30000), Windows: day}, 30000},
		"by the job, shared": {event.JobOpened{PayUnit: "job", Pay: core.Yuan(30001), Windows: two}, 15001},
		"by the hour":        {event.JobOpened{PayUnit: "hour", Pay: core.Yuan(2500), Windows: day}, 25000},
		"by the hour, mean":  {event.JobOpened{PayUnit: "hour", Pay: core.Yuan(2500), Windows: two}, 17500},
		"by the piece":       {event.JobOpened{PayUnit: "piece", Pay: core.Yuan(50), HourPay: core.Yuan(2200), Windows: day}, 22000},
		"no windows":         {event.JobOpened{PayUnit: "job", Pay: core.Yuan(100)}, 100},
		"more than any wage": {event.JobOpened{PayUnit: "hour", Pay: core.Yuan(core.MaxMinor), Windows: day}, core.MaxMinor},
	} {
		t.Run(name, func(t *testing.T) {
			if got := dayPay(&tt.e); got != core.Yuan(tt.want) {
				t.Errorf("got %v, want %d", got, tt.want)
			}
		})
	}
	j := &Job{JobOpened: event.JobOpened{HourPay: core.Yuan(2000)}, DayPay: core.Yuan(16000)}
	for name, tt := range map[string]struct {
		lowest core.Money
		by     string
		want   bool
	}{
		"names none":       {core.Money{}, "", true},
		"by the hour":      {core.Yuan(2000), "hour", true},
		"a fen too little": {core.Yuan(2001), "hour", false},
		"by the day":       {core.Yuan(16000), "day", true},
		"too little a day": {core.Yuan(16001), "day", false},
		"other money":      {core.Money{Minor: 1, Currency: "USD"}, "day", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := paysEnough(&Worker{Lowest: tt.lowest, LowestBy: tt.by}, j); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestWithinHours(t *testing.T) {
	t.Parallel()
	week := []event.HourRange{
		{Weekday: 1, From: 480, To: 720}, {Weekday: 1, From: 700, To: 1080}, // Monday 08:00–18:00 in two pieces
		{Weekday: 2, From: 1320, To: 1440}, {Weekday: 3, From: 0, To: 360}, // the night to Wednesday
	}
	for name, tt := range map[string]struct {
		s    core.Span
		want bool
	}{
		"inside":                 {span("08:00", "18:00"), true},
		"a minute early":         {span("07:59", "10:00"), false},
		"a minute late":          {span("10:00", "18:01"), false},
		"another day":            {span("2026-03-03 08:00", "2026-03-03 10:00"), false},
		"through the night":      {span("2026-03-03 22:00", "2026-03-04 06:00"), true},
		"longer than the night":  {span("2026-03-03 22:00", "2026-03-04 06:01"), false},
		"up to midnight":         {span("2026-03-03 23:00", "2026-03-04 00:00"), true},
		"ends within a minute":   {core.Span{Start: at("17:00"), End: at("18:00").Add(time.Second)}, false},
		"begins within a minute": {core.Span{Start: at("08:00").Add(time.Second), End: at("09:00")}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := withinHours(week, tt.s); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
	if !withinHours(nil, span("03:00", "04:00")) {
		t.Error("no hours mean any time")
	}
}

// A span is within the hours exactly if each of its minutes is.
func TestWithinHoursMinuteByMinute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var hours []event.HourRange
		for range rapid.IntRange(1, 8).Draw(t, "n") {
			from := rapid.IntRange(0, 1439).Draw(t, "from")
			hours = append(hours, event.HourRange{Weekday: rapid.IntRange(1, 3).Draw(t, "day"), From: from, To: min(1440, from+rapid.IntRange(1, 1440).Draw(t, "long"))})
		}
		start := at("00:00").Add(time.Duration(rapid.IntRange(0, 3*1440).Draw(t, "start")) * time.Minute)
		s := core.Span{Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "minutes")) * time.Minute)}
		want := true
		for m := s.Start; m.Before(s.End); m = m.Add(time.Minute) {
			c, in := m.In(core.China), false
			for _, h := range hours {
				now := c.Hour()*60 + c.Minute()
				in = in || time.Weekday(h.Weekday%7) == c.Weekday() && h.From <= now && now < h.To
			}
			want = want && in
		}
		if got := withinHours(hours, s); got != want {
			t.Fatalf("%v in %v: %v, want %v", s, hours, got, want)
		}
	})
}

func TestFree(t *testing.T) {
	t.Parallel()
	j := jobOn(span("08:00", "12:00"), span("2026-03-04 08:00", "2026-03-04 12:00"))
	for name, tt := range map[string]struct {
		busy core.Span
		want bool
	}{
		"just before":        {span("06:00", "08:00"), true},
		"a minute into it":   {span("06:00", "08:01"), false},
		"between the two":    {span("12:00", "2026-03-04 08:00"), true},
		"in the second":      {span("2026-03-04 11:59", "2026-03-04 13:00"), false},
		"around all of them": {span("2026-03-01 00:00", "2026-03-09 00:00"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := free([]core.Span{tt.busy}, j); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// The grid leaves nobody out: a place within a radius is in the box around it
// and, within nearM, in the block of cells.
func TestGridContainsTheCircle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		place := func(name string, lat, lon, off float64) core.Place {
			p, err := core.PlaceAt(
				max(-90, min(90, lat+rapid.Float64Range(-off, off).Draw(t, name+" lat"))),
				max(-180, min(180, lon+rapid.Float64Range(-off, off).Draw(t, name+" lon"))))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		near := rapid.SampledFrom([][2]float64{{26.7, 117.5}, {0, 0}, {89.9, 10}, {-89.99, -170}, {50, 179.9}, {-10, -179.99}, {60, 5}}).Draw(t, "around")
		a, b := place("a", near[0], near[1], 1), place("b", near[0], near[1], 1)
		if rapid.Bool().Draw(t, "edge") {
			b.LonE7 = -b.LonE7
		}
		d := distanceM(a, b)
		box := boxAround(a, d)
		if b.LatE7 < box.South || b.LatE7 > box.North || b.LonE7 < box.West || b.LonE7 > box.East {
			t.Fatalf("%v is %d m from %v but not in %v", b, d, a, box)
		}
		c, cell := cellsAround(a), cellOf(b)
		if d <= nearM && (cell < c.First || cell > c.Last || cell%gridCols < c.West || cell%gridCols > c.East) {
			t.Fatalf("%v is %d m from %v but cell %d is not in %v", b, d, a, cell, c)
		}
	})
}

func TestJudgeNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	home, _ := core.PlaceAt(26.73, 117.47)
	worker := func() Worker {
		return Worker{
			Verified: true, Looking: true, Birth: "1990-01-01", Skills: []event.TradeLevel{{Trade: "4-02-05-01"}},
			Centre: home, RadiusM: 5000, Tools: true,
		}
	}
	job := jobOn(span("14:00", "18:00"))
	job.Trade, job.Place, job.Tools, job.HourPay, job.Windows[0] = "4-02-05-01", home, true, core.Yuan(2500), span("14:00", "18:00")
	for name, tt := range map[string]struct {
		change func(*Worker, *Job, *circumstance)
		lacks  []string
	}{
		"nothing":         {func(*Worker, *Job, *circumstance) {}, nil},
		"full":            {func(_ *Worker, j *Job, _ *circumstance) { j.Open = 0 }, []string{"open"}},
		"ended":           {func(_ *Worker, j *Job, _ *circumstance) { j.Ended = at("08:00") }, []string{"open"}},
		"begun":           {func(_ *Worker, _ *Job, c *circumstance) { c.now = at("14:00") }, []string{"open"}},
		"own":             {func(_ *Worker, _ *Job, c *circumstance) { c.agent = true }, []string{"not_own"}},
		"not verified":    {func(w *Worker, _ *Job, _ *circumstance) { w.Verified = false }, []string{"verified"}},
		"not looking":     {func(w *Worker, _ *Job, _ *circumstance) { w.Looking = false }, []string{"looking"}},
		"no trade":        {func(w *Worker, _ *Job, _ *circumstance) { w.Skills = nil }, []string{"trade"}},
		"under 16":        {func(w *Worker, _ *Job, _ *circumstance) { w.Birth = "2010-03-03" }, []string{"age"}},
		"under the job's": {func(w *Worker, j *Job, _ *circumstance) { w.Birth, j.MinAge = "2009-03-03", 18 }, []string{"age"}},
		"too far":         {func(w *Worker, _ *Job, _ *circumstance) { w.Centre.LatE7 += 1e7 }, []string{"area"}},
		"other hours":     {func(w *Worker, _ *Job, _ *circumstance) { w.Hours = []event.HourRange{{Weekday: 1, From: 0, To: 60}} }, []string{"hours"}},
		"busy":            {func(_ *Worker, _ *Job, c *circumstance) { c.busy = []core.Span{span("17:00", "19:00")} }, []string{"free"}},
		"too little pay":  {func(w *Worker, _ *Job, _ *circumstance) { w.Lowest, w.LowestBy = core.Yuan(3000), "hour" }, []string{"pay"}},
		"no tools":        {func(w *Worker, _ *Job, _ *circumstance) { w.Tools = false }, []string{"tools"}},
		"a stranger": {func(w *Worker, _ *Job, _ *circumstance) { *w = Worker{} },
			[]string{"verified", "looking", "trade", "age", "area", "tools"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, j, c := worker(), *job, circumstance{now: at("08:00")}
			tt.change(&w, &j, &c)
			e := explain(&w, &j, c, factsOf(&w, &j, History{}), WeightsOn("2026-03-02"))
			var lacks []string
			for _, c := range e.Conditions {
				if !c.Met {
					lacks = append(lacks, c.Code)
				}
				if c.Text.ZH == "" || c.Text.EN == "" {
					t.Errorf("%s says nothing", c.Code)
				}
			}
			if diff := cmp.Diff(tt.lacks, lacks); diff != "" || e.Suited != (tt.lacks == nil) {
				t.Errorf("suited %v (-want +got)\n%s", e.Suited, diff)
			}
		})
	}
}
