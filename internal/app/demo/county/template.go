package county

import (
	"embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed template.csv
var templateFile embed.FS

// template is a kind of order as employers around here give it.
type template struct {
	trade, title, note string
	unit               string // job, hour, day or piece
	low, high          int    // fen for a unit
	anHour             int    // pieces
	starts             []int  // minutes after midnight
	hours              int    // from beginning to end, on a day
	people, days       [2]int
	months             [2]int // first to last; may pass the year's end
	tools, meals       bool
	quick              bool // short enough to be watched
	spots              []string
}

// templates are read once; a test reads them all.
var templates = sync.OnceValue(func() []template {
	all, err := readTemplates()
	if err != nil {
		panic("county: template.csv: " + err.Error())
	}
	return all
})

func readTemplates() ([]template, error) {
	f, err := templateFile.Open("template.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	out := make([]template, 0, len(rows)-1)
	for i, r := range rows[1:] {
		t, err := readTemplate(r)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		out = append(out, t)
	}
	return out, nil
}

func readTemplate(r []string) (t template, err error) {
	t = template{trade: r[0], title: r[1], note: r[2], unit: r[3], spots: strings.Split(r[13], ";")}
	for _, n := range []struct {
		text string
		unit float64
		into *int
	}{{r[4], 100, &t.low}, {r[5], 100, &t.high}, {r[6], 1, &t.anHour}, {r[8], 1, &t.hours}} {
		f, err := strconv.ParseFloat(n.text, 64)
		if err != nil {
			return t, err
		}
		*n.into = int(math.Round(f * n.unit))
	}
	for _, s := range strings.Split(r[7], ";") {
		var h, m int
		if _, err := fmt.Sscanf(s, "%d:%d", &h, &m); err != nil {
			return t, fmt.Errorf("%q: %w", s, err)
		}
		t.starts = append(t.starts, 60*h+m)
	}
	for _, n := range []struct {
		text string
		into *[2]int
	}{{r[9], &t.people}, {r[10], &t.days}, {r[11], &t.months}} {
		if _, err := fmt.Sscanf(n.text, "%d-%d", &n.into[0], &n.into[1]); err != nil {
			return t, fmt.Errorf("%q: %w", n.text, err)
		}
	}
	flags := strings.Split(r[12], ";")
	t.tools, t.meals, t.quick = slices.Contains(flags, "tools"), slices.Contains(flags, "meals"), slices.Contains(flags, "quick")
	return t, nil
}

// inSeason reports whether the work is done in the month.
func (t template) inSeason(month int) bool {
	if t.months[0] <= t.months[1] {
		return t.months[0] <= month && month <= t.months[1]
	}
	return month >= t.months[0] || month <= t.months[1]
}
