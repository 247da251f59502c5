package person_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/people/person"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// crowd are n people to enrol, every other with a profile.
func crowd(n int) (all []person.Enrolment) {
	for i := range n {
		e := person.Enrolment{Person: core.NewID[core.Person](begin), Stated: person.Stated{
			Name: "李" + string([]rune("大二三四五六七八九十")[i%10]) + "福", Kind: core.CitizenID, Number: citizen("1980-01-02", i+1),
		}}
		if i%2 == 0 {
			e.Profile = &person.Profile{Looking: true, Regions: []string{"350428"}, Trades: []person.Trade{{Trade: "6-29-01-01", Wants: true, Can: true}}}
			e.Consents = []person.ConsentKind{person.Location}
		}
		all = append(all, e)
	}
	return all
}

func TestEnrol(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		all := crowd(120)
		clerk := core.Actor{Person: rita, Channel: core.ByAPI}
		enrol := func(all []person.Enrolment) error {
			return d.Write(t.Context(), func(ctx context.Context, tx db.Tx) error { return h.Enrol(ctx, tx, clerk, all) })
		}
		t.Run("takes in many at once, with consents, profiles, events and records", func(t *testing.T) {
			if err := enrol(all); err != nil {
				t.Fatal(err)
			}
			got := []int{h.count("person_person"), h.count("person_document"), h.count("person_consent"), h.count("person_profile"), h.count("audit_entry"), len(h.events()), h.desk.calls}
			if diff := cmp.Diff([]int{120, 120, 300, 60, 120, 180, 0}, got); diff != "" {
				t.Error(diff)
			}
			c, err := h.Consents(t.Context(), d.Reader(), all[0].Person)
			if err != nil || c[person.Location].Operator != rita || !c[person.Location].Granted {
				t.Error("who did it for the person is not on record:", c, err)
			}
		})
		t.Run("takes in nobody if one breaks a rule", func(t *testing.T) {
			before := h.rows()
			fresh := func() []person.Enrolment {
				more := crowd(200)[120:]
				for i := range more {
					more[i].Person = core.NewID[core.Person](begin)
				}
				return more
			}
			for code, harm := range map[string]func(e *person.Enrolment){
				"person.document_check": func(e *person.Enrolment) { e.Stated.Number = "350428197906150015" },
				"person.under_age":      func(e *person.Enrolment) { e.Stated.Number = citizen("2012-01-01", 1) },
				"person.name_form":      func(e *person.Enrolment) { e.Stated.Name = "李1" },
				"person.trade": func(e *person.Enrolment) {
					e.Profile = &person.Profile{Trades: []person.Trade{{Trade: "x", Can: true}}}
				},
				"person.document_taken":   func(e *person.Enrolment) { e.Stated.Number = citizen("1980-01-02", 5) },
				"person.identity_settled": func(e *person.Enrolment) { e.Person = all[7].Person },
			} {
				more := fresh()
				harm(&more[77])
				if err := enrol(more); fault.Of(err) == nil || fault.Of(err).Code != code {
					t.Error(code, err)
				}
			}
			if h.rows() != before {
				t.Error("something was written")
			}
			if err := enrol(fresh()); err != nil {
				t.Error(err)
			}
		})
		if _, broken, err := h.Verify(t.Context(), d.Reader()); err != nil || len(broken) > 0 {
			t.Error(broken, err)
		}
	}, schemas...)
}

