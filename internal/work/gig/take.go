package gig

import (
	"slices"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// seats is what the taking of places needs to know of a job.
type seats struct {
	id       core.JobID
	employer core.EmployerID
	state    JobState // as stored: Open, not Filled
	mode     Mode
	minAge   int64
	windows  [][2]int64 // microseconds
	chooseUS int64      // of Choice: when the choosing ends
	places   int64
	booked   int64
	lineIn   int64
	lineOut  int64
	shut     bool
	each     int64
	planned  int64
	currency string
	moved    bool // counters changed and are to be written
}

func (j *seats) start() int64 { return j.windows[0][0] }
func (j *seats) end() int64   { return j.windows[len(j.windows)-1][1] }
func (j *seats) free() int64  { return j.places - j.booked }

// spans are the windows as events carry them.
func (j *seats) spans() []core.Span {
	out := make([]core.Span, len(j.windows))
	for i, w := range j.windows {
		out[i] = core.Span{Start: db.Instant(w[0]), End: db.Instant(w[1])}
	}
	return out
}

// book takes a place.
//
// Errors: ErrJobState.
func (j *seats) book() error {
	_, err := NextJob(j.state, JobBook, JobFacts{Places: j.places, Booked: j.booked + 1, Shut: j.shut})
	if err == nil {
		j.booked++
		j.moved = true
	}
	return err
}

// person is what the taking of places needs to know of a worker.
type person struct {
	id      core.PersonID
	birth   core.Date // "": no real name
	ties    []tie
	blocked []core.EmployerID // with whom either side wants no more
}

// tieTo returns what binds the worker to the job; nil for nothing.
func (w *person) tieTo(job core.JobID) *tie {
	for i := range w.ties {
		if w.ties[i].job == job {
			return &w.ties[i]
		}
	}
	return nil
}

// bind adds the windows of a new engagement.
func (w *person) bind(j *seats, e core.EngagementID) {
	for n, span := range j.windows {
		w.ties = append(w.ties, tie{worker: w.id, job: j.id, n: int64(n), kind: tieBooked, startUS: span[0], endUS: span[1], engagement: e})
	}
}

// whyNot says why the worker may not have a place in the job or stand in its
// line at the given time; nil if he may. It does not look at ties to this job.
func (w *person) whyNot(j *seats, agents []core.PersonID, nowUS int64) *fault.Fault {
	switch {
	case j.state != Open && j.state != Filled:
		return ErrNotOpen
	case j.shut || nowUS >= j.start() || j.mode == Choice && nowUS >= j.chooseUS:
		return ErrShut
	case w.birth == "":
		return ErrRealName
	case slices.Contains(agents, w.id):
		return ErrOwnJob
	case slices.Contains(w.blocked, j.employer):
		return ErrBlocked
	case !oldEnough(w.birth, j.minAge, j.start()):
		return tooYoung(j.minAge)
	}
	if t := w.overlap(j); t != nil {
		return ErrOverlap.With("from", shortTime(db.Instant(t.startUS)), "to", shortTime(db.Instant(t.endUS)))
	}
	return nil
}

// tooYoung names the rule where there is one: below 16 nobody may be hired; 18
// is what the job asks.
func tooYoung(minAge int64) *fault.Fault {
	f := ErrAge.With("min", minAge)
	if minAge <= 16 {
		f = f.Cite("劳动法第十五条")
	}
	return f
}

// oldEnough reports whether the worker has the age on the first day of work.
func oldEnough(birth core.Date, minAge, startUS int64) bool {
	day := core.DateOf(db.Instant(startUS))
	return int64(birth.YearsAt(day)) >= minAge
}

// overlap returns a booked window of the worker that shares an instant with the
// job; nil if there is none.
func (w *person) overlap(j *seats) *tie {
	for i := range w.ties {
		t := &w.ties[i]
		if t.kind != tieBooked || t.job == j.id {
			continue
		}
		for _, span := range j.windows {
			if t.startUS < span[1] && span[0] < t.endUS {
				return t
			}
		}
	}
	return nil
}
