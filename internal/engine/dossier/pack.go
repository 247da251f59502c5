package dossier

import (
	"archive/zip"
	_ "embed" // the page
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"time"

	"yilu/internal/core"
)

// Book is everything that goes into one export.
type Book struct {
	Lang  core.Lang
	At    time.Time
	Owner string // in full
	Parts []Part
	Files []File
}

// File is something that the person handed in.
type File struct {
	Name  string
	Bytes []byte
}

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// view is what the page shows.
type view struct {
	Lang, Title, Lead, Empty string
	Parts                    []viewPart
}

type viewPart struct {
	Key, Title, Note string
	Columns          []string
	Rows             [][]string
}

var (
	pageTitle = core.Text{ZH: "{who}的个人信息", EN: "Personal data of {who}"}
	pageLead  = core.Text{
		ZH: "驿路在 {at} 为您整理。这里是我们存着的、和您有关的全部内容：下面每一段一张表；data 文件夹里是同样的内容，给电脑程序用；files 文件夹里是您自己交的照片和文件。里面有您的完整信息，请自己收好，不要发给别人。",
		EN: "Put together by Yilu at {at}. This is all that we keep about you: a table for each part below; the folder data holds the same for programs, and files holds the photos and papers that you handed in. It has your full details. Keep it safe and do not pass it on.",
	}
	pageEmpty = core.Text{ZH: "没有记录。", EN: "Nothing."}
)

func (b Book) view() view {
	at := b.At.In(core.China).Format("2006-01-02 15:04")
	v := view{
		Lang: string(b.Lang), Title: pageTitle.Fill("who", b.Owner).In(b.Lang),
		Lead: pageLead.Fill("at", at).In(b.Lang), Empty: pageEmpty.In(b.Lang),
	}
	for _, p := range b.Parts {
		shown := viewPart{Key: p.Key, Title: p.Title.In(b.Lang), Note: p.Note.In(b.Lang)}
		for _, c := range p.Columns {
			shown.Columns = append(shown.Columns, c.Title.In(b.Lang))
		}
		for _, row := range p.Rows {
			line := make([]string, len(row))
			for i, c := range row {
				line[i] = c.Text.In(b.Lang)
			}
			shown.Rows = append(shown.Rows, line)
		}
		v.Parts = append(v.Parts, shown)
	}
	return v
}

// Page writes the one page that a person reads.
func (b Book) Page(w io.Writer) error { return page.Execute(w, b.view()) }

// JSON is a part as a program reads it: a list with an object for each line.
func (p Part) JSON() ([]byte, error) {
	lines := make([]map[string]any, 0, len(p.Rows))
	for _, row := range p.Rows {
		if len(row) != len(p.Columns) {
			return nil, fmt.Errorf("dossier: a line of %s has %d values for %d columns", p.Key, len(row), len(p.Columns))
		}
		line := make(map[string]any, len(row))
		for i, c := range row {
			line[p.Columns[i].Key] = c.Value
		}
		lines = append(lines, line)
	}
	return json.MarshalIndent(lines, "", "  ")
}

// Pack writes everything as one zip: index.html, data/KEY.json and files/NAME.
func (b Book) Pack(w io.Writer) error {
	z := zip.NewWriter(w)
	put := func(name string, write func(io.Writer) error) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.At.In(core.China)})
		if err != nil {
			return err
		}
		return write(f)
	}
	if err := put("index.html", b.Page); err != nil {
		return err
	}
	for _, p := range b.Parts {
		doc, err := p.JSON()
		if err != nil {
			return err
		}
		if err := put("data/"+p.Key+".json", written(doc)); err != nil {
			return err
		}
	}
	for _, f := range b.Files {
		if err := put("files/"+f.Name, written(f.Bytes)); err != nil {
			return err
		}
	}
	return z.Close()
}

func written(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}
}
