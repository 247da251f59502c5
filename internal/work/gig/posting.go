package gig

import (
	"cmp"
	"slices"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
)

// Limits of a posting. They are ours, not a rule.
const (
	maxTitle   = 30
	maxNote    = 500
	maxAddress = 100
	maxWindows = 60
	maxPhotos  = 6
	maxAhead   = 60 * 24 * time.Hour
	maxPeople  = 200
	maxPay     = 10_000_000    // fen for one unit: 100,000 yuan
	maxTotal   = 1_000_000_000 // fen for the whole job: 10 million yuan
	farM       = 300_000       // metres from the region's centre that a slip of the finger explains
)

// Coordinates are a point in degrees, WGS-84.
type Coordinates struct {
	Lat float64 `json:"lat" minimum:"-90" maximum:"90"`
	Lon float64 `json:"lon" minimum:"-180" maximum:"180"`
}

// Posting is a job as an employer fills it in.
type Posting struct {
	Employer    core.EmployerID `json:"employer" maxLength:"36" doc:"For whom; you must be one of its agents."`
	Trade       string          `json:"trade" maxLength:"20" doc:"Occupation code with local suffix; see GET /trades."`
	Title       string          `json:"title" maxLength:"100" doc:"What is to be done, in 2 to 30 characters."`
	Note        string          `json:"note,omitempty" maxLength:"2000" doc:"What else one should know, up to 500 characters."`
	Region      string          `json:"region" maxLength:"12" doc:"Code of the county, town or village where the work is."`
	Place       Coordinates     `json:"place"`
	Address     string          `json:"address" maxLength:"300" doc:"For all to see."`
	Door        string          `json:"door,omitempty" maxLength:"100" doc:"House and door, shown to the engaged only."`
	ContactName string          `json:"contact_name,omitempty" maxLength:"60" doc:"Shown to the engaged only."`
	Phone       string          `json:"contact_phone" maxLength:"30" doc:"Shown to the engaged only."`
	Windows     []core.Span     `json:"windows" maxItems:"60" nullable:"false" doc:"When the work is, one span for each stretch."`
	People      int64           `json:"people" minimum:"1" maximum:"200" doc:"How many are wanted."`
	Pay         core.Money      `json:"pay" doc:"What one worker gets for one pay_unit."`
	Unit        PayUnit         `json:"pay_unit" enum:"job,hour,day,piece"`
	Quantity    int64           `json:"quantity,omitempty" minimum:"0" maximum:"1000000" doc:"Planned for one worker: minutes for hour, hundredths of a day for day, pieces for piece; leave out for what the windows come to. What it comes to is held for each worker."`
	WorkMinutes int64           `json:"work_minutes,omitempty" minimum:"0" maximum:"100000" doc:"How many minutes the work takes one worker; leave out if it is all of the windows."`
	Tools       bool            `json:"tools,omitempty" doc:"The worker brings tools."`
	Meals       bool            `json:"meals,omitempty"`
	Outdoor     *bool           `json:"outdoor,omitempty" doc:"Leave out for what is usual in the trade."`
	MinAge      int64           `json:"min_age,omitempty" minimum:"0" maximum:"18" doc:"16 or 18; leave out for what fits the trade and the hours."`
	Mode        Mode            `json:"mode,omitempty" enum:"tap,choice" doc:"tap (default): who taps first has it. choice: you choose among those who apply."`
	ChooseBy    *time.Time      `json:"choose_by,omitempty" doc:"Of choice: until when you choose; two hours before the start if left out."`
	RadiusM     int64           `json:"check_in_radius_m,omitempty" minimum:"0" maximum:"2000" doc:"Checking in by place counts within it, in metres; 300 if left out."`
	Photos      []core.FileID   `json:"photos,omitempty" maxItems:"6"`
}

// reader turns a posting into an offer and gathers what is wrong with it.
type reader struct {
	p     Posting
	set   *reference.Set
	now   time.Time
	found []Finding
}

// readPosting returns what the posting offers, and what can't be read in it.
// What can't be read is left out of the offer: no windows, no quantity. Only an
// offer without findings may be used further than check.
func readPosting(p Posting, set *reference.Set, now time.Time) (Offer, []Finding) {
	r := &reader{p: p, set: set, now: now}
	o := Offer{Tools: p.Tools, Meals: p.Meals, People: p.People}
	o.Title = r.text("title", p.Title, 2, maxTitle, errTitle)
	o.Note = r.text("note", p.Note, 0, maxNote, errNote)
	o.Address = r.text("address", p.Address, 2, maxAddress, errAddress)
	o.Door = crypto.Hide[crypto.Address](r.text("door", p.Door, 0, maxAddress, errAddress))
	r.contact(&o)
	r.windows(&o)
	r.where(&o)
	r.pay(&o)
	r.who(&o)
	return o, r.found
}

