package gig_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/work/gig"
)

// says are the findings of a posting as severity, path and code.
func (w *world) says(p gig.Posting) []string {
	w.Helper()
	_, found := w.gig.Check(w.Context(), p)
	out := []string{}
	for _, f := range found {
		if f.Text.ZH == "" || f.Text.EN == "" || strings.Contains(f.Text.ZH, "{") || strings.Contains(f.Text.EN, "{") {
			w.Errorf("%+v", f)
		}
		out = append(out, string(f.Severity)+" "+f.Path+" "+f.Code)
	}
	slices.Sort(out)
	return out
}

// TestRulesOfPosting says what each rule finds, and what it leaves alone.
func TestRulesOfPosting(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dbtest.SQLite(t, schemas...))
	day := func(n int, from, to float64) core.Span {
		d := core.DateOf(w.clock.Now()).AddDays(n).Start()
		return core.Span{Start: d.Add(time.Duration(from * float64(time.Hour))), End: d.Add(time.Duration(to * float64(time.Hour)))}
	}
	w.town.heat[core.DateOf(w.clock.Now()).AddDays(2)] = 41
	w.town.heat[core.DateOf(w.clock.Now()).AddDays(3)] = 38
	w.town.heat[core.DateOf(w.clock.Now()).AddDays(4)] = 35
	outdoor := func(s ...core.Span) func(*gig.Posting) {
		return func(p *gig.Posting) { yes := true; p.Outdoor, p.Windows = &yes, s }
	}
	for name, tt := range map[string]struct {
		change func(*gig.Posting)
		want   []string
	}{
		"a good one":                   {func(*gig.Posting) {}, nil},
		"exactly the minimum":          {func(p *gig.Posting) { p.Pay = core.Yuan(18000) }, nil}, // 9 h at 20 yuan
		"a fen below":                  {func(p *gig.Posting) { p.Pay = core.Yuan(17999) }, []string{"refuse body.pay.minor gig.min_wage"}},
		"by the declared hours":        {func(p *gig.Posting) { p.Pay, p.WorkMinutes = core.Yuan(16000), 480 }, nil},
		"few hours need a look":        {func(p *gig.Posting) { p.WorkMinutes = 240 }, []string{"warn body.work_minutes gig.few_hours"}},
		"pieces by the declared hours": {func(p *gig.Posting) { p.Unit, p.Pay, p.Quantity = gig.PerPiece, core.Yuan(100), 179 }, []string{"refuse body.pay.minor gig.min_wage"}},
		"hours below the minimum":      {func(p *gig.Posting) { p.Unit, p.Pay = gig.PerHour, core.Yuan(1999) }, []string{"refuse body.pay.minor gig.min_wage"}},
		"a sex that is wanted":         {func(p *gig.Posting) { p.Title = "卸货，只招男工" }, []string{"warn body.title gig.word_sex"}},
		"an ethnic group turned away":  {func(p *gig.Posting) { p.Note = "不招少数民族" }, []string{"refuse body.note gig.word_ethnic"}},
		"a deposit":                    {func(p *gig.Posting) { p.Note = "先交押金 100" }, []string{"refuse body.note gig.word_deposit"}},
		"no deposit":                   {func(p *gig.Posting) { p.Note = "不收押金" }, nil},
		"a fee":                        {func(p *gig.Posting) { p.Note = "服装费 50 元" }, []string{"warn body.note gig.word_fee"}},
		"fake orders":                  {func(p *gig.Posting) { p.Title = "在家刷单" }, []string{"warn body.title gig.word_fraud"}},
		"pay left open":                {func(p *gig.Posting) { p.Note = "工资面议" }, []string{"warn body.note gig.word_vague_pay"}},
		"a chat id":                    {func(p *gig.Posting) { p.Note = "加微信 abc123" }, []string{"warn body.note gig.word_contact"}},
		"a phone in the text":          {func(p *gig.Posting) { p.Note = "电话１３８００１３８０００" }, []string{"warn body.note gig.phone_in_text"}},
		"a longer number is no phone":  {func(p *gig.Posting) { p.Note = "单号 138001380001" }, nil},
		"12 hours":                     {func(p *gig.Posting) { p.Windows = []core.Span{day(1, 7, 19)} }, nil},
		"more than 12 hours": {func(p *gig.Posting) { p.Windows = []core.Span{day(1, 7, 19.5)} },
			[]string{"warn body.windows gig.long_shift"}},
		"more than 12 hours in parts": {func(p *gig.Posting) { p.Windows = []core.Span{day(1, 6, 13), day(1, 14, 20)} },
			[]string{"warn body.windows gig.long_shift"}},
		"a long night": {func(p *gig.Posting) { p.Windows = []core.Span{day(1, 18, 31)} }, []string{"warn body.windows gig.long_shift"}},
		"a trade that needs a certificate": {func(p *gig.Posting) { p.Trade = "6-31-01-03" },
			[]string{"refuse body.trade gig.restricted"}},
		"an unknown trade":              {func(p *gig.Posting) { p.Trade = "9-99" }, []string{"refuse body.trade gig.trade"}},
		"heavy work for minors":         {func(p *gig.Posting) { p.MinAge = 16 }, []string{"warn body.min_age gig.young_heavy"}},
		"light work for minors":         {func(p *gig.Posting) { p.Trade, p.MinAge = "6-31-05-00", 16 }, nil},
		"night work for minors":         {func(p *gig.Posting) { p.Trade, p.MinAge, p.Windows = "6-31-05-00", 16, []core.Span{day(1, 17, 22.5)} }, []string{"warn body.min_age gig.young_night"}},
		"a trade for adults":            {func(p *gig.Posting) { p.Trade, p.MinAge = "6-29-01-01", 16 }, []string{"refuse body.min_age gig.young"}},
		"outdoors at 41 degrees":        {outdoor(day(2, 7, 9)), []string{"refuse body.windows gig.heat"}},
		"indoors at 41 degrees":         {func(p *gig.Posting) { no := false; p.Outdoor, p.Windows = &no, []core.Span{day(2, 8, 17)} }, nil},
		"outdoors at 38, in the cool":   {outdoor(day(3, 6, 12)), nil},
		"outdoors at 38, at noon":       {outdoor(day(3, 11, 13)), []string{"refuse body.windows gig.heat"}},
		"outdoors at 38, over 6 hours":  {outdoor(day(3, 5, 9), day(3, 15, 19)), []string{"refuse body.windows gig.heat"}},
		"outdoors at 35, with overtime": {outdoor(day(4, 8, 17)), []string{"warn body.windows gig.heat"}},
		"outdoors at 35":                {outdoor(day(4, 8, 16)), nil},
		"outdoors without a forecast":   {outdoor(day(5, 8, 17)), nil},
		"everything wrong is said at once": {func(p *gig.Posting) {
			p.Title, p.Phone, p.People, p.Windows, p.Note, p.Trade = "", "12", 0, nil, "先交押金", "6-31-01-03"
		}, []string{
			"refuse body.contact_phone gig.contact_phone", "refuse body.note gig.word_deposit", "refuse body.people gig.people",
			"refuse body.title gig.title", "refuse body.trade gig.restricted", "refuse body.windows gig.windows",
		}},
		"a start that is past":                   {func(p *gig.Posting) { p.Windows = []core.Span{day(0, 8, 17)} }, []string{"refuse body.windows gig.window_past"}},
		"an end before the start":                {func(p *gig.Posting) { p.Windows = []core.Span{day(1, 17, 8)} }, []string{"refuse body.windows gig.window_length"}},
		"windows that overlap":                   {func(p *gig.Posting) { p.Windows = []core.Span{day(1, 8, 12), day(1, 11, 15)} }, []string{"refuse body.windows gig.windows_overlap"}},
		"windows in any order":                   {func(p *gig.Posting) { p.Windows = []core.Span{day(1, 13, 17), day(1, 8, 12)} }, nil},
		"too far ahead":                          {func(p *gig.Posting) { p.Windows = []core.Span{day(61, 8, 17)} }, []string{"refuse body.windows gig.window_far"}},
		"another currency":                       {func(p *gig.Posting) { p.Pay.Currency = "USD" }, []string{"refuse body.pay.minor gig.pay"}},
		"nothing to pay":                         {func(p *gig.Posting) { p.Pay.Minor = 0 }, []string{"refuse body.pay.minor gig.pay"}},
		"more hours than there are":              {func(p *gig.Posting) { p.Unit, p.Quantity = gig.PerHour, 541 }, []string{"refuse body.quantity gig.planned"}},
		"pieces without a number":                {func(p *gig.Posting) { p.Unit = gig.PerPiece }, []string{"refuse body.quantity gig.planned"}},
		"more pieces than money":                 {func(p *gig.Posting) { p.Unit, p.Quantity, p.Pay = gig.PerPiece, 1_000_000, core.Yuan(10_000_000) }, []string{"refuse body.pay.minor gig.total"}},
		"a pin in another province":              {func(p *gig.Posting) { p.Place = gig.Coordinates{Lat: 39.9, Lon: 116.4} }, []string{"refuse body.place gig.place"}},
		"no region":                              {func(p *gig.Posting) { p.Region = "35" }, []string{"refuse body.region gig.region"}},
		"a choice that ends after the start":     {func(p *gig.Posting) { late := p.Windows[0].End; p.Mode, p.ChooseBy = gig.Choice, &late }, []string{"refuse body.choose_by gig.choose_by"}},
		"a photo that is no file":                {func(p *gig.Posting) { p.Photos = []core.FileID{"x"} }, []string{"refuse body.photos gig.photos"}},
		"texts that only look empty":             {func(p *gig.Posting) { p.Title = "\u200b 　" }, []string{"refuse body.title gig.title"}},
		"a title that is too long":               {func(p *gig.Posting) { p.Title = strings.Repeat("卸", 31) }, []string{"refuse body.title gig.title"}},
		"signs between the letters of a chat id": {func(p *gig.Posting) { p.Note = "加-微.信 abc" }, []string{"warn body.note gig.word_contact"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := w.says(w.posting(tt.change)); !slices.Equal(got, append([]string{}, tt.want...)) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestPosting says who may post, and that a refusal stores nothing.
func TestPosting(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		post := func(a core.Actor, p gig.Posting) (gig.Job, error) {
			var j gig.Job
			err := w.write(func(ctx context.Context, tx db.Tx) (err error) {
				j, err = w.gig.Post(ctx, tx, a, p)
				return err
			})
			return j, err
		}
		if _, err := post(core.Actor{Person: "0190f5f0-0000-7000-8000-999999999999"}, w.posting()); !errors.Is(err, gig.ErrRealName) {
			t.Error(err)
		}
		if _, err := post(w.workers(1)[0], w.posting()); !errors.Is(err, gig.ErrNotYours) {
			t.Error(err)
		}
		if _, err := post(w.boss, w.posting(func(p *gig.Posting) { p.Employer = "nobody" })); !errors.Is(err, gig.ErrNotYours) {
			t.Error(err)
		}
		_, err := post(w.boss, w.posting(func(p *gig.Posting) { p.Title, p.Pay.Minor, p.Note = "x", 100, "不招少数民族" }))
		f := fault.Of(err)
		if f == nil || f.Kind != fault.Invalid || f.Code != "gig.title" {
			t.Fatal(err)
		}
		var n int64
		if err := w.d.Reader().Row(t.Context(), `SELECT COUNT(*) FROM gig_job`).Scan(&n); err != nil || n != 0 {
			t.Error(n, err)
		}
		_, err = post(w.boss, w.posting(func(p *gig.Posting) { p.Pay.Minor, p.Note = 100, "不招少数民族" }))
		if f = fault.Of(err); f == nil || len(f.More) != 1 || f.Code != "gig.min_wage" || f.Source == "" || f.More[0].Code != "gig.word_ethnic" {
			t.Errorf("%+v", f)
		}
		t.Run("what is kept is sealed, and shown masked", func(t *testing.T) {
			photo := core.NewID[core.File](w.clock.Now())
			j, err := post(w.boss, w.posting(func(p *gig.Posting) { p.Photos = []core.FileID{photo} }))
			if err != nil {
				t.Fatal(err)
			}
			var phone, door []byte
			if err := w.d.Reader().Row(t.Context(), `SELECT contact_phone, door FROM gig_job WHERE id = $1`, j.ID).Scan(&phone, &door); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(phone), "13800138000") || strings.Contains(string(door), "2 号") {
				t.Error("in plain")
			}
			got := w.job(j.ID)
			if got.Phone.String() != "138****8000" || got.Phone.Reveal() != "13800138000" || got.Door.Reveal() != "3 栋 2 号" {
				t.Errorf("%+v", got.Offer)
			}
			if !slices.Equal(got.Photos, []core.FileID{photo}) || !slices.Equal(w.town.published, []core.FileID{photo}) {
				t.Error(got.Photos, w.town.published)
			}
		})
		t.Run("the last one again is one tap", func(t *testing.T) {
			w.pass(15 * 24 * time.Hour)
			p, err := w.gig.Template(t.Context(), w.d.Reader(), w.boss, w.firm)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Windows[0].Start.Sub(monday); got != 22*24*time.Hour-time.Hour { // Tuesday 8:00, three weeks on
				t.Error(got, p.Windows)
			}
			again, err := post(w.boss, p)
			if err != nil || again.EachMinor != 30000 || again.Phone.Reveal() != "13800138000" {
				t.Errorf("%+v, %v", again, err)
			}
			if _, err := w.gig.Template(t.Context(), w.d.Reader(), w.workers(1)[0], w.firm); !errors.Is(err, gig.ErrNotYours) {
				t.Error(err)
			}
			fresh := w.town.found(true, w.boss.Person)
			if _, err := w.gig.Template(t.Context(), w.d.Reader(), w.boss, fresh); !errors.Is(err, gig.ErrNoTemplate) {
				t.Error(err)
			}
		})
	})
}
