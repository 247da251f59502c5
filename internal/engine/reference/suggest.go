package reference

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"yilu/internal/core"
)

// hint is what a trade is recognised by: its name and other words, folded, and
// their pairs of neighbouring characters.
type hint struct {
	code  string
	words []string
	pairs map[string]bool
}

// linkTrades prepares the hints of the latest rows.
func (s *Set) linkTrades() {
	for _, code := range sortedKeys(s.trades) {
		all := s.trades[code]
		t := all[len(all)-1]
		h := hint{code: code, pairs: map[string]bool{}}
		for _, w := range append([]string{t.Name.ZH, t.Name.EN}, t.Aliases...) {
			if w = plain(w); w != "" && !slices.Contains(h.words, w) {
				h.words = append(h.words, w)
				for _, p := range pairs(w) {
					h.pairs[p] = true
				}
			}
		}
		s.hints = append(s.hints, h)
	}
}

// pairs returns the neighbouring characters of w, two by two; a Latin word has
// none, because its letters say nothing alone.
func pairs(w string) []string {
	r := []rune(w)
	var out []string
	for i := 0; i+1 < len(r); i++ {
		if r[i] >= 0x3400 && r[i+1] >= 0x3400 {
			out = append(out, string(r[i:i+2]))
		}
	}
	return out
}

// SuggestTrades returns at most n trades of the day that a title seems to mean,
// the likeliest first, ties by code; none if nothing fits. A whole word counts
// by the square of its length, a shared pair of characters a little.
func (s *Set) SuggestTrades(title string, day core.Date, n int) []Trade {
	title = plain(title)
	type scored struct {
		code  string
		score int
	}
	var found []scored
	for _, h := range s.hints {
		if score := h.score(title); score > 0 {
			found = append(found, scored{h.code, score})
		}
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.code, b.code))
	})
	out := []Trade{}
	for _, f := range found {
		if t, ok := s.Trade(f.code, day); ok && len(out) < n {
			out = append(out, t)
		}
	}
	return out
}

func (h hint) score(title string) int {
	score := 0
	for _, w := range h.words {
		n := utf8.RuneCountInString(w)
		if w[0] < 0x80 { // Latin: two letters weigh as one character
			n /= 2
		}
		switch {
		case strings.Contains(title, w):
			score += 10 * n * n
		case n > 1 && len(title) >= 6 && strings.Contains(w, title): // at least two characters typed so far
			score += 20
		}
	}
	seen := map[string]bool{}
	for _, p := range pairs(title) {
		if h.pairs[p] && !seen[p] {
			seen[p] = true
			score += 3
		}
	}
	return score
}
