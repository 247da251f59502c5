package gig

import (
	"context"
	"slices"
	"strings"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// maxDossier is the most lines of one table in an export.
const maxDossier = 5000

var stateTexts = map[State]core.Text{
	Booked: {ZH: "等开工", EN: "booked"}, Working: {ZH: "干活中", EN: "working"}, Finished: {ZH: "干完了", EN: "finished"}, Stated: {ZH: "等确认", EN: "stated"},
	Contested: {ZH: "有争议", EN: "contested"}, PaidOut: {ZH: "已付", EN: "paid"}, Dropped: {ZH: "取消了", EN: "cancelled"}, NoShow: {ZH: "没来", EN: "absent"},
}

var jobTexts = map[JobState]core.Text{
	Draft: {ZH: "草稿", EN: "draft"}, InReview: {ZH: "审核中", EN: "in review"}, Refused: {ZH: "没通过", EN: "turned down"}, Unfunded: {ZH: "等付工钱", EN: "unfunded"},
	Open: {ZH: "招人中", EN: "open"}, Filled: {ZH: "人齐了", EN: "filled"}, Closed: {ZH: "已结清", EN: "closed"}, Cancelled: {ZH: "取消了", EN: "cancelled"}, Expired: {ZH: "没招到人", EN: "expired"},
}

// Dossier is what the module keeps of a person.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "gig.Dossier(%s)", person)
	worked, err := s.workedPart(ctx, q, person)
	if err != nil {
		return nil, err
	}
	posted := dossier.Part{Key: "jobs", Title: core.Text{ZH: "您发的活", EN: "Jobs you posted"}, Columns: []dossier.Column{
		dossier.Col("id", "编号", "Number"), dossier.Col("title", "标题", "Title"), dossier.Col("state", "状态", "State"), dossier.Col("address", "地址", "Address"), dossier.Col("door", "门牌", "Door"),
		dossier.Col("contact", "联系人", "Contact"), dossier.Col("phone", "电话", "Phone"), dossier.Col("start", "开工", "Begins"), dossier.Col("pay", "工钱", "Pay"), dossier.Col("note", "说明", "Note"),
	}}
	jobs, err := s.jobsPostedBy(ctx, q, person)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		posted.Add(dossier.Plain(string(j.ID)), dossier.Plain(j.Title), dossier.Said(string(j.State), jobTexts[j.State]), dossier.Plain(j.Address), dossier.Plain(j.Door.Reveal()),
			dossier.Plain(j.ContactName.Reveal()), dossier.Plain(j.Phone.Reveal()), dossier.At(j.Start()), dossier.Money(j.Pay), dossier.Plain(j.Note))
	}
	return []dossier.Part{worked, posted}, nil
}

func (s *Service) workedPart(ctx context.Context, q db.Q, person core.PersonID) (dossier.Part, error) {
	part := dossier.Part{Key: "engagements", Title: core.Text{ZH: "您接的活", EN: "Work you took"}, Columns: []dossier.Column{
		dossier.Col("id", "编号", "Number"), dossier.Col("title", "活", "Job"), dossier.Col("employer", "雇主", "Employer"), dossier.Col("state", "状态", "State"),
		dossier.Col("start", "开工", "Begins"), dossier.Col("end", "结束", "Ends"), dossier.Col("stated", "您填的数", "Your figure"), dossier.Col("note", "您写的话", "Your words"),
		dossier.Col("paid", "已付", "Paid"), dossier.Col("reason", "取消原因", "Why it ended"), dossier.Col("booked_at", "接活时间", "Taken"),
	}}
	all, err := engagementsOfWorker(ctx, q, person, lastID, maxDossier)
	if err != nil {
		return part, err
	}
	jobs, employers := map[core.JobID]Job{}, []core.EmployerID{}
	ids := make([]core.JobID, len(all))
	for i, e := range all {
		ids[i], employers = e.Job, append(employers, e.Employer)
	}
	known, err := s.jobsByID(ctx, q, ids)
	if err != nil {
		return part, err
	}
	for _, j := range known {
		jobs[j.ID] = j
	}
	names, err := s.employers.MaskedNames(ctx, q, employers)
	for _, e := range all {
		stated := dossier.Cell{}
		if e.Stated != nil {
			stated = dossier.Cell{Value: *e.Stated, Text: quantityText(jobs[e.Job].Unit, *e.Stated)}
		}
		part.Add(dossier.Plain(string(e.ID)), dossier.Plain(jobs[e.Job].Title), dossier.Plain(names[e.Employer]), dossier.Said(string(e.State), stateTexts[e.State]),
			dossier.At(e.Span.Start), dossier.At(e.Span.End), stated, dossier.Plain(e.StatedNote), dossier.Money(e.Money(e.PaidMinor)), dossier.Plain(e.EndReason), dossier.At(e.BookedAt))
	}
	return part, err
}

