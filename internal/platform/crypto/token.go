package crypto

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/emmansun/gmsm/sm3"
)

// tokenLen is the length of a token in bytes: 256 bits cannot be guessed.
const tokenLen = 32

// Token returns a fresh random token of 43 characters, safe in URLs. Store
// HashToken of it, never the token.
func Token() string {
	b := make([]byte, tokenLen)
	_, _ = rand.Read(b) // never fails: without randomness the program ends
	return base64.RawURLEncoding.EncodeToString(b)
}

// HashToken returns what to store and look up in place of a token: its SM3.
// This is for tokens, which cannot be guessed; a short code would be found by
// trying them all, so store Keyring.Index of it instead.
func HashToken(token string) []byte { return SM3([]byte(token)) }

// Digits returns a code of n decimal digits, every code equally likely.
func Digits(n int) string {
	code := make([]byte, 0, n)
	var b [16]byte
	for len(code) < n {
		_, _ = rand.Read(b[:]) // never fails: without randomness the program ends
		for _, x := range b {
			// 250 is the largest multiple of ten in a byte: above it, digits 0 to 5
			// would come more often.
			if x < 250 && len(code) < n {
				code = append(code, '0'+x%10)
			}
		}
	}
	return string(code)
}

// Same reports whether two hashes or codes are equal, in a time that depends on
// their lengths alone.
func Same[T ~string | ~[]byte](a, b T) bool { return hmac.Equal([]byte(a), []byte(b)) }

// SM3 returns the SM3 hash (GB/T 32905-2016): 32 bytes.
func SM3(data []byte) []byte {
	sum := sm3.Sum(data)
	return sum[:]
}

// SHA256 returns the SHA-256 hash: 32 bytes.
func SHA256(data []byte) []byte {
	sum := sha256.Sum256(data)
	return sum[:]
}
