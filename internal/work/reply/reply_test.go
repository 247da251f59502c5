package reply

import (
	"testing"
	"time"
)

func TestAnswersAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	type said struct {
		word  Word
		digit int64
	}
	for text, want := range map[string]said{
		"1": {Take, 1}, "１": {Take, 1}, " 1。": {Take, 1}, "回复1": {Take, 1}, "“2”": {Take, 2}, "【3】": {Take, 3},
		"好": {Take, 0}, "接活！": {Take, 0}, "yes": {Take, 0},
		"0": {Refuse, 0}, "不去": {Refuse, 0}, "不 接": {Refuse, 0},
		"": {Other, 0}, "11": {Other, 0}, "-1": {Other, 0}, "+1": {Other, 0}, "01": {Other, 0}, "1个人去行吗": {Other, 0}, "什么活": {Other, 0}, "TD": {Other, 0},
	} {
		if w, d := read(text); (said{w, d}) != want {
			t.Errorf("%q is %s %d, want %+v", text, w, d, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"1", "０", "接", "回复 1", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if w, d := read(text); d < 0 || d > 9 || w != Take && d != 0 {
			t.Errorf("%q is %s %d", text, w, d)
		}
	})
}

func TestASignatureHoldsForItsTimeAndBody(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	body := []byte(`{"id":"1"}`)
	sign := Sign("secret", now.Unix(), body)
	if err := genuine("secret", "1800000000", sign, body, now.Add(skew)); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"too late":  genuine("secret", "1800000000", sign, body, now.Add(skew+time.Second)),
		"too early": genuine("secret", "1800000000", sign, body, now.Add(-skew-time.Second)),
		"no time":   genuine("secret", "", sign, body, now),
		"no sign":   genuine("secret", "1800000000", "", body, now),
		"the body":  genuine("secret", "1800000000", sign, []byte(`{"id":"2"}`), now),
		"the time":  genuine("secret", "1800000001", sign, body, now),
	} {
		if err == nil {
			t.Errorf("%s: taken for genuine", name)
		}
	}
}
