package core

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// stars returns n asterisks.
func stars(n int) string { return strings.Repeat("*", max(0, n)) }

// keep shows head and tail runes of s and hides what is between; a text too
// short to hide anything in is hidden wholly.
func keep(s string, head, tail int) string {
	r := []rune(s)
	if len(r) <= head+tail {
		return stars(len(r))
	}
	return string(r[:head]) + stars(len(r)-head-tail) + string(r[len(r)-tail:])
}

// Mask shows a phone as 138****5678; a landline as 0598-****000.
func (p Phone) Mask() string {
	if p.Mobile() {
		return keep(string(p), 3, 4)
	}
	area, rest, ok := strings.Cut(string(p), "-")
	if !ok || len(rest) < 7 {
		return stars(len(p))
	}
	return area + "-" + keep(rest, 0, 3)
}

// MaskDocument shows a document's number as 350428********0014, a shorter one
// (passes, passports) as H1*****78.
func MaskDocument(number string) string {
	if utf8.RuneCountInString(number) >= 15 {
		return keep(number, 6, 4)
	}
	return keep(number, 2, 2)
}

// MaskDocumentStrict shows no more than 3****************4.
func MaskDocumentStrict(number string) string { return keep(number, 1, 1) }

// Mask shows a card as 6228 **** **** 6545, whatever its length.
func (c BankCard) Mask() string {
	if len(c) < 13 {
		return stars(len(c))
	}
	return string(c[:4]) + " **** **** " + c.Tail()
}

// compound are the two-character surnames (复姓) still met with.
var compound = strings.Fields(`欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空
	夏侯 轩辕 端木 百里 南宫 呼延 东郭 闻人 申屠 钟离 独孤 西门 太史 公冶 澹台 濮阳 淳于 单于 拓跋 赫连 第五 仲孙`)

// MaskName shows a person's name as 张*, 王*明, 欧阳*; blanks and dots stay.
func MaskName(name string) string {
	r := []rune(name)
	head, tail := 1, 1
	for _, c := range compound {
		if strings.HasPrefix(name, c) && len(r) > 2 {
			head = 2
		}
	}
	if len(r) <= head+tail {
		tail = 0
	}
	if len(r) < 2 {
		head = 0
	}
	for i := head; i < len(r)-tail; i++ {
		if r[i] != '·' && r[i] != ' ' {
			r[i] = '*'
		}
	}
	return string(r)
}

// townPrefix finds the part of an address down to its town. The classes keep a
// later 城市花园 or 小区 from being taken for a city or a county.
var townPrefix = regexp.MustCompile(`^(?:[^省市县区]{2,8}(?:省|自治区|特别行政区))?` +
	`(?:(?:镇江|景德镇|新乡|萍乡|[^省市县区镇乡路号]{1,10}?)(?:市|自治州|地区|盟))?` +
	`(?:[^省市县区旗路号]{0,13}?(?:.县|.旗|.市|[^社小园]区))?` +
	`(?:[^路号弄巷栋幢]{1,12}?(?:街道|镇|乡|苏木))?`)

// MaskAddress shows an address (地址) down to its town: 福建省三明市将乐县古镛镇****.
// What it can't read it hides.
func MaskAddress(address string) string {
	if address == "" {
		return ""
	}
	return townPrefix.FindString(address) + "****"
}
