package gig

import (
	"strings"

	"yilu/internal/core"
)

// The grid by which jobs near a place are found: cells of 0.05 degrees (5.6 km
// from south to north), numbered row by row from the south, each row from the
// west.
const (
	cellE7  = 500_000
	rowsize = 360 * 10_000_000 / cellE7
)

// cellOf is the cell that a place lies in.
func cellOf(p core.Place) int64 {
	return (p.LatE7+900_000_000)/cellE7*rowsize + (p.LonE7+1_800_000_000)/cellE7
}

// searchText is what a job is found by.
func searchText(o Offer) string { return foldedText(o.Title + " " + o.Note + " " + o.Address) }

// foldedText is a text without the differences that don't matter in a search.
func foldedText(s string) string { return strings.ToLower(core.Fold(s)) }
