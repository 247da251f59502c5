package hall

import (
	"bytes"
	"testing"

	"yilu/test/rig"
)

// machine registers a machine and returns a client that is it.
func (h *house) machine(t *testing.T) *rig.Client {
	t.Helper()
	h.clerk.Must(t, "POST", h.path+"/kiosks", rig.Obj{"name": "一号机"})
	return h.Stranger() // in the demo a machine without a key stands in the first hall
}

func TestAPhoneLogsAMachineIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		m := h.machine(t)
		worker := h.Worker(t, "李木匠", 1990, mover)
		scan := m.Must(t, "POST", "/kiosk/scans", nil)
		code, claim := rig.Str(scan, "code"), rig.Obj{"secret": rig.Str(scan, "secret")}
		at := "/kiosk/scans/" + code
		if got := m.Must(t, "POST", at+"/claim", claim); rig.Str(got, "state") != "waiting" || rig.Str(got, "token") != "" {
			t.Errorf("%v", got)
		}
		m.Refused(t, "POST", at+"/allow", nil, "auth.required")
		seen := worker.Must(t, "GET", at, nil)
		if rig.Str(seen, "pair") != rig.Str(scan, "pair") || rig.Str(seen, "hall.zh") != "将乐零工大厅" || rig.At(seen, "allowed") != false {
			t.Errorf("%v", seen)
		}
		worker.Must(t, "POST", at+"/allow", nil)
		h.Worker(t, "别人", 1990, mover).Refused(t, "POST", at+"/allow", nil, "kiosk.scan_taken")
		m.Refused(t, "POST", at+"/claim", rig.Obj{"secret": "guess"}, "kiosk.no_scan")
		got := m.Must(t, "POST", at+"/claim", claim)
		if rig.Str(got, "state") != "in" || rig.Str(got, "name") != "李师傅" {
			t.Errorf("%v", got)
		}
		m.Refused(t, "POST", at+"/claim", claim, "kiosk.no_scan")
		in := &rig.Client{Base: m.Base, Token: rig.Str(got, "token")}
		if in.Me(t) != worker.Me(t) {
			t.Error("somebody else is logged in")
		}
		if !inbox(t, worker, "kiosk.log_in") {
			t.Error("the phone was not told")
		}
		sessions := worker.Must(t, "GET", "/auth/sessions", nil)
		if rig.Str(sessions, "items.0.door") != "kiosk" {
			t.Errorf("%v", sessions)
		}
		h.Sound(t)
	})
}

func TestADocumentAndACodeLogAMachineIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		m := h.machine(t)
		document := rig.Document(1980)
		h.clerk.Must(t, "POST", h.path+"/newcomers", rig.Obj{"phone": "19933334444", "document": document, "name": "王大娘", "consented": true, "reason": "来登记"})
		m.Refused(t, "POST", "/kiosk/codes", rig.Obj{"document": "350428198001010000"}, "kiosk.document")
		sent := m.Must(t, "POST", "/kiosk/codes", rig.Obj{"document": document})
		code := rig.Str(sent, "demo_code")
		wrong := "000000"
		if code == wrong {
			wrong = "111111"
		}
		m.Refused(t, "POST", "/kiosk/codes", rig.Obj{"document": document}, "kiosk.code_soon")
		m.Refused(t, "POST", "/kiosk/sessions", rig.Obj{"document": document, "code": wrong}, "kiosk.code_wrong")
		got := m.Must(t, "POST", "/kiosk/sessions", rig.Obj{"document": document, "code": code})
		if rig.Str(got, "name") != "王师傅" {
			t.Errorf("%v", got)
		}
		m.Refused(t, "POST", "/kiosk/sessions", rig.Obj{"document": document, "code": code}, "kiosk.code_ended")

		// A document that is nobody's: the same answers.
		nobody := rig.Document(1981)
		sent = m.Must(t, "POST", "/kiosk/codes", rig.Obj{"document": nobody})
		m.Refused(t, "POST", "/kiosk/codes", rig.Obj{"document": nobody}, "kiosk.code_soon")
		m.Refused(t, "POST", "/kiosk/sessions", rig.Obj{"document": nobody, "code": rig.Str(sent, "demo_code")}, "kiosk.code_wrong")
		h.Sound(t)
	})
}

func TestAMachineGivesNumbersAndSlips(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		m := h.machine(t)
		where := m.Must(t, "GET", "/kiosk", nil)
		if rig.Str(where, "name.zh") != "将乐零工大厅" || rig.Str(where, "services.1.code") != "B" {
			t.Errorf("%v", where)
		}
		ticket := m.Must(t, "POST", "/kiosk/tickets", rig.Obj{"service": "A"})
		if rig.Str(ticket, "number") != "A001" {
			t.Errorf("%v", ticket)
		}
		boss, firm := h.Employer(t, "余老板", h.Reviewer(t))
		worker := h.Worker(t, "李木匠", 1990, mover)
		job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(firm, mover, "搬两车瓷砖", 1, 30000)), "id")
		boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
		rig.Until(t, "the job is open", func() bool { return rig.Str(boss.Must(t, "GET", "/jobs/"+job, nil), "state") == "open" })
		place := rig.Str(worker.Must(t, "POST", "/jobs/"+job+"/grabs", nil), "engagement")
		slip, err := worker.Do("GET", "/kiosk/slips/"+place, nil)
		if err != nil || slip.Status != 200 || !bytes.HasPrefix(slip.Body, []byte("%PDF")) {
			t.Errorf("%d %v %.60s", slip.Status, err, slip.Body)
		}
		h.Worker(t, "别人", 1990, mover).Refused(t, "GET", "/kiosk/slips/"+place, nil, "gig.no_engagement")
	})
}
