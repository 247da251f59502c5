package wallet

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/roster"
)

// bookRoles are those who see the books: whose money it is, masked.
var bookRoles = []core.Role{core.Reviewer}

// ErrEverywhere refuses the whole books to those whose role holds in an area.
var ErrEverywhere = fault.New(fault.Forbidden, "wallet.everywhere",
	"全部账户只给负责全域的审核员看。您可以看本地区托管中的钱。", "All accounts are for reviewers of the whole installation. You can see what is held in your area.")

// BooksView is the state of the books.
type BooksView struct {
	Custodian core.Money `json:"custodian" doc:"What lies with the custodian."`
	Employers SumView    `json:"employers" doc:"Employers' free money."`
	Jobs      SumView    `json:"jobs" doc:"Held for jobs."`
	People    SumView    `json:"people" doc:"In workers' wallets."`
	Transit   SumView    `json:"transit" doc:"On its way to cards."`
	Even      bool       `json:"even" doc:"What lies with the custodian is what all accounts hold."`
}

// SumView is what some accounts hold together.
type SumView struct {
	Amount   core.Money `json:"amount"`
	Accounts int64      `json:"accounts" doc:"How many hold something."`
}

// StaffAccountsInput is what the list of accounts is narrowed by.
type StaffAccountsInput struct {
	api.PageQuery
	Kind string `query:"kind" enum:"employer,job,person,transit" default:"job"`
}

// StaffAccount is an account that holds something.
type StaffAccount struct {
	ID      string     `json:"id"`
	Whose   string     `json:"whose" doc:"Masked, or the job's title."`
	Region  string     `json:"region_name"`
	Balance core.Money `json:"balance"`
}

// StaffEntriesInput names the account.
type StaffEntriesInput struct {
	api.PageQuery
	Account string `query:"account" maxLength:"200" required:"true" doc:"As in the list of accounts."`
}

// StaffEntry is an entry of an account.
type StaffEntry struct {
	ID      string     `json:"id"`
	At      time.Time  `json:"at"`
	Kind    string     `json:"kind" doc:"collect, hold, wage, return, payout, paid, bounced."`
	Amount  core.Money `json:"amount" doc:"Above zero: it came in."`
	Balance core.Money `json:"balance" doc:"Afterwards."`
	Ref     string     `json:"ref"`
}

// StaffHoldsInput is what the list of holds is narrowed by.
type StaffHoldsInput struct {
	api.PageQuery
	Region string `query:"region" maxLength:"12"`
	Days   int64  `query:"days" minimum:"0" maximum:"3650" doc:"Held for at least so many days."`
}

// StaffHold is what is held for a job, and for how long.
type StaffHold struct {
	ID         core.JobID `json:"id"`
	Title      string     `json:"title"`
	Employer   string     `json:"employer_name"`
	RegionName string     `json:"region_name"`
	Held       core.Money `json:"held"`
	Since      time.Time  `json:"since"`
	Days       int64      `json:"days" doc:"For how many days."`
	EndsAt     time.Time  `json:"ends_at" doc:"When the work ends."`
	Overdue    int64      `json:"overdue_days" doc:"How many days ago the work ended; 0 if it has not."`
}

