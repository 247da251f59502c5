import { describe, expect, it } from 'vitest'
import { causeOf, dayText, digitsIn, luhn, monthName, months, type Entry } from './wallet'

describe('a card number', () => {
  it.each([
    ['6228480402564890018', true],
    ['4111111111111111', true],
    ['4111111111111112', false],
    ['6228480432109876540', false],
    ['0', true],
  ])('%s fits its check digit: %s', (number, fits) => expect(luhn(number)).toBe(fits))
  it('is read as people type it', () => expect(digitsIn('６２２８ 4804-0256')).toBe('622848040256'))
})

describe('months', () => {
  it('go back over the year', () => expect(months(3, Date.parse('2027-01-15T00:00:00Z'))).toEqual(['2027-01', '2026-12', '2026-11']))
  it('begin at midnight in China', () => {
    expect(months(1, Date.parse('2026-10-31T15:59:59Z'))).toEqual(['2026-10'])
    expect(months(1, Date.parse('2026-10-31T16:00:00Z'))).toEqual(['2026-11'])
  })
  it('of any month, also from its last day', () => expect(months(2, Date.parse('2026-03-31T00:00:00Z'))).toEqual(['2026-03', '2026-02']))
  it('have names', () => expect(monthName('2026-11')).toBe('wallet.month_name'))
  it('and days', () => expect(dayText(0)).toBe('1970-01-01'))
})

describe('an entry', () => {
  const entry = (kind: string): Entry => ({ about: { kind, id: '7' } }) as Entry
  const mine = { employer: '', query: {}, to: (path: string) => path }
  const theirs = { employer: 'e', query: { employer: 'e' }, to: (path: string) => ({ path, query: { employer: 'e' } }) }
  it.each([
    ['engagement', '/engagements/7', '/hire/engagements/7'],
    ['job', '/jobs/7', '/hire/jobs/7'],
    ['payout', '/wallet/payouts/7', { path: '/wallet/payouts/7', query: { employer: 'e' } }],
    ['other', undefined, undefined],
  ])('of an %s leads there', (kind, worker, employer) => {
    expect(causeOf(entry(kind), mine)).toEqual(worker)
    expect(causeOf(entry(kind), theirs)).toEqual(employer)
  })
})
