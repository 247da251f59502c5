package privacy

import (
	"context"
	"errors"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type exportView struct {
	ID        core.ID[Export] `json:"id"`
	State     ExportState     `json:"state" enum:"asked,ready,gone" doc:"asked: being put together. gone: its time is over."`
	Size      int64           `json:"size" doc:"In bytes; 0 while it is put together."`
	AskedAt   time.Time       `json:"asked_at"`
	ReadyAt   *time.Time      `json:"ready_at,omitempty"`
	ExpiresAt *time.Time      `json:"expires_at,omitempty" doc:"When it is deleted."`
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func viewExport(e Export) exportView {
	return exportView{e.ID, e.State, e.Size, e.Asked, optional(e.Ready), optional(e.Expires)}
}

type hindranceView struct {
	Text string `json:"text" doc:"What must be brought to its end first."`
	Link string `json:"link" doc:"The page of the H5 where that is done; may be empty."`
}

type keptView struct {
	Text   string `json:"text"`
	Months int64  `json:"months" doc:"How long at least, from the erasure on."`
	Source string `json:"source" doc:"The law, as it is cited."`
}

type erasureView struct {
	State      ErasureState    `json:"state" enum:",waiting,withdrawn,stopped,done" doc:"Empty: never asked."`
	AskedAt    *time.Time      `json:"asked_at,omitempty"`
	DueAt      *time.Time      `json:"due_at,omitempty" doc:"When it happens, unless it is taken back."`
	WaitDays   int64           `json:"wait_days" doc:"How long there is to take it back."`
	Erases     []string        `json:"erases" nullable:"false"`
	Keeps      []keptView      `json:"keeps" nullable:"false" doc:"What may have to stay, without a name, and by which law."`
	Hindrances []hindranceView `json:"hindrances" nullable:"false" doc:"What stands in the way now; empty if nothing does."`
}

type eraseInput struct {
	Body struct {
		Confirmed bool `json:"confirmed" doc:"That it was read what is erased and what stays."`
	}
}

type exportPath struct {
	ID string `path:"id" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	op := func(id, method, path, summary, doc string) api.Op {
		return api.Op{ID: id, Method: method, Path: path, Tag: "privacy", Summary: summary, Doc: doc}
	}
	ask := op("ask-export", http.MethodPost, "/me/exports", "Have all my data put together", "A zip with a page to read and the same as JSON. A message tells when it is ready. At most 2 a day.")
	ask.Status = http.StatusCreated
	api.Act(a, ask, func(ctx context.Context, tx db.Tx, who core.Actor, _ *struct{}) (exportView, error) {
		e, err := s.AskExport(ctx, tx, who)
		return viewExport(e), err
	})
	api.Read(a, op("list-exports", http.MethodGet, "/me/exports", "My exports, newest first", ""), func(ctx context.Context, who core.Actor, _ *struct{}) (api.List[exportView], error) {
		all, err := exportsOf(ctx, s.DB.Reader(), who.Person)
		return api.CutPage(all, len(all), func(e Export) any { return e.ID }, viewExport), err
	})
	api.Send(a, op("read-export", http.MethodGet, "/me/exports/{id}/file", "The file of an export", "For its owner alone, until it expires."), []string{"application/zip"},
		func(ctx context.Context, who core.Actor, in *exportPath) (api.File, error) {
			e, zip, err := s.Fetch(ctx, who, core.ID[Export](in.ID))
			return api.File{Type: "application/zip", Name: "yilu-" + string(core.DateOf(e.Asked)) + ".zip", Bytes: zip}, err
		})
	api.Read(a, op("get-erasure", http.MethodGet, "/me/erasure", "What erasing me means, and where my wish stands", ""), func(ctx context.Context, who core.Actor, _ *struct{}) (erasureView, error) {
		return s.showErasure(ctx, s.DB.Reader(), who)
	})
	api.Act(a, op("ask-erasure", http.MethodPost, "/me/erasure", "Ask to be erased", "Refused with what stands in the way: money, open work, a role. It happens after a time in which it can be taken back."),
		func(ctx context.Context, tx db.Tx, who core.Actor, in *eraseInput) (erasureView, error) {
			if !in.Body.Confirmed {
				return erasureView{}, ErrNotConfirm
			}
			if _, err := s.AskErasure(ctx, tx, who); err != nil {
				return erasureView{}, err
			}
			return s.showErasure(ctx, tx, who)
		})
	api.Act(a, op("take-back-erasure", http.MethodDelete, "/me/erasure", "Take back the wish to be erased", ""), func(ctx context.Context, tx db.Tx, who core.Actor, _ *struct{}) (erasureView, error) {
		if _, err := s.TakeBack(ctx, tx, who); err != nil {
			return erasureView{}, err
		}
		return s.showErasure(ctx, tx, who)
	})
	s.registerCorrections(a)
}

// showErasure is what the person is shown before and after.
func (s *Service) showErasure(ctx context.Context, q db.Q, who core.Actor) (v erasureView, err error) {
	v = erasureView{WaitDays: s.Ref.Set().Value("erase_wait", s.today()), Keeps: []keptView{}, Hindrances: []hindranceView{}}
	for _, t := range erased {
		v.Erases = append(v.Erases, t.In(who.Lang))
	}
	for _, k := range s.keeps(mayKeep) {
		v.Keeps = append(v.Keeps, keptView{k.What.In(who.Lang), k.Months, k.Why.In(who.Lang)})
	}
	e, err := lastErasure(ctx, q, who.Person)
	switch {
	case err == nil:
		v.State, v.AskedAt, v.DueAt = e.State, &e.Asked, &e.Due
	case !errors.Is(err, db.ErrNoRow):
		return v, err
	}
	hindrances, err := s.Hindering(ctx, q, who.Person)
	for _, h := range hindrances {
		v.Hindrances = append(v.Hindrances, hindranceView{h.Text.In(who.Lang), h.Link})
	}
	return v, err
}