func TestFacts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx, q := t.Context(), d.Reader()
		all := crowd(120)
		h.write(func(ctx context.Context, tx db.Tx) error { return h.Enrol(ctx, tx, core.System, all) })
		people := []core.PersonID{ana}
		for _, e := range all {
			people = append(people, e.Person)
		}
		t.Run("workers of a set are all in the answer", func(t *testing.T) {
			got, err := h.Workers(ctx, q, people)
			if err != nil || len(got) != 121 || got[ana] != (person.Worker{Person: ana}) {
				t.Fatal(len(got), got[ana], err)
			}
			for i, id := range people[1:] {
				w := got[id]
				if !w.Verified || !w.Consented || w.Birth != "1980-01-02" || w.Name.Reveal() != all[i].Stated.Name || w.Age("2026-11-23") != 46 {
					t.Fatal(i, w)
				}
			}
			if one, err := h.Worker(ctx, q, people[3]); err != nil || one != got[people[3]] {
				t.Error(one, err)
			}
			if ok, err := h.Verified(ctx, q, ana); ok || err != nil {
				t.Error(ok, err)
			}
		})
		t.Run("names show masked, and a worker never prints one", func(t *testing.T) {
			masked, err := h.MaskedNames(ctx, q, people)
			titles, err2 := h.Titles(ctx, q, people)
			if err != nil || err2 != nil || len(masked) != 120 || masked[people[1]] != "李*福" || titles[people[1]] != "李师傅" {
				t.Error(masked[people[1]], titles[people[1]], err, err2)
			}
			w, _ := h.Worker(ctx, q, people[1])
			if s := fmt.Sprintf("%v %+v", w, w); len(s) == 0 || containsAny(s, all[0].Stated.Name) {
				t.Error(s)
			}
		})
		t.Run("a name matches however a bank writes it", func(t *testing.T) {
			h.settle(ana, "John O’Brien-Smith", "911840199012310016")
			h.settle(ben, "买买提·吐尔逊", citizen("1981-01-01", 3))
			for _, tt := range []struct {
				who  core.PersonID
				name string
				want bool
			}{
				{people[1], "李大福", true}, {people[1], " 李 大 福 ", true}, {people[1], "李大富", false}, {people[1], "", false}, {people[1], "李", false},
				{ana, "JOHN OBRIEN SMITH", true}, {ana, "Smith John OBrien", false}, {ben, "买买提吐尔逊", true}, {ben, "买买提.吐尔逊", true}, {rita, "李大福", false},
			} {
				if got, err := h.NameMatches(ctx, q, tt.who, tt.name); err != nil || got != tt.want {
					t.Error(tt, got, err)
				}
			}
		})
		t.Run("withdrawing the terms ends the consent", func(t *testing.T) {
			h.call("PUT", "/me/consents/terms", ana, `{"granted":false}`)
			if w, err := h.Worker(ctx, q, ana); err != nil || w.Consented || !w.Verified {
				t.Error(w, err)
			}
		})
	}, schemas...)
}

func TestReseal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ring, err := crypto.OpenFile(filepath.Join(t.TempDir(), "keys"), crypto.SM4GCM)
		if err != nil {
			t.Fatal(err)
		}
		h := openWith(t, d, ring)
		h.write(func(ctx context.Context, tx db.Tx) error { return h.Enrol(ctx, tx, core.System, crowd(120)) })
		walk := func() (changed int) {
			for after := core.PersonID(""); ; {
				h.write(func(ctx context.Context, tx db.Tx) error {
					next, n, err := h.Reseal(ctx, tx, after)
					after, changed = next, changed+n
					return err
				})
				if after == "" {
					return changed
				}
			}
		}
		if _, err := ring.Rotate(); err != nil {
			t.Fatal(err)
		}
		if n := walk(); n != 240 {
			t.Error(n, "of 240 values sealed anew")
		}
		if n := walk(); n != 0 {
			t.Error(n, "changed again")
		}
		if _, broken, err := h.Verify(t.Context(), d.Reader()); err != nil || len(broken) > 0 {
			t.Error(broken, err)
		}
		if a := h.identify(ana, "王小明", "citizen_id", citizen("1980-01-02", 9)); a.str("code") != "person.document_taken" {
			t.Error("the document is not found any more:", a.text)
		}
	}, schemas...)
}

func TestVerifyFindsWhatIsBroken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		all := crowd(10)
		h.write(func(ctx context.Context, tx db.Tx) error { return h.Enrol(ctx, tx, core.System, all) })
		id := func(i int) string { return "'" + string(all[i].Person) + "'" }
		for _, harm := range []string{
			`UPDATE person_person SET document = (SELECT document FROM person_person WHERE person = ` + id(0) + `) WHERE person = ` + id(1),
			`UPDATE person_person SET birth = '1980-01-03' WHERE person = ` + id(2),
			`DELETE FROM person_document WHERE person = ` + id(3),
			`DELETE FROM person_person WHERE person = ` + id(4),
			`DELETE FROM person_consent WHERE kind = 'privacy' AND person = ` + id(5),
			`UPDATE person_consent SET at_us = at_us + 1 WHERE kind = 'terms' AND person = ` + id(6),
			`UPDATE person_profile SET doc = '{"trades":7}' WHERE person = ` + id(8),
		} {
			_, before, err := h.Verify(t.Context(), d.Reader())
			if err != nil {
				t.Fatal(err)
			}
			h.write(func(ctx context.Context, tx db.Tx) error { _, err := tx.Exec(ctx, harm); return err })
			_, after, err := h.Verify(t.Context(), d.Reader())
			if err != nil || len(after) != len(before)+1 {
				t.Error(harm, before, after, err)
			}
		}
	}, schemas...)
}

func TestActsForOthersAreMarked(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t, schemas...))
	all := crowd(1)
	h.write(func(ctx context.Context, tx db.Tx) error { return h.Enrol(ctx, tx, core.Actor{Person: rita}, all) })
	got, err := audit.About(t.Context(), h.db.Reader(), string(all[0].Person), "", 10)
	if err != nil || len(got) != 1 || got[0].Actor != rita || got[0].Act != "person.enrol" {
		t.Error(got, err)
	}
}
