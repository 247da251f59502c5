package core

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseUSCC(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		body   BodyKind
		region RegionCode
		org    string
	}{
		{"91110000600037341L", Enterprise, "11", "600037341"},
		{"91330100799655058B", Enterprise, "3301", "799655058"},
		{" ９１４４０３００ 708461136t", Enterprise, "4403", "708461136"},
		{uscc("92350428MA3MXH0E"), IndividualBusiness, "350428", "MA3MXH0E3"},
		{uscc("93350428MA3MXH0E"), Cooperative, "350428", "MA3MXH0E3"},
		{uscc("11350428MA3MXH0E"), Agency, "350428", "MA3MXH0E3"},
		{uscc("N2350428MA3MXH0E"), RuralCollective, "350428", "MA3MXH0E3"},
		{uscc("54350428MA3MXH0E"), VillageCommittee, "350428", "MA3MXH0E3"},
		{uscc("51100000MA3MXH0E"), Association, "", "MA3MXH0E3"},
		{uscc("Y1350428MA3MXH0E"), OtherBody, "350428", "MA3MXH0E3"},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got, err := ParseUSCC(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if got.Body() != c.body || got.Region() != c.region || got.Organisation() != c.org {
				t.Errorf("%s: %s, %q, %q", got, got.Body(), got.Region(), got.Organisation())
			}
		})
	}
	for _, c := range []struct {
		promise, text string
		want          error
	}{
		{"17 characters", "91110000600037341", ErrLength},
		{"nothing", "", ErrLength},
		{"the letter O", "9111000060003734OL", ErrCharset},
		{"a letter in the region", "91A10000600037341L", ErrCharset},
		{"a wrong check character", "91110000600037341M", ErrCheck},
		{"a wrong organisation code under a right check", "91110000600037342" + string(USCCCheck("91110000600037342")), ErrOrganisation},
		{"18 Chinese characters", strings.Repeat("码", 18), ErrCharset},
	} {
		t.Run(c.promise, func(t *testing.T) {
			t.Parallel()
			if got, err := ParseUSCC(c.text); !errors.Is(err, c.want) || got != "" {
				t.Errorf("got %q, %v, want %v", got, err, c.want)
			}
		})
	}
	t.Run("one wrong character is always caught", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			s := []byte("91330100799655058B")
			i := rapid.IntRange(0, 17).Draw(t, "at")
			c := usccAlphabet[rapid.IntRange(0, 30).Draw(t, "to")]
			if s[i] == c {
				return
			}
			s[i] = c
			if got, err := ParseUSCC(string(s)); err == nil {
				t.Fatalf("took %s", got)
			}
		})
	})
}

// uscc completes 16 characters with both check characters.
func uscc(body string) string {
	body += string(OrganisationCheck(body[8:]))
	return body + string(USCCCheck(body))
}

