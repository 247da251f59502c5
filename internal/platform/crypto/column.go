package crypto

import (
	"database/sql"
	"fmt"
)

// Column seals, opens and finds the private values of one column of one table.
// ID is the identifier of its rows; every value is bound to its row. The empty
// text is NULL: it is not sealed and has no index. Safe for concurrent use.
type Column[ID ~string, M Mask] struct {
	ring *Keyring
	name string
}

// Cell is a sealed value and the row it stands in.
type Cell[ID ~string] struct {
	Row    ID
	Sealed []byte
}

// NewColumn returns the column "table.column". The name is part of every sealed
// value and of every index: it may never change while there are rows.
func NewColumn[ID ~string, M Mask](ring *Keyring, name string) Column[ID, M] {
	return Column[ID, M]{ring, name}
}

// Seal returns what to write for v in the row; nil for the empty text.
func (c Column[ID, M]) Seal(row ID, v Private[M]) []byte {
	if v.IsZero() {
		return nil
	}
	return c.ring.Seal([]byte(v.Reveal()), At(c.name, row))
}

// Open returns the value that was written in the row; the empty text for NULL.
//
// Errors: ErrSealed, ErrUnknownKey.
func (c Column[ID, M]) Open(row ID, sealed []byte) (Private[M], error) {
	if len(sealed) == 0 {
		return Private[M]{}, nil
	}
	plain, err := c.ring.Open(sealed, At(c.name, row))
	if err != nil {
		return Private[M]{}, fmt.Errorf("%s of row %s: %w", c.name, string(row), err)
	}
	return Hide[M](string(plain)), nil
}

// Into returns a destination for Scan that opens the value into to. The row's id
// must be scanned by the same Scan, before it.
func (c Column[ID, M]) Into(row *ID, to *Private[M]) sql.Scanner {
	return scanner(func(sealed []byte) (err error) {
		*to, err = c.Open(*row, sealed)
		return err
	})
}

// Index returns the blind index to write beside v or to find v by; nil for the
// empty text, so that a unique constraint lets many rows be without a value.
func (c Column[ID, M]) Index(v Private[M]) []byte {
	if v.IsZero() {
		return nil
	}
	return c.ring.Index(c.name, v.Reveal())
}

// Reseal opens every cell and returns those that changed, under the current key:
// the rows that a rotation's job has to write. NULL is left alone.
//
// Errors: ErrSealed, ErrUnknownKey.
func (c Column[ID, M]) Reseal(cells []Cell[ID]) ([]Cell[ID], error) {
	var changed []Cell[ID]
	for _, cell := range cells {
		if len(cell.Sealed) == 0 {
			continue
		}
		fresh, differs, err := c.ring.Reseal(cell.Sealed, At(c.name, cell.Row))
		if err != nil {
			return nil, fmt.Errorf("%s of row %s: %w", c.name, string(cell.Row), err)
		}
		if differs {
			changed = append(changed, Cell[ID]{cell.Row, fresh})
		}
	}
	return changed, nil
}

// scanner is a sql.Scanner for a column of bytes.
type scanner func(sealed []byte) error

// Scan implements sql.Scanner.
func (s scanner) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		return s(nil)
	case []byte:
		return s(v)
	default:
		return fmt.Errorf("crypto: a sealed column holds bytes, not %T", src)
	}
}
