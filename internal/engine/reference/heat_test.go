package reference

import (
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// A forecast is imported for a day and found from any town of the county.
func TestHeatForecast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		st := &Store{Now: core.NewManualClock(time.Date(2026, 7, 20, 1, 0, 0, 0, time.UTC)).Now}
		if _, err := load(d, st, csvOf("heat_day", "region,from,to,highest_c,source,confidence\n350428,2026-07-21,,41,station,published\n350428,2026-07-22,2026-07-24,36,station,published\n")); err != nil {
			t.Fatal(err)
		}
		s, err := st.Load(t.Context(), d.Reader())
		if err != nil {
			t.Fatal(err)
		}
		for day, want := range map[core.Date]int{"2026-07-20": 0, "2026-07-21": 41, "2026-07-22": 36, "2026-07-23": 36, "2026-07-24": 0} {
			got, ok := s.HighestC("350428102", day)
			if got != want || ok != (want > 0) {
				t.Errorf("%s: %d %v, want %d", day, got, ok, want)
			}
		}
		if r, ok := s.HeatRule("350428", 41, "2026-07-21"); !ok || !r.Stop {
			t.Errorf("at 41 °C outdoor work stops: %+v", r)
		}
		if _, ok := s.HighestC("330110", "2026-07-21"); ok {
			t.Error("a forecast for another county")
		}
	}, dbtest.Schema{Module: "reference", Files: Migrations})
}
