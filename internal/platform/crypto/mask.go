package crypto

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Mask is a kind of private value: its zero value knows how to show one. A mask
// of a mask is the same mask.
type Mask interface {
	comparable
	Mask(plain string) string
}

// The kinds of private values and how each is shown (customary forms). Texts
// that are not of the expected length show less.
type (
	Hidden   struct{} // ***
	Phone    struct{} // 138****5678
	Document struct{} // 350428********0014
	Card     struct{} // 6228 **** **** 6545
	Name     struct{} // 张*, 王*明, 欧阳*
	Address  struct{} // down to the town: 福建省三明市将乐县古镛镇****
)

// Mask shows that there is something.
func (Hidden) Mask(string) string { return "***" }

// Mask shows the first three and the last four digits.
func (Phone) Mask(plain string) string { return keep(plain, 3, 4) }

// Mask shows the first six and the last four characters of an 18-digit number;
// of other documents the first and the last two.
func (Document) Mask(plain string) string {
	if utf8.RuneCountInString(plain) >= 15 {
		return keep(plain, 6, 4)
	}
	return keep(plain, 1, 2)
}

// Mask shows the first four and the last four digits, in a form that does not
// tell the length.
func (Card) Mask(plain string) string {
	digits := []rune(strings.ReplaceAll(plain, " ", ""))
	if len(digits) < 13 {
		return keep(string(digits), 0, 4)
	}
	return string(digits[:4]) + " **** **** " + string(digits[len(digits)-4:])
}

// compound are the two-character family names in common use (复姓).
const compound = " 欧阳 上官 司马 诸葛 夏侯 东方 皇甫 尉迟 公孙 令狐 宇文 长孙 慕容 司徒 司空 端木 南宫 独孤 轩辕 呼延 闻人 东郭 西门 申屠 "

// Mask shows the family name, and the last character if that leaves one hidden.
func (Name) Mask(plain string) string {
	r := []rune(plain)
	family := 1
	if len(r) > 2 && strings.Contains(compound, " "+string(r[:2])+" ") {
		family = 2
	}
	if len(r) <= family+1 {
		return star(r, min(family, len(r)-1), 0)
	}
	return star(r, family, 1)
}

// inner is a character within the name of a province, city, county or town. It
// is none that ends such a name or begins a finer one, so that a name can't run
// on into a street; where a real name has one of these, the mask shows less.
const inner = `[^省市县区旗盟镇乡路街巷弄村号组栋室*0-9０-９\s,，]`

// town matches an address from its beginning down to the town, as far as it
// goes. 镇江 and 市中区 are the common names with such a character in front.
var town = regexp.MustCompile(`^` +
	`(?:` + inner + `{2,9}?(?:省|自治区|特别行政区))?` +
	`(?:镇?` + inner + `{1,8}?(?:市|自治州|地区|盟))?` +
	`(?:(?:市[中南北]|镇?` + inner + `{1,8}?)(?:区|县|旗|市))?` +
	`(?:` + inner + `{1,8}?(?:街道|镇|乡|苏木))?`)

// Mask shows the address down to the town.
func (Address) Mask(plain string) string {
	shown := town.FindString(plain)
	if shown == plain {
		return plain
	}
	return shown + "****"
}

// keep shows head characters at the beginning and tail at the end, but hides at
// least a third of all, whatever is asked.
func keep(s string, head, tail int) string {
	r := []rune(s)
	hidden := (len(r) + 2) / 3
	for head+tail > len(r)-hidden {
		if tail >= head {
			tail--
		} else {
			head--
		}
	}
	return star(r, head, tail)
}

// star hides all but head characters at the beginning and tail at the end.
func star(r []rune, head, tail int) string {
	return string(r[:head]) + strings.Repeat("*", len(r)-head-tail) + string(r[len(r)-tail:])
}
