// Package hall is the gig hall (零工大厅): people who walk in with a number, the
// desks where they are served, and the teams that it puts together for firms.
//
// A ticket carries no personal data: a service, a number of the day, and the times
// it was taken, called and ended. Whom a clerk serves is known only where a desk
// needs it: by a whole number that the person or their papers tell, with a reason
// that the person sees.
//
// What a clerk does for somebody is that person's or that agent's own act, marked
// with the clerk and the channel (core.Actor.Acting), by the rules of the module
// that it belongs to. Nothing of them is copied here: a dispatch (派工) is one job of
// gig's, funded once and settled once, with the calls, the leader and the meeting
// point beside it.
//
// # Invariants
//
//   - A number is given out once for each service and day, without gaps.
//   - A counter calls one ticket at a time; a ticket is at one counter.
//   - A ticket moves only as rules.go says.
//   - A clerk acts for a person only in an open visit of their own making, which
//     ends after an hour, or on a call that a dispatch makes; never for themselves.
//   - A clerk acts for an employer only under a mandate that holds now, of one who
//     still is its agent; the agent is told of it and may end it.
//   - Who said no to a dispatch is not called again, nor shown in full.
//   - A dispatch has one job, and a job at most one dispatch of a hall.
//
// # Owns
//
// Tables hall_hall, hall_service, hall_counter, hall_line, hall_ticket, hall_visit,
// hall_mandate, hall_dispatch and hall_call.
//
// # Talks
//
// Hears event.Booked (tells where the team meets), Unbooked (tells the clerk that
// somebody is missing) and JobEnded (closes the dispatch). Publishes nothing. Asks
// through the ports in ports.go: who people are, for places in jobs and teams, whom
// a job suits and when people work, for texts by SMS. Signals "hall" to open pages.
//
// # Sources
//
// What a hall must offer, and that it is free: DOMAIN §3.1 (人社部发〔2022〕38号,
// DB3309/T 115-2024). Who may speak for an employer: 人力资源市场暂行条例 26. Hours
// and rest, of which a caller is warned: §3.4. How tickets are called is ours.
package hall
