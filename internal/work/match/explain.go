package match

import (
	"strconv"
	"time"

	"yilu/internal/core"
)

// says are the sentences for each condition, met and not.
var says = [conditions][2]core.Text{
	condOpen:     {{ZH: "这个活现在不招人了。", EN: "This job takes nobody now."}, {ZH: "还要 {open} 人。", EN: "{open} still wanted."}},
	condOther:    {{ZH: "您是这家雇主的经办人，不能接自己的活。", EN: "You speak for this employer; its jobs are not for you."}, {ZH: "您不是这家雇主的经办人。", EN: "You do not speak for this employer."}},
	condVerified: {{ZH: "您还没有实名认证，认证后就能接活。", EN: "Your real name is not verified yet; after that you can take jobs."}, {ZH: "您已实名认证。", EN: "Your real name is verified."}},
	condLooking:  {{ZH: "您没有打开找活，打开后才会响铃。", EN: "You are not looking for work now; say so and your phone will ring."}, {ZH: "您正在找活。", EN: "You are looking for work."}},
	condTrade:    {{ZH: "您填的工种里没有这一项，会干就加上。", EN: "Your trades do not include this one; add it if you can do it."}, {ZH: "您会干这个工种。", EN: "You can do this trade."}},
	condAge:      {{ZH: "干活那天要满 {age} 岁。", EN: "You must be {age} on the day of the work."}, {ZH: "干活那天您已满 {age} 岁。", EN: "You are {age} or more on the day of the work."}},
	condArea:     {{ZH: "不在您愿意去的地方，想去就改一下范围。", EN: "It is outside the area you named; widen it if you would go."}, {ZH: "在您愿意去的地方。", EN: "It is in the area you named."}},
	condHours:    {{ZH: "不在您填的时间里。", EN: "It is outside the hours you named."}, {ZH: "在您填的时间里。", EN: "It is within the hours you named."}},
	condFree:     {{ZH: "您那时已经有别的活。", EN: "You have another job then."}, {ZH: "您那时没有别的活。", EN: "You have no other job then."}},
	condPay:      {{ZH: "工钱比您填的最低数少。", EN: "It pays less than the lowest you named."}, {ZH: "工钱够您填的最低数。", EN: "It pays at least the lowest you named."}},
	condTools:    {{ZH: "要自带工具，您没有填有工具。", EN: "You must bring tools, and you named none."}, {ZH: "工具没有问题。", EN: "Tools are no obstacle."}},
}

// explain gives the whole judgement: every condition, and the score's parts.
func explain(w *Worker, j *Job, c circumstance, f Facts, weights Weights) Explanation {
	e := Explanation{Job: j.Job, Person: w.Person, Suited: true, Weights: weights.From}
	age := strconv.Itoa(max(MinAge, j.MinAge))
	for i, met := range judge(w, j, c) {
		e.Suited = e.Suited && met
		text := says[i][0]
		if met {
			text = says[i][1]
		}
		e.Conditions = append(e.Conditions, Condition{
			Code: conditionCodes[i], Met: met, Text: text.Fill("age", age, "open", strconv.Itoa(j.Open)),
		})
	}
	e.Score, e.Parts = f.Explain(weights)
	return e
}

// text says what a part of the score was made of.
func (f Facts) text(part int) core.Text {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	switch part {
	case partTrade:
		return f.tradeText()
	case partDistance:
		if f.DistanceM < 0 {
			return core.Text{ZH: "您没有填位置，按 {d}算。", EN: "You named no place, so it counts as {e}."}.
				Fill("d", distanceText(unknownM).ZH, "e", distanceText(unknownM).EN)
		}
		d := distanceText(f.DistanceM)
		return core.Text{ZH: "离您 " + d.ZH + "。", EN: d.EN + " from you."}
	case partRecord:
		if f.Rated <= 0 {
			return core.Text{ZH: "还没有评价，按四颗星算。", EN: "No ratings yet; counted as four stars."}
		}
		return core.Text{ZH: "{n} 次评价，平均 {s} 星。", EN: "{n} ratings, {s} stars on average."}.
			Fill("n", n(f.Rated), "s", core.Yuan(f.Stars).Text())
	case partReliability:
		return core.Text{ZH: "干完 {n} 次，临时退或没到 {m} 次。", EN: "{n} done, {m} cancelled late or missed."}.Fill("n", n(f.Done), "m", n(f.Late))
	default:
		if f.PaidHere <= 0 {
			return core.Text{ZH: "还没给这家雇主干过。", EN: "You have not worked for this employer yet."}
		}
		return core.Text{ZH: "给这家雇主干过 {n} 次。", EN: "You have worked for this employer {n} times."}.Fill("n", n(f.PaidHere))
	}
}

