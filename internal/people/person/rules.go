package person

import (
	"errors"
	"strings"
	"unicode"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
)

// Claim is a well-formed statement of who someone is.
type Claim struct {
	Name   crypto.Private[crypto.Name]
	Kind   core.DocumentKind // as the number says, where it does
	Number crypto.Private[crypto.Document]
	Birth  core.Date
}

// Stated is what a person types about who they are.
type Stated struct {
	Name, Number string
	Kind         core.DocumentKind
	Birth        core.Date // needed where the number carries none
}

// claim checks all that can be checked without asking anybody, and returns every
// fault it finds.
func (st Stated) claim(set *reference.Set, today core.Date) (c Claim, faults []*fault.Fault) {
	name, err := core.ParseName(st.Name)
	if err != nil {
		faults = append(faults, faultOf(err, nameFaults, ErrNameForm))
	}
	doc, err := core.ParseDocument(st.Kind, st.Number, today)
	if err != nil {
		return c, append(faults, faultOf(err, documentFaults, ErrDocumentForm))
	}
	birth, bad := birthOf(doc, st.Birth, today)
	if bad == nil {
		bad = oldEnough(set, birth, today, doc.Birth == "")
	}
	if bad != nil {
		faults = append(faults, bad)
	}
	return Claim{crypto.Hide[crypto.Name](name), doc.Kind, crypto.Hide[crypto.Document](doc.Number), birth}, faults
}

// birthOf takes the birth from the number, or as stated where it carries none.
func birthOf(doc core.Document, stated, today core.Date) (core.Date, *fault.Fault) {
	switch {
	case doc.Birth != "" && (stated == "" || stated == doc.Birth):
		return doc.Birth, nil
	case doc.Birth != "":
		return "", ErrBirthMismatch
	case stated == "":
		return "", ErrBirthMissing
	}
	if d, err := core.ParseDate(string(stated)); err != nil || d > today || d < oldest {
		return "", ErrBirth
	}
	return stated, nil
}

// oldest is a birth that nobody alive has.
const oldest core.Date = "1890-01-01"

// oldEnough refuses who is under the age for work on the day.
func oldEnough(set *reference.Set, birth, today core.Date, stated bool) *fault.Fault {
	age := int(set.Value("age_work", today))
	if age > 0 && birth.YearsAt(today) >= age {
		return nil
	}
	path := "body.document"
	if stated {
		path = "body.birth"
	}
	day := core.DateOf(birth.Start().AddDate(age, 0, 0))
	return ErrUnderAge.With("age", age, "day", day).At(path)
}

var nameFaults = []told{{core.ErrLength, ErrNameLength}}

var documentFaults = []told{
	{core.ErrDocumentKind, ErrDocumentKind}, {core.ErrLength, ErrDocumentLength}, {core.ErrFirstGeneration, ErrFirstGeneration},
	{core.ErrProvince, ErrDocumentProvince}, {core.ErrBirth, ErrDocumentBirth}, {core.ErrFuture, ErrDocumentFuture}, {core.ErrCheck, ErrDocumentCheck},
}

// told pairs what a parser says with what people are told.
type told struct {
	err   error
	fault *fault.Fault
}

func faultOf(err error, all []told, otherwise *fault.Fault) *fault.Fault {
	for _, t := range all {
		if errors.Is(err, t.err) {
			return t.fault
		}
	}
	return otherwise
}

// sameName reports whether two names are one as banks and documents write them:
// blanks, dots, hyphens and the case of letters do not matter.
func sameName(a, b string) bool {
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || r >= 0x20000 { // rare characters are newer than the tables
				return unicode.ToUpper(r)
			}
			return -1
		}, core.Fold(s))
	}
	x, y := bare(a), bare(b)
	return x != "" && x == y
}

// title is how a person is called in public: 王师傅. A name without a Chinese
// family name is only masked.
func title(name crypto.Private[crypto.Name]) string {
	shown := core.MaskName(name.Reveal())
	family, _, masked := strings.Cut(shown, "*")
	for _, r := range shown {
		if !unicode.Is(unicode.Han, r) && r != '*' {
			return shown
		}
	}
	if !masked || family == "" {
		return shown
	}
	return family + "师傅"
}
