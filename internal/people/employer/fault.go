package employer

import "yilu/internal/fault"

// Faults of employers.
var (
	ErrNotFound = fault.New(fault.NotFound, "employer.not_found",
		"没有这个用工方。", "There is no such employer.")
	ErrNotAgent = fault.New(fault.Forbidden, "employer.not_agent",
		"您不是这个用工方的经办人。", "You do not speak for this employer.")
	ErrRealName = fault.New(fault.Forbidden, "employer.real_name",
		"请先完成实名，再登记用工方。", "Please give your real name first.").Cite("人力资源市场暂行条例第二十六条")
	ErrNotReviewer = fault.New(fault.Forbidden, "employer.not_reviewer",
		"只有审核员能做这件事。", "Only a reviewer may do this.")
	ErrOwn = fault.New(fault.Forbidden, "employer.own",
		"这是您自己的用工方，请由别的审核员处理。", "You speak for this employer; another reviewer must do this.")

	ErrTaken = fault.New(fault.Conflict, "employer.taken",
		"这个统一社会信用代码已经登记过了，请让它的经办人邀请您。", "This code is registered already. Ask its agent to invite you.").At("body.uscc")
	ErrPersonTaken = fault.New(fault.Conflict, "employer.person_taken",
		"您已经登记过个人用工方了，可以直接使用。", "You are registered as a person who gives work already.").At("body.kind")
	ErrManyOpen = fault.New(fault.Exhausted, "employer.too_many",
		"您还有 {max} 个没有通过的申请，请先处理它们。", "You have {max} applications that are not through. Please see to them first.")
	ErrSettled = fault.New(fault.Conflict, "employer.settled",
		"已经通过审核，资料不能在这里改了，需要改请联系工作人员。", "It is approved, so nothing can be changed here. Please ask the staff.")
	ErrSuspended = fault.New(fault.Conflict, "employer.suspended",
		"这个用工方已暂停，有疑问请联系工作人员。", "This employer is suspended. Please ask the staff.")
	ErrNotApproved = fault.New(fault.Conflict, "employer.not_approved",
		"审核通过后才能这样做。", "This is possible once it is approved.")
	ErrState = fault.New(fault.Conflict, "employer.state",
		"它现在不是这个状态，请刷新后再看。", "It is not in that state now. Please look again.")
	ErrReason = fault.New(fault.Invalid, "employer.reason",
		"请写明原因，{min} 到 {max} 个字。", "Please give a reason of {min} to {max} characters.").At("body.reason")
)

// Faults of an application's fields.
var (
	ErrName = fault.New(fault.Invalid, "employer.name",
		"请照执照填写名称，2 到 80 个字。", "Enter the name as on the licence, 2 to 80 characters.").At("body.name")
	ErrPersonName = fault.New(fault.Invalid, "employer.person_name",
		"个人用工方用您的实名，不用填名称。", "A person gives work under their real name; leave the name out.").At("body.name")
	ErrUSCC = fault.New(fault.Invalid, "employer.uscc",
		"统一社会信用代码不对，请对照执照检查这 18 位。", "The unified social credit code is not right. Please compare its 18 characters with the licence.").At("body.uscc").Cite("GB 32100-2015")
	ErrUSCCKind = fault.New(fault.Invalid, "employer.uscc_kind",
		"这个代码不是{kind}的，请改类型，或对照执照检查代码。", "This code does not belong to {kind}. Please change the kind, or compare the code with the licence.").At("body.uscc").Cite("GB 32100-2015")
	ErrPersonUSCC = fault.New(fault.Invalid, "employer.person_uscc",
		"个人没有统一社会信用代码，请留空，或改选类型。", "A person has no such code. Leave it out, or choose another kind.").At("body.uscc")
	ErrRegion = fault.New(fault.Invalid, "employer.region",
		"请选到县、区或乡镇。", "Please choose a county, district or town.").At("body.region")
	ErrAddress = fault.New(fault.Invalid, "employer.address",
		"请填写地址，4 到 120 个字。", "Enter the address, 4 to 120 characters.").At("body.address")
	ErrContactName = fault.New(fault.Invalid, "employer.contact_name",
		"请填写联系人姓名，2 到 30 个字。", "Enter the contact's name, 2 to 30 characters.").At("body.contact_name")
	ErrContactPhone = fault.New(fault.Invalid, "employer.contact_phone",
		"请填写手机号，或带区号的座机号。", "Enter a mobile number, or a landline with its area code.").At("body.contact_phone")
	ErrIndustry = fault.New(fault.Invalid, "employer.industry",
		"行业最多 40 个字。", "The industry has at most 40 characters.").At("body.industry")
	ErrLicence = fault.New(fault.Invalid, "employer.licence",
		"请上传执照或登记证书的照片。", "Please upload a photo of the licence or certificate.").At("body.licence").Cite("人力资源市场暂行条例第二十六条")
	ErrLetter = fault.New(fault.Invalid, "employer.letter",
		"您不是法定代表人，请上传委托书。", "You are not the legal representative; please upload the letter of authority.").At("body.letter").Cite("人力资源市场暂行条例第二十六条")
	ErrFile = fault.New(fault.Invalid, "employer.file",
		"没有这个文件，请重新上传。", "There is no such file; please upload it again.")
)

// Faults of agents.
var (
	ErrPhone = fault.New(fault.Invalid, "employer.phone",
		"请填写对方登录用的手机号。", "Enter the mobile number that the person logs in with.").At("body.phone")
	ErrNoAccount = fault.New(fault.NotFound, "employer.no_account",
		"这个手机号还没有登录过，请对方先登录一次。", "Nobody has logged in with this number; ask the person to log in once.").At("body.phone")
	ErrAlready = fault.New(fault.Conflict, "employer.already_agent",
		"这个人已经是经办人，或已经邀请过了。", "This person is an agent already, or has been invited.").At("body.phone")
	ErrManyAgents = fault.New(fault.Conflict, "employer.many_agents",
		"经办人最多 {max} 位。", "There are at most {max} agents.")
	ErrLetterOther = fault.New(fault.Invalid, "employer.letter",
		"对方不是法定代表人，请上传给对方的委托书。", "The person is not the legal representative; please upload the letter of authority for them.").At("body.letter").Cite("人力资源市场暂行条例第二十六条")
	ErrNotInvited = fault.New(fault.NotFound, "employer.not_invited",
		"没有给您的邀请，可能已经撤回。", "There is no invitation for you; it may have been withdrawn.")
	ErrNoAgent = fault.New(fault.NotFound, "employer.no_agent",
		"没有这位经办人。", "There is no such agent.")
	ErrLastAgent = fault.New(fault.Conflict, "employer.last_agent",
		"至少要留一位经办人，请先邀请别人并等对方接受。", "One agent must stay. Invite another first and wait for their answer.")
)
