// Package staff lets the people in who run the platform: with a password and a
// one-time code, through a door of their own, behind which their roles hold.
//
// # Invariants
//
//   - There is no default password. The first three administrators, and everyone
//     after them, begin with a link that works once and for a day.
//   - A log-in takes two factors. A one-time code is good once, a recovery code
//     is good once, and a wrong try counts whether or not the number is staff's.
//   - No answer, and no time it takes, tells which part was wrong.
//   - Passwords lie as Argon2id hashes, the secrets of one-time codes sealed,
//     links and recovery codes as hashes; none of them is logged.
//   - The system administrator makes accounts and gives no role; the security
//     administrator gives roles and makes no account. Nobody changes their own,
//     nobody holds two of the three offices, and an office that somebody can act
//     in is never left without one who can.
//   - Each role that was given or taken stands in a record, with who and when.
//
// # Owns
//
// Tables staff_member, staff_password, staff_recovery, staff_try, staff_link,
// staff_office and staff_act. Roles in force and sessions are account's.
//
// # Talks
//
// Publishes and hears nothing. Asks Accounts for numbers and for the proof that
// somebody holds one, Sessions to open and end log-ins, Roles to give and take.
//
// # Sources
//
// DOMAIN §9.3 (GB/T 22239-2019, level 3: two factors, complexity and change of
// passwords, lock after failures, administrators apart, no default accounts).
// RFC 6238 (one-time codes), RFC 9106 (Argon2). See docs/adr/0011.
package staff
