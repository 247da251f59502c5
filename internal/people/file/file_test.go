package file_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/people/file"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/blob"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

const (
	ana  = core.PersonID("0190f5f0-0000-7000-8000-00000000000a")
	ben  = core.PersonID("0190f5f0-0000-7000-8000-00000000000b")
	rita = core.PersonID("0190f5f0-0000-7000-8000-00000000000c") // a reviewer
)

const pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"

type world struct {
	testing.TB
	db      *db.DB
	clock   *core.ManualClock
	jobs    *jobs.Queue
	store   *blob.Folder
	service *file.Service
	http    http.Handler
}

func each(t *testing.T, fn func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := &world{TB: t, db: d, clock: core.NewManualClock(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))}
		log := slog.New(slog.DiscardHandler)
		var err error
		if w.store, err = blob.NewFolder(t.TempDir(), blob.MaxUpload); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = w.store.Close() })
		w.jobs = jobs.New(d, w.clock.Now, log)
		w.service = file.New(file.Deps{DB: d, Now: w.clock.Now, Jobs: w.jobs, Store: w.store})
		w.service.Listen(outbox.New(d, w.clock.Now, log), w.jobs)
		s := api.New(api.Config{DB: d, Now: w.clock.Now, Log: log, Version: "test",
			Auth: func(_ context.Context, token string) (core.PersonID, []core.Grant, error) {
				if core.PersonID(token) == rita {
					return rita, []core.Grant{{Role: core.Reviewer}}, nil
				}
				return core.PersonID(token), nil, nil
			}})
		w.service.Register(s)
		w.http = s.Handler()
		fn(t, w)
	},
		dbtest.Schema{Module: "jobs", Files: jobs.Migrations},
		dbtest.Schema{Module: "audit", Files: audit.Migrations},
		dbtest.Schema{Module: "api", Files: api.Migrations},
		dbtest.Schema{Module: "file", Files: file.Migrations})
}

func (w *world) call(method, path string, who core.PersonID, media, key string, body []byte) *http.Response {
	r := httptest.NewRequest(method, "/api/v1"+path, bytes.NewReader(body))
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+string(who))
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	return rec.Result()
}

func text(res *http.Response) string {
	b, _ := io.ReadAll(res.Body)
	return string(b)
}

// upload puts a file up and returns how it is shown.
func (w *world) upload(who core.PersonID, media string, content []byte) (v file.View) {
	w.Helper()
	res := w.call("POST", "/files", who, media, "", content)
	body := text(res)
	if err := json.Unmarshal([]byte(body), &v); err != nil || res.StatusCode != 201 {
		w.Fatalf("%d %s", res.StatusCode, body)
	}
	return v
}

func (w *world) write(fn func(ctx context.Context, tx db.Tx) error) error {
	return w.db.Write(w.Context(), fn)
}

func (w *world) files() (n int) {
	if err := w.db.Reader().Row(w.Context(), `SELECT COUNT(*) FROM file_file`).Scan(&n); err != nil {
		w.Fatal(err)
	}
	return n
}

func (w *world) verified() {
	w.Helper()
	if checked, broken, err := w.service.Verify(w.Context(), w.db.Reader()); err != nil || len(broken) > 0 || len(checked) == 0 {
		w.Errorf("%v %q", err, broken)
	}
}

