package reference

import (
	"time"

	"yilu/internal/core"
)

// Limit is a number that rules or custom set.
type Limit struct {
	Basis
	ID    string
	Value int64
	Unit  string // digit, second, minute, hour, day, year, count
	Text  core.Text
}

// OTP are the limits on log-in codes (短信验证码).
type OTP struct {
	Digits          int
	Valid           time.Duration
	Gap             time.Duration // between two codes for one number
	PerHour, PerDay int           // codes for one number
	Tries           int           // wrong ones end the code
}

func (s *Set) addLimit(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	put(s.limits, r.key(), Limit{b, r.key(), r.number("value"), r.text("unit"), r.both()})
	return nil
}

// Limit returns the limit on the day: otp_digits, otp_valid, otp_gap, otp_hour,
// otp_day, otp_tries, age_work (16), age_adult (18), shift_warn (minutes a day),
// answer_hours, reveal_days.
func (s *Set) Limit(id string, day core.Date) (Limit, bool) { return s.limits[id].at(day) }

// Limits returns all limits of the day, by id.
func (s *Set) Limits(day core.Date) []Limit { return allAt(s.limits, day) }

// Value returns a limit's number; 0 if there is none.
func (s *Set) Value(id string, day core.Date) int64 {
	l, ok := s.Limit(id, day)
	if !ok {
		return 0
	}
	return l.Value
}

// Duration returns a limit that is a time; 0 if there is none or it is not.
func (s *Set) Duration(id string, day core.Date) time.Duration {
	l, ok := s.Limit(id, day)
	unit := map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[l.Unit]
	if !ok {
		return 0
	}
	return time.Duration(l.Value) * unit
}

// OTP returns the limits on log-in codes on the day.
func (s *Set) OTP(day core.Date) OTP {
	return OTP{
		Digits: int(s.Value("otp_digits", day)), Valid: s.Duration("otp_valid", day), Gap: s.Duration("otp_gap", day),
		PerHour: int(s.Value("otp_hour", day)), PerDay: int(s.Value("otp_day", day)), Tries: int(s.Value("otp_tries", day)),
	}
}