func (f Facts) tradeText() core.Text {
	level := strconv.Itoa(f.Level)
	switch {
	case f.Trade == noTrade:
		return core.Text{ZH: "您填的工种里没有这一项。", EN: "Your trades do not include this one."}
	case f.Trade == occupation && f.Level == 0:
		return core.Text{ZH: "您会这一类工种。", EN: "You know the occupation it belongs to."}
	case f.Trade == occupation:
		return core.Text{ZH: "您会这一类工种，等级 {n}。", EN: "You know the occupation it belongs to, at level {n}."}.Fill("n", level)
	case f.Level == 0:
		return core.Text{ZH: "您会这个工种。", EN: "You know this trade."}
	}
	return core.Text{ZH: "您会这个工种，等级 {n}。", EN: "You know this trade, at level {n}."}.Fill("n", level)
}

// distanceText gives a distance as people say it: metres to the ten, or
// kilometres to the tenth. Nearer than 100 metres nobody counts.
func distanceText(m int64) core.Text {
	if m < 100 {
		return core.Text{ZH: "100 米内", EN: "less than 100 m"}
	}
	if m < 995 {
		t := strconv.FormatInt((m+5)/10*10, 10)
		return core.Text{ZH: t + " 米", EN: t + " m"}
	}
	tenths := (m + 50) / 100
	t := strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10)
	return core.Text{ZH: t + " 公里", EN: t + " km"}
}

var payUnits = map[string]core.Text{
	"job": {ZH: "单", EN: "job"}, "hour": {ZH: "小时", EN: "hour"}, "day": {ZH: "天", EN: "day"}, "piece": {ZH: "件", EN: "piece"},
}

// ringText is what the phone shows: title, pay, distance, time, and that the
// money is there. homeM is −1 for those who named no place.
func ringText(j *Job, homeM int64, now time.Time) (title, body core.Text) {
	u, t := payUnits[j.PayUnit], timeText(j.Windows, now)
	title = core.Text{
		ZH: "新活：" + j.Title + " " + j.Pay.Text() + " 元/" + u.ZH,
		EN: "New job: " + j.Title + ", " + j.Pay.Text() + " yuan per " + u.EN,
	}
	body = core.Text{ZH: t.ZH + "，钱已到账", EN: t.EN + ", the money is held"}
	if homeM >= 0 {
		d := distanceText(homeM)
		body = core.Text{ZH: "离您 " + d.ZH + "，" + body.ZH, EN: d.EN + " from you, " + body.EN}
	}
	if j.Chooses {
		body = core.Text{ZH: body.ZH + "，报名后由雇主挑人", EN: body.EN + ", the employer chooses among applicants"}
	}
	return title, body
}

// timeText gives the first window in China's time, and how many there are:
// "今天 14:00–18:00".
func timeText(windows []core.Span, now time.Time) core.Text {
	if len(windows) == 0 {
		return core.Text{}
	}
	w := windows[0]
	for _, o := range windows {
		if o.Start.Before(w.Start) {
			w = o
		}
	}
	from, to := w.Start.In(core.China), w.End.In(core.China)
	clock := from.Format("15:04") + "–" + to.Format("15:04")
	day := dayText(core.DateOf(w.Start), core.DateOf(now))
	out := core.Text{ZH: day.ZH + " " + clock, EN: day.EN + " " + clock}
	// Up to midnight is still the same day.
	if core.DateOf(w.End.Add(-1)) != core.DateOf(w.Start) {
		next := dayText(core.DateOf(w.End), core.DateOf(now))
		out = core.Text{
			ZH: day.ZH + " " + from.Format("15:04") + " 到" + next.ZH + " " + to.Format("15:04"),
			EN: day.EN + " " + from.Format("15:04") + " to " + next.EN + " " + to.Format("15:04"),
		}
	}
	if n := len(windows); n > 1 {
		out.ZH += " 起，共 " + strconv.Itoa(n) + " 段"
		out.EN += " and " + strconv.Itoa(n-1) + " more"
	}
	return out
}

func dayText(day, today core.Date) core.Text {
	switch day {
	case today:
		return core.Text{ZH: "今天", EN: "today"}
	case today.AddDays(1):
		return core.Text{ZH: "明天", EN: "tomorrow"}
	case today.AddDays(2):
		return core.Text{ZH: "后天", EN: "in two days"}
	}
	t := day.Start().In(core.China)
	return core.Text{ZH: t.Format("1月2日"), EN: t.Format("2 January")}
}
