package intake

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"yilu/internal/core"
	"yilu/internal/platform/sheet"
	"yilu/test/rig"
)

// nasty are files as they come from villages, made anew each time; each with what
// becomes of its rows: outcome, and the codes of what is wrong.
func nasty(t *testing.T) map[string]struct {
	file []byte
	want []string
} {
	t.Helper()
	doc := func(year int) string { return rig.Document(year) }
	gbk := func(s string) []byte {
		b, err := simplifiedchinese.GBK.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(b)
	}
	book := func(fill func(f *excelize.File) error) []byte {
		f := excelize.NewFile()
		var b bytes.Buffer
		if err := errors.Join(fill(f), f.Write(&b)); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	wide := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r > ' ' && r <= '~' {
				return r + 0xfee0
			}
			return r
		}, s)
	}
	type one = struct {
		file []byte
		want []string
	}
	twin := doc(1971)
	return map[string]one{
		"全角数字和零宽空格.csv": {[]byte("姓名,身份证号码,联系方式,村\n　王小\u200b明 ," + wide(doc(1979)) + ",１８８００００1111,解放村\n"), []string{"fresh"}},
		"GBK和标题行.csv":   {gbk("古镛镇解放村劳动力登记表\r\n填表人：老李,日期：2026年11月\r\n序号,名字,性别,公民身份号码,电话,村（社区）,求职意向,备注\r\n1,李四,男," + doc(1980) + ",18800001112,解放,保洁员；搬家,\r\n2,王五,女," + doc(1981) + ",,解放村委会,,无手机\r\n合计：2人\r\n"), []string{"fresh", "fresh"}},
		"UTF-8带BOM.csv": {[]byte("\ufeff姓名;身份证号;手机;村\n赵六;" + doc(1982) + ";18800001113;解放村\n"), []string{"fresh"}},
		"科学计数.csv":      {[]byte("姓名,身份证号,手机,村\n钱七,3.50428E+17,1.88E+10,解放村\n"), []string{"bad document phone"}},
		"数字身份证.xlsx": {book(func(f *excelize.File) error {
			return errors.Join(f.SetSheetRow("Sheet1", "A1", &[]any{"姓名", "身份证号码", "手机", "村"}),
				f.SetSheetRow("Sheet1", "A2", &[]any{"孙八", float64(350428197906150014), 18800001114, "解放村"}))
		}), []string{"bad document"}},
		"合并单元格和隐藏空行.xlsx": {book(func(f *excelize.File) error {
			return errors.Join(f.SetCellStr("Sheet1", "A1", "登记表"), f.MergeCell("Sheet1", "A1", "D1"),
				f.SetSheetRow("Sheet1", "A2", &[]any{"村", "姓名", "证件号", "手机"}),
				f.SetSheetRow("Sheet1", "A3", &[]any{"解放村", "周九", doc(1983), "18800001115"}),
				f.SetSheetRow("Sheet1", "A4", &[]any{nil, "吴十", doc(1984), nil}), f.MergeCell("Sheet1", "A3", "A4"),
				f.SetRowVisible("Sheet1", 5, false), f.SetRowVisible("Sheet1", 6, false), f.SetCellStr("Sheet1", "B6", "   "))
		}), []string{"fresh", "fresh"}},
		"日期.xlsx": {book(func(f *excelize.File) error {
			return errors.Join(f.SetSheetRow("Sheet1", "A1", &[]any{"姓名", "证件类型", "证件号码", "出生日期", "村"}),
				f.SetSheetRow("Sheet1", "A2", &[]any{"Anna Smith", "护照", "E12345678", 32904, "解放村"}),
				f.SetSheetRow("Sheet1", "A3", &[]any{"Bob Stone", "护照", "E12345679", "1990.1.31", "解放村"}),
				f.SetSheetRow("Sheet1", "A4", &[]any{"Carl May", "护照", "E12345670", "一九九〇年", "解放村"}))
		}), []string{"fresh", "fresh", "bad birth"}},
		"重复和各种错.csv": {[]byte("姓名,身份证号,手机,村,工种,什么时候能干\n" +
			"甲甲," + twin + ",18800001116,解放村,保洁员,周末\n乙乙," + twin + ",,解放村,,\n丙丙," + doc(1985) + ",18800001116,解放村,,\n" +
			"丁丁," + doc(1986) + ",,火星村,造火箭,看天\n戊戊," + doc(2018) + ",,解放村,,\n己," + doc(1987)[:17] + ",12345,解放村,,\n"),
			[]string{"fresh", "bad document", "bad phone", "bad village wants when", "bad document", "bad document name phone"}},
	}
}

