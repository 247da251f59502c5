package gig

import (
	"fmt"
	"strings"

	"yilu/internal/core"
)

// Sentences of timelines. {name} is filled in.
var (
	saidPosted    = core.Text{ZH: "雇主发了这个活。", EN: "The employer posted the job."}
	saidToReview  = core.Text{ZH: "有提醒项，转给工作人员看一下。", EN: "A rule warned, so staff look at it first."}
	saidAllowed   = core.Text{ZH: "雇主审核通过。", EN: "The employer was approved."}
	saidPassed    = core.Text{ZH: "工作人员审核通过。{reason}", EN: "Staff let it through. {reason}"}
	saidRejected  = core.Text{ZH: "工作人员没有通过：{reason}", EN: "Staff turned it down: {reason}"}
	saidAskMoney  = core.Text{ZH: "雇主去付工钱 {amount} 元。", EN: "The employer began to pay {amount} yuan."}
	saidOpened    = core.Text{ZH: "工钱 {amount} 元到账，活上线了。", EN: "The wage of {amount} yuan is held; the job is live."}
	saidNoMoney   = core.Text{ZH: "付款没有成功：{reason}", EN: "The payment did not come: {reason}"}
	saidLateMoney = core.Text{ZH: "工钱到账时活已经不能上线，{amount} 元退回雇主。", EN: "The money came too late; {amount} yuan went back to the employer."}
	saidShut      = core.Text{ZH: "到点不再收人，{booked} 人到位，没用到的 {amount} 元退回雇主。", EN: "It takes nobody any more: {booked} booked; {amount} yuan not needed went back to the employer."}
	saidShutFull  = core.Text{ZH: "到点不再收人，{booked} 人都到位了。", EN: "It takes nobody any more: all {booked} are booked."}
	saidExpired   = core.Text{ZH: "到点没有人接，{amount} 元全部退回雇主。", EN: "Nobody was booked in time; all of {amount} yuan went back to the employer."}
	saidJobOff    = core.Text{ZH: "雇主取消了整个活：{reason}", EN: "The employer called the job off: {reason}"}
	saidClosed    = core.Text{ZH: "都结清了。", EN: "All is settled."}

	saidBooked = map[How]core.Text{
		ByTap:    {ZH: "抢到了这个活。", EN: "Took the place."},
		ByChoice: {ZH: "被雇主选中，接下这个活。", EN: "Was chosen by the employer."},
		ByLine:   {ZH: "有人退出，从候补补上。", EN: "Moved up from the line."},
	}
	saidStarted = map[string]core.Text{
		byCode:     {ZH: "输入签到码，开工。", EN: "Checked in with the code."},
		byPlace:    {ZH: "在现场签到（离 {distance} 米），开工。", EN: "Checked in at the place ({distance} m away)."},
		byEmployer: {ZH: "雇主确认人已到，开工。", EN: "The employer confirmed that work began."},
	}
	saidFinished  = core.Text{ZH: "干完了。", EN: "Finished."}
	saidStated    = core.Text{ZH: "填报 {quantity}，合 {amount} 元。{note}", EN: "Stated {quantity}: {amount} yuan. {note}"}
	saidProposed  = core.Text{ZH: "一天没有填报，按计划 {quantity} 提出，合 {amount} 元。", EN: "Nothing was stated for a day; the plan of {quantity} is proposed: {amount} yuan."}
	saidContested = core.Text{ZH: "雇主认为是 {quantity}，合 {amount} 元：{reason}。没有争议的先付，只冻结 {contested} 元。", EN: "The employer says {quantity}, {amount} yuan: {reason}. What nobody contests is paid; {contested} yuan stay held."}
	saidPaid      = core.Text{ZH: "按 {quantity} 结算，{amount} 元已付。", EN: "Settled at {quantity}: {amount} yuan paid."}
	saidStood     = core.Text{ZH: "{hours} 小时没有答复，按工人的填报 {quantity} 结算，{amount} 元已付。", EN: "No answer in {hours} hours, so the worker's figure of {quantity} stands: {amount} yuan paid."}
	saidBack      = core.Text{ZH: "多押的 {amount} 元退回雇主。", EN: "{amount} yuan not needed went back to the employer."}
	saidDropped   = map[Side]core.Text{
		WorkerSide:   {ZH: "工人取消：{reason}", EN: "The worker cancelled: {reason}"},
		EmployerSide: {ZH: "雇主取消：{reason}", EN: "The employer cancelled: {reason}"},
	}
	saidTier   = core.Text{ZH: "{tier}", EN: "{tier}"}
	saidMadeUp = core.Text{ZH: "按规则补偿工人 {amount} 元。", EN: "The worker is compensated with {amount} yuan."}
	saidAbsent = core.Text{ZH: "到 {closes} 还没有签到，记为没来。", EN: "Not checked in by {closes}: counted as absent."}
)

