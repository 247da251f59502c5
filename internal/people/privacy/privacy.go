package privacy

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
)

// Faults of this module.
var (
	ErrExports  = fault.New(fault.Exhausted, "privacy.exports", "今天已经导出过 {max} 次了，请明天再来。", "You have had {max} exports today. Please come back tomorrow.")
	ErrNoExport = fault.New(fault.NotFound, "privacy.no_export", "没有这份导出，可能已经过期删除了。", "There is no such export; its time may be over.")
	ErrMaking   = fault.New(fault.Conflict, "privacy.making", "还在整理，好了会通知您。", "It is still being put together; you will be told.")

	ErrHindered    = fault.New(fault.Conflict, "privacy.hindered", "现在还不能注销：{why}", "You can't be erased yet: {why}").Cite("个人信息保护法第四十七条")
	ErrWaiting     = fault.New(fault.Conflict, "privacy.waiting", "您已经申请注销了。", "You have asked to be erased already.")
	ErrNotWaiting  = fault.New(fault.Conflict, "privacy.not_waiting", "您没有申请注销，或者已经撤回了。", "You have not asked to be erased, or have taken it back.")
	ErrNotConfirm  = fault.New(fault.Invalid, "privacy.confirm", "请先看完会删什么、留什么，再勾选确认。", "Please read what is erased and what stays, and confirm it.").At("body.confirmed")
	ErrCorrecting  = fault.New(fault.Conflict, "privacy.correcting", "您已经有一个更正在等审核，请等结果，或者先撤回。", "One of your corrections waits for review. Please wait for the answer, or withdraw it first.")
	ErrNoWish      = fault.New(fault.NotFound, "privacy.no_correction", "没有这个更正申请。", "There is no such correction.")
	ErrNotOpen     = fault.New(fault.Conflict, "privacy.correction_over", "这个更正申请已经处理完了。", "This correction is over.")
	ErrWhy         = fault.New(fault.Invalid, "privacy.reason", "请写明为什么要改，{min} 到 {max} 个字。", "Please say why it should be changed, in {min} to {max} characters.").At("body.reason")
	ErrPhoto       = fault.New(fault.Invalid, "privacy.photo", "请先拍一张证件的照片。", "Please take a photo of the document first.").At("body.photo")
	ErrSame        = fault.New(fault.Invalid, "privacy.same", "和现在的一样，不用改。", "It is the same as now; there is nothing to change.")
	ErrNoIdentity  = fault.New(fault.Conflict, "privacy.no_identity", "您还没有实名，请先去实名。", "You have no real name yet; please state it first.")
	ErrWhatToMend  = fault.New(fault.Invalid, "privacy.what", "请说明要改什么。", "Please say what should be changed.").At("body.kind")
	ErrManyWishes  = fault.New(fault.Exhausted, "privacy.many_corrections", "30 天内最多申请 {max} 次更正，请带证件到驿站办理。", "{max} corrections in 30 days at most. Please bring your document to a station.")
	errCantCorrect = fault.New(fault.Conflict, "privacy.cant_correct", "没法按申请更正：{why}", "It can't be corrected as asked: {why}")
)

// ExportState is how far an export has come.
type ExportState string

// The states.
const (
	Asked ExportState = "asked" // 整理中
	Ready ExportState = "ready"
	Gone  ExportState = "gone" // its time is over
)

// Export is all of a person's data in one file.
type Export struct {
	Person  core.PersonID
	ID      core.ID[Export]
	Lang    core.Lang
	State   ExportState
	Size    int64 // bytes
	Asked   time.Time
	Ready   time.Time
	Expires time.Time
}

// CorrectionKind is what someone wants corrected.
type CorrectionKind string

// The kinds.
const (
	IdentityWish CorrectionKind = "identity" // name, document or both
	PhoneWish    CorrectionKind = "phone"    // the old number is lost
)

// CorrectionState is where a correction stands.
type CorrectionState string

// The states.
const (
	Open      CorrectionState = "open"
	Done      CorrectionState = "done"
	Refused   CorrectionState = "refused"
	Withdrawn CorrectionState = "withdrawn"
)

// Wish is what someone wants; it lies sealed.
type Wish struct {
	Identity Identity   `json:"identity"` // of IdentityWish
	Phone    core.Phone `json:"phone"`    // of PhoneWish: proved by a code
	Reason   string     `json:"reason"`
	Register string     `json:"register"` // what the register said: consistent, mismatch or ""
}

// Correction is a wish that a reviewer decides on.
type Correction struct {
	Person core.PersonID
	ID     core.ID[Correction]
	Kind   CorrectionKind
	State  CorrectionState
	Wish
	Photo  core.FileID
	Answer string // the reviewer's, on a refusal; or why it could not be done
	Asked  time.Time
	Ended  time.Time
}

// ErasureState is where the wish to be erased stands.
type ErasureState string

// The states.
const (
	Waiting  ErasureState = "waiting"
	TookBack ErasureState = "withdrawn"
	Stopped  ErasureState = "stopped" // something stood in the way when its time came
	Erased   ErasureState = "done"
)

// Erasure is a person's wish to be erased, and what became of it.
type Erasure struct {
	Person core.PersonID
	ID     core.ID[Erasure]
	Lang   core.Lang
	State  ErasureState
	Rules  []string // by which something stayed
	Asked  time.Time
	Due    time.Time
	Ended  time.Time
}

const (
	// minReason and maxReason bound why something should be corrected, in characters.
	minReason, maxReason = 4, 200
	// maxWishes is how many corrections a person may ask for in wishesIn; ours.
	maxWishes = 3
	wishesIn  = 30 * 24 * time.Hour
	// maxFiles is the most bytes of own files in one export.
	maxFiles = 64 << 20
)

// sealAt names the place of what is sealed.
func sealAt[T any](what string, id core.ID[T]) string { return crypto.At(what, id) }
