package reference

import "yilu/internal/core"

// Certificate is a kind of document that some work needs (DOMAIN 2.3).
type Certificate struct {
	Basis
	ID           string
	Name         core.Text
	Issuer       string // Chinese
	ValidMonths  int    // 0: no end
	ReviewMonths int    // 0: no review
}

// Risk is a class of danger, by which accident cover is priced.
type Risk struct {
	Basis
	Class   int // 1, the lightest, to 4
	Name    core.Text
	Premium core.Money // for one order
	Cover   core.Money // the most it pays
}

// Trade is an occupation (职业) of the national classification, or a local trade
// (工种) below one, whose code ends in a suffix: 4-10-01-06/01.
type Trade struct {
	Basis
	Code         string
	Name         core.Text
	Aliases      []string      // other words for it, Chinese and English
	Risk         Risk          // its class as the data last have it
	Certificates []Certificate // all of them are needed
	Outdoor      bool          // done outdoors: the heat rules apply
	MinAge       int           // 16 or 18
	Units        []string      // usual pay units, commonest first: job, hour, day, piece
}

// Restricted reports whether the trade needs certificates (限制性工种).
func (t Trade) Restricted() bool { return len(t.Certificates) > 0 }

func (s *Set) addCertificate(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	put(s.certs, r.key(), Certificate{b, r.key(), r.both(), r.text("issuer"), int(r.number("valid_months")), int(r.number("review_months"))})
	return nil
}

func (s *Set) addRisk(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	class := int(r.number("class"))
	put(s.risks, class, Risk{b, class, r.both(), r.money("premium_minor"), r.money("cover_minor")})
	return nil
}

func (s *Set) addTrade(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	t := Trade{
		Basis: b, Code: r.key(), Name: r.both(), Aliases: list(r.text("aliases")), Outdoor: r.flag("outdoor"),
		MinAge: int(r.number("min_age")), Units: list(r.text("units")),
	}
	risks := s.risks[int(r.number("risk"))]
	if len(risks) == 0 {
		return r.bad(ErrUnknown, "risk")
	}
	t.Risk = risks[len(risks)-1]
	for _, id := range list(r.text("certificates")) {
		c := s.certs[id]
		if len(c) == 0 {
			return r.bad(ErrUnknown, "certificates")
		}
		t.Certificates = append(t.Certificates, c[len(c)-1])
	}
	put(s.trades, t.Code, t)
	return nil
}

// Trade returns the trade with the code on the day.
func (s *Set) Trade(code string, day core.Date) (Trade, bool) {
	t, ok := s.trades[code].at(day)
	return s.priced(t, day), ok
}

// Trades returns all trades of the day, by code.
func (s *Set) Trades(day core.Date) []Trade {
	all := allAt(s.trades, day)
	for i := range all {
		all[i] = s.priced(all[i], day)
	}
	return all
}

// priced puts the risk class of the day in place of the last one.
func (s *Set) priced(t Trade, day core.Date) Trade {
	if r, ok := s.risks[t.Risk.Class].at(day); ok {
		t.Risk = r
	}
	return t
}

// Risks returns the risk classes of the day, lightest first.
func (s *Set) Risks(day core.Date) []Risk { return allAt(s.risks, day) }

// Certificate returns the kind of certificate on the day.
func (s *Set) Certificate(id string, day core.Date) (Certificate, bool) {
	return s.certs[id].at(day)
}

// Certificates returns all kinds of certificate of the day, by id.
func (s *Set) Certificates(day core.Date) []Certificate { return allAt(s.certs, day) }

// PayUnits are the units a wage may be stated in.
func PayUnits() []string { return []string{"job", "hour", "day", "piece"} }
