package person

import (
	"context"
	"slices"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/roster"
)

// staffPage returns a page of the people of the actor's areas, newest first.
func (s *Service) staffPage(ctx context.Context, q db.Q, a core.Actor, in *StaffInput, page core.Page) (l api.List[StaffView], err error) {
	before, err := roster.Before[core.Person](page.Cursor)
	if err != nil {
		return l, err
	}
	narrow, err := s.narrow(ctx, q, a, in)
	if err != nil {
		return l, err
	}
	limit := page.Cut()
	rows, err := s.staffRows(ctx, q, a.Lang, func(w *db.Where) {
		narrow(w)
		w.Past("r.person", "<", before)
	}, limit+1)
	return api.CutPage(rows, limit, func(v StaffView) any { return v.ID }, func(v StaffView) StaffView { return v }), err
}

// narrow reads what the list is narrowed by.
func (s *Service) narrow(ctx context.Context, q db.Q, a core.Actor, in *StaffInput) (func(*db.Where), error) {
	var days db.Where
	if err := roster.Days(&days, "r.since_us", in.From, in.To); err != nil {
		return nil, err
	}
	find, err := s.searched(ctx, q, in.Search)
	if err != nil {
		return nil, err
	}
	return func(w *db.Where) {
		w.Begins("r.region", core.Codes(a.Areas(deskRoles...))...)
		if in.Region != "" {
			w.Begins("r.region", in.Region)
		}
		switch in.Verified {
		case "true":
			w.And("r.verified")
		case "false":
			w.And("NOT r.verified")
		}
		_ = roster.Days(w, "r.since_us", in.From, in.To) // tried above
		if in.By != "" {
			w.Is("r.by_person", in.By)
		}
		find(w)
	}, nil
}

// searched reads what is searched for: a number, a document, or a name.
func (s *Service) searched(ctx context.Context, q db.Q, text string) (func(*db.Where), error) {
	text = core.Fold(text)
	switch searchKind(text) {
	case "":
		return func(*db.Where) {}, nil
	case "name":
		index := s.nameIndex(crypto.Hide[crypto.Name](text))
		return func(w *db.Where) { w.Is("r.name_index", index) }, nil
	case "document":
		ids, err := s.ownersOf(ctx, q, text)
		return func(w *db.Where) { w.Among("r.person", ids) }, err
	}
	if s.Numbers == nil {
		return func(w *db.Where) { w.And("1 = 0") }, nil
	}
	phone, err := core.ParsePhone(text)
	if err != nil {
		return nil, err
	}
	id, err := s.Numbers.PersonByPhone(ctx, q, phone)
	switch {
	case fault.KindOf(err) == fault.NotFound && err != nil:
		return func(w *db.Where) { w.And("1 = 0") }, nil
	case err != nil:
		return nil, err
	}
	return func(w *db.Where) { w.Is("r.person", id) }, nil
}

// ownersOf finds whose document a number is, whatever kind it is of.
func (s *Service) ownersOf(ctx context.Context, q db.Q, number string) (ids []any, err error) {
	var indexes [][]byte
	for _, kind := range core.DocumentKinds {
		indexes = append(indexes, s.documentIndex(kind, crypto.Hide[crypto.Document](number)))
	}
	args := db.Fill(indexes)
	// Rows by their primary key.
	err = q.Rows(ctx, `SELECT person FROM person_document WHERE document_index IN `+db.In(1, len(args)), args, func(r db.Row) error {
		var id core.PersonID
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// staffRows reads lines of the roll with their names and numbers, newest first.
func (s *Service) staffRows(ctx context.Context, q db.Q, lang core.Lang, narrow func(*db.Where), limit int) (out []StaffView, err error) {
	var w db.Where
	narrow(&w)
	last := w.Arg(limit)
	names, documents := s.names(), s.documents()
	// By the roll's key, or by the index of what narrows it.
	err = q.Rows(ctx, `
		SELECT r.person, r.region, r.verified, r.since_us, r.by_person, r.channel, COALESCE(p.kind, ''), COALESCE(p.birth, ''), p.name, p.document
		FROM person_roll r LEFT JOIN person_person p ON p.person = r.person`+w.SQL()+`
		ORDER BY r.person DESC LIMIT `+last, w.Args(), func(r db.Row) error {
		var v StaffView
		var since int64
		var birth core.Date
		var name crypto.Private[crypto.Name]
		var number crypto.Private[crypto.Document]
		err := r.Scan(&v.ID, &v.Region, &v.Verified, &since, &v.By, &v.Channel, &v.Kind, &birth, names.Into(&v.ID, &name), documents.Into(&v.ID, &number))
		v.Since, v.Name, v.Document = db.Instant(since), name.String(), number.String()
		if birth != "" {
			v.Age = birth.YearsAt(s.today())
		}
		out = append(out, v)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, s.adorn(ctx, q, lang, out)
}

// adorn adds what stands in other tables: numbers, regions' names, who registered.
func (s *Service) adorn(ctx context.Context, q db.Q, lang core.Lang, rows []StaffView) error {
	var people, others []core.PersonID
	for _, v := range rows {
		people = append(people, v.ID)
		if v.By != "" && v.By != v.ID && !slices.Contains(others, v.By) {
			others = append(others, v.By)
		}
	}
	names, err := s.MaskedNames(ctx, q, others)
	if err != nil {
		return err
	}
	phones := map[core.PersonID]crypto.Private[crypto.Phone]{}
	if s.Numbers != nil && len(people) > 0 {
		if phones, err = s.Numbers.Phones(ctx, q, people); err != nil {
			return err
		}
	}
	for i := range rows {
		v := &rows[i]
		v.Phone, v.ByName = phones[v.ID].String(), names[v.By]
		if v.By == v.ID {
			v.ByName = ""
		}
		if r, ok := s.Ref.Set().LastRegion(v.Region); ok {
			v.RegionName = r.Name.In(lang)
		}
	}
	return nil
}

// happenings are a person's timeline: registered, consents, who looked.
func (s *Service) happenings(ctx context.Context, q db.Q, lang core.Lang, v *StaffDetail) ([]Happening, error) {
	say := func(zh, en string) string { return core.Text{ZH: zh, EN: en}.In(lang) }
	out := []Happening{{At: v.Since, Who: v.ByName, Text: say("登记", "Registered")}}
	for _, c := range v.Consents {
		if c.At != nil && c.Granted {
			out = append(out, Happening{At: *c.At, Text: say("同意《"+c.Title+"》", "Accepted “"+c.Title+"”")})
		} else if c.At != nil {
			out = append(out, Happening{At: *c.At, Text: say("撤回《"+c.Title+"》", "Withdrew “"+c.Title+"”")})
		}
	}
	looks, err := s.Looks(ctx, q, v.ID, "", 50)
	if err != nil {
		return nil, err
	}
	var lookers []core.PersonID
	for _, k := range looks {
		if k.Looker != "" {
			lookers = append(lookers, k.Looker)
		}
	}
	names, err := s.MaskedNames(ctx, q, lookers)
	if err != nil {
		return nil, err
	}
	fields := map[Field]string{NameField: say("姓名", "name"), DocumentField: say("证件号", "document number"), PhoneField: say("手机号", "phone number")}
	for _, k := range looks {
		out = append(out, Happening{At: k.At, Who: names[k.Looker], Text: say("看了完整的"+fields[k.Field], "Saw the full "+fields[k.Field]), Why: k.Reason})
	}
	slices.SortStableFunc(out, func(a, b Happening) int { return b.At.Compare(a.At) })
	return out, nil
}
