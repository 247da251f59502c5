package core

import "strings"

// Lang is a language of the interface.
type Lang string

// The languages that every sentence exists in.
const (
	ZH Lang = "zh"
	EN Lang = "en"
)

// Text is one sentence in both languages. Places to fill in are written {name}.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In returns the sentence in the language; Chinese unless it is English.
func (t Text) In(l Lang) string {
	if l == EN {
		return t.EN
	}
	return t.ZH
}

// Fill returns t with each {name} replaced by its value. Pairs are name, value,
// name, value; a value is the same in both languages.
func (t Text) Fill(pairs ...string) Text {
	if len(pairs) == 0 {
		return t
	}
	old := make([]string, len(pairs))
	for i, p := range pairs {
		if i%2 == 0 {
			p = "{" + p + "}"
		}
		old[i] = p
	}
	r := strings.NewReplacer(old...)
	return Text{ZH: r.Replace(t.ZH), EN: r.Replace(t.EN)}
}
