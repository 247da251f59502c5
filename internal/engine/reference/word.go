package reference

import (
	"cmp"
	"slices"
	"strings"

	"yilu/internal/core"
)

// Action is what happens to a posting that trips a rule.
type Action string

// The actions.
const (
	Refuse Action = "refuse" // it can't be posted so
	Warn   Action = "warn"   // a reviewer looks at it first
)

// PostingRule is a rule on the text of postings (DOMAIN 3.3).
type PostingRule struct {
	Basis
	ID     string
	Kind   string // discrimination, upfront, fraud, pay, contact, underage
	Action Action
	Text   core.Text // what is wrong, for the person who posts
	Cite   string    // the rule as it is cited: 人力资源市场暂行条例第二十四条
}

// Word is a word or phrase that trips a rule. In its pattern … stands for one
// to three Chinese characters and # for one to three digits.
type Word struct {
	Basis
	Rule    string
	Pattern string
	Unless  []string // phrases around it that make it harmless
	parts   []rune
}

// WordHit is a word found in a text.
type WordHit struct {
	Rule  PostingRule
	Found string // as it stands in the folded text
}

type wordKey struct{ rule, word string }

func (s *Set) addRule(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	put(s.rules, r.key(), PostingRule{b, r.key(), r.text("kind"), Action(r.text("action")), r.both(), r.text("cite")})
	return nil
}

func (s *Set) addWord(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	if len(s.rules[r.text("rule")]) == 0 {
		return r.bad(ErrUnknown, "rule")
	}
	w := Word{Basis: b, Rule: r.text("rule"), Pattern: r.text("word"), parts: []rune(plain(r.text("word")))}
	if len(w.parts) == 0 || w.parts[0] == '…' {
		return r.bad(ErrCell, "word")
	}
	if u := r.text("unless"); u != "" {
		for _, phrase := range strings.Split(u, "|") {
			w.Unless = append(w.Unless, plain(phrase))
		}
	}
	put(s.words, wordKey{w.Rule, w.Pattern}, w)
	return nil
}

// PostingRules returns the rules of the day, by id.
func (s *Set) PostingRules(day core.Date) []PostingRule { return allAt(s.rules, day) }

// linkWords puts the words in order, once.
func (s *Set) linkWords() {
	for k := range s.words {
		s.wordOrder = append(s.wordOrder, k)
	}
	slices.SortFunc(s.wordOrder, func(a, b wordKey) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.word, b.word))
	})
}

// Words returns the words of the day, by rule and word.
func (s *Set) Words(day core.Date) []Word {
	out := make([]Word, 0, len(s.wordOrder))
	for _, k := range s.wordOrder {
		if w, ok := s.words[k].at(day); ok {
			out = append(out, w)
		}
	}
	return out
}

// FindWords returns what a text trips on the day: one hit for each rule, by
// rule. Width, case, blanks and signs put between the characters don't matter.
func (s *Set) FindWords(text string, day core.Date) []WordHit {
	r := []rune(plain(text))
	var out []WordHit
	for _, w := range s.Words(day) {
		if len(out) > 0 && out[len(out)-1].Rule.ID == w.Rule {
			continue
		}
		rule, ok := s.rules[w.Rule].at(day)
		if !ok {
			continue
		}
		if found := w.in(r); found != "" {
			out = append(out, WordHit{rule, found})
		}
	}
	return out
}

// in returns the first place in the text where the word stands and is not
// harmless; "" for none.
func (w Word) in(text []rune) string {
	first := w.parts[0]
	for i, c := range text {
		if c != first && first != '#' {
			continue
		}
		if n := match(w.parts, text[i:]); n > 0 && !w.harmless(text, i, i+n) {
			return string(text[i : i+n])
		}
	}
	return ""
}

// harmless reports whether one of the exceptions covers text[from:to].
func (w Word) harmless(text []rune, from, to int) bool {
	for _, u := range w.Unless {
		phrase := []rune(u)
		for i := max(0, to-len(phrase)); i <= from && i+len(phrase) <= len(text); i++ {
			if string(text[i:i+len(phrase)]) == u {
				return true
			}
		}
	}
	return false
}

// match returns how much of the text's beginning the pattern takes, the
// shortest first; 0 for no match.
func match(pattern, text []rune) int {
	if len(pattern) == 0 {
		return 0
	}
	most, fits := 1, func(r rune) bool { return r == pattern[0] }
	switch pattern[0] {
	case '…':
		most, fits = 3, func(r rune) bool { return r >= 0x3400 }
	case '#':
		most, fits = 3, func(r rune) bool { return r >= '0' && r <= '9' }
	}
	for n := 1; n <= most && n <= len(text) && fits(text[n-1]); n++ {
		if len(pattern) == 1 {
			return n
		}
		if rest := match(pattern[1:], text[n:]); rest > 0 {
			return n + rest
		}
	}
	return 0
}

// plain folds a text for comparing: half-width, small letters, and none of the
// blanks and signs by which words are hidden.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_.·*~|/\\,，。、；;:：!！?？()（）[]【】<>《》\"'“”‘’", r) {
			return -1
		}
		return r
	}, strings.ToLower(core.Fold(s)))
}
