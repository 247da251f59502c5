package reputation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

func TestBadInput(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id, shown := w.done(), w.done()
		path := "/engagements/" + string(id) + "/rating"
		for _, who := range []core.PersonID{worker, boss} {
			w.call(201, "POST", "/engagements/"+string(shown)+"/rating", who, `{"stars":5}`, nil)
		}
		reply := "/engagements/" + string(shown) + "/rating/reply"
		for name, tt := range map[string]struct {
			method, path string
			who          core.PersonID
			body         string
			status       int
			says         string
		}{
			"no login":                   {"POST", path, "", `{"stars":5}`, 401, "auth.required"},
			"a stranger":                 {"POST", path, other, `{"stars":5}`, 404, "reputation.not_found"},
			"a stranger looks":           {"GET", path, other, "", 404, "reputation.not_found"},
			"not an id":                  {"POST", "/engagements/7/rating", worker, `{"stars":5}`, 422, "path.id"},
			"an id of another form":      {"GET", "/people/urn:uuid:" + string(worker) + "/record", "", "", 422, "path.id"},
			"no stars":                   {"POST", path, worker, `{}`, 422, "body.stars"},
			"zero stars":                 {"POST", path, worker, `{"stars":0}`, 422, "field.too_small"},
			"six stars":                  {"POST", path, worker, `{"stars":6}`, 422, "field.too_large"},
			"half a star":                {"POST", path, worker, `{"stars":4.5}`, 422, "body.stars"},
			"huge stars":                 {"POST", path, worker, `{"stars":1e30}`, 422, "body.stars"},
			"an unknown tag":             {"POST", path, worker, `{"stars":5,"tags":["nice"]}`, 422, "reputation.tags"},
			"a tag of the other side":    {"POST", path, worker, `{"stars":5,"tags":["punctual"]}`, 422, "body.tags"},
			"a tag twice":                {"POST", path, worker, `{"stars":5,"tags":["clear","clear"]}`, 422, "body.tags"},
			"six tags":                   {"POST", path, worker, `{"stars":5,"tags":["clear","rude","long_wait","extra_work","good_meals","respectful"]}`, 422, "最多选 5 个"},
			"many tags":                  {"POST", path, worker, `{"stars":5,"tags":[` + strings.Repeat(`"x",`, 30) + `"x"]}`, 422, "body.tags"},
			"too long":                   {"POST", path, worker, `{"stars":5,"words":"` + strings.Repeat("长", 201) + `"}`, 422, "reputation.words_long"},
			"discriminating":             {"POST", path, boss, `{"stars":1,"words":"下次只招 男 工"}`, 422, "reputation.words"},
			"insulting":                  {"POST", path, worker, `{"stars":1,"words":"这个 王*八*蛋"}`, 422, "王八蛋"},
			"a phone":                    {"POST", path, worker, `{"stars":1,"words":"找我 138-0013-8000"}`, 422, "reputation.numbers"},
			"a phone in full width":      {"POST", path, worker, `{"stars":1,"words":"打０５９８２２６００００"}`, 422, "reputation.numbers"},
			"unknown field":              {"POST", path, worker, `{"stars":5,"side":"employer"}`, 422, "body.side"},
			"not UTF-8":                  {"POST", path, worker, "{\"stars\":5,\"words\":\"\xff\"}", 400, "request.text"},
			"an empty answer":            {"POST", reply, worker, `{"words":" \u200b "}`, 422, "reputation.empty"},
			"a long answer":              {"POST", reply, worker, `{"words":"` + strings.Repeat("长", 201) + `"}`, 422, "reputation.words_long"},
			"an answer to nothing":       {"POST", path + "/reply", worker, `{"words":"好的"}`, 409, "reputation.not_rated"},
			"an answer by a stranger":    {"POST", reply, other, `{"words":"好的"}`, 404, "reputation.not_found"},
			"a cursor of ours":           {"GET", "/people/" + string(worker) + "/record?cursor=" + api.EncodeCursor(map[string]any{"us": 1, "engagement": "x"}), "", "", 422, "query.cursor"},
			"a cursor of nobody":         {"GET", "/employers/" + string(shop) + "/record?cursor=%21%21", "", "", 422, "query.cursor"},
			"a record of nobody":         {"GET", "/people/" + string(other) + "/record", "", "", 200, `"rated":0`},
			"pay and hours are no phone": {"GET", path, worker, "", 200, `"may_rate":true`},
		} {
			if text := w.call(tt.status, tt.method, tt.path, tt.who, tt.body, nil); !strings.Contains(text, tt.says) {
				t.Errorf("%s: %s does not say %s", name, text, tt.says)
			}
		}
		if r := w.rating(id, worker); r.Mine != nil || r.TheirsGiven {
			t.Errorf("written all the same: %+v", r)
		}
		t.Run("scripts, SQL and fair complaints are words", func(t *testing.T) {
			for i, words := range []string{`<script>alert(1)</script>'); DROP TABLE reputation_rating;--`, "收了200元押金，3月2日 8.00-17.30 干了 9.5 小时", "工资说面议，最后只给 280.00 元"} {
				id := w.done()
				w.call(201, "POST", "/engagements/"+string(id)+"/rating", worker, `{"stars":1,"words":"`+words+`"}`, nil)
				if r := w.rating(id, worker); r.Mine.Words != words {
					t.Error(i, r.Mine.Words)
				}
			}
		})
		w.verified()
	})
}

func TestSameKeySameRating(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.done()
		first := w.keyed("key-00001", "/engagements/"+string(id)+"/rating", `{"stars":5}`)
		again := w.keyed("key-00001", "/engagements/"+string(id)+"/rating", `{"stars":5}`)
		if first != again || !strings.Contains(first, `"stars":5`) {
			t.Error(first, again)
		}
	})
}

func TestVerifyFindsBreaches(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]string{
		"a record is off":             `UPDATE reputation_record SET stars_5 = stars_5 + 1`,
		"a record lacks work":         `UPDATE reputation_record SET done = done - 1`,
		"a record is gone":            `DELETE FROM reputation_record WHERE side = 'worker'`,
		"a rating is hidden again":    `UPDATE reputation_rating SET shown_us = NULL WHERE side = 'worker'`,
		"a rating by another":         `UPDATE reputation_rating SET author = '` + string(other) + `' WHERE side = 'worker'`,
		"a rating of a cancelled":     `UPDATE reputation_engagement SET outcome = 'cancelled'`,
		"a record of nobody":          `UPDATE reputation_record SET subject = '` + string(other) + `' WHERE side = 'worker'`,
		"hidden for more than a week": `DELETE FROM reputation_rating WHERE side = 'worker'; UPDATE reputation_rating SET shown_us = NULL`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, w *world) {
				id := w.done()
				for _, who := range []core.PersonID{worker, boss} {
					w.call(201, "POST", "/engagements/"+string(id)+"/rating", who, `{"stars":4}`, nil)
				}
				w.verified()
				for sql := range strings.SplitSeq(damage, ";") {
					if err := w.write(func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, sql); return err }); err != nil {
						t.Fatal(err)
					}
				}
				w.clock.Add(8 * 24 * time.Hour)
				if _, broken, err := w.service.Verify(t.Context(), w.db.Reader()); err != nil || len(broken) == 0 {
					t.Errorf("%q %v", broken, err)
				}
			})
		})
	}
}
