// 抢单: one tap, and what comes of it.
import { useRouter } from 'vue-router'
import { post } from '@/shared/api/client'
import { useAct, type Act } from '@/shared/api/use'
import type { Schemas } from '@/shared/api/types'
import { t, type Key } from '@/shared/text/t'
import type { Job } from './job'

export type Grabbed = Schemas['GigGrabbed']

/** What a tap at the job is called: 抢单, 报名 where the employer chooses, 排候补 where it is full. */
export const grabWord = (job: Pick<Job, 'mode' | 'open'>): Key => (job.mode === 'choice' ? 'work.apply' : job.open > 0 ? 'work.grab' : 'work.line')

/** Makes the act of taking a job. The answer leads to what comes next. */
export function useGrab(job: () => Pick<Job, 'id' | 'mode' | 'open'>, done?: (answer: Grabbed) => void): Act {
  const router = useRouter()
  return useAct(
    () => post('/api/v1/jobs/{id}/grabs', { path: { id: job().id } }, { label: t(grabWord(job())), once: `grab:${job().id}` }),
    {
      once: () => `grab:${job().id}`,
      done(answer) {
        done?.(answer)
        const place = `/jobs/${answer.job}`
        if (answer.result === 'booked') void router.push({ path: `/engagements/${answer.engagement}`, query: { got: '1' } })
        else if (router.currentRoute.value.path !== place) void router.push(place)
      },
    },
  )
}

/** What would change a refusal, and where: 去实名. */
export function wayOut(code: string): { to: string; text: Key } | undefined {
  switch (code) {
    case 'gig.real_name':
      return { to: '/me/identity', text: 'work.way.identity' }
    case 'gig.overlap':
    case 'gig.blocked':
      return { to: '/work', text: 'work.way.mine' }
    case 'gig.own_job':
      return { to: '/hire', text: 'work.way.hire' }
    case 'gig.not_open':
    case 'gig.no_job':
    case 'gig.shut':
    case 'gig.under_age':
    case 'gig.barred':
      return { to: '/jobs', text: 'work.way.others' }
  }
  return undefined
}
