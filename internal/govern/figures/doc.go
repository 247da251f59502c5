// Package figures counts what happens, by town and week, for those who steer:
// people registered, jobs that went live, jobs filled and how long that took,
// wages paid, and what waits for an answer now.
//
// # Invariants
//
//   - A fact counts once, however often it is heard.
//   - Each figure is a count over this module's rows, and each row names the fact
//     behind it, so that the list behind a figure is the same facts.
//   - All rows can be made anew from the modules that own the facts (Rebuild).
//
// # Owns
//
// Tables figures_person, figures_job, figures_paid and figures_state.
//
// # Talks
//
// Hears PersonVerified, ProfileChanged, PersonErased, JobOpened, JobPlaces and
// Paid. Asks People
// where somebody is, Work and Reviews for what waits now, and both of the first
// for the facts of a rebuild. Publishes nothing.
//
// # Sources
//
// Which figures a county publishes: registered users, orders, orders in a month,
// people placed. Weeks begin on Monday (GB/T 7408, ISO 8601), in China's time.
package figures
