package core

// BankCard is the number of a bank card (银行卡号), 13 to 19 digits.
type BankCard string

// ParseBankCard reads a card number; blanks, dashes and full-width digits are
// forgiven. A wrong Luhn digit is not an error, because a few old passbooks
// fail it: ask Luhn and let the person look again.
//
// Errors: ErrCharset, ErrLength.
func ParseBankCard(text string) (BankCard, error) {
	s := compact(text)
	switch {
	case !digits(s):
		return "", ErrCharset
	case len(s) < 13 || len(s) > 19:
		return "", ErrLength
	}
	return BankCard(s), nil
}

// Luhn reports whether the last digit matches the others (ISO/IEC 7812-1,
// annex B).
func (c BankCard) Luhn() bool {
	sum := 0
	for i := range len(c) {
		d := int(c[len(c)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return len(c) > 0 && sum%10 == 0
}

// UnionPay reports whether the card is of China UnionPay (62…).
func (c BankCard) UnionPay() bool { return len(c) >= 2 && c[:2] == "62" }

// Tail is the last four digits, by which people know their card.
func (c BankCard) Tail() string {
	if len(c) < 4 {
		return ""
	}
	return string(c[len(c)-4:])
}
