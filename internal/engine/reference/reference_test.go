package reference

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
)

const today core.Date = "2026-11-23"

func TestEmbedded(t *testing.T) {
	t.Parallel()
	if _, err := embedded(); err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	err := fs.WalkDir(data, ".", func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			info, err := d.Info()
			size += info.Size()
			return err
		}
		return err
	})
	if err != nil || size > 1<<20 {
		t.Errorf("%d bytes, %v", size, err)
	}
	for name := range tables {
		if name == "heat_day" {
			continue // a forecast is imported, day by day
		}
		if !slices.ContainsFunc(Embedded().rows, func(r row) bool { return r.table.name == name }) {
			t.Errorf("no row of %s", name)
		}
	}
	if Embedded().Set() != Embedded() {
		t.Error("a Set is a Source of itself")
	}
}

func TestRegions(t *testing.T) {
	t.Parallel()
	s := Embedded()
	t.Run("the places by name", func(t *testing.T) {
		t.Parallel()
		for code, want := range map[core.RegionCode]string{
			"350428": "福建省三明市将乐县", "350428100": "福建省三明市将乐县古镛镇", "350428102": "福建省三明市将乐县高唐镇",
			"330110": "浙江省杭州市余杭区", "330783": "浙江省金华市东阳市", "3307": "浙江省金华市", "330113": "浙江省杭州市临平区",
			"420106": "湖北省武汉市武昌区", "420105": "湖北省武汉市汉阳区", "420104": "湖北省武汉市硚口区",
			"6201": "甘肃省兰州市", "620104": "甘肃省兰州市西固区", "330482": "浙江省嘉兴市平湖市",
			"110101": "北京市东城区", "419001": "河南省济源市", "4419": "广东省东莞市", "653229": "新疆维吾尔自治区和田地区和安县", "71": "台湾省",
			"": "", "999999": "",
		} {
			if got := s.FullName(code, today).ZH; got != want {
				t.Errorf("%s: %q, want %q", code, got, want)
			}
		}
		if got := s.FullName("350428102", today).EN; got != "Gaotang, Jiangle, Sanming, Fujian" {
			t.Error(got)
		}
	})
	t.Run("the whole country is there", func(t *testing.T) {
		t.Parallel()
		n := map[core.RegionLevel]int{}
		var walk func(core.RegionCode)
		walk = func(c core.RegionCode) {
			for _, r := range s.Children(c, today) {
				n[r.Code.Level()]++
				if r.Parent != c || !c.Contains(r.Code) || r.Name.ZH == "" {
					t.Errorf("%+v below %s", r, c)
				}
				if r.Code.Level() < core.CountyLevel {
					walk(r.Code)
				}
			}
		}
		walk("")
		if n[core.ProvinceLevel] != 34 || n[core.CityLevel] != 333 || n[core.CountyLevel] < 2840 || n[core.CountyLevel] > 2860 {
			t.Errorf("%v; 34 provinces, 333 cities and about 2,844 counties are published", n)
		}
	})
	t.Run("Jiangle has 13 towns, each with villages and a point nearby", func(t *testing.T) {
		t.Parallel()
		towns := s.Children("350428", today)
		seat, _ := s.Centre("350428", today)
		villages := 0
		for _, town := range towns {
			villages += len(s.Children(town.Code, today))
			p, ok := s.Centre(town.Code, today)
			if !ok || p.Place.DistanceM(seat.Place) > 40_000 || p.WithinM < 1000 || p.Confidence != "low" || p.Place == seat.Place {
				t.Errorf("%s: %+v", town.Name.ZH, p)
			}
		}
		if len(towns) != 13 || villages != 154 {
			t.Errorf("%d towns, %d villages", len(towns), villages)
		}
		if p, ok := s.Centre("350428102201", today); !ok || p.WithinM == 0 {
			t.Errorf("a village has its town's point, got %+v", p)
		}
		if _, ok := s.Centre("11", today); ok {
			t.Error("a point for Beijing, that is not held")
		}
	})
	t.Run("an abolished county is kept as ended", func(t *testing.T) {
		t.Parallel()
		for old, now := range map[core.RegionCode][]core.RegionCode{
			"350402": {"350404"}, "350427": {"350405"}, "330104": {"330102", "330114"}, "542232": {"540581"}, "350428": {"350428"}, "999999": nil,
		} {
			if d := cmp.Diff(now, s.Now(old, today)); d != "" {
				t.Error(old, d)
			}
		}
		for code, name := range map[core.RegionCode]string{"350402": "梅列区", "350427": "沙县"} {
			was, then := s.Region(code, "2010-01-01")
			_, now := s.Region(code, today)
			last, ever := s.LastRegion(code)
			if !then || now || !ever || was.Name.ZH != name || last.Name.ZH != name {
				t.Errorf("%s: then %v, now %v, ever %v, %s", code, then, now, ever, last.Name.ZH)
			}
			if slices.ContainsFunc(s.Children("3504", today), func(r Region) bool { return r.Code == code }) {
				t.Errorf("%s is still offered", code)
			}
		}
		if r, _ := s.Region("130602", "2010-01-01"); r.Name.ZH != "新市区" {
			t.Errorf("130602 was %s", r.Name.ZH)
		}
		if r, _ := s.Region("130602", today); r.Name.ZH != "竞秀区" {
			t.Errorf("130602 is %s", r.Name.ZH)
		}
	})
	t.Run("every ended code leads to codes of today, and no name stands twice below one parent", func(t *testing.T) {
		t.Parallel()
		for code := range s.regions {
			if len(s.Now(code, today)) == 0 {
				t.Errorf("%s leads nowhere", code)
			}
			seen := map[string]bool{}
			for _, r := range s.Children(code, today) {
				if seen[r.Name.ZH] {
					t.Errorf("%s twice in %s", r.Name.ZH, code)
				}
				seen[r.Name.ZH] = true
			}
		}
	})
}