func (r *reader) refuse(f *fault.Fault, field string) {
	r.found = append(r.found, findingOf(Refuse, f.At("body."+field)))
}

func (r *reader) text(field, s string, least, most int, f *fault.Fault) string {
	s = core.Tidy(s)
	if n := utf8.RuneCountInString(s); n < least || n > most {
		r.refuse(f.With("min", least, "max", most), field)
	}
	return s
}

func (r *reader) contact(o *Offer) {
	o.ContactName = crypto.Hide[crypto.Name](r.text("contact_name", r.p.ContactName, 0, 20, errContactName))
	phone, err := core.ParseContact(r.p.Phone)
	if err != nil {
		r.refuse(errPhone, "contact_phone")
	}
	o.Phone = crypto.Hide[crypto.Phone](string(phone))
}

// windows reads when the work is: ascending, apart, in the next 60 days.
func (r *reader) windows(o *Offer) {
	all := slices.Clone(r.p.Windows)
	if len(all) == 0 || len(all) > maxWindows {
		r.refuse(errWindows.With("max", maxWindows), "windows")
		return
	}
	for i, w := range all {
		all[i] = core.Span{Start: w.Start.UTC().Truncate(time.Minute), End: w.End.UTC().Truncate(time.Minute)}
	}
	slices.SortFunc(all, func(a, b core.Span) int { return a.Start.Compare(b.Start) })
	for i, w := range all {
		switch {
		case !w.End.After(w.Start) || w.End.Sub(w.Start) > 24*time.Hour:
			r.refuse(errWindowLength, "windows")
			return
		case i > 0 && w.Start.Before(all[i-1].End):
			r.refuse(errWindowsOverlap, "windows")
			return
		}
	}
	if !all[0].Start.After(r.now) {
		r.refuse(errWindowPast, "windows")
	}
	if all[len(all)-1].End.After(r.now.Add(maxAhead)) {
		r.refuse(errWindowFar.With("days", int(maxAhead/(24*time.Hour))), "windows")
	}
	o.Windows = all
}

// where reads region, place and radius. A place far from its region would be
// judged by another place's minimum wage.
func (r *reader) where(o *Offer) {
	day := core.DateOf(r.now)
	region, err := core.ParseRegion(r.p.Region)
	_, known := r.set.Region(region.County(), day)
	if err != nil || !known {
		r.refuse(errRegion, "region")
	}
	o.Region = region
	o.Place, err = core.PlaceAt(r.p.Place.Lat, r.p.Place.Lon)
	centre, held := r.set.Centre(region, day)
	if err != nil || known && held && centre.Place.DistanceM(o.Place) > farM {
		r.refuse(errPlace, "place")
	}
	o.RadiusM = cmp.Or(r.p.RadiusM, 300)
	if o.RadiusM < 50 || o.RadiusM > 2000 {
		r.refuse(errRadius, "check_in_radius_m")
	}
}

// pay reads what is paid for how much.
func (r *reader) pay(o *Offer) {
	o.Pay, o.Unit = r.p.Pay, r.p.Unit
	if o.Pay.Currency != core.CNY || o.Pay.Minor < 1 || o.Pay.Minor > maxPay {
		r.refuse(errPay.With("max", core.Yuan(maxPay).Text()), "pay.minor")
		return
	}
	if !o.Unit.Known() {
		r.refuse(errUnit, "pay_unit")
		return
	}
	if len(o.Windows) == 0 {
		return // said already
	}
	total := minutesOf(o.Windows)
	most, usual := r.quantities(o, total)
	quantity := cmp.Or(r.p.Quantity, usual)
	if quantity < 1 || quantity > most {
		r.refuse(errQuantity, "quantity")
		return
	}
	minutes := cmp.Or(r.p.WorkMinutes, total)
	if o.Unit == PerHour {
		minutes = quantity
	}
	if minutes < 1 || minutes > total {
		r.refuse(errWorkMinutes, "work_minutes")
		return
	}
	o.Quantity, o.WorkMinutes = quantity, minutes
	each, err := wage(o.Pay, o.Unit, quantity)
	if err != nil || each.Minor < 1 || each.Minor > maxTotal || each.Minor*o.People > maxTotal {
		r.refuse(errTotal.With("max", core.Yuan(maxTotal).Text()), "pay.minor")
	}
}

