package reference

import (
	"embed"
	"io/fs"
	"sync"

	"yilu/internal/core"
)

// Set is a snapshot of all reference data. It never changes; safe for
// concurrent use. What its methods return must not be changed either.
type Set struct {
	rows        []row // as read, for merging
	sources     map[string]series[origin]
	regions     map[core.RegionCode]series[Region]
	below       map[core.RegionCode][]core.RegionCode
	regionOrder []core.RegionCode
	places      map[core.RegionCode]series[Centre]
	certs       map[string]series[Certificate]
	risks       map[int]series[Risk]
	trades      map[string]series[Trade]
	hints       []hint
	wages       map[wageKey]series[wage]
	tiers       map[core.RegionCode]series[wageTier]
	heat        map[string]series[HeatRule]
	hot         map[core.RegionCode]series[HeatDay]
	allowances  map[core.RegionCode]series[HeatAllowance]
	rules       map[string]series[PostingRule]
	words       map[wordKey]series[Word]
	wordOrder   []wordKey
	cancels     map[cancelKey]series[CancelTier]
	limits      map[string]series[Limit]
}

// Source gives the Set of the moment. Services keep a Source and ask it each
// time. A Set is a Source of itself.
type Source interface{ Set() *Set }

// Set returns s.
func (s *Set) Set() *Set { return s }

// origin is a row of the table of sources.
type origin struct {
	Basis
	text core.Text
}

//go:embed data/*.csv
var data embed.FS

// Embedded returns the data the program was built with.
var Embedded = sync.OnceValue(func() *Set {
	s, err := embedded()
	if err != nil {
		panic("reference: embedded data: " + err.Error()) // a test reads them all
	}
	return s
})

func embedded() (*Set, error) {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	files, err := Files(sub)
	if err != nil {
		return nil, err
	}
	var all []row
	for _, f := range files {
		rows, err := f.rows()
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	if err := unique(all); err != nil {
		return nil, err
	}
	return build(all)
}

// identity is what makes two rows the same row: subject and first day.
type identity struct{ table, key, from string }

func (r row) identity() identity { return identity{r.table.name, r.key(), r.text("from")} }

// unique refuses the same row twice.
func unique(rows []row) error {
	seen := make(map[identity]bool, len(rows))
	for _, r := range rows {
		if seen[r.identity()] {
			return r.bad(ErrTwice, "from")
		}
		seen[r.identity()] = true
	}
	return nil
}

// with returns a Set in which later rows stand over s: a row of the same
// subject and first day replaces, any other is added.
func (s *Set) with(later []row) (*Set, error) {
	over := make(map[identity]row, len(later))
	for _, r := range later {
		over[r.identity()] = r
	}
	all := make([]row, 0, len(s.rows)+len(over))
	for _, r := range s.rows {
		if n, ok := over[r.identity()]; ok {
			r = n
			delete(over, n.identity())
		}
		all = append(all, r)
	}
	for _, r := range later { // in their order, so that refusals are the same each time
		if n, ok := over[r.identity()]; ok {
			all = append(all, n)
			delete(over, n.identity())
		}
	}
	return build(all)
}

// build makes the views of all rows and checks what names what.
func build(rows []row) (*Set, error) {
	s := &Set{
		rows: rows, sources: map[string]series[origin]{}, regions: map[core.RegionCode]series[Region]{},
		below: map[core.RegionCode][]core.RegionCode{}, places: map[core.RegionCode]series[Centre]{},
		certs: map[string]series[Certificate]{}, risks: map[int]series[Risk]{}, trades: map[string]series[Trade]{},
		wages: map[wageKey]series[wage]{}, tiers: map[core.RegionCode]series[wageTier]{},
		heat: map[string]series[HeatRule]{}, hot: map[core.RegionCode]series[HeatDay]{}, allowances: map[core.RegionCode]series[HeatAllowance]{},
		rules: map[string]series[PostingRule]{}, words: map[wordKey]series[Word]{},
		cancels: map[cancelKey]series[CancelTier]{}, limits: map[string]series[Limit]{},
	}
	// Each step may look up what the steps before it have read.
	steps := []struct {
		table string
		add   func(row) error
	}{
		{"source", s.addSource}, {"region", s.addRegion}, {"place", s.addPlace}, {"certificate", s.addCertificate},
		{"risk", s.addRisk}, {"trade", s.addTrade}, {"minimum_wage", s.addWage}, {"wage_tier", s.addTier},
		{"heat_rule", s.addHeatRule}, {"heat_day", s.addHeatDay}, {"heat_allowance", s.addAllowance}, {"posting_rule", s.addRule},
		{"word", s.addWord}, {"cancel_tier", s.addCancelTier}, {"limit", s.addLimit},
	}
	for _, step := range steps {
		for _, r := range rows {
			if r.table.name != step.table {
				continue
			}
			if err := step.add(r); err != nil {
				return nil, err
			}
		}
	}
	if err := s.linkRegions(); err != nil {
		return nil, err
	}
	s.linkTrades()
	s.linkWords()
	return s, nil
}

func (s *Set) addSource(r row) error {
	put(s.sources, r.key(), origin{Basis{From: r.day("from"), To: r.day("to")}, r.both()})
	return nil
}

// basis reads the dated part of a row; the source must be known.
func (s *Set) basis(r row) (Basis, error) {
	o := s.sources[r.text("source")]
	if len(o) == 0 {
		return Basis{}, r.bad(ErrUnknown, "source")
	}
	return Basis{From: r.day("from"), To: r.day("to"), Source: o[len(o)-1].text, Confidence: r.text("confidence")}, nil
}
