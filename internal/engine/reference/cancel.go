package reference

import (
	"cmp"
	"slices"
	"time"

	"yilu/internal/core"
)

// Side is who cancels an engagement.
type Side string

// The sides.
const (
	WorkerSide   Side = "worker"
	EmployerSide Side = "employer"
)

// CancelTier is a published step of the cancellation rules (取消规则): by how long
// before the start of the next work window the notice comes. They are this
// platform's own. Workers never pay; an employer's share goes to the worker.
type CancelTier struct {
	Basis
	Side    Side
	ID      string
	Notice  time.Duration // at least so long before the start
	Begun   bool          // for after the start, when there is no notice
	ShareBP int64         // of the pay of the next window, in 1/10000
	Late    bool          // counts as a late cancellation
	NoShow  bool          // counts as not having come
	Text    core.Text
}

type cancelKey struct {
	side Side
	id   string
}

func (s *Set) addCancelTier(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	t := CancelTier{
		Basis: b, Side: Side(r.text("side")), ID: r.text("id"), Notice: time.Duration(r.number("notice_minutes")) * time.Minute,
		Begun: r.text("notice_minutes") == "", ShareBP: r.number("share_bp"), Late: r.flag("late"), NoShow: r.flag("no_show"), Text: r.both(),
	}
	put(s.cancels, cancelKey{t.Side, t.ID}, t)
	return nil
}

// CancelTiers returns the tiers of the day: the worker's, then the employer's,
// each from the longest notice to none.
func (s *Set) CancelTiers(day core.Date) []CancelTier {
	var out []CancelTier
	for _, all := range s.cancels {
		if t, ok := all.at(day); ok {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b CancelTier) int {
		begun := map[bool]int{true: 1}
		return cmp.Or(cmp.Compare(b.Side, a.Side), begun[a.Begun]-begun[b.Begun], cmp.Compare(b.Notice, a.Notice), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// CancelTier returns the tier for a side that cancels so long before the start;
// from the start on, notice is negative. False if none covers it.
func (s *Set) CancelTier(side Side, notice time.Duration, day core.Date) (CancelTier, bool) {
	for _, t := range s.CancelTiers(day) {
		if t.Side == side && (t.Begun && notice < 0 || !t.Begun && notice >= t.Notice) {
			return t, true
		}
	}
	return CancelTier{}, false
}
