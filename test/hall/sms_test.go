package hall

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"yilu/internal/core"
	"yilu/internal/work/reply"
	"yilu/test/rig"
)

func TestAOneBySMSIsATap(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ids := h.jobs(t, "摘脐橙", "卸化肥")
		worker := h.Worker(t, "李大伯", 1960, mover)
		visit := h.clerk.Must(t, "POST", h.path+"/visits", rig.Obj{"phone": worker.Phone, "reason": "没有智能手机"})
		at := h.path + "/visits/" + rig.Str(visit, "id")
		text := func(id, words string) {
			h.Stranger().Must(t, "POST", "/sms/demo", rig.Obj{"id": id, "from": worker.Phone, "text": words})
		}
		places := func() int { items, _ := worker.Must(t, "GET", "/engagements", nil)["items"].([]any); return len(items) }

		text("m1", "1") // nothing was offered
		for _, id := range ids {
			h.clerk.Must(t, "POST", at+"/texts", rig.Obj{"job": id})
		}
		text("m2", "什么活？")
		text("m3", "好") // which?
		if n := places(); n != 0 {
			t.Errorf("%d places without a yes", n)
		}
		text("m4", "１。")
		text("m4", "１。") // delivered twice
		mine := worker.Must(t, "GET", "/engagements", nil)
		if places() != 1 || rig.Str(mine, "items.0.job.id") != ids[0] {
			t.Errorf("%v", mine)
		}
		text("m5", "2") // at the same time as the other
		text("m6", "2") // was answered
		if n := places(); n != 1 {
			t.Errorf("%d places at one time", n)
		}
		h.Stranger().Must(t, "POST", "/sms/demo", rig.Obj{"id": "m7", "from": "19955556666", "text": "1"})
		h.Sound(t)
	})
}

func TestOnlyTheProviderTellsOfMessages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		chief := h.staff(t, "系统管理员", core.SystemAdmin, "")
		h.clerk.Refused(t, "GET", "/sms/secret", nil, "auth.role")
		secret := rig.Str(chief.Must(t, "GET", "/sms/secret", nil), "secret")
		body, _ := json.Marshal(rig.Obj{"id": "p1", "from": "19955556666", "text": "1"})
		now := core.SystemClock().Unix()
		for name, c := range map[string]struct {
			at     int64
			sign   string
			status int
		}{
			"signed":         {now, reply.Sign(secret, now, body), 200},
			"not signed":     {now, "", 422},
			"another secret": {now, reply.Sign("guess", now, body), 422},
			"another body":   {now, reply.Sign(secret, now, append(body, ' ')), 422},
			"an hour ago":    {now - 3600, reply.Sign(secret, now-3600, body), 422},
		} {
			req, err := http.NewRequestWithContext(t.Context(), "POST", h.URL+"/api/v1/sms/inbound", bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Yilu-Timestamp", fmt.Sprint(c.at))
			req.Header.Set("Yilu-Signature", c.sign)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != c.status {
				t.Errorf("%s: %d", name, res.StatusCode)
			}
		}
	})
}
