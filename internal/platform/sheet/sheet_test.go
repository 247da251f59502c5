package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func texts(t Table) (out [][]string) {
	for _, r := range t.Rows {
		row := []string{fmt.Sprint(r.N)}
		for _, c := range r.Cells {
			row = append(row, c.Text)
		}
		out = append(out, row)
	}
	return out
}

func TestTextsAreReadInEveryEncoding(t *testing.T) {
	t.Parallel()
	const text = "姓名,手机\r\n王小明,13800138000\r\n,\r\n\"李,四\",=\"013900139000\"\r\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(strings.ReplaceAll(text, `"李,四"`, `"李;四"`), ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, format string }{
		{"UTF-8", text, "UTF-8"}, {"UTF-8 with its mark", "\ufeff" + text, "UTF-8"}, {"GBK", gbk, "GBK"},
		{"UTF-16 with tabs", utf16, "UTF-16"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := Read([]byte(c.file))
			if err != nil {
				t.Fatal(err)
			}
			want := [][]string{{"1", "姓名", "手机"}, {"2", "王小明", "13800138000"}, {"4", "李,四", "013900139000"}}
			if c.format == "UTF-16" {
				want[2][1] = "李;四"
			}
			if diff := cmp.Diff(want, texts(got)); diff != "" || got.Format != c.format {
				t.Error(got.Format, diff)
			}
		})
	}
}

// book makes an .xlsx by hand.
func makeBook(t *testing.T, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestBooksTellWhatTextWouldHide(t *testing.T) {
	t.Parallel()
	file := makeBook(t, func(f *excelize.File) error {
		return errors.Join(
			f.SetCellStr("Sheet1", "A1", "古镛镇登记表"), f.MergeCell("Sheet1", "A1", "C1"),
			f.SetCellStr("Sheet1", "A2", "村"), f.SetCellStr("Sheet1", "B2", "证件号"),
			f.SetCellStr("Sheet1", "A3", "解放村"), f.MergeCell("Sheet1", "A3", "A4"),
			f.SetCellValue("Sheet1", "B3", int64(350428197906150014)), f.SetCellStr("Sheet1", "B4", "\u200b350428197906150014 "),
			f.SetRowVisible("Sheet1", 4, false),
			f.SetRowVisible("Sheet1", 900000, false),
		)
	})
	got, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	want := Table{Sheet: "Sheet1", Format: "xlsx", Rows: []Row{
		{N: 1, Cells: []Cell{{Text: "古镛镇登记表"}, {Text: "古镛镇登记表", Filled: true}, {Text: "古镛镇登记表", Filled: true}}},
		{N: 2, Cells: []Cell{{Text: "村"}, {Text: "证件号"}}},
		{N: 3, Cells: []Cell{{Text: "解放村"}, {Text: "350428197906150014", Number: true}}},
		{N: 4, Hidden: true, Cells: []Cell{{Text: "解放村", Filled: true}, {Text: "350428197906150014"}}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	t.Parallel()
	file, err := Book(Page{Name: "登记", Top: []string{"说明"}, Spare: 20, Columns: []Column{
		{Head: "姓名", Strong: true, Note: "照证件写"}, {Head: "工种", Choose: []string{"油漆工", "保洁员"}}, {Head: "原因", Danger: true}},
		Rows: [][]string{{"王小明", "油漆工", "0123456789012345678"}}}, Page{Name: "怎么填", Top: []string{"一", "二"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"1", "说明"}, {"2", "姓名", "工种", "原因"}, {"3", "王小明", "油漆工", "0123456789012345678"}}, texts(got)); diff != "" {
		t.Error(diff)
	}
	if got.Rows[2].Cells[2].Number {
		t.Error("a number was written as a number")
	}
}

// pack makes an archive of parts.
func pack(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatIsNoTableIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	good := makeBook(t, func(f *excelize.File) error { return f.SetCellStr("Sheet1", "A1", "姓名") })
	many := map[string]string{}
	for i := range maxParts + 1 {
		many[fmt.Sprint("xl/", i)] = ""
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, ErrEmpty},
		{"blanks", []byte(" \r\n \n"), ErrEmpty},
		{"commas alone", []byte(",,,\n,,,\n"), ErrEmpty},
		{"an old .xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"), ErrOld},
		{"a picture", append([]byte("\x89PNG\r\n\x1a\n\x00\x00"), make([]byte, 64)...), ErrType},
		{"an archive of something else", pack(t, map[string]string{"word/document.xml": "<a/>"}), ErrType},
		{"half a file", good[:len(good)/2], ErrBroken},
		{"too many bytes", bytes.Repeat([]byte("a,b\n"), MaxBytes/4+1), ErrSize},
		{"too many rows", bytes.Repeat([]byte("a,b\n"), MaxRows+1), ErrSize},
		{"too many parts", pack(t, many), ErrSize},
		{"a bomb", pack(t, map[string]string{"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": strings.Repeat(" ", maxPart+1)}), ErrSize},
		{"a broken part", pack(t, map[string]string{"xl/workbook.xml": "<workbook><sheets>", "xl/_rels/workbook.xml.rels": "<x"}), ErrBroken},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := Read(c.file); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestCellsFarOutTakeNoMemory(t *testing.T) {
	t.Parallel()
	var rows strings.Builder
	for n := 1; n <= 2000; n++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, n*500, n*500)
	}
	file := pack(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" r:id="1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData>` + rows.String() + `</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`,
	})
	if _, err := Read(file); !errors.Is(err, ErrEmpty) {
		t.Errorf("got %v", err)
	}
}

func TestGarbledTextIsKnown(t *testing.T) {
	t.Parallel()
	wrong, err := simplifiedchinese.GB18030.NewDecoder().String("姓名")
	if err != nil {
		t.Fatal(err)
	}
	if was, bad := Garbled(wrong); !bad || was != "姓名" {
		t.Errorf("%q is %q, %v", wrong, was, bad)
	}
	for _, fine := range []string{"姓名", "身份证号", "name", "", "王小明 13800138000"} {
		if _, bad := Garbled(fine); bad {
			t.Errorf("%q is called garbled", fine)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("姓名,手机\n王小明,1\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := Read(file)
		if err == nil && len(got.Rows) == 0 {
			t.Error("nothing was read, and nothing said")
		}
	})
}
