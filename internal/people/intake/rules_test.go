package intake

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/sheet"
)

func TestCodesTellEverySlipOfThePen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, err := newCode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseCode(strings.ToLower(c.Text())); err != nil || got != c {
			t.Fatalf("%s reads as %s, %v", c, got, err)
		}
		b := []byte(c)
		i := rapid.IntRange(0, codeLen-1).Draw(t, "place")
		if rapid.Bool().Draw(t, "swap") && i < codeLen-2 {
			b[i], b[i+1] = b[i+1], b[i]
		} else {
			b[i] = letters[rapid.IntRange(0, len(letters)-1).Draw(t, "letter")]
		}
		if _, err := ParseCode(string(b)); Code(b) != c && err == nil {
			t.Fatalf("%s passes for %s", b, c)
		}
	})
	for _, bad := range []string{"", "ACD", "ACD-EFH-JK0", "ACD-EFH-JKMM", "ＡＣＤ"} {
		if _, err := ParseCode(bad); err == nil {
			t.Errorf("%q is a code", bad)
		}
	}
}

func TestDaysAreReadInEveryFormThatIsMet(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell sheet.Cell
		mac  bool
		want core.Date
		bad  error
	}{
		{sheet.Cell{Text: "1990-01-31"}, false, "1990-01-31", nil},
		{sheet.Cell{Text: "2004/5/6"}, false, "2004-05-06", nil},
		{sheet.Cell{Text: "2004.5.6"}, false, "2004-05-06", nil},
		{sheet.Cell{Text: "20040506"}, false, "2004-05-06", nil},
		{sheet.Cell{Text: "２００４年５月６日"}, false, "2004-05-06", nil},
		{sheet.Cell{Text: "2004-05-06 00:00:00"}, false, "2004-05-06", nil},
		{sheet.Cell{Text: "32904", Number: true}, false, "1990-01-31", nil},
		{sheet.Cell{Text: "32904"}, false, "1990-01-31", nil}, // a .csv of such a sheet
		{sheet.Cell{Text: "31442", Number: true}, true, "1990-01-31", nil},
		{sheet.Cell{Text: "59", Number: true}, false, "1900-02-28", nil},
		{sheet.Cell{Text: "61", Number: true}, false, "1900-03-01", nil},
		{sheet.Cell{Text: "1990年5月"}, false, "", nil}, // a month is too little, and no fault
		{sheet.Cell{Text: ""}, false, "", nil},
		{sheet.Cell{Text: "2004-02-30"}, false, "", ErrDay},
		{sheet.Cell{Text: "农历五月初五"}, false, "", ErrDay},
	} {
		got, bad := dayOf(c.cell, c.mac)
		if got != c.want || (bad != nil) != (c.bad != nil) {
			t.Errorf("%+v is %q, %v", c.cell, got, bad)
		}
	}
}

func TestNumbersThatASpreadsheetSpoiled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cell sheet.Cell
		want string
		bad  error
	}{
		{sheet.Cell{Text: "350428197906150014"}, "350428197906150014", nil},
		{sheet.Cell{Text: "３５０４２８１９７９０６１５００１４"}, "350428197906150014", nil},
		{sheet.Cell{Text: "11010519491231002x"}, "11010519491231002x", nil},
		{sheet.Cell{Text: "350428197906150000", Number: true}, "", ErrNumberLost},
		{sheet.Cell{Text: "3.50428197906150E+17", Number: true}, "", ErrNumberLost},
		{sheet.Cell{Text: "3.50428E+17"}, "", ErrNumberLost}, // a .csv of it
		{sheet.Cell{Text: "12345678", Number: true}, "12345678", nil},
	} {
		got, bad := documentNumber(c.cell)
		if got != c.want || (bad == nil) != (c.bad == nil) || c.bad != nil && !errors.Is(bad, c.bad) {
			t.Errorf("%+v is %q, %v", c.cell, got, bad)
		}
	}
	if _, bad := documentNumber(sheet.Cell{Text: "350428197906150000", Number: true}); !strings.Contains(bad.ZH, "3.50428E+17") {
		t.Error("it does not show what the person sees:", bad.ZH)
	}
	for text, want := range map[string]string{"13800138000": "13800138000", "1.3800138E10": "13800138000", "１３８００１３８０００": "13800138000", "138-0013-8000": "138-0013-8000", "13800138000.0": "13800138000"} {
		if got, bad := phoneNumber(sheet.Cell{Text: text}); got != want || bad != nil {
			t.Errorf("%s is %q, %v", text, got, bad)
		}
	}
	if _, bad := phoneNumber(sheet.Cell{Text: "1.38E+10"}); !errors.Is(bad, ErrPhoneLost) {
		t.Error(bad)
	}
}

