package rig

import (
	"context"
	"testing"

	"yilu/internal/core"
	"yilu/internal/people/account"
	"yilu/internal/platform/db"
)

// Grant makes the person a reviewer, as the command line does: no request can.
func (r *Rig) Grant(t testing.TB, c *Client) error {
	t.Helper()
	phone, err := core.ParsePhone(c.Phone)
	if err != nil {
		return err
	}
	return r.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
		person, _, err := r.App.Account.Ensure(ctx, tx, phone)
		if err != nil {
			return err
		}
		return r.App.Account.Grant(ctx, tx, core.System, account.Grant{Person: person, Role: core.Reviewer})
	})
}

// Staff is a person with a role in an area, "" for everywhere.
func (r *Rig) Staff(t testing.TB, role core.Role, area core.RegionCode) *Client {
	t.Helper()
	c := r.Person(t, "工作人员", 1985)
	c.Roles = []string{string(role)}
	err := r.App.DB.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return r.App.Account.Grant(ctx, tx, core.System, account.Grant{Person: core.PersonID(c.Me(t)), Role: role, Region: area})
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
