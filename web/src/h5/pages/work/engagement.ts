// An engagement of the API as its worker sees it.
import type { Schemas } from '@/shared/api/types'
import { t, type Key } from '@/shared/text/t'

export type Engagement = Schemas['GigEngagementView']
export type State = Engagement['state']

/** Whether something is still to come of it. */
export const isOver = (state: State): boolean => state === 'paid' || state === 'cancelled' || state === 'no_show'

export const stateText = (state: State): string => t(`work.state.${state}` as Key)

export const startOf = (e: Engagement): string => e.job.windows[0]!.start
export const endOf = (e: Engagement): string => e.job.windows[e.job.windows.length - 1]!.end

/** Those with something to come, the soonest first. */
export const coming = (all: readonly Engagement[]): Engagement[] =>
  all.filter((e) => !isOver(e.state)).sort((a, b) => Date.parse(startOf(a)) - Date.parse(startOf(b)))
