// Package web carries the built faces inside the binary.
//
// `npm run build` in this folder fills dist: one folder per face, and fonts.
// Before the first build dist holds nothing, and Face, Font and RareFont say so.
package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// ErrNoBoot reports a page without a place for first data.
var ErrNoBoot = errors.New("the page has no place for first data")

// Face returns the files of a built face, such as "h5": index.html at its root,
// and everything under assets/ named after its content, so that it may be
// cached for ever.
//
// Errors: fs.ErrNotExist if the face has not been built.
func Face(name string) (fs.FS, error) {
	if _, err := fs.Stat(dist, "dist/"+name+"/index.html"); err != nil {
		return nil, fmt.Errorf("web: the face %q is not built: %w", name, err)
	}
	return fs.Sub(dist, "dist/"+name)
}

// Font returns Noto Sans SC Regular as TrueType, for documents made on the
// server (SIL Open Font License 1.1).
//
// Errors: fs.ErrNotExist if the faces have not been built.
func Font() ([]byte, error) {
	return dist.ReadFile("dist/fonts/NotoSansSC-Regular.ttf")
}

// RareFont returns Noto Sans JP Regular as TrueType, for the rare characters of
// names (生僻字) that Font lacks, such as 𠮷 (SIL Open Font License 1.1).
//
// Errors: fs.ErrNotExist if the faces have not been built.
func RareFont() ([]byte, error) {
	return dist.ReadFile("dist/fonts/NotoSansJP-Regular.ttf")
}

// The tag of first data, as it stands in every face's index.html.
var (
	bootOpen  = []byte(`<script type="application/json" id="boot">`)
	bootClose = []byte(`</script>`)
)

// Boot returns the page with first data in it, so that the face shows its first
// screen without asking for it. What data may hold is the type Boot in
// src/shared/api/boot.ts. The tag is data, not code: a policy that forbids
// inline scripts does not touch it.
//
// Errors: ErrNoBoot.
func Boot(page []byte, data any) ([]byte, error) {
	text, err := json.Marshal(data) // escapes <, > and &: no text can end the tag
	if err != nil {
		return nil, fmt.Errorf("web: first data: %w", err)
	}
	before, rest, found := bytes.Cut(page, bootOpen)
	_, after, closed := bytes.Cut(rest, bootClose)
	if !found || !closed {
		return nil, ErrNoBoot
	}
	return bytes.Join([][]byte{before, bootOpen, text, bootClose, after}, nil), nil
}