// quantities are the most that may be planned and what is usual, 0 for nothing.
func (r *reader) quantities(o *Offer, totalMinutes int64) (most, usual int64) {
	switch o.Unit {
	case PerHour:
		return totalMinutes, totalMinutes
	case PerDay:
		days := int64(len(daysOf(o.Windows)))
		return days * PerDay.Steps(), days * PerDay.Steps()
	case PerJob:
		return PerJob.Steps(), PerJob.Steps()
	}
	return 1_000_000, 0
}

// who reads how many, how old, and how they are found.
func (r *reader) who(o *Offer) {
	if o.People < 1 || o.People > maxPeople {
		r.refuse(errPeople.With("max", maxPeople), "people")
	}
	r.trade(o)
	o.Mode = cmp.Or(r.p.Mode, Tap)
	if o.Mode != Tap && o.Mode != Choice {
		r.refuse(errMode, "mode")
	}
	if o.Mode == Choice && len(o.Windows) > 0 {
		r.chooseBy(o)
	}
	o.Photos = r.p.Photos
	if len(o.Photos) > maxPhotos {
		r.refuse(errPhotos.With("max", maxPhotos), "photos")
	}
	for _, id := range o.Photos {
		if _, err := core.ParseID[core.File](string(id)); err != nil {
			r.refuse(errPhotos.With("max", maxPhotos), "photos")
			break
		}
	}
}

func (r *reader) trade(o *Offer) {
	o.Trade = r.p.Trade
	t, ok := r.set.Trade(o.Trade, core.DateOf(r.now))
	if !ok {
		r.refuse(errTrade, "trade")
		return
	}
	o.Outdoor = t.Outdoor
	if r.p.Outdoor != nil {
		o.Outdoor = *r.p.Outdoor
	}
	if o.MinAge = r.p.MinAge; o.MinAge == 0 {
		o.MinAge = int64(t.MinAge)
		if heavy(t) || atNight(o.Windows) {
			o.MinAge = r.set.Value("age_adult", core.DateOf(r.now))
		}
	}
	if o.MinAge != 16 && o.MinAge != 18 {
		r.refuse(errMinAge, "min_age")
	}
}

// chooseBy reads when the choosing ends: if nothing is said, two hours before
// the start, or half way to it if that is nearer.
func (r *reader) chooseBy(o *Offer) {
	start := o.Start()
	if r.p.ChooseBy != nil {
		o.ChooseBy = r.p.ChooseBy.UTC().Truncate(time.Minute)
		if !o.ChooseBy.After(r.now) || o.ChooseBy.After(start) {
			r.refuse(errChooseBy, "choose_by")
		}
		return
	}
	o.ChooseBy = start.Add(-min(2*time.Hour, start.Sub(r.now)/2)).Truncate(time.Minute)
}

// daysOf returns the days in China that the windows touch, ascending.
func daysOf(windows []core.Span) []core.Date {
	var out []core.Date
	for _, w := range windows {
		for d := core.DateOf(w.Start); d <= core.DateOf(w.End.Add(-1)); d = d.AddDays(1) {
			if len(out) == 0 || out[len(out)-1] < d {
				out = append(out, d)
			}
		}
	}
	return out
}

// postingOf fills in a posting like the job, with its windows moved by whole
// weeks until they are to come. Photos are taken over from one's own jobs alone.
func postingOf(j Job, reader core.PersonID, now time.Time) Posting {
	const week = 7 * 24 * time.Hour
	var later time.Duration
	if past := now.Sub(j.Start()); past >= 0 {
		later = (past/week + 1) * week
	}
	outdoor := j.Outdoor
	p := Posting{
		Employer: j.Employer, Trade: j.Trade, Title: j.Title, Note: j.Note, Region: string(j.Region),
		Place: Coordinates{j.Place.Lat(), j.Place.Lon()}, Address: j.Address, Door: j.Door.Reveal(), ContactName: j.ContactName.Reveal(),
		Phone: j.Phone.Reveal(), People: j.People, Pay: j.Pay, Unit: j.Unit, Quantity: j.Quantity, WorkMinutes: j.WorkMinutes,
		Tools: j.Tools, Meals: j.Meals, Outdoor: &outdoor, MinAge: j.MinAge, Mode: j.Mode, RadiusM: j.RadiusM,
	}
	for _, w := range j.Windows {
		p.Windows = append(p.Windows, core.Span{Start: w.Start.Add(later), End: w.End.Add(later)})
	}
	if j.Poster == reader {
		p.Photos = j.Photos
	}
	return p
}
