package kiosk

import (
	"context"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// Key is what a machine shows of itself.
type Key struct {
	Key string `header:"Yilu-Kiosk" maxLength:"64" json:"-" doc:"The machine's key; in the demo it may be left out."`
}

// Path names a hall.
type Path struct {
	Hall string `path:"hall" maxLength:"36"`
}

// MachineView is a machine as staff see it.
type MachineView struct {
	ID     core.ID[Machine] `json:"id"`
	Name   string           `json:"name"`
	MadeAt time.Time        `json:"made_at"`
	Key    string           `json:"key,omitempty" doc:"Open /kiosk/#key=… at the machine, once. It is shown only here."`
}

// ScanView is a code to scan.
type ScanView struct {
	Code      string    `json:"code"`
	Secret    string    `json:"secret" doc:"For claim-kiosk-scan; the page alone has it."`
	Pair      string    `json:"pair" doc:"Two digits, to be shown at the machine and on the phone."`
	URL       string    `json:"url" doc:"What the QR code says."`
	ExpiresAt time.Time `json:"expires_at"`
}

// SignedView is what came of a log-in.
type SignedView struct {
	State  string        `json:"state" enum:"waiting,in" doc:"waiting: nobody said yes yet."`
	Person core.PersonID `json:"person,omitempty"`
	Name   string        `json:"name" doc:"How the person is called: 王师傅. Empty without a real name."`
	Token  string        `json:"token,omitempty" doc:"Send it as Authorization: Bearer, with Yilu-Face: kiosk. It ends after three minutes without use."`
}

func viewSigned(s Signed) SignedView {
	if s.Token == "" {
		return SignedView{State: "waiting"}
	}
	return SignedView{"in", s.Person, s.Name, s.Token}
}

// SeenView is a scan on the phone that scanned it.
type SeenView struct {
	Hall      core.Text `json:"hall" doc:"Where the machine stands."`
	Pair      string    `json:"pair" doc:"The machine shows the same two digits."`
	Allowed   bool      `json:"allowed"`
	ExpiresAt time.Time `json:"expires_at"`
}

func viewSeen(c Scan, h Hall) SeenView { return SeenView{h.Name, c.Pair, c.Person != "", c.Expires} }

// SentView is a code under way.
type SentView struct {
	ExpiresAt time.Time `json:"expires_at"`
	AgainAt   time.Time `json:"again_at"`
	DemoCode  string    `json:"demo_code,omitempty" doc:"The code itself, in the demo alone."`
}

// DocumentBody names a document.
type DocumentBody struct {
	Kind     core.DocumentKind `json:"kind,omitempty" enum:",citizen_id,hmt_residence,foreigner_pr,hm_pass,tw_pass,passport"`
	Document string            `json:"document" maxLength:"40"`
}

func (b DocumentBody) kind() core.DocumentKind {
	if b.Kind == "" {
		return core.CitizenID
	}
	return b.Kind
}

const tag = "kiosk"

var keepers = []core.Role{core.SystemAdmin, core.HallClerk}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Read(a, api.Op{ID: "get-kiosk", Method: http.MethodGet, Path: "/kiosk", Tag: tag, Public: true, Summary: "Where a machine stands, and what one can take a number for"},
		func(ctx context.Context, _ core.Actor, in *struct{ Key }) (Hall, error) {
			return s.at(ctx, s.DB.Reader(), in.Key.Key)
		})
	api.Act(a, api.Op{ID: "take-kiosk-ticket", Method: http.MethodPost, Path: "/kiosk/tickets", Tag: tag, Public: true, Status: http.StatusCreated, Summary: "Take a number (取号)"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct {
			Key
			Body struct {
				Service string `json:"service" minLength:"1" maxLength:"1"`
			}
		}) (Ticket, error) {
			return s.Take(ctx, tx, a, in.Key.Key, in.Body.Service)
		})
	s.registerScans(a)
	s.registerCodes(a)
	s.registerMachines(a)
	api.Send(a, api.Op{ID: "print-job-slip", Method: http.MethodGet, Path: "/kiosk/slips/{engagement}", Tag: tag, Summary: "A slip about my place, to print"}, []string{"application/pdf"}, s.printSlip)
}

