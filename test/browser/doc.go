// Package browser lets a test use Yilu as people do: in a real browser, finding
// things by the words they see.
//
//	worker, boss := browser.New(t, browser.Phone), browser.New(t, browser.Phone)
//	boss.Open(url + "/h5/")
//	boss.Fill("手机号", "13800138000")
//	boss.Tap("登录")
//	worker.SeeWithin(time.Second, "有新活")
//	worker.Near("搬家具").Tap("抢单")
//
// # What holds
//
//   - A test binary has one browser process; every Page is a person of its own
//     in it, sharing no cookie and no storage with another.
//   - Nothing sleeps for a fixed time: each helper looks again until what it
//     needs is there, for at most fifteen seconds, and then fails the test with what
//     the page shows instead and a picture of it in test/shots.
//   - An error that a page did not catch fails the test.
//   - The browser reaches this machine alone; every other name is unknown to it.
//   - The browser and its profile are gone when the test binary ends, however.
//
// # Naming things
//
// A helper takes the words on the thing: a button's text, a field's label or
// placeholder, what a screen reader would say. White space does not count. The
// whole text goes before a part of it, and what can be pressed before what can
// only be read. If several things fit, the test fails and asks for Near. A
// name that begins with "css:" is a selector: "css:.job-card". Where a dialog is
// open, it is looked in first.
//
// Page's methods must be called from the test's own goroutine, as they may fail
// the test.
package browser
