package pdf

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
)

var made = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// fontBytes returns the font that the faces' build lays ready, or the one named
// by YILU_FONT.
var fontBytes = sync.OnceValues(func() ([]byte, error) {
	path := os.Getenv("YILU_FONT")
	if path == "" {
		path = filepath.FromSlash("../../../web/dist/fonts/NotoSansSC-Regular.ttf")
	}
	return os.ReadFile(path)
})

func printer(t testing.TB) *Printer {
	t.Helper()
	data, err := fontBytes()
	if err != nil {
		t.Fatalf("the font for documents is not there: run `make faces`, or name a TrueType font of Chinese in YILU_FONT (%v)", err)
	}
	p, err := New(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tool runs one of poppler's programs on the document.
func tool(t testing.TB, name string, file []byte, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s reads documents back and is not there: run `apt-get install poppler-utils` (%v)", name, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

// pagesOf reads the document back: the words of each page, one blank between.
func pagesOf(t testing.TB, file []byte) []string {
	t.Helper()
	all := strings.Split(tool(t, "pdftotext", file, "-layout", "-enc", "UTF-8", "-", "-"), "\f")
	pages := all[:len(all)-1] // every page ends with a form feed
	for i, p := range pages {
		pages[i] = strings.Join(strings.Fields(p), " ")
	}
	return pages
}

func file(t testing.TB, d *Document) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDocumentReadsBack(t *testing.T) {
	t.Parallel()
	d := printer(t).Document(Meta{Title: "收入证明", Code: "K7QF-2M9X", Made: made})
	d.Title("收入证明")
	d.Paragraph("兹证明李𫞩𬭚（350428********0014）于2026年10月通过驿路取得劳动报酬，明细如下。")
	d.Fields([2]string{"姓名", "李𫞩𬭚"}, [2]string{"Issued", "2026-11-23"})
	d.Heading("明细 Details")
	d.Table([]Column{{Head: "日期"}, {Head: "工作", Share: 2}, {Head: "金额（元）", Right: true}},
		[][]string{{"2026-10-03", "㐂龘仓库搬运", "300.00"}, {"2026-10-07", "采摘·脐橙", "1,280.50"}})
	d.Note("凭验证码可在公开页面核对。")
	out := file(t, d)

	want := []string{"收入证明 兹证明李𫞩𬭚（350428********0014）于2026年10月通过驿路取得劳动报酬，明细如下。 " +
		"姓名 李𫞩𬭚 Issued 2026-11-23 明细 Details 日期 工作 金额（元） " +
		"2026-10-03 㐂龘仓库搬运 300.00 2026-10-07 采摘·脐橙 1,280.50 " +
		"凭验证码可在公开页面核对。 验证码 K7QF-2M9X 第 1 页，共 1 页"}
	if diff := cmp.Diff(want, pagesOf(t, out)); diff != "" {
		t.Error(diff)
	}
	info := tool(t, "pdfinfo", out, "-")
	for _, part := range []string{"收入证明", "595.28 x 841.89 pts (A4)", "Pages:           1"} {
		if !strings.Contains(info, part) {
			t.Errorf("pdfinfo lacks %q:\n%s", part, info)
		}
	}
	if fonts := tool(t, "pdffonts", out, "-"); !strings.Contains(fonts, "yes yes yes") {
		t.Errorf("the font is not embedded, cut to its used part and readable:\n%s", fonts)
	}
}

func TestFootIsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	d := printer(t).Document(Meta{Lang: core.EN, Code: "A-1"})
	d.Paragraph("x")
	if diff := cmp.Diff([]string{"x Verification code A-1 Page 1 of 1"}, pagesOf(t, file(t, d))); diff != "" {
		t.Error(diff)
	}
}

func TestMissingCharactersAreReported(t *testing.T) {
	t.Parallel()
	p := printer(t)
	rare := '𠮷'
	d := p.Document(Meta{})
	d.Paragraph("收款人：𠮷田")
	out, err := d.Bytes()
	if len(p.Missing(string(rare))) == 0 {
		// The font has it: then it must read back.
		if err != nil || !strings.Contains(pagesOf(t, out)[0], "𠮷田") {
			t.Errorf("Bytes: %v", err)
		}
	} else if missing := new(MissingError); !errors.As(err, &missing) || out != nil {
		t.Errorf("Bytes: %v", err)
	} else if diff := cmp.Diff([]rune{rare}, missing.Runes); diff != "" {
		t.Error(diff)
	}

	for name, add := range map[string]func(*Document, string){
		"title":     (*Document).Title,
		"heading":   (*Document).Heading,
		"paragraph": (*Document).Paragraph,
		"note":      (*Document).Note,
		"field":     func(d *Document, s string) { d.Fields([2]string{"", s}) },
		"label":     func(d *Document, s string) { d.Fields([2]string{s, ""}) },
		"cell":      func(d *Document, s string) { d.Table([]Column{{Head: "x"}}, [][]string{{s}}) },
		"head":      func(d *Document, s string) { d.Table([]Column{{Head: s}}, nil) },
		"caption":   func(d *Document, s string) { d.QR("x", s) },
	} {
		t.Run("in a "+name, func(t *testing.T) {
			t.Parallel()
			d := p.Document(Meta{})
			add(d, "\U0001F642a\U0010FFFD\uE000\U0001F642") // a smile and two of private use
			out, err := d.Bytes()
			missing := new(MissingError)
			if !errors.As(err, &missing) || !errors.Is(err, ErrGlyph) || out != nil {
				t.Fatalf("Bytes: %v", err)
			}
			if diff := cmp.Diff([]rune{'\uE000', '\U0001F642', '\U0010FFFD'}, missing.Runes); diff != "" {
				t.Error(diff)
			}
			if !strings.Contains(err.Error(), "U+1F642") {
				t.Errorf("the message does not name it: %v", err)
			}
		})
	}
	t.Run("in the code at the foot", func(t *testing.T) {
		t.Parallel()
		if _, err := p.Document(Meta{Code: "\U0001F642"}).Bytes(); !errors.Is(err, ErrGlyph) {
			t.Errorf("Bytes: %v", err)
		}
	})
	t.Run("before a document is begun", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff([]rune{'\U0001F642'}, p.Missing("李\U0001F642\n\u200d\t明")); diff != "" {
			t.Error(diff)
		}
		if got := p.Missing("欧阳修·Ab 1"); len(got) != 0 {
			t.Errorf("Missing = %q", got)
		}
	})
}

func TestUnseenCharactersAreLeftOut(t *testing.T) {
	t.Parallel()
	d := printer(t).Document(Meta{})
	d.Paragraph("李\u200b\ufeff\u202e明\U000e0100\x00\r\n王\t小\u00a0二\xff")
	_, err := d.Bytes()
	if missing := new(MissingError); errors.As(err, &missing) {
		// U+FFFD stands for the broken byte; some fonts have it.
		if diff := cmp.Diff([]rune{'\uFFFD'}, missing.Runes); diff != "" {
			t.Error(diff)
		}
	} else if err != nil {
		t.Error(err)
	}
	if got, want := tidy("李\u200b\ufeff\u202e明\U000e0100\x00\r\n王\t小\u00a0二\xff\u2028\u3000"), "李明\n王 小 二\uFFFD\n\u3000"; got != want {
		t.Errorf("tidy = %q", got)
	}
}
