package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"yilu/internal/core"
	"yilu/internal/platform/api"
)

// hello opens every stream: what a page shows may have changed before it.
type hello struct {
	At time.Time `json:"at"`
}

// pingEvery is below the 30 to 60 seconds after which proxies give up.
const pingEvery = 20 * time.Second

type streamInput struct {
	Last string `header:"Last-Event-ID" maxLength:"36" doc:"The last message that arrived: later ones are sent again."`
}

// registerStream adds the stream by hand: the library's own helper numbers
// events with integers, and ours have the ids of messages.
func (c *Center) registerStream(s *api.Server) {
	op := s.Operation(api.Op{ID: "stream", Method: http.MethodGet, Path: "/stream", Tag: "stream",
		Summary: "What concerns me, live (server-sent events)",
		Doc:     "Event hello opens; message carries an inbox message and has its id; signal {topic, id} says that a thing changed and should be read again; a comment every 20 seconds keeps the line open. After a break send Last-Event-ID."})
	schemas := s.Huma().OpenAPI().Components.Schemas
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The stream; it does not end by itself.",
		Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{
			Type: "string", Description: "Events; the data of message and signal are the Message and Signal schemas.",
			Extensions: map[string]any{"x-events": map[string]any{
				"message": schemaRef[View](schemas), "signal": schemaRef[Signal](schemas), "hello": schemaRef[hello](schemas),
			}},
		}}},
	}}
	huma.Register(s.Huma(), op, func(_ context.Context, in *streamInput) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(hc huma.Context) {
			hc.SetHeader("Content-Type", "text/event-stream")
			hc.SetHeader("Cache-Control", "no-store")
			hc.SetHeader("X-Accel-Buffering", "no")
			hc.SetStatus(http.StatusOK)
			c.stream(hc.Context(), in.Last, hc.BodyWriter())
		}}, nil
	})
}

// line writes one page's stream.
type line struct {
	w     io.Writer
	flush func()
	dead  interface{ SetWriteDeadline(time.Time) error }
}

// writeFor is how long a page may take to swallow one event.
const writeFor = 10 * time.Second

func newLine(w io.Writer) line {
	l := line{w: w, flush: func() {}}
	if f, ok := w.(http.Flusher); ok {
		l.flush = f.Flush
	}
	if rw, ok := w.(http.ResponseWriter); ok {
		l.dead = http.NewResponseController(rw)
	}
	return l
}

// event sends one event; id may be empty.
func (l line) event(name, id string, data any) error {
	doc, err := json.Marshal(data)
	if err != nil {
		return err
	}
	text := "event: " + name + "\n"
	if id != "" {
		text += "id: " + id + "\n"
	}
	return l.raw(text + "data: " + string(doc) + "\n\n")
}

func (l line) raw(text string) error {
	if l.dead != nil {
		_ = l.dead.SetWriteDeadline(core.SystemClock().Add(writeFor)) // about real time, whatever the clock says
	}
	if _, err := io.WriteString(l.w, text); err != nil {
		return fmt.Errorf("stream: %w", err)
	}
	l.flush()
	return nil
}

// stream sends until the page leaves. Joining comes before the replay, so that
// nothing falls between; what comes twice has the same id.
func (c *Center) stream(ctx context.Context, last string, w io.Writer) {
	a := api.ActorOf(ctx)
	l := c.hub.join(a.Person, a.Grants)
	if l == nil {
		return
	}
	defer c.hub.leave(l)
	out, view := newLine(w), viewIn(a.Lang)
	if out.event("hello", "", hello{c.now()}) != nil || c.replay(ctx, a.Person, last, out, view) != nil {
		return
	}
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			err = out.raw(": still here\n\n")
		case it, ok := <-l.items:
			switch {
			case !ok:
				return
			case it.message != nil:
				err = out.event("message", string(it.message.ID), view(*it.message))
			default:
				err = out.event("signal", "", it.signal)
			}
		}
		if err != nil {
			return
		}
	}
}

// replay sends what came after the message that the page saw last.
func (c *Center) replay(ctx context.Context, person core.PersonID, last string, out line, view func(Message) View) error {
	id, err := core.ParseID[Message](last)
	if err != nil {
		return nil //nolint:nilerr // a first visit names none
	}
	missed, err := messagesAfter(ctx, c.db.Reader(), person, id, core.MaxPage)
	for _, m := range missed {
		if err := out.event("message", string(m.ID), view(m)); err != nil {
			return err
		}
	}
	return err
}

func schemaRef[T any](r huma.Registry) any {
	return r.Schema(reflect.TypeFor[T](), true, "")
}
