package app

import (
	"context"
	"strings"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/work/wallet"
)

// labels tells staff whose accounts are.
type labels struct{ a *App }

// MaskedNames gives each person's name as others may see it.
func (l labels) MaskedNames(ctx context.Context, q db.Q, ids []core.PersonID) (map[core.PersonID]string, error) {
	return l.a.Person.MaskedNames(ctx, q, ids)
}

// Of labels accounts by their names: person:ID, employer:ID, job:ID.
func (l labels) Of(ctx context.Context, q db.Q, lang core.Lang, accounts []string) (map[string]wallet.Label, error) {
	var people []core.PersonID
	var employers []core.EmployerID
	var jobs []core.JobID
	for _, name := range accounts {
		kind, id, _ := strings.Cut(name, ":")
		if _, err := core.ParseID[struct{}](id); err != nil {
			continue
		}
		switch kind {
		case "person":
			people = append(people, core.PersonID(id))
		case "employer":
			employers = append(employers, core.EmployerID(id))
		case "job":
			jobs = append(jobs, core.JobID(id))
		}
	}
	out := make(map[string]wallet.Label, len(accounts))
	if err := l.people(ctx, q, lang, people, out); err != nil {
		return nil, err
	}
	if err := l.jobs(ctx, q, lang, jobs, out); err != nil {
		return nil, err
	}
	firms, err := l.a.Employer.FactsOf(ctx, q, employers)
	for id, f := range firms {
		out["employer:"+string(id)] = wallet.Label{Name: f.MaskedName, Region: f.Region, RegionName: l.region(f.Region, lang)}
	}
	return out, err
}

func (l labels) people(ctx context.Context, q db.Q, lang core.Lang, ids []core.PersonID, out map[string]wallet.Label) error {
	names, err := l.a.Person.MaskedNames(ctx, q, ids)
	if err != nil {
		return err
	}
	regions, err := l.a.Person.Regions(ctx, q, ids)
	for _, id := range ids {
		out["person:"+string(id)] = wallet.Label{Name: names[id], Region: regions[id], RegionName: l.region(regions[id], lang)}
	}
	return err
}

func (l labels) jobs(ctx context.Context, q db.Q, lang core.Lang, ids []core.JobID, out map[string]wallet.Label) error {
	jobs, err := l.a.Gig.JobsByID(ctx, q, ids)
	if err != nil {
		return err
	}
	firms := make([]core.EmployerID, 0, len(jobs))
	for _, j := range jobs {
		firms = append(firms, j.Employer)
	}
	names, err := l.a.Employer.MaskedNames(ctx, q, firms)
	for _, j := range jobs {
		out["job:"+string(j.ID)] = wallet.Label{Name: j.Title, Region: j.Region, RegionName: l.region(j.Region, lang), Employer: names[j.Employer], Ends: j.End()}
	}
	return err
}

func (l labels) region(code core.RegionCode, lang core.Lang) string {
	r, _ := l.a.Ref.Set().LastRegion(code)
	return r.Name.In(lang)
}

// called are people as an auditor reads them: staff by their names, all others
// masked. Who has neither is left out.
func (a *App) called(ctx context.Context, q db.Q, ids []core.PersonID) (map[core.PersonID]string, error) {
	out, err := a.Person.MaskedNames(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	names, err := a.Staff.Names(ctx, q, ids)
	for id, name := range names {
		out[id] = name
	}
	return out, err
}
