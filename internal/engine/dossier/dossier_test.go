package dossier_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/platform/crypto"
)

func TestPack(t *testing.T) {
	t.Parallel()
	part := dossier.Part{
		Key: "entries", Title: core.Text{ZH: "钱", EN: "Money"},
		Columns: []dossier.Column{dossier.Col("at", "时间", "When"), dossier.Col("sum", "金额", "Sum"), dossier.Col("note", "说明", "Note")},
	}
	part.Add(dossier.At(time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)), dossier.Money(core.Yuan(12345)), dossier.Plain("<script>"))
	book := dossier.Book{Lang: core.ZH, At: time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC), Owner: "王小明",
		Parts: []dossier.Part{part, {Key: "none", Title: core.Text{ZH: "空", EN: "Empty"}}}, Files: []dossier.File{{Name: "a.jpg", Bytes: []byte("jpeg")}}}
	var out bytes.Buffer
	if err := book.Pack(&out); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(b)
	}
	page := got["index.html"]
	for _, want := range []string{"王小明的个人信息", "2026-11-23 11:00", "123.45 元", "&lt;script&gt;", "没有记录"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	delete(got, "index.html")
	want := map[string]string{
		"data/entries.json": "[\n  {\n    \"at\": \"2026-11-23T02:00:00Z\",\n    \"note\": \"\\u003cscript\\u003e\",\n    \"sum\": {\n      \"currency\": \"CNY\",\n      \"minor\": 12345\n    }\n  }\n]",
		"data/none.json":    "[]",
		"files/a.jpg":       "jpeg",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	s := dossier.Subject{Name: crypto.Hide[crypto.Name]("王小明"), Phone: crypto.Hide[crypto.Phone]("13800138000")}
	got := s.Redact("请找王小明，13800138000，王*明也行")
	if want := "请找（已注销），（已注销），（已注销）也行"; got != want {
		t.Error(got)
	}
	if got := (dossier.Subject{}).Redact("没有名字"); got != "没有名字" {
		t.Error(got)
	}
}
