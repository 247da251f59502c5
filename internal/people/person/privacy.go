package person

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Whole is a person's name and document in full, for their own export and for
// finding them where they were copied to; zero without a real name.
func (s *Service) Whole(ctx context.Context, q db.Q, person core.PersonID) (name crypto.Private[crypto.Name], document crypto.Private[crypto.Document], err error) {
	defer fault.Wrap(&err, "person.Whole(%s)", person)
	p, err := s.personOf(ctx, q, person)
	if errors.Is(err, db.ErrNoRow) {
		return name, document, nil
	}
	return p.Name, p.Number, err
}

// Dossier is what the module keeps of a person.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "person.Dossier(%s)", person)
	identity, err := s.identityPart(ctx, q, person)
	if err != nil {
		return nil, err
	}
	profile, err := s.profilePart(ctx, q, person)
	if err != nil {
		return nil, err
	}
	consents, err := s.consentsPart(ctx, q, person)
	if err != nil {
		return nil, err
	}
	looks, err := s.looksPart(ctx, q, person)
	return []dossier.Part{identity, profile, consents, looks}, err
}

func (s *Service) identityPart(ctx context.Context, q db.Q, person core.PersonID) (dossier.Part, error) {
	part := dossier.Part{Key: "identity", Title: core.Text{ZH: "姓名和证件", EN: "Name and document"}, Columns: []dossier.Column{
		dossier.Col("name", "姓名", "Name"), dossier.Col("kind", "证件种类", "Document"), dossier.Col("number", "证件号", "Number"),
		dossier.Col("birth", "出生日期", "Date of birth"), dossier.Col("verified_at", "实名时间", "Settled"),
	}}
	p, err := s.personOf(ctx, q, person)
	if errors.Is(err, db.ErrNoRow) {
		return part, nil
	}
	part.Add(dossier.Plain(p.Name.Reveal()), dossier.Plain(string(p.Kind)), dossier.Plain(p.Number.Reveal()), dossier.Plain(string(p.Birth)), dossier.At(p.Verified))
	return part, err
}

func (s *Service) profilePart(ctx context.Context, q db.Q, person core.PersonID) (dossier.Part, error) {
	part := dossier.Part{Key: "profile", Title: core.Text{ZH: "想干的活", EN: "Work you look for"}, Columns: []dossier.Column{
		dossier.Col("profile", "内容", "What"), dossier.Col("changed_at", "最后修改", "Last changed"),
	}}
	p, err := s.ProfileOf(ctx, q, person)
	if err != nil || p.Changed.IsZero() {
		return part, err
	}
	part.Add(dossier.Cell{Value: p.Profile, Text: s.tellProfile(p)}, dossier.At(p.Changed))
	return part, nil
}

// tellProfile is a profile in a sentence.
func (s *Service) tellProfile(p Profiled) (out core.Text) {
	add := func(zh, en string) { out.ZH, out.EN = out.ZH+zh+"；", out.EN+en+"; " }
	if p.Looking {
		add("在找活", "looking for work")
	} else {
		add("不找活", "not looking for work")
	}
	zh, en := s.showProfile(p, core.ZH).Labels, s.showProfile(p, core.EN).Labels
	for _, t := range p.Trades {
		add("工种 "+zh[t.Trade], "trade "+en[t.Trade])
	}
	for _, r := range p.Regions {
		add("地区 "+zh[r], "region "+en[r])
	}
	if p.Centre != nil {
		add("地点附近（坐标见 data 文件夹）", "near a place (its coordinates are in the folder data)")
	}
	if p.LowestPay != nil {
		add("最低工钱 "+p.LowestPay.Text()+" 元", "lowest pay "+p.LowestPay.Text()+" yuan")
	}
	if p.OwnTools {
		add("自带工具", "own tools")
	}
	return out
}

func (s *Service) consentsPart(ctx context.Context, q db.Q, person core.PersonID) (dossier.Part, error) {
	part := dossier.Part{Key: "consents", Title: core.Text{ZH: "同意和撤回", EN: "Consents"},
		Note: core.Text{ZH: "每一次同意和撤回，都记着是哪一份说明、怎么办的、谁替您办的。", EN: "Each time you accepted or withdrew, with the text, the door, and who did it for you."},
		Columns: []dossier.Column{
			dossier.Col("text", "说明", "Text"), dossier.Col("version", "版本", "Version"), dossier.Col("granted", "同意", "Accepted"),
			dossier.Col("channel", "途径", "Door"), dossier.Col("operator", "代办人编号", "Done by (number)"), dossier.Col("hash", "说明的指纹", "Hash of the text"), dossier.Col("at", "时间", "When"),
		}}
	all, err := everyConsentOf(ctx, q, person)
	for _, c := range all {
		title := core.Text{ZH: string(c.Kind), EN: string(c.Kind)}
		if t, err := textOf(c.Kind, c.Version); err == nil {
			title = t.Title
		}
		part.Add(dossier.Said(string(c.Kind), title), dossier.Plain(c.Version), dossier.Bool(c.Granted), dossier.Plain(string(c.Channel)),
			dossier.Plain(string(c.Operator)), dossier.Plain(c.Hash), dossier.At(c.At))
	}
	return part, err
}

