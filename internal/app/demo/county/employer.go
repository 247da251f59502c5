package county

import (
	"strings"

	"yilu/internal/core"
	"yilu/internal/people/employer"
)

// Employer is someone made up who gives work.
type Employer struct {
	N        int
	Kind     employer.Kind
	USCC     core.USCC // "" for a person
	Name     string    // "" for a person
	Industry string
	Town     core.RegionCode
	Place    core.Place
	Address  string
	Agents   []int // people who speak for it; the first registers it
	Head     bool  // the first agent is the legal representative
	Trades   []string
	Visitor  bool // reserved
}

// industry is a line of business with the trades in which it gives work.
type industry struct {
	name   string
	share  int
	kinds  []employer.Kind
	suffix map[employer.Kind]string // after the brand: 晨三 + 果业有限公司
	spots  []string                 // where it sits, after the town's name
	trades []string
}

const (
	person      = employer.Person
	business    = employer.IndividualBusiness
	enterprise  = employer.Enterprise
	cooperative = employer.Cooperative
	collective  = employer.VillageCollective
)

var industries = []industry{
	{
		name: "水果种植", share: 12, kinds: []employer.Kind{cooperative, enterprise, business},
		suffix: map[employer.Kind]string{cooperative: "果业专业合作社", enterprise: "果业有限公司", business: "果园"},
		spots:  []string{"果园", "脐橙基地", "合作社分拣棚"}, trades: []string{"5-01-02-02/02", "5-01-02-02/01", "6-31-05-00", "5-01-02-01"},
	},
	{
		name: "茶叶种植加工", share: 9, kinds: []employer.Kind{cooperative, enterprise, business},
		suffix: map[employer.Kind]string{cooperative: "茶叶专业合作社", enterprise: "茶业有限公司", business: "茶行"},
		spots:  []string{"茶山", "茶厂"}, trades: []string{"5-01-02-02/03", "6-31-05-00", "5-01-02-01"},
	},
	{
		name: "竹木笋", share: 8, kinds: []employer.Kind{cooperative, enterprise},
		suffix: map[employer.Kind]string{cooperative: "笋竹专业合作社", enterprise: "竹业有限公司"},
		spots:  []string{"竹山", "笋厂"}, trades: []string{"5-01-02-02/04", "5-02-04-01/01", "6-31-05-00"},
	},
	{
		name: "食用菌", share: 5, kinds: []employer.Kind{cooperative, business},
		suffix: map[employer.Kind]string{cooperative: "菌业专业合作社", business: "菌菇场"},
		spots:  []string{"菇棚"}, trades: []string{"5-01-02-03", "6-31-05-00"},
	},
	{
		name: "烟叶粮食", share: 6, kinds: []employer.Kind{person, cooperative},
		suffix: map[employer.Kind]string{cooperative: "农机专业合作社"},
		spots:  []string{"烤房", "稻田", "晒谷场"}, trades: []string{"5-01-02-01", "5-01-02-01/01"},
	},
	{
		name: "家政保洁", share: 10, kinds: []employer.Kind{business, enterprise},
		suffix: map[employer.Kind]string{business: "家政服务部", enterprise: "家政服务有限公司"},
		spots:  []string{"滨河路", "解放路", "府前路"}, trades: []string{"4-10-01-06/04", "4-09-08-01", "4-09-08-01/01", "6-06-04-00/01"},
	},
	{
		name: "搬家物流", share: 9, kinds: []employer.Kind{business, enterprise},
		suffix: map[employer.Kind]string{business: "搬家服务部", enterprise: "物流有限公司"},
		spots:  []string{"物流园", "货运站", "工业园"}, trades: []string{"4-02-05-01", "4-02-05-01/01", "4-02-06-02"},
	},
	{
		name: "家具装饰", share: 9, kinds: []employer.Kind{business, enterprise},
		suffix: map[employer.Kind]string{business: "家具店", enterprise: "装饰工程有限公司"},
		spots:  []string{"家居城", "三华南路"}, trades: []string{"6-06-04-00/01", "6-29-04-01/01", "4-02-05-01/01"},
	},
	{
		name: "商贸零售", share: 8, kinds: []employer.Kind{business, enterprise},
		suffix: map[employer.Kind]string{business: "超市", enterprise: "商贸有限公司"},
		spots:  []string{"步行街", "农贸市场", "商业中心"}, trades: []string{"4-02-06-02", "4-01-02-01/02", "4-02-05-01"},
	},
	{
		name: "文旅会展", share: 6, kinds: []employer.Kind{enterprise},
		suffix: map[employer.Kind]string{enterprise: "文化旅游有限公司"},
		spots:  []string{"景区", "文化广场", "体育馆"}, trades: []string{"4-07-07-01/01", "4-07-07-01/02", "4-01-02-01/02"},
	},
	{
		name: "电子服装加工", share: 7, kinds: []employer.Kind{enterprise},
		suffix: map[employer.Kind]string{enterprise: "电子有限公司"},
		spots:  []string{"工业园", "积善工业区"}, trades: []string{"6-25-04-07", "6-05-01-03", "6-31-05-00"},
	},
	{
		name: "园林林业", share: 6, kinds: []employer.Kind{business, enterprise},
		suffix: map[employer.Kind]string{business: "苗圃", enterprise: "园林绿化有限公司"},
		spots:  []string{"苗圃", "林场", "滨河公园"}, trades: []string{"4-09-10-01", "5-02-02-00"},
	},
	{
		name: "村集体", share: 9, kinds: []employer.Kind{collective},
		suffix: map[employer.Kind]string{collective: "村股份经济合作社"},
		spots:  []string{"村部", "文化礼堂"}, trades: []string{"5-01-02-01", "4-09-10-01", "4-09-08-01", "5-01-02-02/02"},
	},
	{
		name: "", share: 12, kinds: []employer.Kind{person}, suffix: nil,
		spots:  []string{"家里", "新房", "自建房"},
		trades: []string{"4-02-05-01/01", "4-10-01-06/04", "6-29-04-01/01", "6-06-04-00/01", "5-01-02-01", "6-29-01-03/01"},
	},
}

