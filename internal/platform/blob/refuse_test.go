package blob

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/fault"
)

func TestUploadsAreRefused(t *testing.T) {
	t.Parallel()
	jpg, pngBytes := asJPEG(t, quarters(64, 64)), asPNG(t, quarters(64, 64))
	hugeJPEG := bytes.Clone(jpg)
	sof := bytes.Index(hugeJPEG, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(hugeJPEG[sof+5:], 65535)
	binary.BigEndian.PutUint16(hugeJPEG[sof+7:], 65535)
	progressive := bytes.Clone(jpg)
	progressive[sof+1] = markSOF2
	binary.BigEndian.PutUint16(progressive[sof+5:], 5000)
	binary.BigEndian.PutUint16(progressive[sof+7:], 5000)
	sos := bytes.Index(jpg, []byte{0xff, markSOS})
	manyScans := append(bytes.Clone(jpg[:len(jpg)-2]), bytes.Repeat(jpg[sos:sos+14], 100)...)

	for _, c := range []struct {
		name   string
		data   []byte
		claims []string
		want   *fault.Fault
	}{
		{"nothing", nil, nil, ErrType},
		{"text", []byte("hello"), nil, ErrType},
		{"a program", []byte("\x7fELF\x02\x01\x01"), nil, ErrType},
		{"a web page", []byte("<!doctype html><script>alert(1)</script>"), nil, ErrType},
		{"an SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), nil, ErrType},
		{"WebP", []byte("RIFF\x10\x00\x00\x00WEBPVP8 "), []string{"a.webp", "image/webp"}, ErrType},
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), []string{"IMG_0001.HEIC"}, ErrType},
		{"GIF", []byte("GIF89a\x01\x00\x01\x00"), []string{"a.gif"}, ErrType},
		{"a PDF where a picture is asked for", []byte(smallPDF), []string{"a.pdf"}, ErrType},
		{"a program named as a picture", []byte("\x7fELF\x02\x01\x01"), []string{"a.jpg"}, ErrLies},
		{"a web page sent as a picture", []byte("<html>"), []string{"", "image/png"}, ErrLies},
		{"a PNG named as a JPEG", pngBytes, []string{"A.JPG"}, ErrLies},
		{"a JPEG sent as a PNG", jpg, []string{"a.jpg", "image/png; charset=x"}, ErrLies},
		{"a JPEG named as a PDF", jpg, []string{"a.pdf"}, ErrLies},
		{"a GIF named as a JPEG", []byte("GIF89a/*\xff\xd8\xff*/=1;alert(1)"), []string{"x.jpeg"}, ErrLies},
		{"a picture behind other bytes", append([]byte("PK\x03\x04"), jpg...), nil, ErrType},
		{"a JPEG's beginning", jpg[:20], []string{"a.jpg"}, ErrBroken},
		{"half a JPEG", jpg[:len(jpg)/2], nil, ErrBroken},
		{"half a PNG", pngBytes[:len(pngBytes)/2], nil, ErrBroken},
		{"a PNG without its end", pngBytes[:len(pngBytes)-20], nil, ErrBroken},
		{"a JPEG that is only a mark", []byte("\xff\xd8\xff"), nil, ErrBroken},
		{"a PNG of no width", pngOf(0, 10, 8, 2), nil, ErrBroken},
		{"a PNG bomb", pngOf(100_000, 100_000, 8, 6), nil, ErrPixels},
		{"a PNG bomb of one bit a pixel", pngOf(50_000, 50_000, 1, 0), nil, ErrPixels},
		{"a PNG of the largest sides there are", pngOf(1<<31-1, 1<<31-1, 8, 2), nil, ErrBroken},
		{"a PNG of one endless line", pngOf(1<<31-1, 1, 8, 2), nil, ErrPixels},
		{"a JPEG bomb", hugeJPEG, nil, ErrPixels},
		{"a progressive JPEG that is large", progressive, nil, ErrPixels},
		{"a JPEG of a hundred scans", manyScans, nil, ErrBroken},
		{"too many bytes", append(bytes.Clone(jpg), make([]byte, MaxUpload)...), nil, ErrSize},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f, err := Image(t.Context(), bytes.NewReader(c.data), c.claims...)
			if !errors.Is(err, c.want) || f.Bytes != nil {
				t.Fatalf("Image = %d bytes, %v", len(f.Bytes), err)
			}
			got := fault.Of(err)
			if got.Kind != fault.Invalid || strings.Contains(got.ZH+got.EN, "{") {
				t.Errorf("%d %s %s", got.Kind, got.ZH, got.EN)
			}
		})
	}
	t.Run("a source that fails is no fault of the file", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("the line went dead")
		if _, err := Image(t.Context(), failing{broken}); !errors.Is(err, broken) || fault.Of(err) != nil {
			t.Errorf("Image: %v", err)
		}
	})
	t.Run("a caller that has gone is not waited for", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Image(ctx, bytes.NewReader(jpg)); !errors.Is(err, context.Canceled) {
			t.Errorf("Image: %v", err)
		}
	})
}

func TestClaimsThatSayNothing(t *testing.T) {
	t.Parallel()
	jpg := asJPEG(t, quarters(8, 8))
	for _, claims := range [][]string{nil, {""}, {"photo"}, {"application/octet-stream"}, {"photo.bin"}, {"照片.JPG"}, {"a.jpeg", "image/jpg"}, {"a/b"}, {"; ;"}} {
		if _, err := Image(t.Context(), bytes.NewReader(jpg), claims...); err != nil {
			t.Errorf("%q: %v", claims, err)
		}
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	t.Run("a whole PDF is stored as it came", func(t *testing.T) {
		t.Parallel()
		f, err := Document(t.Context(), strings.NewReader(smallPDF), "委托书.pdf", "application/pdf")
		want := File{Type: PDF, Bytes: []byte(smallPDF)}
		if diff := cmp.Diff(want, f); diff != "" || err != nil {
			t.Errorf("%s %v", diff, err)
		}
	})
	t.Run("a picture is drawn anew", func(t *testing.T) {
		t.Parallel()
		f, err := Document(t.Context(), bytes.NewReader(withExif(asJPEG(t, quarters(8, 8)), binary.BigEndian, 1)))
		if err != nil || f.Type != JPEG || bytes.Contains(f.Bytes, []byte("Exif")) {
			t.Errorf("%s, %v", f.Type, err)
		}
	})
	for name, c := range map[string]struct {
		data string
		want *fault.Fault
	}{
		"a PDF cut off":                 {smallPDF[:len(smallPDF)-10], ErrBroken},
		"a PDF with an archive behind":  {smallPDF + "PK\x03\x04" + strings.Repeat("x", 20), ErrBroken},
		"a PDF with a far end":          {smallPDF + strings.Repeat("\n", 2000), ErrBroken},
		"a PDF behind a page":           {"<script>alert(1)</script>" + smallPDF, ErrLies},
		"a PDF that is only a mark":     {"%PDF-", ErrBroken},
		"an end without a table before": {"%PDF-1.4\n%%EOF", ErrBroken},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			t.Parallel()
			f, err := Document(t.Context(), strings.NewReader(c.data), "a.pdf")
			if !errors.Is(err, c.want) || f.Bytes != nil {
				t.Errorf("Document = %v", err)
			}
		})
	}
}
