package core_test

import (
	"testing"

	"yilu/internal/core"
)

func TestTidy(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                           "",
		" \t\n　":                     "",
		"请补拍执照，\r\n 谢谢！":             "请补拍执照， 谢谢！",
		"福建（将乐）有限公司":                 "福建（将乐）有限公司",
		"a\u200bb\u202ec\u2066d\x00": "abcd",
		"一 — 二":                      "一 — 二",
	} {
		if got := core.Tidy(in); got != want {
			t.Errorf("Tidy(%q) = %q, want %q", in, got, want)
		}
	}
}
