package intake

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/sheet"
)

// parser turns the rows of a table into forms.
type parser struct {
	words
	at    layout
	areas []core.RegionCode // of the operator
	homes []home            // in them
	epoch bool              // days are counted from 1904
}

// form reads a row. What can't be read is a fault; the rest is checked later.
func (p parser) form(r sheet.Row) (f Form, faults []*fault.Fault) {
	keep := func(bad *fault.Fault) {
		if bad != nil {
			faults = append(faults, bad)
		}
	}
	cell := func(code string) sheet.Cell {
		if col, ok := p.at.at[code]; ok {
			return r.At(col)
		}
		return sheet.Cell{}
	}
	var bad *fault.Fault
	f.Stated.Name = cell("name").Text
	f.Stated.Number, bad = documentNumber(cell("document"))
	keep(bad)
	f.Phone, bad = phoneNumber(cell("phone"))
	keep(bad)
	f.Stated.Kind, bad = kindOf(cell("kind").Text)
	keep(bad)
	f.Stated.Birth, bad = dayOf(cell("birth"), p.epoch)
	keep(bad)
	f.Region, bad = p.place(cell("town").Text, cell("village").Text)
	keep(bad)
	f.Hours, bad = hoursOf(cell("when").Text)
	keep(bad)
	var many []*fault.Fault
	f.Trades, many = p.trades(cell("wants").Text, cell("can").Text)
	return f, append(faults, many...)
}

var inScience = regexp.MustCompile(`^\d(\.\d+)?[Ee]\+?\d{2}$`)

// whole is a number without exponent and fraction: spreadsheets keep 13800138000
// as 1.3800138E10.
func whole(text string) (string, bool) {
	r, ok := new(big.Rat).SetString(text)
	if !ok || len(text) > 40 || !r.IsInt() {
		return "", false
	}
	return r.Num().String(), true
}

// documentNumber reads a number of a document. A spreadsheet's number has only
// fifteen digits; the others were lost when it was typed.
func documentNumber(c sheet.Cell) (string, *fault.Fault) {
	lost := func(n string) *fault.Fault { return ErrNumberLost.With("shown", shownAs(n)) }
	text := core.Fold(c.Text)
	if c.Number || inScience.MatchString(text) {
		n, ok := whole(text)
		switch {
		case ok && len(n) > 15:
			return "", lost(n)
		case ok:
			return n, nil
		}
	}
	return text, nil
}

// shownAs is how a spreadsheet shows a long number.
func shownAs(n string) string {
	f, ok := new(big.Float).SetString(n)
	if !ok {
		return n
	}
	return strings.Replace(f.Text('E', 5), "E+0", "E+", 1)
}

// shownDigits is how much of a long number a spreadsheet shows, and saves as text:
// 1.38001E+10.
const shownDigits = len("1.38001")

func phoneNumber(c sheet.Cell) (string, *fault.Fault) {
	text := core.Fold(c.Text)
	if mantissa, _, _ := strings.Cut(strings.ToUpper(text), "E"); inScience.MatchString(text) && !c.Number && len(mantissa) <= shownDigits {
		return "", ErrPhoneLost.With("shown", text)
	}
	if n, ok := whole(text); ok && (c.Number || strings.ContainsAny(text, "Ee")) {
		return n, nil
	}
	return strings.TrimSuffix(text, ".0"), nil
}

func kindOf(text string) (core.DocumentKind, *fault.Fault) {
	word := bare(text)
	if word == "" {
		return core.CitizenID, nil
	}
	for _, k := range kindWords {
		if word == bare(k.text.ZH) || word == bare(k.text.EN) || word == string(k.kind) {
			return k.kind, nil
		}
		for _, o := range k.other {
			if word == bare(o) {
				return k.kind, nil
			}
		}
	}
	return "", ErrKind.With("kind", text)
}

