package match

import (
	"context"
	"encoding/json"
	"errors"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
)

// upsertVerified records that the person's document was accepted.
func upsertVerified(ctx context.Context, tx db.Tx, e event.PersonVerified) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO match_worker (person_id, verified, birth) VALUES ($1, TRUE, $2)
		ON CONFLICT (person_id) DO UPDATE SET verified = TRUE, birth = excluded.birth`, e.Person, e.Birth)
	return err
}

// upsertProfile replaces what the person looks for, and learns whether they are
// verified. A birthday that is already known stays if the profile names none.
func upsertProfile(ctx context.Context, tx db.Tx, w *Worker) error {
	hours, err := json.Marshal(append([]event.HourRange{}, w.Hours...))
	if err != nil {
		return err
	}
	var byHour, byDay int64
	switch w.LowestBy {
	case "hour":
		byHour = w.Lowest.Minor
	case "day":
		byDay = w.Lowest.Minor
	}
	return tx.Row(ctx, `
		INSERT INTO match_worker (person_id, birth, looking, lat_e7, lon_e7, radius_m, hours,
			lowest_hour_minor, lowest_day_minor, lowest_currency, tools, vehicle)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (person_id) DO UPDATE SET
			birth = CASE WHEN excluded.birth = '' THEN match_worker.birth ELSE excluded.birth END,
			looking = excluded.looking, lat_e7 = excluded.lat_e7, lon_e7 = excluded.lon_e7,
			radius_m = excluded.radius_m, hours = excluded.hours,
			lowest_hour_minor = excluded.lowest_hour_minor, lowest_day_minor = excluded.lowest_day_minor,
			lowest_currency = excluded.lowest_currency, tools = excluded.tools, vehicle = excluded.vehicle
		RETURNING verified`,
		w.Person, w.Birth, w.Looking, w.Centre.LatE7, w.Centre.LonE7, w.RadiusM, string(hours),
		byHour, byDay, w.Lowest.Currency, w.Tools, w.Vehicle).Scan(&w.Verified)
}

// upsertRecord replaces how the person's work went.
func upsertRecord(ctx context.Context, tx db.Tx, e event.RecordChanged) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO match_worker (person_id, stars_e2, rated, done, late) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id) DO UPDATE SET
			stars_e2 = excluded.stars_e2, rated = excluded.rated, done = excluded.done, late = excluded.late`,
		e.Person, e.Stars, e.Rated, e.Done, e.Late)
	return err
}

// upsertQuiet sets when the person's phone must not sound.
func upsertQuiet(ctx context.Context, tx db.Tx, person core.PersonID, q Quiet) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO match_worker (person_id, quiet_from, quiet_to) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
		person, q.From, q.To)
	return err
}

