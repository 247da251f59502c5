package county

import "yilu/internal/core"

// Account is one that a visitor can log in as.
type Account struct {
	Phone core.Phone
	Name  string // "" for one without a real name
	Roles []string
	Note  core.Text
}

// workerNotes say what each reserved worker is for.
var workerNotes = [visitorWorkers]core.Text{
	{ZH: "24 岁，骑电动车，装家具三级。雇主一发活，这部手机就响。", EN: "24, rides an e-bike, level 3 in fitting furniture. The phone rings when an employer posts."},
	{ZH: "35 岁，开面包车。可以和上一位抢同一个活。", EN: "35, drives a van. Can tap for the same job as the one above."},
	{ZH: "46 岁，做保洁和家政。", EN: "46, cleans offices and homes."},
	{ZH: "52 岁，采果、采茶。", EN: "52, picks fruit and tea."},
	{ZH: "63 岁，做轻活。看大字、听朗读用这个号。", EN: "63, does light work. For large type and reading aloud."},
	{ZH: "17 岁，重活、夜里的活接不了，能看到为什么。", EN: "17, can't take heavy or night work, and is told why."},
}

var employerNotes = [visitorEmployers]core.Text{
	{ZH: "家政服务部，已通过审核：装家具、保洁。发个活试试。", EN: "Home services, approved: fitting, cleaning. Post a job."},
	{ZH: "果业合作社，已通过审核：采果、采茶、包装。", EN: "Fruit cooperative, approved: picking and packing."},
	{ZH: "搬家物流，已通过审核：理货、装卸、现场引导。", EN: "Movers and storage, approved: stock, loading, events."},
}

// Accounts are those that are reserved for visitors: nobody else acts as them.
func (c *County) Accounts() []Account {
	var out []Account
	for _, p := range c.People[:firstHouse] {
		a := Account{Phone: p.Phone, Name: p.Name + "（演示）"}
		switch p.Part {
		case VisitorEmployer:
			a.Roles, a.Note = []string{"employer"}, employerNotes[p.N]
		case VisitorWorker:
			a.Roles, a.Note = []string{"worker"}, workerNotes[p.N-firstVisitorWorker]
		default:
			a.Roles = []string{string(core.Reviewer)}
			a.Note = core.Text{ZH: "审核员：有雇主和零工单等着审。", EN: "Reviewer: employers and jobs are waiting for a decision."}
		}
		out = append(out, a)
	}
	for _, s := range c.Staff {
		out = append(out, Account{Phone: s.Phone, Name: s.Name + "（演示）", Roles: []string{string(s.Role)}, Note: s.Note})
	}
	return append(out, Account{
		Phone: FreshPhone, Roles: []string{}, Note: core.Text{ZH: "新号码，没有实名：从头走一遍登记。", EN: "A new number without a real name: registration from the beginning."},
	})
}
