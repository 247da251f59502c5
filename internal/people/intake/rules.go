package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
)

// Roles are who may register others.
var Roles = []core.Role{core.VillageAgent, core.HallClerk}

// Permit is one thing that an agent may do for others.
type Permit struct {
	Code string    `json:"code"`
	Text core.Text `json:"text"`
}

// Allowed is all that an agent may do for others: shown on the page, and nothing
// beside it is offered under /intake.
var Allowed = []Permit{
	{"register", core.Text{ZH: "当面看过证件、念过同意书以后，登记一个人的姓名、证件、住处、想干的活", EN: "Register somebody's name, document, home and wishes, having seen the document and read the texts to them"}},
	{"phone", core.Text{ZH: "写下本人的手机号；写过的号码不能再改", EN: "Write down their phone number; one that is written down can't be changed"}},
	{"change", core.Text{ZH: "已经登记过的人：看清楚要改什么，再改住处和想干的活", EN: "For somebody registered already: change home and wishes, having seen what changes"}},
	{"slip", core.Text{ZH: "打印小票，让本人凭小票和手机接管账号", EN: "Print a slip, with which and a phone the person takes the account over"}},
}

// channelOf is the door of an actor's acts for others in a place.
func channelOf(a core.Actor, where core.RegionCode) core.Channel {
	if !a.May(core.VillageAgent, where) && a.May(core.HallClerk, where) {
		return core.ByHall
	}
	return core.ByAgent
}

// may reports whether an actor registers people of a place.
func may(a core.Actor, where core.RegionCode) bool {
	return slices.ContainsFunc(Roles, func(r core.Role) bool { return a.May(r, where) })
}

// Reach is how far from home somebody would work.
type Reach string

// The reaches.
const (
	InVillage Reach = "village"
	InTown    Reach = "town"
	InCounty  Reach = "county"
)

// around is the region that a reach covers, seen from home.
func (r Reach) around(home core.RegionCode) core.RegionCode {
	switch {
	case r == InVillage:
		return home
	case r == InCounty && home.County() != "":
		return home.County()
	case home.Town() != "":
		return home.Town()
	}
	return home
}

// partsOfDay are the hours that people mean by them.
var partsOfDay = map[string][2]int64{"day": {8 * 60, 18 * 60}, "evening": {18 * 60, 22 * 60}, "all": {6 * 60, 22 * 60}}

// hoursOn are the same hours on several days.
func hoursOn(part string, days ...int64) (out []Hours) {
	for _, d := range days {
		out = append(out, Hours{d, partsOfDay[part][0], partsOfDay[part][1]})
	}
	return out
}

// Usual are the times that can be chosen in one word.
var Usual = []struct {
	Code  string
	Text  core.Text
	Hours []Hours
	other []string // other words for it
}{
	{"any", core.Text{ZH: "随时", EN: "Any time"}, nil, []string{"任何时间", "都可以", "全天", "不限", "都行"}},
	{"day", core.Text{ZH: "白天", EN: "Daytime"}, hoursOn("day", 1, 2, 3, 4, 5, 6, 7), []string{"每天白天"}},
	{"evening", core.Text{ZH: "晚上", EN: "Evenings"}, hoursOn("evening", 1, 2, 3, 4, 5, 6, 7), []string{"夜里", "夜晚"}},
	{"weekdays", core.Text{ZH: "工作日", EN: "Weekdays"}, hoursOn("day", 1, 2, 3, 4, 5), []string{"周一到周五", "周一至周五", "平时"}},
	{"weekend", core.Text{ZH: "周末", EN: "Weekends"}, hoursOn("all", 6, 7), []string{"双休日", "周六周日", "星期六星期天", "节假日"}},
}

// whenText names hours; those that have no word of their own are "some times".
func whenText(h []Hours) core.Text {
	for _, u := range Usual {
		if slices.Equal(u.Hours, h) {
			return u.Text
		}
	}
	return core.Text{ZH: "另选的时间", EN: "Chosen times"}
}

// reader says things in words that codes stand for.
type words struct {
	set *reference.Set
	day core.Date
}

// region is a region's name with those above it, from the county down.
func (w words) region(code core.RegionCode) core.Text {
	if code == "" {
		return core.Text{ZH: "没有登记", EN: "Not registered"}
	}
	var zh, en []string
	for _, r := range w.set.Path(code, w.day) {
		if r.Code.Level() >= core.TownLevel || r.Code == code {
			zh, en = append(zh, r.Name.ZH), append(en, r.Name.EN)
		}
	}
	return core.Text{ZH: strings.Join(zh, ""), EN: strings.Join(en, " ")}
}

// wishes names what work somebody looks for, and where.
func (w words) wishes(x Wishes) core.Text {
	var zh, en []string
	for _, wish := range x.Trades {
		name := core.Text{ZH: wish.Trade, EN: wish.Trade}
		if t, ok := w.set.Trade(wish.Trade, w.day); ok {
			name = t.Name
		}
		if !wish.Wants {
			name = core.Text{ZH: name.ZH + "（会，不接活）", EN: name.EN + " (can, not wanted)"}
		}
		zh, en = append(zh, name.ZH), append(en, name.EN)
	}
	if len(zh) == 0 {
		return core.Text{ZH: "没有填", EN: "None"}
	}
	return core.Text{ZH: strings.Join(zh, "、"), EN: strings.Join(en, ", ")}
}

// differences are what an entry would change of a known person. A part that the
// entry leaves out changes nothing.
func (w words) differences(e Entry, region core.RegionCode, now Wishes) (out []Difference) {
	if region != e.Region && !e.Region.Contains(region) || region == "" {
		out = append(out, Difference{"region", w.region(region), w.region(e.Region)})
	}
	if len(e.Wishes.Trades) > 0 && !sameTrades(now.Trades, e.Wishes.Trades) {
		out = append(out, Difference{"trades", w.wishes(now), w.wishes(e.Wishes)})
	}
	if len(e.Wishes.Trades) > 0 && !slices.Equal(now.Hours, e.Wishes.Hours) {
		out = append(out, Difference{"when", whenText(now.Hours), whenText(e.Wishes.Hours)})
	}
	return out
}

func sameTrades(a, b []Wish) bool {
	byCode := func(x, y Wish) int { return strings.Compare(x.Trade, y.Trade) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), byCode), slices.SortedFunc(slices.Values(b), byCode))
}

// token stands for what was shown: who agrees to it agrees to nothing else.
func token(person core.PersonID, all []Difference) string {
	doc, err := json.Marshal([]any{person, all})
	if err != nil { // strings
		panic("intake: " + err.Error())
	}
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:12])
}
