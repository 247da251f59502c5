package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"yilu/internal/app"
	"yilu/internal/app/demo"
	"yilu/internal/platform/config"
)

// graceful is how long requests under way may take when the server stops.
const graceful = 15 * time.Second

type serveCmd struct{}

// Run serves until ctx ends.
func (serveCmd) Run(ctx context.Context, s *config.Settings) error {
	a, err := app.New(ctx, app.Config{Settings: *s, Log: logger(*s)})
	if err != nil {
		return err
	}
	a.Start(ctx)
	return errors.Join(listen(ctx, s.Addr, a.Handler(), func(url string) {
		fmt.Fprintf(os.Stderr, "Yilu serves on %s\n", url)
	}, a.Notify.Close), a.Close())
}

type demoCmd struct{}

// Run serves a made-up county.
func (demoCmd) Run(ctx context.Context, s *config.Settings) error {
	s.Demo = true
	return demo.Serve(ctx, *s, logger(*s), func(ctx context.Context, h http.Handler, ready func(url string), closing func()) error {
		return listen(ctx, s.Addr, h, ready, closing)
	})
}

// listen serves h on addr until ctx ends, then lets requests under way finish.
// closing ends the streams, which would never finish.
func listen(ctx context.Context, addr string, h http.Handler, ready func(url string), closing func()) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w (is another program there? choose another with PORT=…)", addr, err)
	}
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	ready(urlOf(l.Addr()))
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	closing()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return errors.Join(err, srv.Close())
	}
	return nil
}

// urlOf is the address as someone on this machine opens it.
func urlOf(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
