// Package privacy lets people use their rights over their own data: have all of
// it, have it corrected, have it erased.
//
// # Invariants
//
//   - An export is its owner's alone: it lies sealed, only their session reads it,
//     and it is gone when its time is over.
//   - A name or a document is corrected by a reviewer who has seen a photo of the
//     document, never by the person themselves; a lost phone's number likewise.
//   - Nobody is erased while they have money here, work that is open, or a duty.
//   - Between the wish to be erased and the erasure lies a time in which it can be
//     taken back; then all modules erase in one transaction, or none does.
//   - What stays after it is named with the rule by which it stays, before and
//     after. Nothing that stays carries a name, a phone or a document.
//
// # Owns
//
// Tables privacy_export, privacy_correction and privacy_erasure; the files of
// exports, in a store of their own. What is asked in a correction lies sealed.
//
// # Talks
//
// Knows no module's data: every module is a Holder, which gives its part of an
// export, says what stands in the way, erases, and tells what is left. Publishes
// ReviewAsked, hears ReviewDecided. Asks People (names, corrections), Accounts
// (numbers, texts) and Files (photos).
//
// # Sources
//
// 个人信息保护法 15, 44–50; DOMAIN §9.1 (rights, retention), §4.1 (wage ledgers).
// How long what stays must stay is dated reference data (limit: keep_…).
package privacy
