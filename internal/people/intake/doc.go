// Package intake registers people who are not at a phone: a village agent or a
// hall clerk writes down who they are and what work they look for, one at a time,
// from a table, or from drafts made without a network.
//
// # Invariants
//
//   - Who is registered here is a person like any other: the same checks, the same
//     consents, the same account when their phone logs in later.
//   - An agent acts only in their area, and only what Allowed lists.
//   - What is known already is never overwritten in silence: what would change is
//     shown, and only what was shown is changed.
//   - Of a table, all chosen rows are taken in, or none; a row with a fault never.
//   - Each act for another is a record with its doer, which the person sees, can
//     take back, and can contest.
//   - A slip's code opens its person only together with a code by SMS. It lies
//     sealed, ends, and is found by a keyed index; wrong tries are limited.
//   - A phone that somebody registered is never changed here: who has the person's
//     account is decided by a slip and a phone, or by a hall.
//
// # Owns
//
// Tables intake_person, intake_record, intake_slip, intake_try, intake_import,
// intake_row and intake_contest. Rows of tables lie sealed and are forgotten
// after keepImports.
//
// # Talks
//
// Publishes and hears nothing. Asks person (identity, consents, wishes), account
// (numbers, sessions, who holds a role) and notify. Runs an import in a job.
//
// # Sources
//
// DOMAIN §3.2 (what a worker registers; registering others with consent on the
// spot), §9.1 (consent, rights), §9.2 (masks), §10.5 (tables). 个人信息保护法
// 13–15, 44–47. DB2301/T 218—2024, annex B.
package intake
