package hall

import (
	"context"
	"errors"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// Caller is who is to be served, and why.
type Caller struct {
	Phone    string
	Kind     core.DocumentKind
	Document string
	Channel  core.Channel // ByHall or ByCall
	Reason   string
}

// Open looks somebody up who stands at the desk or is on the telephone, by a whole
// number that only they and their papers tell, and begins to serve them. The look
// is recorded under their name.
//
// Errors: ErrNoHall, ErrWho, ErrReason, ErrPhone, ErrNoPerson, ErrOneself, auth.area.
func (s *Service) Open(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], c Caller) (_ Visit, err error) {
	defer fault.Wrap(&err, "hall.Open(%s)", id)
	if _, err := s.mine(ctx, tx, a, id); err != nil {
		return Visit{}, err
	}
	person, err := s.find(ctx, tx, c)
	if err != nil {
		return Visit{}, err
	}
	return s.begin(ctx, tx, a, id, person, c)
}

// find returns whose number is given.
func (s *Service) find(ctx context.Context, q db.Q, c Caller) (person core.PersonID, err error) {
	switch {
	case (c.Phone == "") == (c.Document == ""):
		return "", ErrWho
	case c.Phone != "":
		phone, bad := core.ParsePhone(c.Phone)
		if bad != nil {
			return "", ErrPhone
		}
		person, err = s.People.PersonByPhone(ctx, q, phone)
	default:
		person, err = s.People.PersonByDocument(ctx, q, c.Kind, c.Document)
	}
	if fault.KindOf(err) == fault.NotFound {
		return "", ErrNoPerson
	}
	return person, err
}

// begin opens a visit.
func (s *Service) begin(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], person core.PersonID, c Caller) (Visit, error) {
	if n := utf8.RuneCountInString(c.Reason); n < 2 || n > 100 {
		return Visit{}, ErrReason
	}
	if person == a.Person {
		return Visit{}, ErrOneself
	}
	now := s.Now()
	v := Visit{Hall: id, ID: core.NewID[Visit](now), Person: person, Clerk: a.Person, Channel: core.ByHall, Reason: c.Reason, Opened: now}
	if c.Channel == core.ByCall {
		v.Channel = core.ByCall
	}
	return v, errors.Join(insertVisit(ctx, tx, v),
		audit.Append(ctx, tx, audit.By(a, now, string(person), "hall.read_person", string(v.ID), c.Reason)))
}

// Enrol takes in somebody whose document the clerk has seen and who has
// accepted the texts, and begins to serve them.
//
// Errors: those of the registrar, ErrConsent, ErrReason, ErrPhone, auth.area.
func (s *Service) Enrol(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], n Newcomer, consented bool, c Caller) (_ Visit, err error) {
	defer fault.Wrap(&err, "hall.Enrol(%s)", id)
	h, err := s.mine(ctx, tx, a, id)
	if err != nil {
		return Visit{}, err
	}
	if !consented {
		return Visit{}, ErrConsent
	}
	a.Channel = core.ByHall
	n.Area = h.Area
	person, err := s.Registrar.Enrol(ctx, tx, a, n)
	if err != nil {
		return Visit{}, err
	}
	if err := s.tell(ctx, tx, h, person, "hall.registered", "/me",
		core.Text{ZH: "大厅帮您登记好了", EN: "The hall has registered you"},
		core.Text{ZH: "{hall}的工作人员看过您的证件，替您登记了实名。不是您本人去的，请马上联系大厅。", EN: "Staff of {hall} saw your document and registered your real name. If that was not you, tell the hall at once."}); err != nil {
		return Visit{}, err
	}
	return s.begin(ctx, tx, a, id, person, c)
}

// tell sends a person a word about what the hall did for them; {hall} is filled.
func (s *Service) tell(ctx context.Context, tx db.Tx, h Hall, person core.PersonID, kind, link string, title, body core.Text) error {
	return s.Notify.Send(ctx, tx, notify.Message{
		Person: person, Kind: kind, Title: title, Link: link,
		Body: core.Text{ZH: body.Fill("hall", h.Name.ZH).ZH, EN: body.Fill("hall", h.Name.EN).EN},
	})
}

