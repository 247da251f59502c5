package reference

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

const (
	wageHead = "province,tier,from,to,monthly_minor,hourly_minor,source,confidence\n"
	tierHead = "region,from,to,tier,floor,source,confidence\n"
)

var keeper = core.Actor{Person: "0190f5f0-0000-7000-8000-00000000000a", Channel: core.ByAPI}

func load(d *db.DB, st *Store, files ...File) (done Imported, err error) {
	err = d.Write(context.Background(), func(ctx context.Context, tx db.Tx) error {
		done, err = st.Import(ctx, tx, keeper, files)
		return err
	})
	return done, err
}

func csvOf(name, text string) File { return File{Name: name + ".csv", Body: []byte(text)} }

func TestImport(t *testing.T) {
	t.Parallel()
	schema := dbtest.Schema{Module: "reference", Files: Migrations}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		st := &Store{Now: core.NewManualClock(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)).Now}
		h := NewHolder()
		refresh := func() *Set {
			t.Helper()
			if err := h.Refresh(t.Context(), d.Reader(), st); err != nil {
				t.Fatal(err)
			}
			return h.Set()
		}
		hourly := func(s *Set, day core.Date) int64 {
			w, _ := s.MinimumWage("350428", day)
			return w.Hourly.Minor
		}

		if refresh() != Embedded() {
			t.Error("nothing imported is the embedded data")
		}
		raise := csvOf("minimum_wage", "\ufeff"+wageHead+"35,4,2027-01-01,,200000,2150,fj-wage,found\n")
		done, err := load(d, st, raise)
		if diff := cmp.Diff(Imported{Revision: 1, Tables: []ImportedTable{{"minimum_wage", 1, 0}}}, done); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		if hourly(h.Set(), "2027-01-01") != 2000 {
			t.Error("the Set changed under its holder")
		}
		if s := refresh(); hourly(s, "2026-12-31") != 2000 || hourly(s, "2027-01-01") != 2150 {
			t.Error("a new row takes over on its day:", hourly(s, "2026-12-31"), hourly(s, "2027-01-01"))
		}
		if hourly(Embedded(), "2027-01-01") != 2000 {
			t.Error("the embedded data changed")
		}
		if again, err := load(d, st, raise); err != nil || again.Revision != 1 || again.Tables[0].Same != 1 || again.Tables[0].New != 0 {
			t.Errorf("the same again: %+v, %v", again, err)
		}
		// A corrected row replaces; an embedded one is withdrawn; columns stand in another order.
		_, err = load(d, st,
			csvOf("minimum_wage", wageHead+"35,4,2027-01-01,,200000,2160,fj-wage,found\n"),
			csvOf("cancel_tier", "en,zh,side,id,from,to,notice_minutes,share_bp,late,no_show,source,confidence\nx,取消,employer,started,,,,6000,true,false,own,own\n"))
		if err != nil {
			t.Fatal(err)
		}
		s := refresh()
		tier, _ := s.CancelTier(EmployerSide, -1, today)
		if hourly(s, "2027-01-01") != 2160 || tier.ShareBP != 6000 {
			t.Errorf("%d, %+v", hourly(s, "2027-01-01"), tier)
		}
		if _, err := load(d, st, csvOf("minimum_wage", wageHead+"35,4,2027-01-01,2027-01-01,200000,2160,fj-wage,found\n")); err != nil {
			t.Fatal(err)
		}
		if got, ok := refresh().MinimumWage("350428", "2027-02-01"); ok {
			t.Errorf("a withdrawn row holds: %+v", got)
		}
		if n := count(t, d, "reference_row"); n != 4 {
			t.Errorf("%d rows on record; what is replaced stays", n)
		}
		var actor, channel string
		var us int64
		err = d.Reader().Row(t.Context(), `SELECT actor, channel, at_us FROM reference_table WHERE name = $1 AND revision = 1`, "minimum_wage").Scan(&actor, &channel, &us)
		if err != nil || actor != string(keeper.Person) || channel != "api" || !db.Instant(us).Equal(st.Now()) {
			t.Error(actor, channel, us, err)
		}
	}, schema)
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, dbtest.Schema{Module: "reference", Files: Migrations})
	st := &Store{Now: core.SystemClock}
	good := csvOf("minimum_wage", wageHead+"35,4,2027-01-01,,200000,2150,fj-wage,found\n")
	for _, c := range []struct {
		promise, table, text string
		want                 *fault.Fault
		says                 string
	}{
		{"a table nobody knows", "wages", wageHead, ErrFile, "wages.csv"},
		{"another header", "minimum_wage", "province,tier\n35,4\n", ErrHeader, "hourly_minor"},
		{"a column twice", "wage_tier", "region,region,to,tier,floor,source,confidence\n", ErrHeader, "confidence"},
		{"no header", "minimum_wage", "", ErrForm, "line 1"},
		{"a row too short", "minimum_wage", wageHead + "35,4\n", ErrForm, "line 2"},
		{"a quote left open", "minimum_wage", wageHead + "\"35,4,,,1,1,fj-wage,found\n", ErrForm, "line"},
		{"GBK", "minimum_wage", wageHead + "\xb8\xa3,4,,,1,1,fj-wage,found\n", ErrText, ""},
		{"a day that does not exist", "minimum_wage", wageHead + "35,4,2027-02-29,,1,1,fj-wage,found\n", ErrCell, "from"},
		{"a negative wage", "minimum_wage", wageHead + "35,4,2027-01-01,,1,-1,fj-wage,found\n", ErrCell, "hourly_minor"},
		{"a number in another form", "minimum_wage", wageHead + "35,04,2027-01-01,,1,1,fj-wage,found\n", ErrCell, "tier"},
		{"a fraction", "minimum_wage", wageHead + "35,4,2027-01-01,,1.5,1,fj-wage,found\n", ErrCell, "monthly_minor"},
		{"a padded region", "minimum_wage", wageHead + "350000,4,2027-01-01,,1,1,fj-wage,found\n", ErrCell, "province"},
		{"a confidence of our own making", "minimum_wage", wageHead + "35,4,2027-01-01,,1,1,fj-wage,sure\n", ErrCell, "confidence"},
		{"an end before the beginning", "minimum_wage", wageHead + "35,4,2027-01-01,2026-01-01,1,1,fj-wage,found\n", ErrPeriod, "line 2"},
		{"a source nobody knows", "minimum_wage", wageHead + "35,4,2027-01-01,,1,1,hearsay,found\n", ErrUnknown, "source"},
		{"the same row twice", "minimum_wage", wageHead + strings.Repeat("35,4,2027-01-01,,1,1,fj-wage,found\n", 2), ErrTwice, "line 3"},
		{"a tier without amounts", "wage_tier", tierHead + "350429,2027-01-01,,9,false,fj-wage,found\n", ErrUnknown, "tier"},
		{"a tier of a region that does not exist", "wage_tier", tierHead + "359999,2027-01-01,,4,false,fj-wage,found\n", ErrUnknown, "region"},
		{"a trade with an unknown certificate", "trade", "code,from,to,zh,en,aliases,risk,certificates,outdoor,min_age,units,source,confidence\n" +
			"6-31-01-03,2027-01-01,,电工,Electrician,,4,magic,false,18,job,own,own\n", ErrUnknown, "certificates"},
		{"a word that is only a gap", "word", "rule,word,from,to,unless,source,confidence\nsex,…,,,,own,own\n", ErrCell, "word"},
		{"a county without its province", "region", "code,from,to,name,en,successor,source,confidence\n990101,,,某县,,,mca,high\n", ErrUnknown, "code"},
	} {
		t.Run(c.promise, func(t *testing.T) {
			_, err := load(d, st, good, csvOf(c.table, c.text))
			if c.table == "minimum_wage" {
				_, err = load(d, st, csvOf(c.table, c.text))
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s … %s", err, c.want.Code, c.says)
			}
			if n := count(t, d, "reference_table") + count(t, d, "reference_row"); n != 0 {
				t.Errorf("%d rows were written", n)
			}
		})
	}
	t.Run("all wrong rows are told at once", func(t *testing.T) {
		_, err := load(d, st, csvOf("minimum_wage", wageHead+strings.Repeat("35,x,,,1,1,fj-wage,found\n", 30)))
		if f := fault.Of(err); f == nil || len(f.More) != mostFaults-1 {
			t.Errorf("%v", err)
		}
	})
	if _, err := load(d, st); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
	if _, err := Files(fstest.MapFS{"notes.txt": {}}); !errors.Is(err, ErrNothing) {
		t.Error(err)
	}
	files, err := Files(fstest.MapFS{"b.csv": {Data: []byte("2")}, "a.csv": {Data: []byte("1")}, "c.txt": {}})
	if d := cmp.Diff([]File{{"a.csv", []byte("1")}, {"b.csv", []byte("2")}}, files); err != nil || d != "" {
		t.Error(err, d)
	}
}

func TestImportsAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		st, h := &Store{Now: core.SystemClock}, NewHolder()
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				file := csvOf("minimum_wage", wageHead+fmt.Sprintf("35,4,203%d-01-01,,200000,%d,fj-wage,found\n", i, 3000+i))
				if i%2 == 1 {
					file = csvOf("wage_tier", tierHead+fmt.Sprintf("350429,203%d-01-01,,4,false,fj-wage,found\n", i))
				}
				if _, err := load(d, st, file); err != nil {
					t.Error(err)
				}
				if err := h.Refresh(context.Background(), d.Reader(), st); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if err := h.Refresh(t.Context(), d.Reader(), st); err != nil {
			t.Fatal(err)
		}
		for i := range 6 {
			w, ok := h.Set().MinimumWage("350429", core.Date(fmt.Sprintf("203%d-06-01", i)))
			if want := int64(3000 + i - i%2); !ok || w.Hourly.Minor != want || (w.Region == "350429") != (i > 0) {
				t.Errorf("in 203%d: %+v, want %d", i, w, want)
			}
		}
	}, dbtest.Schema{Module: "reference", Files: Migrations})
}

func count(t *testing.T, d *db.DB, table string) (n int64) {
	t.Helper()
	if err := d.Reader().Row(t.Context(), `SELECT CAST(COUNT(*) AS BIGINT) FROM `+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSeries(t *testing.T) {
	t.Parallel()
	// The oracle looks at every row: the one with the latest first day that has
	// begun is the only candidate.
	rapid.Check(t, func(t *rapid.T) {
		var s series[Limit]
		day := rapid.Custom(func(t *rapid.T) core.Date {
			return core.Date("2026-01-01").AddDays(rapid.IntRange(0, 12).Draw(t, "day"))
		})
		begun := map[core.Date]Limit{}
		for i := range rapid.IntRange(0, 6).Draw(t, "rows") {
			l := Limit{Basis: Basis{From: day.Draw(t, "from")}, Value: int64(i + 1)}
			if _, twice := begun[l.From]; twice {
				continue
			}
			if rapid.Bool().Draw(t, "ends") {
				l.To = l.From.AddDays(rapid.IntRange(0, 5).Draw(t, "days"))
			}
			begun[l.From] = l
			s = s.add(l)
		}
		at := day.Draw(t, "at")
		var want Limit
		for from, l := range begun {
			if from <= at && from >= want.From {
				want = l
			}
		}
		holds := want.Value != 0 && (want.To == "" || at < want.To)
		if got, ok := s.at(at); ok != holds || ok && got.Value != want.Value {
			t.Fatalf("%+v at %s: %+v, %v, want %+v", s, at, got, ok, want)
		}
	})
}

func FuzzFile(f *testing.F) {
	f.Add("minimum_wage.csv", []byte(wageHead+"35,4,2027-01-01,,200000,2150,fj-wage,found\n"))
	f.Add("word.csv", []byte("rule,word,from,to,unless,source,confidence\nsex,限男#…,,,不限男|x,own,own\n"))
	f.Add("region.csv", []byte("code,from,to,name,en,successor,source,confidence\n350428,,,将乐县,,3504;35,mca,high\n"))
	base := &Set{}
	for _, r := range Embedded().rows {
		if r.table.name == "source" {
			base.rows = append(base.rows, r)
		}
	}
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		rows, err := File{Name: name, Body: body}.rows()
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		for _, r := range rows {
			again, err := rowOf(r.table.name, r.doc())
			if err != nil || again.doc() != r.doc() {
				t.Fatalf("%v, %v", again, err)
			}
		}
		if _, err := base.with(rows); err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
	})
}
