// Package sheet reads tables that people send, and writes those that they get.
//
// Read takes an .xlsx or a text file of values (.csv, also with tabs or
// semicolons) in UTF-8 with or without its mark, UTF-16 or GBK, and returns the
// first sheet that has anything on it as rows of text. It tells what text alone
// would hide: that a cell was a number, and how many digits that number has lost.
// Merged cells are filled with their one value. What can't be read is refused
// with a sentence that says what to do about it.
//
// Files come from anywhere: sizes are limited before and while they are unpacked,
// macros and links are never looked at, and formulas are not calculated: the
// value that stands in the file counts.
//
// Book writes .xlsx: every cell is text, so that numbers of documents and phones
// stay as they are.
package sheet
