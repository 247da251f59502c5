// Package upgrade brings the database of every earlier release, with rows in it,
// up to date on both engines, and checks that everything still holds.
//
// testdata has one backup for each release whose tables differ from the one
// before, with its keys: made-up people, made by that release's own loop test.
// To add one, on the commit of the release: let the loop test run in a folder
// that stays, then
//
//	yilu --data-dir FOLDER backup --with-keys test/upgrade/testdata/N.zip
package upgrade

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"yilu/internal/app"
	"yilu/internal/platform/config"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/test/rig"
)

func TestUpgrade(t *testing.T) {
	t.Parallel()
	rig.Skip(500)
	releases, err := filepath.Glob("testdata/*.zip")
	if err != nil || len(releases) == 0 {
		t.Fatal(releases, err)
	}
	for _, file := range releases {
		for engine, open := range map[string]func(testing.TB) string{
			"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "yilu.db") },
			"postgres": dbtest.PostgresURL,
		} {
			t.Run(fmt.Sprint(filepath.Base(file), " on ", engine), func(t *testing.T) {
				t.Parallel()
				upgrade(t, file, open(t))
			})
		}
	}
}

func upgrade(t *testing.T, file, database string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	was, err := app.Restore(t.Context(), config.Settings{
		DataDir: dir, Database: crypto.Hide[config.Target](database), Cipher: crypto.SM4GCM,
	}, f, info.Size()) // a migration that was changed after its release is refused here
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int64{}
	for _, s := range was.Tables {
		rows[s.Table] = s.Rows
	}
	for _, table := range []string{"account_account", "person_person", "employer_employer", "gig_job", "gig_engagement", "ledger_posting", "wallet_order", "reputation_record", "notify_message", "audit_entry"} {
		if rows[table] == 0 {
			t.Errorf("the release's table %s is empty: it tells nothing", table)
		}
	}
	r := rig.StartIn(t, database, dir)
	everythingApplied(t, r.App.DB)
	rig.Until(t, "what newer releases count and link is made up for", func() bool {
		_, broken, err := r.App.Verify(t.Context())
		return err == nil && len(broken) == 0
	})
	stillWorks(t, r)
}

// everythingApplied checks that the newest steps have run.
func everythingApplied(t *testing.T, d *db.DB) {
	t.Helper()
	modules, err := app.Modules()
	if err != nil {
		t.Fatal(err)
	}
	applied, err := db.Applied(t.Context(), d.Reader())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range modules {
		if got, want := fmt.Sprint(applied[m.Module]), fmt.Sprint(m.Names); got != want {
			t.Errorf("%s: applied %s, want %s", m.Module, got, want)
		}
	}
}

// stillWorks lets newcomers use what came from the old release.
func stillWorks(t *testing.T, r *rig.Rig) {
	t.Helper()
	c := r.Worker(t, "后来人", 1991, "4-02-05-01/01")
	if items, _ := c.Must(t, "GET", "/trades", nil)["items"].([]any); len(items) == 0 {
		t.Error("the reference data is gone")
	}
	boss, shop := r.Employer(t, "新老板", r.Reviewer(t))
	job := rig.Str(boss.Must(t, "POST", "/jobs", rig.Job(shop, "4-02-05-01/01", "搬家", 1, 20000)), "id")
	boss.Must(t, "POST", "/jobs/"+job+"/fund", nil)
	rig.Until(t, "the money is held", func() bool { return boss.Must(t, "GET", "/jobs/"+job, nil)["held"] == true })
	if got := c.Must(t, "POST", "/jobs/"+job+"/grabs", nil); rig.Str(got, "result") != "booked" {
		t.Error(got)
	}
	r.Sound(t)
}