func photo(t testing.TB, width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		img.Set(x, x%height, color.RGBA{uint8(x), 80, 160, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSight(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		v := w.upload(ana, "image/jpeg", photo(w, 40, 30))
		w.clock.Add(time.Minute)
		path := "/files/" + string(v.ID)
		if v.Type != "image/jpeg" || v.Width != 40 || v.Height != 30 || v.Size == 0 {
			t.Errorf("%+v", v)
		}
		for who, want := range map[core.PersonID]int{ana: 200, rita: 200, ben: 404, "": 404} {
			res := w.call("GET", path, who, "", "", nil)
			if res.StatusCode != want {
				t.Errorf("%q: %d", who, res.StatusCode)
			}
			if want == 200 {
				if got := res.Header; got.Get("Content-Type") != "image/jpeg" || got.Get("Cache-Control") != "private, no-store" || got.Get("Content-Disposition") != "inline" || !strings.Contains(got.Get("Content-Security-Policy"), "sandbox") {
					t.Error(got)
				}
				if img, err := jpeg.DecodeConfig(res.Body); err != nil || img.Width != 40 {
					t.Error(img, err)
				}
			}
		}
		t.Run("a reviewer's look is recorded, the owner's is not", func(t *testing.T) {
			acts, err := audit.About(t.Context(), w.db.Reader(), string(ana), "", 10)
			if err != nil || len(acts) != 2 || acts[0].Act != "file.read" || acts[0].Actor != rita || acts[1].Act != "file.upload" {
				t.Errorf("%+v %v", acts, err)
			}
		})
		t.Run("a published picture is for anyone, and may be cached", func(t *testing.T) {
			if err := w.write(func(ctx context.Context, tx db.Tx) error { return w.service.Publish(ctx, tx, ana, v.ID) }); err != nil {
				t.Fatal(err)
			}
			for _, who := range []core.PersonID{ben, ""} {
				if res := w.call("GET", path, who, "", "", nil); res.StatusCode != 200 || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
					t.Error(res.StatusCode, res.Header)
				}
			}
		})
		t.Run("a PDF is a download and can't be published", func(t *testing.T) {
			doc := w.upload(ana, "application/pdf", []byte(pdf))
			res := w.call("GET", "/files/"+string(doc.ID), ana, "", "", nil)
			if res.StatusCode != 200 || !strings.HasPrefix(res.Header.Get("Content-Disposition"), "attachment; filename=") || text(res) != pdf {
				t.Error(res.StatusCode, res.Header)
			}
			err := w.write(func(ctx context.Context, tx db.Tx) error { return w.service.Publish(ctx, tx, ana, doc.ID) })
			if !errors.Is(err, file.ErrNotPicture) {
				t.Error(err)
			}
		})
		t.Run("nobody uses another's file", func(t *testing.T) {
			err := w.write(func(ctx context.Context, tx db.Tx) error { return w.service.Keep(ctx, tx, ben, v.ID) })
			if !errors.Is(err, blob.ErrMissing) {
				t.Error(err)
			}
		})
		w.verified()
	})
}

func TestUnusedGoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		used, unused := w.upload(ana, "", photo(w, 8, 8)), w.upload(ana, "", photo(w, 9, 9))
		if err := w.write(func(ctx context.Context, tx db.Tx) error { return w.service.Keep(ctx, tx, ana, used.ID) }); err != nil {
			t.Fatal(err)
		}
		run := func() {
			for range 3 {
				if _, err := w.jobs.RunDue(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.clock.Add(7*24*time.Hour - time.Second)
		run()
		if n := w.files(); n != 2 {
			t.Errorf("%d files a second before the week ends", n)
		}
		w.clock.Add(time.Second)
		run()
		if _, err := w.store.Stat(t.Context(), unused.ID); !errors.Is(err, blob.ErrMissing) {
			t.Error("content stayed:", err)
		}
		if _, err := w.store.Stat(t.Context(), used.ID); err != nil || w.files() != 1 {
			t.Error("a used file went:", err)
		}
		if err := w.write(func(ctx context.Context, tx db.Tx) error { return w.service.Keep(ctx, tx, ana, unused.ID) }); !errors.Is(err, blob.ErrMissing) {
			t.Error(err)
		}
		t.Run("a released one goes a week later", func(t *testing.T) {
			if err := w.write(func(ctx context.Context, tx db.Tx) error {
				return w.service.Release(ctx, tx, ana, used.ID, unused.ID)
			}); err != nil {
				t.Fatal(err)
			}
			if w.clock.Add(7*24*time.Hour - time.Second); w.files() != 1 {
				t.Error("gone at once")
			}
			w.clock.Add(time.Second)
			if run(); w.files() != 0 {
				t.Error("still there")
			}
		})
		w.verified()
	})
}

func TestSameKeySameFile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		content := photo(w, 16, 16)
		first := text(w.call("POST", "/files", ana, "image/jpeg", "key-00001", content))
		var wg sync.WaitGroup
		got := make([]string, 4)
		for i := range got {
			wg.Go(func() { got[i] = text(w.call("POST", "/files", ana, "image/jpeg", "key-00002", content)) })
		}
		wg.Wait()
		for _, g := range got {
			if g != got[0] || !strings.Contains(g, `"id"`) || g == first {
				t.Error(g)
			}
		}
		if again := text(w.call("POST", "/files", ana, "image/jpeg", "key-00001", content)); again != first || w.files() != 2 {
			t.Error(again, first, w.files())
		}
		if res := w.call("POST", "/files", ana, "image/jpeg", "key-00001", photo(w, 17, 17)); res.StatusCode != 422 {
			t.Error(res.StatusCode, text(res))
		}
		w.verified()
	})
}