func TestParsePhone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Phone{
		"13800138000":             "13800138000",
		"+86 138 0013 8000":       "13800138000",
		"008613800138000":         "13800138000",
		"１３８００１３８０００":             "13800138000",
		"+86-138-0013-8000":       "13800138000",
		"\u202d13800138000\u202c": "13800138000", // as copied from a phone's contacts
	} {
		if got, err := ParsePhone(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]error{
		"":               ErrLength,
		"1380013800":     ErrLength,
		"138001380000":   ErrLength,
		"12800138000":    ErrPhone,
		"23800138000":    ErrPhone,
		"05982260000":    ErrPhone,
		"1380013800a":    ErrCharset,
		"+8513800138000": ErrCharset,
		"١٣٨٠٠١٣٨٠٠٠":    ErrCharset,
	} {
		if got, err := ParsePhone(text); !errors.Is(err, want) || got != "" {
			t.Errorf("%q: %q, %v, want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]Phone{
		"13800138000":      "13800138000",
		"0598-2260000":     "0598-2260000",
		"(0598) 2260000":   "0598-2260000",
		"010-12345678":     "", // no subscriber begins with 1
		"010-62345678":     "010-62345678",
		"+86 10 6234 5678": "010-62345678",
		"+86 598 2260000":  "0598-2260000",
		"02762345678":      "027-62345678",
		"0598226000":       "",
		"00982260000":      "",
		"0598-226000000":   "",
	} {
		if got, err := ParseContact(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for p, want := range map[Phone]bool{"16200138000": true, "17100138000": true, "13800138000": false, "0598-2260000": false, "": false} {
		if p.Virtual() != want {
			t.Errorf("%q.Virtual() = %v", p, !want)
		}
	}
}

func TestParseBankCard(t *testing.T) {
	t.Parallel()
	good, err := ParseBankCard("6228 4804 3210 9876 545")
	if err != nil || good != "6228480432109876545" || !good.Luhn() || !good.UnionPay() || good.Tail() != "6545" {
		t.Errorf("%q, %v, Luhn %v", good, err, good.Luhn())
	}
	bad, err := ParseBankCard("6228480432109876546")
	if err != nil || bad.Luhn() {
		t.Errorf("a wrong Luhn digit is a hint only: %q, %v, Luhn %v", bad, err, bad.Luhn())
	}
	for text, want := range map[string]error{
		"":                     ErrLength,
		"622848043210":         ErrLength,
		"62284804321098765450": ErrLength,
		"622848043210987654X":  ErrCharset,
	} {
		if got, err := ParseBankCard(text); !errors.Is(err, want) || got != "" {
			t.Errorf("%q: %q, %v, want %v", text, got, err, want)
		}
	}
	t.Run("Luhn catches one wrong digit", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			s := []byte(good)
			i := rapid.IntRange(0, len(s)-1).Draw(t, "at")
			s[i] = '0' + (s[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
			if BankCard(s).Luhn() {
				t.Fatalf("%s fits", s)
			}
		})
	})
}

func TestParseName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"张三":                          "张三",
		" 张　三 ":                       "张三",
		"张 小  明":                      "张小明",
		"阿卜杜拉·买买提":                    "阿卜杜拉·买买提",
		"阿卜杜拉•买买提":                    "阿卜杜拉·买买提",
		"阿卜杜拉．买买提":                    "阿卜杜拉·买买提",
		"𠮷野":                          "𠮷野",
		"㛃䶮":                          "㛃䶮",
		"王〇":                          "王〇",
		"John  Smith":                 "John Smith",
		"O’Brien":                     "O’Brien",
		"Anne-Marie":                  "Anne-Marie",
		"José Núñez":                  "José Núñez",
		"Ｊohn Smith":                  "John Smith",
		"张" + strings.Repeat("三", 29): "张" + strings.Repeat("三", 29),
	} {
		if got, err := ParseName(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]error{
		"":                      ErrLength,
		"张":                     ErrLength,
		"𠮷":                     ErrLength,
		strings.Repeat("三", 31): ErrLength,
		"张3":                    ErrCharset,
		"张三😀":                   ErrCharset,
		"·张三":                   ErrCharset,
		"张三·":                   ErrCharset,
		"张··三":                  ErrCharset,
		"<b>张三":                 ErrCharset,
		"张三;":                   ErrCharset,
		"张三\xff":                ErrCharset,
		"\u0301张三":              ErrCharset,
	} {
		if got, err := ParseName(text); !errors.Is(err, want) || got != "" {
			t.Errorf("%q: %q, %v, want %v", text, got, err, want)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"91110000600037341L", "+86 138 0013 8000", "0598-2260000", "6228480432109876545", "阿卜杜拉·买买提", "350428102", "\xff\u3000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := ParseUSCC(s); err == nil {
			stable(t, string(c), func(s string) (string, error) { c, err := ParseUSCC(s); return string(c), err })
		}
		if p, err := ParseContact(s); err == nil {
			stable(t, string(p), func(s string) (string, error) { p, err := ParseContact(s); return string(p), err })
		}
		if c, err := ParseBankCard(s); err == nil {
			stable(t, string(c), func(s string) (string, error) { c, err := ParseBankCard(s); return string(c), err })
		}
		if n, err := ParseName(s); err == nil {
			stable(t, n, ParseName)
		}
		if r, err := ParseRegion(s); err == nil {
			stable(t, string(r), func(s string) (string, error) { r, err := ParseRegion(s); return string(r), err })
		}
	})
}

// stable checks that a parsed value is already in its one form.
func stable(t *testing.T, s string, parse func(string) (string, error)) {
	t.Helper()
	if got, err := parse(s); err != nil || got != s {
		t.Fatalf("%q parses to %q, %v", s, got, err)
	}
}
