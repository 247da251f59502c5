// A job of mine as it goes on, and the acts on it.
import { computed, type ComputedRef } from 'vue'
import { post } from '@/shared/api/client'
import { useSignal } from '@/shared/api/live'
import { useAct, useGet, type Act, type Read } from '@/shared/api/use'
import type { Schemas } from '@/shared/api/types'
import { t } from '@/shared/text/t'
import type { Step } from '@/shared/ui/StepLine.vue'
import type { Engagement, Job } from './hire'

/** A job, read anew whenever it changes. */
export function useJob(id: () => string): Read<Job> {
  const read = useGet('/api/v1/jobs/{id}', () => ({ path: { id: id() } }))
  useSignal('job', (changed) => (!changed || changed === id()) && void read.reload())
  return read
}

export interface Crew {
  read: Read<Schemas['GigEngagementViewList']>
  /** Those with something for me to do first, then those at work, then those who are done. */
  workers: ComputedRef<Engagement[]>
}

const order: Engagement['state'][] = ['stated', 'contested', 'booked', 'working', 'finished', 'no_show', 'paid', 'cancelled']

/** Who works in a job, read anew whenever one of them changes. */
export function useCrew(id: () => string): Crew {
  const read = useGet('/api/v1/jobs/{id}/engagements', () => ({ path: { id: id() } }))
  useSignal('engagement', () => void read.reload())
  useSignal('job', (changed) => (!changed || changed === id()) && void read.reload())
  const workers = computed(() => [...(read.data?.items ?? [])].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)))
  return { read, workers }
}

/** A timeline as it is drawn: what was, the last of it as what is now if it goes on. */
export const stepsOf = (timeline: readonly Schemas['GigStepView'][] | null, going: boolean): Step[] =>
  (timeline ?? []).map(({ what, at }, i, all) => ({ title: what, at, state: going && i === all.length - 1 ? 'now' : 'done' }))

/** Whether nothing more is to come of an engagement. */
export const isOver = (e: Engagement): boolean => e.state === 'paid' || e.state === 'cancelled' || e.state === 'no_show'

/** Agrees to the worker's figure. */
export function useAccept(e: () => Engagement, done: () => void): Act {
  const once = () => `accept:${e().id}`
  const act = useAct(() => post('/api/v1/engagements/{id}/accept', { path: { id: e().id } }, { label: t('follow.agree'), once: once() }), {
    once,
    done() {
      act.state = 'ready'
      done()
    },
  })
  return act
}
