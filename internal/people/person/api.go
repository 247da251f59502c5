package person

import (
	"net/http"

	"yilu/internal/core"
	"yilu/internal/platform/api"
)

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	get := func(id, path, summary string) api.Op {
		return api.Op{ID: id, Method: http.MethodGet, Path: path, Tag: "me", Summary: summary}
	}
	api.Read(a, get("get-me", "/me", "Who I am here, and what is still missing"), s.getMe)
	identify := api.Op{
		ID: "identify", Method: http.MethodPut, Path: "/me/identity", Tag: "me", Summary: "State my real name and document",
		Doc: "Checked digit by digit and then with a register. It can be stated once; stating the same again changes nothing. The required texts must be accepted before, or with it.",
	}
	api.Secret(a, identify, s.Keys, s.putIdentity)
	api.Read(a, get("get-profile", "/me/profile", "What work I look for"), s.getProfile)
	api.Act(a, api.Op{ID: "set-profile", Method: http.MethodPut, Path: "/me/profile", Tag: "me", Summary: "Say what work I look for",
		Doc: "Replaces the whole profile."}, s.putProfile)
	api.Read(a, get("list-consents", "/me/consents", "What I accepted, and what I could"), s.listConsents)
	api.Act(a, api.Op{ID: "set-consent", Method: http.MethodPut, Path: "/me/consents/{kind}", Tag: "me", Summary: "Accept a text, or withdraw",
		Doc: "To accept, name the current version; to withdraw, only granted: false is needed."}, s.putConsent)
	api.Read(a, get("list-looks", "/me/access-log", "Who looked at my full data, newest first"), s.listLooks)

	api.Read(a, api.Op{ID: "list-consent-texts", Method: http.MethodGet, Path: "/consents/texts", Tag: "consents", Public: true,
		Summary: "The current texts that people are asked to accept"}, s.listTexts)
	api.Read(a, api.Op{ID: "get-consent-text", Method: http.MethodGet, Path: "/consents/texts/{kind}/{version}", Tag: "consents", Public: true,
		Summary: "One version of a text, however old"}, s.getText)

	api.Read(a, api.Op{ID: "get-person", Method: http.MethodGet, Path: "/people/{id}", Tag: "people", Summary: "A person's public card"}, s.getPerson)
	api.Secret(a, api.Op{ID: "reveal", Method: http.MethodPost, Path: "/people/{id}/reveal", Tag: "people", Summary: "See a full value, with a reason",
		Doc: "For the person, and for reviewers. Who looked, when and why is shown to the person."}, s.Keys, s.reveal)
	s.registerStaff(a)
}

// PathPerson is a person in a path.
type PathPerson struct {
	ID string `path:"id" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" doc:"A person's id."`
}

func (p PathPerson) person() core.PersonID { return core.PersonID(p.ID) }
