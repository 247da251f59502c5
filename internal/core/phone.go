package core

import (
	"errors"
	"strings"
)

// ErrPhone reports digits that are no number in China.
var ErrPhone = errors.New("not a phone number in China")

// Phone is a checked number in one form: "13800138000" for a mobile,
// "0598-2260000" for a landline.
type Phone string

// ParsePhone reads a mobile number (手机号): 1, then 3 to 9, then nine digits.
// +86, 0086, blanks, dashes and full-width digits are forgiven.
//
// Errors: ErrCharset, ErrLength, ErrPhone.
func ParsePhone(text string) (Phone, error) {
	s := nationalDigits(text)
	switch {
	case !digits(s):
		return "", ErrCharset
	case len(s) != 11:
		return "", ErrLength
	case s[0] != '1' || s[1] < '3': // 1[3-9]
		return "", ErrPhone
	}
	return Phone(s), nil
}

// ParseContact reads a mobile number, or a landline (固定电话): area code of
// three or four digits with its 0, then seven or eight.
//
// Errors: ErrCharset, ErrLength, ErrPhone.
func ParseContact(text string) (Phone, error) {
	s := nationalDigits(text)
	if !strings.HasPrefix(s, "0") {
		return ParsePhone(text)
	}
	area := 4
	if len(s) > 2 && (s[1] == '1' || s[1] == '2') { // 010, 02x are the only short ones
		area = 3
	}
	switch {
	case !digits(s):
		return "", ErrCharset
	case len(s) < area+7 || len(s) > area+8:
		return "", ErrLength
	case s[1] == '0' || s[area] < '2': // no area begins 00; no subscriber begins 0 or 1
		return "", ErrPhone
	}
	return Phone(s[:area] + "-" + s[area:]), nil
}

// nationalDigits drops the country's prefix, blanks, dashes and brackets.
func nationalDigits(text string) string {
	s := strings.NewReplacer("(", "", ")", "").Replace(compact(text))
	for _, prefix := range []string{"+86", "0086"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			if !strings.HasPrefix(rest, "0") && (!strings.HasPrefix(rest, "1") || strings.HasPrefix(rest, "10")) {
				rest = "0" + rest // abroad the area code is dialled without its 0
			}
			return rest
		}
	}
	return s
}

// Mobile reports whether p is a mobile number.
func (p Phone) Mobile() bool { return len(p) == 11 && p[0] == '1' }

// Virtual reports whether p belongs to a virtual operator (虚拟运营商), which
// counts as a sign of risk: 162, 165, 167, 170, 171.
func (p Phone) Virtual() bool {
	if !p.Mobile() {
		return false
	}
	switch p[:3] {
	case "162", "165", "167", "170", "171":
		return true
	}
	return false
}
