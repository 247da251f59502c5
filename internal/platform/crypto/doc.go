// Package crypto keeps personal data unreadable at rest and off the screen.
//
// A Keyring seals values: SM4-GCM by default, AES-256-GCM by setting. A sealed
// value names its algorithm and its key, so that values of every algorithm and
// every key of the ring open side by side, and it is bound to its place (table,
// column and row), so that it opens nowhere else.
//
// A sealed value cannot be searched. Beside it stands a blind index: a keyed
// hash of the plain value, equal for equal values of one column and useless
// without the ring.
//
// In memory a personal value is a Private: it prints, logs and encodes as a mask
// ("138****5678") and gives its plain text to Reveal alone. A Column joins the
// three: a store seals on write, opens on read and looks up through it.
//
//	phone := crypto.NewColumn[core.PersonID, crypto.Phone](ring, "account_account.phone")
//
//	// write
//	phone.Seal(id, p), phone.Index(p)
//	// read: the row's id must be scanned before the value
//	row.Scan(&a.ID, phone.Into(&a.ID, &a.Phone))
//	// find
//	… WHERE phone_index = $1, phone.Index(p)
//
// # Keys
//
// The ring holds several sealing keys, of which the newest is current, and one
// root for indexes and signatures. Rotate adds a sealing key and leaves the
// root alone: an index is a join key written into millions of rows and unique
// constraints, so it must give the same answer before and after a rotation,
// while a sealed value can be replaced row by row, at leisure, by Reseal. The
// keys for indexes and for signatures are derived from the root (HKDF with SM3),
// so that neither says anything about the other or about the sealing keys.
package crypto
