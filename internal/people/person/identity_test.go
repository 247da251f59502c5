package person_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/people/person"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

func TestIdentify(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		number := citizen("1979-06-15", 1)
		t.Run("without a real name, the page says what is missing", func(t *testing.T) {
			a := h.call("GET", "/me", ana, "")
			if a.status != 200 || a.doc["verified"] != false || fmt.Sprint(a.doc["consents_outstanding"]) != "[terms privacy]" || a.str("phone") != "138****800a" {
				t.Error(a.text)
			}
		})
		t.Run("a name and a document are accepted and shown masked", func(t *testing.T) {
			a := h.identify(ana, " 王 小明 ", "citizen_id", "350428 １９790615 0014")
			if a.status != 200 || a.doc["verified"] != true || a.str("name") != "王*明" || !strings.Contains(a.text, `"number":"350428********0014"`) ||
				a.doc["age"] != 47.0 || a.doc["minor"] != false || fmt.Sprint(a.doc["consents_outstanding"]) != "[]" {
				t.Error(a.text)
			}
			if diff := cmp.Diff([]string{"verified a 1979-06-15"}, h.events()); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("the same again changes nothing and asks nobody", func(t *testing.T) {
			before, calls := h.rows(), h.desk.calls
			if a := h.identify(ana, "王小明", "hmt_residence", number); a.status != 200 { // the number says its kind
				t.Error(a.text)
			}
			if h.rows() != before || h.desk.calls != calls {
				t.Error("something happened")
			}
		})
		t.Run("another can't be stated", func(t *testing.T) {
			for _, a := range []answer{h.identify(ana, "王大明", "citizen_id", number), h.identify(ana, "王小明", "citizen_id", citizen("1979-06-15", 3))} {
				h.want(a, 409, "person.identity_settled")
				if !strings.Contains(a.str("detail"), "驿站") || a.str("source") == "" {
					t.Error(a.text)
				}
			}
		})
		t.Run("a document has one person", func(t *testing.T) {
			h.want(h.identify(ben, "王小明", "citizen_id", number), 409, "person.document_taken")
			if a := h.call("GET", "/me", ben, ""); a.doc["verified"] != false {
				t.Error(a.text)
			}
		})
		t.Run("whether it is known is not told to who has the wrong name", func(t *testing.T) {
			h.settle(rita, "审核", person.UnavailableDocument[:14]+"001"+string(core.CitizenCheck(person.UnavailableDocument[:14]+"001")))
			h.write(func(ctx context.Context, tx db.Tx) error {
				return h.Enrol(ctx, tx, core.System, []person.Enrolment{{Person: core.NewID[core.Person](begin), Stated: person.Stated{Name: "张三", Kind: core.CitizenID, Number: person.MismatchDocument}}})
			})
			h.want(h.identify(ben, "李四", "citizen_id", person.MismatchDocument), 422, "person.identity_mismatch")
		})
		t.Run("the same key asks the register once", func(t *testing.T) {
			calls := h.desk.calls
			for range 3 {
				h.want(h.identify(ben, "李四", "citizen_id", person.MismatchDocument, "Idempotency-Key", "identity-1"), 422, "person.identity_mismatch")
			}
			fresh := citizen("1990-02-02", 7)
			first := h.identify(ben, "李四", "citizen_id", fresh, "Idempotency-Key", "identity-2")
			again := h.identify(ben, "李四", "citizen_id", fresh, "Idempotency-Key", "identity-2")
			if first.status != 200 || first.text != again.text || h.desk.calls != calls+2 {
				t.Error(first.text, again.text, h.desk.calls-calls)
			}
		})
		t.Run("the acts are on record, without the number", func(t *testing.T) {
			all, err := audit.About(t.Context(), d.Reader(), string(ben), "", 100)
			done := func(e audit.Entry) bool { return e.Act == "person.identify" && e.Object == "citizen_id" }
			if err != nil || !slices.ContainsFunc(all, done) {
				t.Error(all, err)
			}
		})
		t.Run("the books are in order", func(t *testing.T) {
			checked, broken, err := h.Verify(t.Context(), d.Reader())
			if err != nil || len(broken) > 0 || len(checked) == 0 {
				t.Error(checked, broken, err)
			}
		})
	}, schemas...)
}

func TestRegister(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		number := citizen("1979-06-15", 1)
		t.Run("one that is away leaves nothing behind and costs no try", func(t *testing.T) {
			for range 12 {
				h.want(h.identify(ana, "王小明", "citizen_id", person.UnavailableDocument), 503, "person.identity_unavailable")
			}
			h.desk.err = errDown
			a := h.identify(ana, "王小明", "citizen_id", number, "Idempotency-Key", "register-1")
			h.want(a, 503, "person.identity_unavailable")
			h.desk.err = nil
			if n := h.count("person_person") + h.count("person_document") + h.count("person_consent"); n != 0 {
				t.Error(n, "rows")
			}
			if log := h.log.String(); !strings.Contains(log, "no line") || strings.Contains(log, number) || strings.Contains(log, "王小明") {
				t.Error(log)
			}
			if a := h.identify(ana, "王小明", "citizen_id", number, "Idempotency-Key", "register-1"); a.status != 200 {
				t.Error("the key remembered that the register was away:", a.text)
			}
		})
		t.Run("ten tries a day, then tomorrow", func(t *testing.T) {
			for range 10 {
				h.want(h.identify(ben, "李四", "citizen_id", person.MismatchDocument), 422, "person.identity_mismatch")
			}
			calls := h.desk.calls
			h.want(h.identify(ben, "李四", "citizen_id", citizen("1990-01-01", 1)), 429, "person.identity_many")
			if h.desk.calls != calls {
				t.Error("asked all the same")
			}
			h.clock.Add(24 * time.Hour)
			h.settle(ben, "李四", citizen("1990-01-01", 1))
		})
	}, schemas...)
}

