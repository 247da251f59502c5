// What the pages of employers share.
import { computed, ref, type ComputedRef } from 'vue'
import { useSignal } from '@/shared/api/live'
import { onSession, session } from '@/shared/api/session'
import type { Schemas } from '@/shared/api/types'
import { useGet, type Read } from '@/shared/api/use'
import { recall, remember } from '@/shared/store'
import { t } from '@/shared/text/t'

export type Employer = Schemas['EmployerView']
export type Job = Schemas['GigJobView']
export type Engagement = Schemas['GigEngagementView']
export type Posting = Schemas['GigPosting']
export type Finding = Schemas['GigFindingView']

/** The kinds of employer, in the order in which they are offered. */
export const kinds = ['person', 'individual_business', 'enterprise', 'cooperative', 'village_collective', 'public_body', 'social_organisation'] as const
export type Kind = (typeof kinds)[number]

type Colour = 'plain' | 'primary' | 'lamp' | 'good' | 'warning' | 'danger'

/** How an employer's state is drawn. */
export const employerColour: Record<string, Colour> = { pending: 'lamp', approved: 'good', refused: 'danger', suspended: 'danger' }

/** How a job's state is drawn. */
export const jobColour: Record<Job['state'], Colour> = {
  draft: 'lamp',
  in_review: 'lamp',
  refused: 'danger',
  unfunded: 'warning',
  open: 'primary',
  filled: 'good',
  closed: 'plain',
  cancelled: 'plain',
  expired: 'plain',
}

/** A job whose wage is not held yet, so that nobody sees it. */
export const beforeMoney = (job: Job): boolean => ['draft', 'in_review', 'unfunded', 'refused'].includes(job.state)

/** How a job's state is said. */
export function jobState(job: Job): string {
  if (job.state === 'unfunded' && job.inside?.funding === 'asked') return t('hire.job.paying')
  return t(`hire.job.${job.state}`)
}

// For whom this phone hires; one person may speak for several.
const chosen = ref(recall<string>('hire.employer') ?? '')
onSession(() => (chosen.value = recall<string>('hire.employer') ?? ''))

/** Hires for that employer from now on. */
export function hireFor(id: string): void {
  chosen.value = id
  remember('hire.employer', id)
}

export interface Employers {
  read: Read<Schemas['EmployerViewList']>
  /** Those I speak for. */
  mine: ComputedRef<Employer[]>
  /** Those that ask me to speak for them. */
  invited: ComputedRef<Employer[]>
  /** The one I hire for now. */
  now: ComputedRef<Employer | undefined>
}

/** My employers, read anew when one of them changes. */
export function useEmployers(): Employers {
  const read = useGet('/api/v1/employers', () => (session.token ? { query: { limit: 50 } } : undefined))
  useSignal('employer', () => void read.reload())
  const all = computed(() => read.data?.items ?? [])
  const mine = computed(() => all.value.filter((e) => e.details?.mine === 'active'))
  const invited = computed(() => all.value.filter((e) => e.details?.mine === 'invited'))
  const now = computed(() => mine.value.find((e) => e.id === chosen.value) ?? mine.value.find((e) => e.approved) ?? mine.value[0])
  return { read, mine, invited, now }
}
