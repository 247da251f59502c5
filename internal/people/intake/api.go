package intake

import (
	"net/http"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/sheet"
)

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	op := func(id, method, path, summary string) api.Op {
		return api.Op{ID: id, Method: method, Path: path, Tag: "intake", Summary: summary, Roles: Roles}
	}
	api.Read(a, op("intake-desk", http.MethodGet, "/intake/desk", "My area, and what I may do for others"), s.getDesk)
	check := op("check-intake", http.MethodPost, "/intake/checks", "See what registering somebody would do")
	check.Doc = "Nothing is kept. For somebody who is known already it says what would change, and gives the match to send with the registration."
	api.Secret(a, check, s.Keys, s.postCheck)
	register := op("register-person", http.MethodPost, "/intake/people", "Register somebody")
	register.Status = http.StatusCreated
	register.Doc = "The same checks as for oneself. Somebody who is known already is changed only with the match of exactly those differences."
	api.Secret(a, register, s.Keys, s.postPerson)
	api.Look(a, op("list-registered", http.MethodGet, "/intake/people", "Whom I registered, newest first"), s.listPeople)
	slip := op("new-slip", http.MethodPost, "/intake/people/{id}/slips", "Give somebody a new slip; the one before ends")
	slip.Status = http.StatusCreated
	api.Secret(a, slip, s.Keys, s.postSlip)
	api.Send(a, op("print-slip", http.MethodGet, "/intake/people/{id}/slip", "A person's slip as a PDF"), []string{"application/pdf"}, s.printSlip)
	s.registerImports(a, op)

	take := api.Op{ID: "take-over", Method: http.MethodPost, Path: "/intake/takeovers", Tag: "intake", Public: true, Status: http.StatusCreated,
		Summary: "Take my account over with a slip and my phone",
		Doc:     "The code comes by SMS from POST /auth/codes. At most 10 wrong slips an hour from one network or phone."}
	api.Secret(a, take, s.Keys, s.postTakeOver)

	mine := func(id, method, path, summary string) api.Op {
		return api.Op{ID: id, Method: method, Path: path, Tag: "me", Summary: summary}
	}
	api.Read(a, mine("list-acts", http.MethodGet, "/me/acts", "What others did for me, newest first"), s.listActs)
	api.Act(a, mine("reverse-act", http.MethodPost, "/me/acts/{id}/reversals", "Take back what somebody registered for me"), s.postReversal)
	contest := mine("contest-act", http.MethodPost, "/me/acts/{id}/contests", "Say that something done for me was wrong")
	contest.Status = http.StatusCreated
	api.Act(a, contest, s.postContest)

	staff := []core.Role{core.Reviewer}
	list := op("list-contests", http.MethodGet, "/intake/contests", "Contested acts in my area, newest first")
	list.Roles = staff
	api.Look(a, list, s.listContests)
	reply := op("answer-contest", http.MethodPost, "/intake/contests/{person}/{id}/answers", "Answer a contest")
	reply.Roles = staff
	api.Act(a, reply, s.postAnswer)
}

func (s *Service) registerImports(a *api.Server, op func(id, method, path, summary string) api.Op) {
	api.Send(a, op("import-template", http.MethodGet, "/intake/template", "The table to fill in"), []string{sheet.MIME}, s.getTemplate)
	upload := op("upload-import", http.MethodPost, "/intake/imports", "Upload a table of people")
	upload.Status, upload.MaxBody = http.StatusCreated, sheet.MaxBytes
	upload.Doc = "The body is the file itself: .xlsx, or .csv in UTF-8 or GBK, at most 3000 rows. Nobody is registered yet."
	api.Direct(a, upload, s.upload)
	api.Read(a, op("list-imports", http.MethodGet, "/intake/imports", "My tables, newest first"), s.listImports)
	api.Read(a, op("get-import", http.MethodGet, "/intake/imports/{id}", "A table: how far it is"), s.getImport)
	api.Read(a, op("list-import-rows", http.MethodGet, "/intake/imports/{id}/rows", "A table's rows, and what each would do"), s.listRows)
	confirm := op("confirm-import", http.MethodPost, "/intake/imports/{id}/confirmations", "Register the chosen rows of a table: all or none")
	confirm.Status, confirm.MaxBody = http.StatusAccepted, 256<<10
	confirm.Doc = "Runs beside; its progress stands in the table, and signal import tells of it. Who is known already is changed only if named in changes."
	api.Act(a, confirm, s.postConfirm)
	api.Act(a, op("discard-import", http.MethodDelete, "/intake/imports/{id}", "Forget a table"), s.deleteImport)
	api.Send(a, op("rejected-rows", http.MethodGet, "/intake/imports/{id}/rejected", "The rows that were not taken in, with the reason, to mend and upload again"), []string{sheet.MIME}, s.getRejected)
	api.Send(a, op("print-slips", http.MethodGet, "/intake/imports/{id}/slips", "The slips of everybody whom a table registered, as one PDF"), []string{"application/pdf"}, s.printSlips)
}
