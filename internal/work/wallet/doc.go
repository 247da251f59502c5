// Package wallet holds wages for jobs, pays them into workers' wallets (我的钱包)
// and from there to bank cards.
//
// We never pool money on an account of our own: the money lies with a licensed
// custodian (a bank, or a payment institution), and this module's books mirror
// what the custodian holds for whom. The custodian is reached through the Bank
// port; its confirmations come late, twice or never, and are asked for again.
//
// # Invariants
//
//   - A job's wage is held wholly before the job goes live.
//   - Every movement is a ledger transfer named after its cause, so that the same
//     cause moves money once.
//   - Money on its way out stands on the payout's own account until the custodian
//     has said what became of it; a refusal puts it back.
//   - The custodian's mirror, negated, is the sum of all other accounts.
//
// # Accounts
//
//	world:custodian   what the custodian holds, from its side
//	employer:ID       an employer's free money
//	job:ID            wages held for a job
//	person:ID         a worker's wallet
//	transit:REF       a payout on its way
//
// # Owns
//
// Tables wallet_order, wallet_funding, wallet_card, wallet_proof; the ledger's
// accounts above.
//
// # Talks
//
// Publishes event.JobFunded and event.FundingFailed. Offers gig its escrow: Fund,
// Release, Return, Held. Asks through People and Employers.
//
// # Sources
//
// 《非银行支付机构监督管理条例》国务院令第768号 (no collect-and-hold without a licence);
// 《保障农民工工资支付条例》 (money only, to the worker himself, wage slips); DOMAIN §4.
package wallet
