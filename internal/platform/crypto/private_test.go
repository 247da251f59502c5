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
		{Hide[Phone]("059812345678").String(), "059*****5678"},
		{Hide[Phone]("12345").String(), "12**5"},
		{Hide[Phone]("1").String(), "*"},
		{Hide[Phone]("").String(), ""},
		{Hide[Document]("350428197906150014").String(), "350428********0014"},
		{Hide[Document]("11010519491231002X").String(), "110105********002X"},
		{Hide[Document]("H12345678").String(), "H******78"},
		{Hide[Document]("E12345678").String(), "E******78"},
		{Hide[Document]("AB").String(), "A*"},
		{Hide[Card]("6228480432109876545").String(), "6228 **** **** 6545"},
		{Hide[Card]("6228 4804 3210 9876").String(), "6228 **** **** 9876"},
		{Hide[Card]("12345678").String(), "****5678"},
		{Hide[Name]("张三").String(), "张*"},
		{Hide[Name]("王小明").String(), "王*明"},
		{Hide[Name]("王小小明").String(), "王**明"},
		{Hide[Name]("欧阳锋").String(), "欧阳*"},
		{Hide[Name]("欧阳小明").String(), "欧阳*明"},
		{Hide[Name]("欧阳").String(), "欧*"},
		{Hide[Name]("𠮷").String(), "*"},
		{Hide[Name]("𠮷田").String(), "𠮷*"},
		{Hide[Name]("阿不都·热合曼").String(), "阿*****曼"},
		{Hide[Address]("福建省三明市将乐县古镛镇龙池路12号").String(), "福建省三明市将乐县古镛镇****"},
		{Hide[Address]("将乐县古镛镇府前街3号").String(), "将乐县古镛镇****"},
		{Hide[Address]("古镛镇龙池路市场").String(), "古镛镇****"},
		{Hide[Address]("福建省三明市将乐县古镛镇").String(), "福建省三明市将乐县古镛镇"},
		{Hide[Address]("江苏省镇江市丹徒区高资街道1号").String(), "江苏省镇江市丹徒区高资街道****"},
		{Hide[Address]("广西壮族自治区南宁市青秀区民族大道1号").String(), "广西壮族自治区南宁市青秀区****"},
		{Hide[Address]("湖北省恩施土家族苗族自治州利川市谋道镇").String(), "湖北省恩施土家族苗族自治州利川市谋道镇"},
		{Hide[Address]("山东省枣庄市市中区光明路2号").String(), "山东省枣庄市市中区****"},
		{Hide[Address]("北京市朝阳区三里屯街道5号楼").String(), "北京市朝阳区三里屯街道****"},
		{Hide[Address]("龙池路12号").String(), "****"},
		{Hide[Address]("12号楼3单元402").String(), "****"},
		{NewKeys().String(), "***"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestMaskOfAMaskIsTheSame(t *testing.T) {
	t.Parallel()
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9 *X]{0,20}`),
		rapid.StringMatching(`[福建省三明市将乐县古镛镇龙池路街道区自治州*1号]{0,24}`), rapid.StringMatching(`[欧阳王小明·𠮷]{0,6}`))
	rapid.Check(t, func(r *rapid.T) {
		s := texts.Draw(r, "text")
		once[Hidden](r, s)
		once[Phone](r, s)
		once[Document](r, s)
		once[Card](r, s)
		once[Name](r, s)
		once[Address](r, s)
	})
}

func once[M Mask](r *rapid.T, s string) {
	m := Hide[M](s).String()
	if again := Hide[M](m).String(); again != m {
		r.Fatalf("%T: %q, then %q", *new(M), m, again)
	}
}