func TestAge(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.clock.Set(time.Date(2026, 11, 22, 15, 59, 59, 0, time.UTC)) // 23:59:59 in China
		number := citizen("2010-11-23", 2)
		t.Run("under 16 is refused, by the law, with the day", func(t *testing.T) {
			before := h.rows()
			a := h.identify(ana, "王小明", "citizen_id", number)
			h.want(a, 422, "person.under_age")
			if !strings.Contains(a.str("detail"), "2026-11-23") || !strings.Contains(a.str("source"), "劳动法第十五条") || !strings.Contains(a.text, `"path":"body.document"`) {
				t.Error(a.text)
			}
			if h.rows() != before || h.desk.calls != 0 {
				t.Error("something was written or asked")
			}
		})
		t.Run("on the sixteenth birthday, China's day, it is accepted, as a minor", func(t *testing.T) {
			h.clock.Add(time.Second)
			a := h.identify(ana, "王小明", "citizen_id", number)
			if a.status != 200 || a.doc["age"] != 16.0 || a.doc["minor"] != true {
				t.Error(a.text)
			}
		})
		t.Run("a stated birth counts where the number carries none", func(t *testing.T) {
			pass := func(birth string) answer {
				return h.call("PUT", "/me/identity", ben, `{"name":"陳大文","kind":"hm_pass","document":"h12345678","birth":"`+birth+`",`+both+`}`)
			}
			h.want(pass(""), 422, "person.birth_missing")
			h.want(pass("2011-01-01"), 422, "person.under_age")
			h.want(pass("2011-02-30"), 422, "person.birth")
			h.want(pass("1850-01-01"), 422, "person.birth")
			h.want(pass("2030-01-01"), 422, "person.birth")
			if a := pass("1991-02-03"); a.status != 200 || a.doc["age"] != 35.0 || !strings.Contains(a.text, `"H1*****78"`) {
				t.Error(a.text)
			}
		})
		t.Run("a stated birth must be the number's", func(t *testing.T) {
			h.want(h.call("PUT", "/me/identity", rita, `{"name":"李四","kind":"citizen_id","document":"`+citizen("1990-01-01", 1)+`","birth":"1990-01-02",`+both+`}`), 422, "person.birth_mismatch")
		})
	}, schemas...)
}

func TestIdentityAtTheSameMoment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		crowd := func(n int, who func(i int) core.PersonID, number func(i int) string) map[int]int {
			var mu sync.Mutex
			var wg sync.WaitGroup
			got := map[int]int{}
			for i := range n {
				wg.Go(func() {
					a := h.identify(who(i), "王小明", "citizen_id", number(i))
					mu.Lock()
					defer mu.Unlock()
					got[a.status]++
				})
			}
			wg.Wait()
			return got
		}
		t.Run("one of many gets the document", func(t *testing.T) {
			got := crowd(8, func(i int) core.PersonID {
				return core.PersonID(fmt.Sprintf("0190f5f0-0000-7000-8000-0000000001%02d", i))
			},
				func(int) string { return citizen("1980-01-01", 1) })
			if diff := cmp.Diff(map[int]int{200: 1, 409: 7}, got); diff != "" || h.count("person_person") != 1 {
				t.Error(diff)
			}
		})
		t.Run("one person gets one of many documents", func(t *testing.T) {
			got := crowd(8, func(int) core.PersonID { return ana }, func(i int) string { return citizen("1981-01-01", i+1) })
			if diff := cmp.Diff(map[int]int{200: 1, 409: 7}, got); diff != "" || h.count("person_person") != 2 || h.count("person_document") != 2 {
				t.Error(diff)
			}
		})
		if _, broken, err := h.Verify(t.Context(), d.Reader()); err != nil || len(broken) > 0 {
			t.Error(broken, err)
		}
	}, schemas...)
}

