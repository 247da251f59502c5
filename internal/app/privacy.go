package app

import (
	"context"
	"path/filepath"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/people/employer"
	"yilu/internal/people/person"
	"yilu/internal/people/privacy"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
	"yilu/internal/work/wallet"
)

// maxExport is the most bytes of one export's file.
const maxExport = 256 << 20

// privacyModule makes the module that every other one answers to.
func (a *App) privacyModule() (*privacy.Service, error) {
	exports, err := blob.NewFolder(filepath.Join(a.DataDir, "exports"), maxExport)
	if err != nil {
		return nil, err
	}
	return privacy.New(privacy.Deps{DB: a.DB, Now: a.Now, Log: a.Log, Outbox: a.Outbox, Jobs: a.Jobs, Notify: a.Notify, Keys: a.Ring, Ref: a.Ref,
		Store: exports, People: knownPeople{a.Person}, Accounts: a.Account, Files: a.File,
		Holders: []privacy.Holder{
			a.Person, a.Employer, a.Gig, purse{a.Wallet, a.Employer}, a.Reputation, a.Match, a.Intake, a.Hall, a.Kiosk, a.Reply, a.Oversight,
			messages{a.Notify}, a.File, deeds{a}, a.Staff, a.Account,
		}}), nil
}

// knownPeople answers what privacy asks about persons.
type knownPeople struct{ *person.Service }

func stated(i privacy.Identity) person.Stated {
	return person.Stated{Name: i.Name, Number: i.Document, Kind: i.Kind, Birth: i.Birth}
}

// Read says what is wrong with an identity, and gives its normal form.
func (p knownPeople) Read(i privacy.Identity) (privacy.Identity, error) {
	c, err := p.Service.Read(stated(i))
	if err != nil {
		return privacy.Identity{}, err
	}
	return privacy.Identity{Name: c.Name.Reveal(), Kind: c.Kind, Document: c.Number.Reveal(), Birth: c.Birth}, nil
}

// Ask puts an identity to the register.
func (p knownPeople) Ask(ctx context.Context, i privacy.Identity) (consistent, asked bool) {
	c, err := p.Service.Read(stated(i))
	if err != nil {
		return false, false
	}
	v := p.Service.Ask(ctx, c)
	return v == person.Consistent, v != ""
}

// CorrectIdentity replaces a name and a document.
func (p knownPeople) CorrectIdentity(ctx context.Context, tx db.Tx, actor core.Actor, id core.PersonID, i privacy.Identity) error {
	c, err := p.Service.Read(stated(i))
	if err != nil {
		return err
	}
	return p.Service.CorrectIdentity(ctx, tx, actor, id, c)
}

// Home is where a person is.
func (p knownPeople) Home(ctx context.Context, q db.Q, id core.PersonID) (core.RegionCode, error) {
	return p.RegionOf(ctx, q, id)
}

// purse is the wallet, which does not know whose employers are.
type purse struct {
	*wallet.Service
	employers *employer.Service
}

// Hindrances are money of the person and of employers that are only theirs.
func (p purse) Hindrances(ctx context.Context, q db.Q, id core.PersonID) ([]dossier.Hindrance, error) {
	own, err := p.employers.Alone(ctx, q, id)
	if err != nil {
		return nil, err
	}
	return p.HindrancesOf(ctx, q, id, own)
}

// Erase removes the cards of both.
func (p purse) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) error {
	own, err := p.employers.Alone(ctx, tx, e.Person)
	if err != nil {
		return err
	}
	return p.EraseOf(ctx, tx, e, own)
}

// messages are what stands in inboxes, and the answers remembered for repeated
// requests.
type messages struct{ *notify.Center }

// Dossier is the inbox.
func (m messages) Dossier(ctx context.Context, q db.Q, id core.PersonID) ([]dossier.Part, error) {
	part := dossier.Part{Key: "messages", Title: core.Text{ZH: "消息", EN: "Messages"}, Columns: []dossier.Column{
		dossier.Col("at", "时间", "When"), dossier.Col("title", "标题", "Title"), dossier.Col("body", "内容", "Text"), dossier.Col("read_at", "已读", "Read"),
	}}
	all, err := m.All(ctx, q, id, 5000)
	for _, x := range all {
		part.Add(dossier.At(x.At), dossier.Said(x.Title.ZH, x.Title), dossier.Said(x.Body.ZH, x.Body), dossier.At(x.Read))
	}
	return []dossier.Part{part}, err
}

// Hindrances are none.
func (m messages) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase forgets all messages and answers.
func (m messages) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) error {
	if err := api.ForgetOf(ctx, tx, e.Person); err != nil {
		return err
	}
	return m.Forget(ctx, tx, e.Person)
}

// Remains counts messages.
func (m messages) Remains(ctx context.Context, q db.Q, gone []core.PersonID) ([]string, error) {
	n, err := m.Count(ctx, q, gone)
	if err != nil || n == 0 {
		return nil, err
	}
	return []string{"people who were erased still have messages"}, nil
}

// deeds is the record of acts, which nobody erases.
type deeds struct{ *App }

// Dossier is all that was done by the person or concerning them.
func (d deeds) Dossier(ctx context.Context, q db.Q, id core.PersonID) ([]dossier.Part, error) {
	part := dossier.Part{Key: "record", Title: core.Text{ZH: "操作记录：什么时候做了什么、谁看过", EN: "Record: what was done when, and who looked"}, Columns: []dossier.Column{
		dossier.Col("at", "时间", "When"), dossier.Col("act", "操作", "Act"), dossier.Col("who", "谁", "Who"), dossier.Col("object", "对象", "Of what"),
		dossier.Col("reason", "为什么", "Why"), dossier.Col("channel", "途径", "Door"), dossier.Col("address", "网络地址", "Network address"),
	}}
	all, err := audit.About(ctx, q, string(id), "", 5000)
	if err != nil {
		return nil, err
	}
	var doers []core.PersonID
	for _, e := range all {
		if e.Actor != "" && e.Actor != id {
			doers = append(doers, e.Actor)
		}
	}
	names, err := d.Person.MaskedNames(ctx, q, doers)
	for _, e := range all {
		who, addr := dossier.Said(string(e.Actor), core.Text{ZH: names[e.Actor], EN: names[e.Actor]}), ""
		switch e.Actor {
		case "":
			who = dossier.Said("", core.Text{ZH: "系统", EN: "the system"})
		case id:
			who, addr = dossier.Said(string(id), core.Text{ZH: "您自己", EN: "yourself"}), e.Addr
		}
		part.Add(dossier.At(e.At), dossier.Plain(e.Act), who, dossier.Plain(e.Object), dossier.Plain(e.Reason), dossier.Plain(string(e.Channel)), dossier.Plain(addr))
	}
	return []dossier.Part{part}, err
}

// Hindrances are none.
func (d deeds) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase keeps the record.
func (d deeds) Erase(_ context.Context, _ db.Tx, e *dossier.Erasure) error {
	e.Keep("keep_audit")
	return nil
}

// Remains is nothing: what stays may.
func (d deeds) Remains(context.Context, db.Q, []core.PersonID) ([]string, error) { return nil, nil }
