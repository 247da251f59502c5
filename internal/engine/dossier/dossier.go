// Package dossier is the form in which all that is kept of one person is gathered
// from many places, packed so that the person can read it, and erased.
//
// Whoever keeps something of people gives it as Parts, says what stands in the way
// of an erasure, and erases within one Erasure, which collects what has to stay
// and by which rule. The package knows nobody: neither what the parts are about
// nor who may see them.
package dossier

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Part is a table of what is kept of someone: a line for each thing.
type Part struct {
	Key     string    // "sessions": the name of its JSON
	Title   core.Text // a few words
	Note    core.Text // shown above the table; may be empty
	Columns []Column
	Rows    [][]Cell
}

// Column is what stands in a place of every line.
type Column struct {
	Key   string
	Title core.Text
}

// Col is a Column.
func Col(key, zh, en string) Column { return Column{key, core.Text{ZH: zh, EN: en}} }

// Add appends a line.
func (p *Part) Add(cells ...Cell) { p.Rows = append(p.Rows, cells) }

// Cell is one value: as a program reads it, and as a person does.
type Cell struct {
	Value any
	Text  core.Text
}

// Plain is a text that is the same in both languages.
func Plain(s string) Cell { return Cell{s, core.Text{ZH: s, EN: s}} }

// Said is a value with its words.
func Said(value string, words core.Text) Cell {
	if words == (core.Text{}) {
		return Plain(value)
	}
	return Cell{value, words}
}

// At is an instant; nothing for the zero time.
func At(t time.Time) Cell {
	if t.IsZero() {
		return Cell{nil, core.Text{}}
	}
	s := t.In(core.China).Format("2006-01-02 15:04")
	return Cell{t.UTC().Format(time.RFC3339), core.Text{ZH: s, EN: s}}
}

// Money is an amount.
func Money(m core.Money) Cell {
	return Cell{map[string]any{"minor": m.Minor, "currency": m.Currency}, core.Text{ZH: m.Text() + " 元", EN: m.Text() + " yuan"}}
}

// Bool is yes or no.
func Bool(b bool) Cell {
	if b {
		return Cell{true, core.Text{ZH: "是", EN: "yes"}}
	}
	return Cell{false, core.Text{ZH: "否", EN: "no"}}
}

// Count is a number in words.
func Count(n int64) core.Text {
	s := strconv.FormatInt(n, 10)
	return core.Text{ZH: s, EN: s}
}

// Hindrance is a reason why someone can't be erased yet.
type Hindrance struct {
	Text core.Text
	Link string // the page where it is brought to its end; may be empty
}

// Subject is who is erased, with what must be found wherever it was copied to.
type Subject struct {
	Person   core.PersonID
	Name     crypto.Private[crypto.Name]     // zero without a real name
	Phone    crypto.Private[crypto.Phone]    // zero without a phone
	Document crypto.Private[crypto.Document] // zero without a real name
}

// Gone stands where a name was.
const Gone = "（已注销）"

// Redact takes name, phone and document out of a text that has to stay.
func (s Subject) Redact(text string) string {
	for _, secret := range []string{s.Name.Reveal(), s.Phone.Reveal(), s.Document.Reveal(), s.Name.String()} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, Gone)
		}
	}
	return text
}

// Erasure is one under way: those who erase say what they keep.
type Erasure struct {
	Subject
	At    time.Time
	rules []string
	files map[core.FileID]bool
}

// Begin begins an erasure.
func Begin(s Subject, at time.Time) *Erasure {
	return &Erasure{Subject: s, At: at, files: map[core.FileID]bool{}}
}

// Keep says that something stays by a rule of retention, named as in the
// reference data: "keep_wage".
func (e *Erasure) Keep(rule string) {
	for _, r := range e.rules {
		if r == rule {
			return
		}
	}
	e.rules = append(e.rules, rule)
}

// KeepFile says that others still need a file which the person handed in.
func (e *Erasure) KeepFile(id core.FileID) {
	if id != "" {
		e.files[id] = true
	}
}

// Rules are the rules by which something stays, in the order in which they were
// named.
func (e *Erasure) Rules() []string { return e.rules }

// Keeps reports whether others need the file.
func (e *Erasure) Keeps(id core.FileID) bool { return e.files[id] }

// Left counts what is there of people who have nothing left: a sentence if there
// is something. The query ends with the column of people and IN.
func Left(ctx context.Context, q db.Q, gone []core.PersonID, what, query string) (out []string, err error) {
	err = db.Chunks(gone, func(part []core.PersonID) error {
		args := db.Fill(part)
		var n int64
		if err := q.Row(ctx, query+" "+db.In(1, len(args)), args...).Scan(&n); err != nil || n == 0 {
			return err
		}
		out = append(out, fmt.Sprintf("of people who were erased there are still %d %s", n, what))
		return nil
	})
	return out, err
}

// Query is a question to Left.
type Query struct{ What, SQL string }

// AllLeft is Left for several.
func AllLeft(ctx context.Context, q db.Q, gone []core.PersonID, all ...Query) (out []string, err error) {
	for _, one := range all {
		left, err := Left(ctx, q, gone, one.What, one.SQL)
		if err != nil {
			return nil, err
		}
		out = append(out, left...)
	}
	return out, nil
}
