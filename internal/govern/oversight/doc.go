// Package oversight is the desk of the staff who look before something goes on:
// at a new employer, at a job that trips a warning.
//
// A review stands for one subject (an employer, a job) and is known by the
// subject's id. It is open until a reviewer decides; asking again opens it anew
// in a further round and keeps what was decided before.
//
// Invariants:
//   - one review per subject; a decision per closed round, none for the open one;
//   - a refusal has a reason;
//   - nobody decides on what they asked for themselves, nor on an employer whose
//     agent they are;
//   - of two reviewers who decide at once, one wins and the other is told who.
//
// Owns: oversight_review, oversight_decision.
// Talks: hears event.ReviewAsked; publishes event.ReviewDecided; asks Employers
// (who speaks for an employer) and People (how a reviewer is called).
// Sources: 人力资源市场暂行条例 第二十六条 and 第二十九条 (what must be looked at, and
// that there is a review at all); DOMAIN §3.3. The length of a reason is ours.
package oversight
