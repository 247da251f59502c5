package crypto

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is how much work the hash of a password takes.
type Cost struct {
	Rounds    uint32
	MemoryKiB uint32
	Lanes     uint8
}

// DefaultCost is the second choice that RFC 9106 (section 4) recommends: three
// rounds over 64 MiB in four lanes, a tenth of a second or so.
var DefaultCost = Cost{Rounds: 3, MemoryKiB: 64 << 10, Lanes: 4}

// Lengths of RFC 9106, section 4: a salt of 128 bits, a hash of 256.
const (
	saltLen = 16
	hashLen = 32
)

const argonHead = "$argon2id$v=%d$m=%d,t=%d,p=%d$"

// HashPassword returns what to store in place of a password: its Argon2id hash
// (RFC 9106) with cost and fresh salt in the usual text form. It is slow and
// takes the cost's memory, so it is called outside of transactions.
func HashPassword(password string, c Cost) string {
	salt := random(saltLen)
	return hashText(c, salt, argon2.IDKey([]byte(password), salt, c.Rounds, c.MemoryKiB, c.Lanes, hashLen))
}

// NoPassword returns a hash that is no password's, at once; to check a password
// against it takes as long as against any other.
func NoPassword(c Cost) string { return hashText(c, random(saltLen), random(hashLen)) }

func hashText(c Cost, salt, hash []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf(argonHead, argon2.Version, c.MemoryKiB, c.Rounds, c.Lanes) + b64.EncodeToString(salt) + "$" + b64.EncodeToString(hash)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: without randomness the program ends
	return b
}

// PasswordIs reports whether the hash is that of the password. It takes as long
// as making the hash; a text that is no hash is refused at once.
func PasswordIs(hash, password string) bool {
	var c Cost
	var version int
	head, rest, ok := cutLast2(hash)
	if n, err := fmt.Sscanf(head, argonHead, &version, &c.MemoryKiB, &c.Rounds, &c.Lanes); !ok || err != nil || n != 4 || version != argon2.Version {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(rest[0])
	if err != nil || c.Rounds < 1 || c.Lanes < 1 {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(rest[1])
	if err != nil || len(want) != hashLen {
		return false
	}
	return Same(want, argon2.IDKey([]byte(password), salt, c.Rounds, c.MemoryKiB, c.Lanes, hashLen))
}

// cutLast2 splits off the two last parts of a hash's text; the head keeps its
// closing sign.
func cutLast2(text string) (head string, last [2]string, ok bool) {
	j := strings.LastIndexByte(text, '$')
	if j < 0 {
		return "", last, false
	}
	i := strings.LastIndexByte(text[:j], '$')
	if i < 0 {
		return "", last, false
	}
	return text[:i+1], [2]string{text[i+1 : j], text[j+1:]}, true
}
