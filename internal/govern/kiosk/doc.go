// Package kiosk is the hall's machine (数字求职机): a number for the line, and a
// log-in without a password of one's own: by scanning a code with one's phone, or
// by the document's number and a code by SMS. Never by a face.
//
// What people do there once they are in are the operations of the phone, with the
// channel kiosk; their session ends by itself after three minutes without use, and
// the machine's page forgets them after one.
//
// # Invariants
//
//   - Only a machine that staff registered begins a log-in.
//   - A scan opens one session, once, and only after the person said yes on their
//     own phone, where they see which hall it is and the same two digits.
//   - No answer tells whether a document is known: a number that is nobody's gets
//     the same answers, codes that never fit, and the same limits.
//   - Codes, keys and secrets lie as hashes.
//
// # Owns
//
// Tables kiosk_machine, kiosk_scan and kiosk_code.
//
// # Talks
//
// Asks Halls for their names and numbers, People whose a document is, Doors to open
// a session, Slips what to print. Sends codes by SMS, in a job outside of
// transactions. Publishes and hears nothing.
//
// # Sources
//
// The flow by scanning follows RFC 8628 (device authorization). Codes: DOMAIN §1.5
// and the installation's limits of log-in codes. Large type and no time pressure
// but the protection of what is on the screen: §9.5.
package kiosk
