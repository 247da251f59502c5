package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Violation is a rule of accessibility that the page breaks, as axe-core tells.
type Violation struct {
	ID     string   `json:"id"`     // "color-contrast"
	Impact string   `json:"impact"` // "serious" or "critical"
	Help   string   `json:"help"`   // what to do
	Nodes  []string `json:"nodes"`  // the elements' markup
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n      %s", v.ID, v.Impact, v.Help, strings.Join(v.Nodes, "\n      "))
}

// Axe returns what people with a screen reader, with weak eyes or without a
// mouse would stumble over seriously on the page as it is now.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	if !Eval[bool](p, `!!window.axe`) {
		path := filepath.Join(p.host.root, "web", "node_modules", "axe-core", "axe.min.js")
		source, err := os.ReadFile(path)
		if err != nil {
			p.t.Fatalf("browser: axe-core is missing; run npm ci in web: %v", err)
		}
		Eval[*string](p, string(source)+"\n;null")
	}
	return Eval[[]Violation](p, `axe.run(document, { resultTypes: ['violations'] }).then((r) =>
		r.violations
			.filter((v) => v.impact === 'serious' || v.impact === 'critical')
			.map((v) => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map((n) => n.html) })))`)
}

// Accessible fails the test, and goes on, if Axe finds anything.
func (p *Page) Accessible() {
	p.t.Helper()
	if found := p.Axe(); len(found) > 0 {
		var b strings.Builder
		for _, v := range found {
			fmt.Fprintf(&b, "\n    %s", v)
		}
		p.t.Errorf("browser: %s is not accessible:%s", p.URL(), b.String())
	}
}
