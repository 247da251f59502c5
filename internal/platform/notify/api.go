package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// View is a message as the API shows it.
type View struct {
	ID    core.ID[Message] `json:"id"`
	Kind  string           `json:"kind" example:"job.ring"`
	Title string           `json:"title"`
	Body  string           `json:"body"`
	Link  string           `json:"link" doc:"The page it leads to; may be empty."`
	Data  json.RawMessage  `json:"data" doc:"What the page needs to show it well."`
	Ring  bool             `json:"ring" doc:"It can't wait: sound it."`
	At    time.Time        `json:"at"`
	Read  bool             `json:"read"`
}

func viewIn(lang core.Lang) func(Message) View {
	return func(m Message) View {
		doc, ok := m.Data.(json.RawMessage)
		if !ok {
			doc, _ = json.Marshal(m.Data)
		}
		return View{ID: m.ID, Kind: m.Kind, Title: m.Title.In(lang), Body: m.Body.In(lang), Link: m.Link, Data: doc, Ring: m.Ring, At: m.At, Read: !m.Read.IsZero()}
	}
}

// errMessage refuses what names no message.
var errMessage = fault.New(fault.Invalid, "notify.message", "没有这条消息，请刷新后再试。", "There is no such message; please read the list again.")

// Inbox is a page of messages and how many are unread.
type Inbox struct {
	api.List[View]
	Unread int64 `json:"unread"`
}

type readInput struct {
	Body struct {
		UpTo string `json:"up_to" maxLength:"36" doc:"The newest message that was seen."`
	}
}

// Register adds the inbox and the live stream.
func (c *Center) Register(s *api.Server) {
	api.Read(s, api.Op{ID: "list-inbox", Method: http.MethodGet, Path: "/inbox", Tag: "inbox", Summary: "My messages, newest first"},
		func(ctx context.Context, a core.Actor, in *struct{ api.PageQuery }) (Inbox, error) {
			before, more, err := api.DecodeCursor[core.ID[Message]](in.Cursor)
			if err != nil {
				return Inbox{}, err
			}
			if !more {
				before = "ffffffff-ffff-ffff-ffff-ffffffffffff"
			} else if before, err = core.ParseID[Message](string(before)); err != nil {
				return Inbox{}, errMessage.At("query.cursor").Because(err)
			}
			q, limit := c.db.Reader(), in.Page().Cut()
			rows, err := messagesBefore(ctx, q, a.Person, before, limit+1)
			if err != nil {
				return Inbox{}, err
			}
			n, err := unread(ctx, q, a.Person)
			return Inbox{api.CutPage(rows, limit, func(m Message) any { return m.ID }, viewIn(a.Lang)), n}, err
		})
	api.Act(s, api.Op{ID: "read-inbox", Method: http.MethodPost, Path: "/inbox/read", Tag: "inbox", Summary: "Mark my messages as read, up to one"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *readInput) (struct{}, error) {
			upTo, err := core.ParseID[Message](in.Body.UpTo)
			if err != nil {
				return struct{}{}, errMessage.At("body.up_to").Because(err)
			}
			if err := markRead(ctx, tx, a.Person, upTo, db.Micros(c.now())); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, c.Signal(ctx, tx, a.Person, "inbox", string(upTo))
		})
	c.registerStream(s)
}
