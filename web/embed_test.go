package web_test

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/web"
)

func TestFace(t *testing.T) {
	t.Parallel()
	t.Run("an unknown face does not exist", func(t *testing.T) {
		t.Parallel()
		if _, err := web.Face("nowhere"); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("err = %v, want fs.ErrNotExist", err)
		}
	})
	t.Run("a built face has a place for first data", func(t *testing.T) {
		t.Parallel()
		face, err := web.Face("h5")
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("the faces are not built here")
		}
		if err != nil {
			t.Fatal(err)
		}
		page, err := fs.ReadFile(face, "index.html")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := web.Boot(page, struct{}{}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestBoot(t *testing.T) {
	t.Parallel()
	page := []byte(`<body><script type="application/json" id="boot">{}</script><p>on</p>`)

	t.Run("data takes its place and nothing else changes", func(t *testing.T) {
		t.Parallel()
		got, err := web.Boot(page, map[string]string{"region": "350428"})
		if err != nil {
			t.Fatal(err)
		}
		want := `<body><script type="application/json" id="boot">{"region":"350428"}</script><p>on</p>`
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Fatal(diff)
		}
	})
	t.Run("no text can end the tag", func(t *testing.T) {
		t.Parallel()
		got, err := web.Boot(page, "</script><script>alert(1)</script>")
		if err != nil {
			t.Fatal(err)
		}
		want := `<body><script type="application/json" id="boot">"\u003c/script\u003e\u003cscript\u003ealert(1)\u003c/script\u003e"</script><p>on</p>`
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Fatal(diff)
		}
	})
	t.Run("a page without the tag is refused", func(t *testing.T) {
		t.Parallel()
		if _, err := web.Boot([]byte("<body>"), 1); !errors.Is(err, web.ErrNoBoot) {
			t.Fatalf("err = %v, want ErrNoBoot", err)
		}
	})
}
