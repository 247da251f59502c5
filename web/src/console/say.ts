// How the console says what the server names.
import { t, type Key } from '@/shared/text/t'
import type { Mark } from './list/list'

/** 2026-11-23 14:05, in China: in lists every moment has the same length. */
export function stamp(at: string | undefined | null): string {
  if (!at) return ''
  const local = new Date(Date.parse(at) + 8 * 3600_000).toISOString()
  return `${local.slice(0, 10)} ${local.slice(11, 16)}`
}

const jobMarks: Record<string, Mark> = { open: 'primary', filled: 'good', in_review: 'warning', unfunded: 'lamp', refused: 'danger', cancelled: 'plain', closed: 'plain', expired: 'plain', draft: 'plain' }
const engagementMarks: Record<string, Mark> = { contested: 'danger', stated: 'warning', working: 'primary', booked: 'primary', paid: 'good', no_show: 'warning' }

export const jobStates = ['draft', 'in_review', 'refused', 'unfunded', 'open', 'filled', 'closed', 'cancelled', 'expired'] as const
export const engagementStates = ['booked', 'working', 'finished', 'stated', 'contested', 'paid', 'cancelled', 'no_show'] as const
export const employerStates = ['pending', 'approved', 'refused', 'suspended'] as const

export const jobState = (state: string): string => t(`desk.job.${state}` as Key)
export const jobMark = (state: string): Mark => jobMarks[state] ?? 'plain'
export const engagementState = (state: string): string => t(`desk.engagement.${state}` as Key)
export const engagementMark = (state: string): Mark => engagementMarks[state] ?? 'plain'
export const employerKinds = ['person', 'individual_business', 'enterprise', 'cooperative', 'public_body', 'social_organisation', 'village_collective'] as const
const employerMarks: Record<string, Mark> = { approved: 'good', pending: 'warning', refused: 'danger', suspended: 'danger' }
export const employerState = (state: string): string => t(`firm.state.${state}` as Key)
export const employerMark = (state: string): Mark => employerMarks[state] ?? 'plain'
export const employerKind = (kind: string): string => t(`firm.kind.${kind}` as Key)
export const channel = (door: string): string => t(`desk.channel.${door}` as Key)
export const side = (who: string): string => t(`desk.side.${who}` as Key)
export const joined = (parts: (string | undefined)[]): string => parts.filter(Boolean).join(' · ')
