package ledger

import (
	"context"
	"fmt"
	"io"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the books over all rows. It returns what it checked and one
// sentence for each breach.
func Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "ledger.Verify")
	for _, c := range []struct{ what, query string }{
		{"every transfer's postings sum to zero", `
			SELECT transfer_id, CAST(SUM(amount_minor) AS BIGINT) FROM ledger_posting
			GROUP BY transfer_id, asset HAVING SUM(amount_minor) <> 0`},
		{"every balance is the sum of its postings", `
			SELECT a.id, a.balance_minor FROM ledger_account a
			LEFT JOIN (SELECT account, asset, SUM(amount_minor) AS total FROM ledger_posting GROUP BY account, asset) p
			ON p.account = a.id AND p.asset = a.asset
			WHERE a.balance_minor <> COALESCE(p.total, 0)`},
		{"every account with postings has a balance", `
			SELECT p.account, COUNT(*) FROM ledger_posting p
			LEFT JOIN ledger_account a ON a.id = p.account AND a.asset = p.asset
			WHERE a.id IS NULL AND p.account NOT LIKE 'world:%' GROUP BY p.account`},
		{"every transfer has at least two postings", `
			SELECT t.ref, COUNT(p.n) FROM ledger_transfer t
			LEFT JOIN ledger_posting p ON p.transfer_id = t.id
			GROUP BY t.ref HAVING COUNT(p.n) < 2`},
		{"no balance is below zero", `SELECT id, balance_minor FROM ledger_account WHERE balance_minor < 0`},
	} {
		bad := 0
		err := q.Rows(ctx, c.query, nil, func(r db.Row) error {
			var what string
			var n int64
			if err := r.Scan(&what, &n); err != nil {
				return err
			}
			if bad++; bad <= 5 {
				broken = append(broken, fmt.Sprintf("ledger: not so that %s: %s (%d)", c.what, what, n))
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
		checked = append(checked, "ledger: "+c.what)
	}
	return checked, broken, nil
}

// WriteJournal writes all books in the journal form of plain-text accounting
// (hledger), oldest transfer first.
func WriteJournal(ctx context.Context, q db.Q, w io.Writer) (err error) {
	defer fault.Wrap(&err, "ledger.WriteJournal")
	last := ""
	return q.Rows(ctx, `
		SELECT transfer_id, account, asset, amount_minor, ref, kind, at_us
		FROM ledger_posting ORDER BY transfer_id, n`, nil, func(r db.Row) error {
		var id, account, ref, kind string
		var m core.Money
		var us int64
		if err := r.Scan(&id, &account, &m.Currency, &m.Minor, &ref, &kind, &us); err != nil {
			return err
		}
		if id != last {
			last = id
			if _, err := fmt.Fprintf(w, "\n%s * (%s) %s\n", core.DateOf(db.Instant(us)), journalCode(ref), kind); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(w, "    %s  %s %s\n", account, m.Currency, m.Text())
		return err
	})
}

// journalCode keeps a ref from ending the code it stands in.
func journalCode(ref string) string { return strings.NewReplacer("(", "[", ")", "]").Replace(ref) }
