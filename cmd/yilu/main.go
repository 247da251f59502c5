// Command yilu runs the platform: one binary, an embedded database or a
// PostgreSQL server, every face and the API on one address.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"yilu/internal/app"
	"yilu/internal/platform/config"
)

// cli is the command line: settings that every command shares, and the commands.
type cli struct {
	config.Settings

	Serve   serveCmd   `cmd:"" help:"Serve everything until told to stop."`
	DemoRun demoCmd    `cmd:"" name:"demo" help:"Serve a made-up county in which work goes on while you watch."`
	Migrate migrateCmd `cmd:"" help:"Bring the database's tables up to date, and end."`
	Import  importCmd  `cmd:"" help:"Import dated reference data (regions, trades, wages, rules)."`
	Export  exportCmd  `cmd:"" help:"Export the books."`
	Backup  backupCmd  `cmd:"" help:"Write everything of one moment into a file, while the server goes on."`
	Restore restoreCmd `cmd:"" help:"Fill an empty installation from a backup, on either engine."`
	Move    moveCmd    `cmd:"" help:"Copy a database into another, empty one, and compare both row by row and balance by balance."`
	Verify  verifyCmd  `cmd:"" help:"Check every invariant over all data and print what was checked."`
	Staff   staffCmd   `cmd:"" help:"Let people in who run the platform."`
	Role    roleCmd    `cmd:"" help:"Give a person a role, in an emergency; ordinarily the security administrator does."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "yilu:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	var c cli
	k, err := kong.New(&c, append(config.Options(os.LookupEnv), kong.Name("yilu"),
		kong.Description("Yilu (驿路): the public platform for people whose work is short-term or comes through an app."),
		kong.UsageOnError())...)
	if err != nil {
		return err
	}
	parsed, err := k.Parse(args)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	return parsed.Run(&c.Settings)
}

// logger writes to standard error, in the form and from the level that are set.
func logger(s config.Settings) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // checked when the settings were read
	opts := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, opts))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, opts))
}

// with opens the app for a command that does one thing.
func with(ctx context.Context, s config.Settings, fn func(*app.App) error) error {
	a, err := app.New(ctx, app.Config{Settings: s, Log: logger(s)})
	if err != nil {
		return err
	}
	return errors.Join(fn(a), a.Close())
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println(app.Version)
	return nil
}
