package core

import "strings"

// Fold returns s as it was meant: full-width letters, digits and signs become
// half-width, every kind of space becomes one blank, dashes become "-",
// invisible characters vanish, and blanks at the ends are cut off. Chinese
// punctuation that has no ASCII twin stays. Bytes that are not UTF-8 become
// U+FFFD, which no parser accepts.
func Fold(s string) string { return strings.TrimSpace(strings.Map(foldRune, s)) }

// Tidy returns free text as it is kept: control, invisible and direction-changing
// characters vanish, every run of blanks and line ends becomes one blank, and
// blanks at the ends are cut off. Unlike Fold it leaves full-width signs, which
// are right in Chinese sentences.
func Tidy(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r >= 0xff01 && r <= 0xff5e {
			return r
		}
		if r >= 0x2010 && r <= 0x2015 || r == 0x2212 { // dashes stay as they are
			return r
		}
		if r >= 0x80 && r <= 0x9f || r >= 0x2066 && r <= 0x2069 { // C1 controls, isolates
			return -1
		}
		return foldRune(r)
	}, s)), " ")
}

// compact is Fold for numbers that people write in groups: blanks and dashes
// are taken out, letters become upper case.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-':
			return -1
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, Fold(s))
}

func foldRune(r rune) rune {
	switch {
	case r >= 0xff01 && r <= 0xff5e: // full-width ASCII
		return r - 0xfee0
	case r == 0x3000 || r == 0xa0 || r == 0x202f || r == 0x205f || r >= 0x2000 && r <= 0x200a,
		r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f':
		return ' '
	case r >= 0x2010 && r <= 0x2015 || r == 0x2212:
		return '-'
	case r == 0xfeff || r == 0xad || r == 0x2060, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e,
		r < 0x20 || r == 0x7f:
		return -1
	}
	return r
}

// digits reports whether s is digits only. The empty string is.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// capitals reports whether s is A to Z only. The empty string is.
func capitals(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}
