import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import { tell } from '@/shared/api/live'
import { useOpenJobs, type OpenJobs } from './openJobs'

const fetched = vi.fn<(url: string) => Promise<Response>>()
let there: string[] = []
const page = (url: string): Response => {
  const asked = new URL(url, 'http://here')
  const from = there.indexOf(asked.searchParams.get('cursor') ?? there[0]!)
  const to = from + Number(asked.searchParams.get('limit'))
  return new Response(JSON.stringify({ items: there.slice(from, to).map((id) => ({ id, open: 1 })), next: there[to] ?? '' }))
}
const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `job${i}`)

let scope: EffectScope
let jobs: OpenJobs
const day = ref<string>()
const open = async () => {
  scope = effectScope()
  jobs = scope.run(() => useOpenJobs(() => ({ day: day.value })))!
  await flushPromises()
}
const ids = () => jobs.items.map((job) => job.id)
const ring = async () => {
  tell('message', { name: 'message', id: '1', data: { kind: 'job.ring' } })
  await flushPromises()
}
/** Someone has their finger on the page. */
const touch = () => dispatchEvent(new Event('pointerdown'))

beforeEach(() => {
  there = many(3)
  day.value = undefined
  fetched.mockReset().mockImplementation(async (url) => page(url))
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the open jobs', () => {
  it('come by pages, and anew when what is asked for changes', async () => {
    there = many(25)
    await open()
    expect([ids().length, jobs.more]).toEqual([20, true])
    await jobs.next()
    expect([ids(), jobs.more]).toEqual([many(25), false])
    day.value = '2026-11-24'
    await flushPromises()
    expect([ids().length, fetched.mock.calls.at(-1)![0]]).toEqual([20, expect.stringContaining('day=2026-11-24')])
  })

  it('that are new wait while someone touches the page', async () => {
    await open()
    touch()
    there = ['new', ...there]
    await ring()
    expect([ids(), jobs.fresh]).toEqual([many(3), 1])
    jobs.take()
    expect([ids(), jobs.fresh]).toEqual([['new', ...many(3)], 0])
  })

  it('that are gone stay in their place until then, and are known as gone', async () => {
    await open()
    touch()
    there = ['job0', 'job2']
    await ring()
    expect([ids(), [...jobs.gone]]).toEqual([many(3), ['job1']])
    jobs.take()
    expect([ids(), jobs.gone.size]).toEqual([['job0', 'job2'], 0])
  })

  it('change by themselves while nobody touches the page', async () => {
    await open()
    touch()
    vi.useFakeTimers({ now: Date.now() + 10_000, toFake: ['Date'] })
    there = ['new']
    await ring()
    expect(ids()).toEqual(['new'])
  })

  it('beyond what one answer holds are left as they are', async () => {
    there = many(130)
    await open()
    while (jobs.more) await jobs.next()
    touch()
    there = ['new', ...there]
    await ring()
    jobs.take()
    expect([ids(), jobs.gone.size]).toEqual([there, 0])
  })

  it('are not asked for on a hidden page', async () => {
    await open()
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    await ring()
    expect(fetched).toHaveBeenCalledTimes(1)
  })
})
