package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"yilu/test/browser"
	"yilu/test/rig"
)

// visit is one page with something on it: who looks, where, and what of the
// county must be there in either language.
type visit struct {
	route string // as the map of routes has it
	who   string // "" is nobody
	id    string // which id of the county stands in the address
	query string
	shows string
}

// visits go to every page of the H5.
var visits = []visit{
	{route: "/login", shows: "css:input"},
	{route: "/jobs", shows: "仓库理货"},
	{route: "/hire", shows: "css:.needs"},
	{route: "/me", shows: "English"},

	{route: "/me", who: "newcomer", shows: "****"},
	{route: "/me/identity", who: "newcomer", shows: "css:.second"},

	{route: "/jobs", who: "worker", shows: "仓库理货"},
	{route: "/jobs/:id", who: "worker", id: "job", shows: "电动车停在左边"},
	{route: "/work", who: "worker", shows: "搬空调外机"},
	{route: "/engagements/:id", who: "worker", id: "taken", shows: "搬空调外机"},
	{route: "/engagements/:id", who: "worker", id: "paid", shows: "手脚麻利"},
	{route: "/engagements/:id", who: "other", id: "contested", shows: "少搬了一车"},
	{route: "/me", who: "worker", shows: "180.00"},
	{route: "/me/identity", who: "worker", shows: "350428"},
	{route: "/me/profile", who: "worker", shows: "css:[role=switch]"},
	{route: "/me/record", who: "worker", shows: "手脚麻利"},
	{route: "/me/consents", who: "worker", shows: "2026"},
	{route: "/me/looks", who: "worker", shows: "核对工人投诉"},
	{route: "/me/data", who: "worker", shows: "css:.card button"},
	{route: "/me/correct", who: "worker", shows: "css:main button"},
	{route: "/me/erase", who: "worker", shows: "180.00"},
	{route: "/me/sessions", who: "worker", shows: "css:.card"},
	{route: "/inbox", who: "worker", shows: "搬空调外机"},
	{route: "/wallet", who: "worker", shows: "+300.00"},
	{route: "/wallet/cards", who: "worker", shows: "6228 **** **** 6545"},
	{route: "/wallet/payout", who: "worker", shows: "180.00"},
	{route: "/wallet/payouts/:id", who: "worker", id: "payout", shows: "120.00"},
	{route: "/wallet/statement", who: "worker", shows: "+300.00"},
	{route: "/wallet/proof", who: "worker", shows: "300.00"},

	{route: "/hire", who: "boss", shows: "仓库理货"},
	{route: "/hire/apply", who: "boss", shows: "陈*福"},
	{route: "/hire/employers/:id", who: "boss", id: "employer", shows: "陈*福"},
	{route: "/hire/post", who: "boss", query: "?again=1", shows: "摘茶青三天"},
	{route: "/hire/jobs/:id/fund", who: "boss", id: "unfunded", shows: "300.00"},
	{route: "/hire/jobs/:id", who: "boss", id: "job", shows: "欧阳*晖"},
	{route: "/hire/jobs/:id", who: "boss", id: "choice", shows: "欧阳*晖"},
	{route: "/hire/engagements/:id", who: "boss", id: "contested", shows: "少搬了一车"},
	{route: "/hire/engagements/:id", who: "boss", id: "paid", shows: "300.00"},
	{route: "/wallet", who: "boss", query: "?employer={employer}", shows: "0.00"},

	{route: "/review", who: "staff", shows: "郑*菊"},
	{route: "/review/:id", who: "staff", id: "review", shows: "只招男"},
	{route: "/review/:id", who: "staff", id: "pending", shows: "郑*菊"},
}

// name is how the visit's pictures are called.
func (v visit) name() string {
	return strings.Trim(strings.NewReplacer("/", "-", ":", "").Replace(v.who+v.route+"-"+v.id), "-")
}

