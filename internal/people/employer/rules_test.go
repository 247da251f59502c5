package employer_test

import (
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/people/employer"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

func TestKindsAndCodes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		heads := map[string][]employer.Kind{
			"11350428": {employer.PublicBody}, "12350428": {employer.PublicBody}, "13350428": {employer.PublicBody, employer.SocialOrganisation},
			"51350428": {employer.SocialOrganisation}, "52350428": {employer.SocialOrganisation}, "53350428": {employer.SocialOrganisation},
			"54350428": {employer.VillageCollective}, "55350428": {employer.VillageCollective}, "N2350428": {employer.VillageCollective},
			"91350428": {employer.Enterprise}, "92350428": {employer.IndividualBusiness}, "93350428": {employer.Cooperative}, "A1350428": nil,
		}
		all := []employer.Kind{employer.IndividualBusiness, employer.Enterprise, employer.Cooperative, employer.PublicBody, employer.SocialOrganisation, employer.VillageCollective}
		for head, want := range heads {
			for _, kind := range all {
				a := firm()
				a.Kind, a.USCC = kind, uscc(head, "12345678")
				err := w.write(func(ctx context.Context, tx db.Tx) error {
					if _, err := w.service.Apply(ctx, tx, as(zhang), a); err != nil {
						return err
					}
					return errUndo
				})
				fits := false
				for _, k := range want {
					fits = fits || k == kind
				}
				if fits && !errors.Is(err, errUndo) || !fits && !errors.Is(err, employer.ErrUSCCKind) {
					t.Errorf("%s with %s: %v", kind, head, err)
				}
			}
		}
	})
}

var errUndo = errors.New("undo")

// TestStatesFollowTheMachine plays random acts on one employer against a model
// of five lines.
func TestStatesFollowTheMachine(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t, schemas...)
	w := newWorld(t, d)
	reviewer := core.Actor{Person: rita, Grants: []core.Grant{{Role: core.Reviewer}}}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		a := firm()
		a.USCC = uscc("91350428", fmtNumber(n))
		var e employer.Employer
		model, revision := employer.Pending, int64(1)
		do := func(fn func(ctx context.Context, tx db.Tx) error) error { return w.write(fn) }
		if err := do(func(ctx context.Context, tx db.Tx) (err error) {
			e, err = w.service.Apply(ctx, tx, as(zhang), a)
			return err
		}); err != nil {
			rt.Fatal(err)
		}
		decide := func(approved bool, rev int64) {
			if err := do(func(ctx context.Context, tx db.Tx) error {
				return w.service.OnReviewDecided(ctx, tx, event.ReviewDecided{Kind: "employer", Subject: string(e.ID), Approved: approved, Reason: "请补材料", Revision: rev})
			}); err != nil {
				rt.Fatal(err)
			}
		}
		suspend := func(on bool) error {
			return do(func(ctx context.Context, tx db.Tx) error {
				_, err := w.service.SetSuspended(ctx, tx, reviewer, e.ID, on, "核实一下情况")
				return err
			})
		}
		must := func(ok bool, err error) {
			if ok != (err == nil) || err != nil && fault.KindOf(err) != fault.Conflict {
				rt.Fatalf("from %s: %v", model, err)
			}
		}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			switch rapid.SampledFrom([]string{"approve", "refuse", "stale", "correct", "suspend", "resume"}).Draw(rt, "act") {
			case "approve":
				if decide(true, revision); model == employer.Pending {
					model = employer.Approved
				}
			case "refuse":
				if decide(false, revision); model == employer.Pending {
					model = employer.Refused
				}
			case "stale":
				decide(rapid.Bool().Draw(rt, "way"), revision-1)
			case "correct":
				may := model == employer.Pending || model == employer.Refused
				must(may, do(func(ctx context.Context, tx db.Tx) error {
					_, err := w.service.Correct(ctx, tx, as(zhang), e.ID, employer.Correction{})
					return err
				}))
				if may {
					model, revision = employer.Pending, revision+1
				}
			case "suspend":
				if must(model == employer.Approved, suspend(true)); model == employer.Approved {
					model = employer.Suspended
				}
			case "resume":
				if must(model == employer.Suspended, suspend(false)); model == employer.Suspended {
					model = employer.Approved
				}
			}
			if got := w.state(e.ID); got != model {
				rt.Fatalf("it is %s, should be %s", got, model)
			}
		}
		if model == employer.Pending || model == employer.Refused { // leave room for the next
			if err := do(func(ctx context.Context, tx db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE employer_employer SET creator = $2 WHERE id = $1`, e.ID, chen)
				return err
			}); err != nil {
				rt.Fatal(err)
			}
		}
	})
	w.verified()
}

// fmtNumber is n as eight digits.
func fmtNumber(n int) string {
	var b [8]byte
	for i := range b {
		b[len(b)-1-i] = byte('0' + n%10)
		n /= 10
	}
	return string(b[:])
}

func FuzzApplication(f *testing.F) {
	f.Add("将乐县擂茶有限公司", codeFirm, "350428", "华山路1号院", "李师傅", "13900139000", "餐饮")
	f.Add("", "", "", "", "", "", "")
	f.Add("\x00", "９１110000600037341L", "350428100000", "\u202e路路路路", "O'Brien", "+86 598 2260000", "\u200b")
	w := newWorld(f, dbtest.SQLite(f, schemas...))
	f.Fuzz(func(t *testing.T, name, code, region, address, contact, phone, industry string) {
		err := w.db.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := w.service.Apply(ctx, tx, as(zhang), employer.Application{
				Kind: employer.Enterprise, Name: name, USCC: code, Region: region, Address: address, ContactName: contact,
				ContactPhone: phone, Industry: industry, Licence: licence, Principal: true,
			})
			if err != nil {
				return err
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	})
}
