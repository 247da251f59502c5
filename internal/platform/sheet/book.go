package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// book is an unpacked .xlsx (ISO/IEC 29500). It is read here, token by token,
// and not by the library that writes: that one lays out every cell up to the last
// column of a row, so that a small file could take all memory.
type book struct {
	parts   map[string]*zip.File // by path, in lower case
	strings []string             // shared by all sheets
}

// sheetRef is a sheet as the workbook lists it.
type sheetRef struct {
	name, part string
}

// readBook reads the first sheet of an .xlsx that shows anything.
func readBook(file []byte) (t Table, err error) {
	b, err := unpack(file)
	if err != nil {
		return t, err
	}
	t.Format = "xlsx"
	sheets, shared, err := b.workbook(&t)
	if err == nil && b.parts[shared] != nil {
		err = b.readStrings(shared)
	}
	if err != nil {
		return t, broken(err)
	}
	for _, s := range sheets {
		if err := b.readSheet(s.part, &t); err != nil {
			return t, broken(err)
		}
		if len(t.Rows) > 0 {
			t.Sheet = clean(s.name)
			break
		}
	}
	return t, nil
}

// broken leaves our own refusals as they are; all else is a file that can't be read.
func broken(err error) error {
	if errors.Is(err, ErrSize) || errors.Is(err, ErrType) {
		return err
	}
	return ErrBroken.Because(err)
}

// unpack refuses an archive that would unpack to more than a table needs. The
// sizes are counted by unpacking: what an archive says of itself may be a lie.
func unpack(file []byte) (b book, err error) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return b, ErrBroken.Because(err)
	}
	if len(z.File) > maxParts {
		return b, ErrSize.With("max", MaxRows)
	}
	b.parts = make(map[string]*zip.File, len(z.File))
	left := int64(maxUnpacked)
	for _, part := range z.File {
		in, err := part.Open()
		if err != nil {
			return b, ErrBroken.Because(err)
		}
		n, err := io.Copy(io.Discard, io.LimitReader(in, min(left, maxPart)+1))
		_ = in.Close()
		if err != nil {
			return b, ErrBroken.Because(err)
		}
		if left -= n; left < 0 || n > maxPart {
			return b, ErrSize.With("max", MaxRows)
		}
		b.parts[strings.ToLower(strings.TrimPrefix(part.Name, "/"))] = part
	}
	if b.parts[workbookPart] == nil {
		return b, ErrType
	}
	return b, nil
}

const workbookPart = "xl/workbook.xml"

// each calls fn for every element of a part; fn may read on through d.
func (b book) each(part string, fn func(d *xml.Decoder, e xml.StartElement) error) (err error) {
	f := b.parts[part]
	if f == nil {
		return errors.New("sheet: no part " + part)
	}
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	d := xml.NewDecoder(in)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := fn(d, e); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func yes(s string) bool { return s == "1" || s == "true" }

// workbook lists the sheets that are shown, and where the shared strings are.
func (b book) workbook(t *Table) (sheets []sheetRef, shared string, err error) {
	targets := map[string]string{}
	err = b.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		target := attr(e, "Target")
		if rest, ok := strings.CutPrefix(target, "/"); ok {
			target = rest
		} else {
			target = path.Join("xl", target)
		}
		targets[attr(e, "Id")] = strings.ToLower(target)
		if strings.HasSuffix(attr(e, "Type"), "/sharedStrings") {
			shared = strings.ToLower(target)
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	err = b.each(workbookPart, func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			t.Date1904 = yes(attr(e, "date1904"))
		case "sheet":
			if part := targets[attr(e, "id")]; b.parts[part] != nil && attr(e, "state") == "" || attr(e, "state") == "visible" {
				sheets = append(sheets, sheetRef{attr(e, "name"), part})
			}
		}
		return nil
	})
	return sheets, shared, err
}

// readStrings reads the texts that cells name by number.
func (b *book) readStrings(part string) error {
	return b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		text, err := textOf(d)
		b.strings = append(b.strings, clean(text))
		return err
	})
}

// textOf joins the texts of an element, without how they are to be pronounced.
func textOf(d *xml.Decoder) (string, error) {
	var out strings.Builder
	depth, in := 1, false
	for depth > 0 {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "rPh" {
				if err := d.Skip(); err != nil {
					return "", err
				}
				continue
			}
			depth++
			in = e.Name.Local == "t"
		case xml.EndElement:
			depth--
			in = false
		case xml.CharData:
			if in && out.Len() < 8*maxCell {
				out.Write(e)
			}
		}
	}
	return out.String(), nil
}
