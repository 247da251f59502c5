package crypto

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type rowID string

func phones(k *Keyring) Column[rowID, Phone] { return NewColumn[rowID, Phone](k, "account.phone") }

func TestColumn(t *testing.T) {
	t.Parallel()
	k := ring(t, testKeys, SM4GCM)
	col := phones(k)
	p := Hide[Phone](plainPhone)

	t.Run("what is sealed for a row opens for that row alone", func(t *testing.T) {
		t.Parallel()
		sealed := col.Seal("a", p)
		if got, err := col.Open("a", sealed); err != nil || got != p {
			t.Errorf("Open = %v, %v", got, err)
		}
		got, err := col.Open("b", sealed)
		if !errors.Is(err, ErrSealed) || !got.IsZero() {
			t.Errorf("Open in another row = %v, %v", got, err)
		}
		if !strings.Contains(err.Error(), "account.phone of row b") {
			t.Errorf("the error does not say where: %v", err)
		}
		if _, err := NewColumn[rowID, Phone](k, "person.phone").Open("a", sealed); !errors.Is(err, ErrSealed) {
			t.Errorf("Open in another column: %v", err)
		}
	})
	t.Run("a scan opens with the id it scanned before", func(t *testing.T) {
		t.Parallel()
		var id rowID
		var got Private[Phone]
		dst := col.Into(&id, &got)
		id = "a"
		if err := dst.Scan(col.Seal("a", p)); err != nil || got != p {
			t.Errorf("Scan = %v, %v", got, err)
		}
		if err := dst.Scan(nil); err != nil || !got.IsZero() {
			t.Errorf("Scan of NULL = %v, %v", got, err)
		}
		if err := dst.Scan("text"); err == nil {
			t.Error("text is taken for sealed bytes")
		}
		if err := dst.Scan(col.Seal("b", p)); !errors.Is(err, ErrSealed) || !got.IsZero() {
			t.Errorf("Scan of another row's = %v, %v", got, err)
		}
	})
	t.Run("nothing is NULL", func(t *testing.T) {
		t.Parallel()
		var none Private[Phone]
		if col.Seal("a", none) != nil || col.Index(none) != nil {
			t.Error("the empty text is sealed or indexed")
		}
		if got, err := col.Open("a", nil); err != nil || !got.IsZero() {
			t.Errorf("Open = %v, %v", got, err)
		}
	})
	t.Run("equal values have one index, in this column alone", func(t *testing.T) {
		t.Parallel()
		if !bytes.Equal(col.Index(p), col.Index(Hide[Phone](plainPhone))) {
			t.Error("indexes of one value differ")
		}
		if bytes.Equal(col.Index(p), NewColumn[rowID, Phone](k, "person.phone").Index(p)) {
			t.Error("two columns share an index")
		}
	})
}

func TestReseal(t *testing.T) {
	t.Parallel()
	oldKeys, _, _ := strings.Cut(testKeys, ",a1b2c3d4")
	before, after := phones(ring(t, oldKeys, SM4GCM)), phones(ring(t, testKeys, SM4GCM))
	p := Hide[Phone](plainPhone)
	cells := []Cell[rowID]{{"old", before.Seal("old", p)}, {"new", after.Seal("new", p)}, {"none", nil}}

	changed, err := after.Reseal(cells)
	if err != nil || len(changed) != 1 || changed[0].Row != "old" {
		t.Fatalf("Reseal changed %v, %v", changed, err)
	}
	if got, err := after.Open("old", changed[0].Sealed); err != nil || got != p {
		t.Errorf("Open = %v, %v", got, err)
	}
	if again, err := after.Reseal(changed); err != nil || len(again) != 0 {
		t.Errorf("a second run changed %d, %v", len(again), err)
	}
	// Without the old key the changed value opens and the first one does not.
	root, rest, _ := strings.Cut(testKeys, ",")
	_, newKey, _ := strings.Cut(rest, ",")
	retired := phones(ring(t, root+","+newKey, SM4GCM))
	if got, err := retired.Open("old", changed[0].Sealed); err != nil || got != p {
		t.Errorf("after the old key is gone: %v, %v", got, err)
	}
	if _, err := retired.Open("old", cells[0].Sealed); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("the old value under the new ring: %v", err)
	}
	t.Run("one bad value stops the batch and is named", func(t *testing.T) {
		t.Parallel()
		bad := slices.Insert(slices.Clone(cells), 1, Cell[rowID]{"moved", cells[0].Sealed})
		changed, err := after.Reseal(bad)
		if changed != nil || !errors.Is(err, ErrSealed) || !strings.Contains(err.Error(), "row moved") {
			t.Errorf("Reseal = %v, %v", changed, err)
		}
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	t.Run("tokens are long, distinct and fit for a URL", func(t *testing.T) {
		t.Parallel()
		seen := map[string]bool{}
		for range 1000 {
			tok := Token()
			if len(tok) != 43 || strings.ContainsAny(tok, "+/= ") || seen[tok] {
				t.Fatalf("token %q", tok)
			}
			seen[tok] = true
		}
	})
	t.Run("a token's hash is stable and not the token", func(t *testing.T) {
		t.Parallel()
		a, b := HashToken("a"), HashToken("b")
		if !Same(a, HashToken("a")) || Same(a, b) || len(a) != 32 {
			t.Errorf("%x, %x", a, b)
		}
	})
	t.Run("every digit is equally likely at every place", func(t *testing.T) {
		t.Parallel()
		const runs = 20_000
		var count [6][10]int
		for range runs {
			code := Digits(6)
			if len(code) != 6 {
				t.Fatalf("code %q", code)
			}
			for i, c := range code {
				count[i][c-'0']++
			}
		}
		// Chi-squared with 9 degrees of freedom exceeds 50 once in ten million.
		for i, row := range count {
			chi := 0.0
			for _, n := range row {
				d := float64(n) - runs/10
				chi += d * d / (runs / 10)
			}
			if chi > 50 {
				t.Errorf("place %d: %v", i, row)
			}
		}
	})
	t.Run("sameness is that of the content", func(t *testing.T) {
		t.Parallel()
		got := []bool{Same("123456", "123456"), Same("123456", "123457"), Same("1", "12"), Same("", "")}
		if diff := cmp.Diff([]bool{true, false, false, true}, got); diff != "" {
			t.Error(diff)
		}
	})
}
