package reference

import (
	"slices"
	"strconv"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// table is the form of one file: its columns in order, the first keys of which
// name the subject. Every table is dated and says where a row is from.
type table struct {
	name    string
	keys    int
	columns []column
}

// column is a column's name and what its cells must look like.
type column struct {
	name  string
	check func(cell string) bool
}

// tables are all tables, by name. The order of columns is the order in the
// embedded files; an imported file may have its own.
var tables = func() map[string]*table {
	m := map[string]*table{}
	for _, t := range []table{
		form("source", 1, "id:word", "zh:text", "en:text"),
		form("region", 1, "code:region", "name:text", "en:any", "successor:regions"),
		form("place", 1, "region:region", "lat_e7:number", "lon_e7:number", "within_m:count"),
		form("certificate", 1, "id:word", "zh:text", "en:text", "issuer:text", "valid_months:count?", "review_months:count?"),
		form("risk", 1, "class:count", "zh:text", "en:text", "premium_minor:count", "cover_minor:count"),
		form("trade", 1, "code:trade", "zh:text", "en:text", "aliases:any", "risk:count", "certificates:any", "outdoor:flag", "min_age:count", "units:units"),
		form("minimum_wage", 2, "province:region", "tier:count", "monthly_minor:count", "hourly_minor:count"),
		form("wage_tier", 1, "region:region", "tier:count", "floor:flag"),
		form("heat_rule", 1, "id:word", "region:region?", "at_least_c:number", "below_c:number?", "stop:flag", "outdoor_minutes:count?", "hottest_hours_off:count?", "overtime:flag", "zh:text", "en:text"),
		form("heat_day", 1, "region:region", "highest_c:number"),
		form("heat_allowance", 1, "region:region", "first_month:month", "last_month:month", "outdoor_month_minor:count?", "indoor_month_minor:count?", "outdoor_day_minor:count?", "indoor_day_minor:count?", "hour_minor:count?"),
		form("posting_rule", 1, "id:word", "kind:word", "action:action", "zh:text", "en:text", "cite:text"),
		form("word", 2, "rule:word", "word:text", "unless:any"),
		form("cancel_tier", 2, "side:side", "id:word", "notice_minutes:count?", "share_bp:share", "late:flag", "no_show:flag", "zh:text", "en:text"),
		form("limit", 1, "id:word", "value:count", "unit:word", "zh:text", "en:text"),
	} {
		m[t.name] = &t
	}
	return m
}()

// form declares a table: from and to follow the keys; source and confidence end
// it, but for the table of sources.
func form(name string, keys int, columns ...string) table {
	all := slices.Concat(columns[:keys], []string{"from:day?", "to:day?"}, columns[keys:])
	if name != "source" {
		all = append(all, "source:word", "confidence:confidence")
	}
	t := table{name: name, keys: keys}
	for _, c := range all {
		name, kind, _ := strings.Cut(c, ":")
		kind, optional := strings.CutSuffix(kind, "?")
		check := checks[kind]
		if check == nil {
			panic("reference: no such kind of column: " + c)
		}
		if optional {
			must := check
			check = func(s string) bool { return s == "" || must(s) }
		}
		t.columns = append(t.columns, column{name, check})
	}
	return t
}

// checks are the kinds of cells.
var checks = map[string]func(string) bool{
	"any":  func(string) bool { return true },
	"text": func(s string) bool { return strings.TrimSpace(s) != "" && len(s) <= 1000 },
	"word": func(s string) bool {
		return s != "" && len(s) <= 60 && only(s, "abcdefghijklmnopqrstuvwxyz0123456789_-")
	},
	"day":    func(s string) bool { _, err := core.ParseDate(s); return err == nil },
	"number": isNumber,
	"count":  func(s string) bool { return isNumber(s) && s[0] != '-' },
	"flag":   oneOf("true", "false"),
	"region": isRegion,
	"regions": func(s string) bool {
		return !slices.ContainsFunc(list(s), func(c string) bool { return !isRegion(c) })
	},
	"trade": isTrade,
	"month": func(s string) bool { n, err := strconv.Atoi(s); return err == nil && n >= 1 && n <= 12 },
	"units": func(s string) bool {
		return s != "" && !slices.ContainsFunc(list(s), func(u string) bool { return !isUnit(u) })
	},
	"share":      func(s string) bool { n, err := strconv.Atoi(s); return err == nil && n >= 0 && n <= 10000 },
	"action":     oneOf(string(Refuse), string(Warn)),
	"side":       oneOf(string(WorkerSide), string(EmployerSide)),
	"confidence": oneOf("statute", "published", "found", "high", "medium", "low", "own"),
}

var isUnit = oneOf(PayUnits()...)

func oneOf(words ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(words, s) }
}

// only reports whether s has no characters but those of the alphabet.
func only(s, alphabet string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(alphabet, r) }) < 0
}

// isNumber wants the plain form, so that one number has one text.
func isNumber(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == s && n <= core.MaxMinor && n >= -core.MaxMinor
}

// isRegion wants the short form, so that one region has one key.
func isRegion(s string) bool {
	c, err := core.ParseRegion(s)
	return err == nil && string(c) == s
}

// isTrade wants d-dd-dd-dd, with /dd for a local one.
func isTrade(s string) bool {
	shape := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return 'd'
		}
		return r
	}, s)
	return shape == "d-dd-dd-dd" || shape == "d-dd-dd-dd/dd"
}

// list splits a cell of several values.
func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}

// row is one line of a table, its cells in the table's order, and where it was
// read, for refusals.
type row struct {
	table *table
	cells []string
	file  string
	line  int
}

// key names the row's subject within its table.
func (r row) key() string { return strings.Join(r.cells[:r.table.keys], "|") }

// The accessors below are for cells that were checked: they can't fail.

func (r row) text(name string) string {
	for i, c := range r.table.columns {
		if c.name == name {
			return r.cells[i]
		}
	}
	panic("reference: " + r.table.name + " has no column " + name)
}

func (r row) number(name string) int64 {
	n, _ := strconv.ParseInt(r.text(name), 10, 64) // "" is 0
	return n
}

func (r row) flag(name string) bool        { return r.text(name) == "true" }
func (r row) day(name string) core.Date    { return core.Date(r.text(name)) }
func (r row) money(name string) core.Money { return core.Yuan(r.number(name)) }
func (r row) both() core.Text              { return core.Text{ZH: r.text("zh"), EN: r.text("en")} }

// bad points a fault at a cell of the row.
func (r row) bad(f *fault.Fault, column string) *fault.Fault {
	return f.With("file", r.file, "line", r.line, "column", column)
}
