// Package reputation lets worker and employer rate each other, and keeps the
// record of both: how many engagements were done, cancelled late or not come to,
// and the mean of the ratings.
//
// After an engagement is paid, or ended because the worker did not come, each
// side may rate the other once, within 30 days. A rating is hidden until both
// have rated or 7 days after the first, then both are shown together; one that
// comes later is shown at once and says that it was written after seeing the
// other's. Who is rated may answer once.
//
// Invariants:
//   - one rating for each side of an engagement, and none by oneself or by another
//     agent of one's own employer;
//   - two ratings of one engagement are never hidden, nor is one older than 7 days
//     once the clock has run;
//   - a record equals the sum over its engagements and its shown ratings; a hidden
//     rating is in no record, no list and no answer to the other side;
//   - a comment names nobody, and has no number one could be called by.
//
// Owns: reputation_engagement, reputation_rating, reputation_record.
// Talks: hears event.Booked, event.Unbooked, event.Paid; publishes
// event.RecordChanged; asks Employers (who speaks for one). Offers Of, OfWorkers
// and OfEmployers to those who choose.
// Sources: MISSION (users rate each other, good workers are recommended); 算法推荐
// 管理规定 第二十条 (the figure is explained). Days, lengths and words are ours.
package reputation