func TestTrades(t *testing.T) {
	t.Parallel()
	s := Embedded()
	all := s.Trades(today)
	if len(all) < 60 {
		t.Errorf("%d trades", len(all))
	}
	names := map[string]bool{}
	for _, x := range all {
		if x.Name.ZH == "" || x.Name.EN == "" || names[x.Name.ZH] || len(x.Aliases) == 0 || len(x.Units) == 0 ||
			x.MinAge != 16 && x.MinAge != 18 || x.Risk.Premium.Minor < 300 || x.Risk.Premium.Minor > 1000 || !utf8.ValidString(x.Name.ZH) {
			t.Errorf("%+v", x)
		}
		names[x.Name.ZH] = true
		if x.Risk.Class == 4 && x.MinAge < 18 {
			t.Errorf("%s is dangerous and open to the young", x.Name.ZH)
		}
	}
	t.Run("codes of the field", func(t *testing.T) {
		t.Parallel()
		for code, want := range map[string]string{
			"4-02-07-10": "网约配送员", "4-02-07-08": "快递员", "4-02-07-09": "快件处理员", "4-02-05-01": "装卸搬运工", "4-02-06-01": "仓储管理员",
			"4-02-06-02": "理货员", "4-01-06-01": "电子商务师", "4-01-06-02": "互联网营销师", "4-03-02-01": "中式烹调师", "4-03-02-02": "中式面点师",
			"4-03-02-05": "餐厅服务员", "4-07-05-01": "保安员", "4-09-08-01": "保洁员", "4-09-10-01": "园林绿化工", "4-09-09-00": "有害生物防制员",
			"4-10-01-06": "家政服务员", "4-10-01-06/01": "母婴护理员", "4-10-01-02": "育婴员", "4-10-01-03": "保育师", "4-10-01-05": "养老护理员",
			"4-12-03-01": "家用电器产品维修工", "4-12-01-01": "汽车维修工", "6-18-02-04": "焊工", "6-20-01-01": "钳工", "6-18-01-01": "车工",
			"6-29-01-01": "砌筑工", "6-29-01-03": "混凝土工", "6-29-01-04": "钢筋工", "6-29-01-05": "架子工", "6-29-03-04": "管工", "6-29-04-01": "装饰装修工",
			"6-30-05-01": "起重装卸机械操作工", "6-30-05-05": "挖掘铲运和桩工机械司机", "6-31-01-03": "电工", "5-01-02-02": "园艺工",
			"4-02-02-02": "道路货运汽车驾驶员",
		} {
			if x, ok := s.Trade(code, today); !ok || x.Name.ZH != want {
				t.Errorf("%s is %q, want %q", code, x.Name.ZH, want)
			}
		}
		if x, ok := s.Trade("0-00-00-00", today); ok {
			t.Errorf("found %+v", x)
		}
	})
	t.Run("restricted work needs its certificate", func(t *testing.T) {
		t.Parallel()
		for code, want := range map[string]string{
			"6-31-01-03": "special_electric", "6-18-02-04": "special_weld", "4-09-08-01/02": "special_height", "6-29-01-05": "construction_special",
			"6-30-05-01/01": "equipment_n1", "6-30-05-01": "equipment_q", "4-07-05-01": "guard", "4-03-02-05": "health", "4-02-07-10": "health",
			"5-01-02-02/02": "", "6-06-04-00/01": "", "4-09-08-01": "",
		} {
			x, ok := s.Trade(code, today)
			if !ok || x.Restricted() != (want != "") || want != "" && x.Certificates[0].ID != want {
				t.Errorf("%s: %+v", code, x.Certificates)
			}
		}
		c, ok := s.Certificate("special_electric", today)
		if !ok || c.ValidMonths != 72 || c.ReviewMonths != 36 {
			t.Errorf("%+v", c)
		}
	})
	t.Run("a title suggests its trade first", func(t *testing.T) {
		t.Parallel()
		for title, want := range map[string]string{
			"安装办公桌30套": "家具安装工", "装课桌椅，需自带工具": "家具安装工", "明天摘李子 两天": "采摘工", "采茶": "采茶工", "招电焊工": "焊工",
			"送外卖": "网约配送员", "钟点工打扫卫生": "家庭保洁员", "刷墙": "油漆粉刷工", "贴瓷砖": "镶贴工", "搬货卸车": "装卸搬运工", "群演10名": "群众演员",
			"竹山砍毛竹": "毛竹砍运工", "洗碗": "后厨帮工", "发传单": "传单派发员", "工地小工": "建筑普工", "ｗｅｌｄｅｒ needed": "焊工", "看小孩": "育婴员",
		} {
			got := s.SuggestTrades(title, today, 3)
			if len(got) == 0 || got[0].Name.ZH != want {
				t.Errorf("%s: %v, want %s", title, tradeNames(got), want)
			}
		}
		for _, title := range []string{"", "x", "！！！", "的", "zzzz"} {
			if got := s.SuggestTrades(title, today, 3); len(got) != 0 {
				t.Errorf("%q: %v", title, tradeNames(got))
			}
		}
	})
	t.Run("every name and every other word suggests its own trade", func(t *testing.T) {
		t.Parallel()
		for _, x := range all {
			for _, w := range append([]string{x.Name.ZH, x.Name.EN}, x.Aliases...) {
				if got := s.SuggestTrades(w, today, 5); !slices.ContainsFunc(got, func(y Trade) bool { return y.Code == x.Code }) {
					t.Errorf("%q of %s gives %v", w, x.Name.ZH, tradeNames(got))
				}
			}
		}
	})
}

