package api

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// sayings turns the schema validator's English messages into stable codes and
// sentences in both languages. {1} is the limit in the message.
var sayings = []struct {
	match *regexp.Regexp
	code  string
	text  core.Text
}{
	{regexp.MustCompile(`^unexpected property`), "field.unknown", core.Text{ZH: "没有这一项。", EN: "There is no such field."}},
	{regexp.MustCompile(`^expected required property (\S+)`), "field.required", core.Text{ZH: "请填写 {1}。", EN: "{1} is required."}},
	{regexp.MustCompile(`^required `), "field.required", core.Text{ZH: "请填写这一项。", EN: "This is required."}},
	{regexp.MustCompile(`RFC 3339 date-time`), "field.instant", core.Text{ZH: "时间要写成 2026-11-23T08:00:00Z 这样。", EN: "Write the time like 2026-11-23T08:00:00Z."}},
	{regexp.MustCompile(`RFC 3339 date`), "field.date", core.Text{ZH: "日期要写成 2026-11-23 这样，并且真有这一天。", EN: "Write the date like 2026-11-23; it must exist."}},
	{regexp.MustCompile(`^expected boolean`), "field.type", core.Text{ZH: "这里要填是或否。", EN: "This must be true or false."}},
	{regexp.MustCompile(`^expected integer`), "field.type", core.Text{ZH: "这里要填整数。", EN: "This must be a whole number."}},
	{regexp.MustCompile(`^expected number$`), "field.type", core.Text{ZH: "这里要填数字。", EN: "This must be a number."}},
	{regexp.MustCompile(`^expected string$`), "field.type", core.Text{ZH: "这里要填文字。", EN: "This must be text."}},
	{regexp.MustCompile(`^expected array$`), "field.type", core.Text{ZH: "这里要填一个列表。", EN: "This must be a list."}},
	{regexp.MustCompile(`^expected object`), "field.type", core.Text{ZH: "这里要填一组内容。", EN: "This must be an object."}},
	{regexp.MustCompile(`^expected number >= (\S+)`), "field.too_small", core.Text{ZH: "不能小于 {1}。", EN: "It must be at least {1}."}},
	{regexp.MustCompile(`^expected number > (\S+)`), "field.too_small", core.Text{ZH: "要大于 {1}。", EN: "It must be more than {1}."}},
	{regexp.MustCompile(`^expected number <=? ?(\S+)`), "field.too_large", core.Text{ZH: "不能大于 {1}。", EN: "It must be at most {1}."}},
	{regexp.MustCompile(`length >= (\d+)`), "field.too_short", core.Text{ZH: "太短了，至少 {1} 个。", EN: "Too short: at least {1}."}},
	{regexp.MustCompile(`length <= (\d+)`), "field.too_long", core.Text{ZH: "太长了，最多 {1} 个。", EN: "Too long: at most {1}."}},
	{regexp.MustCompile(`one of "(.*)"`), "field.choice", core.Text{ZH: "只能是：{1}。", EN: "Choose one of: {1}."}},
	{regexp.MustCompile(`(?i)pattern|to be regex|uuid`), "field.form", core.Text{ZH: "格式不对。", EN: "It has the wrong form."}},
	{regexp.MustCompile(`(?i)^invalid (integer|float|boolean|date)|cannot|unmarshal`), "field.type", core.Text{ZH: "格式不对。", EN: "It has the wrong form."}},
}

// setHuma gives the library our shape of refusals. It keeps that in globals, so
// once for all servers of the process.
var setHuma = sync.OnceFunc(func() {
	huma.NewErrorWithContext = validationProblem
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return validationProblem(nil, status, msg, errs...)
	}
})

// validationProblem is what the schema's refusals look like to a caller.
func validationProblem(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	lang, trace := core.ZH, ""
	if ctx != nil {
		lang = langOf(ctx.Header("Accept-Language"))
		trace = ActorOf(ctx.Context()).Trace
	}
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return render(errTooLarge, status, lang, trace)
	case status == http.StatusUnsupportedMediaType || status == http.StatusNotAcceptable:
		return render(errMedia, status, lang, trace)
	case status >= 500:
		return render(errInternal, status, lang, trace)
	}
	p := render(errInvalid, status, lang, trace)
	for _, err := range errs {
		var d *huma.ErrorDetail
		if !errors.As(err, &d) {
			d = &huma.ErrorDetail{Message: err.Error(), Location: "body"}
		}
		if f := ours(d.Message); f != nil {
			return render(f, http.StatusBadRequest, lang, trace)
		}
		p.Errors = append(p.Errors, fieldOf(d, lang))
	}
	if len(p.Errors) == 0 {
		p.Errors = []Field{fieldOf(&huma.ErrorDetail{Message: msg, Location: "body"}, lang)}
	}
	return p
}

// ours finds the fault that jsonFormat gave: the library keeps only its text.
func ours(message string) *fault.Fault {
	for _, f := range []*fault.Fault{errText, errSyntax} {
		if strings.HasPrefix(message, f.Code+": ") {
			return f
		}
	}
	return nil
}

func fieldOf(d *huma.ErrorDetail, lang core.Lang) Field {
	for _, s := range sayings {
		if m := s.match.FindStringSubmatch(d.Message); m != nil {
			text, path := s.text, d.Location
			if len(m) > 1 {
				text = text.Fill("1", m[1])
				if s.code == "field.required" && !strings.HasSuffix(path, "."+m[1]) {
					path += "." + m[1]
				}
			}
			return Field{Path: path, Code: s.code, Detail: text.In(lang)}
		}
	}
	return Field{Path: d.Location, Code: "field.invalid", Detail: core.Text{ZH: "这一项不对，请改一下。", EN: "This is not right; please correct it."}.In(lang)}
}