// serving returns a visit of the actor's that has not ended, its hall, and the
// person as one who acts through the desk.
//
// Errors: ErrNoHall, ErrNoVisit, ErrVisitOver, auth.area.
func (s *Service) serving(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall], visit core.ID[Visit]) (Visit, Hall, core.Actor, error) {
	h, err := s.mine(ctx, q, a, id)
	if err != nil {
		return Visit{}, h, a, err
	}
	v, err := visitOf(ctx, q, id, visit)
	switch {
	case err != nil:
		return Visit{}, h, a, err
	case v.Clerk != a.Person:
		return Visit{}, h, a, ErrNoVisit
	case !v.live(s.Now()):
		return Visit{}, h, a, ErrVisitOver
	}
	return v, h, a.Acting(v.Person, v.Channel), nil
}

// Close ends a visit. Closing twice changes nothing.
//
// Errors: ErrNoHall, ErrNoVisit, auth.area.
func (s *Service) Close(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], visit core.ID[Visit]) (err error) {
	defer fault.Wrap(&err, "hall.Close(%s)", visit)
	_, _, _, err = s.serving(ctx, tx, a, id, visit)
	if errors.Is(err, ErrVisitOver) {
		return nil
	}
	if err != nil {
		return err
	}
	return closeVisit(ctx, tx, id, visit, s.Now())
}

// JobsFor returns open jobs as the person at the desk may take them.
//
// Errors: ErrNoVisit, ErrVisitOver, auth.area.
func (s *Service) JobsFor(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall], visit core.ID[Visit], f Search) (_ []JobCard, err error) {
	defer fault.Wrap(&err, "hall.JobsFor(%s)", visit)
	_, h, person, err := s.serving(ctx, q, a, id, visit)
	if err != nil {
		return nil, err
	}
	if f.Area == "" {
		f.Area = h.Area
	}
	return s.Places.Open(ctx, q, person, f)
}

// GrabFor takes a place for the person at the desk: their own act, marked with
// the clerk and shown to them.
//
// Errors: ErrNoVisit, ErrVisitOver, those of taking a place, auth.area.
func (s *Service) GrabFor(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], visit core.ID[Visit], job core.JobID) (_ Taken, err error) {
	defer fault.Wrap(&err, "hall.GrabFor(%s, %s)", visit, job)
	v, h, person, err := s.serving(ctx, tx, a, id, visit)
	if err != nil {
		return Taken{}, err
	}
	got, err := s.Places.Grab(ctx, tx, person, job)
	if err != nil {
		return Taken{}, err
	}
	return got, s.tellTaken(ctx, tx, h, v.Person, job, got)
}

// tellTaken tells a person what the hall took for them.
func (s *Service) tellTaken(ctx context.Context, tx db.Tx, h Hall, person core.PersonID, job core.JobID, got Taken) error {
	link := "/jobs/" + string(job)
	title := core.Text{ZH: "大厅替您报了名", EN: "The hall applied for you"}
	if got.Result == "booked" {
		link = "/engagements/" + string(got.Engagement)
		title = core.Text{ZH: "大厅替您接了活", EN: "The hall took a job for you"}
	}
	return s.tell(ctx, tx, h, person, "hall.taken", link, title,
		core.Text{ZH: "{hall}的工作人员照您说的办的。不是您的意思，请点开取消，或联系大厅。", EN: "Staff of {hall} did it as you asked. If you did not, open it and cancel, or tell the hall."})
}

// TextFor offers a job by SMS to the person who is being served, to think about.
//
// Errors: ErrNoVisit, ErrVisitOver, those of offering, auth.area.
func (s *Service) TextFor(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], visit core.ID[Visit], job core.JobID) (err error) {
	defer fault.Wrap(&err, "hall.TextFor(%s, %s)", visit, job)
	v, _, _, err := s.serving(ctx, tx, a, id, visit)
	if err != nil {
		return err
	}
	return s.Texts.Offer(ctx, tx, a, v.Person, job)
}

// WithdrawFor takes the person at the desk out of a job.
//
// Errors: ErrNoVisit, ErrVisitOver, those of leaving a job, auth.area.
func (s *Service) WithdrawFor(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], visit core.ID[Visit], job core.JobID, reason string) (err error) {
	defer fault.Wrap(&err, "hall.WithdrawFor(%s, %s)", visit, job)
	v, h, person, err := s.serving(ctx, tx, a, id, visit)
	if err != nil {
		return err
	}
	if err := s.Places.Withdraw(ctx, tx, person, job, reason); err != nil {
		return err
	}
	return s.tell(ctx, tx, h, v.Person, "hall.left", "/jobs/"+string(job),
		core.Text{ZH: "大厅替您退了活", EN: "The hall withdrew you from a job"},
		core.Text{ZH: "{hall}的工作人员照您说的办的。不是您的意思，请马上联系大厅。", EN: "Staff of {hall} did it as you asked. If you did not, tell the hall at once."})
}
