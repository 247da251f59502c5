package blob

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/fault"
)

var (
	red   = color.RGBA{0xe0, 0x10, 0x10, 0xff}
	green = color.RGBA{0x10, 0xc0, 0x10, 0xff}
	blue  = color.RGBA{0x10, 0x10, 0xe0, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
)

// quarters is red and green above, blue and white below.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range []color.RGBA{red, green, blue, white} {
		x, y := i%2*w/2, i/2*h/2
		draw.Draw(img, image.Rect(x, y, x+w/2, y+h/2), image.NewUniform(c), image.Point{}, draw.Src)
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an Exif block with the orientation and a place behind the
// beginning of a JPEG.
func withExif(data []byte, order binary.AppendByteOrder, o uint16) []byte {
	tiff := []byte("MM\x00*")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		tiff = []byte("II*\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = order.AppendUint16(tiff, 0x010f) // the camera's maker
	tiff = order.AppendUint16(tiff, 2)
	tiff = order.AppendUint32(tiff, 4)
	tiff = append(tiff, "CAM\x00"...)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, o)
	tiff = append(tiff, 0, 0)
	tiff = append(tiff, "GPS 26.73N 117.47E"...)
	return withSegment(data, markAPP1, append([]byte("Exif\x00\x00"), tiff...))
}

func withSegment(data []byte, mark byte, body []byte) []byte {
	out := append(bytes.Clone(data[:2]), 0xff, mark)
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), data[2:]...)
}

// pngOf is a PNG of one header and a little data, whatever it promises.
func pngOf(w, h uint32, depth, colour byte) []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	out = append(out, chunk("IHDR", append(header, depth, colour, 0, 0, 0))...)
	out = append(out, chunk("IDAT", []byte{0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1})...)
	return append(out, chunk("IEND", nil)...)
}

func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

const smallPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"

