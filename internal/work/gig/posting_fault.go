package gig

import (
	"strings"

	"yilu/internal/fault"
)

// What can be wrong with a posting as it is filled in.
var (
	errTitle          = fault.New(fault.Invalid, "gig.title", "用 {min} 到 {max} 个字写清楚干什么活。", "Say what is to be done in {min} to {max} characters.")
	errNote           = fault.New(fault.Invalid, "gig.note", "说明最多 {max} 个字。", "The note has at most {max} characters.")
	errAddress        = fault.New(fault.Invalid, "gig.address", "地址写 {min} 到 {max} 个字。", "The address has {min} to {max} characters.")
	errContactName    = fault.New(fault.Invalid, "gig.contact_name", "联系人最多 {max} 个字。", "The contact's name has at most {max} characters.")
	errPhone          = fault.New(fault.Invalid, "gig.contact_phone", "联系电话不对，请填手机号或带区号的座机。", "The phone is not right: a mobile number, or a landline with its area code.")
	errWindows        = fault.New(fault.Invalid, "gig.windows", "请填干活的时间，最多 {max} 段。", "Say when the work is, in at most {max} stretches.")
	errWindowLength   = fault.New(fault.Invalid, "gig.window_length", "每段时间要有头有尾，结束晚于开始，不超过 24 小时。", "Each stretch ends after it begins and is at most 24 hours long.")
	errWindowsOverlap = fault.New(fault.Invalid, "gig.windows_overlap", "几段时间有重叠，请改开。", "The stretches overlap; please set them apart.")
	errWindowPast     = fault.New(fault.Invalid, "gig.window_past", "开工时间已经过了，请填以后的时间。", "The start is past; please choose a later time.")
	errWindowFar      = fault.New(fault.Invalid, "gig.window_far", "最远只能发 {days} 天以内的活。", "Jobs may be at most {days} days ahead.")
	errRegion         = fault.New(fault.Invalid, "gig.region", "请选干活的县区。", "Choose the county where the work is.")
	errPlace          = fault.New(fault.Invalid, "gig.place", "地图上的点和所选地区对不上，请重新点一下。", "The point on the map is not in the region chosen. Please set it again.")
	errRadius         = fault.New(fault.Invalid, "gig.radius", "签到范围填 50 到 2000 米。", "The radius for checking in is 50 to 2000 m.")
	errPay            = fault.New(fault.Invalid, "gig.pay", "工钱要写清楚：人民币，大于 0，一个单位不超过 {max} 元。", "State the pay: in CNY, above 0, at most {max} yuan for one unit.")
	errUnit           = fault.New(fault.Invalid, "gig.pay_unit", "工钱按整单、小时、天或件算。", "Pay is by the job, hour, day or piece.")
	errQuantity       = fault.New(fault.Invalid, "gig.planned", "每人计划的数量不对：按件要填件数，按小时、按天不能多过所填的时间。", "The planned quantity is not right: pieces must be given; hours and days are at most what the windows hold.")
	errWorkMinutes    = fault.New(fault.Invalid, "gig.work_minutes", "实际干活的时间不能多过所填的时间段。", "The work can't take longer than the windows.")
	errTotal          = fault.New(fault.Invalid, "gig.total", "这个活的总工钱不能是 0，也不能超过 {max} 元，请分几次发。", "The whole wage must be above 0 and at most {max} yuan. Please post in parts.")
	errPeople         = fault.New(fault.Invalid, "gig.people", "人数填 1 到 {max}。", "1 to {max} people may be wanted.")
	errTrade          = fault.New(fault.Invalid, "gig.trade", "请从工种里选一个。", "Choose one of the trades.")
	errMinAge         = fault.New(fault.Invalid, "gig.min_age", "最低年龄只能是 16 或 18。", "The minimum age is 16 or 18.")
	errMode           = fault.New(fault.Invalid, "gig.mode", "方式只能是抢单或挑选。", "The mode is tap or choice.")
	errChooseBy       = fault.New(fault.Invalid, "gig.choose_by", "挑人的截止时间要在现在之后、开工之前。", "The choosing ends after now and before the start.")
	errPhotos         = fault.New(fault.Invalid, "gig.photos", "照片最多 {max} 张，请重新上传。", "At most {max} photos; please upload them again.")
)

// What the rules find in a posting.
var (
	errRestricted  = fault.New(fault.Invalid, "gig.restricted", "这个工种要持证上岗（{certificate}）。平台还不能核验证件，暂时不能发。", "This trade needs a certificate ({certificate}). Certificates can't be checked here yet, so it can't be posted.")
	errMinWage     = fault.New(fault.Invalid, "gig.min_wage", "合每小时 {hour} 元，低于当地最低 {min} 元。请提高工钱或减少时间。", "It comes to {hour} yuan an hour, below the local minimum of {min}. Raise the pay or cut the hours.")
	errFewHours    = fault.New(fault.Invalid, "gig.few_hours", "填的干活时间不到时间段的一半，工作人员会先看一下。", "The work declared fills less than half of the windows; staff will look at it first.")
	errPhoneInText = fault.New(fault.Invalid, "gig.phone_in_text", "文字里好像有电话。电话请填在联系电话里，只给接活的人看。", "The text seems to have a phone number. Put it under contact; only the engaged see it.").Cite("平台发布规则")
	errLongShift   = fault.New(fault.Invalid, "gig.long_shift", "一天超过 {hours} 小时，太长了。请分成几班，或等工作人员看过。", "More than {hours} hours in a day. Split it into shifts, or wait for staff to look.")
	errYoung       = fault.New(fault.Invalid, "gig.young", "这个工种要满 {min} 周岁。", "This trade needs an age of {min}.")
	errYoungHeavy  = fault.New(fault.Invalid, "gig.young_heavy", "这个工种较重较险，建议只招满 18 周岁的。", "This trade is heavy or risky; take people of 18 or older.")
	errYoungNight  = fault.New(fault.Invalid, "gig.young_night", "夜里的活，建议只招满 18 周岁的。", "Work at night: take people of 18 or older.")
	errHeat        = fault.New(fault.Invalid, "gig.heat", "{day} 预报最高 {highest}℃。", "{highest} °C is forecast for {day}.")
)

// fill puts a certificate's name into a sentence of one language.
func fill(sentence, certificate string) string {
	return strings.ReplaceAll(sentence, "{certificate}", certificate)
}
