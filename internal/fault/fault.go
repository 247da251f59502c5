// Package fault names the kinds of failure that callers may act on.
//
// A fault carries a stable code for programs and a sentence in both languages
// for people. Any error that is not a fault is internal: it is logged once, at
// the edge, and never shown.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind groups faults by what the caller should do next.
type Kind uint8

// The kinds. Their numbers are stored with remembered refusals: only append.
const (
	Internal     Kind = iota // our defect; retrying will not help (HTTP 500)
	Invalid                  // the request is wrong; fix it (422)
	Unauthorised             // log in first (401)
	NotFound                 // no such thing, or not visible to the actor (404)
	Forbidden                // the actor may not do this (403)
	Conflict                 // the state does not allow it; read again (409)
	Exhausted                // a limit was reached; try later (429)
	Busy                     // a dependency is overloaded; retry with backoff (503)
)

// Fault is an error with a kind, a stable code and a sentence for people. A
// fault is a value: With, At and Because return changed copies.
type Fault struct {
	Kind   Kind
	Code   string // stable, dotted, "module.what": "wallet.insufficient_funds"
	ZH, EN string // one sentence each, without secrets; {name} is filled by With
	Path   string // where in the request, as "body.pay.minor"; "" for the whole
	// Source is the rule behind a refusal, as it is cited: "劳动法第十五条".
	Source string
	// More are further faults of the same request, each with its own Path.
	More  []*Fault
	cause error
}

// New declares a fault. Modules call it in package variables.
func New(kind Kind, code, zh, en string) *Fault {
	return &Fault{Kind: kind, Code: code, ZH: zh, EN: en}
}

// Cite returns a copy of f that names the rule behind it.
func (f *Fault) Cite(source string) *Fault {
	c := *f
	c.Source = source
	return &c
}

// With returns a copy of f whose {name} places hold the values. Pairs are
// name, value, name, value.
func (f *Fault) With(pairs ...any) *Fault {
	c := *f
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1])
		c.ZH = strings.ReplaceAll(c.ZH, name, value)
		c.EN = strings.ReplaceAll(c.EN, name, value)
	}
	return &c
}

// At returns a copy of f that points at a field of the request.
func (f *Fault) At(path string) *Fault {
	c := *f
	c.Path = path
	return &c
}

// Because returns a copy of f that wraps cause, for the log alone.
func (f *Fault) Because(cause error) *Fault {
	c := *f
	c.cause = cause
	return &c
}

// Join returns one fault for several: the first, carrying the rest in More;
// nil if there are none.
func Join(all []*Fault) error {
	if len(all) == 0 {
		return nil
	}
	c := *all[0]
	c.More = all[1:]
	return &c
}

func (f *Fault) Error() string {
	s := f.Code + ": " + f.EN
	if f.Path != "" {
		s = f.Code + " at " + f.Path + ": " + f.EN
	}
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap returns the cause, if any.
func (f *Fault) Unwrap() error { return f.cause }

// Is reports whether target is a fault of the same code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// Of returns the first fault in err's chain, or nil.
func Of(err error) *Fault {
	f, _ := errors.AsType[*Fault](err)
	return f
}

// KindOf returns the kind of the first fault in err's chain, or Internal.
func KindOf(err error) Kind {
	if f := Of(err); f != nil {
		return f.Kind
	}
	return Internal
}

// Wrap adds "op: " to *errp. Use it in a defer, as the first line of a
// function that does I/O:
//
//	defer fault.Wrap(&err, "wallet.Hold(%s)", ref)
func Wrap(errp *error, format string, args ...any) {
	if *errp != nil {
		*errp = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *errp)
	}
}
