package crypto

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/sm4"
)

// Cipher is the algorithm that new values are sealed with, as it is set.
type Cipher string

// The ciphers.
const (
	SM4GCM Cipher = "sm4-gcm"     // GB/T 32907-2016 in Galois/counter mode
	AESGCM Cipher = "aes-256-gcm" // FIPS 197 in Galois/counter mode
)

// Errors of opening and of keys.
var (
	// ErrSealed reports a value that was changed, cut, or moved from its place.
	ErrSealed = errors.New("crypto: the sealed value does not open here: it was changed or moved")
	// ErrUnknownKey reports a value whose key is not in the ring.
	ErrUnknownKey = errors.New("crypto: the key of the sealed value is not in the key ring")
	// ErrKeys reports a key file or key setting that cannot be used.
	ErrKeys = errors.New("crypto: the keys cannot be used")
	// ErrCipher reports an unknown name of a cipher.
	ErrCipher = errors.New(`crypto: the cipher must be "sm4-gcm" or "aes-256-gcm"`)
)

// The layout of a sealed value: format, algorithm, key id, nonce, then the
// ciphertext with its tag. Format, algorithm and key id are authenticated.
const (
	formatV1   = 1
	headLen    = 6
	nonceLen   = 12
	tagLen     = 16
	minSealed  = headLen + nonceLen + tagLen
	secretLen  = 32
	algSM4     = 1
	algAES     = 2
	indexLen   = 32
	printedLen = 8
)

// Keyring seals, opens and indexes. Make it with OpenFile or Parse. Safe for
// concurrent use. One key must not seal more than 2^32 values (NIST SP 800-38D,
// section 8.3); Rotate long before.
type Keyring struct {
	cipher Cipher
	alg    byte
	path   string // "" for keys given as a setting
	keys   atomic.Pointer[keySet]
	mu     sync.Mutex // one rotation or reading of the file at a time
	seen   fileStamp  // the file as last read; guarded by mu
}

// keySet is the ring's content; it never changes after it is made.
type keySet struct {
	root    [secretLen]byte
	index   []byte
	sign    []byte
	byID    map[uint32]*sealingKey
	order   []*sealingKey // oldest first
	current *sealingKey
}

type sealingKey struct {
	id     uint32
	secret [secretLen]byte
	aead   [3]cipher.AEAD // by algorithm; [0] is empty
}

// newKeyring checks the cipher's name.
//
// Errors: ErrCipher.
func newKeyring(c Cipher, path string) (*Keyring, error) {
	k := &Keyring{cipher: c, path: path}
	switch c {
	case SM4GCM:
		k.alg = algSM4
	case AESGCM:
		k.alg = algAES
	default:
		return nil, fmt.Errorf("%w, not %q", ErrCipher, string(c))
	}
	return k, nil
}

// Seal encrypts plain with the current key and binds it to aad, which names its
// place: see At. Two seals of one value differ.
func (k *Keyring) Seal(plain []byte, aad string) []byte {
	key := k.keys.Load().current
	out := make([]byte, headLen+nonceLen, minSealed+len(plain))
	out[0], out[1] = formatV1, k.alg
	binary.BigEndian.PutUint32(out[2:], key.id)
	// crypto/rand never fails: without randomness the program ends.
	_, _ = rand.Read(out[headLen:])
	return key.aead[k.alg].Seal(out, out[headLen:], plain, binding(out, aad))
}