// template is a kind of message. Ring sounds.
type template struct {
	kind  string
	title core.Text
	body  core.Text
	ring  bool
}

// Messages to the employer.
var (
	mailPassed    = template{"job.passed", core.Text{ZH: "审核通过", EN: "Let through"}, core.Text{ZH: "《{title}》可以付工钱上线了。", EN: "“{title}” can be paid for and go live."}, false}
	mailRejected  = template{"job.refused", core.Text{ZH: "没有通过审核", EN: "Turned down"}, core.Text{ZH: "《{title}》没有通过：{reason}。改好可以重新发。", EN: "“{title}” was turned down: {reason}. Correct it and post again."}, false}
	mailLive      = template{"job.live", core.Text{ZH: "活上线了", EN: "Your job is live"}, core.Text{ZH: "《{title}》工钱 {amount} 元到账，正在找人。", EN: "“{title}”: {amount} yuan are held; we are ringing workers."}, false}
	mailNoMoney   = template{"job.unpaid", core.Text{ZH: "付款没有成功", EN: "The payment did not come"}, core.Text{ZH: "《{title}》：{reason}。请再付一次。", EN: "“{title}”: {reason}. Please pay again."}, true}
	mailLateMoney = template{"job.money_back", core.Text{ZH: "工钱退回了", EN: "The money went back"}, core.Text{ZH: "《{title}》已经不能上线，{amount} 元退回您的账户。", EN: "“{title}” could not go live any more; {amount} yuan went back to you."}, false}
	mailTaken     = template{"job.taken", core.Text{ZH: "有人接活了", EN: "Someone took the job"}, core.Text{ZH: "{name}接了《{title}》，还要 {open} 人。", EN: "{name} took “{title}”; {open} more wanted."}, false}
	mailFilled    = template{"job.taken", core.Text{ZH: "有人接活了", EN: "Someone took the job"}, core.Text{ZH: "{name}接了《{title}》，人齐了。", EN: "{name} took “{title}”; all places are taken."}, false}
	mailApplied   = template{"job.applied", core.Text{ZH: "有人报名", EN: "Someone applied"}, core.Text{ZH: "《{title}》有 {count} 人报名，请挑人。", EN: "“{title}” has {count} applicants. Please choose."}, false}
	mailLeft      = template{"job.left", core.Text{ZH: "有人退出", EN: "Someone left"}, core.Text{ZH: "{name}退出了《{title}》：{reason}。{next}", EN: "{name} left “{title}”: {reason}. {next}"}, true}
	mailExpired   = template{"job.expired", core.Text{ZH: "没有招到人", EN: "Nobody was found"}, core.Text{ZH: "《{title}》到点没有人接，{amount} 元退回您的账户。", EN: "Nobody took “{title}” in time; {amount} yuan went back to you."}, false}
	mailShort     = template{"job.short", core.Text{ZH: "没有招满", EN: "Not all places were taken"}, core.Text{ZH: "《{title}》来 {booked} 人，没用到的 {amount} 元退回您的账户。", EN: "{booked} come to “{title}”; {amount} yuan not needed went back to you."}, false}
	mailCheckedIn = template{"engagement.started", core.Text{ZH: "开工了", EN: "Work began"}, core.Text{ZH: "{name}到《{title}》开工了。", EN: "{name} began “{title}”."}, false}
	mailFinished  = template{"engagement.finished", core.Text{ZH: "干完了", EN: "Work is done"}, core.Text{ZH: "{name}说《{title}》干完了。", EN: "{name} finished “{title}”."}, false}
	mailStated    = template{"engagement.stated", core.Text{ZH: "请确认工时", EN: "Please confirm"}, core.Text{ZH: "{name}填报 {quantity}，合 {amount} 元。{hours} 小时不答复就按这个结算。", EN: "{name} states {quantity}: {amount} yuan. Without an answer in {hours} hours that stands."}, true}
	mailAbsent    = template{"engagement.no_show", core.Text{ZH: "有人没来", EN: "Someone did not come"}, core.Text{ZH: "{name}没来《{title}》，{amount} 元退回您的账户。", EN: "{name} did not come to “{title}”; {amount} yuan went back to you."}, true}
	mailAgreed    = template{"engagement.paid", core.Text{ZH: "结算好了", EN: "Settled"}, core.Text{ZH: "{name}同意按 {quantity} 结算，付 {amount} 元。", EN: "{name} agreed to {quantity}: {amount} yuan paid."}, false}
	mailNearer    = template{"engagement.contested", core.Text{ZH: "工人改了数", EN: "The worker's new figure"}, core.Text{ZH: "{name}改报 {quantity}，合 {amount} 元。", EN: "{name} now states {quantity}: {amount} yuan."}, true}
)

