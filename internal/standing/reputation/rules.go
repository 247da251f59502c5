package reputation

import (
	"slices"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
)

// Tag is one thing that can be said with a tap.
type Tag struct {
	Code string    // stable
	Text core.Text // what a person reads
	Good bool      // praise, or a complaint
}

// catalogue is what each side can say of the other with a tap.
var catalogue = map[Side][]Tag{
	Employer: { // of the worker
		{"punctual", core.Text{ZH: "准时", EN: "Punctual"}, true},
		{"skilled", core.Text{ZH: "手艺好", EN: "Skilled"}, true},
		{"hardworking", core.Text{ZH: "肯干", EN: "Hard-working"}, true},
		{"careful", core.Text{ZH: "细心", EN: "Careful"}, true},
		{"friendly", core.Text{ZH: "好相处", EN: "Friendly"}, true},
		{"safe", core.Text{ZH: "注意安全", EN: "Works safely"}, true},
		{"came_late", core.Text{ZH: "迟到", EN: "Came late"}, false},
		{"left_early", core.Text{ZH: "早退", EN: "Left early"}, false},
		{"careless", core.Text{ZH: "马虎", EN: "Careless"}, false},
		{"unsafe", core.Text{ZH: "不注意安全", EN: "Works unsafely"}, false},
	},
	Worker: { // of the employer
		{"pays_promptly", core.Text{ZH: "结账快", EN: "Pays promptly"}, true},
		{"as_described", core.Text{ZH: "和说的一样", EN: "As described"}, true},
		{"clear", core.Text{ZH: "交代清楚", EN: "Clear instructions"}, true},
		{"respectful", core.Text{ZH: "尊重人", EN: "Respectful"}, true},
		{"safe_place", core.Text{ZH: "环境安全", EN: "Safe place"}, true},
		{"good_meals", core.Text{ZH: "伙食好", EN: "Good meals"}, true},
		{"not_as_described", core.Text{ZH: "和说的不一样", EN: "Not as described"}, false},
		{"extra_work", core.Text{ZH: "临时加活", EN: "Extra work"}, false},
		{"long_wait", core.Text{ZH: "等很久", EN: "Long wait"}, false},
		{"unsafe_place", core.Text{ZH: "环境不安全", EN: "Unsafe place"}, false},
		{"rude", core.Text{ZH: "态度差", EN: "Rude"}, false},
	},
}

// mayRate says whether a side may rate now; given is whether it has.
//
// Errors: ErrNotEnded, ErrCancelled, ErrRated, ErrClosed.
func (e Engagement) mayRate(given bool, now time.Time) error {
	switch {
	case e.Outcome == Booked:
		return ErrNotEnded
	case e.Outcome == Cancelled:
		return ErrCancelled
	case given:
		return ErrRated
	case !now.Before(e.Ended.Add(RateWithin)):
		return ErrClosed.With("days", int(RateWithin.Hours()/24))
	}
	return nil
}

// tagsOf returns the tags of a rating by the side, as they are kept.
//
// Errors: ErrTags.
func tagsOf(side Side, codes []string) ([]string, error) {
	if len(codes) > maxTags {
		return nil, ErrTags.With("max", maxTags)
	}
	out := []string{}
	for _, c := range codes {
		known := slices.ContainsFunc(catalogue[side], func(t Tag) bool { return t.Code == c })
		if !known || slices.Contains(out, c) {
			return nil, ErrTags.With("max", maxTags)
		}
		out = append(out, c)
	}
	return out, nil
}

// unfit are the kinds of words that no rating may have. Words of the others
// (deposits, unclear pay) are what a fair complaint is made of.
var unfit = []string{"discrimination", "abuse", "contact"}

// wordsOf returns what a person wrote, as it is kept; "" if nothing.
//
// Errors: ErrLong, ErrWords, ErrNumbers.
func wordsOf(text string, ref *reference.Set, day core.Date) (string, error) {
	words := core.Tidy(text)
	if utf8.RuneCountInString(words) > maxWords {
		return "", ErrLong.With("max", maxWords)
	}
	for _, hit := range ref.FindWords(words, day) {
		if slices.Contains(unfit, hit.Rule.Kind) {
			return "", ErrWords.With("found", hit.Found).Cite(hit.Rule.Cite)
		}
	}
	if hasNumber(words) {
		return "", ErrNumbers
	}
	return words, nil
}

// hasNumber reports whether the text has seven digits in a row, or eleven with
// blanks and dashes between: fewer are pay, hours and dates, and no phone,
// document or card has fewer.
func hasNumber(s string) bool {
	run, loose := 0, 0
	for _, r := range core.Fold(s) {
		switch {
		case r >= '0' && r <= '9':
			run, loose = run+1, loose+1
			if run == 7 || loose == 11 {
				return true
			}
		case r == ' ' || r == '-':
			run = 0
		default:
			run, loose = 0, 0
		}
	}
	return false
}
