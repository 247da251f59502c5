package wallet

import (
	"fmt"
	"strconv"

	"yilu/internal/platform/pdf"
)

// draw makes the paper of an income proof: in Chinese, for banks and landlords,
// with the English beside the headings. page is where it can be verified.
func (s *Service) draw(p Proof, page string) ([]byte, error) {
	printer, err := s.Printer()
	if err != nil {
		return nil, err
	}
	d := printer.Document(pdf.Meta{Title: "收入证明 Income proof", Code: string(p.Code), Made: p.At})
	d.Title("收入证明")
	d.Paragraph(fmt.Sprintf("兹证明 %s 在 %s 至 %s 期间，通过本平台干活并实际收到工钱 %d 笔，合计人民币 %s 元。",
		p.Name.Reveal(), p.From, p.To, p.Entries, p.Total.Text()))
	rows := make([][]string, 0, len(p.Months)+1)
	for _, m := range p.Months {
		rows = append(rows, []string{m.Month, strconv.FormatInt(m.Count, 10), m.Sum.Text()})
	}
	rows = append(rows, []string{"合计 Total", strconv.FormatInt(p.Entries, 10), p.Total.Text()})
	d.Table([]pdf.Column{{Head: "月份 Month"}, {Head: "笔数 Payments", Right: true}, {Head: "金额（元） Yuan", Right: true}}, rows)
	d.Paragraph("金额来自平台账本中已付到本人钱包的工钱，税前。任何人都可以扫码或打开网页，输入编号核对真假。")
	d.QR(page, "扫一扫，核对真假 "+page)
	return d.Bytes()
}
