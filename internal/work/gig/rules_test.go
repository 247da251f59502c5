package gig

import (
	"errors"
	"testing"
	"time"
)

var (
	allJobStates = []JobState{Draft, InReview, Refused, Unfunded, Open, Filled, Closed, Cancelled, Expired}
	allJobMoves  = []JobMove{JobPost, JobAllow, JobPass, JobReject, JobFund, JobBook, JobFree, JobShut, JobCancel, JobSettled}
	allStates    = []State{Booked, Working, Finished, Stated, Contested, PaidOut, Dropped, NoShow}
	allMoves     = []Move{CheckIn, Absent, Finish, Declare, Propose, Accept, Contest, Stand, Drop}
	allSides     = []Side{WorkerSide, EmployerSide, ClockSide}
)

func TestNextJob(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from JobState
		move JobMove
		f    JobFacts
		want JobState
		err  error
	}{
		"a posting of an approved employer waits for money": {"", JobPost, JobFacts{Approved: true, Places: 2}, Unfunded, nil},
		"a warning waits for staff":                         {"", JobPost, JobFacts{Approved: true, Warned: true, Places: 2}, InReview, nil},
		"an employer under review keeps a draft":            {"", JobPost, JobFacts{Warned: true, Places: 2}, Draft, nil},
		"a draft moves on when the employer is approved":    {Draft, JobAllow, JobFacts{Approved: true, Places: 2}, Unfunded, nil},
		"a draft with a warning goes to staff then":         {Draft, JobAllow, JobFacts{Approved: true, Warned: true, Places: 2}, InReview, nil},
		"staff let through":                                 {InReview, JobPass, JobFacts{Places: 2}, Unfunded, nil},
		"staff turn down":                                   {InReview, JobReject, JobFacts{Places: 2}, Refused, nil},
		"money opens":                                       {Unfunded, JobFund, JobFacts{Places: 2}, Open, nil},
		"money does not open a draft":                       {Draft, JobFund, JobFacts{Places: 2}, "", ErrJobState},
		"money does not open what staff look at":            {InReview, JobFund, JobFacts{Places: 2}, "", ErrJobState},
		"the last place fills":                              {Open, JobBook, JobFacts{Places: 2, Booked: 2}, Filled, nil},
		"one more than the places is impossible":            {Open, JobBook, JobFacts{Places: 2, Booked: 3}, "", ErrJobState},
		"a filled job books nobody":                         {Filled, JobBook, JobFacts{Places: 2, Booked: 2}, "", ErrJobState},
		"a shut job books nobody":                           {Open, JobBook, JobFacts{Places: 2, Booked: 1, Shut: true}, "", ErrJobState},
		"a freed place opens":                               {Filled, JobFree, JobFacts{Places: 2, Booked: 1}, Open, nil},
		"nobody booked expires":                             {Open, JobShut, JobFacts{}, Expired, nil},
		"those booked stay":                                 {Open, JobShut, JobFacts{Places: 1, Booked: 1}, Filled, nil},
		"shutting with free places left is impossible":      {Open, JobShut, JobFacts{Places: 2, Booked: 1}, "", ErrJobState},
		"an unpaid job expires":                             {Unfunded, JobShut, JobFacts{Places: 2}, Expired, nil},
		"a job can be called off before anyone finished":    {Filled, JobCancel, JobFacts{Places: 1, Booked: 1}, Cancelled, nil},
		"and not afterwards":                                {Filled, JobCancel, JobFacts{Places: 1, Booked: 1, Begun: true}, "", ErrBegun},
		"the last settlement closes":                        {Filled, JobSettled, JobFacts{Places: 1, Booked: 1, Shut: true}, Closed, nil},
		"while someone is under way nothing closes":         {Filled, JobSettled, JobFacts{Places: 1, Booked: 1, Shut: true, Going: 1}, "", ErrJobState},
		"before the door is shut nothing closes":            {Filled, JobSettled, JobFacts{Places: 1, Booked: 1}, "", ErrJobState},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := NextJob(tt.from, tt.move, tt.f)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestNext(t *testing.T) {
	t.Parallel()
	n := func(v int64) *int64 { return &v }
	at := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	in := Facts{By: WorkerSide, Now: at, Opens: at.Add(-time.Hour), Closes: at.Add(time.Hour), Planned: 100}
	with := func(f Facts, change func(*Facts)) Facts { change(&f); return f }
	for name, tt := range map[string]struct {
		from State
		move Move
		f    Facts
		want State
		err  error
	}{
		"check in begins":                              {Booked, CheckIn, in, Working, nil},
		"too early":                                    {Booked, CheckIn, with(in, func(f *Facts) { f.Now = at.Add(-61 * time.Minute) }), "", ErrTooEarly},
		"too late":                                     {Booked, CheckIn, with(in, func(f *Facts) { f.Now = at.Add(time.Hour) }), "", ErrTooLate},
		"twice":                                        {Working, CheckIn, in, "", ErrState},
		"absent only by the clock":                     {Booked, Absent, with(in, func(f *Facts) { f.Now = f.Closes }), "", ErrState},
		"absent when it closes":                        {Booked, Absent, with(in, func(f *Facts) { f.By, f.Now = ClockSide, f.Closes }), NoShow, nil},
		"not absent before":                            {Booked, Absent, with(in, func(f *Facts) { f.By = ClockSide }), "", ErrState},
		"the worker finishes":                          {Working, Finish, in, Finished, nil},
		"the employer does not":                        {Working, Finish, with(in, func(f *Facts) { f.By = EmployerSide }), "", ErrState},
		"the worker states":                            {Finished, Declare, with(in, func(f *Facts) { f.Figure = 100 }), Stated, nil},
		"not more than planned":                        {Finished, Declare, with(in, func(f *Facts) { f.Figure = 101 }), "", ErrFigure},
		"not less than nothing":                        {Finished, Declare, with(in, func(f *Facts) { f.Figure = -1 }), "", ErrFigure},
		"not before finishing":                         {Working, Declare, in, "", ErrState},
		"a correction before the answer":               {Stated, Declare, with(in, func(f *Facts) { f.Figure, f.Stated = 90, n(100) }), Stated, nil},
		"the plan is proposed":                         {Finished, Propose, Facts{By: ClockSide, Planned: 100, Figure: 100}, Stated, nil},
		"nothing but the plan is proposed":             {Finished, Propose, Facts{By: ClockSide, Planned: 100, Figure: 99}, "", ErrState},
		"the employer accepts":                         {Stated, Accept, Facts{By: EmployerSide, Stated: n(100)}, PaidOut, nil},
		"the worker does not accept his own":           {Stated, Accept, Facts{By: WorkerSide, Stated: n(100)}, "", ErrState},
		"silence stands":                               {Stated, Stand, Facts{By: ClockSide, Stated: n(100)}, PaidOut, nil},
		"nobody but the clock says so":                 {Stated, Stand, Facts{By: WorkerSide, Stated: n(100)}, "", ErrState},
		"a contested figure does not stand by silence": {Contested, Stand, Facts{By: ClockSide, Stated: n(100), Offered: n(50)}, "", ErrState},
		"the employer contests":                        {Stated, Contest, Facts{By: EmployerSide, Stated: n(100), Figure: 60}, Contested, nil},
		"with a lower figure":                          {Stated, Contest, Facts{By: EmployerSide, Stated: n(100), Figure: 100}, "", ErrNotLower},
		"and later only nearer":                        {Contested, Contest, Facts{By: EmployerSide, Stated: n(100), Offered: n(60), Figure: 60}, "", ErrNotCloser},
		"nearer":                                       {Contested, Contest, Facts{By: EmployerSide, Stated: n(100), Offered: n(60), Figure: 70}, Contested, nil},
		"until they agree":                             {Contested, Contest, Facts{By: EmployerSide, Stated: n(100), Offered: n(60), Figure: 100}, PaidOut, nil},
		"the worker comes nearer":                      {Contested, Declare, Facts{By: WorkerSide, Planned: 100, Stated: n(100), Offered: n(60), Figure: 80}, Contested, nil},
		"and not further away":                         {Contested, Declare, Facts{By: WorkerSide, Planned: 100, Stated: n(90), Offered: n(60), Figure: 95}, "", ErrNotCloser},
		"until they agree, from the worker's side":     {Contested, Declare, Facts{By: WorkerSide, Planned: 100, Stated: n(100), Offered: n(60), Figure: 60}, PaidOut, nil},
		"the worker takes the offer":                   {Contested, Accept, Facts{By: WorkerSide, Stated: n(100), Offered: n(60)}, PaidOut, nil},
		"the worker cancels before":                    {Booked, Drop, Facts{By: WorkerSide}, Dropped, nil},
		"and not at work":                              {Working, Drop, Facts{By: WorkerSide}, "", ErrState},
		"the employer sends away":                      {Working, Drop, Facts{By: EmployerSide}, Dropped, nil},
		"and not after the work":                       {Finished, Drop, Facts{By: EmployerSide}, "", ErrState},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Next(tt.from, tt.move, tt.f)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

// FuzzNext walks engagements at random: a state is always one of the known ones,
// what is over stays so, figures never exceed the plan, and a paid one was
// settled at a figure that one side named.
func FuzzNext(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, 0, 0, 3, 0, 50, 5, 1, 0})
	f.Add([]byte{0, 0, 0, 2, 0, 0, 3, 0, 90, 6, 1, 20, 3, 0, 40, 6, 1, 40, 5, 0, 0})
	f.Fuzz(func(t *testing.T, moves []byte) {
		state, facts := Booked, Facts{Planned: 100}
		at := time.Unix(0, 0)
		for i := 0; i+2 < len(moves) && i < 300; i += 3 {
			m := allMoves[int(moves[i])%len(allMoves)]
			facts.By, facts.Figure = allSides[int(moves[i+1])%len(allSides)], int64(int8(moves[i+2]))
			facts.Now, facts.Opens, facts.Closes = at, at.Add(-time.Hour), at.Add(time.Duration(int8(moves[i+2]))*time.Minute)
			next, err := Next(state, m, facts)
			if err != nil {
				if next != "" {
					t.Fatalf("%s by %s from %s: both %q and %v", m, facts.By, state, next, err)
				}
				continue
			}
			if state.Over() || state.Counts() && !next.Counts() && state != Booked && state != Working {
				t.Fatalf("%s led from %s to %s", m, state, next)
			}
			figure := facts.Figure
			switch {
			case next == PaidOut:
				got := settledAt(m, facts)
				if got < 0 || got > facts.Planned || facts.Offered != nil && got < *facts.Offered {
					t.Fatalf("settled at %d with %+v", got, facts)
				}
			case m == Declare || m == Propose:
				facts.Stated = &figure
			case m == Contest:
				facts.Offered = &figure
			}
			if facts.Stated != nil && *facts.Stated > facts.Planned || next == Contested && *facts.Offered >= *facts.Stated {
				t.Fatalf("figures %v and %v in %s", *facts.Stated, facts.Offered, next)
			}
			state = next
		}
	})
}

// FuzzNextJob does the same for jobs: nothing live without money, nothing over
// that moves, never more booked than places.
func FuzzNextJob(f *testing.F) {
	f.Add([]byte{0, 1, 4, 0, 5, 0, 5, 0, 7, 0, 9, 0})
	f.Fuzz(func(t *testing.T, moves []byte) {
		var state JobState
		var facts JobFacts
		facts.Places, facts.Approved = 2, true
		funded := false
		for i := 0; i+1 < len(moves) && i < 200; i += 2 {
			m, after := allJobMoves[int(moves[i])%len(allJobMoves)], facts
			flags := moves[i+1]
			after.Warned, after.Begun, after.Going = flags&1 != 0, flags&2 != 0, int64(flags>>4)
			switch m {
			case JobBook:
				after.Booked++
			case JobFree:
				after.Booked--
			case JobShut:
				after.Places, after.Shut = after.Booked, true
			}
			next, err := NextJob(state, m, after)
			if err != nil {
				continue
			}
			funded = funded || m == JobFund
			if state.Over() || next.Live() && !funded || after.Booked > after.Places || after.Booked < 0 {
				t.Fatalf("%s led from %q to %q with %+v", m, state, next, after)
			}
			if next == Filled && after.Booked != after.Places || next == Open && after.Booked == after.Places {
				t.Fatalf("%s with %+v", next, after)
			}
			state, facts = next, after
		}
	})
}

func TestWhatIsOverStaysOver(t *testing.T) {
	t.Parallel()
	for _, s := range allJobStates {
		for _, m := range allJobMoves {
			if _, err := NextJob(s, m, JobFacts{Approved: true, Shut: true}); s.Over() && err == nil {
				t.Errorf("%s moves by %s", s, m)
			}
		}
	}
	for _, s := range allStates {
		for _, m := range allMoves {
			for _, side := range allSides {
				n := int64(1)
				if _, err := Next(s, m, Facts{By: side, Planned: 1, Stated: &n, Offered: &n, Figure: 1}); s.Over() && err == nil {
					t.Errorf("%s moves by %s of %s", s, m, side)
				}
			}
		}
	}
}
