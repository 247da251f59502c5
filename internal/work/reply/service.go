package reply

import (
	"context"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Deps is what the module needs.
type Deps struct {
	DB     *db.DB
	Now    core.Clock
	Jobs   *jobs.Queue
	Keys   *crypto.Keyring
	Market Market
	Phones Phones
	SMS    SMS
	// Demo has an operation that stands in for somebody's telephone.
	Demo bool
}

// Service is the module's front door. Safe for concurrent use.
type Service struct{ Deps }

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

// Secret is what the provider signs with. It comes from the installation's keys.
func (s *Service) Secret() string { return hex.EncodeToString(s.Keys.Index("reply.secret", "1")) }

// Offer offers a job to a person by SMS. A job that is offered already is offered
// again under its digit.
//
// Errors: ErrNotOpen, ErrMany, ErrNoPhone, those of the market.
func (s *Service) Offer(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, job core.JobID) (o Offer, err error) {
	defer fault.Wrap(&err, "reply.Offer(%s, %s)", person, job)
	j, err := s.Market.Job(ctx, tx, job)
	switch {
	case err != nil:
		return Offer{}, err
	case !j.Open || !s.Now().Before(j.Start):
		return Offer{}, ErrNotOpen
	}
	if _, err := s.Phones.PhoneOf(ctx, tx, person); fault.KindOf(err) == fault.NotFound {
		return Offer{}, ErrNoPhone
	} else if err != nil {
		return Offer{}, err
	}
	now := s.Now()
	open, err := s.openOffers(ctx, tx, person, now)
	if err != nil {
		return Offer{}, err
	}
	used := map[int64]bool{}
	for _, x := range open {
		if x.Job == job {
			return x, s.say(ctx, tx, person, offerText(x, j))
		}
		used[x.Digit] = true
	}
	o = Offer{Person: person, ID: core.NewID[Offer](now), Job: job, Digit: 1, Title: j.Title, By: a.Doer(), Made: now, Until: now.Add(offerLife)}
	for used[o.Digit] {
		o.Digit++
	}
	if o.Digit > 9 {
		return Offer{}, ErrMany
	}
	if j.Start.Before(o.Until) {
		o.Until = j.Start
	}
	err = insertOffer(ctx, tx, o)
	if errors.Is(err, db.ErrUnique) { // two at once
		return Offer{}, db.ErrRetry
	}
	return o, errors.Join(err, s.say(ctx, tx, person, offerText(o, j)),
		audit.Append(ctx, tx, audit.By(a, now, string(person), "reply.offer", string(job), "")))
}

// openOffers ends what is past its time and returns the rest, newest first.
func (s *Service) openOffers(ctx context.Context, tx db.Tx, person core.PersonID, now time.Time) ([]Offer, error) {
	if err := endOffers(ctx, tx, person, now); err != nil {
		return nil, err
	}
	return offersOf(ctx, tx, person)
}

func offerText(o Offer, j Job) string {
	n := strconv.FormatInt(o.Digit, 10)
	places := "，还要 " + strconv.FormatInt(j.Free, 10) + " 人"
	if j.Free <= 0 {
		places = "，人满了，可以候补"
	}
	return "【零工】" + j.Start.In(core.China).Format("1月2日 15:04") + "《" + j.Title + "》" + j.PayText + "，" + j.Address + places +
		"。回复 " + n + " 接活，回复 0 不接。"
}

// Message is a text that somebody sent to us.
type Message struct {
	ID   string // the provider's: the same again is the same message
	From string
	Text string
}

// Hear takes a message in: what it asks for is done and answered by one text.
// Hearing one twice changes nothing.
func (s *Service) Hear(ctx context.Context, tx db.Tx, m Message) (err error) {
	defer fault.Wrap(&err, "reply.Hear(%s)", strconv.Quote(m.ID))
	word, digit := read(m.Text)
	phone, bad := core.ParsePhone(m.From)
	var person core.PersonID
	if bad == nil {
		person, err = s.Phones.PersonByPhone(ctx, tx, phone)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	fresh, err := insertHeard(ctx, tx, m.ID, person, word, s.Now())
	if err != nil || !fresh || person == "" {
		return err
	}
	text, err := s.answer(ctx, tx, person, word, digit)
	if err != nil {
		return err
	}
	return s.say(ctx, tx, person, text)
}

// answer does what a word asks for and says what came of it.
func (s *Service) answer(ctx context.Context, tx db.Tx, person core.PersonID, word Word, digit int64) (string, error) {
	open, err := s.openOffers(ctx, tx, person, s.Now())
	if err != nil {
		return "", err
	}
	var o *Offer
	for i := range open {
		if open[i].Digit == digit || digit == 0 && (len(open) == 1 || word == Refuse && o == nil) {
			o = &open[i]
		}
	}
	switch {
	case len(open) == 0:
		return "现在没有等您回复的活。找活请到零工驿站或大厅，有活会再给您发短信。", nil
	case word == Refuse && digit == 0:
		return "好的，《" + open[0].Title + "》不给您留了。", closeOffer(ctx, tx, open[0], "no", s.Now())
	case o == nil || word == Other:
		return help(open), nil
	}
	a := core.Actor{Person: person, Channel: core.BySMS, Lang: core.ZH}
	got, err := s.Market.Grab(ctx, tx, a, o.Job)
	if err != nil {
		return "", err
	}
	state, text := "yes", ""
	switch {
	case got.Refused != "":
		state, text = "refused", "《"+o.Title+"》没接成："+got.Refused
	case got.Result == "waiting":
		text = "《" + o.Title + "》人满了，您排候补第 " + strconv.FormatInt(got.Place, 10) + " 位，轮到您会发短信。"
	case got.Result == "applied":
		text = "《" + o.Title + "》给您报名了，雇主选上会发短信。"
	default:
		j, err := s.Market.Job(ctx, tx, o.Job)
		if err != nil {
			return "", err
		}
		text = "接到了！《" + o.Title + "》" + j.Start.In(core.China).Format("1月2日 15:04") + " 到" + j.Address + "。来不了请尽早打大厅电话。"
	}
	return text, closeOffer(ctx, tx, *o, state, s.Now())
}

// help lists what can be answered.
func help(open []Offer) string {
	parts := make([]string, len(open))
	for i, o := range open {
		parts[i] = "回复 " + strconv.FormatInt(o.Digit, 10) + " 接《" + o.Title + "》"
	}
	return "没看懂。" + strings.Join(parts, "；") + "；回复 0 不接。"
}

// smsJob is the job that sends a text.
const smsJob = "reply.sms"

// letter is a text while it waits to be sent.
type letter struct {
	Person core.PersonID
	Text   string
	Until  time.Time
}

// say plans a text to a person, sealed: jobs lie in the database.
func (s *Service) say(ctx context.Context, tx db.Tx, person core.PersonID, text string) error {
	now := s.Now()
	doc, err := json.Marshal(letter{person, text, now.Add(2 * time.Hour)})
	if err != nil {
		return err
	}
	id := core.NewID[letter](now)
	return s.Jobs.Schedule(ctx, tx, smsJob, string(id), now, s.Keys.Seal(doc, crypto.At(smsJob, id)))
}

// send is the job that sends a text. One that could not go out for hours is
// dropped, for it would mislead.
func (s *Service) send(ctx context.Context, key string, payload []byte) (func(context.Context, db.Tx) error, error) {
	var sealed []byte
	if err := json.Unmarshal(payload, &sealed); err != nil {
		return nil, err
	}
	doc, err := s.Keys.Open(sealed, crypto.At(smsJob, core.ID[letter](key)))
	if err != nil {
		return nil, err
	}
	var l letter
	if err := json.Unmarshal(doc, &l); err != nil || !s.Now().Before(l.Until) {
		return nil, err
	}
	phone, err := s.Phones.PhoneOf(ctx, s.DB.Reader(), l.Person)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := s.SMS.SendSMS(ctx, phone, l.Text); err != nil {
		// A sender's error may quote what it was given, and errors are logged.
		return nil, errors.New("reply: sms: " + strings.ReplaceAll(err.Error(), phone, core.Phone(phone).Mask()))
	}
	return nil, nil
}
