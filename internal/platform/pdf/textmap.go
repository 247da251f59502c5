package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
)

// The library writes, for every font, a map from glyphs to characters, by which
// readers copy, search and read aloud. It writes characters beyond U+FFFF (rare
// names: 𫞩, 𠮷) with five digits where UTF-16 is due (ISO 32000-1, 9.10.3), so
// that another character is read, and more entries in one block than the limit
// of 100. fixTextMaps writes the maps anew.

// errForm reports a file that is not of the form the library writes: it is
// another version.
var errForm = errors.New("pdf: the file is not of the form that is known")

const (
	mapLength = "<<\n/Length "
	mapBegin  = "\n>>\nstream\n/CIDInit /ProcSet findresource begin\n"
	blockMax  = 100 // entries in one block of a map (Adobe Technical Note 5014)
)

// edit says that what stood behind at has moved by by bytes.
type edit struct{ at, by int }

// fixTextMaps returns the file with its text maps in their proper form.
func fixTextMaps(file []byte) ([]byte, error) {
	var out bytes.Buffer
	var edits []edit
	rest := 0
	for {
		begin := bytes.Index(file[rest:], []byte(mapBegin))
		if begin < 0 {
			break
		}
		begin += rest
		head := bytes.LastIndex(file[:begin], []byte(mapLength))
		if head < rest {
			return nil, errForm
		}
		n, err := strconv.Atoi(string(file[head+len(mapLength) : begin]))
		body := begin + len("\n>>\nstream\n")
		if err != nil || n > len(file)-body {
			return nil, errForm
		}
		fresh, err := textMap(file[body : body+n])
		if err != nil {
			return nil, err
		}
		out.Write(file[rest:head])
		fmt.Fprintf(&out, "%s%d\n>>\nstream\n%s", mapLength, len(fresh), fresh)
		rest = body + n
		edits = append(edits, edit{rest, out.Len() - rest})
	}
	return fixOffsets(&out, file, rest, edits)
}

// fixOffsets writes the rest of the file and its table of objects, whose places
// have moved.
func fixOffsets(out *bytes.Buffer, file []byte, rest int, edits []edit) ([]byte, error) {
	moved := func(place int) int {
		for i := len(edits) - 1; i >= 0; i-- {
			if place >= edits[i].at {
				return place + edits[i].by
			}
		}
		return place
	}
	end := bytes.LastIndex(file, []byte("startxref\n"))
	table := bytes.LastIndex(file[:max(end, 0)], []byte("xref\n0 "))
	if table < rest {
		return nil, errForm
	}
	out.Write(file[rest:table])
	for line := range bytes.Lines(file[table:end]) {
		var place, generation int
		if n, _ := fmt.Sscanf(string(line), "%010d %05d n", &place, &generation); n == 2 && bytes.HasSuffix(line, []byte(" n \n")) {
			fmt.Fprintf(out, "%010d %05d n \n", moved(place), generation)
			continue
		}
		out.Write(line)
	}
	fmt.Fprintf(out, "startxref\n%d\n%%%%EOF\n", moved(table))
	return out.Bytes(), nil
}

// textMap writes one map anew.
func textMap(old []byte) ([]byte, error) {
	type entry struct {
		glyph uint16
		char  rune
	}
	var entries []entry
	for line := range bytes.Lines(old) {
		var first, last, char uint32
		if n, _ := fmt.Sscanf(string(line), "<%X><%X><%X>", &first, &last, &char); n != 3 {
			continue
		}
		if first != last || first > 0xffff {
			return nil, errForm
		}
		entries = append(entries, entry{uint16(first), rune(char)})
	}
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n")
	for len(entries) > 0 {
		n := min(len(entries), blockMax)
		fmt.Fprintf(&b, "%d beginbfchar\n", n)
		for _, e := range entries[:n] {
			fmt.Fprintf(&b, "<%04X><", e.glyph)
			for _, unit := range utf16.Encode([]rune{e.char}) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
		entries = entries[n:]
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes(), nil
}
