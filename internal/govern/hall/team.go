package hall

import (
	"context"
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// Outcome is what a call came to.
type Outcome string

// The outcomes of a call.
const (
	Yes      Outcome = "yes"
	No       Outcome = "no"
	NoAnswer Outcome = "no_answer"
	Later    Outcome = "later"
)

// Phoned is one call to one candidate.
type Phoned struct {
	Person  core.PersonID
	N       int64
	Outcome Outcome
	Note    string
	Again   time.Time // of Later
	Clerk   core.PersonID
	At      time.Time
}

// Prospect is someone to be called for a dispatch, or who was.
type Prospect struct {
	Candidate
	Rest
	Calls []Phoned // oldest first
}

// last is the latest call.
func (p Prospect) last() (Phoned, bool) {
	if len(p.Calls) == 0 {
		return Phoned{}, false
	}
	return p.Calls[len(p.Calls)-1], true
}

// most is how many candidates are looked at.
const most = 100

// Prospects returns whom to call: those the job suits, who consented, with their
// rest and what earlier calls came to; those who said no come last. Who was called
// and is not suited any more is left out. The list is recorded about the clerk.
//
// Errors: ErrNoDispatch, auth.area.
func (s *Service) Prospects(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch]) (_ []Prospect, _ map[core.PersonID]Card, err error) {
	defer fault.Wrap(&err, "hall.Prospects(%s)", dispatch)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return nil, nil, err
	}
	j, err := s.Jobs.Job(ctx, tx, d.Job, a.Lang)
	if err != nil {
		return nil, nil, err
	}
	found, err := s.Matcher.Candidates(ctx, tx, d.Job, most)
	if fault.KindOf(err) == fault.NotFound { // not paid for yet
		found, err = nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	found = slices.DeleteFunc(found, func(c Candidate) bool { return c.Level < d.MinLevel || c.Person == a.Person })
	ids := make([]core.PersonID, len(found))
	for i, c := range found {
		ids[i] = c.Person
	}
	cards, err := s.People.Cards(ctx, tx, ids, a.Lang)
	if err != nil {
		return nil, nil, err
	}
	worked, err := s.Matcher.Worked(ctx, tx, ids, core.Span{Start: startOf(j.Windows).Add(-around), End: endOf(j.Windows).Add(around)})
	if err != nil {
		return nil, nil, err
	}
	calls, err := callsOf(ctx, tx, d)
	if err != nil {
		return nil, nil, err
	}
	out := make([]Prospect, 0, len(found))
	for _, c := range found {
		if cards[c.Person].Consented {
			out = append(out, Prospect{c, restOf(j.Windows, worked[c.Person]), calls[c.Person]})
		}
	}
	slices.SortStableFunc(out, func(x, y Prospect) int { return x.turn() - y.turn() })
	return out, cards, audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "hall.list_candidates", string(d.ID), ""))
}

// turn puts those to be called first, then those who could not be reached, then
// those who said no.
func (p Prospect) turn() int {
	last, called := p.last()
	switch {
	case !called || last.Outcome == Later:
		return 0
	case last.Outcome == NoAnswer:
		return 1
	}
	return 2
}

func endOf(windows []core.Span) (end time.Time) {
	for _, w := range windows {
		if w.End.After(end) {
			end = w.End
		}
	}
	return end
}

// PhoneOf gives the number of a candidate or a member, to call. The person sees
// the look and its reason.
//
// Errors: ErrNoDispatch, ErrNotSuited, ErrSaidNo, auth.area.
func (s *Service) PhoneOf(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch], person core.PersonID) (_ string, err error) {
	defer fault.Wrap(&err, "hall.PhoneOf(%s, %s)", dispatch, person)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return "", err
	}
	reason := "大厅派工《" + d.Title + "》，打电话问您去不去"
	if _, err := s.member(ctx, tx, d, person); err == nil {
		reason = "您在《" + d.Title + "》的队里，大厅打电话联系您"
	} else if err := s.mayAsk(ctx, tx, d, person); err != nil {
		return "", err
	}
	return s.Registrar.DisclosePhone(ctx, tx, a, person, reason)
}

