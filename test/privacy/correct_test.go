package privacy

import (
	"strings"
	"testing"
	"time"

	"yilu/test/rig"
)

// code has a code sent and gives it.
func (h *house) code(c *rig.Client, phone string) string {
	h.Helper()
	body := rig.Obj{}
	if phone != "" {
		body["phone"] = phone
	}
	return rig.Str(c.Must(h, "POST", "/me/phone/codes", body), "demo_code")
}

func TestChangePhone(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		worker := h.Person(h, "安守信", 1966)
		other := h.Person(h, "别人", 1970)
		me, elsewhere := worker.Me(h), h.tablet(worker)
		const next = "13911110000"
		worker.Refused(h, "POST", "/me/phone/codes", rig.Obj{"phone": worker.Phone}, "account.same_number")
		h.clock.Add(2 * time.Minute)
		old, fresh := h.code(worker, ""), h.code(worker, next)
		worker.Refused(h, "PUT", "/me/phone", rig.Obj{"old_code": wrongFor(old), "phone": next, "code": fresh}, "account.code_wrong")
		worker.Refused(h, "PUT", "/me/phone", rig.Obj{"old_code": old, "phone": next, "code": wrongFor(fresh)}, "account.code_wrong")
		worker.Must(h, "GET", "/me", nil)
		worker.Must(h, "PUT", "/me/phone", rig.Obj{"old_code": old, "phone": next, "code": fresh})
		for _, c := range []*rig.Client{worker, elsewhere} {
			c.Refused(h, "GET", "/me", nil, "auth.required")
		}
		h.clock.Add(2 * time.Minute)
		moved := h.LogIn(h, next)
		if moved.Me(h) != me {
			h.Error("the new number does not lead to the person")
		}
		h.clock.Add(2 * time.Minute)
		if stranger := h.LogIn(h, worker.Phone); stranger.Me(h) == me {
			h.Error("the old number still opens the account")
		}

		// A number that somebody has can't be taken, whatever codes there are.
		h.clock.Add(2 * time.Minute)
		old, fresh = h.code(moved, ""), h.code(moved, other.Phone)
		moved.Refused(h, "PUT", "/me/phone", rig.Obj{"old_code": old, "phone": other.Phone, "code": fresh}, "account.number_taken")
	})
}

// tablet is a second session of the same person.
func (h *house) tablet(c *rig.Client) *rig.Client {
	h.Helper()
	h.clock.Add(2 * time.Minute)
	return h.LogIn(h, c.Phone)
}

func wrongFor(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// review waits for the correction's review and decides.
func (h *house) review(staff *rig.Client, id string, approved bool, reason string) {
	h.Helper()
	until(h, "the review is asked for", func() bool {
		r, err := staff.Do("GET", "/reviews/"+id, nil)
		return err == nil && r.Status == 200
	})
	staff.Must(h, "POST", "/reviews/"+id+"/decision", rig.Obj{"approved": approved, "reason": reason})
}

func TestCorrectName(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		staff := h.Reviewer(h)
		boss, employer := h.Employer(h, "陈大福", staff)
		was := h.secretsOf(boss.Me(h))
		wish := rig.Obj{"kind": "identity", "name": "陈大富", "document_kind": "citizen_id", "document": was.document, "reason": "当时填错一个字", "photo": ""}
		boss.Refused(h, "POST", "/me/corrections", wish, "privacy.photo")
		wish["photo"] = h.photo(staff) // somebody else's
		boss.Refused(h, "POST", "/me/corrections", wish, "privacy.photo")
		wish["photo"] = h.photo(boss)
		first := rig.Str(boss.Must(h, "POST", "/me/corrections", wish), "id")
		boss.Refused(h, "POST", "/me/corrections", wish, "privacy.correcting")
		boss.Refused(h, "GET", "/corrections/"+first, nil, "auth.role")
		h.review(staff, first, false, "照片看不清，请重拍")
		until(h, "it is refused", func() bool {
			return rig.Str(boss.Must(h, "GET", "/me/corrections", nil), "items.0.answer") == "照片看不清，请重拍"
		})

		h.clock.Add(time.Second) // the clock stands: one after the other
		second := rig.Str(boss.Must(h, "POST", "/me/corrections", wish), "id")
		until(h, "the review is asked for", func() bool {
			r, err := staff.Do("GET", "/reviews/"+second, nil)
			return err == nil && r.Status == 200
		})
		seen := staff.Must(h, "GET", "/corrections/"+second, nil)
		if rig.Str(seen, "now_name") != "陈大福" || rig.Str(seen, "name") != "陈大富" || rig.Str(seen, "register") != "consistent" {
			h.Errorf("%v", seen)
		}
		h.review(staff, second, true, "")
		until(h, "the name is corrected", func() bool { return h.secretsOf(boss.Me(h)).name == "陈大富" })
		until(h, "the employer has it, too", func() bool {
			return rig.Str(boss.Must(h, "GET", "/employers/"+employer, nil), "name") == "陈大富"
		})
		export := boss.Must(h, "POST", "/me/exports", nil)
		until(h, "the export is ready", func() bool { return rig.Str(boss.Must(h, "GET", "/me/exports", nil), "items.0.state") == "ready" })
		reply, err := boss.Do("GET", "/me/exports/"+rig.Str(export, "id")+"/file", nil)
		if err != nil {
			h.Fatal(err)
		}
		record := unzip(h, reply.Body)["data/record.json"]
		if !strings.Contains(record, "privacy.read_correction") || !strings.Contains(record, "person.correct_identity") {
			h.Error("the person does not see who looked and corrected", record)
		}
	})
}

func TestCorrectLostPhone(t *testing.T) {
	t.Parallel()
	each(t, func(h *house) {
		staff := h.Reviewer(h)
		worker := h.Person(h, "安守信", 1966)
		me := worker.Me(h)
		const next = "13911110001"
		code := h.code(worker, next)
		wish := rig.Obj{"kind": "phone", "phone": next, "code": wrongFor(code), "reason": "手机丢了", "photo": h.photo(worker)}
		worker.Refused(h, "POST", "/me/corrections", wish, "account.code_wrong")
		wish["code"] = code
		asked := worker.Must(h, "POST", "/me/corrections", wish)
		worker.Must(h, "DELETE", "/me/corrections/"+rig.Str(asked, "id"), nil)
		h.clock.Add(2 * time.Minute)
		wish["code"] = h.code(worker, next)
		id := rig.Str(worker.Must(h, "POST", "/me/corrections", wish), "id")
		h.review(staff, id, true, "")
		until(h, "the number is changed", func() bool { r, err := worker.Do("GET", "/me", nil); return err == nil && r.Status == 401 })
		h.clock.Add(2 * time.Minute)
		if moved := h.LogIn(h, next); moved.Me(h) != me {
			h.Error("the new number does not lead to the person")
		}
	})
}
