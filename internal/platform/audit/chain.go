package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Chain makes entries tamper-evident: each gets a number and a keyed hash (HMAC
// with SM3) over itself and the hash before it, so that one changed, missing or
// slipped-in byte breaks every hash after it, and who has only the database can't
// make new ones.
//
// An entry is linked shortly after its act has committed, not within it: a chain
// in the acts themselves would make all of them wait for one another.
type Chain struct {
	db   *db.DB
	keys *crypto.Keyring
	now  core.Clock
	log  *slog.Logger
}

// NewChain returns the chain of the database's entries.
func NewChain(d *db.DB, keys *crypto.Keyring, now core.Clock, log *slog.Logger) *Chain {
	return &Chain{db: d, keys: keys, now: now, log: log}
}

const (
	// linkEvery is how long an entry may wait for its link.
	linkEvery = time.Second
	// looseFor is how old an entry without a link may be before it is a breach: a
	// program that was stopped links them when it is started again.
	looseFor = 10 * time.Minute
	// links is how many entries one transaction links.
	links = 256
)

// Head is the newest link of the chain. Written down elsewhere, it proves what
// stood before it.
type Head struct {
	Link int64
	MAC  []byte
	At   time.Time
}

// Text is the head as it is printed: number and hash.
func (h Head) Text() string { return fmt.Sprintf("%d:%s", h.Link, hex.EncodeToString(h.MAC)) }

// Run links what was written, until ctx ends.
func (c *Chain) Run(ctx context.Context) {
	tick := time.NewTicker(linkEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := c.Seal(ctx); err != nil && ctx.Err() == nil {
				c.log.ErrorContext(ctx, "audit: entries could not be linked", "error", err)
			}
		}
	}
}

// Seal links every entry that waits. Any number of processes may call it.
func (c *Chain) Seal(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "audit.Seal")
	for {
		waiting, err := anyLoose(ctx, c.db.Reader())
		if err != nil || !waiting {
			return err
		}
		if err := c.db.Write(ctx, c.sealSome); err != nil {
			return err
		}
	}
}

func (c *Chain) sealSome(ctx context.Context, tx db.Tx) error {
	head, err := lockHead(ctx, tx)
	if err != nil {
		return err
	}
	loose, err := looseEntries(ctx, tx, links)
	if err != nil || len(loose) == 0 {
		return err
	}
	for _, e := range loose {
		head.Link++
		head.MAC = c.mac(head, e)
		if err := linkEntry(ctx, tx, e, head); err != nil {
			return err
		}
	}
	head.At = c.now()
	return writeHead(ctx, tx, head)
}

// mac is the hash of an entry at the head's number, above the head's hash.
func (c *Chain) mac(head Head, e Entry) []byte {
	doc, err := json.Marshal([]any{hex.EncodeToString(head.MAC), head.Link, e.Subject, e.ID, e.Actor, e.Act, e.Object, e.Reason, e.Channel, e.Addr, db.Micros(e.At)})
	if err != nil { // strings and numbers
		panic("audit: " + err.Error())
	}
	return c.keys.Sign("audit.chain", doc)
}

// HeadOf returns the newest link; a zero Head while there is none.
func HeadOf(ctx context.Context, q db.Q) (h Head, err error) {
	defer fault.Wrap(&err, "audit.HeadOf")
	h, err = headOf(ctx, q)
	if errors.Is(err, db.ErrNoRow) {
		return Head{}, nil
	}
	return h, err
}

// Verify computes the whole chain anew. It returns what was checked and one
// sentence for each breach; it stops at the first that breaks the chain.
func (c *Chain) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "audit.Verify")
	head, err := HeadOf(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	var at Head
	for at.Link < head.Link {
		before, breach := at.Link, ""
		err := entriesFrom(ctx, q, at.Link, head.Link, 1000, func(e Entry, link int64, mac []byte) {
			if breach != "" {
				return
			}
			at.Link++
			switch {
			case link != at.Link:
				breach = fmt.Sprintf("the audit lacks entry %d of its chain", at.Link)
			default:
				at.MAC = c.mac(at, e)
				if !bytes.Equal(at.MAC, mac) {
					breach = fmt.Sprintf("audit entry %d (%s) was changed, or one before it", link, e.ID)
				}
			}
		})
		if err != nil {
			return nil, nil, err
		}
		if breach == "" && at.Link == before {
			breach = fmt.Sprintf("the audit lacks entries %d to %d of its chain", at.Link+1, head.Link)
		}
		if breach != "" {
			return nil, []string{breach}, nil
		}
	}
	if !bytes.Equal(at.MAC, head.MAC) {
		broken = append(broken, "the head of the audit's chain is not its last entry's")
	}
	stray, err := countStray(ctx, q, head.Link, c.now().Add(-looseFor))
	if err != nil {
		return nil, nil, err
	}
	if stray > 0 {
		broken = append(broken, fmt.Sprintf("%d audit entries stand outside the chain", stray))
	}
	return []string{fmt.Sprintf("the audit's chain of %d entries is whole", head.Link)}, broken, nil
}
