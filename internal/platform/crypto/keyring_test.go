package crypto

import (
	"bytes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// testKeys is a ring that stays, so that goldens stay: root, then two keys.
const testKeys = "root=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8," +
	"00000001=ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8," +
	"a1b2c3d4=QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8"

func ring(t testing.TB, keys string, c Cipher) *Keyring {
	t.Helper()
	k, err := Parse(Hide[Hidden](keys), c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVectors(t *testing.T) {
	t.Parallel()
	t.Run("SM3 of the standard's example", func(t *testing.T) {
		t.Parallel()
		want := "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
		if got := hex.EncodeToString(SM3([]byte("abc"))); got != want {
			t.Errorf("SM3 = %s", got)
		}
	})
	t.Run("SHA-256 of FIPS 180-4's example", func(t *testing.T) {
		t.Parallel()
		want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
		if got := hex.EncodeToString(SHA256([]byte("abc"))); got != want {
			t.Errorf("SHA256 = %s", got)
		}
	})
	t.Run("SM4 block of the standard's example", func(t *testing.T) {
		t.Parallel()
		key := unhex(t, "0123456789abcdeffedcba9876543210")
		b, err := sm4.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		out := make([]byte, 16)
		b.Encrypt(out, key)
		if got := hex.EncodeToString(out); got != "681edf34d206965e86b3e94f536e4246" {
			t.Errorf("SM4 = %s", got)
		}
	})
	t.Run("SM4-GCM of RFC 8998, appendix A.1", func(t *testing.T) {
		t.Parallel()
		b, err := sm4.NewCipher(unhex(t, "0123456789abcdeffedcba9876543210"))
		if err != nil {
			t.Fatal(err)
		}
		g, err := cipher.NewGCM(b)
		if err != nil {
			t.Fatal(err)
		}
		plain := unhex(t, strings.Repeat("aa", 8)+strings.Repeat("bb", 8)+strings.Repeat("cc", 8)+
			strings.Repeat("dd", 8)+strings.Repeat("ee", 8)+strings.Repeat("ff", 8)+
			strings.Repeat("ee", 8)+strings.Repeat("aa", 8))
		got := g.Seal(nil, unhex(t, "00001234567800000000abcd"), plain,
			unhex(t, "feedfacedeadbeeffeedfacedeadbeefabaddad2"))
		want := "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735" +
			"d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d" +
			"83de3541e4c2b58177e065a9bf7b62ec"
		if hex.EncodeToString(got) != want {
			t.Errorf("SM4-GCM = %x", got)
		}
	})
}

func TestWhatIsSealedOpens(t *testing.T) {
	t.Parallel()
	for _, c := range []Cipher{SM4GCM, AESGCM} {
		k := ring(t, testKeys, c)
		rapid.Check(t, func(r *rapid.T) {
			plain := rapid.SliceOf(rapid.Byte()).Draw(r, "plain")
			aad := rapid.String().Draw(r, "aad")
			sealed := k.Seal(plain, aad)
			if len(plain) >= 8 && bytes.Contains(sealed, plain) {
				r.Fatal("the plain text stands in the sealed value")
			}
			got, err := k.Open(sealed, aad)
			if err != nil || !bytes.Equal(got, plain) {
				r.Fatalf("Open = %x, %v", got, err)
			}
			if bytes.Equal(sealed, k.Seal(plain, aad)) {
				r.Fatal("two seals of one value are equal")
			}
		})
	}
}

func TestBothCiphersOpenUnderEitherSetting(t *testing.T) {
	t.Parallel()
	sm, aes := ring(t, testKeys, SM4GCM), ring(t, testKeys, AESGCM)
	for _, pair := range [][2]*Keyring{{sm, aes}, {aes, sm}} {
		sealed := pair[0].Seal([]byte("x"), "p")
		got, err := pair[1].Open(sealed, "p")
		if err != nil || string(got) != "x" {
			t.Errorf("sealed by %s, opened by %s: %q, %v", pair[0].Cipher(), pair[1].Cipher(), got, err)
		}
		if !pair[1].Stale(sealed) || pair[0].Stale(sealed) {
			t.Error("a value is stale exactly when the cipher differs")
		}
	}
}

// Values that were written before must open for ever.
func TestOldValuesOpen(t *testing.T) {
	t.Parallel()
	k := ring(t, testKeys, SM4GCM)
	for _, sealed := range goldenSealed {
		got, err := k.Open(unhex(t, sealed), At("person.document", "0190"))
		if err != nil || string(got) != "11010519491231002X" {
			t.Errorf("Open(%s…) = %q, %v", sealed[:12], got, err)
		}
	}
}

// And indexes that were written before must be found for ever.
func TestOldIndexesAreFound(t *testing.T) {
	t.Parallel()
	k := ring(t, testKeys, SM4GCM)
	if got := hex.EncodeToString(k.Index("account.phone", "13800005678")); got != goldenIndex {
		t.Errorf("Index = %s", got)
	}
	if got := k.Fingerprint(); got != goldenFingerprint {
		t.Errorf("Fingerprint = %s", got)
	}
}

func TestTampering(t *testing.T) {
	t.Parallel()
	k := ring(t, testKeys, SM4GCM)
	place := At("person.document", "a")
	sealed := k.Seal([]byte("11010519491231002X"), place)

	t.Run("any flipped bit is refused", func(t *testing.T) {
		t.Parallel()
		for i := range len(sealed) * 8 {
			bad := bytes.Clone(sealed)
			bad[i/8] ^= 1 << (i % 8)
			got, err := k.Open(bad, place)
			if got != nil || !errors.Is(err, ErrSealed) && !errors.Is(err, ErrUnknownKey) {
				t.Fatalf("bit %d flipped: %q, %v", i, got, err)
			}
		}
	})
	t.Run("a value cut anywhere is refused", func(t *testing.T) {
		t.Parallel()
		for n := range len(sealed) {
			if _, err := k.Open(sealed[:n], place); !errors.Is(err, ErrSealed) {
				t.Fatalf("cut to %d bytes: %v", n, err)
			}
		}
	})
	t.Run("a value moved to another row or column is refused", func(t *testing.T) {
		t.Parallel()
		for _, elsewhere := range []string{At("person.document", "b"), At("person.name", "a"), ""} {
			if _, err := k.Open(sealed, elsewhere); !errors.Is(err, ErrSealed) {
				t.Errorf("opened at %q: %v", elsewhere, err)
			}
		}
	})
	t.Run("a key that is not in the ring is named", func(t *testing.T) {
		t.Parallel()
		other := ring(t, NewKeys().Reveal(), SM4GCM)
		_, err := other.Open(sealed, place)
		if !errors.Is(err, ErrUnknownKey) || !strings.Contains(err.Error(), "a1b2c3d4") {
			t.Errorf("Open = %v", err)
		}
	})
}

func TestIndex(t *testing.T) {
	t.Parallel()
	a, b := ring(t, testKeys, SM4GCM), ring(t, NewKeys().Reveal(), SM4GCM)
	same := a.Index("d", "v")
	if len(same) != 32 || !bytes.Equal(same, a.Index("d", "v")) {
		t.Errorf("Index = %x", same)
	}
	for name, other := range map[string][]byte{
		"another value":           a.Index("d", "w"),
		"another domain":          a.Index("e", "v"),
		"the border moved":        a.Index("dv", ""),
		"another ring":            b.Index("d", "v"),
		"a signature of the same": a.Sign("d", []byte("v")),
	} {
		if bytes.Equal(same, other) {
			t.Errorf("%s has the same index", name)
		}
	}
	// The sealing keys have no part in it.
	onlyFirst, _, _ := strings.Cut(testKeys, ",a1b2c3d4")
	if !bytes.Equal(same, ring(t, onlyFirst, AESGCM).Index("d", "v")) {
		t.Error("the index depends on the sealing keys")
	}
}

func TestSignature(t *testing.T) {
	t.Parallel()
	k := ring(t, testKeys, SM4GCM)
	sig := k.Sign("cursor", []byte("42"))
	if !k.Signed("cursor", []byte("42"), sig) {
		t.Error("its own signature is refused")
	}
	if k.Signed("cursor", []byte("43"), sig) || k.Signed("other", []byte("42"), sig) ||
		k.Signed("cursor", []byte("42"), sig[:31]) || k.Signed("cursor", []byte("42"), nil) {
		t.Error("a wrong signature is accepted")
	}
}

func TestRingNeverPrintsItsKeys(t *testing.T) {
	t.Parallel()
	k := ring(t, testKeys, SM4GCM)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		out := fmt.Sprintf(verb, k)
		for _, leak := range []string{"AAECAw", "000102030405", "[0 1 2 3"} {
			if strings.Contains(out, leak) {
				t.Errorf("%s prints %s", verb, out)
			}
		}
	}
}

func TestKeyErrorsAreClearAndSayNothing(t *testing.T) {
	t.Parallel()
	root, key := "root="+strings.Repeat("A", 43), "00000001="+strings.Repeat("A", 43)
	for _, c := range []struct{ name, text, says string }{
		{"empty", "", "found root: false, keys: 0"},
		{"only comments", "# root=x\n", "found root: false, keys: 0"},
		{"no key", root, "found root: true, keys: 0"},
		{"no root", key, "found root: false, keys: 1"},
		{"no equals sign", root + " SENSITIVE", "item 2 has no '='"},
		{"short", root + " 00000001=SENSITIVE", "item 2 must have 32 bytes"},
		{"padded", root + " " + key + "=", "item 2 must have 32 bytes"},
		{"loose last bits", root + " 00000001=" + strings.Repeat("A", 42) + "B", "item 2 must have 32 bytes"},
		{"bad name", root + " SENSITIVE=" + strings.Repeat("A", 43), "item 2 must be named root or by eight"},
		{"short name", root + " 1=" + strings.Repeat("A", 43), "item 2 must be named root or by eight"},
		{"same key twice", root + "," + key + "," + key, "item 3 is a second key 00000001"},
		{"two roots", root + "\n" + root + "\n" + key, "item 2 is a second root"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k, err := Parse(Hide[Hidden](c.text), SM4GCM)
			if k != nil || !errors.Is(err, ErrKeys) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Parse = %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "SENSITIVE") {
				t.Errorf("the message tells the key: %v", err)
			}
		})
	}
	if _, err := Parse(NewKeys(), "rot13"); !errors.Is(err, ErrCipher) {
		t.Errorf("unknown cipher: %v", err)
	}
}

func TestRingIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	k, err := OpenFile(t.TempDir()+"/keys", SM4GCM)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 50 {
				place := At("t.c", fmt.Sprint(w, i))
				got, err := k.Open(k.Seal([]byte(place), place), place)
				if err != nil || string(got) != place {
					t.Errorf("Open = %q, %v", got, err)
				}
				if i == 25 {
					if _, err := k.Rotate(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if n := len(k.IDs()); n != 9 {
		t.Errorf("%d keys after 8 rotations", n)
	}
}

func FuzzOpen(f *testing.F) {
	k := ring(f, testKeys, SM4GCM)
	f.Add([]byte{}, "")
	f.Add(k.Seal([]byte("v"), "p"), "p")
	f.Add(k.Seal(nil, ""), "")
	for _, s := range goldenSealed {
		f.Add(unhex(f, s), At("person.document", "0190"))
	}
	f.Fuzz(func(t *testing.T, sealed []byte, aad string) {
		before := bytes.Clone(sealed)
		plain, err := k.Open(sealed, aad)
		if diff := cmp.Diff(before, sealed); diff != "" {
			t.Fatal("Open changed its input")
		}
		if err == nil {
			// Only what the ring itself sealed opens, so it opens again after Reseal.
			fresh, _, err := k.Reseal(sealed, aad)
			if err != nil {
				t.Fatal(err)
			}
			again, err := k.Open(fresh, aad)
			if err != nil || !bytes.Equal(again, plain) {
				t.Fatalf("resealed: %x, %v", again, err)
			}
			return
		}
		if plain != nil || !errors.Is(err, ErrSealed) && !errors.Is(err, ErrUnknownKey) {
			t.Fatalf("Open = %x, %v", plain, err)
		}
	})
}
