// Package reference holds what is looked up and dated: regions, trades, risk
// classes, certificates, minimum wages, heat rules, word lists, cancellation
// tiers and limits. Rates, limits and codes are data, never constants.
//
// Purpose: give every module the row that is in force on a day, with its source
// and how sure it is.
//
// Invariants: a Set never changes once made. Of one subject at most one row is
// in force on a day: a later row ends an earlier one. A Set in which one row
// names another that does not exist can't be made. An import is taken wholly or
// not at all, and nothing imported is ever overwritten: the last import of a
// row counts, the earlier ones stay.
//
// Owns: the embedded files under data/ (see data/README.md) and the tables
// reference_table and reference_row.
//
// Talks: to nobody. Services take a Source and ask it each time, because an
// import may replace the Set.
//
// Sources: DOMAIN sections 1.4, 1.5, 2 and 3; every row names its own.
package reference
