// Package match finds the workers that a job suits and rings them, the nearest
// and best-suited first, in waves.
//
// It keeps its own copy of what it needs, fed by events, and decides nothing
// about money or rights: a ring is an invitation, and gig alone gives places.
// A person is suited who meets every hard condition (rules.go); the suited are
// ordered by a score of five weighted parts that add up (score.go). Both explain
// themselves in sentences (explain.go).
//
// # Invariants
//
//   - A person is told of a job at most once in silence and at most once aloud,
//     and never after the job has ended or begun.
//   - Nobody is rung aloud in their quiet hours or more than RingsAnHour times
//     within an hour.
//   - A ring's score is the sum of its parts under the weights of its day.
//   - A person is busy exactly in the windows of the places they hold.
//
// # Owns
//
// Tables match_worker, match_trade, match_area, match_stint, match_busy,
// match_job, match_ring. The weights are in weights.csv.
//
// # Talks
//
// Hears event.PersonVerified, ProfileChanged, RecordChanged, JobOpened, JobPlaces,
// JobEnded, Booked, Unbooked, Finished and Paid: doubled ones change nothing, and facts
// about one job or place may come in any order across topics. Events of one key
// about a state (profile, record, places) replace each other, in the outbox's
// order. Publishes nothing; rings through notify. Asks Employers who speaks for an
// employer. Clocks: match.wave rings a job's next wave, match.forget removes an
// ended job after KeepRings.
//
// # Sources
//
// The duty to publish how orders are pushed, and to explain a decision: DOMAIN
// §3.4 and §9.1. Trades and levels: DOMAIN §2.1, §2.2. Nobody under 16: §3.3.
package match
