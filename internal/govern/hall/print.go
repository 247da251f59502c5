package hall

import (
	"context"
	"strconv"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/pdf"
)

// printMuster sends a roll as a document.
func (s *Service) printMuster(ctx context.Context, a core.Actor, in *DispatchPath) (api.File, error) {
	var r Roll
	err := s.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		r, err = s.Muster(ctx, tx, a, in.hall(), in.dispatch())
		return err
	})
	if err != nil {
		return api.File{}, err
	}
	printer, err := s.Printer()
	if err != nil {
		return api.File{}, err
	}
	doc, err := r.draw(printer, s.Now())
	return api.File{Type: "application/pdf", Bytes: doc}, err
}

// draw sets the roll: who is who is masked, and what is not known yet is left
// free to be written by hand.
func (r Roll) draw(printer *pdf.Printer, now time.Time) ([]byte, error) {
	d := printer.Document(pdf.Meta{Title: "派工点名册 " + r.Job.Title, Made: now})
	d.Title("派工点名册")
	var when string
	for i, w := range r.Job.Windows {
		if i > 0 {
			when += "；"
		}
		when += shortSpan(w)
	}
	fields := [][2]string{
		{"大厅", r.Hall.Name.ZH}, {"雇主", r.Employer}, {"活", r.Job.Title + "（" + r.Job.Trade + "），" + r.Job.PayText},
		{"地点", r.Job.Address}, {"时间", when}, {"人数", itoa(r.Job.Booked) + " / " + itoa(r.Job.Places)},
	}
	if !r.Dispatch.Meet.IsZero() || r.Dispatch.Meeting != "" {
		meet := r.Dispatch.Meeting
		if !r.Dispatch.Meet.IsZero() {
			meet = shortTime(r.Dispatch.Meet) + " " + meet
		}
		fields = append(fields, [2]string{"集合", meet})
	}
	if r.Dispatch.Transport != "" {
		fields = append(fields, [2]string{"接送", r.Dispatch.Transport})
	}
	d.Fields(fields...)
	rows := make([][]string, 0, len(r.Members))
	for _, m := range r.Members {
		if !m.In {
			continue
		}
		c := r.Cards[m.Person]
		name := c.Name
		if m.Person == r.Dispatch.Leader {
			name += "（带队）"
		}
		rows = append(rows, []string{strconv.Itoa(len(rows) + 1), name, c.Phone, optTime(m.StartedAt), optTime(m.FinishedAt), figure(m.Stated), figure(m.Offered), ""})
	}
	d.Table([]pdf.Column{
		{Head: "序", Share: 0.5}, {Head: "姓名", Share: 1.3}, {Head: "手机", Share: 1.6}, {Head: "到岗", Share: 1}, {Head: "收工", Share: 1},
		{Head: "本人报", Share: 1.4}, {Head: "雇主记", Share: 1.4}, {Head: "签字", Share: 1.2},
	}, rows)
	d.Note("姓名和手机号按规定遮盖。打印于 " + now.In(core.China).Format("2006-01-02 15:04") + "。")
	return d.Bytes()
}

func figure(f *Figure) string {
	if f == nil {
		return ""
	}
	return f.Text + " " + f.Amount.Text() + " 元"
}

func optTime(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(core.China).Format("15:04")
}

func shortTime(t time.Time) string { return t.In(core.China).Format("1月2日 15:04") }

func shortSpan(w core.Span) string {
	return shortTime(w.Start) + "–" + w.End.In(core.China).Format("15:04")
}
