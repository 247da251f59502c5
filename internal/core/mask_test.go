package core

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMasks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ promise, got, want string }{
		{"phone", Phone("13812345678").Mask(), "138****5678"},
		{"landline", Phone("0598-2260123").Mask(), "0598-****123"},
		{"no phone", Phone("").Mask(), ""},
		{"document", MaskDocument("350428197906150014"), "350428********0014"},
		{"document, strictly", MaskDocumentStrict("350428197906150014"), "3****************4"},
		{"old permanent residence", MaskDocument("USA110105901231"), "USA110*****1231"},
		{"pass", MaskDocument("H12345678"), "H1*****78"},
		{"no document", MaskDocument(""), ""},
		{"card of 19", BankCard("6228480432109876545").Mask(), "6228 **** **** 6545"},
		{"card of 16", BankCard("6228480432106545").Mask(), "6228 **** **** 6545"},
		{"name of one", MaskName("张"), "*"},
		{"name of two", MaskName("张三"), "张*"},
		{"name of three", MaskName("王小明"), "王*明"},
		{"name of four", MaskName("王小明明"), "王**明"},
		{"compound surname", MaskName("欧阳修"), "欧阳*"},
		{"compound surname and two", MaskName("欧阳小明"), "欧阳*明"},
		{"only a compound surname", MaskName("欧阳"), "欧*"},
		{"rare characters", MaskName("𠮷野家"), "𠮷*家"},
		{"minority name", MaskName("阿卜杜拉·买买提"), "阿***·**提"},
		{"Latin name", MaskName("John Smith"), "J*** ****h"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.promise, c.got, c.want)
		}
	}
}

func TestMaskAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"": "",
		"福建省三明市将乐县古镛镇华山路12号":    "福建省三明市将乐县古镛镇****",
		"将乐县万全乡上华村3号":           "将乐县万全乡****",
		"古镛镇华山路12号":             "古镛镇****",
		"北京市东城区东华门街道5号":         "北京市东城区东华门街道****",
		"江西省景德镇市珠山区石狮埠街道1号":     "江西省景德镇市珠山区石狮埠街道****",
		"湖南省长沙市宁乡市玉潭街道9号":       "湖南省长沙市宁乡市玉潭街道****",
		"内蒙古自治区锡林郭勒盟苏尼特右旗朱日和镇1": "内蒙古自治区锡林郭勒盟苏尼特右旗朱日和镇****",
		"华山路12号3栋502":           "****",
		"阳光小区3栋502":             "****",
		"太原市小店区坞城街道8号":          "太原市小店区坞城街道****",
	} {
		if got := MaskAddress(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func FuzzMasks(f *testing.F) {
	f.Add("350428197906150014")
	f.Add("欧阳修")
	f.Add("福建省三明市将乐县古镛镇华山路12号")
	f.Fuzz(func(t *testing.T, s string) {
		n := utf8.RuneCountInString(s)
		if n == 0 {
			return
		}
		for _, m := range []string{MaskDocument(s), MaskDocumentStrict(s), MaskName(s)} {
			if utf8.RuneCountInString(m) != n {
				t.Fatalf("%q became %q: length shows in both or neither", s, m)
			}
		}
		for _, m := range []string{MaskDocument(s), MaskAddress(s), BankCard(s).Mask(), Phone(s).Mask()} {
			if m == s && !strings.Contains(s, "*") {
				t.Fatalf("%q is not masked", s)
			}
		}
	})
}