// Messages to the worker.
var (
	mailBooked = map[How]template{
		ByTap:    {"engagement.booked", core.Text{ZH: "抢到了", EN: "It is yours"}, core.Text{ZH: "《{title}》{start} 开工，{address}。工钱 {amount} 元已到账。", EN: "“{title}” begins {start} at {address}. {amount} yuan are held for you."}, false},
		ByChoice: {"engagement.booked", core.Text{ZH: "雇主选了您", EN: "You were chosen"}, core.Text{ZH: "《{title}》{start} 开工，{address}。工钱 {amount} 元已到账。", EN: "“{title}” begins {start} at {address}. {amount} yuan are held for you."}, true},
		ByLine:   {"engagement.booked", core.Text{ZH: "轮到您了", EN: "You moved up"}, core.Text{ZH: "有人退出，《{title}》归您了：{start} 开工，{address}。去不了请马上取消。", EN: "Someone left, so “{title}” is yours: {start} at {address}. If you can't come, cancel now."}, true},
	}
	mailPassedBy  = template{"job.passed_by", core.Text{ZH: "候补没补上", EN: "Your turn passed"}, core.Text{ZH: "《{title}》轮到您时接不了：{why}名额给了下一位。", EN: "“{title}” came to you, but you could not take it: {why} The next one has it."}, false}
	mailNotChosen = template{"job.not_chosen", core.Text{ZH: "这次没选上", EN: "Not chosen this time"}, core.Text{ZH: "《{title}》选了别人。看看附近别的活。", EN: "Others were chosen for “{title}”. Look at other jobs near you."}, false}
	mailFull      = template{"job.full", core.Text{ZH: "名额满了", EN: "All places are taken"}, core.Text{ZH: "《{title}》雇主先选了别人。有人退出时您还有机会，不想等可以撤回。", EN: "Others were chosen for “{title}”. If someone leaves you may still be chosen; withdraw if you don't want to wait."}, false}
	mailNotCalled = template{"job.not_called", core.Text{ZH: "候补结束了", EN: "The line has ended"}, core.Text{ZH: "《{title}》开工了，没有轮到您。看看附近别的活。", EN: "“{title}” has begun without your turn. Look at other jobs near you."}, false}
	mailJobOff    = template{"job.cancelled", core.Text{ZH: "活取消了", EN: "The job is off"}, core.Text{ZH: "雇主取消了《{title}》：{reason}。", EN: "The employer called “{title}” off: {reason}."}, true}
	mailDropped   = template{"engagement.cancelled", core.Text{ZH: "雇主取消了", EN: "The employer cancelled"}, core.Text{ZH: "《{title}》：{reason}。{pay}", EN: "“{title}”: {reason}. {pay}"}, true}
	mailSoon      = template{"engagement.soon", core.Text{ZH: "快开工了", EN: "It begins soon"}, core.Text{ZH: "《{title}》{start} 开工，{address}。到了记得签到。", EN: "“{title}” begins {start} at {address}. Remember to check in."}, true}
	mailNotThere  = template{"engagement.no_show", core.Text{ZH: "记为没来", EN: "Counted as absent"}, core.Text{ZH: "《{title}》到点没有签到，记了一次没来。有疑问请找驿站。", EN: "You did not check in to “{title}”, which is on your record. If that is wrong, ask at the station."}, false}
	mailWellDone  = template{"engagement.finish", core.Text{ZH: "干完了吗", EN: "Are you done?"}, core.Text{ZH: "《{title}》到点了。干完请点“干完了”，再填工时收钱。", EN: "“{title}” is over. Say that you are done and state your hours to be paid."}, true}
	mailProposed  = template{"engagement.stated", core.Text{ZH: "替您按计划填报了", EN: "The plan was proposed for you"}, core.Text{ZH: "《{title}》按 {quantity} 填报，合 {amount} 元。不对可以改。", EN: "“{title}”: {quantity} were stated for you, {amount} yuan. Correct it if that is wrong."}, false}
	mailPaid      = template{"engagement.paid", core.Text{ZH: "工钱到账 {amount} 元", EN: "{amount} yuan are yours"}, core.Text{ZH: "《{title}》按 {quantity} 结算，{amount} 元进了您的钱包。", EN: "“{title}” is settled at {quantity}: {amount} yuan are in your wallet."}, true}
	mailContested = template{"engagement.contested", core.Text{ZH: "雇主填的数不一样", EN: "The employer differs"}, core.Text{ZH: "《{title}》雇主认为是 {quantity}：{reason}。{paid} 元先付给您，有争议的只冻结 {contested} 元。", EN: "“{title}”: the employer says {quantity}: {reason}. {paid} yuan are paid; only {contested} yuan stay held."}, true}
)

