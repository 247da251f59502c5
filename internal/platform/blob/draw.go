package blob

import (
	"image"
	"image/color"
	"image/draw"
)

// bandRows is how many rows of the picture are brought to one form at a time.
const bandRows = 32

// shrink returns the picture on white, made smaller if its longer side has more
// than side pixels. Every new pixel is the mean of the area it covers.
func shrink(src image.Image, side int) *image.RGBA {
	b := src.Bounds()
	sw, sh := b.Dx(), b.Dy()
	dw, dh := fit(sw, sh, side)
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	band := image.NewRGBA(image.Rect(0, 0, sw, min(bandRows, sh)))
	white := image.NewUniform(color.White)

	// Lengths are in units of 1/dh of a row: a row of the source is dh long, a
	// row of the result sh.
	row := make([]uint32, dw*3)
	sum := make([]uint64, dw*3)
	need, y := sh, 0
	for top := 0; top < sh; top += bandRows {
		rows := min(bandRows, sh-top)
		part := image.Rect(0, 0, sw, rows)
		draw.Draw(band, part, white, image.Point{}, draw.Src)
		draw.Draw(band, part, src, b.Min.Add(image.Pt(0, top)), draw.Over)
		for r := range rows {
			squeeze(row, band.Pix[r*band.Stride:], sw, dw)
			for rest := dh; rest > 0; {
				w := min(rest, need)
				for i, v := range row {
					sum[i] += uint64(v) * uint64(w)
				}
				rest, need = rest-w, need-w
				if need == 0 {
					put(dst.Pix[y*dst.Stride:], sum, uint64(sw)*uint64(sh))
					need, y = sh, y+1
				}
			}
		}
	}
	return dst
}

// squeeze sums the sw pixels of a row into dw sums of red, green and blue, each
// sw times the mean of its stretch.
func squeeze(row []uint32, pix []byte, sw, dw int) {
	x, rest := 0, dw
	for j := range dw {
		var r, g, b uint32
		for need := sw; need > 0; {
			w := min(rest, need)
			p := pix[x*4 : x*4+3 : x*4+3]
			r += uint32(p[0]) * uint32(w)
			g += uint32(p[1]) * uint32(w)
			b += uint32(p[2]) * uint32(w)
			rest, need = rest-w, need-w
			if rest == 0 {
				x, rest = x+1, dw
			}
		}
		row[j*3], row[j*3+1], row[j*3+2] = r, g, b
	}
}

// put writes the means of a row and clears its sums.
func put(pix []byte, sum []uint64, area uint64) {
	for i := range len(sum) / 3 {
		for c := range 3 {
			pix[i*4+c] = byte((sum[i*3+c] + area/2) / area)
		}
		pix[i*4+3] = 0xff
	}
	clear(sum)
}

// fit returns the size of a picture with its longer side at most side, and its
// shorter at least 1.
func fit(w, h, side int) (int, int) {
	long := max(w, h)
	if long <= side {
		return w, h
	}
	return max(1, (w*side+long/2)/long), max(1, (h*side+long/2)/long)
}

// turn sets the picture upright.
func turn(src *image.RGBA, o orientation) *image.RGBA {
	if o == upright {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := from(o, x, y, w, h)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}

// from returns the pixel of a w by h picture that is shown at x, y when upright.
func from(o orientation, x, y, w, h int) (int, int) {
	switch o {
	case 2: // mirrored
		return w - 1 - x, y
	case 3: // on its head
		return w - 1 - x, h - 1 - y
	case 4: // mirrored, on its head
		return x, h - 1 - y
	case 5: // mirrored, then turned left
		return y, x
	case 6: // top to the left: turn right
		return y, h - 1 - x
	case 7: // mirrored, then turned right
		return w - 1 - y, h - 1 - x
	case 8: // top to the right: turn left
		return w - 1 - y, x
	}
	return x, y
}