func tradeNames(all []Trade) string {
	var b strings.Builder
	for _, t := range all {
		b.WriteString(t.Name.ZH + " ")
	}
	return b.String()
}

func TestMinimumWage(t *testing.T) {
	t.Parallel()
	s := Embedded()
	for _, c := range []struct {
		promise         string
		region          core.RegionCode
		day             core.Date
		monthly, hourly int64
		by              core.RegionCode
		floor           bool
	}{
		{"Jiangle is of the fourth tier", "350428", today, 189500, 2000, "350428", false},
		{"so are its villages", "350428102201", today, 189500, 2000, "350428", false},
		{"the last day of the old figures", "350428", "2025-03-31", 166000, 1750, "350428", false},
		{"the first day of the new", "350428", "2025-04-01", 189500, 2000, "350428", false},
		{"elsewhere in Fujian only the floor is known", "350404", today, 189500, 2000, "35", true},
		{"Hangzhou", "330110", today, 249000, 2400, "3301", false},
		{"Jinhua", "330783", today, 226000, 2200, "3307", false},
		{"Wuhan", "420104", today, 221000, 2200, "4201", false},
		{"Xigu in Lanzhou", "620104", today, 202000, 2100, "620104", false},
	} {
		t.Run(c.promise, func(t *testing.T) {
			t.Parallel()
			w, ok := s.MinimumWage(c.region, c.day)
			if !ok || w.Monthly != core.Yuan(c.monthly) || w.Hourly != core.Yuan(c.hourly) || w.Region != c.by || w.Floor != c.floor || w.Source.ZH == "" {
				t.Errorf("%v %+v", ok, w)
			}
		})
	}
	for region, day := range map[core.RegionCode]core.Date{"110101": today, "350428": "2022-03-31", "": today} {
		if w, ok := s.MinimumWage(region, day); ok {
			t.Errorf("%q on %s: %+v", region, day, w)
		}
	}
}