// replaceSkills puts the person's trades and regions in place of those before.
// Their worker row is locked already.
func replaceSkills(ctx context.Context, tx db.Tx, w *Worker) error {
	if _, err := tx.Exec(ctx, `DELETE FROM match_area WHERE person_id = $1`, w.Person); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM match_trade WHERE person_id = $1`, w.Person); err != nil {
		return err
	}
	cell, b := cellFor(w), box{}
	if cell != cellNone {
		b = boxAround(w.Centre, w.RadiusM)
	}
	ready := w.Verified && w.Looking
	for _, s := range w.Skills {
		// A trade named twice counts with its higher level.
		if _, err := tx.Exec(ctx, `
			INSERT INTO match_trade (person_id, trade, level, ready, cell, south_e7, north_e7, west_e7, east_e7)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (person_id, trade) DO UPDATE SET level = excluded.level WHERE match_trade.level < excluded.level`,
			w.Person, s.Trade, min(max(s.Level, 0), 7), ready, cell, b.South, b.North, b.West, b.East); err != nil {
			return err
		}
		for _, r := range w.Regions {
			// Found by the regions that contain a job's.
			if _, err := tx.Exec(ctx, `
				INSERT INTO match_area (person_id, trade, region, ready) VALUES ($1, $2, $3, $4)
				ON CONFLICT (person_id, trade, region) DO NOTHING`, w.Person, s.Trade, r, ready); err != nil {
				return err
			}
		}
	}
	return nil
}

// refreshReady makes the person's trades and regions say whether they may be found.
func refreshReady(ctx context.Context, tx db.Tx, person core.PersonID) error {
	var ready bool
	if err := tx.Row(ctx, `SELECT verified AND looking FROM match_worker WHERE person_id = $1`, person).Scan(&ready); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE match_trade SET ready = $2 WHERE person_id = $1`, person, ready); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE match_area SET ready = $2 WHERE person_id = $1`, person, ready)
	return err
}

// workerOf returns all that is known of the person; a Worker that only has a
// name and the default quiet hours if nothing is.
func workerOf(ctx context.Context, q db.Q, person core.PersonID) (w Worker, err error) {
	w = Worker{Person: person, Quiet: DefaultQuiet}
	var hours string
	var byHour, byDay int64
	// One row by its primary key.
	err = q.Row(ctx, `
		SELECT verified, birth, looking, lat_e7, lon_e7, radius_m, CAST(hours AS TEXT), lowest_hour_minor, lowest_day_minor,
			lowest_currency, tools, vehicle, quiet_from, quiet_to, stars_e2, rated, done, late
		FROM match_worker WHERE person_id = $1`, person).Scan(
		&w.Verified, &w.Birth, &w.Looking, &w.Centre.LatE7, &w.Centre.LonE7, &w.RadiusM, &hours, &byHour, &byDay,
		&w.Lowest.Currency, &w.Tools, &w.Vehicle, &w.Quiet.From, &w.Quiet.To,
		&w.Record.Stars, &w.Record.Rated, &w.Record.Done, &w.Record.Late)
	if errors.Is(err, db.ErrNoRow) {
		return w, nil
	}
	if err != nil {
		return w, err
	}
	w.Lowest.Minor, w.LowestBy = byHour, "hour"
	if byDay > 0 {
		w.Lowest.Minor, w.LowestBy = byDay, "day"
	}
	if err := json.Unmarshal([]byte(hours), &w.Hours); err != nil {
		return w, err
	}
	return w, skillsOf(ctx, q, &w)
}

// skillsOf fills in the worker's trades and regions.
func skillsOf(ctx context.Context, q db.Q, w *Worker) error {
	err := q.Rows(ctx, `SELECT trade, level FROM match_trade WHERE person_id = $1 ORDER BY trade`, []any{w.Person}, func(r db.Row) error {
		var s event.TradeLevel
		err := r.Scan(&s.Trade, &s.Level)
		w.Skills = append(w.Skills, s)
		return err
	})
	if err != nil {
		return err
	}
	// A region stands once for each trade.
	return q.Rows(ctx, `SELECT DISTINCT region FROM match_area WHERE person_id = $1 ORDER BY region`, []any{w.Person}, func(r db.Row) error {
		var code core.RegionCode
		err := r.Scan(&code)
		w.Regions = append(w.Regions, code)
		return err
	})
}

// lockWorkers keeps the people's rows until commit, in order of id, and returns
// when their phones must not sound.
func lockWorkers(ctx context.Context, tx db.Tx, people []core.PersonID) (map[core.PersonID]Quiet, error) {
	out := make(map[core.PersonID]Quiet, len(people))
	err := db.Chunks(people, func(part []core.PersonID) error {
		return tx.Rows(ctx, `
			SELECT person_id, quiet_from, quiet_to FROM match_worker
			WHERE person_id IN `+db.In(1, db.Padded(len(part)))+` ORDER BY person_id`+db.ForUpdate(tx), db.Fill(part), func(r db.Row) error {
			var id core.PersonID
			var w Quiet
			err := r.Scan(&id, &w.From, &w.To)
			out[id] = w
			return err
		})
	})
	return out, err
}

func args[T any](all []T) []any {
	out := make([]any, len(all))
	for i, x := range all {
		out[i] = x
	}
	return out
}