// mayAsk refuses to ask somebody whom the job does not suit or who said no.
//
// Errors: ErrNotSuited, ErrSaidNo.
func (s *Service) mayAsk(ctx context.Context, q db.Q, d Dispatch, person core.PersonID) error {
	calls, err := callsOf(ctx, q, d)
	if err != nil {
		return err
	}
	if last, ok := (Prospect{Calls: calls[person]}).last(); ok && last.Outcome == No {
		return ErrSaidNo
	}
	suits, err := s.Matcher.Suits(ctx, q, d.Job, person)
	if fault.KindOf(err) == fault.NotFound || err == nil && !suits {
		return ErrNotSuited
	}
	return err
}

// Called notes what a call came to. A yes takes a place for the person in the same
// transaction, or a place in line when all are taken.
//
// Errors: ErrNoDispatch, ErrOver, ErrAgainAt, ErrNote, ErrSaidNo, ErrNotSuited,
// those of taking a place, auth.area.
func (s *Service) Called(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch], c Phoned) (_ Phoned, _ Taken, err error) {
	defer fault.Wrap(&err, "hall.Called(%s, %s)", dispatch, c.Person)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return c, Taken{}, err
	}
	now := s.Now()
	switch {
	case !d.Ended.IsZero():
		return c, Taken{}, ErrOver
	case c.Person == a.Person:
		return c, Taken{}, ErrOneself
	case (c.Outcome == Later) != c.Again.After(now):
		return c, Taken{}, ErrAgainAt
	case utf8.RuneCountInString(c.Note) > 200:
		return c, Taken{}, ErrNote
	}
	if err := s.mayAsk(ctx, tx, d, c.Person); err != nil {
		return c, Taken{}, err
	}
	c.Clerk, c.At = a.Person, now
	if err := insertCall(ctx, tx, d, &c); err != nil {
		return c, Taken{}, err
	}
	if err := audit.Append(ctx, tx, audit.By(a, now, string(c.Person), "hall.called", string(d.Job), string(c.Outcome))); err != nil {
		return c, Taken{}, err
	}
	if c.Outcome != Yes {
		return c, Taken{}, s.signal(ctx, tx, id)
	}
	h, err := hallOf(ctx, tx, id)
	if err != nil {
		return c, Taken{}, err
	}
	got, err := s.Places.Grab(ctx, tx, a.Acting(c.Person, core.ByCall), d.Job)
	if err != nil {
		return c, Taken{}, err
	}
	return c, got, errors.Join(s.tellTaken(ctx, tx, h, c.Person, d.Job, got), s.signal(ctx, tx, id))
}

// Text offers the dispatch's job by SMS to a candidate who could not be reached.
//
// Errors: ErrNoDispatch, ErrSaidNo, ErrNotSuited, those of offering, auth.area.
func (s *Service) Text(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch], person core.PersonID) (err error) {
	defer fault.Wrap(&err, "hall.Text(%s, %s)", dispatch, person)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return err
	}
	if err := s.mayAsk(ctx, tx, d, person); err != nil {
		return err
	}
	return s.Texts.Offer(ctx, tx, a, person, d.Job)
}

// Drop takes somebody out of the team who says, at the desk or on the telephone,
// that they can't come. The next in line moves up.
//
// Errors: ErrNoDispatch, those of leaving a job, auth.area.
func (s *Service) Drop(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch], person core.PersonID, reason string) (err error) {
	defer fault.Wrap(&err, "hall.Drop(%s, %s)", dispatch, person)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return err
	}
	if person == a.Person {
		return ErrOneself
	}
	h, err := hallOf(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := s.Places.Withdraw(ctx, tx, a.Acting(person, core.ByCall), d.Job, reason); err != nil {
		return err
	}
	return errors.Join(s.signal(ctx, tx, id), s.tell(ctx, tx, h, person, "hall.left", "/jobs/"+string(d.Job),
		core.Text{ZH: "大厅替您退了活", EN: "The hall withdrew you from a job"},
		core.Text{ZH: "{hall}的工作人员照您说的办的。不是您的意思，请马上联系大厅。", EN: "Staff of {hall} did it as you asked. If you did not, tell the hall at once."}))
}

