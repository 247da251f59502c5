package file

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/db"
)

// View is a file as the API shows it; its content is at /files/{id}.
type View struct {
	ID     core.FileID `json:"id"`
	Type   string      `json:"type" enum:"image/jpeg,application/pdf"`
	Size   int64       `json:"size" doc:"In bytes, as stored."`
	Width  int         `json:"width" doc:"Of a picture, in pixels; 0 for a PDF."`
	Height int         `json:"height" doc:"Of a picture, in pixels; 0 for a PDF."`
	At     time.Time   `json:"at"`
}

type uploadInput struct {
	Media   string `header:"Content-Type" maxLength:"100" doc:"image/jpeg, image/png or application/pdf. The content must be what it says."`
	RawBody []byte `contentType:"application/octet-stream"`
}

type readInput struct {
	ID string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Direct(a, api.Op{
		ID: "upload-file", Method: http.MethodPost, Path: "/files", Tag: "files", Status: http.StatusCreated, MaxBody: MaxUpload,
		Summary: "Upload a photo or a document",
		Doc:     "The body is the file itself: a JPEG, a PNG or a PDF of at most 8 MB. A picture is drawn anew at up to 1600 pixels and keeps nothing of where and with what it was taken. What nothing uses within 7 days is deleted. At most 60 a day.",
	}, s.upload)
	api.Send(a, api.Op{
		ID: "read-file", Method: http.MethodGet, Path: "/files/{id}", Tag: "files", Public: true,
		Summary: "A file's content",
		Doc:     "For its owner and for reviewers, whose looking is recorded; pictures of published jobs for anyone. A PDF comes as a download.",
	}, []string{string(blob.JPEG), string(blob.PDF)}, s.read)
}

// upload does the file work outside of the transaction, so it recalls and
// remembers the key itself. A refusal is not remembered: the same bytes are
// refused again.
func (s *Service) upload(ctx context.Context, actor core.Actor, k api.Key, in *uploadInput) (v View, err error) {
	recall := func(ctx context.Context, q db.Q) (found bool, err error) {
		if !k.Given() {
			return false, nil
		}
		was, found, err := api.Recall(ctx, q, k)
		if err != nil || !found {
			return false, err
		}
		return true, was.Into(&v)
	}
	if found, err := recall(ctx, s.DB.Reader()); err != nil || found {
		return v, err
	}
	_, err = s.Upload(ctx, actor, bytes.NewReader(in.RawBody), in.Media, func(ctx context.Context, tx db.Tx, f File) error {
		if found, err := recall(ctx, tx); err != nil {
			return err
		} else if found {
			return errTwin
		}
		v = viewOf(f)
		doc, err := json.Marshal(v)
		if err != nil || !k.Given() {
			return err
		}
		return api.Remember(ctx, tx, api.Answer{Key: k, Body: doc, At: f.At})
	})
	if errors.Is(err, errTwin) {
		err = nil // the same request came first, and v is its answer
	}
	return v, err
}

// errTwin ends the later of two equal uploads.
var errTwin = errors.New("the same upload was answered meanwhile")

func (s *Service) read(ctx context.Context, actor core.Actor, in *readInput) (api.File, error) {
	f, content, err := s.Read(ctx, actor, core.FileID(in.ID))
	if err != nil {
		return api.File{}, err
	}
	out := api.File{Type: string(f.Type), Shared: f.Shared, Bytes: content}
	if f.Type == blob.PDF {
		out.Name = string(f.ID) + ".pdf"
	}
	return out, nil
}

func viewOf(f File) View {
	return View{ID: f.ID, Type: string(f.Type), Size: f.Size, Width: f.Width, Height: f.Height, At: f.At}
}
