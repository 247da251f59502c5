package blob

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
)

const (
	// MaxUpload is the most bytes that Image and Document read: a photo of a
	// good telephone has about half of it.
	MaxUpload = 20 << 20
	// MaxSide is the longer side of a stored picture, in pixels: enough to read
	// a certificate, about 300 KB.
	MaxSide = 1600
	// quality of a stored picture, as image/jpeg counts.
	quality = 85
	// maxPixels of a picture that is decoded in at most three bytes a pixel: 50
	// million, the sensor of a good telephone.
	maxPixels = 50_000_000
	// maxHeavyPixels of a picture that takes up to fifteen bytes a pixel while it
	// is decoded: a PNG or a progressive JPEG.
	maxHeavyPixels = 16_000_000
	// maxScans of a progressive JPEG. Cameras and programs make about ten; each
	// costs a pass over the whole picture and may be a few bytes in the file.
	maxScans = 64
)

// File is an upload that was accepted.
type File struct {
	Type          Type
	Bytes         []byte // what to store
	Width, Height int    // of a picture, in pixels
}

// decoding bounds how many pictures are in memory at once, each up to 250 MB.
// It is of the package because memory is of the process.
var decoding = make(chan struct{}, 2)

// Image accepts a picture: a JPEG or a PNG by its content. It returns a new JPEG
// of what can be seen, upright, on white, at most MaxSide pixels on its longer
// side, without anything else that the upload had in it. Each claim is a file
// name or a media type that came with the upload; one that names another kind
// than the content has is a lie, one that names none is nothing.
//
// WebP and HEIC are refused by name: nothing in the standard library reads them,
// and the faces convert them before they send.
//
// Errors: ErrSize, ErrType, ErrLies, ErrBroken, ErrPixels, the reader's and the
// context's.
func Image(ctx context.Context, r io.Reader, claims ...string) (File, error) {
	data, kind, err := accept(ctx, r, claims, JPEG, PNG)
	if err != nil {
		return File{}, err
	}
	return redraw(ctx, data, kind)
}

// Document accepts a picture, as Image does, or a PDF by its content. A PDF is
// stored as it came, so it must be served as a download or in a sandbox.
//
// Errors: those of Image.
func Document(ctx context.Context, r io.Reader, claims ...string) (File, error) {
	data, kind, err := accept(ctx, r, claims, JPEG, PNG, PDF)
	if err != nil {
		return File{}, err
	}
	if kind == PDF {
		return wholePDF(data)
	}
	return redraw(ctx, data, kind)
}

// accept reads an upload and tells its kind, which must be one of those taken.
func accept(ctx context.Context, r io.Reader, claims []string, taken ...Type) ([]byte, Type, error) {
	data, err := io.ReadAll(io.LimitReader(reader{ctx, r}, MaxUpload+1))
	if err != nil {
		return nil, Unknown, fmt.Errorf("read upload: %w", err)
	}
	if len(data) > MaxUpload {
		return nil, Unknown, ErrSize.With("max", megabytes(MaxUpload))
	}
	kind := Sniff(data)
	for _, c := range claims {
		if t := claimed(c); t != Unknown && t != kind {
			return nil, Unknown, ErrLies.With("claim", t.name())
		}
	}
	if !slices.Contains(taken, kind) {
		names := make([]string, len(taken))
		for i, t := range taken {
			names[i] = t.name()
		}
		return nil, Unknown, ErrType.With("types", strings.Join(names, " / "))
	}
	return data, kind, nil
}

// redraw decodes a picture and makes a new one of it.
func redraw(ctx context.Context, data []byte, kind Type) (File, error) {
	facts := facts{orientation: upright}
	config, decode := png.DecodeConfig, png.Decode
	limit := maxHeavyPixels
	if kind == JPEG {
		facts = readFacts(data)
		config, decode = jpeg.DecodeConfig, jpeg.Decode
		if !facts.progressive {
			limit = maxPixels
		}
	}
	c, err := config(bytes.NewReader(data))
	if err != nil {
		return File{}, ErrBroken.Because(err)
	}
	if c.Width < 1 || c.Height < 1 || facts.scans > maxScans {
		return File{}, ErrBroken.Because(fmt.Errorf("%d x %d, %d scans", c.Width, c.Height, facts.scans))
	}
	if c.Width > limit/c.Height {
		return File{}, ErrPixels.With("max", limit/10_000, "megapixels", limit/1_000_000)
	}
	select {
	case decoding <- struct{}{}:
		defer func() { <-decoding }()
	case <-ctx.Done():
		return File{}, ctx.Err()
	}
	img, err := decode(bytes.NewReader(data))
	if err != nil {
		return File{}, ErrBroken.Because(err)
	}
	return encode(turn(shrink(img, MaxSide), facts.orientation))
}

func encode(img *image.RGBA) (File, error) {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		return File{}, fmt.Errorf("encode picture: %w", err)
	}
	return File{Type: JPEG, Bytes: out.Bytes(), Width: img.Rect.Dx(), Height: img.Rect.Dy()}, nil
}

// wholePDF checks that a PDF has its end, with nothing of note behind it: a file
// of two kinds (a PDF with an archive appended) has not.
func wholePDF(data []byte) (File, error) {
	// Readers look for the end in the last 1024 bytes (ISO 32000-1, annex H,
	// note 18); the pointer to its table stands just before.
	end := data[max(0, len(data)-1024):]
	at := bytes.LastIndex(end, []byte("%%EOF"))
	if at < 0 || !bytes.Contains(end[:at], []byte("startxref")) ||
		len(bytes.TrimSpace(end[at+len("%%EOF"):])) > 0 {
		return File{}, ErrBroken
	}
	return File{Type: PDF, Bytes: data}, nil
}
