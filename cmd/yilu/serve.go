package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"yilu/internal/app"
	"yilu/internal/app/demo"
	"yilu/internal/platform/config"
)

type serveCmd struct{}

// Run serves until ctx ends.
func (serveCmd) Run(ctx context.Context, s *config.Settings) error {
	sides, err := open(*s)
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.Config{Settings: *s, Log: logger(*s)})
	if err != nil {
		return errors.Join(err, sides.close())
	}
	a.Start(context.WithoutCancel(ctx)) // it ends with Close, after the requests under way
	err = sides.serve(ctx, a.Handler(), a.Watch(), stopping{a.Leave, a.Notify.Close}, func(url string) {
		fmt.Fprintf(os.Stderr, "Yilu serves on %s\n", url)
		firstStart(ctx, a, url)
	})
	return errors.Join(err, a.Close())
}

type demoCmd struct{}

// Run serves a made-up county.
func (demoCmd) Run(ctx context.Context, s *config.Settings) error {
	s.Demo, s.WatchAddr = true, ""
	sides, err := open(*s)
	if err != nil {
		return err
	}
	return demo.Serve(ctx, *s, logger(*s), func(ctx context.Context, h http.Handler, ready func(url string), closing func()) error {
		return sides.serve(ctx, h, h, stopping{func() {}, closing}, ready)
	})
}
