// Package demo brings a made-up county to life: it settles its people and
// employers through the real services, plays a week of work, and goes on while
// one watches.
//
// Whatever happens is done by the same use cases that the API calls, in the name
// of made-up persons; nothing is written behind a module's back. What they will
// do is kept as jobs (platform/jobs), so that the past is played by moving a
// clock from one due job to the next, the present by letting the queue run, and
// a process that was killed goes on where it stood.
//
// The past: the clock stands a week ago when the county is settled and moves on
// to the present; a pause in which the program did not run is played the same
// way at the next start. The present: Live has employers post errands that
// begin in a few minutes and last a few, and slower work for the days to come.
//
// People decide by dice of the county (county.Whim), so the same seed gives the
// same week. Reserved accounts are played in the past only: once the county
// runs, they belong to the visitors.
//
// Owns the tables demo_county and demo_job.
package demo
