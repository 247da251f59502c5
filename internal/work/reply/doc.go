// Package reply lets people without a smartphone take a job by text message: an
// offer goes out by SMS, and the answer "1" is a tap.
//
// # Invariants
//
//   - A digit stands for one open offer of one person; it is free again when that is
//     answered or over.
//   - A message of the provider counts once, however often it is delivered.
//   - The tap is the person's own act, through the channel sms, by gig's own rules;
//     every message that comes from a known number is answered by one text.
//   - Who has no account gets no answer: nothing tells whether a number is known.
//   - Numbers are not kept here, and texts wait sealed to go out.
//
// # Owns
//
// Tables reply_offer and reply_heard.
//
// # Talks
//
// Asks Market about jobs and for places, Phones whose a number is. Sends through
// the SMS port, in a job outside of transactions. Publishes and hears nothing.
//
// # Sources
//
// That nobody is left out who has no smartphone: DOMAIN §9.5. The signature of what
// the provider sends is HMAC-SHA256 (RFC 2104) over its time and its body; five
// minutes of difference are ours.
package reply
