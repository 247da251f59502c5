package crypto

import "yilu/internal/core"

// Mask is a kind of private value: its zero value knows how to show one. A mask
// of a mask is the same mask.
type Mask interface {
	comparable
	Mask(plain string) string
}

// The kinds of private values, and how each is shown.
type (
	Hidden   struct{} // ***
	Phone    struct{} // 138****5678
	Document struct{} // 350428********0014
	Card     struct{} // 6228 **** **** 6545
	Name     struct{} // 张*, 王*明, 欧阳*
	Address  struct{} // down to the town: 福建省三明市将乐县古镛镇****
)

// Mask shows that there is something.
func (Hidden) Mask(string) string { return "***" }

// Mask shows a phone's first three and last four digits.
func (Phone) Mask(plain string) string { return core.Phone(plain).Mask() }

// Mask shows the first six and last four characters of an 18-digit number.
func (Document) Mask(plain string) string { return core.MaskDocument(plain) }

// Mask shows a card's first four and last four digits, and not its length.
func (Card) Mask(plain string) string { return core.BankCard(plain).Mask() }

// Mask shows the family name, and the last character of a longer name.
func (Name) Mask(plain string) string { return core.MaskName(plain) }

// Mask shows an address down to its town.
func (Address) Mask(plain string) string { return core.MaskAddress(plain) }
