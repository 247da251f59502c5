// Package notify tells people what concerns them: a message in the inbox, a
// push to the pages they have open, and a word through the outside port (SMS or
// push) for those who look elsewhere.
//
// A message is stored in the transaction of the fact it tells. A signal is not
// stored: it only says to an open page that something it shows has changed.
package notify

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/bus"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Message is one thing that a person should know.
type Message struct {
	ID     core.ID[Message] // filled in by Send
	Person core.PersonID
	Kind   string    // dotted, for the page: "job.ring", "engagement.paid"
	Title  core.Text // a few words
	Body   core.Text // one or two sentences
	Link   string    // the page's own address, as "/jobs/ID"; may be empty
	Data   any       // what the page needs to show it well; may be nil
	Ring   bool      // sounds and stands out: it can't wait
	At     time.Time // filled in by Send
	Read   time.Time // zero: not yet
}

// Signal says that something an open page may show has changed.
type Signal struct {
	Topic string `json:"topic" doc:"job, engagement, wallet, inbox or review."`
	ID    string `json:"id" doc:"Which one."`
}

// Sender takes messages out of the house. It is called outside of transactions,
// at least once a message: it must know a message by its ID.
type Sender interface {
	Deliver(ctx context.Context, m Message) error
}

// SMS sends a text to a phone number in mainland form. Called outside of
// transactions.
type SMS interface {
	SendSMS(ctx context.Context, phone, text string) error
}

// Center is the package's front door. Safe for concurrent use.
type Center struct {
	db     *db.DB
	now    core.Clock
	jobs   *jobs.Queue
	sender Sender
	hub    *hub
	bus    *bus.Bus // nil: this process is alone
}

const deliverJob = "notify.deliver"

// New returns a Center. sender may be nil: then messages stay in the house.
func New(d *db.DB, now core.Clock, q *jobs.Queue, sender Sender) *Center {
	c := &Center{db: d, now: now, jobs: q, sender: sender, hub: newHub()}
	q.HandleOutside(deliverJob, 30*time.Second, c.deliver)
	return c
}

// Send stores messages, pushes them to open pages after the commit, and hands
// ringing ones to the Sender.
func (c *Center) Send(ctx context.Context, tx db.Tx, messages ...Message) (err error) {
	defer fault.Wrap(&err, "notify.Send")
	at := c.now()
	for i := range messages {
		messages[i].ID, messages[i].At = core.NewID[Message](at), at
	}
	if err := insertMessages(ctx, tx, messages); err != nil {
		return err
	}
	for _, m := range messages {
		if m.Ring && c.sender != nil {
			if err := c.jobs.Schedule(ctx, tx, deliverJob, string(m.ID), at, m.Person); err != nil {
				return err
			}
		}
		tx.AfterCommit(func() { c.hub.push(m.Person, item{message: &m}) })
		if err := c.bus.Tell(tx, "notify.sent", sentWord{m.Person, m.ID}); err != nil {
			return err
		}
	}
	return nil
}

// Signal tells the person's open pages, after the commit, that a thing changed.
func (c *Center) Signal(_ context.Context, tx db.Tx, person core.PersonID, topic, id string) error {
	tx.AfterCommit(func() { c.hub.push(person, item{signal: &Signal{topic, id}}) })
	return c.bus.Tell(tx, "notify.person", personWord{person, Signal{topic, id}})
}

// SignalRole is Signal to everyone who holds the role.
func (c *Center) SignalRole(_ context.Context, tx db.Tx, role core.Role, topic, id string) error {
	tx.AfterCommit(func() { c.hub.pushRole(role, item{signal: &Signal{topic, id}}) })
	return c.bus.Tell(tx, "notify.role", roleWord{role, Signal{topic, id}})
}

// Listeners returns how many pages are open, for the metrics.
func (c *Center) Listeners() int { return c.hub.size() }

// Close ends all open streams, so that the server can stop.
func (c *Center) Close() { c.hub.close() }

// deliver is the outside job of one message; its payload is the person.
func (c *Center) deliver(ctx context.Context, key string, payload []byte) (func(context.Context, db.Tx) error, error) {
	var person core.PersonID
	if err := json.Unmarshal(payload, &person); err != nil {
		return nil, err
	}
	m, err := messageOf(ctx, c.db.Reader(), person, core.ID[Message](key))
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil // forgotten meanwhile
	}
	if err != nil {
		return nil, fmt.Errorf("message %s: %w", key, err)
	}
	if !m.Read.IsZero() {
		return nil, nil // seen already
	}
	return nil, c.sender.Deliver(ctx, m)
}

// LogSender is the built-in Sender and SMS: it writes to the log. Texts may
// carry codes, so only Show, as the demo sets it, logs them in full.
type LogSender struct {
	Log  *slog.Logger
	Show bool
}

// Deliver logs that a message would go out.
func (l LogSender) Deliver(ctx context.Context, m Message) error {
	l.Log.InfoContext(ctx, "push", "person", m.Person, "kind", m.Kind, "message", m.ID)
	return nil
}

// SendSMS logs that a text would go out.
func (l LogSender) SendSMS(ctx context.Context, phone, text string) error {
	if !l.Show {
		text = "(hidden)"
	}
	l.Log.InfoContext(ctx, "sms", "phone", core.Phone(phone).Mask(), "text", text)
	return nil
}