func TestHeadsAreKnownByManyNames(t *testing.T) {
	t.Parallel()
	for code, heads := range map[string][]string{
		"name": {"姓名", "姓 名", "名字", "姓名*", "姓名（必填）"}, "document": {"身份证号", "身份证号码", "公民身份号码", "证件号码", "身份证"},
		"phone": {"手机", "联系方式", "电话", "手机号（本人）"}, "village": {"村", "住址", "村（社区）"}, "wants": {"求职意向", "工种"}, "": {"备注", "性别", "", "序号"},
	} {
		for _, head := range heads {
			if got, _ := fieldOf(head); got != code {
				t.Errorf("%q is %q, want %q", head, got, code)
			}
		}
	}
}

func row(n int, cells ...string) sheet.Row {
	r := sheet.Row{N: n}
	for _, c := range cells {
		r.Cells = append(r.Cells, sheet.Cell{Text: c})
	}
	return r
}

func TestTheHeadIsFoundBelowTitles(t *testing.T) {
	t.Parallel()
	l, err := findHead([]sheet.Row{row(1, "古镛镇解放村登记表"), row(2, "填表日期", "2026-11-23"), row(4, "序号", "姓名", "性别", "身份证号", "备注"), row(5, "1", "王", "男", "3")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"序号", "性别", "备注"}, l.unused); diff != "" || l.head != 2 || l.at["document"] != 3 {
		t.Error(l, diff)
	}
	for want, rows := range map[error][]sheet.Row{
		ErrNoHeader:  {row(1, "王小明", "350428197906150014")},
		ErrHeadTwice: {row(1, "姓名", "身份证号", "手机", "电话")},
		ErrGarbled:   {row(1, "锟斤拷", "锟斤拷锟")},
	} {
		if _, err := findHead(rows); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}

func TestPlacesAreFoundHoweverTheyAreCalled(t *testing.T) {
	t.Parallel()
	w := words{reference.NewHolder().Set(), "2026-11-23"}
	p := parser{words: w, areas: []core.RegionCode{"350428"}}
	p.homes = w.homes(p.areas)
	for _, c := range []struct {
		town, village string
		want          core.RegionCode
		bad           error
	}{
		{"古镛镇", "解放村", "350428100201", nil},
		{"古镛", "解放", "350428100201", nil},
		{"", "解放村委会", "350428100201", nil},
		{"", "古镛镇解放村", "350428100201", nil},
		{"", "福建省三明市将乐县古镛镇解放村12号", "350428100201", nil},
		{"古镛镇", "", "350428100", nil},
		{"", "古镛镇", "350428100", nil},
		{"", "百花社区", "350428100001", nil},
		{"万安镇", "解放村", "", ErrPlace},
		{"", "不存在村", "", ErrPlace},
		{"", "", "", ErrRegion},
	} {
		got, bad := p.place(c.town, c.village)
		if got != c.want || c.bad != nil && !errors.Is(bad, c.bad) || c.bad == nil && bad != nil {
			t.Errorf("%s %s is %s, %v", c.town, c.village, got, bad)
		}
	}
	alone := parser{words: w, areas: []core.RegionCode{"350428100201"}}
	alone.homes = w.homes(alone.areas)
	if got, bad := alone.place("", ""); got != "350428100201" || bad != nil {
		t.Error("who has one village need not write it:", got, bad)
	}
	if _, bad := alone.place("", "新华村"); !errors.Is(bad, ErrPlace) {
		t.Error(bad)
	}
}

func TestTradesAreReadByTheirNames(t *testing.T) {
	t.Parallel()
	p := parser{words: words{reference.NewHolder().Set(), "2026-11-23"}}
	got, faults := p.trades("搬家、收银；快递员", "收银员")
	want := []Wish{{"4-02-05-01/01", true, false}, {"4-01-02-04", true, true}, {"4-02-07-08", true, false}}
	if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
		t.Error(faults, diff)
	}
	for name, want := range map[string]*fault.Fault{"造火箭": ErrTrade, "快递": nil, "收银工": ErrTradeNear} {
		_, faults := p.trades(name, "")
		if want == nil && len(faults) > 0 || want != nil && (len(faults) == 0 || !errors.Is(faults[0], want)) {
			t.Errorf("%s: %v", name, faults)
		}
	}
}

func FuzzForm(f *testing.F) {
	w := words{reference.NewHolder().Set(), "2026-11-23"}
	p := parser{words: w, areas: []core.RegionCode{"350428100"}}
	p.homes = w.homes(p.areas)
	p.at = layout{at: map[string]int{"name": 0, "document": 1, "phone": 2, "village": 3, "wants": 4, "birth": 5, "when": 6}}
	f.Add("王小明", "350428197906150014", "13800138000", "解放村", "搬家", "2004/5/6", "周末", true)
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h string, number bool) {
		r := row(1, a, b, c, d, e, g, h)
		for i := range r.Cells {
			r.Cells[i].Number = number
		}
		p.form(r) // whatever it is, it is read or refused
	})
}
