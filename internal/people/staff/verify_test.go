package staff

import (
	"context"
	"strings"
	"testing"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// Each breach that Verify knows is found when it is made on purpose.
func TestVerifyFindsBreaches(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		system, security, audits := h.offices()
		h.holds()
		exec := func(query string, args ...any) {
			h.write(func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, query, args...)
				return err
			})
		}
		exec(`DELETE FROM staff_password WHERE person = $1`, system.id)
		exec(`UPDATE staff_member SET totp = NULL WHERE person = $1`, security.id)
		h.town.grants = append(h.town.grants, Grant{Person: system.id, Role: core.AuditAdmin, From: begin, By: system.id})
		for range 3 {
			if _, err := h.town.Open(t.Context(), nil, h.actor(), audits.id, ""); err != nil {
				t.Fatal(err)
			}
		}
		exec(`UPDATE staff_member SET barred_us = 1 WHERE person = $1`, security.id)
		h.town.grants = append(h.town.grants, Grant{Person: audits.id, Role: core.SecurityAdmin, From: begin, To: begin})
		_, broken, err := h.Verify(t.Context(), d.Reader())
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(broken, "\n")
		for _, want := range []string{
			string(system.id) + " has a second factor and no password",
			string(system.id) + " gave themselves the role audit_admin",
			string(system.id) + " holds the offices [audit_admin system_admin]",
			string(security.id) + " has recovery codes of a second factor that is void",
			string(audits.id) + " is logged in at 4 places",
			"nobody can act as security_admin",
		} {
			if !strings.Contains(all, want) {
				t.Errorf("not found: %s\nin %s", want, all)
			}
		}
		if len(broken) != 6 {
			t.Error(all)
		}
	}, schemas...)
}
