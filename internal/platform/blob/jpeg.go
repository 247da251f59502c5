package blob

import (
	"bytes"
	"encoding/binary"
)

// orientation is how a picture must be turned to stand upright (Exif 2.32, tag
// 0x0112): 1 to 8, where 1 is upright and 5 to 8 change width and height.
type orientation int

const upright orientation = 1

// facts are what a JPEG says of itself beside its pixels.
type facts struct {
	orientation orientation
	progressive bool
	scans       int
}

// Markers of JPEG segments (ITU-T T.81, table B.1).
const (
	markSOF2 = 0xc2 // start of a progressive frame
	markSOS  = 0xda // start of a scan
	markEOI  = 0xd9 // end of the image
	markAPP1 = 0xe1 // Exif stands here
)

// readFacts walks the segments of a JPEG as far as they are well formed. What it
// can't read it leaves to the decoder to refuse.
func readFacts(data []byte) facts {
	f := facts{orientation: upright}
	for at := 2; at+4 <= len(data); {
		if data[at] != 0xff {
			at++ // between the segments, and the pixels of a scan
			continue
		}
		mark := data[at+1]
		if mark == 0xff {
			at++ // fill byte
			continue
		}
		if mark == 0x00 || mark == 0x01 || mark >= 0xd0 && mark <= 0xd8 {
			at += 2 // no segment follows: a byte of pixels, a restart
			continue
		}
		if mark == markEOI {
			return f
		}
		size := max(2, int(binary.BigEndian.Uint16(data[at+2:]))) // of the segment, with these two bytes
		body := data[at+4 : max(at+4, min(at+2+size, len(data)))]
		switch mark {
		case markSOF2:
			f.progressive = true
		case markSOS:
			f.scans++
		case markAPP1:
			if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && f.orientation == upright {
				f.orientation = exifOrientation(tiff)
			}
		}
		at += 2 + size
	}
	return f
}

// exifOrientation finds the orientation in the first directory of a TIFF block;
// upright if there is none or it makes no sense.
func exifOrientation(tiff []byte) orientation {
	if len(tiff) < 8 {
		return upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upright
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upright
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return upright
		}
		// tag, type (3 is a 16-bit number), count, value
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == 3 {
			if o := orientation(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return upright
		}
		entries = entries[12:]
	}
	return upright
}