func TestHeat(t *testing.T) {
	t.Parallel()
	s := Embedded()
	for c, want := range map[int]string{34: "", 35: "rotate", 36: "rotate", 37: "short", 39: "short", 40: "stop", 43: "stop", -10: ""} {
		if r, ok := s.HeatRule("350428", c, today); ok != (want != "") || r.ID != want {
			t.Errorf("%d °C: %q, want %q", c, r.ID, want)
		}
	}
	rules := s.HeatRules(today)
	if len(rules) != 3 || !rules[0].Stop || rules[1].OutdoorMinutes != 360 || rules[1].HottestHoursOff != 3 || rules[2].Overtime {
		t.Errorf("%+v", rules)
	}
	if a, ok := s.HeatAllowance("330110", "2026-07-01"); !ok || a.OutdoorMonth != core.Yuan(30000) || a.IndoorMonth != core.Yuan(20000) {
		t.Errorf("%+v", a)
	}
	if a, ok := s.HeatAllowance("330110", "2026-10-01"); ok {
		t.Errorf("in October: %+v", a)
	}
}

func TestFindWords(t *testing.T) {
	t.Parallel()
	s := Embedded()
	for text, want := range map[string]string{
		"采茶，日结，包午饭": "", "限男，年龄不限": "sex", "不限男女": "", "女士勿扰": "sex", "押 金200元": "deposit", "不收押金": "", "不收押金，另交保证金": "deposit",
		"农民工工资保证金已缴": "", "45岁以下": "age", "18岁以下勿扰": "", "加 V 信": "contact", "加*微*信": "contact", "不要河南人": "hukou", "不要迟到": "",
		"工资面议": "vague_pay", "不要回族": "ethnic", "初中生可": "underage", "有乙肝者勿来": "infection", "押身份证": "papers", "要交服装费": "fee", "免服装费": "", "刷单": "fraud",
		"属相不合": "zodiac", "未婚优先": "marriage", "": "",
	} {
		got := ""
		for _, h := range s.FindWords(text, today) {
			got += h.Rule.ID
			if h.Rule.Text.ZH == "" || h.Rule.Cite == "" || h.Found == "" {
				t.Errorf("%+v", h)
			}
		}
		if got != want {
			t.Errorf("%q trips %q, want %q", text, got, want)
		}
	}
	if h := s.FindWords("不收押金，另交保证金", today); len(h) != 1 || h[0].Found != "保证金" || h[0].Rule.Action != Refuse {
		t.Errorf("%+v", h)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"限男", "不要河南人", "押 金", "35岁以下", "\xff", strings.Repeat("不要", 50)} {
		f.Add(s)
	}
	set := Embedded()
	f.Fuzz(func(t *testing.T, text string) {
		for _, h := range set.FindWords(text, today) {
			if !strings.Contains(plain(text), h.Found) {
				t.Fatalf("%q is not in %q", h.Found, text)
			}
		}
		if got := set.SuggestTrades(text, today, 4); len(got) > 4 || !slices.EqualFunc(got, set.SuggestTrades(text, today, 4), func(a, b Trade) bool { return a.Code == b.Code }) {
			t.Fatalf("%q: %v", text, tradeNames(got))
		}
	})
}

