package person

import (
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
)

// ConsentKind is what someone consents to.
type ConsentKind string

// The kinds. The two that are required are asked before the real name; each of
// the sensitive ones separately, when it is first needed, and can be refused
// (个人信息保护法 16, 29).
const (
	Terms    ConsentKind = "terms"     // 服务约定
	Privacy  ConsentKind = "privacy"   // 个人信息处理
	Location ConsentKind = "location"  // 位置, sensitive
	BankCard ConsentKind = "bank_card" // 银行卡, sensitive
)

// Kinds are all kinds, in the order in which they are shown.
var Kinds = []ConsentKind{Terms, Privacy, Location, BankCard}

// Required reports whether nothing works without the consent.
func (k ConsentKind) Required() bool { return k == Terms || k == Privacy }

// Sensitive reports whether it is about sensitive data (个人信息保护法 28).
func (k ConsentKind) Sensitive() bool { return k == Location || k == BankCard }

// Text is one version of what someone consents to. The version is its first day.
type Text struct {
	Kind    ConsentKind
	Version string
	Title   core.Text
	Body    core.Text // Markdown: headings and lists
	Hash    core.Text // SHA-256 of the text in each language, hexadecimal
}

// hashIn is the hash of the text in the language someone reads.
func (t Text) hashIn(l core.Lang) string { return t.Hash.In(l) }

//go:embed consents/*.md
var consentFiles embed.FS

// texts are all versions by kind, oldest first. A version is never changed or
// removed: people have consented to it.
var texts = sync.OnceValue(func() map[ConsentKind][]Text {
	all, err := readTexts(consentFiles)
	if err != nil {
		panic("person: consent texts: " + err.Error()) // a test reads them all
	}
	return all
})

// readTexts reads consents/KIND.VERSION.LANG.md; the first line is the title.
func readTexts(files fs.FS) (map[ConsentKind][]Text, error) {
	out := map[ConsentKind][]Text{}
	names, err := fs.Glob(files, "consents/*.zh.md")
	if err != nil {
		return nil, err
	}
	for _, name := range names { // in order, so the versions ascend
		base := strings.TrimSuffix(strings.TrimPrefix(name, "consents/"), ".zh.md")
		kind, version, _ := strings.Cut(base, ".")
		t := Text{Kind: ConsentKind(kind), Version: version}
		if _, err := core.ParseDate(version); err != nil || !slices.Contains(Kinds, t.Kind) {
			return nil, fmt.Errorf("%s is not named after a kind and a day", name)
		}
		if t.Title.ZH, t.Body.ZH, t.Hash.ZH, err = readText(files, name); err != nil {
			return nil, err
		}
		if t.Title.EN, t.Body.EN, t.Hash.EN, err = readText(files, "consents/"+base+".en.md"); err != nil {
			return nil, err
		}
		out[t.Kind] = append(out[t.Kind], t)
	}
	return out, nil
}

func readText(files fs.FS, name string) (title, body, hash string, err error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return "", "", "", err
	}
	first, rest, _ := strings.Cut(string(b), "\n")
	title, ok := strings.CutPrefix(first, "# ")
	if !ok || strings.TrimSpace(rest) == "" {
		return "", "", "", fmt.Errorf("%s has no title or no text", name)
	}
	return title, strings.TrimSpace(rest), hex.EncodeToString(crypto.SHA256(b)), nil
}

// textOn returns the version in force on a day: the latest that has begun, or
// the first of all.
//
// Errors: ErrConsentKind.
func textOn(kind ConsentKind, day core.Date) (Text, error) {
	all := texts()[kind]
	if len(all) == 0 {
		return Text{}, ErrConsentKind
	}
	for _, t := range slices.Backward(all) {
		if core.Date(t.Version) <= day {
			return t, nil
		}
	}
	return all[0], nil
}

// textOf returns a version, however old.
//
// Errors: ErrConsentKind.
func textOf(kind ConsentKind, version string) (Text, error) {
	for _, t := range texts()[kind] {
		if t.Version == version {
			return t, nil
		}
	}
	return Text{}, ErrConsentKind
}
