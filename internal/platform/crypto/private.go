package crypto

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

// Errors of private values.
var (
	// ErrPlain reports a private value on its way into a database unsealed.
	ErrPlain = errors.New("crypto: a private value goes to the database sealed, through its Column")
	// ErrMasked reports a mask that was taken for the value behind it.
	ErrMasked = errors.New("crypto: this is a mask, not the value")
)

// Private is a text that shows only a mask, of kind M: when printed with any
// verb, logged, or encoded as JSON, XML or text; also inside other structures,
// in unexported fields and by reflection. Reveal alone gives the plain text.
//
// Privates of one kind compare with == and are fit for map keys. The zero
// Private is the empty text. Decoding takes plain text in, so a Private may
// stand in the input of an operation.
type Private[M Mask] struct {
	_ [0]M // keeps the kinds from being converted into each other
	// The handle is one pointer to the text, which fmt and encoders do not
	// follow; a string here would be printed from an unexported field.
	text unique.Handle[string]
}

// Secret is a private text that shows nothing at all, such as a password.
type Secret = Private[Hidden]

// Hide returns the private value of a text. Personal data is hidden in its
// normal form, so that equal values have equal indexes.
func Hide[M Mask](plain string) Private[M] {
	if plain == "" {
		return Private[M]{}
	}
	// The text may be a part of a large request, which must not live on with it.
	return Private[M]{text: unique.Make(strings.Clone(plain))}
}

// Reveal returns the plain text. Every call is a place to answer for.
func (p Private[M]) Reveal() string {
	if p.IsZero() {
		return ""
	}
	return p.text.Value()
}

// IsZero reports whether the text is empty.
func (p Private[M]) IsZero() bool { return p.text == unique.Handle[string]{} }

// Equal reports whether both hide the same text.
func (p Private[M]) Equal(o Private[M]) bool { return p == o }

// String returns the mask; "" for the empty text.
func (p Private[M]) String() string {
	if p.IsZero() {
		return ""
	}
	var m M
	return m.Mask(p.text.Value())
}

// GoString returns the mask.
func (p Private[M]) GoString() string { return fmt.Sprintf("%q", p.String()) }

// Format writes the mask, whatever the verb.
func (p Private[M]) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, p.String()) // fmt has no way to report it
}

// LogValue returns the mask.
func (p Private[M]) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText returns the mask; JSON, XML and text handlers of logs use it.
func (p Private[M]) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText takes a plain text. It refuses a mask, which would otherwise be
// stored in place of the value when someone sends back what was shown.
//
// Errors: ErrMasked.
func (p *Private[M]) UnmarshalText(text []byte) error {
	v := Hide[M](string(text))
	if strings.Contains(string(text), "*") && v.String() == string(text) {
		return ErrMasked
	}
	*p = v
	return nil
}

// Value refuses to be written to a database: a Column seals.
//
// Errors: ErrPlain.
func (p Private[M]) Value() (driver.Value, error) { return nil, ErrPlain }
