package match

import (
	"slices"
	"time"

	"yilu/internal/core"
)

// How a job rings. The first wave goes out at once.
const (
	// RingsAnHour is how often a person's phone may sound within an hour.
	RingsAnHour = 12
	// KeepRings is how long an ended job's rings can still be explained. They say
	// where a person was looking for work, so they are not kept for ever.
	KeepRings = 90 * 24 * time.Hour

	firstWave  = 20               // at least so many in the first wave
	perPlace   = 5                // or so many for each open place
	waveMax    = 200              // at most so many in one wave: one short transaction
	between    = time.Minute      // from one wave to the next
	idleMax    = 15 * time.Minute // between waves that find nobody
	ringWindow = time.Hour
)

// waveSize is how many may be rung in a wave, counted from 1: each is twice as
// wide as the one before.
func waveSize(open, wave int) int {
	n := max(firstWave, perPlace*min(open, waveMax))
	for ; wave > 1 && n < waveMax; wave-- {
		n *= 2
	}
	return min(n, waveMax)
}

// holds reports whether at is within the quiet stretch.
func (q Quiet) holds(at time.Time) bool {
	c := at.In(core.China)
	m := c.Hour()*60 + c.Minute()
	if q.From <= q.To {
		return q.From <= m && m < q.To
	}
	return m >= q.From || m < q.To
}

// end is the first instant after at when the stretch is over.
func (q Quiet) end(at time.Time) time.Time {
	c := at.In(core.China)
	end := time.Date(c.Year(), c.Month(), c.Day(), q.To/60, q.To%60, 0, 0, core.China)
	if !end.After(at) {
		end = end.AddDate(0, 0, 1)
	}
	return end.UTC()
}

// hushedUntil says when the phone may sound again, the zero time for now.
// sounded are the instants it did within the last hour, the oldest first.
func hushedUntil(q Quiet, sounded []time.Time, now time.Time) time.Time {
	var until time.Time
	if n := len(sounded); n >= RingsAnHour {
		until = sounded[n-RingsAnHour].Add(ringWindow)
	}
	if at := later(until, now); q.holds(at) {
		until = q.end(at)
	}
	return until
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// outcome is how a wave went.
type outcome struct {
	aloud int       // rang
	wait  time.Time // when the first of those who must not be woken may be; zero: none such
}

// nextWave plans the wave after one at now: a minute later while phones ring; when
// the first sleeper may be woken; or less and less often while nobody is found.
// It returns the waves in a row that found nobody. The zero time means that the
// work begins before.
func nextWave(o outcome, idle int, now, start time.Time) (time.Time, int) {
	at := now.Add(between)
	switch {
	case o.aloud > 0:
		idle = 0
	case !o.wait.IsZero():
		idle, at = 0, later(at, o.wait)
	default:
		at = now.Add(min(between<<min(idle, 10), idleMax))
		idle++
	}
	if !at.Before(start) {
		return time.Time{}, idle
	}
	return at, idle
}

// candidate is a suited person, as far as the search knows.
type candidate struct {
	person core.PersonID
	quiet  Quiet
	facts  Facts
	score  int64
}

// rank puts the best first: by score, then distance, then person.
func rank(all []candidate) {
	slices.SortFunc(all, func(a, b candidate) int {
		switch {
		case a.score != b.score:
			return int(b.score - a.score)
		case a.facts.countedM() != b.facts.countedM():
			return int(a.facts.countedM() - b.facts.countedM())
		case a.person < b.person:
			return -1
		}
		return 1
	})
}

// pick is one person of a wave.
type pick struct {
	candidate
	aloud bool
	rank  int
}

// pickWave walks down the ranking and takes the best size people whose phones
// may sound, and on the way at most size whose may not: those are told in
// silence, once. told are those who were, until gives how long someone must not
// be woken. It returns when the first sleeper may be.
func pickWave(ranked []candidate, size int, told map[core.PersonID]bool, until func(candidate) time.Time) (picks []pick, wait time.Time) {
	aloud, silent := 0, 0
	for _, c := range ranked {
		if aloud == size {
			break
		}
		u := until(c)
		if u.IsZero() {
			aloud++
			picks = append(picks, pick{c, true, len(picks) + 1})
			continue
		}
		if wait.IsZero() || u.Before(wait) {
			wait = u
		}
		if !told[c.person] && silent < size {
			silent++
			picks = append(picks, pick{c, false, len(picks) + 1})
		}
	}
	return picks, wait
}
