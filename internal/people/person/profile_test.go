package person_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

const full = `{"looking":true,"trades":[{"trade":"6-29-01-01","level":3,"wants":true,"can":true},{"trade":"4-10-01-06","wants":true},{"trade":"4-09-08-01","level":1,"can":true}],
	"centre":{"lat":26.73,"lon":117.47},"radius_m":5000,"regions":["350428102","350400"],
	"week_hours":[{"weekday":6,"from":780,"to":1440},{"weekday":6,"from":480,"to":720}],
	"lowest_pay":{"minor":2500,"currency":"CNY"},"pay_unit":"hour","own_tools":true,"vehicle":"ebike","experience_years":12}`

func TestProfile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		t.Run("is empty at first", func(t *testing.T) {
			a := h.call("GET", "/me/profile", ana, "")
			if a.status != 200 || !strings.Contains(a.text, `"looking":false,"trades":[]`) || a.doc["changed_at"] != nil {
				t.Error(a.text)
			}
		})
		t.Run("comes back as it was put, with names", func(t *testing.T) {
			put := h.call("PUT", "/me/profile", ana, full)
			got := h.call("GET", "/me/profile", ana, "")
			if put.status != 200 || got.str("changed_at") == "" {
				t.Fatal(put.text, got.text)
			}
			labels, _ := json.Marshal(got.doc["labels"])
			for _, name := range []string{"砌筑工", "高唐镇", "三明市"} {
				if !strings.Contains(string(labels), name) {
					t.Error(name, "is missing in", string(labels))
				}
			}
			for _, own := range []string{"labels", "changed_at", "$schema"} {
				delete(got.doc, own)
			}
			want := map[string]any{}
			if err := json.Unmarshal([]byte(full), &want); err != nil {
				t.Fatal(err)
			}
			want["regions"] = []any{"350428102", "3504"}
			hours := want["week_hours"].([]any)
			want["week_hours"] = []any{hours[1], hours[0]}
			for _, i := range []int{1, 2} {
				trade := want["trades"].([]any)[i].(map[string]any)
				for _, k := range []string{"level", "wants", "can"} {
					if trade[k] == nil {
						trade[k] = map[bool]any{true: 0.0, false: false}[k == "level"]
					}
				}
			}
			if diff := cmp.Diff(want, got.doc); diff != "" {
				t.Error(diff)
			}
			doc, _ := json.Marshal(got.doc)
			if again := h.call("PUT", "/me/profile", ana, string(doc)); again.status != 200 {
				t.Error("what is got can't be put:", again.text)
			}
		})
		t.Run("is told with what is wanted only, and nobody looks without consent", func(t *testing.T) {
			got := h.events()
			want := `profile a {"person":"` + string(ana) + `","birth":"","looking":false,"trades":[{"trade":"6-29-01-01","level":3},{"trade":"4-10-01-06","level":0}],` +
				`"centre":{"LatE7":267300000,"LonE7":1174700000},"radius_m":5000,"regions":["350428102","3504"],` +
				`"week_hours":[{"weekday":6,"from":480,"to":720},{"weekday":6,"from":780,"to":1440}],` +
				`"lowest_pay":{"minor":2500,"currency":"CNY"},"pay_unit":"hour","own_tools":true,"vehicle":"ebike"}`
			if diff := cmp.Diff([]string{want, want}, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("is told anew with the real name, and when consent is withdrawn or given", func(t *testing.T) {
			h.settle(ana, "王小明", citizen("1979-06-15", 1))
			steps := []string{summary(h.events())}
			for _, body := range []string{`{"granted":false}`, `{"granted":false}`, `{"granted":true,"version":"2026-11-01"}`} {
				if a := h.call("PUT", "/me/consents/privacy", ana, body); a.status != 200 {
					t.Fatal(a.text)
				}
				steps = append(steps, summary(h.events()))
			}
			want := []string{"profile 1979-06-15 looking; verified a 1979-06-15", "profile 1979-06-15 resting", "", "profile 1979-06-15 looking"}
			if diff := cmp.Diff(want, steps); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("can rest", func(t *testing.T) {
			if a := h.call("PUT", "/me/profile", ana, `{"looking":false,"trades":[]}`); a.status != 200 {
				t.Error(a.text)
			}
			if got := summary(h.events()); got != "profile 1979-06-15 resting" {
				t.Error(got)
			}
		})
	}, schemas...)
}

// summary says what matters here of the events heard, sorted: those of one moment
// have no order beside tests with other clocks.
func summary(events []string) string {
	var out []string
	for _, e := range events {
		if strings.HasPrefix(e, "profile ") {
			state := "resting"
			if strings.Contains(e, `"looking":true`) {
				state = "looking"
			}
			_, rest, _ := strings.Cut(e, `"birth":"`)
			birth, _, _ := strings.Cut(rest, `"`)
			e = "profile " + birth + " " + state
		}
		out = append(out, e)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func TestBadProfile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		mason := `{"trade":"6-29-01-01","wants":true}`
		for name, tt := range map[string]struct{ body, code, path string }{
			"no such trade":           {`{"looking":false,"trades":[{"trade":"9-99-99-99","can":true}]}`, "person.trade", "body.trades[0].trade"},
			"a trade twice":           {`{"looking":false,"trades":[` + mason + `,` + mason + `]}`, "person.trade_twice", "body.trades[1].trade"},
			"neither wants nor can":   {`{"looking":false,"trades":[{"trade":"6-29-01-01"}]}`, "person.trade_idle", "body.trades[0].wants"},
			"level 8":                 {`{"looking":false,"trades":[{"trade":"6-29-01-01","can":true,"level":8}]}`, "request.invalid", "body.trades[0].level"},
			"half a level":            {`{"looking":false,"trades":[{"trade":"6-29-01-01","can":true,"level":1.5}]}`, "request.invalid", "body.trades[0].level"},
			"no trades at all":        {`{"looking":true}`, "request.invalid", "body.trades"},
			"null trades":             {`{"looking":true,"trades":null}`, "request.invalid", "body.trades"},
			"looking for nothing":     {`{"looking":true,"trades":[],"regions":["350428"]}`, "person.no_wish", "body.trades"},
			"looking, can only":       {`{"looking":true,"trades":[{"trade":"6-29-01-01","can":true}],"regions":["350428"]}`, "person.no_wish", "body.trades"},
			"looking nowhere":         {`{"looking":true,"trades":[` + mason + `]}`, "person.no_where", "body.regions"},
			"a centre without radius": {`{"looking":false,"trades":[],"centre":{"lat":26,"lon":117}}`, "person.radius", "body.radius_m"},
			"a radius without centre": {`{"looking":false,"trades":[],"radius_m":1000}`, "person.centre", "body.centre"},
			"a centre off the Earth":  {`{"looking":false,"trades":[],"centre":{"lat":91,"lon":117},"radius_m":1}`, "request.invalid", "body.centre.lat"},
			"a huge radius":           {`{"looking":false,"trades":[],"centre":{"lat":26,"lon":117},"radius_m":1e30}`, "request.invalid", "body.radius_m"},
			"a negative radius":       {`{"looking":false,"trades":[],"centre":{"lat":26,"lon":117},"radius_m":-1}`, "request.invalid", "body.radius_m"},
			"no such region":          {`{"looking":false,"trades":[],"regions":["999999"]}`, "person.region", "body.regions[0]"},
			"not a region":            {`{"looking":false,"trades":[],"regions":["350428","'; --"]}`, "person.region", "body.regions[1]"},
			"an abolished region":     {`{"looking":false,"trades":[],"regions":["350402"]}`, "person.region", "body.regions[0]"},
			"a region twice":          {`{"looking":false,"trades":[],"regions":["350400","3504"]}`, "person.region_twice", "body.regions[1]"},
			"backward hours":          {`{"looking":false,"trades":[],"week_hours":[{"weekday":1,"from":600,"to":600}]}`, "person.hours", "body.week_hours[0].to"},
			"overlapping hours":       {`{"looking":false,"trades":[],"week_hours":[{"weekday":1,"from":0,"to":600},{"weekday":2,"from":0,"to":600},{"weekday":1,"from":599,"to":700}]}`, "person.hours_twice", "body.week_hours[2].from"},
			"an eighth weekday":       {`{"looking":false,"trades":[],"week_hours":[{"weekday":8,"from":0,"to":600}]}`, "request.invalid", "body.week_hours[0].weekday"},
			"hours past midnight":     {`{"looking":false,"trades":[],"week_hours":[{"weekday":1,"from":0,"to":1441}]}`, "request.invalid", "body.week_hours[0].to"},
			"dollars":                 {`{"looking":false,"trades":[],"lowest_pay":{"minor":1,"currency":"USD"},"pay_unit":"day"}`, "person.pay", "body.lowest_pay"},
			"no money":                {`{"looking":false,"trades":[],"lowest_pay":{"minor":0,"currency":"CNY"},"pay_unit":"day"}`, "person.pay", "body.lowest_pay"},
			"too much money":          {`{"looking":false,"trades":[],"lowest_pay":{"minor":9007199254740992,"currency":"CNY"},"pay_unit":"day"}`, "request.invalid", "body.lowest_pay.minor"},
			"money of no unit":        {`{"looking":false,"trades":[],"lowest_pay":{"minor":1,"currency":"CNY"}}`, "person.pay_unit", "body.pay_unit"},
			"unknown unit":            {`{"looking":false,"trades":[],"pay_unit":"month"}`, "request.invalid", "body.pay_unit"},
			"unknown vehicle":         {`{"looking":false,"trades":[],"vehicle":"rocket"}`, "request.invalid", "body.vehicle"},
			"old as the hills":        {`{"looking":false,"trades":[],"experience_years":81}`, "request.invalid", "body.experience_years"},
			"unknown field":           {`{"looking":false,"trades":[],"verified":true}`, "request.invalid", "body.verified"},
			"text for a truth":        {`{"looking":"yes","trades":[]}`, "request.invalid", "body.looking"},
			"many trades":             {`{"looking":false,"trades":[` + strings.Repeat(mason+",", 30) + mason + `]}`, "request.invalid", "body.trades"},
			"two faults, both told":   {`{"looking":true,"trades":[{"trade":"x","can":true}],"regions":["999999"]}`, "person.trade", "body.regions[0]"},
		} {
			t.Run(name, func(t *testing.T) {
				a := h.call("PUT", "/me/profile", ana, tt.body)
				h.want(a, 422, tt.code)
				if !strings.Contains(a.text, `"path":"`+tt.path+`"`) {
					t.Error(a.text)
				}
			})
		}
		if h.rows() != 0 {
			t.Error("something was written")
		}
	}, schemas...)
}
