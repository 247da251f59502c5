// Package county makes up a county from a number: people, employers and the work
// they give each other. It is pure: the same seed and year give the same county,
// fewer people with as many employers are the beginning of more, and nothing in
// it is taken from anybody.
//
// Everything looks made up to whoever looks twice. Given names end in a numeral
// (张晨三), phone numbers begin with 154, a range no operator has, cards with a
// bank number no bank has, and organisations carry （演示） in their names. All
// numbers are well-formed, so that the checks of the real services accept them.
//
// Towns and their points are the real ones, from engine/reference.
package county
