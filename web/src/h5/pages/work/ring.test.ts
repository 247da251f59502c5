import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { post } from '@/shared/api/client'
import { tell } from '@/shared/api/live'
import { begin, end } from '@/shared/api/session'
import { dingDong } from '@/shared/device/sound'
import { cny } from '@/shared/say/money'
import { now } from '@/shared/say/time'
import { haveTexts, loadTexts } from '@/shared/text/t'
import RingCenter from './RingCenter.vue'

vi.mock('@/shared/device/sound', () => ({ dingDong: vi.fn() }))
haveTexts(import.meta.glob('../../text/{work,ring}.zh.ts'), {})

const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
const json = (value: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(value), { status }))
const windows = [{ start: '2026-11-24T06:00:00Z', end: '2026-11-24T10:00:00Z' }]

let router: Router
let box: VueWrapper
let n = 0
const jobRing = (over: object = {}) => ({
  id: `m${++n}`, kind: 'job.ring', title: '', body: '', link: `/jobs/j${n}`, ring: true, at: new Date(now()).toISOString(), read: false,
  data: { job: `j${n}`, title: `卸货 ${n}`, pay: cny(12000), pay_unit: 'job', windows, distance_m: 350, open: 2, chooses: false },
  ...over,
})
const word = (over: object = {}) => ({ ...jobRing(), kind: 'engagement.booked', title: '轮到您了', body: '有人退出。', link: '/engagements/e1', data: null, ...over })
const hear = async (message: object) => {
  tell('message', { name: 'message', id: '', data: message })
  await flushPromises()
}
const button = (text: string) => box.findAll('button').find((b) => b.text() === text)!

beforeEach(async () => {
  await loadTexts(['work', 'ring'])
  begin({ token: 't', person: 'ann', name: '', roles: [] })
  vi.mocked(dingDong).mockReset()
  fetched.mockReset().mockImplementation(() => json({ code: 'x' }, 404))
  vi.stubGlobal('fetch', fetched)
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:any(.*)', component: { template: '<i/>' } }] })
  await router.push('/me')
  box = mount(RingCenter, { global: { plugins: [router] }, attachTo: document.body })
  await flushPromises()
})
afterEach(() => {
  box.unmount()
  end()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a job that rings', () => {
  it('stands on the page at once, with a sound, and is taken at one tap', async () => {
    await hear(jobRing())
    expect(box.text()).toContain(`卸货 ${n}`)
    expect(box.text()).toContain('120.00')
    expect(dingDong).toHaveBeenCalledTimes(1)
    fetched.mockImplementation(() => json({ result: 'booked', job: `j${n}`, engagement: 'e7', open: 1 }))
    await button('抢单').trigger('click')
    await flushPromises()
    expect(fetched.mock.calls.filter(([, init]) => init.method === 'POST').map(([url]) => url)).toEqual([`/api/v1/jobs/j${n}/grabs`])
    expect(router.currentRoute.value.path).toBe('/engagements/e7')
    expect(box.text()).toBe('')
  })
  it('that is full by then leads to its line', async () => {
    await hear(jobRing())
    fetched.mockImplementation(() => json({ result: 'waiting', job: `j${n}`, place: 2, open: 0 }))
    await button('抢单').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe(`/jobs/j${n}`)
  })
  it('that is refused says why, and where to go about it', async () => {
    await hear(jobRing())
    fetched.mockImplementation(() => json({ code: 'gig.overlap', detail: '这段时间您已经接了别的活' }, 409))
    await button('抢单').trigger('click')
    await flushPromises()
    expect(box.text()).toContain('这段时间您已经接了别的活')
    await button('看我的活').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/work')
  })
  it('is an application where the employer chooses', async () => {
    await hear(jobRing({ data: { ...jobRing().data, chooses: true } }))
    expect(button('报名').exists()).toBe(true)
  })
  it('leaves after a minute, and the next one stands there', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval'] })
    await hear(jobRing())
    await hear(jobRing())
    expect(box.text()).toContain(`卸货 ${n - 1}`)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(box.text()).toContain(`卸货 ${n}`)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(box.text()).toBe('')
  })
  it('goes when it is not wanted', async () => {
    await hear(jobRing())
    await button('先不要').trigger('click')
    expect(box.text()).toBe('')
    expect(fetched.mock.calls.filter(([, init]) => init.method === 'POST')).toEqual([])
  })
})

describe('a word that cannot wait', () => {
  it('stands before jobs, and leads to its page', async () => {
    await hear(jobRing())
    await hear(word())
    expect(box.text()).toContain('轮到您了')
    await button('看一看').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/engagements/e1')
    expect(box.text()).toContain('卸货')
  })
  it('leaves once what it asks for is done, here or elsewhere', async () => {
    let next = ['accept', 'contest']
    fetched.mockImplementation(() => json({ id: 'e1', next }))
    const changed = async (id: string) => {
      tell('signal', { name: 'signal', id: '', data: { topic: 'engagement', id } })
      await flushPromises()
    }
    await hear(word({ kind: 'engagement.stated', title: '请确认工时' }))
    await changed('e1')
    expect(box.text()).toContain('请确认工时')
    next = []
    await changed('e2')
    expect(box.text()).toContain('请确认工时')
    await changed('e1')
    expect(box.text()).toBe('')
  })
  it('that asks for nothing stays until it is read', async () => {
    fetched.mockImplementation(() => json({ id: 'e1', next: [] }))
    await hear(word({ kind: 'engagement.paid', title: '工钱到账' }))
    tell('signal', { name: 'signal', id: '', data: { topic: 'engagement', id: 'e1' } })
    await flushPromises()
    expect(box.text()).toContain('工钱到账')
  })
  it('only sounds where its page stands open', async () => {
    await router.push('/engagements/e1')
    await hear(word())
    expect([box.text(), vi.mocked(dingDong).mock.calls.length]).toEqual(['', 1])
  })
})

describe('a tap that was sent late', () => {
  it('tells what came of it', async () => {
    fetched.mockImplementation(() => json({ result: 'waiting', job: 'j1', place: 3, open: 0 }))
    await post('/api/v1/jobs/{id}/grabs', { path: { id: 'j1' } }, { label: '抢单', once: 'grab:j1' }).settled
    await flushPromises()
    expect(box.text()).toContain('候补第 3 位')
    await button('看一看').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/jobs/j1')
  })
})

describe('silence is kept', () => {
  it.each([
    ['for what does not ring', () => jobRing({ ring: false })],
    ['for what rang long ago', () => jobRing({ at: new Date(now() - 180_000).toISOString() })],
  ])('%s', async (_, message) => {
    await hear(message())
    expect([box.text(), vi.mocked(dingDong).mock.calls.length]).toEqual(['', 0])
  })
  it('for what was heard already', async () => {
    const one = jobRing()
    await hear(one)
    await hear(one)
    await button('先不要').trigger('click')
    expect(box.text()).toBe('')
  })
  it('once someone else is logged in', async () => {
    await hear(jobRing())
    begin({ token: 'u', person: 'ben', name: '', roles: [] })
    await flushPromises()
    expect(box.text()).toBe('')
  })
})
