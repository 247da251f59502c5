package browser

import (
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Offline cuts the page off the network, open streams included, or joins it
// again.
func (p *Page) Offline(off bool) {
	p.t.Helper()
	p.line.setCut(off)
	p.network(network.Conditions{Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
}

// Deaf loses every answer: what the page sends still arrives, but it never learns
// so, as on a line that fails at the wrong moment.
func (p *Page) Deaf(deaf bool) { p.line.setDeaf(deaf) }

// Slow makes every request take at least latency and move at most kbps
// kilobits a second either way. Slow(0, 0) is the full speed again.
func (p *Page) Slow(latency time.Duration, kbps int) {
	p.t.Helper()
	bytes := float64(kbps) * 1000 / 8
	if kbps == 0 {
		bytes = -1
	}
	p.network(network.Conditions{
		Latency: float64(latency.Milliseconds()), DownloadThroughput: bytes, UploadThroughput: bytes,
	})
}

// network sets the conditions for requests, and what the page is told of them.
func (p *Page) network(c network.Conditions) {
	p.t.Helper()
	err := call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{&c},
	})
	p.must("set the network", err)
	err = call(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: c.Offline, Latency: c.Latency,
		DownloadThroughput: c.DownloadThroughput, UploadThroughput: c.UploadThroughput,
	})
	p.must("set the network", err)
}

// LargeType sets the person's own type size, as the phone's settings do: 1 is
// normal, 1.67 large. A page whose type is in rem or em follows.
func (p *Page) LargeType(scale float64) {
	p.t.Helper()
	size := int64(16*scale + 0.5)
	err := call(p, page.SetFontSizes, page.SetFontSizesParams{
		FontSizes: &page.FontSizes{Standard: size, Fixed: size * 13 / 16},
	})
	p.must("set the type size", err)
	err = call(p, emulation.SetEmulatedOSTextScale, emulation.SetEmulatedOSTextScaleParams{Scale: scale})
	p.must("set the type size", err)
}

// Zoom enlarges everything, as the browser's own zoom does: at 2 the page has
// half as much room.
func (p *Page) Zoom(factor float64) {
	p.t.Helper()
	p.must("zoom", p.resize(factor))
}

func (p *Page) resize(zoom float64) error {
	s := p.screen
	if err := call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(float64(s.Width) / zoom), Height: int64(float64(s.Height) / zoom),
		DeviceScaleFactor: s.Scale * zoom, Mobile: s.Touch,
	}); err != nil {
		return err
	}
	return call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: s.Touch})
}

// Locate puts the person at a place (WGS-84 degrees) and lets pages know it.
func (p *Page) Locate(lat, lon float64) {
	p.t.Helper()
	p.Allow("geolocation")
	accuracy := 10.0 // metres
	err := call(p, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{
		Latitude: &lat, Longitude: &lon, Accuracy: &accuracy,
	})
	p.must("locate", err)
}

// Allow answers the browser's question for a permission with yes: "geolocation",
// "notifications", "camera".
func (p *Page) Allow(permission string) { p.t.Helper(); p.permit(permission, "granted") }

// Refuse answers the browser's question for a permission with no.
func (p *Page) Refuse(permission string) { p.t.Helper(); p.permit(permission, "denied") }

func (p *Page) permit(name string, setting cdpbrowser.PermissionSetting) {
	p.t.Helper()
	_, err := chromedp.CallBrowser(p.ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission:       &cdpbrowser.PermissionDescriptor{Name: name},
		Setting:          setting,
		BrowserContextID: cdp.BrowserContextID(chromedp.FromContext(p.ctx).BrowserContextID),
	})
	p.must("set permission "+name, err)
}

// Language sets what the person reads: "zh-CN" (as New does) or "en-US".
// Call it before Open.
func (p *Page) Language(tag string) {
	p.t.Helper()
	p.must("set the language", p.speak(tag))
}

func (p *Page) speak(tag string) error {
	agent := p.host.agent
	if p.screen.Touch {
		agent = phoneAgent(agent)
	}
	if err := call(p, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
		UserAgent: agent, AcceptLanguage: tag,
	}); err != nil {
		return err
	}
	// Refused where the same locale is set already.
	_ = call(p, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{})
	return call(p, emulation.SetLocaleOverride, emulation.SetLocaleOverrideParams{Locale: tag})
}
