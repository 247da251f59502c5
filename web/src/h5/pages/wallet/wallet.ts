// A wallet as its pages need it: mine, or that of an employer I speak for.
import { computed, type ComputedRef } from 'vue'
import { useRoute, type RouteLocationRaw } from 'vue-router'
import type { Schemas } from '@/shared/api/types'
import { dayNumber, now } from '@/shared/say/time'
import { t } from '@/shared/text/t'

export type Entry = Schemas['WalletEntryView']
export type Card = Schemas['WalletCardView']

export interface Owner {
  /** "" for my own wallet. */
  employer: string
  query: { employer?: string }
  /** A page of the same wallet. */
  to: (path: string) => RouteLocationRaw
}

/** Whose wallet the address means. */
export function useOwner(): ComputedRef<Owner> {
  const route = useRoute()
  return computed(() => {
    const employer = typeof route.query.employer === 'string' ? route.query.employer : ''
    const query = employer ? { employer } : {}
    return { employer, query, to: (path: string) => ({ path, query }) }
  })
}

/** Where an entry opens to: the thing that moved the money. */
export function causeOf(entry: Entry, owner: Owner): RouteLocationRaw | undefined {
  const { kind, id } = entry.about
  const hire = owner.employer ? '/hire' : ''
  if (kind === 'engagement') return `${hire}/engagements/${id}`
  if (kind === 'job') return `${hire}/jobs/${id}`
  if (kind === 'payout') return owner.to(`/wallet/payouts/${id}`)
  return undefined
}

/** 农业银行 尾号 6545 */
export const cardName = (card: { number: string; bank: string }): string => t('wallet.card_name', { bank: card.bank || t('wallet.card'), tail: card.number.slice(-4) })

/** The months so far, as "2026-11", the current first. */
export function months(count: number, from = now()): string[] {
  const today = new Date(dayNumber(from) * 86_400_000)
  return Array.from({ length: count }, (_, i) => {
    const day = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - i, 1))
    return day.toISOString().slice(0, 7)
  })
}

/** 2026年11月 */
export function monthName(month: string): string {
  const [year, number] = month.split('-')
  return t('wallet.month_name', { year: year!, month: t('time.month_names').split(' ')[Number(number) - 1]! })
}

/** A day of China as "2026-11-23". */
export const dayText = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10)

/** Whether the last digit of a card's number fits the others (ISO/IEC 7812-1). A few old passbooks fail it. */
export function luhn(number: string): boolean {
  let sum = 0
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i])
    const twice = i % 2 ? digit * 2 : digit
    sum += twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

/** The digits of a number as it is typed: full-width ones and blanks are forgiven. */
export const digitsIn = (text: string): string => text.replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\D/g, '')