func TestCancelTier(t *testing.T) {
	t.Parallel()
	s := Embedded()
	for _, c := range []struct {
		side   Side
		notice time.Duration
		id     string
		share  int64
		late   bool
	}{
		{WorkerSide, 48 * time.Hour, "early", 0, false}, {WorkerSide, 24 * time.Hour, "early", 0, false}, {WorkerSide, 24*time.Hour - 1, "late", 0, true},
		{WorkerSide, time.Hour, "last_minute", 0, true}, {WorkerSide, -1, "no_show", 0, true},
		{EmployerSide, 24 * time.Hour, "early", 0, false}, {EmployerSide, 2 * time.Hour, "late", 1000, true}, {EmployerSide, 0, "last_minute", 3000, true},
		{EmployerSide, -time.Hour, "started", 5000, true},
	} {
		got, ok := s.CancelTier(c.side, c.notice, today)
		if !ok || got.ID != c.id || got.ShareBP != c.share || got.Late != c.late || got.NoShow != (c.id == "no_show") {
			t.Errorf("%s, %v before: %+v", c.side, c.notice, got)
		}
	}
	for _, x := range s.CancelTiers(today) {
		if x.Side == WorkerSide && x.ShareBP != 0 {
			t.Errorf("a worker pays: %+v", x)
		}
	}
	t.Run("every notice has exactly one tier, and less notice never costs less", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			side := rapid.SampledFrom([]Side{WorkerSide, EmployerSide}).Draw(t, "side")
			a := time.Duration(rapid.Int64Range(-1e15, 1e15).Draw(t, "a"))
			b := time.Duration(rapid.Int64Range(int64(a), 1e15).Draw(t, "b"))
			x, ok := s.CancelTier(side, a, today)
			y, also := s.CancelTier(side, b, today)
			if !ok || !also || x.ShareBP < y.ShareBP || y.Late && !x.Late {
				t.Fatalf("%v: %+v, %v: %+v", a, x, b, y)
			}
		})
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	s := Embedded()
	want := OTP{Digits: 6, Valid: 5 * time.Minute, Gap: time.Minute, PerHour: 5, PerDay: 10, Tries: 5}
	if d := cmp.Diff(want, s.OTP(today)); d != "" {
		t.Error(d)
	}
	if s.Value("age_work", today) != 16 || s.Value("age_adult", today) != 18 || s.Duration("shift_warn", today) != 12*time.Hour ||
		s.Duration("answer_hours", today) != 24*time.Hour || s.Duration("reveal_days", today) != 7*24*time.Hour || s.Value("nothing", today) != 0 {
		t.Errorf("%+v", s.Limits(today))
	}
	risks := s.Risks(today)
	if len(risks) != 4 || risks[0].Premium != core.Yuan(300) || risks[3].Premium != core.Yuan(1000) || risks[3].Cover != core.Yuan(100_000_000) {
		t.Errorf("%+v", risks)
	}
}
