// Package pdf sets documents for people in Chinese and English: proofs,
// statements, receipts. A4, headings, paragraphs, tables that go on over pages,
// a QR code, and on every page its number, the number of pages and the code by
// which anyone can verify the document.
//
//	printer, err := pdf.New(font)             // once, at the start
//	d := printer.Document(pdf.Meta{Title: "收入证明", Code: "K7QF-2M9X", Made: now})
//	d.Title("收入证明")
//	d.Paragraph("兹证明……")
//	d.Table([]pdf.Column{{Head: "月份"}, {Head: "金额（元）", Right: true}}, rows)
//	d.QR("https://…/v/K7QF-2M9X", "扫一扫，核对真假")
//	file, err := d.Bytes()
//
// No character is ever lost in silence: one that no font has a shape for makes
// Bytes fail with all of them listed. A name in rare characters (生僻字) thus
// needs a second font that has them, given to New after the first.
//
// The same calls give the same bytes, so that a document can be known by its hash.
package pdf
