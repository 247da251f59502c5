package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"yilu/internal/app"
	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/config"
	"yilu/internal/platform/db"
)

type migrateCmd struct{}

// Run brings the tables up to date.
func (migrateCmd) Run(ctx context.Context, s *config.Settings) error {
	d, err := db.Open(ctx, s.DatabaseTarget())
	if err != nil {
		return err
	}
	return errors.Join(app.Migrate(ctx, d), d.Close())
}

type importCmd struct {
	Reference importReferenceCmd `cmd:"" help:"Import files of dated rows: all of them, or none if one row is wrong."`
}

type importReferenceCmd struct {
	Folder string `arg:"" type:"existingdir" help:"Folder with files named as in docs/reference.md."`
}

// Run imports reference data.
func (c importReferenceCmd) Run(ctx context.Context, s *config.Settings) error {
	files, err := reference.Files(os.DirFS(c.Folder))
	if err != nil {
		return err
	}
	return with(ctx, *s, func(a *app.App) error {
		var done reference.Imported
		err := a.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			done, err = a.RefStore.Import(ctx, tx, core.System, files)
			return err
		})
		if err == nil {
			fmt.Printf("%+v\n", done)
		}
		return err
	})
}

type exportCmd struct {
	Journal exportJournalCmd `cmd:"" help:"Write all books in the journal form of plain-text accounting (hledger)."`
}

type exportJournalCmd struct {
	File string `arg:"" optional:"" help:"File to write; standard output if left out."`
}

// Run writes the journal.
func (c exportJournalCmd) Run(ctx context.Context, s *config.Settings) error {
	return with(ctx, *s, func(a *app.App) (err error) {
		var out io.Writer = os.Stdout
		if c.File != "" {
			f, e := os.Create(c.File)
			if e != nil {
				return e
			}
			defer func() { err = errors.Join(err, f.Close()) }()
			out = f
		}
		w := bufio.NewWriter(out)
		return errors.Join(ledger.WriteJournal(ctx, a.DB.Reader(), w), w.Flush())
	})
}

type verifyCmd struct{}

// Run checks everything.
func (verifyCmd) Run(ctx context.Context, s *config.Settings) error {
	return with(ctx, *s, func(a *app.App) error {
		if err := a.Audit.Seal(ctx); err != nil { // a backup may hold entries that were about to be linked
			return err
		}
		checked, broken, err := a.Verify(ctx)
		if err != nil {
			return err
		}
		for _, c := range checked {
			fmt.Println("checked:", c)
		}
		if len(broken) > 0 {
			return fmt.Errorf("%d checked, %d broken:\n%s", len(checked), len(broken), strings.Join(broken, "\n"))
		}
		fmt.Printf("%d checked, all hold\n", len(checked))
		return nil
	})
}

type roleCmd struct {
	Grant roleGrantCmd `cmd:"" help:"Give a role to the account of a phone number."`
}

type roleGrantCmd struct {
	Phone string `arg:"" help:"Mobile number of the account; it is made if there is none yet."`
	Role  string `arg:"" help:"Role: reviewer, village_agent, hall_clerk, mediator, analyst, system_admin, security_admin or audit_admin."`
	Area  string `placeholder:"CODE" help:"Region in which it holds, with all below it; everywhere if left out."`
}

// Run gives a role, in an emergency; whoever can run it can read the key file
// anyway.
func (c roleGrantCmd) Run(ctx context.Context, s *config.Settings) error {
	phone, err := core.ParsePhone(c.Phone)
	if err != nil {
		return err
	}
	area := core.RegionCode("")
	if c.Area != "" {
		if area, err = core.ParseRegion(c.Area); err != nil {
			return err
		}
	}
	return with(ctx, *s, func(a *app.App) error {
		staffed := false
		err := a.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			staffed, err = a.Staff.GrantByOperator(ctx, tx, phone, core.Role(c.Role), area)
			return err
		})
		if err == nil && !staffed {
			fmt.Println("The role is given, but it holds only behind a staff log-in, which this number has not: run `yilu staff invite`.")
			fmt.Println("角色已给，但只有通过工作人员登录才生效，这个号码还没有：请运行 yilu staff invite。")
		}
		return err
	})
}
