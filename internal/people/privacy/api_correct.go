package privacy

import (
	"context"
	"errors"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// CorrectionView is a correction as its owner sees it.
type CorrectionView struct {
	ID      core.ID[Correction] `json:"id"`
	Kind    CorrectionKind      `json:"kind" enum:"identity,phone"`
	State   CorrectionState     `json:"state" enum:"open,done,refused,withdrawn"`
	Reason  string              `json:"reason"`
	Answer  string              `json:"answer" doc:"Why not, on a refusal."`
	AskedAt time.Time           `json:"asked_at"`
	EndedAt *time.Time          `json:"ended_at,omitempty"`
}

func viewCorrection(c Correction) CorrectionView {
	return CorrectionView{c.ID, c.Kind, c.State, c.Reason, c.Answer, c.Asked, optional(c.Ended)}
}

type correctInput struct {
	Body struct {
		Kind     CorrectionKind    `json:"kind" enum:"identity,phone"`
		Name     string            `json:"name,omitempty" maxLength:"120" doc:"Of identity: as on the document." example:"王小明"`
		Document core.DocumentKind `json:"document_kind,omitempty" enum:"citizen_id,hmt_residence,foreigner_pr,hm_pass,tw_pass,passport"`
		Number   string            `json:"document,omitempty" maxLength:"60"`
		Birth    core.Date         `json:"birth,omitempty" maxLength:"10"`
		Phone    string            `json:"phone,omitempty" maxLength:"40" doc:"Of phone: the new number."`
		Code     string            `json:"code,omitempty" maxLength:"20" doc:"Of phone: the code that came to the new number."`
		Photo    string            `json:"photo" maxLength:"36" doc:"A file: the photo of the document."`
		Reason   string            `json:"reason" maxLength:"800" doc:"Why; 4 to 200 characters."`
	}
}

// askedView is what a reviewer sees of a correction.
type askedView struct {
	CorrectionView
	Person   core.PersonID `json:"person"`
	Photo    core.FileID   `json:"photo"`
	NowName  string        `json:"now_name" doc:"As it stands now, in full."`
	NowPhone string        `json:"now_phone" doc:"Masked."`
	NowDoc   string        `json:"now_document" doc:"Masked."`
	Name     string        `json:"name" doc:"As it should be; empty for a phone."`
	Document string        `json:"document" doc:"As it should be, in full; empty for a phone."`
	Phone    string        `json:"phone" doc:"The new number, in full; empty for a name or document."`
	Register string        `json:"register" enum:",consistent,mismatch" doc:"What the register says of the new name and number; empty if it was not reached."`
}

type correctionPath struct {
	ID string `path:"id" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}

func (s *Service) registerCorrections(a *api.Server) {
	op := func(id, method, path, summary, doc string) api.Op {
		return api.Op{ID: id, Method: method, Path: path, Tag: "privacy", Summary: summary, Doc: doc}
	}
	ask := op("ask-correction", http.MethodPost, "/me/corrections", "Have my name, document or lost phone corrected",
		"A reviewer decides, who sees the photo of the document. One open at a time, 3 in 30 days.")
	ask.Status = http.StatusCreated
	api.Secret(a, ask, s.Keys, s.askCorrection)
	api.Read(a, op("list-corrections", http.MethodGet, "/me/corrections", "My corrections, newest first", ""), func(ctx context.Context, who core.Actor, _ *struct{}) (api.List[CorrectionView], error) {
		all, err := s.correctionsOf(ctx, s.DB.Reader(), who.Person)
		return api.CutPage(all, len(all), func(c Correction) any { return c.ID }, viewCorrection), err
	})
	api.Act(a, op("withdraw-correction", http.MethodDelete, "/me/corrections/{id}", "Withdraw a correction", ""), func(ctx context.Context, tx db.Tx, who core.Actor, in *correctionPath) (CorrectionView, error) {
		c, err := s.Withdraw(ctx, tx, who, core.ID[Correction](in.ID))
		return viewCorrection(c), err
	})
	look := op("get-correction", http.MethodGet, "/corrections/{id}", "What somebody wants corrected", "For reviewers of the person's area; the person sees who looked.")
	look.Roles = []core.Role{core.Reviewer}
	api.Look(a, look, s.lookAt)
}

func (s *Service) askCorrection(ctx context.Context, who core.Actor, in *correctInput, decide api.Decide[CorrectionView]) (v CorrectionView, err error) {
	b := in.Body
	w := Wish{Reason: b.Reason}
	switch b.Kind {
	case IdentityWish:
		if w.Identity, err = s.People.Read(Identity{b.Name, b.Document, b.Number, b.Birth}); err != nil {
			return v, err
		}
		if consistent, asked := s.People.Ask(ctx, w.Identity); asked {
			w.Register = map[bool]string{true: "consistent", false: "mismatch"}[consistent]
		}
	case PhoneWish:
		if w.Phone, err = s.Accounts.ReadPhone(b.Phone); err != nil {
			return v, err
		}
	default:
		return v, ErrWhatToMend
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (CorrectionView, error) {
		if b.Kind == PhoneWish {
			if err := s.Accounts.UseCode(ctx, tx, w.Phone, b.Code); err != nil {
				return CorrectionView{}, err
			}
		}
		c, err := s.AskCorrection(ctx, tx, who, b.Kind, w, core.FileID(b.Photo))
		return viewCorrection(c), err
	})
}

// lookAt shows a correction to a reviewer, and records that.
func (s *Service) lookAt(ctx context.Context, tx db.Tx, who core.Actor, in *correctionPath) (v askedView, err error) {
	c, err := s.correctionOf(ctx, tx, core.ID[Correction](in.ID))
	if errors.Is(err, db.ErrNoRow) || err == nil && c.Person == who.Person {
		return v, ErrNoWish
	}
	if err != nil {
		return v, err
	}
	home, err := s.People.Home(ctx, tx, c.Person)
	if err != nil {
		return v, err
	}
	if err := api.Within(who, home, core.Reviewer); err != nil {
		return v, err
	}
	now, err := s.subject(ctx, tx, c.Person)
	v = askedView{CorrectionView: viewCorrection(c), Person: c.Person, Photo: c.Photo, NowName: now.Name.Reveal(), NowPhone: now.Phone.String(), NowDoc: now.Document.String(),
		Name: c.Identity.Name, Document: c.Identity.Document, Phone: string(c.Phone), Register: c.Register}
	return v, errors.Join(err, audit.Append(ctx, tx, audit.By(who, s.Now(), string(c.Person), "privacy.read_correction", string(c.ID), "更正审核")))
}
