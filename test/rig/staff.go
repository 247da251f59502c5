package rig

import (
	"context"
	"testing"

	"yilu/internal/core"
	"yilu/internal/people/account"
	"yilu/internal/platform/db"
)

// grant gives a role as the command line does: no request can.
func (r *Rig) grant(t testing.TB, c *Client, role core.Role) {
	t.Helper()
	phone, err := core.ParsePhone(c.Phone)
	if err != nil {
		t.Fatal(err)
	}
	err = r.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
		person, _, err := r.App.Account.Ensure(ctx, tx, phone)
		if err != nil {
			return err
		}
		return r.App.Account.Grant(ctx, tx, core.System, account.Grant{Person: person, Role: role})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// again waits until a new role is known to the session.
func (r *Rig) again(t testing.TB, c *Client) *Client {
	t.Helper()
	Until(t, "the role counts", func() bool {
		reply, err := c.Do("GET", "/reviews", nil)
		return err == nil && reply.Status == 200
	})
	return c
}
