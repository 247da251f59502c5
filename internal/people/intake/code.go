package intake

import (
	"crypto/rand"
	"math/big"
	"strings"

	"yilu/internal/core"
)

// Code is a slip's code (小票码): eight letters that don't look like others, and
// a ninth that tells a slip of the pen. It is shown in threes: ACD-EFH-JKM.
type Code string

// letters are those that can't be taken for a digit or for each other when
// written by hand: no B G I L O S Z. There are 19, a prime, so that the check
// letter tells every single wrong letter and every swap of two.
const letters = "ACDEFHJKMNPQRTUVWXY"

const codeLen = 9

// newCode makes a code by chance: 19^8 of them, 34 bits.
func newCode() (Code, error) {
	b := make([]byte, 0, codeLen)
	for range codeLen - 1 {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			return "", err
		}
		b = append(b, letters[n.Int64()])
	}
	return Code(append(b, checkLetter(b))), nil
}

// checkLetter weighs each letter by its place, 1 to 8.
func checkLetter(b []byte) byte {
	sum := 0
	for i, c := range b {
		sum += (i + 1) * strings.IndexByte(letters, c)
	}
	return letters[sum%len(letters)]
}

// ParseCode reads a code as somebody types it: blanks, dashes and small letters
// are forgiven.
//
// Errors: ErrSlipForm, ErrSlipCheck.
func ParseCode(text string) (Code, error) {
	s := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(core.Fold(text)))
	if len(s) != codeLen {
		return "", ErrSlipForm
	}
	for i := range len(s) {
		if strings.IndexByte(letters, s[i]) < 0 {
			return "", ErrSlipCheck
		}
	}
	if checkLetter([]byte(s[:codeLen-1])) != s[codeLen-1] {
		return "", ErrSlipCheck
	}
	return Code(s), nil
}

// Text is the code in threes.
func (c Code) Text() string {
	if len(c) != codeLen {
		return ""
	}
	return string(c[:3] + "-" + c[3:6] + "-" + c[6:])
}
