package blob

import (
	"bytes"
	"mime"
	"path"
	"strings"
)

// Type is the kind of a file's content, as a media type.
type Type string

// The kinds that are told apart. JPEG, PNG and PDF are taken; the others are
// known so that a refusal can name them.
const (
	Unknown Type = ""
	JPEG    Type = "image/jpeg"
	PNG     Type = "image/png"
	PDF     Type = "application/pdf"
	WebP    Type = "image/webp"
	GIF     Type = "image/gif"
	HEIC    Type = "image/heic"
)

// headLen is how much of a file Sniff needs.
const headLen = 16

// Sniff tells the kind of a file from its first 16 bytes. Every kind is told by
// what stands at the very beginning, so that no file is of two kinds.
func Sniff(head []byte) Type {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return GIF
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return WebP
	case len(head) >= 12 && string(head[4:8]) == "ftyp" && heifBrands[string(head[8:12])]:
		return HEIC
	}
	return Unknown
}

// heifBrands are the marks of telephone pictures in ISO base media files
// (ISO/IEC 23008-12, annex B; mif1 and msf1 are its general ones).
var heifBrands = map[string]bool{
	"heic": true, "heix": true, "heim": true, "heis": true, "hevc": true, "hevx": true, "mif1": true, "msf1": true,
}

// claims are the names and media types by which a file says what it is.
var claims = map[string]Type{
	".jpg": JPEG, ".jpeg": JPEG, ".jpe": JPEG, ".jfif": JPEG, "image/jpeg": JPEG, "image/jpg": JPEG, "image/pjpeg": JPEG,
	".png": PNG, "image/png": PNG, "image/x-png": PNG,
	".pdf": PDF, "application/pdf": PDF, "application/x-pdf": PDF,
	".webp": WebP, "image/webp": WebP,
	".gif": GIF, "image/gif": GIF,
	".heic": HEIC, ".heif": HEIC, "image/heic": HEIC, "image/heif": HEIC,
}

// claimed returns the kind that a file name or a media type stands for; Unknown
// if it stands for none.
func claimed(claim string) Type {
	if media, _, err := mime.ParseMediaType(claim); err == nil && strings.Contains(media, "/") {
		return claims[media]
	}
	return claims[strings.ToLower(path.Ext(claim))]
}

// name is how people call the kind.
func (t Type) name() string {
	switch t {
	case JPEG:
		return "JPG"
	case PNG:
		return "PNG"
	case PDF:
		return "PDF"
	case WebP:
		return "WebP"
	case GIF:
		return "GIF"
	case HEIC:
		return "HEIC"
	case Unknown:
	}
	return "?"
}
