package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// jsonFormat reads and writes bodies. Text that is not UTF-8, and NUL, which no
// database column takes, are refused at the door.
var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	},
	Unmarshal: func(data []byte, v any) error {
		if !utf8.Valid(data) || hasNUL(data) {
			return errText
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		if err := dec.Decode(v); err != nil {
			var typed *json.UnmarshalTypeError
			if errors.As(err, &typed) { // a number out of range
				return errInvalid.At("body." + typed.Field).Because(err)
			}
			return errSyntax.Because(err)
		}
		if _, err := dec.Token(); !errors.Is(err, io.EOF) {
			return errSyntax
		}
		return nil
	},
}

var escapedNUL = []byte(`\u0000`)

// hasNUL reports whether a JSON text has a NUL, raw or escaped.
func hasNUL(data []byte) bool {
	if bytes.IndexByte(data, 0) >= 0 {
		return true
	}
	for rest := data; ; {
		i := bytes.Index(rest, escapedNUL)
		if i < 0 {
			return false
		}
		slashes := 0
		for j := i - 1; j >= 0 && rest[j] == '\\'; j-- {
			slashes++
		}
		if slashes%2 == 0 { // the backslash is not itself escaped
			return true
		}
		rest = rest[i+len(escapedNUL):]
	}
}
