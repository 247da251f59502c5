package hall

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// putHall writes a hall with its services and counters as they are now. Services
// that are gone stay while a counter's row names them, so counters go first.
func putHall(ctx context.Context, tx db.Tx, h Hall) error {
	// The hall itself, new or changed.
	if _, err := tx.Exec(ctx, `
		INSERT INTO hall_hall (id, name_zh, name_en, area, address, phone, created_us, changed_us)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en, area = excluded.area,
			address = excluded.address, phone = excluded.phone, changed_us = excluded.changed_us`,
		h.ID, h.Name.ZH, h.Name.EN, string(h.Area), h.Address, h.Phone, db.Micros(h.Created), db.Micros(h.Changed)); err != nil {
		return err
	}
	// Both lists are short and replaced whole.
	if _, err := tx.Exec(ctx, `DELETE FROM hall_counter WHERE hall_id = $1`, h.ID); err != nil {
		return err
	}
	// As above.
	if _, err := tx.Exec(ctx, `DELETE FROM hall_service WHERE hall_id = $1`, h.ID); err != nil {
		return err
	}
	var services, counters []any
	for _, o := range h.Services {
		services = append(services, h.ID, o.Code, o.Name.ZH, o.Name.EN, string(o.Desk))
	}
	for _, c := range h.Counters {
		for _, code := range c.Services {
			counters = append(counters, h.ID, c.N, code)
		}
	}
	// A few rows each.
	if err := db.InsertRows(ctx, tx, `INSERT INTO hall_service (hall_id, code, name_zh, name_en, desk)`, 5, services); err != nil {
		return err
	}
	// One row for each service of a counter.
	return db.InsertRows(ctx, tx, `INSERT INTO hall_counter (hall_id, n, service)`, 3, counters)
}

const selectHall = `SELECT id, name_zh, name_en, area, address, phone, created_us, changed_us FROM hall_hall`

func scanHall(r db.Row) (h Hall, err error) {
	var created, changed int64
	err = r.Scan(&h.ID, &h.Name.ZH, &h.Name.EN, &h.Area, &h.Address, &h.Phone, &created, &changed)
	h.Created, h.Changed = db.Instant(created), db.Instant(changed)
	return h, err
}

// hallOf returns a hall with its lists.
//
// Errors: ErrNoHall.
func hallOf(ctx context.Context, q db.Q, id core.ID[Hall]) (Hall, error) {
	if _, err := core.ParseID[Hall](string(id)); err != nil {
		return Hall{}, ErrNoHall
	}
	h, err := scanHall(q.Row(ctx, selectHall+` WHERE id = $1`, id))
	if errors.Is(err, db.ErrNoRow) {
		return Hall{}, ErrNoHall
	}
	if err != nil {
		return Hall{}, err
	}
	return h, readLists(ctx, q, &h)
}

// halls returns all halls; an installation has a few.
func halls(ctx context.Context, q db.Q) (out []Hall, err error) {
	err = q.Rows(ctx, selectHall+` ORDER BY area, id`, nil, func(r db.Row) error {
		h, err := scanHall(r)
		out = append(out, h)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		if err := readLists(ctx, q, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func readLists(ctx context.Context, q db.Q, h *Hall) error {
	// By the primary key.
	if err := q.Rows(ctx, `SELECT code, name_zh, name_en, desk FROM hall_service WHERE hall_id = $1 ORDER BY code`, []any{h.ID}, func(r db.Row) error {
		var o Offering
		err := r.Scan(&o.Code, &o.Name.ZH, &o.Name.EN, &o.Desk)
		h.Services = append(h.Services, o)
		return err
	}); err != nil {
		return err
	}
	// By the primary key.
	return q.Rows(ctx, `SELECT n, service FROM hall_counter WHERE hall_id = $1 ORDER BY n, service`, []any{h.ID}, func(r db.Row) error {
		var n int64
		var code string
		if err := r.Scan(&n, &code); err != nil {
			return err
		}
		if k := len(h.Counters); k > 0 && h.Counters[k-1].N == n {
			h.Counters[k-1].Services = append(h.Counters[k-1].Services, code)
			return nil
		}
		h.Counters = append(h.Counters, Counter{n, []string{code}})
		return nil
	})
}
