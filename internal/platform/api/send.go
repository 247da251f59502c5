package api

import (
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yilu/internal/core"
)

// File is an answer that is not JSON: a picture, a document.
type File struct {
	Type   string // its media type
	Name   string // to save it under; "" shows it in place
	Shared bool   // it never changes and is for anyone: caches may keep it
	Bytes  []byte
}

type fileOut struct {
	Type        string `header:"Content-Type"`
	Cache       string `header:"Cache-Control"`
	Policy      string `header:"Content-Security-Policy"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// Send registers an operation that changes nothing and answers with a file of
// one of the media types. Whatever is in it, it can run nothing in our pages.
func Send[I any](s *Server, op Op, types []string, fn func(ctx context.Context, a core.Actor, in *I) (File, error)) {
	o := s.Operation(op)
	content := map[string]*huma.MediaType{}
	for _, t := range types {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	o.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(http.StatusOK), Content: content}}
	huma.Register(s.huma, o, func(ctx context.Context, in *I) (*fileOut, error) {
		f, err := fn(ctx, ActorOf(ctx), in)
		if err != nil {
			return nil, problemOf(ctx, s.log, err)
		}
		res := &fileOut{Type: f.Type, Cache: "private, no-store", Policy: "default-src 'none'; sandbox", Disposition: "inline", Body: f.Bytes}
		if f.Shared {
			res.Cache = "public, max-age=31536000, immutable"
		}
		if f.Name != "" {
			res.Disposition = mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
		}
		return res, nil
	})
}