func TestNastyFilesAreReadOrExplained(t *testing.T) {
	t.Parallel()
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	agent := r.Staff(t, core.VillageAgent, town)
	for name, c := range nasty(t) {
		t.Run(name, func(t *testing.T) {
			im := uploaded(t, agent, name, c.file)
			rows, _ := agent.Must(t, "GET", "/intake/imports/"+rig.Str(im, "id")+"/rows?limit=100", nil)["items"].([]any)
			var got []string
			for _, row := range rows {
				line := rig.Str(row, "outcome")
				columns := map[string]bool{}
				faults, _ := rig.At(row, "faults").([]any)
				for _, f := range faults {
					columns[rig.Str(f, "column")] = true
					if rig.Str(f, "text") == "" {
						t.Error("nothing is said about", f)
					}
				}
				for _, column := range []string{"document", "name", "phone", "village", "wants", "when", "birth", "kind"} {
					if columns[column] {
						line += " " + column
					}
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff, rows)
			}
		})
	}
}

func TestFilesThatCannotBeReadSayWhy(t *testing.T) {
	t.Parallel()
	r := rig.Start(t, "sqlite:"+filepath.Join(t.TempDir(), "yilu.db"))
	agent := r.Staff(t, core.VillageAgent, town)
	garbled, err := simplifiedchinese.GB18030.NewDecoder().String("姓名")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, want string }{
		{"empty", "", "sheet.empty"}, {"old", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "sheet.old"}, {"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00", "sheet.type"},
		{"no head", "王小明,350428197906150014\n", "intake.no_header"}, {"head alone", "姓名,身份证号\n", "sheet.empty"},
		{"garbled", garbled + ",x\n", "intake.garbled"}, {"cut off", "PK\x03\x04 and no more", "sheet.broken"}, {"too long", strings.Repeat("甲,乙\n", sheet.MaxRows+2), "sheet.size"},
	} {
		status, _, body := raw(t, agent, "POST", "/intake/imports", []byte(c.file))
		if got := rig.Str((rig.Reply{Status: status, Body: body}).Obj(t), "code"); c.file != "" && got != c.want || status < 400 || status >= 500 {
			t.Errorf("%s: %d %s, want %s", c.name, status, body, c.want)
		}
	}
	if n, _ := agent.Must(t, "GET", "/intake/imports", nil)["items"].([]any); len(n) != 0 {
		t.Error("something was kept:", n)
	}
}