// say fills {name} places: pairs are name, value, name, value. A value that is a
// core.Text gives each language its own.
func say(t core.Text, pairs ...any) core.Text {
	zh, en := make([]string, len(pairs)), make([]string, len(pairs))
	for i, p := range pairs {
		text, both := p.(core.Text)
		if !both {
			word := fmt.Sprint(p)
			text = core.Text{ZH: word, EN: word}
		}
		zh[i], en[i] = text.ZH, text.EN
	}
	return core.Text{ZH: t.Fill(zh...).ZH, EN: t.Fill(en...).EN}
}

// letter fills a message about the job in.
func (c *change) letter(t template, pairs ...any) letter {
	pairs = append(pairs, "title", c.job.Title, "start", shortTime(c.job.Start()), "address", c.job.Address)
	return letter{
		kind: t.kind, title: say(t.title, pairs...), body: say(t.body, pairs...), link: "/jobs/" + string(c.job.ID),
		data: map[string]string{"job": string(c.job.ID)}, ring: t.ring,
	}
}

// letterFor fills a message about an engagement in.
func (c *change) letterFor(e *Engagement, t template, pairs ...any) letter {
	l := c.letter(t, pairs...)
	l.link = "/engagements/" + string(e.ID)
	l.data = map[string]string{"job": string(e.Job), "engagement": string(e.ID)}
	return l
}

// yuan shows an amount of the job as 300.00.
func yuan(minor int64) string { return core.Yuan(minor).Text() }

// quantityText shows a quantity as people say it: 8 小时 30 分, 1.5 天, 60 件.
func quantityText(u PayUnit, n int64) core.Text {
	switch u {
	case PerHour:
		h, m := n/60, n%60
		if m == 0 {
			return core.Text{ZH: fmt.Sprintf("%d 小时", h), EN: fmt.Sprintf("%d h", h)}
		}
		return core.Text{ZH: fmt.Sprintf("%d 小时 %d 分", h, m), EN: fmt.Sprintf("%d h %d min", h, m)}
	case PerDay:
		days := strings.TrimSuffix(strings.TrimRight(core.Yuan(n).Text(), "0"), ".")
		return core.Text{ZH: days + " 天", EN: days + " days"}
	case PerPiece:
		return core.Text{ZH: fmt.Sprintf("%d 件", n), EN: fmt.Sprintf("%d pieces", n)}
	}
	if n == PerJob.Steps() {
		return core.Text{ZH: "整单", EN: "the whole job"}
	}
	return core.Text{ZH: fmt.Sprintf("整单的 %d%%", n), EN: fmt.Sprintf("%d %% of the job", n)}
}
