package core

// Page asks for a part of a list. Cursor is what the page before gave; ""
// begins. Limit is the most rows wanted.
type Page struct {
	Cursor string
	Limit  int
}

// MaxPage is the most rows one page carries.
const MaxPage = 100

// Cut returns the page's limit within bounds: 20 when none is asked.
func (p Page) Cut() int {
	switch {
	case p.Limit <= 0:
		return 20
	case p.Limit > MaxPage:
		return MaxPage
	}
	return p.Limit
}