// jobsPostedBy returns the jobs that a person posted, newest first.
func (s *Service) jobsPostedBy(ctx context.Context, q db.Q, person core.PersonID) (out []Job, err error) {
	// No index leads here: it is asked once for an export or an erasure.
	err = q.Rows(ctx, `SELECT `+jobColumns+` FROM gig_job WHERE poster_id = $1 ORDER BY id DESC`, []any{person}, s.eachJob(&out))
	return out, err
}

// Hindrances are work and jobs that are not over.
func (s *Service) Hindrances(ctx context.Context, q db.Q, person core.PersonID) (out []dossier.Hindrance, err error) {
	defer fault.Wrap(&err, "gig.Hindrances(%s)", person)
	all, err := engagementsOfWorker(ctx, q, person, lastID, maxDossier)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.State.Over() {
			continue
		}
		j, err := s.jobOf(ctx, q, e.Job)
		if err != nil {
			return nil, err
		}
		out = append(out, dossier.Hindrance{Link: "/engagements/" + string(e.ID), Text: core.Text{
			ZH: "《{title}》还没有结清，请先干完、收到钱，或者取消。", EN: "“{title}” is not settled. Please finish it and be paid, or cancel it first.",
		}.Fill("title", j.Title)})
	}
	waiting, err := linesOf(ctx, q, person)
	if err != nil {
		return nil, err
	}
	for _, id := range waiting {
		j, err := s.jobOf(ctx, q, id)
		if err != nil {
			return nil, err
		}
		if j.State.Live() {
			out = append(out, dossier.Hindrance{Link: "/jobs/" + string(id), Text: core.Text{
				ZH: "您还在等《{title}》的名额，请先撤回。", EN: "You still wait for a place in “{title}”. Please withdraw first.",
			}.Fill("title", j.Title)})
		}
	}
	posted, err := s.jobsPostedBy(ctx, q, person)
	for _, j := range posted {
		if !j.State.Over() {
			out = append(out, dossier.Hindrance{Link: "/hire/jobs/" + string(j.ID), Text: core.Text{
				ZH: "您发的《{title}》还没有结束，请先结清或者取消。", EN: "“{title}”, which you posted, is not over. Please settle it or call it off first.",
			}.Fill("title", j.Title)})
		}
	}
	return out, err
}