func TestRejectedRowsAreMendedAndSentAgain(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		agent := r.Staff(t, core.VillageAgent, town)
		_, media, template := raw(t, agent, "GET", "/intake/template", nil)
		form, err := sheet.Read(template)
		if err != nil || media != sheet.MIME || form.Rows[0].At(1).Text != "证件号码" {
			t.Fatal(media, err, form)
		}
		if status, _, body := raw(t, agent, "POST", "/intake/imports", template); status != 422 {
			t.Error("the example was taken for somebody:", string(body))
		}
		known := rig.Document(1979)
		agent.Must(t, "POST", "/intake/people", formFor(t, agent, "王小明", known))
		page := sheet.Page{Name: "登记表", Columns: []sheet.Column{{Head: "姓名"}, {Head: "证件号码"}, {Head: "村（社区）"}, {Head: "想干的工种"}}, Rows: [][]string{
			{"新来的", rig.Document(1980), "解放村", "保洁员"}, {"写错了", "350428198001010019", "解放村", ""}, {"王小明", known, "新华村", "收银员"}, {"不要他", rig.Document(1981), "解放村", ""}}}
		file, err := sheet.Book(page)
		if err != nil {
			t.Fatal(err)
		}
		im := uploaded(t, agent, "一.xlsx", file)
		path := "/intake/imports/" + rig.Str(im, "id")
		if got := fmt.Sprint(rig.Num(im, "fresh"), rig.Num(im, "changes"), rig.Num(im, "bad")); got != "2 1 1" {
			t.Fatal(got, im)
		}
		rows := agent.Must(t, "GET", path+"/rows?only=change", nil)
		if rig.Str(rows, "items.0.differences.0.after") != "古镛镇新华村委会" || strings.Contains(rig.Str(rows, "items.0.document"), known) {
			t.Error(rows)
		}
		agent.Must(t, "POST", path+"/confirmations", rig.Obj{"leave_out": []int{4}, "consents": rig.Consents(t, agent, "terms", "privacy")})
		rig.Until(t, "it is through", func() bool { return rig.Str(agent.Must(t, "GET", path, nil), "state") == "done" })
		done := agent.Must(t, "GET", path, nil)
		if got := fmt.Sprint(rig.Num(done, "taken"), rig.Num(done, "changes"), rig.Num(done, "bad"), rig.Num(done, "fresh")); got != "1 1 1 1" {
			t.Error("what was not agreed to was done:", got)
		}
		_, _, back := raw(t, agent, "GET", path+"/rejected", nil)
		rejected, err := sheet.Read(back)
		if err != nil || len(rejected.Rows) != 2 || rejected.Rows[0].At(4).Text != "哪里不对" || !strings.Contains(rejected.Rows[1].At(4).Text, "最后一位") {
			t.Fatal(err, rejected)
		}
		status, _, pdf := raw(t, agent, "GET", path+"/slips", nil)
		if status != 200 || !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Error(status, string(pdf[:min(len(pdf), 300)]))
		}
		// Mended with a right number, and sent again with the reason still in it.
		var again sheet.Page
		for _, c := range rejected.Rows[0].Cells {
			again.Columns = append(again.Columns, sheet.Column{Head: c.Text})
		}
		again.Name, again.Rows = "改好", [][]string{{"写错了", rig.Document(1980), "解放村", "", rejected.Rows[1].At(4).Text}}
		file, err = sheet.Book(again)
		if err != nil {
			t.Fatal(err)
		}
		if im := uploaded(t, agent, "二.xlsx", file); rig.Num(im, "fresh") != 1 || rig.Num(im, "bad") != 0 {
			t.Error(im)
		}
		agent.Must(t, "DELETE", path, nil)
		agent.Refused(t, "GET", path, nil, "intake.import")
		sound(t, r)
	})
}

func formFor(t *testing.T, c *rig.Client, name, document string) rig.Obj {
	t.Helper()
	return form(t, c, name, document, "")
}

func TestNothingIsHalfImported(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *rig.Rig) {
		agent := r.Staff(t, core.VillageAgent, town)
		late, refused := rig.Document(1980), "350428199001019985"
		file := "姓名,身份证号,村\n一一," + rig.Document(1979) + ",解放村\n二二," + late + ",解放村\n"
		im := uploaded(t, agent, "a.csv", []byte(file))
		self := r.Newcomer(t) // meanwhile the second registers alone
		self.Must(t, "PUT", "/me/identity", rig.Obj{"name": "二二", "kind": "citizen_id", "document": late, "consents": rig.Consents(t, self, "terms", "privacy")})
		run := func(im rig.Obj) rig.Obj {
			path := "/intake/imports/" + rig.Str(im, "id")
			agent.Must(t, "POST", path+"/confirmations", rig.Obj{"consents": rig.Consents(t, agent, "terms", "privacy")})
			rig.Until(t, "it is given back", func() bool { return rig.Str(agent.Must(t, "GET", path, nil), "state") != "running" })
			return agent.Must(t, "GET", path, nil)
		}
		after := run(im)
		if rig.Str(after, "state") != "ready" || rig.Str(after, "problem") == "" || rig.Num(after, "taken") != 0 {
			t.Error(after)
		}
		after = run(uploaded(t, agent, "b.csv", []byte(file+"三三,"+refused+",解放村\n")))
		if rig.Str(after, "state") != "ready" || rig.Num(after, "bad") < 1 || rig.Num(after, "taken") != 0 {
			t.Error(after)
		}
		if n := rig.Num(agent.Must(t, "GET", "/intake/desk", nil), "registered"); n != 0 {
			t.Error("registered", n)
		}
		sound(t, r)
	})
}
