package account

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Ensure returns the account of a number and makes it where there is none; fresh
// tells which.
func (s *Service) Ensure(ctx context.Context, tx db.Tx, phone core.Phone) (person core.PersonID, fresh bool, err error) {
	defer fault.Wrap(&err, "account.Ensure(%s)", phone.Mask())
	all, n, err := s.EnsureAll(ctx, tx, []core.Phone{phone})
	if err != nil {
		return "", false, err
	}
	return all[0], n == 1, nil
}

// EnsureAll is Ensure for many numbers, set by set: it returns their accounts in
// order and how many of them are fresh.
func (s *Service) EnsureAll(ctx context.Context, tx db.Tx, phones []core.Phone) (all []core.PersonID, fresh int, err error) {
	defer fault.Wrap(&err, "account.EnsureAll(%d)", len(phones))
	all = make([]core.PersonID, 0, len(phones))
	err = db.Chunks(phones, func(part []core.Phone) error {
		people, n, err := s.ensure(ctx, tx, part)
		all, fresh = append(all, people...), fresh+n
		return err
	})
	return all, fresh, err
}

// row is an account about to be made.
type row struct {
	index  []byte
	person core.PersonID
	phone  []byte
}

func (s *Service) ensure(ctx context.Context, tx db.Tx, phones []core.Phone) ([]core.PersonID, int, error) {
	now, column := s.Now(), s.phones()
	order := make([][]byte, len(phones))
	rows := make([]row, len(phones))
	for i, p := range phones {
		hidden, id := crypto.Hide[crypto.Phone](string(p)), core.NewID[core.Person](now)
		order[i] = column.Index(hidden)
		rows[i] = row{order[i], id, column.Seal(id, hidden)}
	}
	// In the order of the key, so that two such calls can't wait for each other.
	slices.SortFunc(rows, func(a, b row) int { return bytes.Compare(a.index, b.index) })
	if err := insertPhones(ctx, tx, rows); err != nil {
		return nil, 0, err
	}
	known, err := peopleOf(ctx, tx, order)
	if err != nil {
		return nil, 0, err
	}
	mine := slices.DeleteFunc(rows, func(r row) bool { return known[string(r.index)] != r.person })
	if err := insertAccounts(ctx, tx, mine, now); err != nil {
		return nil, 0, err
	}
	people := make([]core.PersonID, len(order))
	for i, index := range order {
		people[i] = known[string(index)]
	}
	return people, len(mine), nil
}

// Phone returns a person's number. It shows itself masked; who reveals it to
// somebody else records that.
//
// Errors: ErrUnknown.
func (s *Service) Phone(ctx context.Context, q db.Q, person core.PersonID) (_ crypto.Private[crypto.Phone], err error) {
	defer fault.Wrap(&err, "account.Phone(%s)", person)
	all, err := s.Phones(ctx, q, []core.PersonID{person})
	if err != nil {
		return crypto.Private[crypto.Phone]{}, err
	}
	p, ok := all[person]
	if !ok {
		return p, ErrUnknown
	}
	return p, nil
}

// Phones is Phone for many; who has no account is left out.
func (s *Service) Phones(ctx context.Context, q db.Q, people []core.PersonID) (_ map[core.PersonID]crypto.Private[crypto.Phone], err error) {
	defer fault.Wrap(&err, "account.Phones(%d)", len(people))
	out := make(map[core.PersonID]crypto.Private[crypto.Phone], len(people))
	return out, db.Chunks(people, func(part []core.PersonID) error {
		return phonesOf(ctx, q, s.phones(), part, out)
	})
}

// PersonByPhone returns whose account a number is.
//
// Errors: ErrUnknown.
func (s *Service) PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (_ core.PersonID, err error) {
	defer fault.Wrap(&err, "account.PersonByPhone(%s)", phone.Mask())
	index := s.phoneIndex(phone)
	found, err := peopleOf(ctx, q, [][]byte{index})
	if err != nil {
		return "", err
	}
	person, ok := found[string(index)]
	if !ok {
		return "", ErrUnknown
	}
	return person, nil
}

// Reseal brings the numbers of the next accounts after a person under the
// current key, a few at a time: the work of a key's rotation. It returns where to
// go on, "" at the end, and how many it wrote.
func (s *Service) Reseal(ctx context.Context, tx db.Tx, after core.PersonID) (next core.PersonID, changed int, err error) {
	defer fault.Wrap(&err, "account.Reseal(%s)", after)
	cells, err := cellsAfter(ctx, tx, after, db.MaxRows)
	if err != nil || len(cells) == 0 {
		return "", 0, err
	}
	stale, err := s.phones().Reseal(cells)
	if err != nil {
		return "", 0, err
	}
	for _, c := range stale {
		if err := writeCell(ctx, tx, c); err != nil {
			return "", 0, err
		}
	}
	return cells[len(cells)-1].Row, len(stale), nil
}

// lockAccount keeps others from changing what hangs on the account.
//
// Errors: ErrUnknown.
func lockAccount(ctx context.Context, tx db.Tx, person core.PersonID) error {
	err := lockRow(ctx, tx, person)
	if errors.Is(err, db.ErrNoRow) {
		return ErrUnknown
	}
	return err
}
