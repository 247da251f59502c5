package hall

import (
	"context"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// Path names a hall. Any text is taken, so that one that is no id is not found.
type Path struct {
	Hall string `path:"hall" maxLength:"36" doc:"The hall."`
}

func (p Path) hall() core.ID[Hall] { return core.ID[Hall](p.Hall) }

// OfferingView is a service as the API shows and takes it.
type OfferingView struct {
	Code string    `json:"code" minLength:"1" maxLength:"1" doc:"A capital letter: its numbers begin with it." example:"A"`
	Name core.Text `json:"name"`
	Desk Desk      `json:"desk" enum:"seeker,employer,other" doc:"seeker: 求职窗口. employer: 用工窗口."`
}

// CounterView is a counter as the API shows and takes it.
type CounterView struct {
	N        int64    `json:"n" minimum:"1" maximum:"99"`
	Services []string `json:"services" nullable:"false" maxItems:"12" doc:"Codes of what it serves."`
}

// View is a hall as everyone may see it.
type View struct {
	ID       core.ID[Hall]   `json:"id"`
	Name     core.Text       `json:"name"`
	Area     core.RegionCode `json:"area"`
	Address  string          `json:"address"`
	Phone    string          `json:"phone" doc:"Of the hall; may be empty."`
	Services []OfferingView  `json:"services" nullable:"false"`
	Counters []CounterView   `json:"counters" nullable:"false"`
}

func viewOf(h Hall) View {
	v := View{ID: h.ID, Name: h.Name, Area: h.Area, Address: h.Address, Phone: h.Phone, Services: []OfferingView{}, Counters: []CounterView{}}
	for _, o := range h.Services {
		v.Services = append(v.Services, OfferingView(o))
	}
	for _, c := range h.Counters {
		v.Counters = append(v.Counters, CounterView(c))
	}
	return v
}

// Body is a hall as it is put.
type Body struct {
	Name     core.Text      `json:"name"`
	Area     string         `json:"area" maxLength:"12" doc:"Code of the region it serves."`
	Address  string         `json:"address,omitempty" maxLength:"200"`
	Phone    string         `json:"phone,omitempty" maxLength:"30"`
	Services []OfferingView `json:"services" nullable:"false" maxItems:"12"`
	Counters []CounterView  `json:"counters" nullable:"false" maxItems:"99"`
}

func (b Body) read(id core.ID[Hall]) (Hall, error) {
	area, err := core.ParseRegion(b.Area)
	if err != nil {
		return Hall{}, ErrArea
	}
	h := Hall{ID: id, Name: core.Text{ZH: core.Tidy(b.Name.ZH), EN: core.Tidy(b.Name.EN)}, Area: area, Address: core.Tidy(b.Address), Phone: core.Tidy(b.Phone)}
	for _, o := range b.Services {
		h.Services = append(h.Services, Offering(o))
	}
	for _, c := range b.Counters {
		h.Counters = append(h.Counters, Counter(c))
	}
	return h, nil
}

// staff and clerks are who may use the operations.
var (
	staff  = []core.Role{core.SystemAdmin}
	clerks = []core.Role{core.HallClerk}
)

const tag = "halls"

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Read(a, api.Op{ID: "list-halls", Method: http.MethodGet, Path: "/hall/halls", Tag: tag, Public: true, Summary: "The halls",
		Doc: "All of them, with what they serve. For screens, machines and everyone."},
		func(ctx context.Context, _ core.Actor, _ *struct{}) (l api.List[View], err error) {
			all, err := s.Halls(ctx, s.DB.Reader())
			l.Items = make([]View, 0, len(all))
			for _, h := range all {
				l.Items = append(l.Items, viewOf(h))
			}
			return l, err
		})
	api.Read(a, api.Op{ID: "get-hall", Method: http.MethodGet, Path: "/hall/halls/{hall}", Tag: tag, Public: true, Summary: "One hall"},
		func(ctx context.Context, _ core.Actor, in *Path) (View, error) {
			h, err := s.Hall(ctx, s.DB.Reader(), in.hall())
			return viewOf(h), err
		})
	api.Act(a, api.Op{ID: "open-hall", Method: http.MethodPost, Path: "/hall/halls", Tag: tag, Roles: staff, Status: http.StatusCreated, Summary: "Open a hall"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct{ Body Body }) (View, error) {
			h, err := in.Body.read("")
			if err != nil {
				return View{}, err
			}
			h, err = s.Put(ctx, tx, a, h)
			return viewOf(h), err
		})
	api.Act(a, api.Op{ID: "change-hall", Method: http.MethodPut, Path: "/hall/halls/{hall}", Tag: tag, Roles: staff, Summary: "Change a hall",
		Doc: "Services and counters are replaced as a whole. Numbers that were given out stay."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct {
			Path
			Body Body
		}) (View, error) {
			id, err := core.ParseID[Hall](in.Hall)
			if err != nil {
				return View{}, ErrNoHall
			}
			h, err := in.Body.read(id)
			if err != nil {
				return View{}, err
			}
			h, err = s.Put(ctx, tx, a, h)
			return viewOf(h), err
		})
	s.registerTickets(a)
	s.registerDesks(a)
	s.registerDispatches(a)
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
