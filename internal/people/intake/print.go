package intake

import (
	"context"
	"encoding/json"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/pdf"
	"yilu/internal/platform/sheet"
)

// draw makes the paper of slips, one page each.
func (s *Service) draw(ctx context.Context, lang core.Lang, slips []Slip) (_ []byte, err error) {
	defer fault.Wrap(&err, "intake.draw(%d)", len(slips))
	printer, err := s.Printer()
	if err != nil {
		return nil, err
	}
	ids := make([]core.PersonID, len(slips))
	for i, slip := range slips {
		ids[i] = slip.Person
	}
	names, err := s.Names.ShownNames(ctx, s.DB.Reader(), append(ids, slips[0].By))
	if err != nil {
		return nil, err
	}
	phones, err := s.Accounts.Phones(ctx, s.DB.Reader(), ids)
	if err != nil {
		return nil, err
	}
	people, err := registeredAll(ctx, s.DB.Reader(), ids)
	if err != nil {
		return nil, err
	}
	site := s.PublicURL
	if site == "" {
		site = api.SiteOf(ctx)
	}
	d := printer.Document(pdf.Meta{Title: "登记小票 Slip", Made: s.Now(), Lang: lang})
	for i, slip := range slips {
		if i > 0 {
			d.Break()
		}
		s.drawOne(d, site, slip, names, phones[slip.Person].String(), people[slip.Person].Region)
	}
	return d.Bytes()
}

func (s *Service) drawOne(d *pdf.Document, site string, slip Slip, names map[core.PersonID]string, phone string, region core.RegionCode) {
	if phone == "" {
		phone = "没有写 None"
	}
	url := strings.TrimSuffix(site, "/") + "/#/take-over?slip=" + string(slip.Code)
	d.Title("登记小票")
	d.Fields(
		[2]string{"姓名 Name", names[slip.Person]},
		[2]string{"住处 Home", s.words().region(region).ZH},
		[2]string{"手机 Phone", phone},
		[2]string{"登记人 By", names[slip.By]},
		[2]string{"日期 Date", string(core.DateOf(slip.Made))},
	)
	d.Heading("小票码  " + slip.Code.Text())
	d.Paragraph("有了手机就能自己管这个账号：扫下面的码，或打开网页点“凭小票接管”，写上小票码、手机号和短信验证码。" +
		"别人替您办过的事都看得到，不对的可以撤回或提出来。")
	d.Paragraph("小票码到 " + string(core.DateOf(slip.Expires)) + " 为止有效，只能用一次。不要给别人看；丢了请让登记的人换一张，旧的马上作废。")
	d.Note("With a phone you look after this account yourself: scan the code, or choose “Take over with a slip”, and enter the code, your number and the code that comes by SMS. It is valid until " + string(core.DateOf(slip.Expires)) + " and works once. Show it to nobody.")
	d.QR(url, "扫一扫，凭小票接管  "+url)
}

// example is the row of the template that shows how to fill it in; it is passed
// over when the table comes back.
func (s *Service) example(a core.Actor, homes []home) []string {
	town, village := "", ""
	w := s.words()
	for _, h := range homes {
		if h.town != "" {
			t, _ := w.set.Region(h.code.Town(), w.day)
			v, _ := w.set.Region(h.code, w.day)
			town, village = t.Name.ZH, v.Name.ZH
			break
		}
	}
	return []string{core.Text{ZH: "示例：王小明", EN: "Example: Wang"}.In(a.Lang), "350428197906150014", "13800138000", town, village, "保洁员、搬家工", "油漆工", Usual[0].Text.In(a.Lang), kindWords[0].text.In(a.Lang), ""}
}

// spareRows is how many rows of the template are prepared as text.
const spareRows = 600

// template is the table to fill in.
func (s *Service) template(a core.Actor) ([]byte, error) {
	w := s.words()
	homes := w.homes(a.Areas(Roles...))
	choose := map[string][]string{}
	seen := map[string]bool{}
	for _, h := range homes {
		r, _ := w.set.Region(h.code, w.day)
		code := "village"
		if h.town == "" {
			code = "town"
		}
		if name := r.Name.In(a.Lang); !seen[code+name] && len(choose[code]) < 1000 {
			seen[code+name] = true
			choose[code] = append(choose[code], name)
		}
	}
	for _, t := range w.set.Trades(w.day) {
		choose["wants"] = append(choose["wants"], t.Name.In(a.Lang))
	}
	choose["can"] = choose["wants"]
	for _, u := range Usual {
		choose["when"] = append(choose["when"], u.Text.In(a.Lang))
	}
	for _, k := range kindWords {
		choose["kind"] = append(choose["kind"], k.text.In(a.Lang))
	}
	page := sheet.Page{Name: core.Text{ZH: "登记表", EN: "Registration"}.In(a.Lang), Rows: [][]string{s.example(a, homes)}, Spare: spareRows}
	for _, f := range fields {
		page.Columns = append(page.Columns, sheet.Column{Head: f.head.In(a.Lang), Width: f.width, Note: f.note.In(a.Lang), Choose: choose[f.code], Strong: f.needed})
	}
	return sheet.Book(page)
}

// rejected is the table of rows that could not be taken in, as they stood, with
// the reason.
func rejected(im Import, lines []Line, lang core.Lang) ([]byte, error) {
	page := sheet.Page{Name: core.Text{ZH: "要改的行", EN: "Rejected"}.In(lang)}
	for _, head := range im.Doc.Heads {
		page.Columns = append(page.Columns, sheet.Column{Head: head, Width: 18})
	}
	page.Columns = append(page.Columns, sheet.Column{Head: reasonHead.In(lang), Width: 60, Danger: true})
	for _, l := range lines {
		row := make([]string, len(im.Doc.Heads), len(im.Doc.Heads)+1)
		copy(row, l.Cells)
		var why []string
		for _, f := range l.Faults {
			why = append(why, f.Text.In(lang))
		}
		page.Rows = append(page.Rows, append(row, strings.Join(why, " ")))
	}
	return sheet.Book(page)
}

// wishesIn reads the wishes out of a kept profile, for showing.
func wishesIn(profile []byte) (w Wishes, ok bool) {
	var doc struct {
		Trades []Wish `json:"trades"`
	}
	err := json.Unmarshal(profile, &doc)
	return Wishes{Trades: doc.Trades}, err == nil && len(doc.Trades) > 0
}
