package county

import "yilu/internal/core"

// Staffer works for the bureau. Visitors act as them; the simulation's own
// reviewers are among the People.
type Staffer struct {
	Phone core.Phone
	Name  string
	Role  core.Role
	Area  core.RegionCode // "" is everywhere
	Note  core.Text
}

// firstStaffPhone is the number of the first of them.
const firstStaffPhone = 15_400_000_021

// makeStaff makes up one member of staff for each role but the reviewer's. An
// office is held everywhere, for it may not stand empty; all else in the county,
// and the village agent's in one village.
func (c *County) makeStaff() {
	seat := c.towns[0]
	village := seat.villages[0]
	for i, s := range []Staffer{
		{Role: core.VillageAgent, Area: village.code, Note: core.Text{
			ZH: "村级代办员，管" + village.name + "：帮村里人登记、代办，没有网络也能记。",
			EN: "Village agent of one village: registers others and acts for them, also without a network."}},
		{Role: core.HallClerk, Area: Home, Note: core.Text{
			ZH: "大厅窗口人员：叫号、接待、组队派工。", EN: "Hall clerk: calls numbers, serves walk-ins, puts teams together."}},
		{Role: core.Mediator, Area: Home, Note: core.Text{
			ZH: "调解员：听双方说，帮着说和。", EN: "Mediator: hears both sides of a dispute."}},
		{Role: core.Analyst, Area: Home, Note: core.Text{
			ZH: "分析员：看数字，看不到个人。", EN: "Analyst: sees figures and no person."}},
		{Role: core.SystemAdmin, Note: core.Text{
			ZH: "系统管理员：开通、停用工作人员，管设置；不能授权。", EN: "System administrator: staff accounts and settings; gives no role."}},
		{Role: core.SecurityAdmin, Note: core.Text{
			ZH: "安全管理员：按地区授权、撤权；不能开账号。", EN: "Security administrator: gives and takes roles by area; makes no account."}},
		{Role: core.AuditAdmin, Note: core.Text{
			ZH: "审计管理员：查谁做了什么、看了谁的信息。", EN: "Audit administrator: reads who did what and who looked at whom."}},
	} {
		s.Phone = core.Phone(number(firstStaffPhone + i))
		s.Name = c.dice(ofStaff, i).name()
		c.Staff = append(c.Staff, s)
	}
}
