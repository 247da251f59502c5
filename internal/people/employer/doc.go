// Package employer keeps those who give work: a person, a self-employed business,
// a firm, a cooperative, a public body, a social organisation, a village
// collective; and the persons who speak for them, the agents (经办人).
//
// An employer applies, staff look at it, and it is approved or refused with a
// reason; a refused one may be corrected and sent again. An approved one may be
// suspended and resumed. Only an approved employer's jobs go live.
//
//	pending ──approve──▶ approved ◀──resume── suspended
//	  ▲  └──refuse──▶ refused      └─suspend──▶
//	  └────correct─────┘
//
// Invariants:
//   - a person gives work under their own real name and has no code; every other
//     kind has a valid USCC whose first two characters fit the kind;
//   - one employer for each USCC and for each person among those that are not
//     refused;
//   - every employer has an active agent; an agent who is not the legal
//     representative (or the person) has a letter of authority;
//   - a decision on an older revision than the present one changes nothing;
//   - names of persons, addresses and contacts are sealed, and shown in full to
//     agents alone; staff see them on request, with a reason the agents are told.
//
// Owns: employer_employer, employer_claim, employer_agent.
// Talks: publishes event.ReviewAsked, hears event.ReviewDecided; asks People
// (real names), Accounts (whose phone it is) and Files (licences and letters).
// Offers MayAct, Agents, Facts, Of and the like to those who deal with employers.
// Sources: 人力资源市场暂行条例 第二十六条 (licence, agent's identity, letter of
// authority); GB 32100-2015 (codes); DOMAIN §1.3, §3.2, §3.3.
package employer