// linesOf returns the jobs in whose line a person stands.
func linesOf(ctx context.Context, q db.Q, person core.PersonID) (out []core.JobID, err error) {
	// A prefix of the primary key.
	err = q.Rows(ctx, `SELECT job_id FROM gig_slot WHERE worker_id = $1 AND kind = 'line' ORDER BY job_id`, []any{person}, func(r db.Row) error {
		var id core.JobID
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// Erase takes the person out of work that is over: what was agreed, done and paid
// stays under their identifier; words, contacts and doors go. It must run after
// employer has closed what was only theirs.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "gig.Erase(%s)", e.Person)
	worked, err := engagementsOfWorker(ctx, tx, e.Person, lastID, maxDossier)
	if err != nil {
		return err
	}
	for _, w := range worked {
		if err := eraseWork(ctx, tx, e, w); err != nil {
			return err
		}
	}
	if len(worked) > 0 {
		e.Keep("keep_wage")
		e.Keep("keep_contract")
	}
	for _, statement := range []string{
		`DELETE FROM gig_block WHERE worker_id = $1`,
		`UPDATE gig_block SET reason = '' WHERE by_id = $1`,
		`DELETE FROM gig_slot WHERE worker_id = $1 AND kind = 'barred'`,
	} {
		// Who would not work with whom, and why.
		if _, err := tx.Exec(ctx, statement, e.Person); err != nil {
			return err
		}
	}
	return s.eraseJobs(ctx, tx, e)
}

// eraseWork takes the person's words out of an engagement and its timeline.
func eraseWork(ctx context.Context, tx db.Tx, e *dossier.Erasure, w Engagement) error {
	words := []string{}
	for _, said := range []string{w.StatedNote, w.EndReason} {
		if said != "" {
			words = append(words, said)
		}
	}
	type step struct {
		n    int64
		text core.Text
	}
	var steps []step
	// An engagement's steps are few.
	err := tx.Rows(ctx, `SELECT n, zh, en FROM gig_step WHERE job_id = $1 AND engagement_id = $2`, []any{w.Job, w.ID}, func(r db.Row) error {
		var x step
		err := r.Scan(&x.n, &x.text.ZH, &x.text.EN)
		steps = append(steps, x)
		return err
	})
	if err != nil {
		return err
	}
	clean := func(text string) string {
		for _, said := range words {
			text = strings.ReplaceAll(text, said, "")
		}
		return e.Redact(text)
	}
	for _, x := range steps {
		to := core.Text{ZH: clean(x.text.ZH), EN: clean(x.text.EN)}
		if to == x.text {
			continue
		}
		// One row by its primary key.
		if _, err := tx.Exec(ctx, `UPDATE gig_step SET zh = $3, en = $4 WHERE job_id = $1 AND n = $2`, w.Job, x.n, to.ZH, to.EN); err != nil {
			return err
		}
	}
	w.StatedNote, w.EndReason, w.OfferedReason = "", "", e.Redact(w.OfferedReason)
	return updateEngagement(ctx, tx, w)
}

// eraseJobs takes the person out of the jobs that they posted, and out of the
// contacts of their employers' other jobs.
func (s *Service) eraseJobs(ctx context.Context, tx db.Tx, e *dossier.Erasure) error {
	posted, err := s.jobsPostedBy(ctx, tx, e.Person)
	if err != nil {
		return err
	}
	var employers []core.EmployerID
	for _, j := range posted {
		if !slices.Contains(employers, j.Employer) {
			employers = append(employers, j.Employer)
		}
	}
	agents, err := s.employers.AgentsOf(ctx, tx, employers)
	if err != nil {
		return err
	}
	for _, id := range employers {
		all, err := s.jobsOfEmployer(ctx, tx, id, lastID, maxDossier)
		if err != nil {
			return err
		}
		own := slices.Contains(agents[id], e.Person) // nobody else's
		for _, j := range all {
			if err := s.eraseJob(ctx, tx, e, j, own); err != nil {
				return err
			}
		}
	}
	if len(posted) > 0 {
		e.Keep("keep_contract")
	}
	return nil
}

// eraseJob clears a job's contact if it is the person's, and all that tells where
// they live if the employer is nobody else's: the place is then known to about a
// kilometre.
func (s *Service) eraseJob(ctx context.Context, tx db.Tx, e *dossier.Erasure, j Job, own bool) error {
	if own {
		const km = 100_000 // a hundredth of a degree
		// One row by its primary key.
		_, err := tx.Exec(ctx, `
			UPDATE gig_job SET door = NULL, contact_name = NULL, contact_phone = NULL, address = $2, note = '', search = '', photos = '[]',
				title = $3, reason = $4, lat_e7 = $5, lon_e7 = $6 WHERE id = $1`,
			j.ID, dossier.Gone, e.Redact(j.Title), e.Redact(j.Reason), j.Place.LatE7/km*km, j.Place.LonE7/km*km)
		return err
	}
	if j.Poster == e.Person {
		for _, photo := range j.Photos {
			e.KeepFile(photo)
		}
	}
	if j.ContactName != e.Name && j.Phone != e.Phone {
		return nil
	}
	// The firm goes on, with another contact.
	_, err := tx.Exec(ctx, `UPDATE gig_job SET contact_name = NULL, contact_phone = NULL WHERE id = $1`, j.ID)
	return err
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "gig.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "engagements that are open or have words", SQL: `SELECT COUNT(*) FROM gig_engagement WHERE (state NOT IN ('paid', 'cancelled', 'no_show') OR stated_note <> '' OR end_reason <> '') AND worker_id IN`},
		dossier.Query{What: "blocks", SQL: `SELECT COUNT(*) FROM gig_block WHERE worker_id IN`},
		dossier.Query{What: "jobs that are open", SQL: `SELECT COUNT(*) FROM gig_job WHERE state NOT IN ('refused', 'closed', 'cancelled', 'expired') AND poster_id IN`},
	)
}