func (s *Service) registerScans(a *api.Server) {
	api.Secret(a, api.Op{ID: "begin-kiosk-scan", Method: http.MethodPost, Path: "/kiosk/scans", Tag: tag, Public: true, Status: http.StatusCreated,
		Summary: "A code to scan with one's phone", Doc: "For registered machines. It holds for two minutes."}, s.Keys,
		func(ctx context.Context, _ core.Actor, in *struct{ Key }, decide api.Decide[ScanView]) (ScanView, error) {
			site := s.Site
			if site == "" {
				site = api.SiteOf(ctx)
			}
			return decide(ctx, func(ctx context.Context, tx db.Tx) (ScanView, error) {
				c, secret, err := s.Begin(ctx, tx, in.Key.Key)
				return ScanView{c.Code, secret, c.Pair, site + "/#/kiosk/" + c.Code, c.Expires}, err
			})
		})
	api.Secret(a, api.Op{ID: "claim-kiosk-scan", Method: http.MethodPost, Path: "/kiosk/scans/{code}/claim", Tag: tag, Public: true,
		Summary: "What came of a scan", Doc: "Ask every second or two, without an Idempotency-Key."}, s.Keys,
		func(ctx context.Context, a core.Actor, in *struct {
			Key
			Code string `path:"code" maxLength:"16"`
			Body struct {
				Secret string `json:"secret" maxLength:"64"`
			}
		}, decide api.Decide[SignedView]) (SignedView, error) {
			return decide(ctx, func(ctx context.Context, tx db.Tx) (SignedView, error) {
				got, err := s.Claim(ctx, tx, a, in.Key.Key, in.Code, in.Body.Secret)
				return viewSigned(got), err
			})
		})
	api.Read(a, api.Op{ID: "see-kiosk-scan", Method: http.MethodGet, Path: "/kiosk/scans/{code}", Tag: tag, Summary: "The machine that my phone scanned"},
		func(ctx context.Context, a core.Actor, in *scanPath) (SeenView, error) {
			c, h, err := s.Seen(ctx, s.DB.Reader(), a, in.Code)
			return viewSeen(c, h), err
		})
	api.Act(a, api.Op{ID: "allow-kiosk-scan", Method: http.MethodPost, Path: "/kiosk/scans/{code}/allow", Tag: tag, Summary: "Log me in at that machine",
		Doc: "Only if you stand before it and it shows the same two digits."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *scanPath) (SeenView, error) {
			c, h, err := s.Allow(ctx, tx, a, in.Code)
			return viewSeen(c, h), err
		})
}

type scanPath struct {
	Code string `path:"code" maxLength:"16"`
}

func (s *Service) registerCodes(a *api.Server) {
	api.Secret(a, api.Op{ID: "ask-kiosk-code", Method: http.MethodPost, Path: "/kiosk/codes", Tag: tag, Public: true, Status: http.StatusCreated,
		Summary: "Have a code sent to the number under which a document is registered", Doc: "The answer is the same whether or not the document is known."}, s.Keys,
		func(ctx context.Context, a core.Actor, in *struct {
			Key
			Body DocumentBody
		}, decide api.Decide[SentView]) (SentView, error) {
			return decide(ctx, func(ctx context.Context, tx db.Tx) (SentView, error) {
				got, err := s.AskCode(ctx, tx, a, in.Key.Key, in.Body.kind(), in.Body.Document)
				v := SentView{ExpiresAt: got.Expires, AgainAt: got.Again}
				if s.Demo && err == nil {
					v.DemoCode = got.Code.Reveal()
				}
				return v, err
			})
		})
	api.Secret(a, api.Op{ID: "log-in-at-kiosk", Method: http.MethodPost, Path: "/kiosk/sessions", Tag: tag, Public: true, Status: http.StatusCreated,
		Summary: "Log in by document number and code"}, s.Keys,
		func(ctx context.Context, a core.Actor, in *struct {
			Key
			Body struct {
				DocumentBody
				Code string `json:"code" minLength:"1" maxLength:"20"`
			}
		}, decide api.Decide[SignedView]) (SignedView, error) {
			return decide(ctx, func(ctx context.Context, tx db.Tx) (SignedView, error) {
				got, err := s.LogIn(ctx, tx, a, in.Key.Key, in.Body.kind(), in.Body.Document, in.Body.Code)
				return viewSigned(got), err
			})
		})
}

func (s *Service) registerMachines(a *api.Server) {
	api.Secret(a, api.Op{ID: "add-kiosk", Method: http.MethodPost, Path: "/hall/halls/{hall}/kiosks", Tag: tag, Roles: keepers, Status: http.StatusCreated, Summary: "Register a machine"}, s.Keys,
		func(ctx context.Context, a core.Actor, in *struct {
			Path
			Body struct {
				Name string `json:"name" maxLength:"100"`
			}
		}, decide api.Decide[MachineView]) (MachineView, error) {
			return decide(ctx, func(ctx context.Context, tx db.Tx) (MachineView, error) {
				m, key, err := s.Add(ctx, tx, a, in.Hall, core.Tidy(in.Body.Name))
				return MachineView{m.ID, m.Name, m.Made, key}, err
			})
		})
	api.Read(a, api.Op{ID: "list-kiosks", Method: http.MethodGet, Path: "/hall/halls/{hall}/kiosks", Tag: tag, Roles: keepers, Summary: "A hall's machines"},
		func(ctx context.Context, a core.Actor, in *Path) (l api.List[MachineView], err error) {
			all, err := s.Machines(ctx, s.DB.Reader(), a, in.Hall)
			l.Items = make([]MachineView, 0, len(all))
			for _, m := range all {
				l.Items = append(l.Items, MachineView{ID: m.ID, Name: m.Name, MadeAt: m.Made})
			}
			return l, err
		})
	api.Act(a, api.Op{ID: "remove-kiosk", Method: http.MethodDelete, Path: "/hall/halls/{hall}/kiosks/{kiosk}", Tag: tag, Roles: keepers, Summary: "End a machine"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct {
			Path
			Kiosk string `path:"kiosk" maxLength:"36"`
		}) (struct{}, error) {
			return struct{}{}, s.Remove(ctx, tx, a, in.Hall, core.ID[Machine](in.Kiosk))
		})
}
