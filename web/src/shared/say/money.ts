// Money as people read and type it.
import { t, type Key } from '../text/t'

/** An amount in whole minor units: fen for CNY. */
export interface Money {
  minor: number
  currency: string
}

/** The most that one amount may be, in minor units: exact in a number. */
export const maxMinor = Number.MAX_SAFE_INTEGER

export const cny = (minor: number): Money => ({ minor, currency: 'CNY' })

/** Two decimals and no unit: 300.00; 12,000.00 from ten thousand up. */
export function digits({ minor }: Money): string {
  const abs = String(Math.abs(minor))
  const padded = '00'.slice(Math.min(2, abs.length - 1)) + abs
  const whole = padded.slice(0, -2)
  const grouped = whole.length > 4 ? whole.replace(/(\d)(?=(\d{3})+$)/g, '$1,') : whole
  return `${minor < 0 ? '−' : ''}${grouped}.${padded.slice(-2)}`
}

/** 300.00 元 */
export const yuan = (money: Money): string => t('money.yuan', { amount: digits(money) })

/** How a pay is reckoned. */
export type PayUnit = 'job' | 'hour' | 'day' | 'piece'

/** 元 / 天 */
export const perUnit = (unit: PayUnit): string => t(`money.per.${unit}` as Key)

/** For reading aloud: 300元一天; without empty decimals. */
export function aloud(money: Money, unit?: PayUnit): string {
  const text = digits(money).replace(/,/g, '').replace(/\.00$/, '')
  return t('aloud.yuan', { amount: text }) + (unit ? t(`aloud.per.${unit}` as Key) : '')
}

/** Why a typed amount is none. */
export type NoMoney = 'empty' | 'number' | 'decimals' | 'large'

/**
 * Reads what a person types: 300, 300.5, ３００．５０, 1,200, 300元. Whole digits are
 * handled as text, so nothing is rounded.
 */
export function parseYuan(text: string): { minor: number } | { no: NoMoney } {
  const plain = text
    .replace(/[０-９．，]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s,，元¥￥]/g, '')
    .replace('。', '.')
  if (plain === '') return { no: 'empty' }
  const parts = /^(\d*)(?:\.(\d*))?$/.exec(plain)
  if (!parts || plain === '.') return { no: 'number' }
  const fen = (parts[2] ?? '').replace(/0+$/, '')
  if (fen.length > 2) return { no: 'decimals' }
  const minor = Number((parts[1] || '0') + (fen + '00').slice(0, 2))
  return minor > maxMinor ? { no: 'large' } : { minor }
}
