package app

import (
	"embed"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"yilu/internal/core"
	"yilu/internal/work/wallet"
)

//go:embed pages/*.html
var pageFiles embed.FS

var verifyTemplate = template.Must(template.ParseFS(pageFiles, "pages/verify.html"))

// verifyView is what the page of an income proof shows.
type verifyView struct {
	ZH      bool
	Code    string
	Asked   bool
	Found   bool
	Name    string
	From    core.Date
	To      core.Date
	Total   string
	Count   int64
	Months  []verifyMonth
	MadeDay core.Date
}

type verifyMonth struct {
	Month string
	Count int64
	Sum   string
}

// verifyPage lets a stranger check an income proof: a page without a script, for
// any phone or counter.
func (a *App) verifyPage(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	if code == "" {
		code = r.URL.Query().Get("code")
	}
	v := verifyView{Code: code, Asked: code != "", ZH: !strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "en")}
	if lang := r.URL.Query().Get("lang"); lang != "" {
		v.ZH = lang != "en"
	}
	status := http.StatusOK
	if v.Asked {
		p, err := a.Wallet.ProofOf(r.Context(), a.DB.Reader(), code)
		switch {
		case errors.Is(err, wallet.ErrNoProof):
			status = http.StatusNotFound
		case err != nil:
			a.Log.ErrorContext(r.Context(), "verify page", "error", err)
			status = http.StatusInternalServerError
		default:
			v.show(p)
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	if err := verifyTemplate.Execute(w, v); err != nil {
		a.Log.ErrorContext(r.Context(), "verify page", "error", err)
	}
}

func (v *verifyView) show(p wallet.Proof) {
	v.Found, v.Code, v.Name, v.From, v.To = true, string(p.Code), p.Name.String(), p.From, p.To
	v.Total, v.Count, v.MadeDay = p.Total.Text(), p.Entries, core.DateOf(p.At)
	for _, m := range p.Months {
		v.Months = append(v.Months, verifyMonth{m.Month, m.Count, m.Sum.Text()})
	}
}