var inDay = regexp.MustCompile(`^(\d{4})(?:[-/.年 ]+)(\d{1,2})(?:[-/.月 ]+)(\d{1,2})日?(?:[ T].*)?$`)
var inMonth = regexp.MustCompile(`^(19|20)\d{2}([-/.年 ]\d{1,2}月?|\d{2})$`)

// dayOf reads a date of birth in the forms that are met: 2024/5/6, 2024.5.6,
// 2024年5月6日, 20240506, and a spreadsheet's count of days. A month alone says
// too little and is left out: a citizen's number tells the day.
func dayOf(c sheet.Cell, from1904 bool) (core.Date, *fault.Fault) {
	text := core.Fold(c.Text)
	if text == "" {
		return "", nil
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err == nil && len(text) == 8 && !strings.Contains(text, "."):
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	case err == nil && n >= 1 && n < 100_000 && !inMonth.MatchString(text), err == nil && c.Number && n >= 1 && n < 100_000:
		return serialDay(n, from1904), nil
	}
	if m := inDay.FindStringSubmatch(text); m != nil {
		text = fmt.Sprintf("%s-%02s-%02s", m[1], pad(m[2]), pad(m[3]))
	}
	if d, err := core.ParseDate(text); err == nil {
		return d, nil
	}
	if inMonth.MatchString(text) {
		return "", nil
	}
	return "", ErrDay.With("shown", c.Text)
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// serialDay is a day as spreadsheets count it: 1 is 1900-01-01, and 60 a day that
// never was (ISO/IEC 29500-1, 18.17.4.1); or from 1904-01-01, which is 0.
func serialDay(n float64, from1904 bool) core.Date {
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	days := int(n)
	switch {
	case from1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		days++
	}
	return core.Date(start.AddDate(0, 0, days).Format(time.DateOnly))
}

func hoursOf(text string) ([]Hours, *fault.Fault) {
	word := bare(text)
	if word == "" {
		return nil, nil
	}
	for _, u := range Usual {
		if word == bare(u.Text.ZH) || word == bare(u.Text.EN) || word == u.Code {
			return u.Hours, nil
		}
		for _, o := range u.other {
			if word == bare(o) {
				return u.Hours, nil
			}
		}
	}
	return nil, ErrWhen.With("when", text)
}

var betweenTrades = regexp.MustCompile(`[、,，;；/\\|\n]+|\s{2,}`)

// trades reads names of trades, or of what they are also called.
func (p parser) trades(wants, can string) (out []Wish, faults []*fault.Fault) {
	at := map[string]int{}
	for i, text := range []string{wants, can} {
		for _, name := range betweenTrades.Split(core.Tidy(text), -1) {
			if name = strings.TrimSpace(name); name == "" || name == "无" || name == "没有" {
				continue
			}
			code, bad := p.trade(name)
			if bad != nil {
				faults = append(faults, bad)
				continue
			}
			n, ok := at[code]
			if !ok {
				n = len(out)
				at[code] = n
				out = append(out, Wish{Trade: code})
			}
			out[n].Wants = out[n].Wants || i == 0
			out[n].Can = out[n].Can || i == 1
		}
	}
	return out, faults
}

func (p parser) trade(name string) (string, *fault.Fault) {
	word := bare(name)
	var near []reference.Trade
	for _, t := range p.set.Trades(p.day) {
		if word == bare(t.Name.ZH) || word == bare(t.Name.EN) || word == bare(t.Code) {
			return t.Code, nil
		}
		for _, other := range t.Aliases {
			if word == bare(other) {
				near = append(near, t)
			}
		}
	}
	if len(near) == 1 {
		return near[0].Code, nil
	}
	if len(near) == 0 {
		near = p.set.SuggestTrades(name, p.day, 1)
	}
	if len(near) == 0 {
		return "", ErrTrade.With("trade", name)
	}
	f := ErrTradeNear.With("trade", name, "near", near[0].Name.ZH)
	f.EN = ErrTradeNear.With("trade", name, "near", near[0].Name.EN).EN
	return "", f
}
