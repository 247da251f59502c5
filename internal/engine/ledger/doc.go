// Package ledger keeps books in double entry, in any asset: CNY in fen, points,
// meals.
//
// A transfer moves amounts between accounts and always sums to zero. It is named
// by its caller with a ref: the same ref with the same content changes nothing,
// with other content it is refused. Accounts come to be by being used.
//
// # Invariants
//
//   - The postings of a transfer sum to zero in each asset.
//   - An account's balance is the sum of its postings, and never below zero.
//   - Accounts under "world:" mirror what lies outside (the custodian bank): they
//     may stand below zero, keep no running balance, and so are never contended.
//   - Nothing is changed or deleted; a mistake is corrected by another transfer.
//
// # Owns
//
// Tables ledger_account, ledger_transfer, ledger_posting.
//
// # Sources
//
// Money within ±(2^53−1) minor units: DESIGN, storage. Postings as signed rows
// and idempotency by input hash are the common form of transaction ledgers.
package ledger
