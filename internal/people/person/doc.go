// Package person knows who a person is, what work they look for, and what they
// have consented to.
//
// # Invariants
//
//   - A person has one real name and document, checked once; a document belongs
//     to one person. Both lie sealed and go out masked.
//   - Nobody under the working age has a real name here.
//   - Nothing is checked or kept before the person has consented to the terms and
//     to the handling of their data; each consent names the text it was given to,
//     by version and hash, and is taken back with the same one call.
//   - A full value is given to the person, or to a reviewer with a reason; every
//     look stands in a log that the person can read.
//   - The outside check of a document never happens inside a transaction, and
//     whether a document is known here is told only to who knows its holder's name.
//
// A real name can't be changed by its owner: a wrong or changed one is put right
// after a reviewer has seen the document (CorrectIdentity). Guardians for
// performers under 16 are not built yet.
//
// # Owns
//
// Tables person_person, person_document, person_attempt, person_profile,
// person_consent and person_look; the consent texts under consents/.
//
// The date of birth is the only fact of a document that is kept in the open, for
// the age rules ask for it in sets; sex and birthplace are not kept.
//
// # Talks
//
// Publishes event.PersonVerified, ProfileChanged, PersonCorrected and PersonErased. Hears nothing. Asks
// Phones (account) for masked numbers and IdentityChecker whether a name and a
// document belong together. Offers Worker, Workers, Verified, MaskedNames,
// NameMatches, Consented and Disclose to other modules.
//
// # The built-in checker
//
// StandIn needs no network: every well-formed document is consistent, but for
// two synthetic numbers that let the other answers be tried: MismatchDocument and
// UnavailableDocument.
//
// # Sources
//
// DOMAIN §1.1, §1.2 (documents, names, ages), §3.2 (what a worker registers),
// §9.1 (consent, rights), §9.2 (masks). GB 11643-1999; 劳动法 15; 未成年人保护法
// 61; 个人信息保护法 14–16, 28–30, 45–46.
package person
