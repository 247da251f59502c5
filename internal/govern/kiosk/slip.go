package kiosk

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/pdf"
)

// ErrNoSlip refuses a slip about somebody else's place.
var ErrNoSlip = fault.New(fault.NotFound, "kiosk.no_slip", "没有找到这一单。", "There is no such engagement.")

type slipInput struct {
	Engagement string `path:"engagement" maxLength:"36"`
}

// printSlip sends what a worker takes home about a place.
func (s *Service) printSlip(ctx context.Context, a core.Actor, in *slipInput) (api.File, error) {
	id, err := core.ParseID[core.Engagement](in.Engagement)
	if err != nil {
		return api.File{}, ErrNoSlip
	}
	slip, err := s.Slips.Slip(ctx, s.DB.Reader(), a, id)
	if err != nil {
		return api.File{}, err
	}
	printer, err := s.Printer()
	if err != nil {
		return api.File{}, err
	}
	site := s.Site
	if site == "" {
		site = api.SiteOf(ctx)
	}
	doc, err := slip.draw(printer, site+"/#/engagements/"+string(id), a.Lang, s.Now())
	return api.File{Type: "application/pdf", Bytes: doc}, err
}

// draw sets the slip: where, when, whom to ask for, what is paid.
func (p Slip) draw(printer *pdf.Printer, link string, lang core.Lang, now time.Time) ([]byte, error) {
	say := func(zh, en string) string { return core.Text{ZH: zh, EN: en}.In(lang) }
	d := printer.Document(pdf.Meta{Title: say("接活小条", "Your job"), Made: now, Lang: lang})
	d.Title(p.Title)
	var when string
	for i, w := range p.Windows {
		if i > 0 {
			when += "\n"
		}
		when += w.Start.In(core.China).Format("2006-01-02 15:04") + " – " + w.End.In(core.China).Format("15:04")
	}
	d.Fields([][2]string{
		{say("雇主", "Employer"), p.Employer}, {say("工钱", "Pay"), p.PayText}, {say("时间", "When"), when},
		{say("地点", "Where"), p.Address + " " + p.Door}, {say("联系人", "Ask for"), p.Contact + " " + p.Phone},
		{say("签到", "Check in"), p.Opens.In(core.China).Format("15:04") + " – " + p.Closes.In(core.China).Format("15:04")},
	}...)
	d.Paragraph(say("来不了请尽早打电话，或到大厅窗口取消。工钱已经押在平台，干完结算进您的钱包。",
		"If you can't come, call early or cancel at a counter. The wage is held; it comes to your wallet when the work is settled."))
	d.QR(link, say("用手机扫一扫，看这一单。", "Scan to see this job on a phone."))
	return d.Bytes()
}