// Pending is how many employers, the last ones, apply only at the end of the
// week and give no work: they are left to a visitor who reviews.
const Pending = 2

// visitorIndustries are the lines of the reserved employers.
var visitorIndustries = [visitorEmployers]string{"家政保洁", "水果种植", "搬家物流"}

func (c *County) makeEmployers(n int) {
	c.Employers = make([]Employer, n)
	taken := map[core.USCC]bool{}
	for i := range c.Employers {
		l := c.dice(ofEmployer, i)
		in := weighed(l, industries, func(in industry) int { return in.share })
		if i < visitorEmployers {
			in = industryOf(visitorIndustries[i])
		}
		e := &c.Employers[i]
		*e = Employer{N: i, Kind: one(l, in.kinds), Industry: in.name, Trades: in.trades, Visitor: i < visitorEmployers}
		t := weighed(l, c.towns, town.weight)
		if e.Visitor {
			t = c.towns[0]
			e.Kind = in.kinds[0]
			e.Trades = meeting[3*i : 3*i+3]
		}
		e.Town, e.Place, e.Address = t.code, t.near(l, t.wideM), t.address(l, one(l, in.spots))
		e.Head = e.Kind == person || l.Chance(55)
		if e.Kind != person {
			e.Name = l.brand() + in.suffix[e.Kind] + "（演示）"
			e.USCC = usccOf(l, e.Kind, taken)
		}
		e.Agents = c.agents(i, n, e.Kind)
	}
}

func industryOf(name string) industry {
	for _, in := range industries {
		if in.name == name {
			return in
		}
	}
	panic("county: no industry " + name)
}

// agents are those who speak for employer i of n: one with a fixed part, or of the
// people after it, and for every third organisation one more.
func (c *County) agents(i, n int, kind employer.Kind) []int {
	if i < visitorEmployers {
		return []int{i}
	}
	out := []int{Cast + i - visitorEmployers}
	if kind != person && i%3 == 0 {
		out = append(out, Cast+n-visitorEmployers+i/3)
	}
	return out
}

// address is where something is: 古镛镇解放村果园. What belongs to a town's middle
// is in no village.
func (t town) address(l Dice, spot string) string {
	v := one(l, t.villages).name
	for _, end := range []string{"路", "街", "城", "中心", "市场", "馆", "园", "站", "区", "学"} {
		if strings.HasSuffix(spot, end) && !strings.HasSuffix(spot, "果园") && !strings.HasSuffix(spot, "萄园") {
			return t.name + spot
		}
	}
	return t.name + v + spot
}

// prefixes are what codes of a kind begin with (GB 32100-2015).
var prefixes = map[employer.Kind]string{business: "92", enterprise: "91", cooperative: "93", collective: "N2"}

// codeLetters are the characters of a code.
const codeLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccOf makes up a code unlike all that are taken.
func usccOf(l Dice, kind employer.Kind, taken map[core.USCC]bool) core.USCC {
	for {
		var b strings.Builder
		b.WriteString("MA")
		for range 6 {
			b.WriteByte(codeLetters[l.Below(len(codeLetters))])
		}
		body := prefixes[kind] + string(Home) + b.String()
		body += string(core.OrganisationCheck(b.String()))
		code, err := core.ParseUSCC(body + string(core.USCCCheck(body)))
		if err == nil && !taken[code] {
			taken[code] = true
			return code
		}
	}
}
