package staff

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// checkPassword refuses what is easy to guess about this person; path is the
// field of the request to blame.
//
// Errors: ErrShort, ErrClasses, ErrPersonal, ErrCommon.
func (p Policy) checkPassword(password, path string, phone core.Phone, name string) error {
	n := utf8.RuneCountInString(password)
	var f *fault.Fault
	switch {
	case n < p.PasswordLeast || len(password) > passwordMost:
		f = ErrShort.With("least", p.PasswordLeast, "most", passwordMost)
	case kinds(password) < p.PasswordKinds:
		f = ErrClasses
	case personal(password, phone, name):
		f = ErrPersonal
	case own(password) < p.PasswordOwn:
		f = ErrCommon
	default:
		return nil
	}
	return f.At(path)
}

// kinds counts which of capitals, small letters, digits and signs there are.
// Chinese characters count as signs.
func kinds(password string) int {
	var upper, lower, digit, sign int
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			sign = 1
		}
	}
	return upper + lower + digit + sign
}

// personal reports whether the password holds the number, its last eight digits
// or the name.
func personal(password string, phone core.Phone, name string) bool {
	text := strings.ToLower(strings.ReplaceAll(core.Fold(password), " ", ""))
	if name = strings.ToLower(strings.ReplaceAll(core.Fold(name), " ", "")); len(name) > 1 && strings.Contains(text, name) {
		return true
	}
	return len(phone) >= 8 && strings.Contains(text, string(phone[len(phone)-8:]))
}

// commonWords are what passwords are usually built around, in China and
// elsewhere; leet is undone before they are looked for.
var commonWords = strings.Fields(`password passw passwd admin administrator root guest user test welcome login letmein
	master superman dragon monkey football iloveyou woaini woaiwo wodemima mima aini asdf qwer qwerty zxcv qaz wsx edc
	qazwsx abc hello secret default changeme system yilu jiangle sanming fujian china zhongguo beijing office gov taobao
	weixin wechat alipay baidu huawei summer winter spring autumn january monday 520 1314 5201314 888 666 168 110120`)

// rows are keys that lie side by side, and the alphabet.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "0123456789", "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()"}

// leet undoes the usual disguises.
var leet = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's', '!': 'i'}

// own counts the characters that are neither part of a common word, nor of a run
// of three or more along the alphabet, the digits or a row of keys, nor repeated.
func own(password string) int {
	r := []rune(strings.ToLower(password))
	plain := make([]rune, len(r))
	for i, c := range r {
		plain[i] = c
		if to, ok := leet[c]; ok {
			plain[i] = to
		}
	}
	taken := make([]bool, len(r))
	for _, w := range commonWords {
		take(taken, r, []rune(w))
		take(taken, plain, []rune(w))
	}
	takeRuns(taken, r)
	takeRepeats(taken, r)
	n := 0
	for _, t := range taken {
		if !t {
			n++
		}
	}
	return n
}

// take marks where a word stands in a text.
func take(taken []bool, text, word []rune) {
	for i := 0; i+len(word) <= len(text); i++ {
		if string(text[i:i+len(word)]) != string(word) {
			continue
		}
		for j := range word {
			taken[i+j] = true
		}
	}
}

// takeRuns marks runs of three or more in either direction.
func takeRuns(taken []bool, text []rune) {
	for i := 0; i+3 <= len(text); i++ {
		three := string(text[i : i+3])
		back := string([]rune{text[i+2], text[i+1], text[i]})
		for _, row := range rows {
			if strings.Contains(row, three) || strings.Contains(row, back) {
				taken[i], taken[i+1], taken[i+2] = true, true, true
			}
		}
	}
}

// takeRepeats marks what repeats the one to eight characters before it.
func takeRepeats(taken []bool, text []rune) {
	for unit := 1; unit <= 8; unit++ {
		least := unit // how much must be repeated to count: a double letter is no repeat
		if unit == 1 {
			least = 2
		}
		for i := unit; i < len(text); {
			j := i
			for j < len(text) && text[j] == text[j-unit] {
				j++
			}
			for k := i; j-i >= least && k < j; k++ {
				taken[k] = true
				taken[i-1] = taken[i-1] || unit == 1 // of 1111 nothing is left
			}
			i = max(j, i+1)
		}
	}
}