// corners are the colours at the four quarters of a stored picture.
func corners(t *testing.T, f File) []string {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(f.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	if b.Dx() != f.Width || b.Dy() != f.Height || f.Type != JPEG {
		t.Fatalf("stored %v, told %d x %d %s", b, f.Width, f.Height, f.Type)
	}
	var out []string
	for i := range 4 {
		at := img.At(b.Dx()/4+i%2*b.Dx()/2, b.Dy()/4+i/2*b.Dy()/2)
		out = append(out, nearest(at))
	}
	return out
}

// nearest names the colour, which JPEG does not keep exactly.
func nearest(c color.Color) string {
	name := ""
	least := 1 << 30
	got := color.RGBAModel.Convert(c).(color.RGBA)
	for n, o := range map[string]color.RGBA{"red": red, "green": green, "blue": blue, "white": white, "black": {A: 0xff}} {
		r, g, b := int(got.R)-int(o.R), int(got.G)-int(o.G), int(got.B)-int(o.B)
		if d := r*r + g*g + b*b; d < least {
			least, name = d, n
		}
	}
	return name
}

func TestImage(t *testing.T) {
	t.Parallel()
	t.Run("orientation is honoured and everything unseen is left out", func(t *testing.T) {
		t.Parallel()
		plain := asJPEG(t, quarters(64, 32))
		for o, want := range map[uint16][]string{
			1: {"red", "green", "blue", "white"},
			2: {"green", "red", "white", "blue"},
			3: {"white", "blue", "green", "red"},
			4: {"blue", "white", "red", "green"},
			5: {"red", "blue", "green", "white"},
			6: {"blue", "red", "white", "green"},
			7: {"white", "green", "blue", "red"},
			8: {"green", "white", "red", "blue"},
			9: {"red", "green", "blue", "white"}, // makes no sense: as it is
		} {
			for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
				f, err := Image(t.Context(), bytes.NewReader(withExif(plain, order, o)), "a.jpg")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, corners(t, f)); diff != "" {
					t.Errorf("orientation %d, %v: %s", o, order, diff)
				}
				if wide := f.Width > f.Height; wide != (o < 5 || o > 8) {
					t.Errorf("orientation %d: %d x %d", o, f.Width, f.Height)
				}
				for _, trace := range []string{"Exif", "GPS", "CAM"} {
					if bytes.Contains(f.Bytes, []byte(trace)) {
						t.Errorf("%s is stored", trace)
					}
				}
			}
		}
	})
	t.Run("a large picture becomes 1600 pixels long, a small one stays", func(t *testing.T) {
		t.Parallel()
		for _, c := range [][4]int{{2000, 1000, 1600, 800}, {500, 2000, 400, 1600}, {1601, 1, 1600, 1}, {5000, 2, 1600, 1}, {1600, 90, 1600, 90}, {1, 1, 1, 1}} {
			for _, data := range [][]byte{asJPEG(t, quarters(c[0], c[1])), asPNG(t, quarters(c[0], c[1]))} {
				f, err := Image(t.Context(), bytes.NewReader(data))
				if err != nil || f.Width != c[2] || f.Height != c[3] {
					t.Errorf("%v: %d x %d, %v", c, f.Width, f.Height, err)
				}
			}
		}
		f, err := Image(t.Context(), bytes.NewReader(asPNG(t, quarters(1700, 1300))))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"red", "green", "blue", "white"}, corners(t, f)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("what can be seen through is white", func(t *testing.T) {
		t.Parallel()
		f, err := Image(t.Context(), bytes.NewReader(asPNG(t, image.NewNRGBA(image.Rect(0, 0, 20, 20)))))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"white", "white", "white", "white"}, corners(t, f)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("every colour model is read", func(t *testing.T) {
		t.Parallel()
		r := image.Rect(0, 0, 40, 40)
		for _, img := range []draw.Image{image.NewGray(r), image.NewGray16(r), image.NewNRGBA64(r),
			image.NewPaletted(r, color.Palette{red, green, blue, white}), image.NewRGBA64(r)} {
			draw.Draw(img, r, quarters(40, 40), image.Point{}, draw.Src)
			if _, err := Image(t.Context(), bytes.NewReader(asPNG(t, img))); err != nil {
				t.Errorf("%T: %v", img, err)
			}
		}
	})
}

func TestShrinkKeepsTheMean(t *testing.T) {
	t.Parallel()
	// Stripes finer than a new pixel become their mean, with no new stripes.
	src := image.NewGray(image.Rect(10, 10, 10+1500, 10+70))
	for i := range src.Pix {
		src.Pix[i] = byte(i % 2 * 200)
	}
	got := shrink(src, 500)
	for i := 0; i < len(got.Pix); i += 4 {
		if v := got.Pix[i]; v < 66 || v > 134 {
			t.Fatalf("pixel %d is %d", i/4, v)
		}
	}
	whole := shrink(src, 1500) // nothing to do: pixel for pixel
	for i, v := range src.Pix {
		if whole.Pix[i*4] != v {
			t.Fatalf("pixel %d is %d, was %d", i, whole.Pix[i*4], v)
		}
	}
}

func TestPolyglotsLoseTheirSecondNature(t *testing.T) {
	t.Parallel()
	jpg, pngBytes := asJPEG(t, quarters(32, 32)), asPNG(t, quarters(32, 32))
	payload := []byte("<?php system($_GET[0]); ?><script>alert(1)</script>PK\x03\x04%PDF-1.4")
	end := len(pngBytes) - 12 // before IEND
	for name, data := range map[string][]byte{
		"behind a JPEG":    append(bytes.Clone(jpg), payload...),
		"a JPEG's comment": withSegment(jpg, 0xfe, payload),
		"a JPEG's profile": withSegment(jpg, 0xe2, append([]byte("ICC_PROFILE\x00"), payload...)),
		"behind a PNG":     append(bytes.Clone(pngBytes), payload...),
		"a PNG's text":     append(append(bytes.Clone(pngBytes[:end]), chunk("tEXt", payload)...), pngBytes[end:]...),
		"a PNG's own kind": append(append(bytes.Clone(pngBytes[:end]), chunk("yiLU", payload)...), pngBytes[end:]...),
	} {
		f, err := Image(t.Context(), bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, trace := range []string{"<?php", "<script", "PK\x03\x04", "%PDF"} {
			if bytes.Contains(f.Bytes, []byte(trace)) {
				t.Errorf("%s: %q is stored", name, trace)
			}
		}
		if diff := cmp.Diff([]string{"red", "green", "blue", "white"}, corners(t, f)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestStoredPictureIsAccepted(t *testing.T) {
	t.Parallel()
	s, _ := folder(t)
	f, err := Image(t.Context(), bytes.NewReader(asPNG(t, quarters(300, 200))))
	if err != nil {
		t.Fatal(err)
	}
	id := newID()
	info, err := s.Put(t.Context(), id, bytes.NewReader(f.Bytes))
	if diff := cmp.Diff(Info{ID: id, Size: int64(len(f.Bytes)), Type: JPEG}, info); diff != "" || err != nil {
		t.Errorf("%s %v", diff, err)
	}
	again, err := Image(t.Context(), bytes.NewReader(f.Bytes), "x.jpg")
	if err != nil || again.Width != 300 || again.Height != 200 {
		t.Errorf("again: %d x %d, %v", again.Width, again.Height, err)
	}
}

func FuzzImage(f *testing.F) {
	jpg := asJPEG(f, quarters(16, 16))
	f.Add(jpg)
	f.Add(withExif(jpg, binary.LittleEndian, 6))
	f.Add(asPNG(f, quarters(16, 16)))
	f.Add(pngOf(100_000, 100_000, 8, 6))
	f.Add([]byte(smallPDF))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Document(t.Context(), bytes.NewReader(data))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("an upload is no defect of ours: %v", err)
			}
			return
		}
		if file.Type == PDF {
			return
		}
		c, err := jpeg.DecodeConfig(bytes.NewReader(file.Bytes))
		if err != nil || c.Width != file.Width || c.Height != file.Height || max(c.Width, c.Height) > MaxSide {
			t.Fatalf("%+v, told %d x %d, %v", c, file.Width, file.Height, err)
		}
	})
}

func ExampleImage() {
	img := image.NewGray(image.Rect(0, 0, 2000, 1500))
	var upload bytes.Buffer
	if err := png.Encode(&upload, img); err != nil {
		fmt.Println(err)
	}
	f, err := Image(context.Background(), &upload, "工地.png", "image/png")
	fmt.Println(f.Type, f.Width, f.Height, err)

	_, err = Image(context.Background(), strings.NewReader("MZ…"), "工地.png")
	fmt.Println(core.Text{ZH: fault.Of(err).ZH}.In(core.ZH))
	// Output:
	// image/jpeg 1600 1200 <nil>
	// 文件内容和它的类型不一样：写的是 PNG，其实不是。请选原来的文件重新上传。
}
