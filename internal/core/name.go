package core

import "unicode"

// ParseName reads a person's name: 2 to 30 characters, Chinese (also the rare
// ones beyond the BMP, GB 18030-2022) or Latin. The dot within names of
// minorities becomes U+00B7 whichever dot was typed; blanks between Chinese
// characters go, other runs of blanks become one. Length counts characters.
//
// Errors: ErrLength, ErrCharset.
func ParseName(text string) (string, error) {
	r := tidyName([]rune(Fold(text)))
	if len(r) < 2 || len(r) > 30 {
		return "", ErrLength
	}
	letter := false // whether the rune before was one
	for _, c := range r {
		switch {
		case hanRune(c) || unicode.Is(unicode.Latin, c):
			letter = true
		case c == '·' || c == ' ' || c == '-': // not first, and not two in a row
			if !letter {
				return "", ErrCharset
			}
			letter = false
		case c == '\'' || c == '’' || c == '.' || unicode.Is(unicode.Mn, c): // O’Brien, Jr., n with a tilde of its own
			if !letter {
				return "", ErrCharset
			}
		default:
			return "", ErrCharset
		}
	}
	if !letter {
		return "", ErrCharset
	}
	return string(r), nil
}

// tidyName settles dots and blanks.
func tidyName(r []rune) []rune {
	out := r[:0]
	for i, c := range r {
		before := len(out) > 0 && hanRune(out[len(out)-1])
		after := i+1 < len(r) && hanRune(r[i+1])
		switch c {
		case '•', '‧', '・', '･', '⋅', '∙':
			c = '·'
		case '.':
			if before && after {
				c = '·'
			}
		case ' ':
			if before && after || i+1 < len(r) && r[i+1] == ' ' {
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// hanRune reports whether r is a Chinese character. The planes 2 and 3 hold
// nothing else, so characters newer than this compiler's tables are welcome.
func hanRune(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x20000 && r <= 0x3fffd
}
