package county

import (
	"fmt"

	"yilu/internal/core"
)

// Person is someone made up.
type Person struct {
	N        int // from 0
	Part     Part
	Phone    core.Phone
	Name     string
	Document core.Document
	Town     core.RegionCode
	Home     core.Place
	Card     core.BankCard
	Profile  Profile
}

// Age is the person's age on a day.
func (p Person) Age(day core.Date) int { return p.Document.Birth.YearsAt(day) }

// The ages on the first day of the year, with how many of a thousand have them.
var ages = []struct{ from, to, weight int }{
	{16, 17, 15}, {18, 24, 100}, {25, 34, 190}, {35, 44, 230}, {45, 54, 245}, {55, 64, 160}, {65, 74, 60},
}

// visitorAges are those of the reserved workers.
var visitorAges = [visitorWorkers]int{24, 35, 46, 52, 63, 17}

// birthplaces are the codes that documents begin with, of a thousand. 350427,
// 350402 and 350403 no longer exist and stay valid for those born there.
var birthplaces = weights(`350428 820 350427 30 350429 25 350430 15 350424 14 350421 12 350721 18 350425 10 350426 10 350402 9
	350403 9 350423 5 350481 5 350702 5 350781 4 350783 3 362502 2 361023 2 330783 1 830000 1`)

func (c *County) makePeople(size Size) {
	taken := make(map[string]bool, size.People)
	c.People = make([]Person, size.People)
	for n := range c.People {
		p := &c.People[n]
		l := c.dice(ofPerson, n)
		*p = Person{N: n, Part: partOf(n, size.Employers), Phone: phoneOf(n), Name: l.name(), Card: cardOf(n)}
		p.Document = c.document(l, c.age(l, p), taken)
		t := weighed(l, c.towns, town.weight)
		if p.Part.Reserved() { // near each other, so that they meet
			t = c.towns[0]
		}
		p.Town, p.Home = t.code, t.near(l, t.wideM)
		p.Profile = c.profile(p)
	}
}

// age draws an age that fits the part.
func (c *County) age(l Dice, p *Person) int {
	switch p.Part {
	case VisitorWorker:
		return visitorAges[p.N-firstVisitorWorker]
	case Worker:
		a := weighed(l, ages, func(a struct{ from, to, weight int }) int { return a.weight })
		return l.Between(a.from, a.to)
	}
	return l.Between(26, 60)
}

// document makes up a number for someone of the age on the first day of the
// county's year, unlike all that are taken.
func (c *County) document(l Dice, age int, taken map[string]bool) core.Document {
	area := weighed(l, birthplaces, weight.weight).word
	// Born within the year that ends on the county's first day.
	born := core.DateOf(dayOf(c.Year).Start().AddDate(-age, 0, -l.Below(365)))
	birth := string(born[:4] + born[5:7] + born[8:10])
	for seq := l.Between(1, 499); ; seq = seq%999 + 1 {
		body := area + birth + padded(seq, 3)
		text := body + string(core.CitizenCheck(body))
		if taken[text] {
			continue
		}
		taken[text] = true
		d, err := core.ParseDocument(core.CitizenID, text, "")
		if err != nil {
			panic(fmt.Sprintf("county: made up a wrong document: %v", err)) // a test makes up thousands
		}
		return d
	}
}

// cardOf makes up the card of person n: of UnionPay, with a bank number that no
// bank has, and right by Luhn.
func cardOf(n int) core.BankCard {
	body := "629999" + padded(n, 12)
	for d := range 10 {
		if c := core.BankCard(body + number(d)); c.Luhn() {
			return c
		}
	}
	panic("county: a digit always fits")
}
