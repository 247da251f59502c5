package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Problem is what every refused request gets: RFC 9457, with a stable code and
// a sentence in the caller's language.
type Problem struct {
	Type   string  `json:"type" doc:"A URN made from the code." example:"urn:yilu:problem:gig.overlap"`
	Title  string  `json:"title" doc:"What kind of failure it is, in the caller's language."`
	Status int     `json:"status" doc:"The HTTP status."`
	Code   string  `json:"code" doc:"Stable and dotted, for programs." example:"gig.overlap"`
	Detail string  `json:"detail" doc:"One sentence in the caller's language that says what to do."`
	Source string  `json:"source,omitempty" doc:"The rule behind a refusal, as it is cited."`
	Trace  string  `json:"trace,omitempty" doc:"Name it when you ask for help."`
	Errors []Field `json:"errors,omitempty" doc:"Each bad field, if fields are to blame."`
}

// Field is one bad field of a request.
type Field struct {
	Path   string `json:"path" doc:"Where, as body.pay.minor, query.limit or path.id."`
	Code   string `json:"code" doc:"Stable and dotted."`
	Detail string `json:"detail" doc:"One sentence in the caller's language."`
	Source string `json:"source,omitempty" doc:"The rule behind it."`
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names the media type of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[fault.Kind]int{
	fault.Internal: 500, fault.Invalid: 422, fault.Unauthorised: 401, fault.NotFound: 404,
	fault.Forbidden: 403, fault.Conflict: 409, fault.Exhausted: 429, fault.Busy: 503,
}

var titles = map[int]core.Text{
	400: {ZH: "请求看不懂", EN: "The request can't be read"},
	401: {ZH: "请先登录", EN: "Log in first"},
	403: {ZH: "不能这样做", EN: "Not allowed"},
	404: {ZH: "没有找到", EN: "Not found"},
	405: {ZH: "不能这样做", EN: "Not allowed"},
	406: {ZH: "格式不支持", EN: "Format not supported"},
	409: {ZH: "情况变了", EN: "Things have changed"},
	413: {ZH: "内容太大", EN: "Too large"},
	415: {ZH: "格式不支持", EN: "Format not supported"},
	422: {ZH: "有内容要改", EN: "Something needs to be corrected"},
	429: {ZH: "请稍后再试", EN: "Try again later"},
	500: {ZH: "我们这边出错了", EN: "Something went wrong on our side"},
	503: {ZH: "现在很忙", EN: "Busy right now"},
}

// Faults of the door itself.
var (
	errInternal  = fault.New(fault.Internal, "internal", "我们这边出错了，您的内容没有丢，请稍后再试。", "Something went wrong on our side. Nothing of yours is lost; please try again later.")
	errLogin     = fault.New(fault.Unauthorised, "auth.required", "请先登录。", "Please log in first.")
	errArea      = fault.New(fault.Forbidden, "auth.area", "这不在您负责的地区里。需要的话，请找安全管理员开通。", "This is outside the area you are responsible for. Ask the security administrator if you need it.")
	errRole      = fault.New(fault.Forbidden, "auth.role", "您的账号不能做这件事。需要的话，请找系统管理员开通。", "Your account may not do this. Ask the administrator if you need it.")
	errKeyReused = fault.New(fault.Invalid, "request.key_reused", "同一个 Idempotency-Key 用在了不同的内容上，请换一个。", "This Idempotency-Key was used for a different request. Use a new one.").At("header.Idempotency-Key")
	errKeyForm   = fault.New(fault.Invalid, "request.key_form", "Idempotency-Key 要 8 到 128 个字母、数字或 - _ . :。", "An Idempotency-Key has 8 to 128 letters, digits or - _ . : characters.").At("header.Idempotency-Key")
	errRate      = fault.New(fault.Exhausted, "request.rate", "操作太快了，请过几秒再试。", "Too many requests. Please try again in a few seconds.")
	errPath      = fault.New(fault.NotFound, "request.path", "没有这个地址。", "There is no such address.")
	errMethod    = fault.New(fault.NotFound, "request.method", "这个地址不支持这种操作。", "This address does not take that method.")
	errText      = fault.New(fault.Invalid, "request.text", "内容里有不能识别的字符，请改后再发。", "The request has characters that can't be read. Please correct them.")
	errSyntax    = fault.New(fault.Invalid, "request.syntax", "内容不是有效的 JSON。", "The body is not valid JSON.")
	errInvalid   = fault.New(fault.Invalid, "request.invalid", "有内容要改，请看下面的说明。", "Something needs to be corrected; see below.")
	errTooLarge  = fault.New(fault.Invalid, "request.too_large", "内容太大了。", "The request is too large.")
	errMedia     = fault.New(fault.Invalid, "request.media_type", "请用 application/json 发送。", "Send application/json.")
)

// problemOf turns any error into what the caller sees. Internal errors are
// logged here, once, and never shown.
func problemOf(ctx context.Context, log *slog.Logger, err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	a := ActorOf(ctx)
	f := fault.Of(err)
	if f == nil || f.Kind == fault.Internal {
		if !errors.Is(err, context.Canceled) {
			log.ErrorContext(ctx, "request failed", "error", err, "trace", a.Trace)
		}
		f = errInternal
	}
	return render(f, statuses[f.Kind], a.Lang, a.Trace)
}

// render writes a fault out in one language.
func render(f *fault.Fault, status int, lang core.Lang, trace string) *Problem {
	say := func(f *fault.Fault) string { return core.Text{ZH: f.ZH, EN: f.EN}.In(lang) }
	p := &Problem{
		Type: "urn:yilu:problem:" + f.Code, Title: titles[status].In(lang), Status: status,
		Code: f.Code, Detail: say(f), Source: f.Source, Trace: trace,
	}
	if p.Title == "" {
		p.Title = http.StatusText(status)
	}
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		if one.Path != "" {
			p.Errors = append(p.Errors, Field{Path: one.Path, Code: one.Code, Detail: say(one), Source: one.Source})
		}
	}
	return p
}

// langOf reads the wanted language: English if it is asked for first.
func langOf(acceptLanguage string) core.Lang {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(acceptLanguage)), "en") {
		return core.EN
	}
	return core.ZH
}
