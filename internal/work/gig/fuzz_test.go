package gig

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
)

// FuzzPosting says that whatever is sent in, what is not refused keeps every
// promise that later steps rely on.
func FuzzPosting(f *testing.F) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for _, doc := range []string{
		`{"trade":"4-02-05-01","title":"卸两车瓷砖","region":"350428","place":{"lat":26.73,"lon":117.47},"address":"建材市场","contact_phone":"13800138000","windows":[{"start":"2026-11-24T00:00:00Z","end":"2026-11-24T09:00:00Z"}],"people":2,"pay":{"minor":30000,"currency":"CNY"},"pay_unit":"day"}`,
		`{"trade":"6-31-05-00","title":"包装","region":"350428102","place":{"lat":26.73,"lon":117.47},"address":"园区","contact_phone":"0598-2260000","windows":[{"start":"2026-11-24T14:00:00+08:00","end":"2026-11-25T02:00:00+08:00"},{"start":"2026-11-24T00:00:00Z","end":"2026-11-24T01:00:00Z"}],"people":200,"pay":{"minor":333,"currency":"CNY"},"pay_unit":"piece","quantity":100,"work_minutes":60,"mode":"choice","min_age":16}`,
		`{"trade":"4-02-05-01","title":"<script>alert(1)</script>","note":"'; DROP TABLE gig_job; --","region":"35","place":{"lat":91,"lon":1e300},"windows":[{"start":"0001-01-01T00:00:00Z","end":"9999-12-31T23:59:59Z"}],"people":-1,"pay":{"minor":9223372036854775807,"currency":"CNY"},"pay_unit":"hour","quantity":9223372036854775807}`,
	} {
		f.Add([]byte(doc))
	}
	set := reference.Embedded()
	f.Fuzz(func(t *testing.T, doc []byte) {
		var p Posting
		if json.Unmarshal(doc, &p) != nil {
			t.Skip()
		}
		o, unread := readPosting(p, set, now)
		found := check(o, set, core.DateOf(now), func(core.Date) (int, bool) { return 38, true })
		if len(unread) > 0 {
			return
		}
		each, err := wage(o.Pay, o.Unit, o.Quantity)
		switch {
		case err != nil, each.Minor < 1, each.Minor*o.People > maxTotal, o.People < 1, o.People > maxPeople:
			t.Fatalf("money: %+v, %v", o, err)
		case o.MinAge != 16 && o.MinAge != 18, o.Quantity < 1, o.WorkMinutes < 1, o.WorkMinutes > minutesOf(o.Windows):
			t.Fatalf("figures: %+v", o)
		case !o.Start().After(now), o.End().After(now.Add(maxAhead)), o.RadiusM < 50, o.RadiusM > 2000:
			t.Fatalf("when or where: %+v", o)
		case o.Mode == Choice && (o.ChooseBy.After(o.Start()) || !o.ChooseBy.After(now.Add(-time.Minute))):
			t.Fatalf("choice: %s", o.ChooseBy)
		}
		for i, w := range o.Windows {
			if !w.End.After(w.Start) || i > 0 && w.Start.Before(o.Windows[i-1].End) {
				t.Fatalf("windows: %v", o.Windows)
			}
		}
		for _, s := range []string{o.Title, o.Note, o.Address} {
			if utf8.RuneCountInString(s) > maxNote || strings.ContainsAny(s, "\x00\n\r\u202e") || s != strings.TrimSpace(s) {
				t.Fatalf("text: %q", s)
			}
		}
		if refusals(found) == nil {
			least, _ := set.MinimumWage(o.Region, core.DateOf(o.Start()))
			if each.Minor*60 < least.Hourly.Minor*o.WorkMinutes {
				t.Fatalf("below the minimum: %+v", o)
			}
		}
		opens, closes := checkInTimes(o)
		if !opens.Before(closes) || closes.After(o.End()) {
			t.Fatalf("check-in: %s to %s", opens, closes)
		}
	})
}

// FuzzCompensation says that a worker who is sent away gets something between
// nothing and all, and never less for having worked longer.
func FuzzCompensation(f *testing.F) {
	f.Add(int64(32000), int64(3000), uint16(60), uint16(480), uint16(0))
	f.Add(int64(1), int64(10000), uint16(3000), uint16(1), uint16(59))
	f.Fuzz(func(t *testing.T, hold, share int64, after, length, later uint16) {
		if hold < 1 || hold > maxTotal || share < 0 || share > 10_000 {
			t.Skip()
		}
		start := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
		day := time.Duration(length%600+1) * time.Minute
		windows := []core.Span{{Start: start, End: start.Add(day)}, {Start: start.Add(24 * time.Hour), End: start.Add(24*time.Hour + day)}}
		e := Engagement{HoldMinor: hold, StartedAt: start}
		at := func(minutes int) int64 {
			now := start.Add(time.Duration(minutes) * time.Minute)
			return compensation(windows, nextWindow(windows, now), e, share, now)
		}
		first := int(after) % 1400
		a, b := at(first), at(first+int(later)%60)
		if a < 0 || a > hold || b < 0 || b > hold || b < a {
			t.Fatalf("%d, then %d, of %d", a, b, hold)
		}
	})
}
