package pdf

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/boombuler/barcode/qr"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTableGoesOnOverPages(t *testing.T) {
	t.Parallel()
	var rows [][]string
	for i := range 120 {
		rows = append(rows, []string{fmt.Sprintf("R%03d", i), "搬运", fmt.Sprintf("%d.00", i)})
	}
	d := printer(t).Document(Meta{Code: "C-1"})
	d.Table([]Column{{Head: "编号"}, {Head: "工作"}, {Head: "金额", Right: true}}, rows)
	pages := pagesOf(t, file(t, d))
	if len(pages) < 3 || len(pages) > 8 {
		t.Fatalf("%d pages", len(pages))
	}
	next := 0
	for i, p := range pages {
		if !strings.HasPrefix(p, "编号 工作 金额 R") {
			t.Errorf("page %d begins without the head: %.40s", i+1, p)
		}
		if foot := fmt.Sprintf("验证码 C-1 第 %d 页，共 %d 页", i+1, len(pages)); !strings.HasSuffix(p, foot) {
			t.Errorf("page %d ends without %q", i+1, foot)
		}
		for strings.Contains(p, fmt.Sprintf("R%03d 搬运 %d.00", next, next)) {
			next++
		}
	}
	if next != 120 {
		t.Errorf("row %d is missing or out of order", next)
	}
}

func TestTableIsReadable(t *testing.T) {
	t.Parallel()
	d := printer(t).Document(Meta{})
	d.Table([]Column{{Head: "一"}, {Head: "二"}, {Head: "三"}}, [][]string{{"1", "2", "3"}})
	img, err := png.Decode(strings.NewReader(tool(t, "pdftoppm", file(t, d), "-r", "36", "-png", "-")))
	if err != nil {
		t.Fatal(err)
	}
	dark, b := 0, img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 96 {
				dark++
			}
		}
	}
	// Six characters and the foot; a black cell would be a thousand at least.
	if dark == 0 || dark > 300 {
		t.Errorf("%d dark pixels", dark)
	}
}

func TestNothingIsLostAtTheEdges(t *testing.T) {
	t.Parallel()
	p := printer(t)
	long := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "第%d段，", i)
		}
		return b.String()
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	t.Run("a cell longer than a page", func(t *testing.T) {
		t.Parallel()
		d := p.Document(Meta{})
		d.Space(600)
		d.Paragraph(strings.Repeat("前文。\n", 30))
		d.Table([]Column{{Head: "内容"}}, [][]string{{long(800)}, {"末行"}})
		all := ""
		for _, page := range pagesOf(t, file(t, d)) {
			page, _, _ = strings.Cut(page, "第 ") // the foot
			all += squeeze(strings.TrimPrefix(page, "内容"))
		}
		if !strings.Contains(all, squeeze(long(800))) || !strings.HasSuffix(all, "末行") {
			t.Error("text is missing")
		}
	})
	t.Run("a word longer than a line", func(t *testing.T) {
		t.Parallel()
		d := p.Document(Meta{})
		word := strings.Repeat("0123456789", 30)
		d.Paragraph(word)
		page := pagesOf(t, file(t, d))[0]
		if page, _, _ = strings.Cut(page, "第 "); squeeze(page) != word {
			t.Errorf("got %s", page)
		}
	})
	t.Run("rows of another length are an error", func(t *testing.T) {
		t.Parallel()
		d := p.Document(Meta{})
		d.Table([]Column{{Head: "a"}, {Head: "b"}}, [][]string{{"1", "2"}, {"1"}})
		if out, err := d.Bytes(); out != nil || err == nil || !strings.Contains(err.Error(), "row 2 has 1 cells") {
			t.Errorf("Bytes: %v", err)
		}
	})
	t.Run("a text too long for a QR code is an error", func(t *testing.T) {
		t.Parallel()
		d := p.Document(Meta{})
		d.QR(strings.Repeat("x", 5000), "")
		if _, err := d.Bytes(); err == nil {
			t.Error("no error")
		}
	})
	t.Run("an empty document has one page", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff([]string{"第 1 页，共 1 页"}, pagesOf(t, file(t, p.Document(Meta{})))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a heading does not stand alone at the foot", func(t *testing.T) {
		t.Parallel()
		for n := 30; n < 45; n++ {
			d := p.Document(Meta{})
			d.Paragraph(strings.TrimSpace(strings.Repeat("行\n", n)))
			d.Heading("标题")
			d.Paragraph("正文")
			for _, page := range pagesOf(t, file(t, d)) {
				if strings.Contains(page, "标题") && !strings.Contains(page, "正文") {
					t.Errorf("it does after %d lines", n)
				}
			}
		}
	})
}

