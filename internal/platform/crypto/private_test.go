package crypto

import (
	"bytes"
	"database/sql/driver"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const plainPhone = "13897315678"

// carrier holds a private value in every way a struct can.
type carrier struct {
	Phone  Private[Phone]
	Again  *Private[Phone]
	hidden Private[Phone]
	In     []Private[Phone]
	By     map[Private[Phone]]Private[Phone]
	any    any
	Any    any
}

type letter struct{ Phone Private[Phone] }

func carry(p Private[Phone]) carrier {
	return carrier{p, &p, p, []Private[Phone]{p}, map[Private[Phone]]Private[Phone]{p: p}, p, p}
}

func TestPrivateNeverLeaks(t *testing.T) {
	t.Parallel()
	p := Hide[Phone](plainPhone)
	c := carry(p)
	outputs := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%U", "%c", "%p", "%20.15s"} {
		outputs[verb] = fmt.Sprintf(verb, p)
		outputs[verb+" of a pointer"] = fmt.Sprintf(verb, &p)
		outputs[verb+" of a struct"] = fmt.Sprintf(verb, c)
		outputs[verb+" of a struct's pointer"] = fmt.Sprintf(verb, &c)
	}
	outputs["print"] = fmt.Sprint(p, &p, c)
	outputs["error"] = fmt.Errorf("bad %w %v", errors.New("x"), p).Error()
	outputs["panic"] = panicText(p)

	js, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	outputs["json"] = string(js)
	xm, err := xml.Marshal(letter{p})
	if err != nil {
		t.Fatal(err)
	}
	outputs["xml"] = string(xm)

	var logs bytes.Buffer
	slog.New(slog.NewTextHandler(&logs, nil)).Info("m", "p", p, "ptr", &p, "c", c, "s", p.String())
	slog.New(slog.NewJSONHandler(&logs, nil)).Info("m", "p", p, "ptr", &p, "c", c)
	outputs["logs"] = logs.String()

	var page bytes.Buffer
	tmpl := template.Must(template.New("").Parse(`{{.}} {{.Phone}} {{printf "%s" .Phone}} <a href="{{.Phone}}"><script>{{.Phone}}</script>`))
	if err := tmpl.Execute(&page, c); err != nil {
		t.Fatal(err)
	}
	outputs["page"] = page.String()

	hex := fmt.Sprintf("%x", plainPhone)
	for name, out := range outputs {
		if strings.Contains(out, plainPhone) || strings.Contains(strings.ToLower(out), hex) || strings.Contains(out, "8973156") {
			t.Errorf("%s leaks: %s", name, out)
		}
	}
	if outputs["%s"] != "138****5678" || outputs["%d"] != "138****5678" {
		t.Errorf("mask = %q, %q", outputs["%s"], outputs["%d"])
	}
	if err := gob.NewEncoder(&bytes.Buffer{}).Encode(p); err == nil {
		t.Error("gob encodes it")
	}
}

func panicText(p Private[Phone]) (out string) {
	defer func() { out = fmt.Sprint(recover()) }()
	panic(p)
}

func TestPrivateDoesNotGoToADatabase(t *testing.T) {
	t.Parallel()
	_, err := driver.DefaultParameterConverter.ConvertValue(Hide[Phone](plainPhone))
	if !errors.Is(err, ErrPlain) {
		t.Errorf("ConvertValue = %v", err)
	}
}

func TestPrivateComesInPlain(t *testing.T) {
	t.Parallel()
	var in struct {
		Phone Private[Phone] `json:"phone"`
		None  Private[Phone] `json:"none"`
	}
	if err := json.Unmarshal([]byte(`{"phone":"13897315678"}`), &in); err != nil {
		t.Fatal(err)
	}
	if in.Phone.Reveal() != plainPhone || !in.None.IsZero() || in.None.Reveal() != "" {
		t.Errorf("got %q and %q", in.Phone.Reveal(), in.None.Reveal())
	}
	t.Run("a mask is not taken for the value", func(t *testing.T) {
		t.Parallel()
		var p Private[Phone]
		if err := json.Unmarshal([]byte(`"138****5678"`), &p); !errors.Is(err, ErrMasked) || !p.IsZero() {
			t.Errorf("Unmarshal = %v", err)
		}
		var s Secret
		if err := json.Unmarshal([]byte(`"a*b"`), &s); err != nil || s.Reveal() != "a*b" {
			t.Errorf("a secret with a star: %v", err)
		}
	})
}

func TestPrivateCompares(t *testing.T) {
	t.Parallel()
	a, b, c := Hide[Phone]("1"), Hide[Phone](strings.Clone("1")), Hide[Phone]("2")
	if a != b || !a.Equal(b) || a == c || a.Equal(c) {
		t.Error("equality is not that of the texts")
	}
	if Hide[Phone]("") != (Private[Phone]{}) {
		t.Error("the empty text is not the zero value")
	}
	if diff := cmp.Diff(carrier{Phone: a}.Phone, b); diff != "" {
		t.Error(diff)
	}
}

func TestMasks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{Hide[Phone]("13800005678").String(), "138****5678"},
		{Hide[Phone]("").String(), ""},
		{Hide[Document]("350428197906150014").String(), "350428********0014"},
		{Hide[Card]("6228480432109876545").String(), "6228 **** **** 6545"},
		{Hide[Name]("欧阳锋").String(), "欧阳*"},
		{Hide[Name]("𠮷").String(), "*"},
		{Hide[Address]("福建省三明市将乐县古镛镇龙池路12号").String(), "福建省三明市将乐县古镛镇****"},
		{Hide[Hidden]("x").String(), "***"},
		{NewKeys().String(), "***"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

// UnmarshalText tells a mask from a value by it.
func TestMaskOfAMaskIsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		once[Hidden](r, rapid.String().Draw(r, "secret"))
		once[Phone](r, rapid.StringMatching(`1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}`).Draw(r, "phone"))
		once[Document](r, rapid.StringMatching(`[A-Z0-9]{5,18}`).Draw(r, "document"))
		once[Card](r, rapid.StringMatching(`[0-9]{13,19}`).Draw(r, "card"))
		once[Name](r, rapid.StringMatching(`[欧阳王小明·𠮷]{1,8}`).Draw(r, "name"))
		once[Address](r, rapid.StringMatching(`(福建省)?(三明市)?(将乐县)?(古镛镇)?[龙池路街道区1号]{0,9}`).Draw(r, "address"))
	})
}

func once[M Mask](r *rapid.T, s string) {
	m := Hide[M](s).String()
	if again := Hide[M](m).String(); again != m {
		r.Fatalf("%T: %q, then %q", *new(M), m, again)
	}
}
