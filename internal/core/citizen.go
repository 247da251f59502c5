package core

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// DocumentKind is a kind of document that proves who a person is.
type DocumentKind string

// The kinds.
const (
	CitizenID    DocumentKind = "citizen_id"    // 居民身份证, GB 11643-1999
	HMTResidence DocumentKind = "hmt_residence" // 港澳台居民居住证
	ForeignerPR  DocumentKind = "foreigner_pr"  // 外国人永久居留身份证
	HMPass       DocumentKind = "hm_pass"       // 港澳居民来往内地通行证
	TWPass       DocumentKind = "tw_pass"       // 台湾居民来往大陆通行证
	Passport     DocumentKind = "passport"      // 护照
)

// DocumentKinds are all kinds.
var DocumentKinds = []DocumentKind{CitizenID, HMTResidence, ForeignerPR, HMPass, TWPass, Passport}

// What can be wrong with a number. ErrLength, ErrCharset and ErrCheck also
// serve the parsers of other numbers.
var (
	ErrLength          = errors.New("too few or too many characters")
	ErrCharset         = errors.New("a character that can't be there")
	ErrCheck           = errors.New("check digit does not match")
	ErrDocumentKind    = errors.New("no such kind of document")
	ErrFirstGeneration = errors.New("a first-generation number of 15 digits, invalid since 2013")
	ErrProvince        = errors.New("no such province in the number")
	ErrBirth           = errors.New("the date of birth does not exist")
	ErrFuture          = errors.New("the date of birth has not come yet")
)

// Sex is a person's sex as a document states it; "" if it does not.
type Sex string

// The sexes of GB/T 2261.1 that a number can state.
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// GB is the code of GB/T 2261.1: "1", "2", or "0" for not known.
func (s Sex) GB() string {
	switch s {
	case Male:
		return "1"
	case Female:
		return "2"
	}
	return "0"
}

// Document is a document whose number has been checked.
type Document struct {
	Kind   DocumentKind
	Number string     // normalised: half-width, upper case, no blanks
	Birth  Date       // "" where the number carries none
	Sex    Sex        // "" where the number carries none
	Region RegionCode // address code; "" where the number carries none; may be abolished
}

// ParseDocument checks a number that a person typed. Blanks, full-width digits
// and a small x are forgiven. The three kinds with 18 digits are told apart by
// the number itself: Document.Kind is what it says, whichever of the three was
// asked for. A birth after today is refused; today "" skips that.
//
// Errors: ErrDocumentKind, ErrLength, ErrCharset, ErrFirstGeneration,
// ErrProvince, ErrBirth, ErrFuture, ErrCheck; the first that applies.
func ParseDocument(kind DocumentKind, text string, today Date) (Document, error) {
	n := compact(text)
	switch kind {
	case CitizenID, HMTResidence, ForeignerPR:
		if kind == ForeignerPR && len(n) == 15 && capitals(n[:3]) && digits(n[3:]) {
			return Document{Kind: kind, Number: n}, nil // the form before 2023-12-01, still valid
		}
		return parse18(n, today)
	case TWPass: // the old form wrote its letter in brackets
		n = strings.NewReplacer("(", "", ")", "").Replace(n)
	}
	pass, ok := passes[kind]
	switch {
	case !ok:
		return Document{}, fmt.Errorf("%w: %q", ErrDocumentKind, kind)
	case !slices.Contains(pass.lengths, utf8.RuneCountInString(n)):
		return Document{}, ErrLength
	case !pass.form.MatchString(n):
		return Document{}, ErrCharset
	}
	return Document{Kind: kind, Number: n}, nil
}

// passes are the documents whose numbers have a form but no check digit.
var passes = map[DocumentKind]struct {
	lengths []int
	form    *regexp.Regexp
}{
	HMPass:   {[]int{9, 11}, regexp.MustCompile(`^[HM]\d+$`)},
	TWPass:   {[]int{8, 11}, regexp.MustCompile(`^(\d{8}|\d{10}[A-Z])$`)},
	Passport: {[]int{5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}, regexp.MustCompile(`^[A-Z0-9]+$`)},
}

// parse18 reads the common layout of GB 11643: six digits of region, eight of
// birth, three of sequence (odd for men), one check digit.
func parse18(n string, today Date) (Document, error) {
	switch {
	case len(n) == 15 && digits(n):
		return Document{}, ErrFirstGeneration
	case utf8.RuneCountInString(n) != 18:
		return Document{}, ErrLength
	case len(n) != 18 || !digits(n[:17]) || !digits(n[17:]) && n[17] != 'X':
		return Document{}, ErrCharset
	}
	d := Document{Kind: CitizenID, Number: n, Sex: Female}
	if (n[16]-'0')%2 == 1 {
		d.Sex = Male
	}
	area := n[:6]
	switch {
	case n[0] == '9': // 9, province, country of nationality
		d.Kind, area = ForeignerPR, n[1:3]
	case n[:2] == "81" || n[:2] == "82" || n[:2] == "83": // always the whole region
		d.Kind = HMTResidence
		if n[2:6] != "0000" {
			return Document{}, ErrProvince
		}
	}
	if !provinces[area[:2]] {
		return Document{}, ErrProvince
	}
	d.Region = RegionCode(unpad(area))
	birth, err := ParseDate(n[6:10] + "-" + n[10:12] + "-" + n[12:14])
	if err != nil || birth < firstBirth {
		return Document{}, ErrBirth
	}
	if today != "" && birth > today {
		return Document{}, ErrFuture
	}
	if d.Birth = birth; CitizenCheck(n[:17]) != n[17] {
		return Document{}, ErrCheck
	}
	return d, nil
}

// firstBirth is a birth that nobody had who was alive when the first numbers
// were given out (1984).
const firstBirth Date = "1850-01-01"

// provinces are the first two digits a number may begin with (GB/T 2260; 83
// only on residence permits).
var provinces = func() map[string]bool {
	m := map[string]bool{}
	for _, p := range strings.Fields(`11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46
		50 51 52 53 54 61 62 63 64 65 71 81 82 83`) {
		m[p] = true
	}
	return m
}()

// CitizenCheck returns the check character for the first 17 digits of a number
// (GB 11643-1999, ISO 7064 MOD 11-2). It panics on anything but 17 digits.
func CitizenCheck(body string) byte {
	if len(body) != 17 || !digits(body) {
		panic("core: CitizenCheck wants 17 digits")
	}
	weight := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weight {
		sum += w * int(body[i]-'0')
	}
	return "10X98765432"[sum%11]
}
