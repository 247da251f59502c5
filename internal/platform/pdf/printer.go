package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/signintech/gopdf"

	"yilu/internal/fault"
)

// Errors of fonts and text.
var (
	// ErrFont reports bytes that are not a TrueType font.
	ErrFont = errors.New("pdf: not a TrueType font")
	// ErrGlyph reports characters that no font has; see MissingError.
	ErrGlyph = errors.New("pdf: no font has these characters")
)

// MissingError lists the characters of a document that no font has a shape for,
// in order of code point. It is an ErrGlyph.
type MissingError struct{ Runes []rune }

func (e *MissingError) Error() string {
	names := make([]string, len(e.Runes))
	for i, r := range e.Runes {
		names[i] = fmt.Sprintf("%c (%U)", r, r)
	}
	return ErrGlyph.Error() + ": " + strings.Join(names, ", ")
}

// Is reports whether target is ErrGlyph.
func (e *MissingError) Is(target error) bool { return target == ErrGlyph }

// Printer makes documents from fonts that it has read once. Safe for concurrent
// use.
type Printer struct {
	fonts  gopdf.FontContainer
	family []string
}

// New reads fonts in TrueType form. The first is the one that documents are set
// in; a character that it lacks is taken from the next that has it.
//
// Errors: ErrFont.
func New(font []byte, more ...[]byte) (p *Printer, err error) {
	defer fault.Wrap(&err, "pdf.New")
	p = &Printer{}
	for i, data := range append([][]byte{font}, more...) {
		// Six letters and a plus mark a font that is cut to its used part
		// (ISO 32000-1, 9.6.4).
		family := fmt.Sprintf("YILUAA+Font%d", i)
		if err := p.read(family, data); err != nil {
			return nil, err
		}
		p.family = append(p.family, family)
	}
	return p, nil
}

// read adds a font. The library's reader runs beyond the end of bytes that are
// not a font, which is no reason to stop the program.
func (p *Printer) read(family string, data []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrFont, r)
		}
	}()
	if err := whole(data); err != nil {
		return err
	}
	if err := p.fonts.AddTTFFontData(family, data); err != nil {
		return fmt.Errorf("%w: %w", ErrFont, err)
	}
	return nil
}

// whole checks that the bytes begin as a TrueType font and hold all its tables:
// the library finds out only when it needs one.
func whole(font []byte) error {
	const head, entry = 12, 16
	if len(font) < head || string(font[:4]) != "\x00\x01\x00\x00" && string(font[:4]) != "true" {
		return ErrFont
	}
	tables := font[head:]
	for range binary.BigEndian.Uint16(font[4:]) {
		if len(tables) < entry {
			return ErrFont
		}
		offset, length := binary.BigEndian.Uint32(tables[8:]), binary.BigEndian.Uint32(tables[12:])
		if uint64(offset)+uint64(length) > uint64(len(font)) {
			return fmt.Errorf("%w: table %q is cut off", ErrFont, tables[:4])
		}
		tables = tables[entry:]
	}
	return nil
}

// Missing returns the characters of the text that no font has, in order of code
// point: for asking before a document is begun.
func (p *Printer) Missing(text string) []rune {
	d := p.Document(Meta{})
	for _, r := range tidy(text) {
		d.glyph(r)
	}
	return d.lacking()
}

// lacking returns the characters met so far that no font has.
func (d *Document) lacking() []rune {
	var out []rune
	for r, g := range d.glyphs {
		if g.font < 0 && r != '\n' {
			out = append(out, r)
		}
	}
	slices.Sort(out)
	return out
}

// glyph is how a character is set.
type glyph struct {
	font  int     // its index; -1 if none has it
	width float64 // in ems
}

// glyph finds the first font that has the character.
func (d *Document) glyph(r rune) glyph {
	if g, ok := d.glyphs[r]; ok {
		return g
	}
	g := glyph{font: -1, width: 1}
	for i := range d.printer.family {
		d.use(i, 1)
		has, err := d.page.IsCurrFontContainGlyph(r)
		d.keep(err)
		if !has {
			continue
		}
		w, err := d.page.MeasureTextWidth(string(r))
		d.keep(err)
		g = glyph{i, w}
		break
	}
	d.glyphs[r] = g
	return g
}

// use sets the font and its size in points.
func (d *Document) use(font int, size float64) {
	d.keep(d.page.SetFont(d.printer.family[font], "", size))
}
