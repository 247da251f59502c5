package gig

import "yilu/internal/fault"

// Faults of jobs.
var (
	ErrNoJob      = fault.New(fault.NotFound, "gig.no_job", "没有找到这个活，可能已经撤下了。", "There is no such job; it may have been taken down.")
	ErrNotYours   = fault.New(fault.Forbidden, "gig.not_yours", "您不是这家雇主的经办人。请让雇主把您加为经办人。", "You do not act for this employer. Ask the employer to make you an agent.")
	ErrJobState   = fault.New(fault.Conflict, "gig.job_state", "这个活现在不能这样操作，请刷新再看。", "The job does not allow this now. Please look again.")
	ErrBegun      = fault.New(fault.Conflict, "gig.begun", "已经有人干完，不能整单取消。请先和他们结算，没干完的可以一个个取消。", "Someone has finished, so the whole job can't be called off. Settle with them; the others can be cancelled one by one.")
	ErrNotReady   = fault.New(fault.Conflict, "gig.employer_pending", "雇主还在审核，这个活先给您留着，通过后就可以付款上线。", "The employer is still being reviewed. The job is kept and can be paid for once that is done.")
	ErrReviewing  = fault.New(fault.Conflict, "gig.in_review", "这个活正在人工审核，通过后再付款。", "The job is being looked at by staff. It can be paid for afterwards.")
	ErrFunded     = fault.New(fault.Conflict, "gig.funded", "工钱已经到账，不用再付。", "The wage is held already; there is nothing to pay.")
	ErrStarted    = fault.New(fault.Conflict, "gig.started", "开工时间已过，请重新发一个。", "The time to begin is past. Please post it anew.")
	ErrRealName   = fault.New(fault.Forbidden, "gig.real_name", "要先实名认证才能发活和接活。请到“我的”里填姓名和证件号。", "Posting and taking jobs needs your real name. Give your name and document under “Me”.")
	ErrNoTemplate = fault.New(fault.NotFound, "gig.no_template", "这家雇主还没有发过活。", "This employer has not posted a job yet.")
	ErrReason     = fault.New(fault.Invalid, "gig.reason", "请写明原因，对方会看到。", "Please give a reason; the other side will see it.").At("body.reason")
)

// Faults of taking a place.
var (
	ErrNotOpen  = fault.New(fault.Conflict, "gig.not_open", "这个活还没有上线或已经结束，看看别的吧。", "The job is not open: not yet, or no longer. Look at others.")
	ErrShut     = fault.New(fault.Conflict, "gig.shut", "这个活已经开工，不再收人。", "The job has begun and takes nobody any more.")
	ErrOwnJob   = fault.New(fault.Forbidden, "gig.own_job", "这是您自己家发的活，不能自己接。", "This is a job of your own employer; you can't take it yourself.")
	ErrAge      = fault.New(fault.Forbidden, "gig.under_age", "这个活要满 {min} 周岁，您现在还不能接。看看别的活吧。", "This job needs an age of {min}; you can't take it yet. Look at others.")
	ErrBlocked  = fault.New(fault.Forbidden, "gig.blocked", "您和这家雇主之间设了不再合作，接不了。是您设的可以在“我的活”里取消；有疑问请找驿站。", "You and this employer no longer work together. If you set that, undo it under “My jobs”; otherwise ask at the station.")
	ErrBarred   = fault.New(fault.Forbidden, "gig.barred", "雇主取消过您在这个活里的名额，不能再抢。", "The employer cancelled your place in this job; it can't be taken again.")
	ErrOverlap  = fault.New(fault.Conflict, "gig.overlap", "这段时间您已经接了别的活（{from} 到 {to}）。退掉那个才能接这个。", "You already have a job at that time ({from} to {to}). Leave that one to take this one.")
	ErrNoPlace  = fault.New(fault.Conflict, "gig.no_place", "名额已经满了。", "All places are taken.")
	ErrChosen   = fault.New(fault.Conflict, "gig.already_chosen", "这个人已经有名额了。", "This person has a place already.")
	ErrNotAsked = fault.New(fault.NotFound, "gig.no_application", "这个人没有报名，或已经撤回。", "This person has not applied, or has withdrawn.").At("body.worker")
	ErrNotIn    = fault.New(fault.NotFound, "gig.not_in", "您没有报这个活，也不在候补里。", "You have no place in this job and are not in its line.")
	ErrNotBusy  = fault.New(fault.Conflict, "gig.worker_gone", "这个人现在接不了：{why}", "This person can't take it now: {why}")
)

// Faults of engagements.
var (
	ErrNoEngagement = fault.New(fault.NotFound, "gig.no_engagement", "没有找到这一单。", "There is no such engagement.")
	ErrState        = fault.New(fault.Conflict, "gig.state", "这一单现在不能这样操作，请刷新再看。", "The engagement does not allow this now. Please look again.")
	ErrTooEarly     = fault.New(fault.Conflict, "gig.too_early", "还没到签到时间，{opens} 起可以签到。", "It is too early to check in: from {opens}.")
	ErrTooLate      = fault.New(fault.Conflict, "gig.too_late", "签到时间到 {closes} 为止，已经过了。请联系雇主。", "Checking in ended at {closes}. Please call the employer.")
	ErrCode         = fault.New(fault.Forbidden, "gig.code", "签到码不对，请看雇主手机再输一次，还可以试 {left} 次。", "The start code is wrong. Look at the employer's phone; {left} tries are left.").At("body.code")
	ErrCodeOver     = fault.New(fault.Conflict, "gig.code_over", "没有可用的签到码，请雇主重新出一个。", "There is no valid start code. Ask the employer for a new one.").At("body.code")
	ErrFar          = fault.New(fault.Forbidden, "gig.far", "您离干活的地方还有 {distance} 米，走到 {radius} 米以内再签到，或用雇主的签到码。", "You are {distance} m away. Check in within {radius} m, or use the employer's code.").At("body.place")
	ErrHow          = fault.New(fault.Invalid, "gig.check_in_how", "请输入签到码，或用位置签到。", "Give the start code or your place.")
	ErrFigure       = fault.New(fault.Invalid, "gig.quantity", "最多填计划的数量，工钱只押了这么多。多干的请雇主另发一单。", "At most what was planned: only that much is held. For more, ask the employer for another job.").At("body.quantity")
	ErrNotLower     = fault.New(fault.Invalid, "gig.not_lower", "您填的不比工人少，直接点“同意”就好。", "Your figure is not lower. Simply agree.").At("body.quantity")
	ErrNotCloser    = fault.New(fault.Invalid, "gig.not_closer", "有争议时只能往对方的数靠近，不能再拉开。", "While you differ, a new figure must come nearer to the other side's.").At("body.quantity")
	ErrKeepPlace    = fault.New(fault.Conflict, "gig.keep_place", "现在取消要给工人补偿，这个名额的钱不够再找人，请不要保留名额。", "Cancelling now compensates the worker from this place's wage, so the place can't be kept.").At("body.keep_place")
)