func TestConsentsBeforeARealName(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		put := func(consents string) answer {
			return h.call("PUT", "/me/identity", ana, `{"name":"王小明","kind":"citizen_id","document":"`+citizen("1979-06-15", 1)+`"`+consents+`}`)
		}
		t.Run("missing ones are named, and the document stays unasked", func(t *testing.T) {
			a := put("")
			h.want(a, 422, "person.consent_missing")
			if !strings.Contains(a.text, "用户服务约定") || !strings.Contains(a.text, "个人信息处理说明") || h.desk.calls != 0 || h.rows() != 0 {
				t.Error(a.text)
			}
		})
		t.Run("an old version is not enough", func(t *testing.T) {
			a := put(`,"consents":[{"kind":"terms","version":"2020-01-01"},{"kind":"privacy","version":"2026-11-01"}]`)
			h.want(a, 409, "person.consent_version")
			if h.rows() != 0 {
				t.Error("written")
			}
		})
		t.Run("those given before count", func(t *testing.T) {
			for _, kind := range []string{"terms", "privacy"} {
				if a := h.call("PUT", "/me/consents/"+kind, ana, `{"granted":true,"version":"2026-11-01"}`); a.status != 200 {
					t.Fatal(a.text)
				}
			}
			if a := put(""); a.status != 200 || h.count("person_consent") != 2 {
				t.Error(a.text)
			}
		})
	}, schemas...)
}

func TestBadIdentity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		for name, tt := range map[string]struct{ name, kind, number, code, path string }{
			"last digit wrong":        {"王小明", "citizen_id", "350428197906150015", "person.document_check", "body.document"},
			"no such day":             {"王小明", "citizen_id", "33011019900229001X", "person.document_birth", "body.document"},
			"no such province":        {"王小明", "citizen_id", "990428197906150014", "person.document_province", "body.document"},
			"not born yet":            {"王小明", "citizen_id", citizen("2027-01-01", 1), "person.document_future", "body.document"},
			"first generation":        {"王小明", "citizen_id", "350428790615001", "person.document_first_generation", "body.document"},
			"too short":               {"王小明", "citizen_id", "35042819790615001", "person.document_length", "body.document"},
			"letters":                 {"王小明", "citizen_id", "3504281979061500AB", "person.document_form", "body.document"},
			"a permit of no region":   {"王小明", "hmt_residence", "810101199101010016", "person.document_province", "body.document"},
			"a pass with wrong head":  {"王小明", "hm_pass", "A12345678", "person.document_form", "body.document"},
			"a pass too long":         {"王小明", "tw_pass", "123456789", "person.document_length", "body.document"},
			"a passport of signs":     {"王小明", "passport", "E123$5678", "person.document_form", "body.document"},
			"unknown kind":            {"王小明", "library_card", "350428197906150014", "request.invalid", "body.kind"},
			"name of one":             {"王", "citizen_id", "350428197906150014", "person.name_length", "body.name"},
			"name too long":           {strings.Repeat("王", 31), "citizen_id", "350428197906150014", "person.name_length", "body.name"},
			"name with digits":        {"王小明1", "citizen_id", "350428197906150014", "person.name_form", "body.name"},
			"name of script":          {"<script>", "citizen_id", "350428197906150014", "person.name_form", "body.name"},
			"name of sql":             {"王'; DROP TABLE", "citizen_id", "350428197906150014", "person.name_form", "body.name"},
			"name that turns around":  {"王小\\u202e明", "citizen_id", "350428197906150015", "person.document_check", "body.document"},
			"empty name":              {"", "citizen_id", "350428197906150014", "request.invalid", "body.name"},
			"empty number":            {"王小明", "citizen_id", "", "request.invalid", "body.document"},
			"endless number":          {"王小明", "citizen_id", strings.Repeat("1", 5000), "request.invalid", "body.document"},
			"foreign permit wrong":    {"John Smith", "foreigner_pr", "911840199012310017", "person.document_check", "body.document"},
			"name and number, both":   {"王", "citizen_id", "350428197906150015", "person.name_length", "body.document"},
			"a mask, not a number":    {"王小明", "citizen_id", "350428********0014", "person.document_form", "body.document"},
			"a mask instead of names": {"王*明", "citizen_id", "350428197906150014", "person.name_form", "body.name"},
		} {
			t.Run(name, func(t *testing.T) {
				a := h.identify(ana, tt.name, tt.kind, tt.number)
				h.want(a, 422, tt.code)
				if !strings.Contains(a.text, `"path":"`+tt.path+`"`) || a.str("detail") == "" {
					t.Error(a.text)
				}
			})
		}
		if h.rows() != 0 || h.desk.calls != 0 {
			t.Error("something was written or asked")
		}
		for name, number := range map[string]struct{ kind, number string }{
			"an abolished district": {"citizen_id", "35040219790615001" + string(core.CitizenCheck("35040219790615001"))},
			"Hong Kong permit":      {"hmt_residence", "810000199101010016"},
			"Macau permit":          {"citizen_id", "820000199003100028"},
			"Taiwan permit":         {"hmt_residence", "830000198808080033"},
			"foreigner's card":      {"foreigner_pr", "911840199012310016"},
			"the standard's own":    {"citizen_id", "11010519491231002x"},
			"a leap day":            {"citizen_id", "330110199202290014"},
		} {
			t.Run("accepted: "+name, func(t *testing.T) {
				if a := h.identify(core.NewID[core.Person](begin), "欧阳·Ana", number.kind, number.number); a.status != 200 {
					t.Error(a.text)
				}
			})
		}
	}, schemas...)
}