// Lead makes a member the team's leader (带队), and tells them; "" makes nobody.
//
// Errors: ErrNoDispatch, ErrNotMember, auth.area.
func (s *Service) Lead(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch], person core.PersonID) (_ Dispatch, err error) {
	defer fault.Wrap(&err, "hall.Lead(%s, %s)", dispatch, person)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil || d.Leader == person {
		return d, err
	}
	d.Leader = person
	if person == "" {
		return d, s.save(ctx, tx, a, &d, "hall.lead")
	}
	m, err := s.member(ctx, tx, d, person)
	if err != nil {
		return d, err
	}
	return d, errors.Join(s.save(ctx, tx, a, &d, "hall.lead"), s.Notify.Send(ctx, tx, notify.Message{
		Person: person, Kind: "hall.leader", Title: core.Text{ZH: "请您带队", EN: "You lead the team"},
		Body: core.Text{ZH: "《{title}》请您带队：点名，记开工收工。", EN: "“{title}”: please call the roll and note when work begins and ends."}.Fill("title", d.Title),
		Link: "/engagements/" + string(m.Engagement), Ring: true,
	}))
}

// member returns someone who has a place in the dispatch's job.
//
// Errors: ErrNotMember.
func (s *Service) member(ctx context.Context, q db.Q, d Dispatch, person core.PersonID) (Member, error) {
	team, err := s.team(ctx, q, d)
	if err != nil {
		return Member{}, err
	}
	i := slices.IndexFunc(team, func(m Member) bool { return m.Person == person && m.In })
	if i < 0 {
		return Member{}, ErrNotMember
	}
	return team[i], nil
}

// team returns all who have or had a place, as the one who posted the job sees them.
func (s *Service) team(ctx context.Context, q db.Q, d Dispatch) ([]Member, error) {
	agents, err := s.Employers.Agents(ctx, q, d.Employer)
	if err != nil || len(agents) == 0 {
		return nil, err
	}
	return s.Teams.Team(ctx, q, core.Actor{Person: agents[0]}, d.Job)
}

// OnBooked tells a new member where the team meets.
func (s *Service) OnBooked(ctx context.Context, tx db.Tx, e event.Booked) (err error) {
	defer fault.Wrap(&err, "hall.OnBooked(%s)", e.Engagement)
	d, known, err := dispatchOfJob(ctx, tx, e.Job)
	if err != nil || !known {
		return err
	}
	if d.says() {
		if err := s.Notify.Send(ctx, tx, d.meetingPoint(e.Worker, e.Engagement)); err != nil {
			return err
		}
	}
	return s.signal(ctx, tx, d.Hall)
}

// OnUnbooked tells the clerk that somebody dropped out, and what is to be done:
// nobody, if the next in line moved up already.
func (s *Service) OnUnbooked(ctx context.Context, tx db.Tx, e event.Unbooked) (err error) {
	defer fault.Wrap(&err, "hall.OnUnbooked(%s)", e.Engagement)
	d, known, err := dispatchOfJob(ctx, tx, e.Job)
	if err != nil || !known || !d.Ended.IsZero() {
		return err
	}
	j, err := s.Jobs.Job(ctx, tx, d.Job, core.ZH)
	if err != nil {
		return err
	}
	if d.Leader == e.Worker {
		d.Leader = ""
		if err := s.save(ctx, tx, core.System, &d, "hall.lead"); err != nil {
			return err
		}
	}
	body := core.Text{ZH: "《{title}》有人退出，还缺 {short} 人，请接着打电话。", EN: "Someone left “{title}”; {short} short. Please go on calling."}
	if j.Booked >= j.Places {
		body = core.Text{ZH: "《{title}》有人退出，候补的已经顶上。", EN: "Someone left “{title}”; the next in line has the place."}
	}
	return errors.Join(s.signal(ctx, tx, d.Hall), s.Notify.Send(ctx, tx, notify.Message{
		Person: d.Clerk, Kind: "hall.short", Title: core.Text{ZH: "派工有人退出", EN: "Someone left a team"},
		Body: body.Fill("title", d.Title, "short", itoa(j.Places-j.Booked)), Data: map[string]string{"dispatch": string(d.ID)}, Ring: j.Booked < j.Places,
	}))
}

// OnJobEnded closes a dispatch with its job.
func (s *Service) OnJobEnded(ctx context.Context, tx db.Tx, e event.JobEnded) (err error) {
	defer fault.Wrap(&err, "hall.OnJobEnded(%s)", e.Job)
	d, known, err := dispatchOfJob(ctx, tx, e.Job)
	if err != nil || !known || !d.Ended.IsZero() {
		return err
	}
	d.Ended = s.Now()
	return s.save(ctx, tx, core.System, &d, "hall.ended")
}
