package reputation

import (
	"strconv"
	"strings"

	"yilu/internal/core"
)

// Record is how someone stands: counts alone, so that it can be added up.
type Record struct {
	Stars   [5]int64 // how many ratings of 1, 2, 3, 4 and 5 stars were shown
	Booked  int64
	Done    int64 // paid
	Late    int64 // cancelled by them inside a tier that counts
	NoShows int64 // of a worker
}

// Rated is how many ratings count.
func (r Record) Rated() (n int64) {
	for _, c := range r.Stars {
		n += c
	}
	return n
}

// StarSum is all stars together.
func (r Record) StarSum() (n int64) {
	for i, c := range r.Stars {
		n += int64(i+1) * c
	}
	return n
}

// StarsE2 is the mean in hundredths of a star, rounded once, half up; 0 if there
// is no rating.
func (r Record) StarsE2() int64 {
	n := r.Rated()
	if n == 0 {
		return 0
	}
	return (200*r.StarSum() + n) / (2 * n)
}

// plus is r and o together.
func (r Record) plus(o Record) Record {
	for i := range r.Stars {
		r.Stars[i] += o.Stars[i]
	}
	return Record{r.Stars, r.Booked + o.Booked, r.Done + o.Done, r.Late + o.Late, r.NoShows + o.NoShows}
}

// minus is r without o.
func (r Record) minus(o Record) Record {
	for i := range r.Stars {
		r.Stars[i] -= o.Stars[i]
	}
	return Record{r.Stars, r.Booked - o.Booked, r.Done - o.Done, r.Late - o.Late, r.NoShows - o.NoShows}
}

// share is what the engagement adds to the record of a side.
func (e Engagement) share(s Side) Record {
	r := Record{Booked: 1}
	switch e.Outcome {
	case Paid:
		r.Done = 1
	case NoShow:
		if s == Worker {
			r.NoShows = 1
		}
	case Cancelled:
		if e.Late && e.By == string(s) {
			r.Late = 1
		}
	case Booked:
	}
	return r
}

// share is what a shown rating adds to the record of who is rated.
func (r Rating) share() (out Record) {
	out.Stars[r.Stars-1] = 1
	return out
}

// Explain says in one sentence how the mean comes about.
func (r Record) Explain() core.Text {
	n := r.Rated()
	if n == 0 {
		return core.Text{ZH: "还没有评价。", EN: "Nobody has rated yet."}
	}
	var zh, en []string
	for i := len(r.Stars) - 1; i >= 0; i-- {
		if c := r.Stars[i]; c > 0 {
			stars, count := strconv.Itoa(i+1), strconv.FormatInt(c, 10)
			zh, en = append(zh, stars+" 星 "+count+" 个"), append(en, count+" × "+stars)
		}
	}
	mean := r.StarsE2()
	return core.Text{
		ZH: "{n} 个评价：" + strings.Join(zh, "、") + "。星数相加 {sum}，除以 {n}，得 {mean}。",
		EN: "{n} ratings, " + strings.Join(en, ", ") + ": {sum} stars divided by {n} give {mean}.",
	}.Fill("n", strconv.FormatInt(n, 10), "sum", strconv.FormatInt(r.StarSum(), 10),
		"mean", strconv.FormatInt(mean/100, 10)+"."+strconv.FormatInt(mean/10%10, 10)+strconv.FormatInt(mean%10, 10))
}