func (s *Service) registerStaff(a *api.Server) {
	api.Read(a, api.Op{
		ID: "get-books", Method: http.MethodGet, Path: "/console/ledger", Tag: "ledger", Roles: []core.Role{core.Reviewer, core.Analyst},
		Summary: "For staff: what all accounts hold, by kind",
	}, func(ctx context.Context, _ core.Actor, _ *struct{}) (BooksView, error) {
		return s.books(ctx, s.DB.Reader())
	})
	roster.Register(a, s.DB, s.Now, s.Labels.MaskedNames, roster.Roster[StaffAccountsInput, StaffAccount]{
		Name: "ledger/accounts", Tag: "ledger", Title: core.Text{ZH: "账户", EN: "Accounts"}, Act: "wallet.list_accounts", Roles: bookRoles,
		Doc: "Accounts that hold something, by name. For roles that hold everywhere.", Columns: accountColumns, Page: s.staffAccounts,
		What: func(in *StaffAccountsInput) string { return roster.What("kind", in.Kind) },
	})
	roster.Register(a, s.DB, s.Now, s.Labels.MaskedNames, roster.Roster[StaffEntriesInput, StaffEntry]{
		Name: "ledger/entries", Tag: "ledger", Title: core.Text{ZH: "明细", EN: "Entries"}, Act: "wallet.list_entries", Roles: bookRoles,
		Doc: "The entries of one account, newest first.", Columns: entryColumns, Page: s.staffEntries,
		What: func(in *StaffEntriesInput) string { return roster.What("account", in.Account) },
	})
	roster.Register(a, s.DB, s.Now, s.Labels.MaskedNames, roster.Roster[StaffHoldsInput, StaffHold]{
		Name: "ledger/holds", Tag: "ledger", Title: core.Text{ZH: "托管中的钱", EN: "Held for jobs"}, Act: "wallet.list_holds", Roles: bookRoles,
		Doc: "What is held for the jobs of my area, oldest first.", Columns: holdColumns, Page: s.staffHolds,
		What: func(in *StaffHoldsInput) string {
			return roster.What("region", in.Region, "days", strconv.FormatInt(in.Days, 10))
		},
	})
}

var accountColumns = []roster.Column[StaffAccount]{
	{Head: core.Text{ZH: "账户", EN: "Account"}, Width: 46, Cell: func(v StaffAccount, _ core.Lang) string { return v.ID }},
	{Head: core.Text{ZH: "是谁的", EN: "Whose"}, Width: 30, Cell: func(v StaffAccount, _ core.Lang) string { return v.Whose }},
	{Head: core.Text{ZH: "余额（元）", EN: "Balance (CNY)"}, Width: 16, Cell: func(v StaffAccount, _ core.Lang) string { return v.Balance.Text() }},
}

var entryColumns = []roster.Column[StaffEntry]{
	{Head: core.Text{ZH: "时间", EN: "At"}, Width: 18, Cell: func(v StaffEntry, _ core.Lang) string { return roster.Day(v.At) }},
	{Head: core.Text{ZH: "种类", EN: "Kind"}, Width: 14, Cell: func(v StaffEntry, _ core.Lang) string { return v.Kind }},
	{Head: core.Text{ZH: "金额（元）", EN: "Amount (CNY)"}, Width: 16, Cell: func(v StaffEntry, _ core.Lang) string { return v.Amount.Text() }},
	{Head: core.Text{ZH: "余额（元）", EN: "Balance (CNY)"}, Width: 16, Cell: func(v StaffEntry, _ core.Lang) string { return v.Balance.Text() }},
	{Head: core.Text{ZH: "编号", EN: "Reference"}, Width: 60, Cell: func(v StaffEntry, _ core.Lang) string { return v.Ref }},
}

var holdColumns = []roster.Column[StaffHold]{
	{Head: core.Text{ZH: "零工单", EN: "Job"}, Width: 30, Cell: func(v StaffHold, _ core.Lang) string { return v.Title }},
	{Head: core.Text{ZH: "用工方", EN: "Employer"}, Width: 28, Cell: func(v StaffHold, _ core.Lang) string { return v.Employer }},
	{Head: core.Text{ZH: "地区", EN: "Region"}, Width: 14, Cell: func(v StaffHold, _ core.Lang) string { return v.RegionName }},
	{Head: core.Text{ZH: "托管中（元）", EN: "Held (CNY)"}, Width: 16, Cell: func(v StaffHold, _ core.Lang) string { return v.Held.Text() }},
	{Head: core.Text{ZH: "天数", EN: "Days"}, Width: 8, Cell: func(v StaffHold, _ core.Lang) string { return strconv.FormatInt(v.Days, 10) }},
	{Head: core.Text{ZH: "完工后天数", EN: "Days after the end"}, Width: 12, Cell: func(v StaffHold, _ core.Lang) string { return strconv.FormatInt(v.Overdue, 10) }},
}
