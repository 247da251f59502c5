// What the pages of reviewers share.
import type { Schemas } from '@/shared/api/types'
import { boot } from '@/shared/api/boot'
import { lasting } from '@/shared/say/time'
import { t } from '@/shared/text/t'

export type Review = Schemas['OversightView']
export type Detail = Schemas['OversightDetail']

/** Employer or job, in words; a kind that this page does not know as it is. */
export const kindText = (kind: string): string => (kind === 'employer' || kind === 'job' || kind === 'correction' ? t(`review.kind.${kind}`) : kind)

export const colourOf = { open: 'lamp', approved: 'good', refused: 'danger' } as const

/** The town or county of a review. */
export const placeOf = (code: string): string => boot.towns.find((town) => code.startsWith(town.code))?.name ?? (boot.region && code.startsWith(boot.region.code) ? boot.region.name : code)

/** Reasons to begin with, in the words that the applicant will read. */
export function reasonsFor(kind: string): string[] {
  if (kind === 'employer') return (['blurred', 'differs', 'letter', 'address', 'double'] as const).map((why) => t(`review.why.${why}`))
  return (['fair', 'fee', 'pay', 'long', 'unclear', 'young'] as const).map((why) => t(`review.why.${why}`))
}

/** How long it has waited; less than a minute is no figure. */
export const waitText = (seconds: number): string => (seconds < 60 ? t('review.minute') : lasting(seconds * 1000))
