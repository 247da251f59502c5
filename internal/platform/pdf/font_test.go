package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSecondFontHasWhatTheFirstLacks(t *testing.T) {
	t.Parallel()
	full, err := fontBytes()
	if err != nil {
		t.Fatalf("the font for documents is not there: run `make faces` (%v)", err)
	}
	poor := withoutRare(t, full)
	alone, err := New(poor)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]rune{'𫞩', '𬭚'}, alone.Missing("李𫞩𬭚明")); diff != "" {
		t.Fatal(diff)
	}
	both, err := New(poor, full)
	if err != nil {
		t.Fatal(err)
	}
	if got := both.Missing("李𫞩𬭚明"); len(got) != 0 {
		t.Errorf("Missing = %q", got)
	}
	d := both.Document(Meta{})
	d.Paragraph("姓名李𫞩𬭚明，Li")
	out := file(t, d)
	if diff := cmp.Diff([]string{"姓名李𫞩𬭚明，Li 第 1 页，共 1 页"}, pagesOf(t, out)); diff != "" {
		t.Error(diff)
	}
	if fonts := tool(t, "pdffonts", out, "-"); strings.Count(fonts, "yes yes yes") != 2 {
		t.Errorf("not both fonts are in the file:\n%s", fonts)
	}
}

// withoutRare returns the font without any character beyond U+FFFF: it empties
// the tables of its character map that have them (format 12).
func withoutRare(t *testing.T, font []byte) []byte {
	t.Helper()
	font = bytes.Clone(font)
	u16, u32 := binary.BigEndian.Uint16, binary.BigEndian.Uint32
	for i := range int(u16(font[4:])) {
		entry := font[12+16*i:]
		if string(entry[:4]) != "cmap" {
			continue
		}
		cmap := font[u32(entry[8:]):]
		for j := range int(u16(cmap[2:])) {
			if table := cmap[u32(cmap[4+8*j+4:]):]; u16(table) == 12 {
				binary.BigEndian.PutUint32(table[12:], 0)
			}
		}
		return font
	}
	t.Fatal("the font has no character map")
	return nil
}

func TestSameCallsGiveTheSameBytesAtOnce(t *testing.T) {
	t.Parallel()
	p := printer(t)
	var wg sync.WaitGroup
	sums := make([][32]byte, 6)
	for i := range sums {
		wg.Go(func() {
			d := p.Document(Meta{Title: "证明", Code: "A", Made: made})
			d.Title("证明")
			d.Table([]Column{{Head: "日期"}, {Head: "金额", Right: true}}, [][]string{{"2026-10-03", "300.00"}})
			d.QR("x", "扫一扫")
			out, err := d.Bytes()
			if err != nil {
				t.Error(err)
			}
			again, err := d.Bytes()
			if err != nil || !bytes.Equal(out, again) {
				t.Errorf("asked twice: %v", err)
			}
			sums[i] = sha256.Sum256(out)
		})
	}
	wg.Wait()
	for i, s := range sums {
		if s != sums[0] {
			t.Fatalf("document %d differs", i)
		}
	}
}

func TestWhatIsNoFontIsRefused(t *testing.T) {
	t.Parallel()
	data, err := fontBytes()
	if err != nil {
		t.Fatalf("the font for documents is not there: run `make faces` (%v)", err)
	}
	for name, bad := range map[string][]byte{
		"nothing": nil, "text": []byte("not a font"), "a cut font": data[:1000], "half a font": data[:len(data)/2],
		"CFF": append([]byte("OTTO"), data[4:]...), "zeros": make([]byte, 4096),
	} {
		if p, err := New(bad); p != nil || !errors.Is(err, ErrFont) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p, err := New(data, []byte("x")); p != nil || !errors.Is(err, ErrFont) {
		t.Errorf("a bad second font: %v", err)
	}
}
