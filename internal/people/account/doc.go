// Package account lets people in: a phone number, a code by SMS, a session.
//
// # Invariants
//
//   - One phone number is one account; an account is one PersonID, for ever.
//   - A code opens one session, once, within its life and its number of tries.
//   - No answer tells whether a number has an account.
//   - Numbers lie sealed, codes and tokens as hashes; none of them is logged,
//     and none waits in the open for the SMS to go out.
//   - An ended session is refused at once by this process, and by the others
//     when their memory of it ends (cacheLife).
//
// # Owns
//
// Tables account_account, account_phone, account_code, account_request,
// account_session and account_role. A number is changed with a code to the old
// and to the new one, or, where the old one is lost, by privacy after a review.
//
// # Talks
//
// Publishes and hears nothing. Sends codes through the SMS port, in a job
// outside of transactions. Offers Authenticate to the API, numbers to the
// modules that may show or use them, and Grant to the command line.
//
// # Sources
//
// DOMAIN §1.5 (limits of codes, numbers), §9.1 (retention), §9.2 (masks), §9.3
// (lock after failures, session timeout).
package account
