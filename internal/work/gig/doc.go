// Package gig is the market for short work: a job is posted, paid for in
// advance, taken by a tap or by choice, done, and its wage settled.
//
// # Invariants
//
//   - A job takes workers only while its whole wage is held in escrow.
//   - A job with N places has at most N engagements that count; the others who
//     tap stand in its line, in the order of their taps.
//   - No worker has two engagements whose windows overlap.
//   - Nothing is held without a use: what a job, an engagement or a place no
//     longer needs goes back to the employer in the same transaction.
//   - What a worker is owed and nobody contests is released at once; only the
//     contested part stays held.
//   - A state changes only by the moves in rules.go, and every change has an
//     actor, a time and, where it takes something from someone, a reason.
//
// Verify checks these over the data.
//
// # Owns
//
// Tables gig_job, gig_engagement, gig_slot (what a worker is bound to, by
// worker), gig_line (who waits or applies, by job), gig_block, gig_worker (a row
// to lock) and gig_step (the timeline).
//
// # Talks
//
// Publishes JobOpened, JobPlaces, JobEnded, Booked, Unbooked, Finished, Paid and
// ReviewAsked. Hears JobFunded, FundingFailed, ReviewDecided, and its own Booked
// to tell both sides, which keeps messages out of the hot transaction. Asks
// through the ports in ports.go. Money moves through Escrow inside the
// transaction of the state change.
//
// # Sources
//
// The rules of posting are DOMAIN §3.3 to §3.6 and §2.3, money is §4.2. Their
// figures and word lists are dated data in engine/reference.
package gig
