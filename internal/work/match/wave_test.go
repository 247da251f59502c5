package match

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
)

func TestWaveSize(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ open, wave, want int }{
		"at least twenty":     {1, 1, 20},
		"five for each place": {10, 1, 50},
		"then twice as wide":  {1, 2, 40},
		"and again":           {1, 4, 160},
		"but bounded":         {1, 5, 200},
		"however many places": {1 << 60, 1, 200},
		"however late":        {1, 1 << 30, 200},
	} {
		t.Run(name, func(t *testing.T) {
			if got := waveSize(tt.open, tt.wave); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestHushedUntil(t *testing.T) {
	t.Parallel()
	often := func(first string) (out []time.Time) {
		for i := range RingsAnHour {
			out = append(out, at(first).Add(time.Duration(i)*time.Minute))
		}
		return out
	}
	for name, tt := range map[string]struct {
		q       Quiet
		sounded []time.Time
		now     string
		want    string // "": not hushed
	}{
		"by day":                        {DefaultQuiet, nil, "21:59", ""},
		"from ten":                      {DefaultQuiet, nil, "22:00", "2026-03-03 06:00"},
		"after midnight":                {DefaultQuiet, nil, "03:00", "06:00"},
		"until six":                     {DefaultQuiet, nil, "06:00", ""},
		"a night worker":                {Quiet{8 * 60, 16 * 60}, nil, "23:00", ""},
		"a night worker by day":         {Quiet{8 * 60, 16 * 60}, nil, "08:00", "16:00"},
		"no quiet hours":                {Quiet{}, nil, "03:00", ""},
		"eleven rings":                  {DefaultQuiet, often("10:00")[1:], "10:30", ""},
		"twelve rings":                  {DefaultQuiet, often("10:00"), "10:30", "11:00"},
		"twelve rings into the quiet":   {DefaultQuiet, often("21:10"), "21:50", "2026-03-03 06:00"},
		"thirteen: the second counts":   {DefaultQuiet, append([]time.Time{at("09:58")}, often("10:00")...), "10:30", "11:00"},
		"quiet hours outlast the limit": {DefaultQuiet, often("21:40"), "22:10", "2026-03-03 06:00"},
	} {
		t.Run(name, func(t *testing.T) {
			var want time.Time
			if tt.want != "" {
				want = at(tt.want)
			}
			if got := hushedUntil(tt.q, tt.sounded, at(tt.now)); !got.Equal(want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestNextWave(t *testing.T) {
	t.Parallel()
	now, start := at("10:00"), at("20:00")
	for name, tt := range map[string]struct {
		o    outcome
		idle int
		want string
		then int
	}{
		"phones rang":            {outcome{aloud: 3}, 4, "10:01", 0},
		"some sleep, some rang":  {outcome{aloud: 3, wait: at("11:00")}, 0, "10:01", 0},
		"all sleep":              {outcome{wait: at("11:00")}, 2, "11:00", 0},
		"nearly awake":           {outcome{wait: at("10:00").Add(time.Second)}, 0, "10:01", 0},
		"nobody":                 {outcome{}, 0, "10:01", 1},
		"nobody again":           {outcome{}, 1, "10:02", 2},
		"nobody for long":        {outcome{}, 40, "10:15", 41},
		"sleepers miss the work": {outcome{wait: at("20:00")}, 0, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var want time.Time
			if tt.want != "" {
				want = at(tt.want)
			}
			if got, idle := nextWave(tt.o, tt.idle, now, start); !got.Equal(want) || idle != tt.then {
				t.Errorf("at %v after %d idle, want %v after %d", got, idle, want, tt.then)
			}
		})
	}
}

func TestPickWave(t *testing.T) {
	t.Parallel()
	var ranked []candidate
	for _, name := range "abcdefgh" {
		ranked = append(ranked, candidate{person: core.PersonID(name)})
	}
	asleep := map[core.PersonID]time.Time{"a": at("23:00"), "b": at("22:00"), "d": at("21:00"), "e": at("21:00")}
	until := func(c candidate) time.Time { return asleep[c.person] }
	show := func(picks []pick) (out string) {
		for _, p := range picks {
			if p.aloud {
				out += string(p.person) + "! "
			} else {
				out += string(p.person) + " "
			}
		}
		return out
	}
	for name, tt := range map[string]struct {
		size int
		told map[core.PersonID]bool
		want string
		wait time.Time
	}{
		"sleepers do not take a waking one's turn": {2, nil, "a b c! f! ", at("21:00")},
		"told once in silence":                     {2, map[core.PersonID]bool{"a": true}, "b c! d f! ", at("21:00")},
		"ends with the list":                       {9, nil, "a b c! d e f! g! h! ", at("21:00")},
		"stops when full":                          {1, nil, "a c! ", at("22:00")},
	} {
		t.Run(name, func(t *testing.T) {
			picks, wait := pickWave(ranked, tt.size, tt.told, until)
			if diff := cmp.Diff(tt.want, show(picks)); diff != "" || !wait.Equal(tt.wait) {
				t.Errorf("wait %v\n%s", wait, diff)
			}
		})
	}
}

func TestRankBreaksTies(t *testing.T) {
	t.Parallel()
	all := []candidate{
		{person: "d", score: 50, facts: Facts{DistanceM: 10}}, {person: "c", score: 50, facts: Facts{DistanceM: 10}},
		{person: "b", score: 50, facts: Facts{DistanceM: -1}}, {person: "a", score: 50, facts: Facts{DistanceM: 20_001}}, {person: "e", score: 51},
	}
	rank(all)
	var got string
	for _, c := range all {
		got += string(c.person)
	}
	if got != "ecdba" {
		t.Error(got)
	}
}

func TestRingText(t *testing.T) {
	t.Parallel()
	now := at("09:00")
	job := func(unit string, windows ...core.Span) *Job {
		return &Job{JobOpened: event.JobOpened{Title: "装桌椅", Pay: core.Yuan(30000), PayUnit: unit, Windows: windows}}
	}
	for name, tt := range map[string]struct {
		j           *Job
		homeM       int64
		title, body core.Text
	}{
		"today": {job("day", span("14:00", "18:00")), 1234,
			core.Text{ZH: "新活：装桌椅 300.00 元/天", EN: "New job: 装桌椅, 300.00 yuan per day"},
			core.Text{ZH: "离您 1.2 公里，今天 14:00–18:00，钱已到账", EN: "1.2 km from you, today 14:00–18:00, the money is held"}},
		"no place, to midnight": {job("hour", span("2026-03-03 18:00", "2026-03-04 00:00")), -1,
			core.Text{ZH: "新活：装桌椅 300.00 元/小时", EN: "New job: 装桌椅, 300.00 yuan per hour"},
			core.Text{ZH: "明天 18:00–00:00，钱已到账", EN: "tomorrow 18:00–00:00, the money is held"}},
		"through a night": {job("job", span("2026-03-04 22:00", "2026-03-05 06:00")), 994,
			core.Text{ZH: "新活：装桌椅 300.00 元/单", EN: "New job: 装桌椅, 300.00 yuan per job"},
			core.Text{ZH: "离您 990 米，后天 22:00 到3月5日 06:00，钱已到账", EN: "990 m from you, in two days 22:00 to 5 March 06:00, the money is held"}},
		"several": {job("piece", span("2026-03-12 08:00", "2026-03-12 12:00"), span("2026-03-11 08:00", "2026-03-11 12:00")), 995,
			core.Text{ZH: "新活：装桌椅 300.00 元/件", EN: "New job: 装桌椅, 300.00 yuan per piece"},
			core.Text{ZH: "离您 1.0 公里，3月11日 08:00–12:00 起，共 2 段，钱已到账", EN: "1.0 km from you, 11 March 08:00–12:00 and 1 more, the money is held"}},
	} {
		t.Run(name, func(t *testing.T) {
			title, body := ringText(tt.j, tt.homeM, now)
			if diff := cmp.Diff([]core.Text{tt.title, tt.body}, []core.Text{title, body}); diff != "" {
				t.Error(diff)
			}
		})
	}
}