func TestBadUploads(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		good := photo(w, 20, 20)
		var png1 bytes.Buffer
		if err := png.Encode(&png1, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]struct {
			who    core.PersonID
			media  string
			body   []byte
			status int
			code   string
		}{
			"no login":             {"", "image/jpeg", good, 401, "auth.required"},
			"a page called photo":  {ana, "image/jpeg", []byte("<html><script>alert(1)</script></html>"), 422, "file.lies"},
			"a PNG called JPEG":    {ana, "image/jpeg", png1.Bytes(), 422, "file.lies"},
			"a JPEG called PDF":    {ana, "application/pdf", good, 422, "file.lies"},
			"a page":               {ana, "text/html", []byte("<html>"), 422, "file.type"},
			"a photo called page":  {ana, "text/html", good, 422, "file.type"},
			"a program":            {ana, "", []byte("\x7fELF\x02\x01\x01"), 422, "file.type"},
			"an SVG":               {ana, "image/svg+xml", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), 422, "file.type"},
			"a GIF":                {ana, "image/gif", []byte("GIF89a\x01\x00\x01\x00"), 422, "file.type"},
			"cut off":              {ana, "image/jpeg", good[:len(good)/2], 422, "file.broken"},
			"empty":                {ana, "image/jpeg", nil, 400, ""},
			"too large":            {ana, "image/jpeg", append(bytes.Clone(good), make([]byte, file.MaxUpload)...), 413, "request.too_large"},
			"a media type of junk": {ana, ";;;", good, 422, "file.type"},
		} {
			t.Run(name, func(t *testing.T) {
				res := w.call("POST", "/files", tt.who, tt.media, "", tt.body)
				if body := text(res); res.StatusCode != tt.status || !strings.Contains(body, tt.code) || !strings.Contains(res.Header.Get("Content-Type"), "problem+json") {
					t.Error(res.StatusCode, body)
				}
			})
		}
		if n := w.files(); n != 0 {
			t.Errorf("%d files from bad uploads", n)
		}
		for path, want := range map[string]int{
			"/files/" + string(core.NewID[core.File](w.clock.Now())): 404, "/files/x": 422, "/files/..%2f..%2fetc%2fpasswd": 404, "/files/urn:uuid:" + string(ana): 422,
		} {
			if res := w.call("GET", path, ana, "", "", nil); res.StatusCode != want {
				t.Error(path, res.StatusCode, text(res))
			}
		}
		w.verified()
	})
}

func TestManyInADay(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		actor, content := core.Actor{Person: ana}, photo(w, 2, 2)
		var err error
		n := 0
		for ; err == nil && n < 100; n++ {
			_, err = w.service.Upload(t.Context(), actor, bytes.NewReader(content), "", nil)
		}
		if !errors.Is(err, file.ErrTooMany) || n != 61 {
			t.Error(n, err)
		}
		if _, err := w.service.Upload(t.Context(), core.Actor{Person: ben}, bytes.NewReader(content), "", nil); err != nil {
			t.Error("another person is refused:", err)
		}
		w.clock.Add(24 * time.Hour)
		if _, err := w.service.Upload(t.Context(), actor, bytes.NewReader(content), "", nil); err != nil {
			t.Error("the day after:", err)
		}
	})
}

func TestAFailedRowLeavesNoContent(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		var id core.FileID
		_, err := w.service.Upload(t.Context(), core.Actor{Person: ana}, bytes.NewReader(photo(w, 2, 2)), "", func(_ context.Context, _ db.Tx, f file.File) error {
			id = f.ID
			return errors.New("no")
		})
		if _, gone := w.store.Stat(t.Context(), id); err == nil || !errors.Is(gone, blob.ErrMissing) || w.files() != 0 {
			t.Error(err, gone, w.files())
		}
	})
}

func TestVerifyFindsBreaches(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, b := w.upload(ana, "", photo(w, 2, 2)), w.upload(ana, "", photo(w, 3, 3))
		w.verified()
		if err := errors.Join(w.store.Delete(t.Context(), a.ID), func() error {
			_, err := w.store.Put(t.Context(), b.ID, strings.NewReader("junk"))
			return err
		}()); err != nil {
			t.Fatal(err)
		}
		_, broken, err := w.service.Verify(t.Context(), w.db.Reader())
		if err != nil || len(broken) != 2 {
			t.Error(fmt.Sprintf("%q", broken), err)
		}
	})
}