// Open decrypts what Seal made with the same aad, under any key of the ring and
// either cipher. If another process has added a key to the file, Open reads it.
//
// Errors: ErrSealed, ErrUnknownKey.
func (k *Keyring) Open(sealed []byte, aad string) ([]byte, error) {
	alg, id, err := header(sealed)
	if err != nil {
		return nil, err
	}
	key := k.keys.Load().byID[id]
	if key == nil {
		if err := k.reload(); err != nil {
			return nil, err
		}
		if key = k.keys.Load().byID[id]; key == nil {
			return nil, fmt.Errorf("%w: key %08x", ErrUnknownKey, id)
		}
	}
	nonce, body := sealed[headLen:headLen+nonceLen], sealed[headLen+nonceLen:]
	plain, err := key.aead[alg].Open(nil, nonce, body, binding(sealed, aad))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Stale reports whether sealed is not under the current key and cipher, so that
// Reseal would change it.
func (k *Keyring) Stale(sealed []byte) bool {
	alg, id, err := header(sealed)
	return err != nil || alg != k.alg || id != k.keys.Load().current.id
}

// Reseal returns sealed under the current key and cipher, and whether that
// changed it; a value that is current already is opened, too, so that a job that
// walks all rows also proves that they open.
//
// Errors: ErrSealed, ErrUnknownKey.
func (k *Keyring) Reseal(sealed []byte, aad string) (fresh []byte, changed bool, err error) {
	plain, err := k.Open(sealed, aad)
	if err != nil {
		return nil, false, err
	}
	if !k.Stale(sealed) {
		return sealed, false, nil
	}
	return k.Seal(plain, aad), true, nil
}

// Index returns the blind index of a value: 32 bytes, equal for equal values of
// one domain and unrelated between domains, the same after any rotation. The
// value must be in its one normal form. Values with few possibilities (phones)
// are guarded by the key alone: an index must never leave the server.
func (k *Keyring) Index(domain, normalised string) []byte {
	return mac(k.keys.Load().index, domain, []byte(normalised))[:indexLen]
}

// Sign returns a signature of 32 bytes over the message, for the ring's own
// short-lived codes: who has the ring can make one. Rotation leaves it valid.
func (k *Keyring) Sign(domain string, message []byte) []byte {
	return mac(k.keys.Load().sign, domain, message)
}

// Signed reports, in constant time, whether signature is Sign's for the message.
func (k *Keyring) Signed(domain string, message, signature []byte) bool {
	return hmac.Equal(k.Sign(domain, message), signature)
}

// Fingerprint names the ring's root in 16 hexadecimal digits without telling
// anything about it. A database that remembers it can refuse to start with a
// ring that is not its own.
func (k *Keyring) Fingerprint() string {
	return hex.EncodeToString(k.Index("crypto.fingerprint", "")[:printedLen])
}

// Current returns the id of the key that new values are sealed with.
func (k *Keyring) Current() string { return k.keys.Load().current.name() }

// IDs returns the ids of all sealing keys, oldest first.
func (k *Keyring) IDs() []string {
	set := k.keys.Load()
	ids := make([]string, len(set.order))
	for i, key := range set.order {
		ids[i] = key.name()
	}
	return ids
}

// Cipher returns the cipher that new values are sealed with.
func (k *Keyring) Cipher() Cipher { return k.cipher }

// String names the ring without its keys.
func (k *Keyring) String() string { return "keyring " + k.Fingerprint() }

// GoString names the ring without its keys.
func (k *Keyring) GoString() string { return k.String() }

// At names the place of a sealed value for Seal and Open: the column, written
// "table.column", and the id of the row.
func At[ID ~string](column string, row ID) string { return column + "/" + string(row) }

// header returns the algorithm and the key id of a sealed value.
//
// Errors: ErrSealed.
func header(sealed []byte) (alg byte, id uint32, err error) {
	if len(sealed) < minSealed || sealed[0] != formatV1 {
		return 0, 0, ErrSealed
	}
	if sealed[1] != algSM4 && sealed[1] != algAES {
		return 0, 0, ErrSealed
	}
	return sealed[1], binary.BigEndian.Uint32(sealed[2:]), nil
}

// binding is the data that is authenticated but not hidden.
func binding(sealed []byte, aad string) []byte {
	return append(append(make([]byte, 0, headLen+len(aad)), sealed[:headLen]...), aad...)
}

// mac is HMAC-SM3 over the domain, with its length before it so that no two
// pairs of domain and message run together, and the message.
func mac(key []byte, domain string, message []byte) []byte {
	h := hmac.New(sm3.New, key)
	h.Write(binary.AppendUvarint(nil, uint64(len(domain))))
	h.Write([]byte(domain))
	h.Write(message)
	return h.Sum(nil)
}

// derive makes the key of one purpose from a secret.
func derive(secret [secretLen]byte, purpose string, n int) ([]byte, error) {
	return hkdf.Expand(sm3.New, secret[:], "yilu/"+purpose, n)
}

// newSealingKey prepares both ciphers for a secret.
func newSealingKey(id uint32, secret [secretLen]byte) (*sealingKey, error) {
	key := &sealingKey{id: id, secret: secret}
	forSM4, err := derive(secret, "seal/sm4-gcm", sm4.BlockSize)
	if err != nil {
		return nil, err
	}
	forAES, err := derive(secret, "seal/aes-256-gcm", secretLen)
	if err != nil {
		return nil, err
	}
	sm4Block, err := sm4.NewCipher(forSM4)
	if err != nil {
		return nil, err
	}
	aesBlock, err := aes.NewCipher(forAES)
	if err != nil {
		return nil, err
	}
	if key.aead[algSM4], err = cipher.NewGCM(sm4Block); err != nil {
		return nil, err
	}
	if key.aead[algAES], err = cipher.NewGCM(aesBlock); err != nil {
		return nil, err
	}
	return key, nil
}

func (s *sealingKey) name() string { return fmt.Sprintf("%08x", s.id) }
