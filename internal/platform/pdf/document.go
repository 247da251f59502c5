package pdf

import (
	"fmt"
	"image"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/signintech/gopdf"

	"yilu/internal/core"
)

// Lengths are in points: 1/72 inch. A4 is 595.28 by 841.89 (ISO 216).
const (
	pageW   = 595.28
	pageH   = 841.89
	margin  = 56.7 // 2 cm
	bodyW   = pageW - 2*margin
	bottom  = pageH - margin - 2*noteSize
	footerY = pageH - margin
	leading = 1.6 // line to line, in ems
	rise    = 1.2 // top of a line to its baseline, in ems
)

// Sizes of type.
const (
	titleSize   = 20.0
	headingSize = 14.0
	textSize    = 11.0
	noteSize    = 9.0
)

const (
	black = 0
	grey  = 96
	rule  = 180 // lines of tables
	tint  = 240 // ground of a table's head
)

// Meta is what a document says of itself.
type Meta struct {
	Title string    // shown by readers in their window
	Made  time.Time // the zero time for none
	Code  string    // verification code, at the foot of every page; "" for none
	Lang  core.Lang // of the foot; Chinese unless English
}

// Document is being set, from top to bottom. Its first error stays and is
// returned by Bytes, so that calls need no checks. For one goroutine.
type Document struct {
	printer *Printer
	meta    Meta
	page    gopdf.GoPdf
	glyphs  map[rune]glyph
	y       float64 // top of what comes next
	pages   int
	err     error
	done    []byte
}

// Document begins a document with an empty first page.
func (p *Printer) Document(m Meta) *Document {
	d := &Document{printer: p, meta: m, glyphs: map[rune]glyph{}}
	d.page.Start(gopdf.Config{PageSize: gopdf.Rect{W: pageW, H: pageH}})
	d.page.SetInfo(gopdf.PdfInfo{Title: m.Title, CreationDate: m.Made})
	for _, family := range p.family {
		d.keep(d.page.AddTTFFontFromFontContainer(family, &p.fonts))
	}
	d.turn()
	return d
}

// Title sets the document's name, large and in the middle.
func (d *Document) Title(text string) {
	for _, line := range d.wrap(text, bodyW, titleSize) {
		d.need(titleSize * leading)
		d.set(line, margin+(bodyW-d.width(line, titleSize))/2, titleSize, black)
		d.y += titleSize * leading
	}
	d.Space(titleSize / 2)
}

// Heading sets the name of a part. It never stands alone at the foot of a page.
func (d *Document) Heading(text string) {
	d.Space(headingSize / 2)
	d.need(headingSize*leading + 2*textSize*leading)
	d.lines(text, margin, bodyW, headingSize, black)
	d.Space(headingSize / 4)
}

// Paragraph sets running text; a line break in it begins a new line.
func (d *Document) Paragraph(text string) {
	d.lines(text, margin, bodyW, textSize, black)
	d.Space(textSize / 2)
}

// Note sets small print.
func (d *Document) Note(text string) {
	d.lines(text, margin, bodyW, noteSize, grey)
	d.Space(noteSize / 2)
}

// Space leaves so many points free, but not at the top of a page.
func (d *Document) Space(points float64) {
	if d.y > margin {
		d.y += points
	}
}

// Break goes on at the top of a new page.
func (d *Document) Break() {
	if d.y > margin {
		d.turn()
	}
}

// QR sets a QR code of 3 cm (ISO/IEC 18004, error correction level M), with a
// caption below it. The text is read aloud by no one: what it says must stand in
// the document, too.
func (d *Document) QR(text, caption string) {
	const side, quiet, pixels = 85.0, 4, 8 // points; modules; pixels a module
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		d.keep(fmt.Errorf("pdf: QR code: %w", err))
		return
	}
	n := code.Bounds().Dx()
	img := image.NewGray(image.Rect(0, 0, (n+2*quiet)*pixels, (n+2*quiet)*pixels))
	for i := range img.Pix {
		x, y := i%img.Stride/pixels-quiet, i/img.Stride/pixels-quiet
		img.Pix[i] = 0xff
		if x >= 0 && x < n && y >= 0 && y < n {
			r, _, _, _ := code.At(x, y).RGBA()
			img.Pix[i] = byte(r >> 8)
		}
	}
	d.need(side + 2*noteSize*leading)
	d.keep(d.page.ImageFrom(img, margin, d.y, &gopdf.Rect{W: side, H: side}))
	d.y += side
	d.Note(caption)
}

// Bytes ends the document: it writes the foot of every page and returns the
// file. The document can't be added to afterwards.
//
// Errors: MissingError, and the first error of any call before.
func (d *Document) Bytes() ([]byte, error) {
	if d.done != nil || d.err != nil {
		return d.done, d.err
	}
	for n := range d.pages {
		d.keep(d.page.SetPage(n + 1))
		d.foot(n + 1)
	}
	if missing := d.lacking(); len(missing) > 0 {
		d.keep(&MissingError{missing})
	}
	if d.err != nil {
		return nil, d.err
	}
	raw, err := d.page.GetBytesPdfReturnErr()
	if err != nil {
		d.keep(err)
		return nil, d.err
	}
	d.done, d.err = fixTextMaps(raw)
	return d.done, d.err
}

// foot writes the verification code on the left and the page on the right.
func (d *Document) foot(n int) {
	of := core.Text{ZH: "第 {n} 页，共 {of} 页", EN: "Page {n} of {of}"}.
		Fill("n", fmt.Sprint(n), "of", fmt.Sprint(d.pages)).In(d.meta.Lang)
	d.y = footerY
	d.set(of, margin+bodyW-d.width(of, noteSize), noteSize, grey)
	if d.meta.Code != "" {
		code := core.Text{ZH: "验证码 {code}", EN: "Verification code {code}"}.Fill("code", d.meta.Code)
		d.set(tidy(code.In(d.meta.Lang)), margin, noteSize, grey)
	}
}

// lines sets text at x, in lines of at most w points.
func (d *Document) lines(text string, x, w, size float64, shade uint8) {
	for _, line := range d.wrap(text, w, size) {
		d.need(size * leading)
		d.set(line, x, size, shade)
		d.y += size * leading
	}
}

// set writes one line whose top is at d.y, each stretch in the font that has it.
func (d *Document) set(line string, x, size float64, shade uint8) {
	d.page.SetTextColor(shade, shade, shade)
	var stretch []rune
	font := 0
	flush := func() {
		if len(stretch) == 0 {
			return
		}
		d.use(font, size)
		d.page.SetXY(x, d.y+size*rise)
		d.keep(d.page.Text(string(stretch)))
		x += d.width(string(stretch), size)
		stretch = stretch[:0]
	}
	for _, r := range line {
		g := d.glyph(r)
		if g.font < 0 {
			continue // Bytes reports it
		}
		if g.font != font {
			flush()
			font = g.font
		}
		stretch = append(stretch, r)
	}
	flush()
}

// width is the length of a line in points.
func (d *Document) width(line string, size float64) (w float64) {
	for _, r := range line {
		w += d.glyph(r).width * size
	}
	return w
}

// need turns the page unless there is room for h points.
func (d *Document) need(h float64) {
	if d.y+h > bottom && d.y > margin {
		d.turn()
	}
}

// turn begins a new page.
func (d *Document) turn() {
	d.page.AddPage()
	d.page.SetLineWidth(0.5) // a page exists for SetPage when something is on it
	d.pages++
	d.y = margin
}

// keep remembers the first error.
func (d *Document) keep(err error) {
	if d.err == nil {
		d.err = err
	}
}