// elsewhere are the pages that need a slip or a machine: the tests of agents
// (TestTakeOverWithASlip) and of the hall's machine visit them.
var elsewhere = map[string]bool{"/me/acts": true, "/take-over": true, "/kiosk/:code": true}

// Every address of the H5 is visited.
func TestVisitsAreAll(t *testing.T) {
	t.Parallel()
	path := regexp.MustCompile(`path: '([^']+)'`)
	maps, err := filepath.Glob("../../web/src/h5/*.routes.ts")
	if err != nil || len(maps) == 0 {
		t.Fatal(maps, err)
	}
	for _, name := range maps {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range path.FindAllStringSubmatch(string(text), -1) {
			if !elsewhere[found[1]] && !slices.ContainsFunc(visits, func(v visit) bool { return v.route == found[1] }) {
				t.Errorf("%s of %s is not visited", found[1], filepath.Base(name))
			}
		}
	}
}

// Every page is usable by everybody, in both languages and both sizes of type,
// on a phone and at a desk, and nothing runs off the side.
func TestPages(t *testing.T) {
	c := newCounty(t)
	for _, lang := range []string{"zh", "en"} {
		for on, screen := range map[string]browser.Screen{"phone": {Width: 390, Height: 844, Scale: 1, Touch: true}, "desk": browser.Desk} {
			t.Run(lang+"-"+on, func(t *testing.T) {
				t.Parallel()
				p := browser.New(t, screen)
				p.Locate(26.7286, 117.4714)
				p.Open(c.URL + "/#/me")
				browser.Eval[any](p, fmt.Sprintf(`localStorage.setItem('yilu.prefs', '{"lang":%q,"sound":false}')`, lang))
				was := visit{who: "?"}
				for _, v := range visits {
					c.visit(t, p, v, v.who != was.who || strings.HasPrefix(v.route, was.route))
					was = v
					for _, size := range []string{"", "-big"} {
						browser.Eval[any](p, fmt.Sprintf(`document.documentElement.classList.toggle('big', %t)`, size != ""))
						judge(t, p, "page-"+v.name()+"-"+lang+"-"+on+size)
					}
				}
			})
		}
	}
}

// visit goes to a page and waits until all of it is there. anew loads the whole
// app again: as someone else, or because the page is the same with another thing.
func (c *county) visit(t *testing.T, p *browser.Page, v visit, anew bool) {
	t.Helper()
	who := map[string]*rig.Client{"newcomer": c.newcomer, "worker": c.worker, "other": c.other, "boss": c.boss, "staff": c.staff}[v.who]
	begin := "localStorage.removeItem('yilu.session')"
	if who != nil {
		begin = fmt.Sprintf("localStorage.setItem('yilu.session', %q)", sessionOf(t, who))
	}
	query := strings.ReplaceAll(v.query, "{employer}", c.ids["employer"])
	to := "#" + strings.ReplaceAll(v.route, ":id", c.ids[v.id]) + query
	// What stands there is marked, so that it is not taken for what comes.
	browser.Eval[any](p, fmt.Sprintf("%s; document.querySelector('main > *')?.setAttribute('data-old', ''); location.hash = %q", begin, to))
	if anew {
		p.Reload()
	}
	p.DontSee("css:[data-old]")
	p.See(v.shows)
	p.DontSee("css:.skeleton")
	p.DontSee("css:.fail")
}

// judge looks at a page as it stands.
func judge(t *testing.T, p *browser.Page, name string) {
	t.Helper()
	if wide := browser.Eval[[]string](p, runsOff); len(wide) > 0 {
		t.Errorf("%s runs off the side:\n  %s", name, strings.Join(wide, "\n  "))
	}
	p.Accessible()
	p.ShotWhole(name)
}

// runsOff gives what stands over the page's right edge, outermost first.
const runsOff = `(() => {
	const room = document.documentElement.clientWidth
	if (document.documentElement.scrollWidth <= room) return []
	return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > room + 1).slice(0, 4).map((e) => e.outerHTML.slice(0, 160))
})()`
