// The unified social credit code (GB 32100-2015), checked while one types. The
// server checks it again.
import type { Kind } from './hire'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const organisation = [3, 7, 9, 10, 5, 8, 4, 2]

/** As it is kept: capitals, without blanks, full-width made plain. */
export const tidy = (text: string): string =>
  text
    .replace(/[０-９Ａ-Ｚａ-ｚ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\s-]/g, '')
    .toUpperCase()

export type NoCode = 'length' | 'letters' | 'check'

/** What is wrong with a code; nothing if it may be right. */
export function wrongCode(text: string): NoCode | undefined {
  const code = tidy(text)
  if (code.length !== 18) return 'length'
  const at = [...code].map((c) => alphabet.indexOf(c))
  if (at.includes(-1) || !/^..\d{6}/.test(code)) return 'letters'
  const sum = weights.reduce((all, weight, i) => all + weight * at[i]!, 0)
  return alphabet[(31 - (sum % 31)) % 31] === code[17] && organisationCheck(code.slice(8, 16)) === code[16] ? undefined : 'check'
}

/** The check character of the organisation code within (GB 11714). */
function organisationCheck(body: string): string {
  const sum = organisation.reduce((all, weight, i) => all + weight * parseInt(body[i]!, 36), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** The kind that a code belongs to, as far as its beginning tells. */
export function kindOf(text: string): Kind | undefined {
  const code = tidy(text)
  if (code.startsWith('N')) return 'village_collective'
  const kinds: Record<string, Kind> = {
    '11': 'public_body',
    '12': 'public_body',
    '51': 'social_organisation',
    '52': 'social_organisation',
    '53': 'social_organisation',
    '54': 'village_collective',
    '55': 'village_collective',
    '91': 'enterprise',
    '92': 'individual_business',
    '93': 'cooperative',
  }
  return kinds[code.slice(0, 2)]
}
