package core

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const someDay Date = "2026-11-23"

func TestParseDocument(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		promise string
		kind    DocumentKind
		text    string
		want    Document
	}{
		{"the standard's own example", CitizenID, "11010519491231002X",
			Document{CitizenID, "11010519491231002X", "1949-12-31", Female, "110105"}},
		{"a man of Jiangle", CitizenID, "350428197906150014",
			Document{CitizenID, "350428197906150014", "1979-06-15", Male, "350428"}},
		{"a leap day", CitizenID, "330110199202290014",
			Document{CitizenID, "330110199202290014", "1992-02-29", Male, "330110"}},
		{"a young woman", CitizenID, "350428200706300027",
			Document{CitizenID, "350428200706300027", "2007-06-30", Female, "350428"}},
		{"Hong Kong resident", HMTResidence, "810000199101010016",
			Document{HMTResidence, "810000199101010016", "1991-01-01", Male, "81"}},
		{"Macau resident", HMTResidence, "820000199003100028",
			Document{HMTResidence, "820000199003100028", "1990-03-10", Female, "82"}},
		{"Taiwan resident", HMTResidence, "830000198808080033",
			Document{HMTResidence, "830000198808080033", "1988-08-08", Male, "83"}},
		{"foreign permanent resident", ForeignerPR, "911840199012310016",
			Document{ForeignerPR, "911840199012310016", "1990-12-31", Male, "11"}},
		{"a number asked for under the wrong kind is what it is", CitizenID, "810000199101010016",
			Document{HMTResidence, "810000199101010016", "1991-01-01", Male, "81"}},
		{"full-width digits, blanks and a small x", CitizenID, " １１０１０５ 19491231 002ｘ\u200b",
			Document{CitizenID, "11010519491231002X", "1949-12-31", Female, "110105"}},
		{"an abolished county stays valid", CitizenID, withCheck("35040219800101001"),
			Document{CitizenID, withCheck("35040219800101001"), "1980-01-01", Male, "350402"}},
		{"the old form of permanent residence", ForeignerPR, "usa110105901231",
			Document{Kind: ForeignerPR, Number: "USA110105901231"}},
		{"pass of Hong Kong, first eight digits", HMPass, "h12345678", Document{Kind: HMPass, Number: "H12345678"}},
		{"pass of Macau with the issue", HMPass, "M1234567801", Document{Kind: HMPass, Number: "M1234567801"}},
		{"pass of Taiwan", TWPass, "12345678", Document{Kind: TWPass, Number: "12345678"}},
		{"old pass of Taiwan", TWPass, "0012345678（B）", Document{Kind: TWPass, Number: "0012345678B"}},
		{"passport", Passport, "e12345678", Document{Kind: Passport, Number: "E12345678"}},
	} {
		t.Run(c.promise, func(t *testing.T) {
			t.Parallel()
			got, err := ParseDocument(c.kind, c.text, someDay)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestParseDocumentRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		promise string
		kind    DocumentKind
		text    string
		want    error
	}{
		{"29 February of a common year, though the check fits", CitizenID, "33011019900229001X", ErrBirth},
		{"month 13", CitizenID, "350428199013010011", ErrBirth},
		{"year 0", CitizenID, "350428000001010011", ErrBirth},
		{"a wrong last digit", CitizenID, "350428197906150015", ErrCheck},
		{"a digit where X belongs", CitizenID, "110105194912310020", ErrCheck},
		{"a birth tomorrow", CitizenID, withCheck("35042820261124001"), ErrFuture},
		{"15 digits", CitizenID, "350428790615001", ErrFirstGeneration},
		{"15 digits asked for as permanent residence", ForeignerPR, "350428790615001", ErrFirstGeneration},
		{"17 characters", CitizenID, "35042819790615001", ErrLength},
		{"nothing", CitizenID, "", ErrLength},
		{"a letter within", CitizenID, "35042819790615O014", ErrCharset},
		{"X within", CitizenID, "3504281979061500X4", ErrCharset},
		{"Chinese numerals", CitizenID, "三五零四二八一九七九零六一五零零一四", ErrCharset},
		{"bytes that are not UTF-8", CitizenID, "35042819790615001\xff", ErrCharset},
		{"province 99", CitizenID, withCheck("16042819790615001"), ErrProvince},
		{"province 00 under nationality", ForeignerPR, withCheck("90084019901231001"), ErrProvince},
		{"a county in Hong Kong", HMTResidence, withCheck("81010119910101001"), ErrProvince},
		{"a pass with another letter", HMPass, "A12345678", ErrCharset},
		{"a pass of ten", HMPass, "H123456789", ErrLength},
		{"an old pass without its letter", TWPass, "00123456789", ErrCharset},
		{"a passport of four", Passport, "E123", ErrLength},
		{"a passport with a sign", Passport, "E1234/678", ErrCharset},
		{"a kind nobody knows", "library_card", "12345678", ErrDocumentKind},
	} {
		t.Run(c.promise, func(t *testing.T) {
			t.Parallel()
			got, err := ParseDocument(c.kind, c.text, someDay)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if got != (Document{}) {
				t.Errorf("a refused number gave %+v", got)
			}
		})
	}
	t.Run("a birth today is not in the future", func(t *testing.T) {
		t.Parallel()
		if _, err := ParseDocument(CitizenID, withCheck("35042820261123001"), someDay); err != nil {
			t.Error(err)
		}
	})
	t.Run("no day, no future", func(t *testing.T) {
		t.Parallel()
		if _, err := ParseDocument(CitizenID, withCheck("35042829991231001"), ""); err != nil {
			t.Error(err)
		}
	})
}

func withCheck(body string) string { return body + string(CitizenCheck(body)) }

// citizenNumber draws a valid number.
func citizenNumber(t *rapid.T) string {
	p := rapid.SampledFrom([]string{"11", "35", "65", "44", "33"}).Draw(t, "province")
	day := Date("1990-01-01").AddDays(rapid.IntRange(-20000, 13000).Draw(t, "day"))
	return withCheck(fmt.Sprintf("%s%04d%s%03d", p, rapid.IntRange(0, 9999).Draw(t, "area"),
		strings.ReplaceAll(string(day), "-", ""), rapid.IntRange(0, 999).Draw(t, "sequence")))
}

func TestCitizenCheckCatchesSlips(t *testing.T) {
	t.Parallel()
	t.Run("one wrong digit", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			n := []byte(citizenNumber(t))
			if _, err := ParseDocument(CitizenID, string(n), someDay); err != nil {
				t.Fatalf("%s is valid: %v", n, err)
			}
			i := rapid.IntRange(0, 16).Draw(t, "at")
			n[i] = '0' + (n[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
			if d, err := ParseDocument(CitizenID, string(n), someDay); err == nil {
				t.Fatalf("took %+v", d)
			}
		})
	})
	t.Run("two neighbours swapped", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			n := []byte(citizenNumber(t))
			i := rapid.IntRange(0, 15).Draw(t, "at")
			if n[i] == n[i+1] {
				return
			}
			n[i], n[i+1] = n[i+1], n[i]
			if d, err := ParseDocument(CitizenID, string(n), someDay); err == nil {
				t.Fatalf("took %+v", d)
			}
		})
	})
}

func FuzzParseDocument(f *testing.F) {
	for _, s := range []string{"11010519491231002X", "810000199101010016", "911840199012310016", "H12345678", "0012345678(B)", "", "\xff"} {
		f.Add("citizen_id", s)
		f.Add("tw_pass", s)
		f.Add("passport", s)
	}
	f.Fuzz(func(t *testing.T, kind, text string) {
		d, err := ParseDocument(DocumentKind(kind), text, someDay)
		if err != nil {
			if d != (Document{}) {
				t.Fatalf("error and %+v", d)
			}
			return
		}
		again, err := ParseDocument(d.Kind, d.Number, someDay)
		if err != nil || again != d {
			t.Fatalf("%+v does not parse to itself: %+v, %v", d, again, err)
		}
		if d.Birth != "" && (d.Birth > someDay || d.Birth.Start().IsZero()) {
			t.Fatalf("birth %q", d.Birth)
		}
	})
}
