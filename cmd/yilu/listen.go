package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"yilu/internal/platform/config"
)

// sides are the addresses that the program listens on. They are taken before
// anything else is opened, so that a wrong setting stops the start at once.
type sides struct {
	settings config.Settings
	main     net.Listener
	watch    net.Listener // nil: none of its own
	tls      *tls.Config  // nil: plain HTTP
}

// stopping is what to do before requests under way are waited for: leave says
// that we are not ready any more, closing ends the streams, which would never
// finish.
type stopping struct{ leave, closing func() }

func open(s config.Settings) (o *sides, err error) {
	o = &sides{settings: s}
	if o.tls, err = certificates(s); err != nil {
		return nil, err
	}
	if o.main, err = take("addr", s.Addr); err != nil {
		return nil, err
	}
	if s.WatchAddr != "" {
		if o.watch, err = take("watch-addr", s.WatchAddr); err != nil {
			return nil, errors.Join(err, o.close())
		}
	}
	return o, nil
}

func take(setting, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("setting %s: cannot listen on %s: %w (is another program there? choose another address)", setting, addr, err)
	}
	return l, nil
}

func (o *sides) close() error {
	err := o.main.Close()
	if o.watch != nil {
		err = errors.Join(err, o.watch.Close())
	}
	return err
}

// serve answers with h, and with watch on its own address, until ctx ends; then
// it lets requests under way finish.
func (o *sides) serve(ctx context.Context, h, watch http.Handler, s stopping, ready func(url string)) error {
	done := make(chan error, 2)
	srv, watcher := server(h), server(watch)
	srv.TLSConfig = o.tls
	go func() {
		if o.tls != nil {
			done <- srv.ServeTLS(o.main, "", "")
		} else {
			done <- srv.Serve(o.main)
		}
	}()
	if o.watch != nil {
		go func() { done <- watcher.Serve(o.watch) }()
	}
	ready(o.url())
	select {
	case err := <-done:
		return errors.Join(err, srv.Close(), watcher.Close())
	case <-ctx.Done():
	}
	s.leave()
	time.Sleep(o.settings.Drain)
	s.closing()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.settings.StopWithin)
	defer cancel()
	err := srv.Shutdown(stop)
	if errors.Is(err, context.DeadlineExceeded) {
		err = errors.Join(fmt.Errorf("some requests took longer than %s and were cut (setting stop-within)", o.settings.StopWithin), srv.Close())
	}
	return errors.Join(err, watcher.Close())
}

func server(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
}

// url is the address as someone on this machine opens it.
func (o *sides) url() string {
	scheme := "http://"
	if o.tls != nil {
		scheme = "https://"
	}
	host, port, err := net.SplitHostPort(o.main.Addr().String())
	if err != nil {
		return o.main.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + net.JoinHostPort(host, port)
}

// certificates prepares HTTPS; nil if no certificate is set.
func certificates(s config.Settings) (*tls.Config, error) {
	switch {
	case s.TLSCert == "" && s.TLSKey == "":
		return nil, nil
	case s.TLSCert == "" || s.TLSKey == "":
		return nil, errors.New("settings tls-cert and tls-key go together; set both or neither")
	}
	p := &pair{cert: s.TLSCert, key: s.TLSKey}
	if _, err := p.get(nil); err != nil {
		return nil, fmt.Errorf("settings tls-cert and tls-key: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: p.get}, nil
}

// pair is a certificate with its key, which are read again when they change: who
// renews a certificate need not restart us.
type pair struct {
	cert, key string
	mu        sync.Mutex
	now       *tls.Certificate
	stamp     [2]time.Time
	looked    time.Time
}

// lookEvery is how often the files are looked at.
const lookEvery = 10 * time.Second

func (p *pair) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now != nil && time.Since(p.looked) < lookEvery {
		return p.now, nil
	}
	p.looked = time.Now()
	var stamp [2]time.Time
	for i, file := range []string{p.cert, p.key} {
		if info, err := os.Stat(file); err == nil {
			stamp[i] = info.ModTime()
		}
	}
	if p.now != nil && stamp == p.stamp {
		return p.now, nil
	}
	c, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err != nil {
		if p.now != nil {
			return p.now, nil // it is just being replaced
		}
		return nil, err
	}
	p.now, p.stamp = &c, stamp
	return p.now, nil
}
