package wallet

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// books sums the accounts by kind.
func (s *Service) books(ctx context.Context, q db.Q) (v BooksView, err error) {
	defer fault.Wrap(&err, "wallet.books")
	if v.Custodian, err = ledger.Balance(ctx, q, Custodian, core.CNY); err != nil {
		return v, err
	}
	v.Custodian.Minor = -v.Custodian.Minor // the mirror stands below zero
	var all int64
	for prefix, to := range map[string]*SumView{"employer:": &v.Employers, "job:": &v.Jobs, "person:": &v.People, "transit:": &v.Transit} {
		if to.Amount, to.Accounts, err = ledger.Sum(ctx, q, prefix, core.CNY); err != nil {
			return v, err
		}
		all += to.Amount.Minor
	}
	v.Even = all == v.Custodian.Minor
	return v, nil
}

// staffAccounts returns a page of accounts of a kind that hold something.
func (s *Service) staffAccounts(ctx context.Context, q db.Q, a core.Actor, in *StaffAccountsInput, page core.Page) (l api.List[StaffAccount], err error) {
	if !a.May(core.Reviewer, "") {
		return l, ErrEverywhere
	}
	after, _, err := api.DecodeCursor[ledger.Account](page.Cursor)
	if err != nil {
		return l, err
	}
	limit := page.Cut()
	held, err := ledger.Holding(ctx, q, in.Kind+":", after, limit+1)
	if err != nil {
		return l, err
	}
	labels, err := s.labels(ctx, q, a.Lang, held)
	return api.CutPage(held, limit, func(h ledger.Held) any { return h.Account }, func(h ledger.Held) StaffAccount {
		label := labels[string(h.Account)]
		return StaffAccount{ID: string(h.Account), Whose: label.Name, Region: label.RegionName, Balance: h.Balance}
	}), err
}

// labels tells whose accounts are.
func (s *Service) labels(ctx context.Context, q db.Q, lang core.Lang, held []ledger.Held) (map[string]Label, error) {
	names := make([]string, len(held))
	for i, h := range held {
		names[i] = string(h.Account)
	}
	return s.Labels.Of(ctx, q, lang, names)
}

// staffEntries returns a page of the entries of one account that lies in the
// actor's area.
func (s *Service) staffEntries(ctx context.Context, q db.Q, a core.Actor, in *StaffEntriesInput, page core.Page) (l api.List[StaffEntry], err error) {
	before, _, err := api.DecodeCursor[ledger.Before](page.Cursor)
	if err != nil {
		return l, err
	}
	if !a.May(core.Reviewer, "") {
		labels, err := s.Labels.Of(ctx, q, a.Lang, []string{in.Account})
		if err != nil {
			return l, err
		}
		if err := api.Within(a, labels[in.Account].Region, bookRoles...); err != nil {
			return l, err
		}
	}
	limit := page.Cut()
	rows, err := ledger.Entries(ctx, q, ledger.Account(in.Account), core.CNY, before, limit+1)
	return api.CutPage(rows, limit, func(e ledger.Entry) any { return ledger.Before{Transfer: e.Transfer, N: e.N} }, func(e ledger.Entry) StaffEntry {
		return StaffEntry{ID: fmt.Sprintf("%s-%d", e.Transfer, e.N), At: e.At, Kind: e.Kind, Amount: e.Amount, Balance: e.Balance, Ref: e.Ref}
	}), err
}

// holdKey is where a page of holds begins: the oldest come first.
type holdKey struct {
	US int64      `json:"us"`
	ID core.JobID `json:"id"`
}

func (k holdKey) compare(o holdKey) int {
	return cmp.Or(cmp.Compare(k.US, o.US), cmp.Compare(k.ID, o.ID))
}

func keyOf(h StaffHold) holdKey { return holdKey{db.Micros(h.Since), h.ID} }

// staffHolds returns a page of what is held for the jobs of the actor's areas. All
// holds are read: they are as many as jobs under way.
func (s *Service) staffHolds(ctx context.Context, q db.Q, a core.Actor, in *StaffHoldsInput, page core.Page) (l api.List[StaffHold], err error) {
	after, given, err := api.DecodeCursor[holdKey](page.Cursor)
	if err != nil {
		return l, err
	}
	all, err := s.holds(ctx, q, a, in)
	if err != nil {
		return l, err
	}
	slices.SortFunc(all, func(x, y StaffHold) int { return keyOf(x).compare(keyOf(y)) })
	if given {
		all = slices.DeleteFunc(all, func(h StaffHold) bool { return keyOf(h).compare(after) <= 0 })
	}
	return api.CutPage(all, page.Cut(), func(h StaffHold) any { return keyOf(h) }, func(h StaffHold) StaffHold { return h }), nil
}

func (s *Service) holds(ctx context.Context, q db.Q, a core.Actor, in *StaffHoldsInput) ([]StaffHold, error) {
	held := map[core.JobID]core.Money{}
	var names []string
	var ids []core.JobID
	err := ledger.EachBalance(ctx, q, "job:", func(account ledger.Account, m core.Money) {
		id := core.JobID(strings.TrimPrefix(string(account), "job:"))
		held[id], names, ids = m, append(names, string(account)), append(ids, id)
	})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	labels, err := s.Labels.Of(ctx, q, a.Lang, names)
	if err != nil {
		return nil, err
	}
	since, err := heldSince(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var out []StaffHold
	for _, id := range ids {
		label := labels[string(JobAccount(id))]
		h := StaffHold{ID: id, Title: label.Name, Employer: label.Employer, RegionName: label.RegionName, Held: held[id], Since: since[id], EndsAt: label.Ends}
		h.Days, h.Overdue = days(h.Since, s.Now()), days(h.EndsAt, s.Now())
		if a.May(core.Reviewer, label.Region) && core.RegionCode(in.Region).Contains(label.Region) && h.Days >= in.Days {
			out = append(out, h)
		}
	}
	return out, nil
}

// days is how many whole days lie between, none if to is before from.
func days(from, to time.Time) int64 {
	if from.IsZero() {
		return 0
	}
	return max(0, int64(to.Sub(from)/(24*time.Hour)))
}

// heldSince returns since when the wage of each job is held.
func heldSince(ctx context.Context, q db.Q, jobs []core.JobID) (map[core.JobID]time.Time, error) {
	out := make(map[core.JobID]time.Time, len(jobs))
	return out, db.Chunks(jobs, func(part []core.JobID) error {
		args := db.Fill(part)
		// Rows by their primary key.
		return q.Rows(ctx, `SELECT job_id, at_us FROM wallet_funding WHERE job_id IN `+db.In(1, len(args)), args, func(r db.Row) error {
			var id core.JobID
			var us int64
			err := r.Scan(&id, &us)
			out[id] = db.Instant(us)
			return err
		})
	})
}

// Unlabelled tells nothing of whose accounts are: for programs without staff.
type Unlabelled struct{}

// Of implements Labels.
func (Unlabelled) Of(context.Context, db.Q, core.Lang, []string) (map[string]Label, error) {
	return nil, nil
}

// MaskedNames implements Labels.
func (Unlabelled) MaskedNames(context.Context, db.Q, []core.PersonID) (map[core.PersonID]string, error) {
	return nil, nil
}
