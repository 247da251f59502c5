package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"yilu/internal/app"
	"yilu/internal/core"
	"yilu/internal/people/staff"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

type staffCmd struct {
	Links  staffLinksCmd  `cmd:"" help:"Print the set-up links of the three administrators, as long as they are not used."`
	Invite staffInviteCmd `cmd:"" help:"Make somebody a member of staff and print their set-up link."`
	Reset  staffResetCmd  `cmd:"" help:"End a member's password and authenticator and print a link to set up new ones."`
}

type staffLinksCmd struct{}

// Run prints the links of the offices that nobody can act in.
func (staffLinksCmd) Run(ctx context.Context, s *config.Settings) error {
	return with(ctx, *s, func(a *app.App) error {
		n, err := printLinks(ctx, os.Stdout, a, siteOf(*s))
		if err == nil && n == 0 {
			fmt.Println("There are a system, a security and an audit administrator: no link is needed.")
		}
		return err
	})
}

// printLinks prints the set-up links of the administrators who are missing, and
// returns how many there are.
func printLinks(ctx context.Context, w io.Writer, a *app.App, site string) (int, error) {
	var links []staff.OfficeLink
	err := a.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		links, err = a.Staff.OfficeLinks(ctx, tx)
		return err
	})
	if err != nil || len(links) == 0 {
		return 0, err
	}
	fmt.Fprintln(w, "\nThere are no default passwords. Give each of these links to another person; it works once.")
	fmt.Fprintln(w, "没有默认密码。请把下面的链接分别交给不同的人，每个只能用一次。")
	for _, l := range links {
		fmt.Fprintf(w, "  %-14s %s\n  %14s until 有效至 %s\n", l.Role, a.Staff.LinkTo(site, l.Token), "", shown(l.Expires))
	}
	fmt.Fprintln(w)
	return len(links), nil
}

// firstStart prints the links beside the address, once the server listens. The
// demo has staff already, who log in by SMS.
func firstStart(ctx context.Context, a *app.App, url string) {
	if a.Demo {
		return
	}
	if _, err := printLinks(ctx, os.Stderr, a, url); err != nil {
		a.Log.ErrorContext(ctx, "set-up links", "error", err)
	}
}

type staffInviteCmd struct {
	Phone string `arg:"" help:"Mobile number; its account is made if there is none yet."`
	Name  string `arg:"" help:"Name."`
}

// Run invites. Whoever can run it can read the key file anyway, so the number
// needs no proof by SMS.
func (c staffInviteCmd) Run(ctx context.Context, s *config.Settings) error {
	phone, err := core.ParsePhone(c.Phone)
	if err != nil {
		return err
	}
	name, err := core.ParseName(c.Name)
	if err != nil {
		return err
	}
	return printLink(ctx, *s, func(ctx context.Context, tx db.Tx, a *app.App) (token string, l staff.Link, err error) {
		_, token, l, err = a.Staff.Invite(ctx, tx, core.System, phone, crypto.Hide[crypto.Name](name))
		return token, l, err
	})
}

type staffResetCmd struct {
	Phone string `arg:"" help:"Mobile number of the member."`
}

// Run resets both factors, also an administrator's.
func (c staffResetCmd) Run(ctx context.Context, s *config.Settings) error {
	phone, err := core.ParsePhone(c.Phone)
	if err != nil {
		return err
	}
	return printLink(ctx, *s, func(ctx context.Context, tx db.Tx, a *app.App) (string, staff.Link, error) {
		person, err := a.Account.PersonByPhone(ctx, tx, phone)
		if err != nil {
			return "", staff.Link{}, err
		}
		return a.Staff.Reset(ctx, tx, core.System, person, staff.ForBoth, "yilu staff reset")
	})
}

// printLink prints the link that do makes.
func printLink(ctx context.Context, s config.Settings, do func(context.Context, db.Tx, *app.App) (string, staff.Link, error)) error {
	return with(ctx, s, func(a *app.App) error {
		var token string
		var l staff.Link
		err := a.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			token, l, err = do(ctx, tx, a)
			return err
		})
		if err == nil {
			fmt.Printf("%s\nuntil 有效至 %s\n", a.Staff.LinkTo(siteOf(s), token), shown(l.Expires))
		}
		return err
	})
}

// siteOf guesses the address of the server that these settings start.
func siteOf(s config.Settings) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return "http://localhost"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// shown is a moment as people in China read it.
func shown(t time.Time) string { return t.In(core.China).Format("2006-01-02 15:04") }
