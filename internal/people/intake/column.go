package intake

import (
	"slices"
	"strings"
	"unicode"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/sheet"
)

// Faults of tables.
var (
	ErrNoHeader   = fault.New(fault.Invalid, "intake.no_header", "没找到表头：要有“姓名”和“证件号”两列。请用我们的模板，或把列名改成这样。", "No head was found: there must be columns “name” and “document number”. Please use our template, or name the columns so.")
	ErrGarbled    = fault.New(fault.Invalid, "intake.garbled", "表里的字是乱码（保存时选错了编码）。请用原来的表，在 Excel 里另存为 .xlsx 再上传。", "The characters in the table are garbled (saved in the wrong encoding). Please save the original as .xlsx and upload that.")
	ErrHeadTwice  = fault.New(fault.Invalid, "intake.head_twice", "有两列都叫“{head}”，请留一列。", "Two columns are called “{head}”; please keep one.")
	ErrNumberLost = fault.New(fault.Invalid, "intake.number_lost", "证件号被表格变成了数字（{shown}），最后几位已经丢了。请把这一列设成“文本”，再重新填。", "The document number became a number in the spreadsheet ({shown}); its last digits are lost. Please make the column “text” and enter it again.").At("body.document")
	ErrPhoneLost  = fault.New(fault.Invalid, "intake.phone_lost", "手机号被表格变成了 {shown}，请把这一列设成“文本”，再重新填。", "The phone number became {shown} in the spreadsheet. Please make the column “text” and enter it again.").At("body.phone")
	ErrDay        = fault.New(fault.Invalid, "intake.day", "看不懂这个出生日期：{shown}。请写成 1990-01-31。", "This date of birth can't be read: {shown}. Please write it like 1990-01-31.").At("body.birth")
	ErrPlace      = fault.New(fault.Invalid, "intake.place", "您管的地方没有“{place}”，请从下拉列表里选。", "There is no “{place}” in your area; please choose from the list.").At("body.region")
	ErrPlaceMany  = fault.New(fault.Invalid, "intake.place_many", "有几个地方都叫“{place}”，请把乡镇也填上。", "Several places are called “{place}”; please fill in the town, too.").At("body.region")
	ErrWhen       = fault.New(fault.Invalid, "intake.when", "看不懂“{when}”，请从下拉列表里选。", "“{when}” can't be read; please choose from the list.").At("body.when")
	ErrKind       = fault.New(fault.Invalid, "intake.kind", "没有“{kind}”这种证件，请从下拉列表里选。", "There is no document “{kind}”; please choose from the list.").At("body.kind")
	ErrTwin       = fault.New(fault.Conflict, "intake.twin", "和第 {line} 行是同一个证件号，只留一行。", "Line {line} has the same document number; please keep one.").At("body.document")
	ErrTwinPhone  = fault.New(fault.Conflict, "intake.twin_phone", "和第 {line} 行是同一个手机号。一个手机号只能是一个人的；没有自己的手机就空着。", "Line {line} has the same phone number. A number is one person's; who has none of their own leaves it empty.").At("body.phone")
)

// field is a column that we know.
type field struct {
	code   string
	head   core.Text
	needed bool
	width  float64
	note   core.Text
	other  []string // other heads for it, folded
}

// fields are the columns of the template, in order. The other words were met in
// tables that villages keep.
var fields = []field{
	{"name", core.Text{ZH: "姓名", EN: "Name"}, true, 14, core.Text{ZH: "照证件写。", EN: "As on the document."},
		[]string{"名字", "姓 名", "人员姓名", "居民姓名", "求职者姓名", "full name"}},
	{"document", core.Text{ZH: "证件号码", EN: "Document number"}, true, 24, core.Text{ZH: "身份证填 18 位。这一列要是“文本”，否则最后几位会丢。", EN: "Citizens: 18 characters. The column must be text, or the last digits are lost."},
		[]string{"身份证号", "身份证号码", "身份证", "公民身份号码", "公民身份证号", "公民身份证号码", "居民身份证号码", "证件号", "证件号码", "身份号码", "id", "id number", "document"}},
	{"phone", core.Text{ZH: "手机号", EN: "Phone"}, false, 16, core.Text{ZH: "本人的手机；没有就空着，用小票也能接管账号。", EN: "Their own; leave it empty if they have none."},
		[]string{"手机", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "本人电话", "移动电话", "mobile", "phone number"}},
	{"town", core.Text{ZH: "乡镇", EN: "Town"}, false, 14, core.Text{}, []string{"乡镇街道", "镇", "乡", "街道", "所在乡镇", "所属乡镇"}},
	{"village", core.Text{ZH: "村（社区）", EN: "Village"}, false, 20, core.Text{ZH: "住在哪个村或社区。", EN: "Where they live."},
		[]string{"村", "村居", "社区", "村社区", "行政村", "所在村", "村委会", "住址", "地址", "家庭住址", "现住址", "居住地"}},
	{"wants", core.Text{ZH: "想干的工种", EN: "Wants to do"}, false, 24, core.Text{ZH: "可以填几个，用顿号隔开。不想找活就空着。", EN: "Several are fine, with commas. Empty: not looking for work."},
		[]string{"工种", "想干的活", "求职意向", "意向工种", "期望工种", "意向岗位", "就业意向", "期望岗位", "trades"}},
	{"can", core.Text{ZH: "会干的工种", EN: "Can do"}, false, 24, core.Text{}, []string{"技能", "特长", "会干的活", "技能特长", "职业技能", "skills"}},
	{"when", core.Text{ZH: "什么时候能干", EN: "When"}, false, 16, core.Text{ZH: "空着就是随时。", EN: "Empty is any time."}, []string{"时间", "可工作时间", "空闲时间", "工作时间"}},
	{"kind", core.Text{ZH: "证件类型", EN: "Document"}, false, 18, core.Text{ZH: "空着就是居民身份证。", EN: "Empty is a citizen's card."}, []string{"证件种类", "证件名称", "document type"}},
	{"birth", core.Text{ZH: "出生日期", EN: "Date of birth"}, false, 14, core.Text{ZH: "护照和通行证要填；身份证可以不填。", EN: "For passports and permits; not needed with a citizen's card."}, []string{"出生年月", "生日", "出生年月日", "birthday", "birth"}},
}

