package pdf

import (
	"strings"
	"unicode"
)

// Marks that may not begin a line, and those that may not end one (标点避头尾,
// CLREQ section 3.1.6).
const (
	notFirst = "、。，．：；！？）］｝〉》」』】〕”’…—～·・%％‰℃°,.:;!?)]}"
	notLast  = "（［｛〈《「『【〔“‘￥¥$([{"
)

// tidy brings text into a form that can be set: unknown bytes become the
// replacement character, blanks one kind, and what has no shape (direction marks,
// joiners, variation selectors, controls) is left out.
func tidy(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u3000': // the Chinese blank indents paragraphs
			return r
		case r == '\r':
			return '\n'
		case unicode.Is(unicode.Zs, r), r == '\t':
			return ' '
		case unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return '\n'
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, text)
}

// wrap cuts text into lines of at most w points: at its line breaks, between
// Chinese characters, and at blanks. A word that is longer than a line is cut.
func (d *Document) wrap(text string, w, size float64) []string {
	var lines []string
	for part := range strings.SplitSeq(tidy(text), "\n") {
		lines = append(lines, d.wrapLine([]rune(part), w, size)...)
	}
	return lines
}

// wrapLine cuts text without line breaks; it returns one line at least.
func (d *Document) wrapLine(r []rune, w, size float64) []string {
	var lines []string
	for {
		end, used := 0, 0.0
		for end < len(r) {
			used += d.glyph(r[end]).width * size
			// Blanks may hang over the edge, where they are not seen; one character
			// stands on every line, however narrow.
			if used > w && r[end] != ' ' && end > 0 {
				break
			}
			end++
		}
		if end == len(r) {
			return append(lines, strings.TrimRight(string(r), " "))
		}
		cut := end
		for cut > 0 && !mayBreak(r[cut-1], r[cut]) {
			cut--
		}
		if cut == 0 {
			cut = end // a word longer than the line
		}
		lines = append(lines, strings.TrimRight(string(r[:cut]), " "))
		r = r[cut:]
	}
}

// mayBreak reports whether a line may end after a when b follows.
func mayBreak(a, b rune) bool {
	if strings.ContainsRune(notFirst, b) || strings.ContainsRune(notLast, a) {
		return false
	}
	return a == ' ' || a == '-' || wide(a) || wide(b)
}

// wide reports whether lines may break beside the character without a blank.
func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x30ff || r >= 0xff00 && r <= 0xffef ||
		r == '“' || r == '”' || r == '‘' || r == '’' || r == '…' || r == '—'
}
