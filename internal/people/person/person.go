package person

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
)

// Faults of the real name. Each says what to look at.
var (
	ErrNameLength = fault.New(fault.Invalid, "person.name_length", "姓名要有 2 到 30 个字，请照证件上写。", "A name has 2 to 30 characters; please write it as on the document.").At("body.name")
	ErrNameForm   = fault.New(fault.Invalid, "person.name_form", "姓名里有不能用的字或符号，请照证件上写。", "The name has a character that can't be in one; please write it as on the document.").At("body.name")

	ErrDocumentKind     = fault.New(fault.Invalid, "person.document_kind", "没有这种证件，请从列表里选。", "There is no such kind of document; please choose from the list.").At("body.kind")
	ErrDocumentLength   = fault.New(fault.Invalid, "person.document_length", "证件号的位数不对，请对着证件再数一遍。", "The number has too few or too many characters; please count again on the document.").At("body.document")
	ErrDocumentForm     = fault.New(fault.Invalid, "person.document_form", "证件号里有不该有的字，请只填证件上的数字和字母。", "The number has a character that can't be in one; please enter only the digits and letters on the document.").At("body.document")
	ErrFirstGeneration  = fault.New(fault.Invalid, "person.document_first_generation", "15 位的一代身份证从 2013 年起不能用了，请填 18 位的身份证号。", "First-generation cards with 15 digits ended in 2013; please enter the number with 18 digits.").At("body.document")
	ErrDocumentProvince = fault.New(fault.Invalid, "person.document_province", "证件号开头的地区不对，请再看一眼证件。", "The number does not begin with a region; please look at the document again.").At("body.document")
	ErrDocumentBirth    = fault.New(fault.Invalid, "person.document_birth", "证件号里的出生日期不存在，请再看一眼证件。", "The date of birth in the number does not exist; please look at the document again.").At("body.document")
	ErrDocumentFuture   = fault.New(fault.Invalid, "person.document_future", "证件号里的出生日期还没到，请再看一眼证件。", "The date of birth in the number has not come yet; please look at the document again.").At("body.document")
	ErrDocumentCheck    = fault.New(fault.Invalid, "person.document_check", "证件号最后一位不对，请再看一眼证件。", "The last character of the number does not match; please look at the document again.").At("body.document")
	ErrBirthMissing     = fault.New(fault.Invalid, "person.birth_missing", "这种证件号里读不出生日，请填出生日期。", "This number does not tell a birthday; please enter the date of birth.").At("body.birth")
	ErrBirth            = fault.New(fault.Invalid, "person.birth", "出生日期不对，请写成 1990-01-31 这样。", "The date of birth is not right; please write it like 1990-01-31.").At("body.birth")
	ErrBirthMismatch    = fault.New(fault.Invalid, "person.birth_mismatch", "出生日期和证件号里的不一样，请再看一眼证件。", "The date of birth is not the one in the number; please look at the document again.").At("body.birth")
	ErrUnderAge         = fault.New(fault.Invalid, "person.under_age", "满 {age} 周岁才能登记接活，您 {day} 起可以再来。", "People can register for work from the age of {age}; please come back on {day}.").Cite("劳动法第十五条；未成年人保护法第六十一条")
	ErrMismatch         = fault.New(fault.Invalid, "person.identity_mismatch", "姓名和证件号对不上，请照证件再填一遍。", "The name and the number do not belong together; please enter both again as on the document.").At("body.document")
	ErrUnavailable      = fault.New(fault.Busy, "person.identity_unavailable", "身份核验暂时连不上，您的信息没有提交，请过几分钟再试。", "The identity check can't be reached at present; nothing was submitted. Please try again in a few minutes.")
	ErrManyAttempts     = fault.New(fault.Exhausted, "person.identity_many", "今天核验的次数太多了，请明天再试，或带证件到驿站办理。", "Too many checks today; please try again tomorrow, or bring your document to a station.")
	ErrDocumentTaken    = fault.New(fault.Conflict, "person.document_taken", "这个证件已经在另一个手机号下实名了，请用那个手机号登录；手机号不用了，请带证件到驿站办理。", "This document is registered under another phone number. Please log in with that one, or bring the document to a station if you no longer have it.").At("body.document")
	ErrIdentitySettled  = fault.New(fault.Conflict, "person.identity_settled", "您已经实名，不能自己更改。姓名或证件有变，请带证件到驿站办理更正。", "Your real name is settled and can't be changed here. If it is wrong or has changed, bring your document to a station to have it corrected.").Cite("个人信息保护法第四十六条")
	ErrIdentityMissing  = fault.New(fault.NotFound, "person.identity_missing", "这个人还没有实名。", "This person has no real name yet.")
	ErrUnknown          = fault.New(fault.NotFound, "person.unknown", "没有这个人，或者您不能看。", "There is no such person, or you may not see them.")
	ErrConsentMissing   = fault.New(fault.Invalid, "person.consent_missing", "请先看过并同意《{title}》。", "Please read and accept “{title}” first.").At("body.consents").Cite("个人信息保护法第十四条")
	ErrConsentVersion   = fault.New(fault.Conflict, "person.consent_version", "《{title}》有了新的版本，请看过再同意。", "“{title}” has a new version; please read it and then accept.").At("body.version")
	ErrConsentKind      = fault.New(fault.NotFound, "person.consent_kind", "没有这种说明。", "There is no such text.")
	ErrLook             = fault.New(fault.Forbidden, "person.look", "别人的完整信息只有审核员能看，并且要写明原因。", "Only reviewers may see another's full data, and they must say why.")
	ErrLookReason       = fault.New(fault.Invalid, "person.look_reason", "请写明为什么要看，至少 {min} 个字，本人能看到。", "Please say why you look, in at least {min} characters; the person will see it.").At("body.reason")
)

// Person is a real name and its document.
type Person struct {
	ID       core.PersonID
	Name     crypto.Private[crypto.Name]
	Kind     core.DocumentKind
	Number   crypto.Private[crypto.Document]
	Birth    core.Date
	Verified time.Time
}

// same reports whether a claim says what is settled already.
func (p Person) same(c Claim) bool {
	return p.Name == c.Name && p.Kind == c.Kind && p.Number == c.Number && p.Birth == c.Birth
}

// Worker is what other modules ask of a person who works. Without a real name it
// is the Person alone.
type Worker struct {
	Person    core.PersonID
	Verified  bool                        // has a real name
	Birth     core.Date                   // "" without a real name
	Name      crypto.Private[crypto.Name] // shows itself masked; Disclose gives it in full
	Consented bool                        // to the terms and to the handling of data
}

// Age is the person's age on a day, in full years; 0 without a real name.
func (w Worker) Age(day core.Date) int {
	if w.Birth == "" {
		return 0
	}
	return w.Birth.YearsAt(day)
}
