package staff

import (
	"context"
	"path/filepath"
	"sync"
	"testing"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// atOnce calls from many sides at one moment and counts the answers by status.
func (h *house) atOnce(n int, path string, body doc) map[int]int {
	h.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	out := map[int]int{}
	for range n {
		all.Go(func() {
			a := h.call("POST", path, "", body)
			mu.Lock()
			defer mu.Unlock()
			out[a.status]++
		})
	}
	all.Wait()
	return out
}

// What is good once is good once from many sides, too.
func TestOnceFromManySides(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, _, _ := h.offices()
		code := doc{"phone": system.phone, "password": system.password, "code": h.code(system)}
		if got := h.atOnce(4, "/staff/sessions", code); got[201] != 1 {
			t.Error("one code of the authenticator:", got)
		}
		h.next()
		h.want(h.logIn(system), 201, "")
		sheet := doc{"phone": system.phone, "password": system.password, "code": system.sheet[0]}
		if got := h.atOnce(4, "/staff/sessions", sheet); got[201] != 1 {
			t.Error("one recovery code:", got)
		}
		p := newStaffer(4)
		token := h.want(h.call("POST", "/staff/members", system.token, doc{"phone": p.phone, "name": p.name}), 201, "").str("token")
		look := h.want(h.call("POST", "/staff/setups/look", "", doc{"token": token}), 200, "")
		p.secret = crypto.Hide[crypto.Hidden](look.str("secret"))
		// Who comes second finds the link used, or the code that came by SMS.
		if got := h.atOnce(4, "/staff/setups", h.form(p, token)); got[201] != 1 || got[404]+got[422] != 3 {
			t.Error("one link:", got)
		}
		if n := h.count(`staff_password`); n != 4 {
			t.Errorf("%d passwords", n)
		}
		// Wrong tries at one moment are counted one after the other.
		wrong := doc{"phone": p.phone, "password": "Wrong-Word-12", "code": "123456"}
		if got := h.atOnce(9, "/staff/sessions", wrong); got[422] != 4 || got[429] != 5 {
			t.Error("nine wrong tries:", got)
		}
	})
}

// Two security administrators who relieve each other at one moment do not leave
// the office empty.
func TestRelievingEachOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		system, one, _ := h.offices()
		two := h.hire(system, 4)
		h.want(h.grant(one, two, core.SecurityAdmin, ""), 201, "")
		var all sync.WaitGroup
		for _, pair := range [][2]*staffer{{one, two}, {two, one}} {
			all.Go(func() { h.revoke(pair[0], pair[1], core.SecurityAdmin, "") })
		}
		all.Wait()
		held, err := h.held(t.Context(), h.db.Reader(), core.SecurityAdmin, "", "")
		if err != nil || !held {
			t.Error("nobody is left", err)
		}
	})
}

func TestReseal(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ring, err := crypto.OpenFile(filepath.Join(t.TempDir(), "keys"), crypto.SM4GCM)
		if err != nil {
			t.Fatal(err)
		}
		h.Keys = ring
		system, _, _ := h.offices()
		if _, err := ring.Rotate(); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{9, 0} { // name, secret and password of three
			got := 0
			for next := core.PersonID(""); ; {
				var n int
				h.write(func(ctx context.Context, tx db.Tx) (err error) {
					next, n, err = h.Service.Reseal(ctx, tx, next)
					return err
				})
				if got += n; next == "" {
					break
				}
			}
			if got != want {
				t.Errorf("%d values were sealed anew, want %d", got, want)
			}
		}
		h.want(h.logIn(system), 201, "")
	})
}
