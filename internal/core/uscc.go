package core

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// ErrOrganisation reports a 统一社会信用代码 whose own check character fits, but
// whose organisation code's does not.
var ErrOrganisation = errors.New("check digit of the organisation code does not match")

// USCC is a checked unified social credit code (统一社会信用代码, GB 32100-2015)
// of 18 characters.
type USCC string

// BodyKind is the kind of organisation that a code's first two characters name.
type BodyKind string

// The kinds (GB 32100-2015, table of 登记管理部门 and 机构类别).
const (
	Agency             BodyKind = "agency"              // 机关 11
	Institution        BodyKind = "institution"         // 事业单位 12
	MassOrganisation   BodyKind = "mass_organisation"   // 群众团体 13
	Association        BodyKind = "association"         // 社会团体 51
	PrivateInstitution BodyKind = "private_institution" // 民办非企业单位 52
	Foundation         BodyKind = "foundation"          // 基金会 53
	VillageCommittee   BodyKind = "village_committee"   // 村委会、居委会 54, 55
	Enterprise         BodyKind = "enterprise"          // 企业 91
	IndividualBusiness BodyKind = "individual_business" // 个体工商户 92
	Cooperative        BodyKind = "cooperative"         // 农民专业合作社 93
	RuralCollective    BodyKind = "rural_collective"    // 农村集体经济组织 N
	OtherBody          BodyKind = "other"               // any other prefix
)

// usccAlphabet has the 31 characters of GB 32100: no I, O, S, V, Z.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// ParseUSCC checks a code that a person typed; blanks, full-width and small
// letters are forgiven.
//
// Errors: ErrLength, ErrCharset, ErrCheck, ErrOrganisation.
func ParseUSCC(text string) (USCC, error) {
	s := compact(text)
	if utf8.RuneCountInString(s) != 18 {
		return "", ErrLength
	}
	for i := range len(s) {
		if strings.IndexByte(usccAlphabet, s[i]) < 0 {
			return "", ErrCharset
		}
	}
	if !digits(s[2:8]) { // the region
		return "", ErrCharset
	}
	if USCCCheck(s[:17]) != s[17] {
		return "", ErrCheck
	}
	if OrganisationCheck(s[8:16]) != s[16] {
		return "", ErrOrganisation
	}
	return USCC(s), nil
}

// Body is the kind of organisation.
func (c USCC) Body() BodyKind {
	if len(c) < 2 {
		return OtherBody
	}
	if c[0] == 'N' {
		return RuralCollective
	}
	switch c[:2] {
	case "11":
		return Agency
	case "12":
		return Institution
	case "13":
		return MassOrganisation
	case "51":
		return Association
	case "52":
		return PrivateInstitution
	case "53":
		return Foundation
	case "54", "55":
		return VillageCommittee
	case "91":
		return Enterprise
	case "92":
		return IndividualBusiness
	case "93":
		return Cooperative
	}
	return OtherBody
}

// Region is where the body was registered; 100000 gives "", the whole country.
func (c USCC) Region() RegionCode {
	if len(c) != 18 || c[2:8] == "100000" {
		return ""
	}
	return RegionCode(unpad(string(c[2:8])))
}

// Organisation is the organisation code (组织机构代码, GB 11714), 9 characters.
func (c USCC) Organisation() string {
	if len(c) != 18 {
		return ""
	}
	return string(c[8:17])
}

// USCCCheck returns the check character for the first 17 characters (GB
// 32100-2015: weights are the powers of 3 modulo 31). It panics on characters
// outside the alphabet.
func USCCCheck(body string) byte {
	weight := [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	if len(body) != len(weight) {
		panic("core: USCCCheck wants 17 characters")
	}
	sum := 0
	for i, w := range weight {
		v := strings.IndexByte(usccAlphabet, body[i])
		if v < 0 {
			panic("core: USCCCheck: character outside the alphabet")
		}
		sum += w * v
	}
	return usccAlphabet[(31-sum%31)%31]
}

// OrganisationCheck returns the check character for the first 8 characters of
// an organisation code (GB 11714; letters count from A = 10). It panics on
// other characters.
func OrganisationCheck(body string) byte {
	weight := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	if len(body) != len(weight) {
		panic("core: OrganisationCheck wants 8 characters")
	}
	sum := 0
	for i, w := range weight {
		v := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", body[i])
		if v < 0 {
			panic("core: OrganisationCheck: character outside 0-9, A-Z")
		}
		sum += w * v
	}
	return "0123456789X0"[11-sum%11]
}
