package kiosk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/govern/kiosk"
	"yilu/internal/platform/db"
)

func TestOnlyARegisteredMachineServes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		m, key := w.machine()
		take := func(key string) (got kiosk.Ticket, err error) {
			err = w.do(func(ctx context.Context, tx db.Tx) (err error) {
				got, err = w.kiosk.Take(ctx, tx, core.Actor{}, key, "A")
				return err
			})
			return got, err
		}
		if got, err := take(key); err != nil || got.Number != "A001 at "+here+" by kiosk" {
			t.Errorf("%+v %v", got, err)
		}
		for _, bad := range []string{"", "guess", key + "x"} {
			if _, err := take(bad); !errors.Is(err, kiosk.ErrMachine) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		if err := w.do(func(ctx context.Context, tx db.Tx) error { return w.kiosk.Remove(ctx, tx, clerk, here, m.ID) }); err != nil {
			t.Error(err)
		}
		if _, err := take(key); !errors.Is(err, kiosk.ErrMachine) {
			t.Error("a machine that was removed goes on: ", err)
		}
		for name, add := range map[string]func(ctx context.Context, tx db.Tx) error{
			"another county's": func(ctx context.Context, tx db.Tx) error {
				_, _, err := w.kiosk.Add(ctx, tx, clerk, there, "一号机")
				return err
			},
			"without a role": func(ctx context.Context, tx db.Tx) error {
				_, _, err := w.kiosk.Add(ctx, tx, core.Actor{Person: wang}, here, "一号机")
				return err
			},
			"without a name": func(ctx context.Context, tx db.Tx) error {
				_, _, err := w.kiosk.Add(ctx, tx, clerk, here, "")
				return err
			},
		} {
			if err := w.do(add); err == nil {
				t.Errorf("%s: registered", name)
			}
		}
	})
}

func TestAScanOpensOneSessionOnceAndInTime(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, key := w.machine()
		begin := func() (c kiosk.Scan, secret string) {
			if err := w.do(func(ctx context.Context, tx db.Tx) (err error) {
				c, secret, err = w.kiosk.Begin(ctx, tx, key)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return c, secret
		}
		allow := func(who core.PersonID, code string) error {
			return w.do(func(ctx context.Context, tx db.Tx) error {
				_, _, err := w.kiosk.Allow(ctx, tx, core.Actor{Person: who}, code)
				return err
			})
		}
		claim := func(code, secret string) (got kiosk.Signed, err error) {
			err = w.do(func(ctx context.Context, tx db.Tx) (err error) {
				got, err = w.kiosk.Claim(ctx, tx, core.Actor{}, key, code, secret)
				return err
			})
			return got, err
		}
		c, secret := begin()
		if got, err := claim(c.Code, secret); err != nil || got.Token != "" {
			t.Errorf("before a yes: %+v %v", got, err)
		}
		if err := errors.Join(allow(wang, c.Code), allow(wang, c.Code)); err != nil {
			t.Error(err)
		}
		if err := allow(clara, c.Code); !errors.Is(err, kiosk.ErrTaken) {
			t.Error(err)
		}
		if _, err := claim(c.Code, "guess"); !errors.Is(err, kiosk.ErrNoScan) {
			t.Error(err)
		}
		if got, err := claim(c.Code, secret); err != nil || got.Token != "token of "+string(wang)+" by kiosk" {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := claim(c.Code, secret); !errors.Is(err, kiosk.ErrNoScan) {
			t.Error("claimed twice: ", err)
		}
		late, secret := begin()
		w.clock.Add(2 * time.Minute)
		if err := allow(wang, late.Code); !errors.Is(err, kiosk.ErrNoScan) {
			t.Error("allowed too late: ", err)
		}
		if _, err := claim(late.Code, secret); !errors.Is(err, kiosk.ErrNoScan) {
			t.Error(err)
		}
	})
}

func TestCodesOfADocument(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, key := w.machine()
		ask := func(number string) error {
			return w.do(func(ctx context.Context, tx db.Tx) error {
				_, err := w.kiosk.AskCode(ctx, tx, core.Actor{}, key, core.CitizenID, number)
				return err
			})
		}
		logIn := func(number, code string) (got kiosk.Signed, err error) {
			err = w.do(func(ctx context.Context, tx db.Tx) (err error) {
				got, err = w.kiosk.LogIn(ctx, tx, core.Actor{}, key, core.CitizenID, number, code)
				return err
			})
			return got, err
		}
		// The same answers, known or not, until the right code of a known one.
		for _, number := range []string{known, nobody} {
			if err := ask(number); err != nil {
				t.Error(err)
			}
			if err := ask(number); !errors.Is(err, kiosk.ErrSoon) {
				t.Error(err)
			}
			if _, err := logIn(number, "000000"); !errors.Is(err, kiosk.ErrCodeWrong) {
				t.Error(err)
			}
		}
		if _, err := w.queue.RunDue(t.Context()); err != nil {
			t.Error(err)
		}
		if len(w.texts) != 1 || !strings.HasPrefix(w.texts[0], "13800138000: 自助机登录验证码 123456") {
			t.Errorf("%q", w.texts)
		}
		if _, err := logIn(nobody, "123456"); !errors.Is(err, kiosk.ErrCodeWrong) {
			t.Error(err)
		}
		if got, err := logIn(known, " １２３ ４５６"); err != nil || got.Person != wang {
			t.Errorf("%+v %v", got, err)
		}
		if _, err := logIn(known, "123456"); !errors.Is(err, kiosk.ErrCodeEnded) {
			t.Error("a code opened two sessions: ", err)
		}
		for range 5 {
			w.clock.Add(time.Minute)
			if err := ask(known); err != nil {
				t.Error(err)
			}
		}
		w.clock.Add(time.Minute)
		if err := ask(known); !errors.Is(err, kiosk.ErrMany) {
			t.Error(err)
		}
		w.clock.Add(24 * time.Hour)
		if _, err := w.queue.RunDue(t.Context()); err != nil {
			t.Error(err)
		}
		var left int
		if err := w.db.Reader().Row(t.Context(), `SELECT COUNT(*) FROM kiosk_code`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d codes are still remembered, %v", left, err)
		}
		if err := ask(known); err != nil {
			t.Error(err)
		}
	})
}