// reasonHead is the last column of the file of rejected rows; it is passed over
// when the file comes back.
var reasonHead = core.Text{ZH: "哪里不对", EN: "What is wrong"}

// kindWords are how documents are called.
var kindWords = []struct {
	kind  core.DocumentKind
	text  core.Text
	other []string
}{
	{core.CitizenID, core.Text{ZH: "居民身份证", EN: "Citizen's card"}, []string{"身份证", "二代身份证", "中华人民共和国居民身份证"}},
	{core.HMTResidence, core.Text{ZH: "港澳台居民居住证", EN: "HMT residence permit"}, []string{"居住证"}},
	{core.HMPass, core.Text{ZH: "港澳居民来往内地通行证", EN: "HM travel permit"}, []string{"港澳通行证", "回乡证"}},
	{core.TWPass, core.Text{ZH: "台湾居民来往大陆通行证", EN: "TW travel permit"}, []string{"台湾通行证", "台胞证"}},
	{core.ForeignerPR, core.Text{ZH: "外国人永久居留身份证", EN: "Permanent residence"}, []string{"永居证", "外国人永久居留证"}},
	{core.Passport, core.Text{ZH: "护照", EN: "Passport"}, nil},
}

// bare is a word without blanks, brackets, stars and case: 姓 名* is 姓名.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r >= 0x20000 {
			return unicode.ToLower(r)
		}
		return -1
	}, core.Fold(s))
}

// fieldOf finds the column that a head means. What stands in brackets is help:
// 手机号（必填）.
func fieldOf(head string) (code string, ok bool) {
	whole := bare(head)
	cut, _, _ := strings.Cut(strings.NewReplacer("（", "(", "【", "(", "[", "(").Replace(core.Fold(head)), "(")
	for _, word := range []string{whole, bare(cut)} {
		if word == "" {
			continue
		}
		for _, f := range fields {
			if word == bare(f.head.ZH) || word == bare(f.head.EN) || slices.ContainsFunc(f.other, func(o string) bool { return bare(o) == word }) {
				return f.code, true
			}
		}
	}
	return "", false
}

// layout is where the columns are.
type layout struct {
	at     map[string]int // by field
	head   int            // index of the row
	heads  []string       // as they stand
	unused []string       // heads that mean nothing to us
}

// headRows is how far down a head is looked for: titles and notes come before it.
const headRows = 20

// findHead finds the row that names the columns.
//
// Errors: ErrNoHeader, ErrGarbled, ErrHeadTwice.
func findHead(rows []sheet.Row) (l layout, err error) {
	for i, r := range rows[:min(len(rows), headRows)] {
		l = layout{at: map[string]int{}, head: i}
		twice := ""
		for col, c := range r.Cells {
			l.heads = append(l.heads, c.Text)
			code, ok := fieldOf(c.Text)
			_, again := l.at[code]
			switch {
			case ok && again && !c.Filled:
				twice = c.Text
			case ok && !again:
				l.at[code] = col
			case c.Text != "" && !c.Filled && c.Text != reasonHead.ZH && c.Text != reasonHead.EN:
				l.unused = append(l.unused, c.Text)
			}
		}
		_, name := l.at["name"]
		_, document := l.at["document"]
		if name && document {
			if twice != "" {
				return l, ErrHeadTwice.With("head", twice)
			}
			return l, nil
		}
		for _, c := range r.Cells {
			was, garbled := sheet.Garbled(c.Text)
			if _, ours := fieldOf(was); garbled && (ours || was == "") {
				return l, ErrGarbled
			}
		}
	}
	return l, ErrNoHeader
}
