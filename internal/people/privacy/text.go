package privacy

import (
	"slices"

	"yilu/internal/core"
)

// What people are told.
var (
	askedTitle = core.Text{ZH: "您申请了注销", EN: "You asked to be erased"}
	askedText  = core.Text{
		ZH: "您申请了注销账号，{day} 起删除。不是您本人申请的，或者改主意了，请在这之前登录，到“我的数据”里撤回。",
		EN: "You asked to have your account erased on {day}. If that was not you, or you change your mind, log in before then and take it back under My data.",
	}
	backTitle    = core.Text{ZH: "注销撤回了", EN: "Your account stays"}
	backText     = core.Text{ZH: "您的账号照常使用，什么都没有删除。", EN: "Nothing was erased; you can go on as before."}
	stoppedTitle = core.Text{ZH: "没有注销", EN: "You were not erased"}
	stoppedText  = core.Text{ZH: "办完以后，请再申请一次。", EN: "When that is done, please ask again."}

	farewellText = core.Text{ZH: "您的账号注销了，姓名、证件、手机号、照片、消息都已删除。按法律要留的：", EN: "Your account is erased: name, document, phone, photos and messages are gone. What the law keeps: "}
	farewellKept = core.Text{ZH: "至少到 {day}，", EN: "at least until {day}, "}
	farewellAnd  = core.Text{ZH: "；", EN: "; "}
	farewellEnd  = core.Text{ZH: "。以上都不带您的姓名。这个手机号可以重新登记。", EN: ". None of it has your name. This number can register anew."}

	doneTitle    = core.Text{ZH: "更正好了", EN: "It is corrected"}
	doneText     = core.Text{ZH: "您的姓名和证件按申请改好了，在“实名信息”里能看到。银行卡的户名和新姓名不一样的，请重新加卡。", EN: "Your name and document are corrected as you asked. If a bank card is in the old name, please add it again."}
	refusedTitle = core.Text{ZH: "更正没有通过", EN: "It was not corrected"}
	refusedText  = core.Text{ZH: "原因：{why}", EN: "The reason: {why}"}
	movedText    = core.Text{ZH: "您的账号换成了这个手机号，请用它登录。不是您本人办的，请马上到驿站或打 12333。", EN: "This number is now your account's; please log in with it. If that was not you, tell a station at once."}
)

// erased is what an erasure removes, as it is shown before.
var erased = []core.Text{
	{ZH: "姓名、证件、出生日期", EN: "Name, document and date of birth"},
	{ZH: "手机号和所有登录", EN: "Phone number and every session"},
	{ZH: "想干的活、地点、时间", EN: "The work you look for, where and when"},
	{ZH: "照片和文件", EN: "Photos and papers"},
	{ZH: "消息", EN: "Messages"},
	{ZH: "评价里写的话、干活时写的备注", EN: "What was written in ratings and notes"},
	{ZH: "银行卡和收入证明（以前开的证明也查不到了）", EN: "Bank cards and income proofs (those made before can’t be verified any more)"},
	{ZH: "您自己用工时的地址和联系方式", EN: "Address and contacts under which you gave work yourself"},
}

// mayKeep are the rules by which something can stay, in the order in which they
// are shown before it is known which apply.
var mayKeep = []string{"keep_wage", "keep_contract", "keep_service", "keep_audit", "keep_consent"}

// Kept is something that stays, for how long at least, and why.
type Kept struct {
	What   core.Text
	Months int64
	Why    core.Text // the law, as it is cited
}

// keeps looks up rules as they hold today.
func (s *Service) keeps(rules []string) (out []Kept) {
	set, day := s.Ref.Set(), s.today()
	for _, id := range mayKeep {
		// The record of acts is kept of everybody.
		if l, ok := set.Limit(id, day); ok && (id == "keep_audit" || slices.Contains(rules, id)) {
			out = append(out, Kept{l.Text, l.Value, l.Source})
		}
	}
	return out
}
