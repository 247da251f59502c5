// Package hall is the gig hall (零工大厅): people who walk in with a number, the
// clerks at their counters, and the desks where they are served.
//
// A ticket carries no personal data: a service, a number of the day, and the times
// it was taken, called and ended. Whom a clerk serves is known only where a desk
// needs it, and there by name and reason.
//
// # Invariants
//
//   - A number is given out once for each service and day, without gaps.
//   - A counter calls one ticket at a time; a ticket is at one counter.
//   - A ticket moves only as rules.go says.
//
// # Owns
//
// Tables hall_hall, hall_service, hall_counter, hall_line and hall_ticket.
//
// # Talks
//
// Signals "hall" to open pages of clerks. Publishes and hears nothing.
//
// # Sources
//
// What a hall must offer, and that it is free: DOMAIN §3.1 (人社部发〔2022〕38号,
// DB3309/T 115-2024). How tickets are called is ours.
package hall
