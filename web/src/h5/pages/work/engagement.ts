// An engagement of the API as its worker sees it, and what the worker does with it.
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { post } from '@/shared/api/client'
import { useSignal } from '@/shared/api/live'
import { useAct, useGet, type Act, type Read } from '@/shared/api/use'
import type { Body, PathOf, Schemas } from '@/shared/api/types'
import { now } from '@/shared/say/time'
import { t, type Key } from '@/shared/text/t'

export type Engagement = Schemas['GigEngagementView']
export type State = Engagement['state']

/** Whether nothing more is to come of it. */
export const isOver = (state: State): boolean => state === 'paid' || state === 'cancelled' || state === 'no_show'

export const stateText = (state: State): string => t(`work.state.${state}` as Key)

export const startOf = (e: Engagement): string => e.job.windows[0]!.start

/** Those with something to come, the soonest first. */
export const coming = (all: readonly Engagement[]): Engagement[] =>
  all.filter((e) => !isOver(e.state)).sort((a, b) => Date.parse(startOf(a)) - Date.parse(startOf(b)))

type Acts = Extract<PathOf<'post'>, `/api/v1/engagements/{id}/${'check-in' | 'finish' | 'hours' | 'accept' | 'cancel' | 'block' | 'unblock'}`>
type Name = Acts extends `/api/v1/engagements/{id}/${infer N}` ? N : never
type BodyOf<N extends Name> = Body<`/api/v1/engagements/{id}/${N}`, 'post'>

export interface Mine {
  read: Read<Engagement>
  is: ComputedRef<Engagement | undefined>
  /** The body of the next check-in. */
  arrival: Ref<BodyOf<'check-in'> | undefined>
  /** The body of the next figure. */
  figure: Ref<NonNullable<BodyOf<'hours'>>>
  /** Why it is called off, or why no more with this employer. */
  reason: Ref<string>
  checkIn: Act
  finish: Act
  hours: Act
  accept: Act
  cancel: Act
  block: Act
  unblock: Act
}

/** One engagement, kept fresh, with every act that its worker has. done hears which one went through. */
export function useEngagement(id: string, done: (what: Name) => void): Mine {
  const read = useGet('/api/v1/engagements/{id}', () => ({ path: { id } }))
  useSignal('engagement', (which) => (which === '' || which === id) && void read.reload())

  const arrival = ref<BodyOf<'check-in'> | undefined>()
  const figure = ref<NonNullable<BodyOf<'hours'>>>({ quantity: 0 })
  const reason = ref('')

  function act<N extends Name>(name: N, label: Key, body: () => unknown, keptMs?: () => number): Act {
    const path = `/api/v1/engagements/{id}/${name}` as const
    const once = () => `${name}:${id}`
    const made = useAct(
      () => post(path, { path: { id }, body: body() as never } as never, { label: t(label), once: once(), keptMs: keptMs?.() }),
      {
        once,
        done(answer) {
          made.state = 'ready'
          // An act's answer leaves the contact out.
          read.data = { ...(answer as Engagement), contact: read.data?.contact }
          done(name)
          void read.reload()
        },
      },
    )
    return made
  }

  return {
    read,
    is: computed(() => read.data),
    arrival,
    figure,
    reason,
    // After the door is closed to it, it is not worth sending.
    checkIn: act('check-in', 'engagement.arrived', () => arrival.value, () => (read.data ? Math.max(60_000, Date.parse(read.data.check_in.closes) - now()) : 3_600_000)),
    finish: act('finish', 'engagement.finish', () => undefined),
    hours: act('hours', 'engagement.report', () => figure.value),
    accept: act('accept', 'engagement.agree', () => undefined),
    cancel: act('cancel', 'engagement.cancel', () => ({ reason: reason.value })),
    block: act('block', 'engagement.block', () => ({ reason: reason.value })),
    unblock: act('unblock', 'engagement.unblock', () => undefined),
  }
}
