package match

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yilu/internal/core"
)

// The parts of a score, in the order in which they are shown.
const (
	partTrade = iota
	partDistance
	partRecord
	partReliability
	partHistory
	parts
)

var partCodes = [parts]string{"trade", "distance", "record", "reliability", "history"}

// How well a trade fits, in Facts.
const (
	noTrade    = 0
	occupation = 1 // the occupation that the job's trade belongs to
	exactTrade = 2
)

// Facts are the numbers that a score is made of. They are kept with each ring,
// so that it can be explained later.
type Facts struct {
	Trade     int   `json:"trade"` // 0 none, 1 its occupation, 2 the trade itself
	Level     int   `json:"level"`
	DistanceM int64 `json:"distance_m"` // −1: the person named no place
	Stars     int64 `json:"stars_e2"`
	Rated     int64 `json:"rated"`
	Done      int64 `json:"done"`
	Late      int64 `json:"late"`
	PaidHere  int64 `json:"paid_here"` // by this employer
	LateHere  int64 `json:"late_here"`
}

// Weight is what one part of the score is worth.
type Weight struct {
	Points int64
	Scale  int64 // the part's own measure; see shareBP
	Why    core.Text
}

// Weights are the weights in force from a day on.
type Weights struct {
	From core.Date
	Of   [parts]Weight
}

//go:embed weights.csv
var weightsFile string

// published holds every set of weights, the oldest first.
var published = mustWeights(weightsFile)

// WeightsOn returns the weights in force on the day; the first for days before.
func WeightsOn(day core.Date) Weights {
	in := published[0]
	for _, w := range published {
		if w.From <= day {
			in = w
		}
	}
	return in
}

func mustWeights(text string) []Weights {
	w, err := parseWeights(text)
	if err != nil {
		panic("match: weights.csv: " + err.Error())
	}
	return w
}

// parseWeights reads the table. Each day names every part once, and a day's
// weights sum to 100 points.
func parseWeights(text string) ([]Weights, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, fmt.Errorf("%d rows: %w", len(rows), err)
	}
	byDay := map[core.Date]*Weights{}
	var out []*Weights
	for _, row := range rows[1:] {
		day, err := core.ParseDate(row[0])
		if err != nil {
			return nil, err
		}
		part := slices.Index(partCodes[:], row[1])
		points, errP := strconv.ParseInt(row[2], 10, 64)
		scale, errS := strconv.ParseInt(row[3], 10, 64)
		if part < 0 || errP != nil || errS != nil || points < 0 || scale <= 0 || row[4] == "" || row[5] == "" {
			return nil, fmt.Errorf("bad row %q", row)
		}
		if byDay[day] == nil {
			byDay[day] = &Weights{From: day}
			out = append(out, byDay[day])
		}
		if byDay[day].Of[part].Scale != 0 {
			return nil, fmt.Errorf("%s twice from %s", row[1], day)
		}
		byDay[day].Of[part] = Weight{points, scale, core.Text{ZH: row[4], EN: row[5]}}
	}
	return inOrder(out)
}

func inOrder(all []*Weights) ([]Weights, error) {
	out := make([]Weights, len(all))
	for i, w := range all {
		var sum int64
		for p, x := range w.Of {
			if x.Scale == 0 {
				return nil, fmt.Errorf("no %s from %s", partCodes[p], w.From)
			}
			sum += x.Points
		}
		if sum != 100 {
			return nil, fmt.Errorf("weights from %s sum to %d", w.From, sum)
		}
		out[i] = *w
	}
	slices.SortFunc(out, func(a, b Weights) int { return strings.Compare(string(a.From), string(b.From)) })
	return out, nil
}

const (
	fullBP = 10_000
	// unknownM is how far away someone counts who looks by region and names no
	// place of their own.
	unknownM = 20_000
	// newcomerStars is what unrated work counts as, in hundredths of a star.
	newcomerStars = 400
	// lateCounts is how many times a broken appointment outweighs a kept one.
	lateCounts = 3
	// countMax bounds what is counted, so that no product overflows.
	countMax = 1_000_000
)

// shareBP is how much of a part is reached, 0 to 10,000. scale is the part's
// measure: for trade, the basis points that having it without a level gives
// (half of them for its occupation alone); for distance, the metres at which half
// is left; for record, how many four-star ratings everyone begins with; for
// reliability, how many kept places everyone begins with; for history, the paid
// places with this employer that give all.
func (f Facts) shareBP(part int, scale int64) int64 {
	switch part {
	case partTrade:
		if f.Trade == noTrade {
			return 0
		}
		base := scale
		if f.Trade == occupation {
			base /= 2
		}
		return base + int64(f.Level)*(fullBP-scale)/7
	case partDistance:
		return fullBP * scale / (scale + f.countedM())
	case partRecord:
		rated := count(f.Rated)
		return (count(f.Stars)*rated + newcomerStars*scale) * (fullBP / 500) / (rated + scale)
	case partReliability:
		kept := count(f.Done) + scale
		return fullBP * kept / (kept + 1 + lateCounts*count(f.Late))
	default:
		return fullBP * min(max(count(f.PaidHere)-count(f.LateHere), 0), scale) / scale
	}
}

func count(n int64) int64 { return min(max(n, 0), countMax) }

// countedM is the distance that counts, in metres.
func (f Facts) countedM() int64 {
	if f.DistanceM < 0 {
		return unknownM
	}
	return f.DistanceM
}

// points gives each part's hundredths of a point, rounded half up, and their
// sum: the score, 0 to 10,000.
func (f Facts) points(w *Weights) (each [parts]int64, score int64) {
	for p := range each {
		each[p] = (w.Of[p].Points*min(f.shareBP(p, w.Of[p].Scale), fullBP) + 50) / 100
		score += each[p]
	}
	return each, score
}

// Explain gives the score under the weights and the parts that add up to it.
func (f Facts) Explain(w Weights) (score int64, out []Part) {
	each, score := f.points(&w)
	for p, x := range w.Of {
		out = append(out, Part{
			Code: partCodes[p], Weight: x.Points, ShareBP: min(f.shareBP(p, x.Scale), fullBP), Points: each[p],
			Text: f.text(p), Why: x.Why,
		})
	}
	return score, out
}