var fieldTexts = map[Field]core.Text{NameField: {ZH: "姓名", EN: "name"}, DocumentField: {ZH: "证件号", EN: "document number"}, PhoneField: {ZH: "手机号", EN: "phone number"}}

var roleTexts = map[LookRole]core.Text{BySelf: {ZH: "您自己", EN: "yourself"}, ByReviewer: {ZH: "工作人员", EN: "staff"}, ByParty: {ZH: "同一单活的对方", EN: "the other side of a job"}, BySystem: {ZH: "系统", EN: "the system"}}

func (s *Service) looksPart(ctx context.Context, q db.Q, person core.PersonID) (dossier.Part, error) {
	part := dossier.Part{Key: "looks", Title: core.Text{ZH: "谁看过我的完整信息", EN: "Who saw your full data"}, Columns: []dossier.Column{
		dossier.Col("at", "时间", "When"), dossier.Col("who", "谁", "Who"), dossier.Col("role", "身份", "As"), dossier.Col("field", "看了什么", "What"), dossier.Col("reason", "为什么", "Why"),
	}}
	all, err := s.Looks(ctx, q, person, "", 5000)
	if err != nil {
		return part, err
	}
	var lookers []core.PersonID
	for _, l := range all {
		if l.Looker != "" {
			lookers = append(lookers, l.Looker)
		}
	}
	names, err := s.MaskedNames(ctx, q, lookers)
	for _, l := range all {
		part.Add(dossier.At(l.At), dossier.Plain(names[l.Looker]), dossier.Said(string(l.Role), roleTexts[l.Role]),
			dossier.Said(string(l.Field), fieldTexts[l.Field]), dossier.Plain(l.Reason))
	}
	return part, err
}

// everyConsentOf returns all that a person ever accepted or withdrew, in order.
func everyConsentOf(ctx context.Context, q db.Q, person core.PersonID) (out []Consent, err error) {
	// A prefix of the primary key.
	err = q.Rows(ctx, `
		SELECT id, kind, granted, version, lang, hash, channel, operator, at_us FROM person_consent
		WHERE person = $1 ORDER BY at_us, kind, id`, []any{person}, func(r db.Row) error {
		c := Consent{Person: person}
		var us int64
		err := r.Scan(&c.ID, &c.Kind, &c.Granted, &c.Version, &c.Lang, &c.Hash, &c.Channel, &c.Operator, &us)
		c.At = db.Instant(us)
		out = append(out, c)
		return err
	})
	return out, err
}

// Hindrances are none: nothing here must be brought to an end first.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase removes who the person is and what they looked for. That they had
// consented stays, without a name. Others who keep a copy hear of it.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "person.Erase(%s)", e.Person)
	for _, statement := range []string{
		`DELETE FROM person_document WHERE person = $1`,
		`DELETE FROM person_person WHERE person = $1`,
		`DELETE FROM person_profile WHERE person = $1`,
		`DELETE FROM person_attempt WHERE person = $1`,
		`DELETE FROM person_look WHERE person = $1`,
		`DELETE FROM person_roll WHERE person = $1`,
	} {
		// The person's rows, one table after the other.
		if _, err := tx.Exec(ctx, statement, e.Person); err != nil {
			return err
		}
	}
	e.Keep("keep_consent")
	return s.Outbox.Publish(ctx, tx, event.PersonErased{Person: e.Person})
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "person.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "real names", SQL: `SELECT COUNT(*) FROM person_person WHERE person IN`},
		dossier.Query{What: "documents", SQL: `SELECT COUNT(*) FROM person_document WHERE person IN`},
		dossier.Query{What: "profiles", SQL: `SELECT COUNT(*) FROM person_profile WHERE person IN`},
		dossier.Query{What: "looks", SQL: `SELECT COUNT(*) FROM person_look WHERE person IN`},
		dossier.Query{What: "lines of the roll", SQL: `SELECT COUNT(*) FROM person_roll WHERE person IN`},
	)
}
