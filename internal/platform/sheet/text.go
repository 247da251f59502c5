package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readText reads values in lines. Whatever is not UTF-8 must be GBK: nothing
// else is made by the programs that people here have.
func readText(file []byte) (t Table, err error) {
	text, format, err := decode(file)
	if err != nil {
		return t, err
	}
	t.Format = format
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = separator(text), true, -1, true
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, ErrBroken.Because(err)
		}
		n, _ := r.FieldPos(0)
		row := Row{N: n}
		for _, text := range record[:min(len(record), maxCols)] {
			row.Cells = append(row.Cells, Cell{Text: clean(unquote(text))})
		}
		if err := t.add(row); err != nil {
			return t, err
		}
	}
}

// unquote takes off what makes spreadsheets show a number as text: ="0123" or '0123.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if in, ok := strings.CutPrefix(s, `="`); ok {
		return strings.TrimSuffix(in, `"`)
	}
	return strings.TrimLeft(s, "'\u2018\u2019")
}

// decode finds the encoding and returns the text.
func decode(file []byte) (text, format string, err error) {
	var out []byte
	switch {
	case bytes.HasPrefix(file, []byte("\xef\xbb\xbf")):
		out, format = file[3:], "UTF-8"
	case bytes.HasPrefix(file, []byte("\xff\xfe")), bytes.HasPrefix(file, []byte("\xfe\xff")):
		out, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(file)
		format = "UTF-16"
	case utf8.Valid(file):
		out, format = file, "UTF-8"
	default:
		out, err = simplifiedchinese.GB18030.NewDecoder().Bytes(file)
		format = "GBK"
	}
	switch {
	case err != nil:
		return "", "", ErrEncoding.Because(err)
	case !utf8.Valid(out) || bytes.Contains(out, []byte("\ufffd")):
		return "", "", ErrEncoding
	case bytes.IndexByte(out, 0) >= 0:
		return "", "", ErrType
	}
	return string(out), format, nil
}

// Garbled reports whether a text is UTF-8 that was read as GBK and saved so
// (濮撳悕), or has lost its characters altogether (锟斤拷).
func Garbled(s string) (was string, garbled bool) {
	if strings.Contains(s, "锟斤") || strings.Contains(s, "\ufffd") {
		return "", true
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil || !utf8.Valid(b) || len(b) == len(s) && string(b) == s {
		return "", false
	}
	return string(b), true
}

// separator is what stands between the values: whichever of the three is most
// frequent in the first lines.
func separator(text string) rune {
	head := text[:min(len(text), 4000)]
	best, most := ',', strings.Count(head, ",")
	for _, c := range []rune{'\t', ';'} {
		if n := strings.Count(head, string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}
