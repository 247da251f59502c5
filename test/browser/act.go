package browser

import (
	"context"
	"encoding/json"
	"math"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// spot is where to touch, or why one can't.
type spot struct {
	X, Y  float64
	Frame float64 // the time of the picture, ms; the same if nothing was drawn since
	Kind  string  // "INPUT:date"
	Why   string
}

// Tap touches what is called so, or clicks it with a mouse. It waits until the
// thing is there, holds still, is not covered and not disabled.
func (p *Page) Tap(what string) {
	p.t.Helper()
	p.touch(p.aim("press", what), what)
}

// aim waits until what can be touched and returns where. A thing must be at one
// place in two pictures, so that a moving one is not missed.
func (p *Page) aim(op, what string) spot {
	p.t.Helper()
	last := spot{X: math.Inf(1), Why: "the page does not answer"}
	if !p.until(p.patience, func(ctx context.Context) bool {
		now, err := ask[*spot](ctx, p, question{Op: op, What: what})
		if err != nil || now == nil {
			return false
		}
		still := now.Why == "" && now.X == last.X && now.Y == last.Y && now.Frame > last.Frame
		last = *now
		return still
	}) {
		if last.Why == "" {
			last.Why = "it does not hold still"
		}
		p.fail("cannot %s %q: %s", op, what, last.Why)
	}
	return last
}

// touch puts the finger, or the mouse, on s.
func (p *Page) touch(s spot, what string) {
	p.t.Helper()
	if p.screen.Touch {
		p.do("tap "+what, chromedp.TapXY(s.X, s.Y))
		return
	}
	p.do("click "+what, chromedp.Steps(
		chromedp.MouseEvent(chromedp.MouseMoved, s.X, s.Y), // hovers first, as a hand does
		chromedp.MouseClickXY(s.X, s.Y),
	))
}

// Fill writes text into the field with that label or placeholder, in place of
// what stood there. Days and times are written as ISO: "2026-11-23", "08:30".
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	s := p.aim("fill", label)
	if kind := strings.TrimPrefix(s.Kind, "INPUT:"); picked(kind) {
		p.set(label, text)
		return
	}
	p.touch(s, label)
	active := Eval[string](p, `(() => { const a = document.activeElement; if (a.select) a.select(); else getSelection().selectAllChildren(a); return a.tagName + ':' + (a.type || '') })()`)
	if active != s.Kind {
		p.fail("cannot fill %q: touching it does not put the cursor in it (but in %s)", label, active)
	}
	if text == "" {
		p.Press("Backspace")
		return
	}
	p.must("fill "+label, call(p, input.InsertText, input.InsertTextParams{Text: text}))
}

// picked reports kinds of input that open a picker of the browser's own.
func picked(kind string) bool {
	switch kind {
	case "date", "time", "datetime-local", "month", "week", "color", "range":
		return true
	}
	return false
}

// Choose picks the option with that text in the select field with that label.
func (p *Page) Choose(label, option string) {
	p.t.Helper()
	p.aim("fill", label)
	p.set(label, option)
}

// set gives a field its value as the browser's own picker would: frameworks
// hear of it.
func (p *Page) set(label, value string) {
	p.t.Helper()
	q := question{Op: "field", What: label, Near: p.near}
	v, err := json.Marshal(value)
	if err != nil {
		p.fail("set %q: %v", label, err)
	}
	why := Eval[string](p, `((el, value) => {
		if (!el) return 'it is not there'
		if (el instanceof HTMLSelectElement) {
			const o = [...el.options].find((o) => o.text.trim() === value)
			if (!o) return 'it has only ' + [...el.options].map((o) => o.text.trim()).join(', ')
			value = o.value
		}
		const proto = Object.getPrototypeOf(el)
		Object.getOwnPropertyDescriptor(proto, 'value').set.call(el, value)
		el.dispatchEvent(new Event('input', { bubbles: true }))
		el.dispatchEvent(new Event('change', { bubbles: true }))
		return el.value === value ? '' : 'it does not take this value'
	})(`+q.js()+`, `+string(v)+`)`)
	if why != "" {
		p.fail("cannot set %q to %q: %s", label, value, why)
	}
}

// Attach chooses files in the file field with that label, which need not be
// visible itself.
func (p *Page) Attach(label string, paths ...string) {
	p.t.Helper()
	for i, path := range paths {
		abs, err := filepath.Abs(path)
		if err != nil {
			p.fail("attach %s: %v", path, err)
		}
		paths[i] = abs
	}
	q := question{Op: "field", What: label, Hidden: true}
	var field *runtime.RemoteObject
	if !p.until(p.patience, func(ctx context.Context) bool {
		var err error
		field, err = ask[*runtime.RemoteObject](ctx, p, q)
		return err == nil && field != nil && field.ObjectID != ""
	}) {
		p.fail("there is no one file field called %q", label)
	}
	err := call(p, dom.SetFileInputFiles,
		dom.SetFileInputFilesParams{Files: paths, ObjectID: field.ObjectID})
	p.must("attach to "+label, err)
}

// Press presses keys one after another, in whatever has the cursor: "Enter",
// "Escape", "Tab", "ArrowDown", "Backspace" and the like by name, any other text
// letter by letter.
func (p *Page) Press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		code := key
		switch key {
		case "Enter":
			code = kb.Enter
		case "Escape":
			code = kb.Escape
		case "Tab":
			code = kb.Tab
		case "Backspace":
			code = kb.Backspace
		case "ArrowDown":
			code = kb.ArrowDown
		case "ArrowUp":
			code = kb.ArrowUp
		case "ArrowLeft":
			code = kb.ArrowLeft
		case "ArrowRight":
			code = kb.ArrowRight
		case "PageDown":
			code = kb.PageDown
		case "PageUp":
			code = kb.PageUp
		}
		p.do("press "+key, chromedp.KeyEvent(code))
	}
}
