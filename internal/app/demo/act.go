package demo

import (
	"context"
	"encoding/json"
	"errors"

	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// act makes a handler of what someone does. A refusal by the services is no
// error here: people try things that do not work out, and it leaves no trace.
func act[P any](d *Demo, do func(ctx context.Context, tx db.Tx, p P) error) func(context.Context, db.Tx, []byte) error {
	return func(ctx context.Context, tx db.Tx, payload []byte) error {
		var p P
		if err := json.Unmarshal(payload, &p); err != nil {
			return err
		}
		err := do(ctx, tx, p)
		if err == nil {
			err = d.stamp(ctx, tx)
		}
		return err
	}
}

// try does something that the services may refuse: then it is undone, and the
// refusal is returned beside the errors of our own.
func try(ctx context.Context, tx db.Tx, do func() error) (refused *fault.Fault, err error) {
	// Within the job's transaction, so that a refused act takes nothing with it.
	if _, err := tx.Exec(ctx, `SAVEPOINT demo`); err != nil {
		return nil, err
	}
	err = do()
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal && !errors.Is(err, db.ErrRetry) {
		refused, err = f, nil
		// What it had written so far goes.
		if _, err := tx.Exec(ctx, `ROLLBACK TO SAVEPOINT demo`); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	// The savepoint ends, whichever way it went.
	_, err = tx.Exec(ctx, `RELEASE SAVEPOINT demo`)
	return refused, err
}

// attempt is try for acts whose refusal does not matter.
func (d *Demo) attempt(ctx context.Context, tx db.Tx, what string, do func() error) error {
	refused, err := try(ctx, tx, do)
	if refused != nil {
		d.Log.DebugContext(ctx, "demo: refused", "act", what, "code", refused.Code)
	}
	return err
}