func TestWrap(t *testing.T) {
	t.Parallel()
	d := printer(t).Document(Meta{})
	const em = 10.0
	for _, c := range []struct {
		text string
		w    float64
		want []string
	}{
		{"", 5, []string{""}},
		{"一二三四五六", 4, []string{"一二三四", "五六"}},
		{"一二三四，五六", 4, []string{"一二三", "四，五六"}},       // no comma at the beginning
		{"一二三（四五）六", 4, []string{"一二三", "（四五）", "六"}}, // no bracket at the end
		{"一二\n三\n\n四", 4, []string{"一二", "三", "", "四"}},
		{"word word", 3, []string{"word", "word"}},
		{"工钱 300.00 元", 4, []string{"工钱", "300.00", "元"}},
		{"一二三四    五", 4, []string{"一二三四", "五"}},
		{"wwwwwwwwww", 2, []string{"ww", "ww", "ww", "ww", "ww"}},
		{"（（（（", 2, []string{"（（", "（（"}},
		{"一二", 0.5, []string{"一", "二"}},
	} {
		if diff := cmp.Diff(c.want, d.wrap(c.text, c.w*em, em)); diff != "" {
			t.Errorf("%q in %v ems: %s", c.text, c.w, diff)
		}
	}
	t.Run("no character is lost and no line is too long", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			text := rapid.StringMatching(`[ 一二，。（）“”ab0.\-\n]{0,40}`).Draw(r, "text")
			w := rapid.Float64Range(0, 12).Draw(r, "ems")
			lines := d.wrap(text, w*em, em)
			bare := func(s string) string {
				return strings.Map(func(c rune) rune {
					if unicode.IsSpace(c) {
						return -1
					}
					return c
				}, s)
			}
			if bare(strings.Join(lines, "")) != bare(text) {
				r.Fatalf("%q", lines)
			}
			for _, l := range lines {
				if d.width(l, em) > w*em && len([]rune(l)) > 1 {
					r.Fatalf("%q is %v wide, not %v", l, d.width(l, em), w*em)
				}
			}
		})
	})
}

func TestQRCodeIsDrawnModuleForModule(t *testing.T) {
	t.Parallel()
	const text = "https://yilu.example/v/K7QF-2M9X"
	d := printer(t).Document(Meta{})
	d.QR(text, "扫一扫")
	out := file(t, d)
	dir := t.TempDir()
	tool(t, "pdfimages", out, "-png", "-", filepath.Join(dir, "q"))
	data, err := os.ReadFile(filepath.Join(dir, "q-000.png"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	n := code.Bounds().Dx()
	if side := img.Bounds().Dx(); side != (n+8)*8 || side != img.Bounds().Dy() {
		t.Fatalf("image is %v for %d modules", img.Bounds(), n)
	}
	for y := -4; y < n+4; y++ {
		for x := -4; x < n+4; x++ {
			want := color.Gray{0xff} // the quiet zone
			if x >= 0 && x < n && y >= 0 && y < n {
				want = color.GrayModel.Convert(code.At(x, y)).(color.Gray)
			}
			if got := color.GrayModel.Convert(img.At((x+4)*8+4, (y+4)*8+4)); got != want {
				t.Fatalf("module %d, %d is %v", x, y, got)
			}
		}
	}
	if page := pagesOf(t, out)[0]; !strings.HasPrefix(page, "扫一扫") {
		t.Errorf("page %s", page)
	}
}
