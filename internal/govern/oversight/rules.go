package oversight

import (
	"slices"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// The length of a reason in characters: long enough to say what to correct,
// short enough to be read on a phone. Ours, not a rule.
const (
	reasonMin = 4
	reasonMax = 500
)

// reasonFor returns the reason as it is kept. An approval needs none.
//
// Errors: ErrReason, ErrReasonLong.
func reasonFor(approved bool, text string) (string, error) {
	reason := core.Tidy(text)
	n := utf8.RuneCountInString(reason)
	switch {
	case !approved && (n < reasonMin || n > reasonMax):
		return "", ErrReason.With("min", reasonMin, "max", reasonMax)
	case n > reasonMax:
		return "", ErrReasonLong.With("max", reasonMax)
	}
	return reason, nil
}

// mayDecide says whether the reviewer may decide on r; agents are those who
// speak for r's employer.
//
// Errors: ErrNotReviewer, ErrDecided, ErrOwn.
func mayDecide(r Review, by core.Actor, agents []core.PersonID) error {
	switch {
	case !by.Known() || !by.May(core.Reviewer, r.Region):
		return ErrNotReviewer
	case r.State != Open:
		return decided(r.Decision)
	case r.Asker == by.Person || slices.Contains(agents, by.Person):
		return ErrOwn
	}
	return nil
}

// decided is ErrDecided with who and when.
func decided(d Decision) *fault.Fault {
	f := ErrDecided.With("when", d.At.In(core.China).Format("2006-01-02 15:04"))
	who := core.Text{ZH: d.Name, EN: d.Name}
	if d.Name == "" {
		who = core.Text{ZH: "别的审核员", EN: "Another reviewer"}
	}
	f.ZH, f.EN = core.Text{ZH: f.ZH}.Fill("who", who.ZH).ZH, core.Text{EN: f.EN}.Fill("who", who.EN).EN
	return f
}

// stateAfter is the state that a decision leads to.
func stateAfter(approved bool) State {
	if approved {
		return Approved
	}
	return Refused
}

// findingsOf pairs findings with their sources; a source too few is "".
func findingsOf(texts []core.Text, sources []string) []Finding {
	out := make([]Finding, len(texts))
	for i, t := range texts {
		out[i].Text = t
		if i < len(sources) {
			out[i].Source = sources[i]
		}
	}
	return out
}
